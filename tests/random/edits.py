#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""edits.py: random edits of a project; after each, the image is the one that a clean build makes,
and the next make has nothing to do.

    edits.py --top DIR --work DIR --index URL [--seed SEED] [--steps N] [--verbose]

--work has the OCI layouts base and other, and gets the project, clean builds and the store. Each
step is one edit of a kind that people make, or that happens to them: to requirements, variables,
files, times, locks, the base, build files, the store, or a make that is ended in its work. The same
seed makes the same edits. Exit status 1, with the seed and the step, when an image differs; the
project stays as it is then.
"""

import argparse
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys

NAMES = [
    "a b.txt",
    "12:30.txt",
    "c$d",
    "it's",
    "#x",
    "é",
    "plain",
    "dir/inner",
    "dir/a b/c",
    "%",
    "=",
    "back\\slash",
    "$(x)",
    "-dash",
]
VERSIONS = {"alpha": ["1.0", "1.1"], "beta": ["1.0", "2.0"], "gamma": ["1.0"]}
# What a project may say, each with two values and without.
VARIABLES = {
    "NAME": ["sample", "another"],
    "ENTRYPOINT": ["python3", "sh -c true"],
    "CMD": ["a", "b c"],
    "USER": ["0", "0:0"],
    "WORKDIR": ["/app", "/srv"],
    "PREFIX": ["/opt/venv", "/srv/venv"],
    "DOCUMENTS": ["no", "yes"],
    "ENV.X": ["1", "it's 2"],
    "ENV.Y": ["$$HOME", "a  b"],
    "LABEL.l": ["1", "2"],
    "LAYER_SPLIT": ["600", "700"],
    "EXCLUDE": ["gamma", "delta"],
    "PREFER.delta": ["local:none", "tag:linux_x86_64"],
    "EXCLUDE_NEWER": ["2100-01-01", "2099-01-01"],
    "CRITICAL": ["alpha", "beta"],
    "PREFER_BINARY": ["alpha", "beta"],
    "FILES": ["app:/app", "app:/other extra.txt:/etc/extra.txt"],
}
PRESET = {
    "CUDA_ARCHS": ["8.7", "9.0"],
    "L4T": ["36.4", "36.5"],
    "DRIVER.libcuda.so.1": ["540", "550"],
    "TOOLKIT": ["1.14", "1.15"],
}


class Project:
    def __init__(self, args, rng):
        self.args, self.rng = args, rng
        self.path, self.build = args.work / "project", args.work / "project/build/here"
        self.requirements, self.values, self.preset = (
            {"alpha": "", "beta": "==1.0", "gamma": ""},
            {"FILES": "app:/app"},
            {},
        )
        (self.path / "targets").mkdir(parents=True)
        (self.path / "app").mkdir()
        (self.path / "app/main.py").write_text("print(1)\n", encoding="utf-8")
        (self.path / "extra.txt").write_text("extra\n", encoding="utf-8")
        shutil.copytree(args.work / "base", self.path / "base")
        self.write()

    def write(self):
        lines = {"NAME": "sample", "BASE": "base"} | self.values
        text = "".join(f"PYLOCK_{name} := {value}\n" for name, value in lines.items())
        (self.path / "Makefile").write_text(
            f"PYLOCK_TARGETS := here\nPYLOCK_INDEX_URL := {self.args.index}\n"
            f"{text}include {self.args.top}/mk/pylock.mk\n",
            encoding="utf-8",
        )
        text = "".join(f"PYLOCK_{name} := {value}\n" for name, value in self.preset.items())
        (self.path / "targets/here.mk").write_text(
            f"PYLOCK_ARCH := x86_64\nPYLOCK_GLIBC := 2.36\nPYLOCK_BASE_PYTHON := 3.11.2\n{text}",
            encoding="utf-8",
        )
        (self.path / "requirements.in").write_text(
            "".join(f"{name}{how}\n" for name, how in self.requirements.items()), encoding="utf-8"
        )

    # --- edits: each says what it did ---

    def edit_pin(self):
        name = self.rng.choice(list(VERSIONS))
        self.requirements[name] = self.rng.choice(
            ["", ">=1", "<9", *(f"=={version}" for version in VERSIONS[name])]
        )
        self.write()
        return f"{name}{self.requirements[name]}"

    def edit_requirement(self):
        name = self.rng.choice(["alpha", "beta", "gamma"])
        if name in self.requirements and len(self.requirements) > 1:
            del self.requirements[name]
        else:
            self.requirements[name] = ""
        self.write()
        return f"requirements: {' '.join(self.requirements)}"

    def edit_comment(self):
        path = self.path / "requirements.in"
        lines = path.read_text(encoding="utf-8").splitlines()
        self.rng.shuffle(lines)
        path.write_text("# a comment\n" + "\n".join(lines) + "  # another\n", encoding="utf-8")
        return "comments and order"

    def edit_bounds(self):
        path = self.path / self.rng.choice(
            ["constraints.txt", "overrides.txt", "requirements.here.in"]
        )
        if path.exists():
            path.unlink()
            return f"no {path.name}"
        text = (
            self.rng.choice(["alpha<9\n", "beta<2\n", "gamma>0\n"])
            if "requirements" not in path.name
            else "gamma\n"
        )
        path.write_text(text, encoding="utf-8")
        return f"{path.name}: {text.strip()}"

    def edit_variable(self, values=None, table=None):
        values, table = (
            self.values if values is None else values,
            VARIABLES if table is None else table,
        )
        name = self.rng.choice(list(table))
        if name in values and self.rng.random() < 0.4:
            del values[name]
        else:
            values[name] = self.rng.choice(table[name])
        self.write()
        return f"{name} := {values.get(name, '(none)')}"

    def edit_preset(self):
        return "preset: " + self.edit_variable(self.preset, PRESET)

    def file(self):
        return self.rng.choice(
            [path for path in sorted((self.path / "app").rglob("*")) if path.is_file()]
        )

    def edit_content(self):
        """Other bytes, as many as before, with the times that the file had."""
        path = self.file()
        about = path.stat()
        path.write_bytes(bytes(self.rng.choice(b"abcdef\n") for _ in range(max(1, about.st_size))))
        if self.rng.random() < 0.6:
            os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))
        return f"content of {path.name!r}"

    def edit_replace(self):
        """As mv does it: another file takes the name, and is older."""
        path, other = self.file(), self.path / "other-file"
        other.write_bytes(os.urandom(0) + str(self.rng.random()).encode())
        os.utime(other, (1_000_000_000, 1_000_000_000))
        other.rename(path)
        return f"{path.name!r} replaced by an older one"

    def edit_mode(self):
        path = self.file()
        path.chmod(self.rng.choice([0o644, 0o755, 0o600]))
        return f"mode of {path.name!r}"

    def edit_add(self):
        path = self.path / "app" / self.rng.choice(NAMES)
        if path.exists():
            path.unlink()
            return f"{path.name!r} removed"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{self.rng.random()}\n", encoding="utf-8")
        return f"{path.name!r} added"

    def edit_rename(self):
        path = self.file()
        to = self.path / "app" / f"renamed {self.rng.randrange(9)}"
        path.rename(to)
        if not any(entry.is_file() for entry in (self.path / "app").rglob("*")):
            (self.path / "app/main.py").touch()
        return f"{path.name!r} renamed to {to.name!r}"

    def edit_link(self):
        path = self.path / "app/link"
        if path.is_symlink():
            path.unlink()
        path.symlink_to(self.rng.choice(["main.py", "a b.txt", "dir"]))
        return f"link to {os.readlink(path)}"

    def edit_empty_directory(self):
        path = self.path / "app/empty"
        if path.exists():
            path.rmdir()
        else:
            path.mkdir()
        return "an empty directory comes or goes"

    def edit_times(self):
        when = self.rng.choice([1_000_000_000, 2_000_000_000])
        for path in [
            self.path / "Makefile",
            self.path / "requirements.in",
            *(self.path / "app").rglob("*"),
            *self.path.glob("*.toml"),
        ]:
            if not path.is_symlink():
                os.utime(path, (when, when))
        return f"times: {when}"

    def edit_base(self):
        """Another base in the same place, older than the image."""
        name = self.rng.choice(["base", "other"])
        shutil.rmtree(self.path / "base")
        shutil.copytree(self.args.work / name, self.path / "base", copy_function=shutil.copy2)
        return f"base exchanged for {name}"

    def edit_lock_gone(self):
        gone = self.rng.choice(sorted([*self.path.glob("*.toml"), *self.path.glob("*.lock.*")]))
        gone.unlink()
        return f"{gone.name} deleted"

    def edit_build_gone(self):
        files = [path for path in sorted(self.build.rglob("*")) if path.is_file()]
        if not files or self.rng.random() < 0.1:
            shutil.rmtree(self.path / "build", ignore_errors=True)
            return "build/ deleted"
        path = self.rng.choice(files)
        path.unlink()
        return f"{path.relative_to(self.path)} deleted"

    def edit_store_gone(self):
        files = [path for path in sorted((self.args.work / "store").rglob("*")) if path.is_file()]
        for path in self.rng.sample(files, min(len(files), self.rng.randrange(1, 9))):
            path.unlink()
        return "files of the store deleted"

    def edit_interrupt(self):
        said = self.edit_variable()
        shutil.rmtree(self.build / "layers", ignore_errors=True)
        delay, kind = (
            self.rng.random() * 0.8,
            self.rng.choice([signal.SIGINT, signal.SIGTERM, signal.SIGKILL]),
        )
        with subprocess.Popen(
            self.command(self.path),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as made:
            try:
                made.wait(delay)
            except subprocess.TimeoutExpired:
                os.killpg(made.pid, kind)
        return f"{said}, and a make that {kind.name} ends after {delay:.2f} s"

    # --- builds ---

    def command(self, directory, *more):
        return [
            "make",
            "--no-print-directory",
            "-C",
            str(directory),
            f"PYLOCK_STORE={self.args.work}/store",
            "image",
            *more,
        ]

    def make(self, directory, *more):
        made = subprocess.run(
            self.command(directory, *more),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if made.returncode != 0:
            raise Different(f"make fails in {directory}:\n{made.stdout}")
        return made.stdout

    def digest(self, directory):
        return (directory / "build/here/image/index.json").read_text(encoding="utf-8")

    def check(self):
        self.make(self.path, *self.rng.choice([(), ("-j4",)]))
        again = self.make(self.path)
        if "Nothing to be done" not in again:
            raise Different(f"the next make does something:\n{again}")
        clean = self.args.work / "clean"
        shutil.rmtree(clean, ignore_errors=True)
        shutil.copytree(
            self.path,
            clean,
            symlinks=True,
            ignore=lambda directory, names: ["build"] if directory == str(self.path) else [],
        )
        self.make(clean)
        if self.digest(clean) != self.digest(self.path):
            raise Different(f"a clean build is another one: compare {clean} and {self.path}")


class Different(Exception):
    """What a step must not lead to."""


def main():
    options = argparse.ArgumentParser(
        description="Random edits of a project, each compared with a clean build."
    )
    options.add_argument("--top", type=pathlib.Path, required=True)
    options.add_argument("--work", type=pathlib.Path, required=True)
    options.add_argument("--index", required=True)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--steps", type=int, default=30)
    args = options.parse_args()
    rng = random.Random(args.seed)
    project = Project(args, rng)
    edits = [name for name in sorted(dir(Project)) if name.startswith("edit_")]
    said, step = "the first build", 0
    try:
        project.check()
        for step in range(1, args.steps + 1):
            said = getattr(project, rng.choice(edits))()
            print(f"# {step}: {said}", flush=True)
            project.check()
    except Different as error:
        print(f"edits.py: --seed {args.seed}, step {step}, {said}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
