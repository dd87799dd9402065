# SPDX-License-Identifier: MIT
"""A checkout of the framework, made, that a sequence may edit."""

import os
import pathlib
import shutil
import subprocess


class Framework:
    """EDITS are those that are in force: a build is known by them, too."""

    def __init__(self, top, path):
        self.path, self.edits = path, set()
        for name in ("mk", "tools", "tests", "projects"):
            shutil.copytree(top / name, path / name, symlinks=True)
        shutil.copy2(top / "Makefile", path)
        for name in ("bin", "lib"):
            shutil.copytree(top / "build" / name, path / "build" / name, symlinks=True)
        for name in ("libpylock.a", "libraries"):
            shutil.copy2(top / "build" / name, path / "build")
        (path / "build/setup").symlink_to(os.path.realpath(top / "build/setup"))
        for file in path.glob("build/lib/*/*.d"):
            text = file.read_text(encoding="utf-8").replace(f"{top}/", f"{path}/")
            about = file.stat()
            file.write_text(text, encoding="utf-8")
            os.utime(file, ns=(about.st_atime_ns, about.st_mtime_ns))
        self.stamp()

    def stamp(self):
        """Nothing has to be compiled for the first make."""
        rooms = sorted(path for path in (self.path / "tools").iterdir() if path.is_dir())
        paths = [self.path / "mk", self.path / "tools/tools.mk"]
        paths += [path for path in rooms if path.name not in ("man", "setup")]
        stamp = self.path / "build/inputs/checkout"
        stamp.parent.mkdir()
        words = [f"--path={path}" for path in paths]
        subprocess.run(
            [self.path / "build/bin/inputstamp", "--write", "--stamp", stamp]
            + ["--root", f"{self.path}/", *words],
            stdout=subprocess.DEVNULL,
            check=True,
        )

    def exchange(self, file, before, after):
        """BEFORE in the file becomes AFTER, or AFTER becomes BEFORE; an update is long past."""
        path = self.path / pathlib.Path(file)
        text = path.read_text(encoding="utf-8")
        if file in self.edits:
            before, after = after, before
        path.write_text(text.replace(before, after), encoding="utf-8")
        os.utime(path, (1_500_000_000, 1_500_000_000))
        self.edits ^= {file}

    def remove(self, program):
        (self.path / "build/bin" / program).unlink(missing_ok=True)
