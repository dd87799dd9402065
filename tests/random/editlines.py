# SPDX-License-Identifier: MIT
"""The edits of a project, each a line of words as a shell has them.

LINES (paths are those of the project; ../store is the store):
    say NAME [VALUE]             PYLOCK_NAME in the Makefile; without VALUE, no longer
    preset NAME [VALUE]          the same in the target's preset
    put PATH TEXT                writes lines, with \\n between them
    alike PATH TEXT              the same, with the size and times that the file had
    older PATH TEXT              another file, long past, takes its place, as by mv
    remove|directory PATH        as it says, if that can be done
    mode PATH MODE               the permissions
    move PATH PATH
    link PATH TARGET             a symbolic link
    copy PATH PATH               PATH as the template has it, all of it, in the place of the other
    times WHEN PATH...           the time of the files, and of all files in these directories
    lose|cut|flip|swap PATH N    the Nth file below PATH is gone, cut off, another in one byte,
                                 a directory
    branch NAME, switch NAME     keeps all files; brings them back, those that differ, as git does
    back                         brings back what the last image was made of

What cannot be done is left out: a sequence may be replayed without some of its lines."""

import os
import shlex
import shutil

from editstate import read_state, remove, write_state


class Lines:
    """PATH is the project, WORK what it is in, ORIGINAL where the template's files come from."""

    def __init__(self, work, original):
        self.work, self.original, self.path = work, original, work / "project"
        self.branches, self.good = {}, None
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(original / "template", self.path, symlinks=True)
        self.write_variables("settings.mk", {})
        self.write_variables("preset.mk", {})

    def settled(self):
        """Waits until what the last make made has been noted."""

    def write_variables(self, name, values):
        text = "".join(f"PYLOCK_{key} := {value}\n" for key, value in sorted(values.items()))
        (self.path / name).write_text(text, encoding="utf-8")

    def do(self, line):
        words = shlex.split(line)
        try:
            return getattr(self, "do_" + words[0])(*words[1:])
        except OSError as error:
            return f"nothing: {error.strerror}"

    def do_say(self, name, value=None, file="settings.mk"):
        path = self.path / file
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        values = dict(line[len("PYLOCK_") :].split(" := ", 1) for line in lines)
        values.pop(name, None)
        if value is not None:
            values[name] = value
        self.write_variables(file, values)

    def do_preset(self, name, value=None):
        self.do_say(name, value, "preset.mk")

    def do_put(self, path, text):
        path = self.path / path
        path.parent.mkdir(parents=True, exist_ok=True)
        text = text.replace("\\n", "\n")
        path.write_text(text + "\n" if text else "", encoding="utf-8")

    def do_alike(self, path, text):
        path = self.path / path
        about = path.stat()
        path.write_bytes((text.encode() * (1 + about.st_size))[: about.st_size])
        os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))

    def do_older(self, path, text):
        other = self.path / "other-file"
        other.write_text(text + "\n", encoding="utf-8")
        os.utime(other, (1_000_000_000, 1_000_000_000))
        other.rename(self.path / path)

    def do_remove(self, path):
        remove(self.path / path)

    def do_directory(self, path):
        (self.path / path).mkdir()

    def do_mode(self, path, mode):
        (self.path / path).chmod(int(mode, 8))

    def do_move(self, path, to):
        (self.path / path).rename(self.path / to)

    def do_link(self, path, target):
        remove(self.path / path)
        (self.path / path).symlink_to(target)

    def do_copy(self, path, to):
        remove(self.path / to)
        copy = shutil.copytree if (self.original / path).is_dir() else shutil.copy2
        copy(self.original / path, self.path / to)

    def do_times(self, when, *paths):
        for name in paths:
            path = self.path / name
            for file in [path, *(path.rglob("*") if path.is_dir() else [])]:
                os.utime(file, (int(when), int(when)), follow_symlinks=False)

    def pick(self, path, number):
        self.settled()
        files = [file for file in sorted((self.path / path).rglob("*")) if file.is_file()]
        files = [file for file in files if "resolve" not in file.parts and file.name[0] != "."]
        if not files:
            raise FileNotFoundError(2, "there is no file")
        return files[int(number) % len(files)]

    def do_lose(self, path, number):
        file = self.pick(path, number)
        file.unlink()
        return str(file.relative_to(self.work))

    def do_cut(self, path, number):
        file = self.pick(path, number)
        os.truncate(file, file.stat().st_size // 2)
        return str(file.relative_to(self.work))

    def do_flip(self, path, number):
        file = self.pick(path, number)
        content = bytearray(file.read_bytes())
        if content:
            content[int(number) % len(content)] ^= 1
            file.write_bytes(content)
        return str(file.relative_to(self.work))

    def do_swap(self, path, number):
        file = self.pick(path, number)
        file.unlink()
        file.mkdir()
        return str(file.relative_to(self.work))

    def do_branch(self, name):
        self.branches[name] = read_state(self.path)

    def do_switch(self, name):
        if name in self.branches:
            write_state(self.path, self.branches[name])

    def do_back(self):
        if self.good:
            write_state(self.path, self.good)
