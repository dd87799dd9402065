#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""take.py: one project of the world, from the files that people have to a verified image.

    take.py [--again] NAME

Lays the files of tests/world/NAME out in build/world/NAME with a Makefile of what projects.json
says and nothing else, runs the two commands there, and compares with uv: the versions that it
resolves, and the files that it installs of the same lock. Prints what is wrong, a line each, and
exits with 1 if something is. build/world/NAME.json says how it went; what went well is not done
again as long as the project's files stay as they are, unless it is --again.
"""

import argparse
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time
import tomllib

from imagefiles import OWN, digest, in_image, normalized
from worldfiles import lay_out

HERE = pathlib.Path(__file__).parent
TOP = HERE.parent.parent.resolve()
WORLD = pathlib.Path(os.environ.get("PYLOCK_WORLD", TOP / "build/world"))
STORE = os.environ.get("PYLOCK_WORLD_STORE", WORLD / "store")
UV = TOP / "build/setup/venv/bin/uv"
PLATFORMS = {"debian12": "manylinux_2_36", "debian13": "manylinux_2_40",
             "alpine": "unknown-linux-musl"}
PYTHONS = {"debian12": "3.11", "debian13": "3.13", "alpine": "3.12"}
MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}
ANY = "any"




class Failed(Exception):
    """Something is not as it should be; the words say what."""


class Project:
    """A row of projects.json, and one directory of it where there are several."""

    def __init__(self, row, directory="."):
        self.row, self.target = row, row["target"]
        self.root = WORLD / row["name"]
        self.directory = self.root / directory
        self.build = self.directory / "build" / self.target
        system, machine = self.target.split("-")
        self.python, self.machine = PYTHONS[system], MACHINES[machine]
        self.uv_options = ["--python-version", self.python, "--python-platform",
                           f"{self.machine}-{PLATFORMS[system]}"]
        self.log = WORLD / f"{row['name']}.log"

    # --- the two commands ----------------------------------------------------------------

    def make(self, *words):
        """Runs make in the project; the time it took, in seconds."""
        began = time.time()
        with open(self.log, "a", encoding="utf-8") as log:
            print("$ make", *words, file=log, flush=True)
            done = subprocess.run(
                ["make", "--no-print-directory", f"PYLOCK_STORE={STORE}", *words],
                cwd=self.directory, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False,
                env={name: value for name, value in os.environ.items()
                     if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "MAKEOVERRIDES")})
        if done.returncode:
            lines = self.log.read_text(errors="replace").splitlines()
            said = [line for line in lines if "FAIL" in line] or lines[-15:]
            raise Failed("\n".join([f"make {' '.join(words)}: status {done.returncode}; it says",
                                    *said[:30]]))
        return time.time() - began

    def take(self):
        """From files to image and verify: what it took."""
        began, times = time.time(), {}
        if "from" in self.row:
            times["migrate"] = self.make("migrate", f"FROM={self.row['from']}")
            lines = self.log.read_text(errors="replace").splitlines()
            moved = [line for line in lines if re.match(r"    \S+ \S+( -> |: is new)", line)]
            if moved:
                raise Failed("\n".join(["migrate moves pins:", *moved]))
        self.make("image", "verify", *([] if self.row.get("norun") else ["RUN=1"]))
        times["image"] = (self.build / "image.digest").stat().st_mtime - began
        times["all"] = time.time() - began
        return times

    # --- what uv makes of the same --------------------------------------------------------

    def uv(self, *words, cwd=None):
        done = subprocess.run(
            [UV, "--no-config", "--cache-dir", WORLD / "uv", *words], cwd=cwd or self.directory,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
            env={**os.environ, "UV_PYTHON_DOWNLOADS": "never"})
        if done.returncode:
            raise Failed(f"uv {words[0]} {words[1]}: {done.stderr.strip()}")
        return done.stdout

    def versions(self):
        """Each package that uv resolves, with its version."""
        words = self.row.get("uv", [self.row.get("from", "requirements.txt")])
        if words == ["uv.lock"]:
            exported = self.directory / "build/exported.txt"
            exported.write_text(self.uv("export", "--quiet", "--frozen", "--no-dev",
                                        "--no-hashes", "--no-emit-project"))
            words = [exported]
        if words == ["exported.txt"]:
            words = [HERE / self.row["name"] / "exported.txt"]
        words = [self.readable(word) for word in words]
        for option, name in (("--constraint", "constraints.txt"),
                             ("--override", "overrides.txt")):
            if (self.directory / name).exists():
                words = [*words, option, name]
        for line in self.row.get("makefile", {}):
            if line.startswith("PYLOCK_BUILD_CONSTRAINTS "):
                bounds = self.directory / "build/bounds.txt"
                bounds.write_text(line.split(":=")[1].strip() + "\n")
                words = [*words, "--build-constraints", bounds]
        # What else is the project's own is no release, for uv either.
        shared = [project for project in self.projects() if project != "."]
        if shared:
            own = self.directory / "build/own.txt"
            own.write_text("".join(f"{(self.directory / path).resolve()}\n" for path in shared))
            words = [*words, own]
        said = self.uv("pip", "compile", "--quiet", "--no-annotate", "--no-header",
                       *self.uv_options, *words)
        found = {}
        for line in said.splitlines():
            if line.startswith(("-e ", ".", "/")):  # a directory, without its name
                continue
            name, _, version = line.split(" ; ")[0].strip().partition("==")
            # what is no release: a repository or a directory
            found[name.split(" @ ")[0]] = version or ANY
        return found

    def readable(self, word):
        """The name of a file with what WORD has, if that has addresses that uv does not take."""
        path = self.directory / word
        if not path.is_file() or "git://" not in (text := path.read_text()):
            return word
        other = path.with_name(f"uv-{path.name}")
        other.write_text(re.sub(r"git://127[^/]*", f"file://{self.root}/_repositories", text))
        return other.name

    def installed(self, names):
        """What uv installs of the lock's wheels, and of the project itself."""
        tree = self.directory / "build/tree"
        shutil.rmtree(tree, ignore_errors=True)
        requirements = self.directory / "build/tree.txt"
        lines = (self.directory / f"requirements.lock.{self.target}.txt").read_text()
        requirements.write_text("\n".join(
            entry for entry in lines.replace("\\\n", " ").splitlines()
            if entry.split("==")[0] in names) + "\n")
        began = time.time()
        self.uv("pip", "install", "--quiet", "--target", tree, *self.uv_options, "--no-deps",
                "--require-hashes", "--only-binary", ":all:", "-r", requirements)
        took = time.time() - began
        for project in self.projects():
            self.uv("pip", "install", "--quiet", "--target", tree, *self.uv_options, "--no-deps",
                    project)
        # pip's own launcher is named for the Python that runs, which with --target is uv's.
        here = f"bin/pip{sys.version_info[0]}.{sys.version_info[1]}"
        found = {str(path.relative_to(tree)): digest(path) for path in tree.rglob("*")
                 if path.is_file() and path.name not in OWN | {".lock"}}
        return {f"bin/pip{self.python}" if path == here else path: found[path]
                for path in found}, took

    def projects(self):
        for line in self.row.get("makefile", {}):
            if line.startswith("PYLOCK_PROJECT "):
                yield from line.split(":=")[1].split()


# --- compared --------------------------------------------------------------------------------

def locked(project):
    """The lock's packages: the versions of those that have one of their own, which of them are
    wheels of an index, and which were built."""
    text = (project.directory / f"pylock.{project.target}.toml").read_text()
    packages = tomllib.loads(text)["packages"]
    return ({package["name"]: package.get("version", ANY) for package in packages
             if "directory" not in package},
            {package["name"] for package in packages if package.get("wheels")},
            sorted(package["name"] for package in packages if not package.get("wheels")))


def differences(what, ours, theirs, equal):
    for name in sorted(ours.keys() | theirs.keys()):
        one, other = ours.get(name), theirs.get(name)
        if one is None or other is None or not equal(name, one, other):
            yield f"{what} {name}: {one or 'none'} here, {other or 'none'} by uv"


def compare(project, result):
    """Compares with uv; what was found goes into the result."""
    versions, wheels, built = locked(project)
    wrong = list(differences("version of", versions, project.versions(),
                             lambda name, one, other: ANY in (one, other) or one == other))
    ours, records = in_image(project.build / "image", project.python)
    # What was built here is compared by tests/e2e with what pip builds.
    for path in {path for name in built for path in records.get(name, [])}:
        ours.pop(path, None)
    theirs, seconds = project.installed(wheels)
    # A launcher names its interpreter, and each installer has its own words for the rest; WHEEL
    # says which version of a back end built the project's own package.
    wrong += differences("file", ours, theirs, lambda path, one, other: one == other
                         or path.startswith("bin/") or path.endswith(".dist-info/WHEEL")
                         and normalized(path.split("-")[0]) not in versions)
    result["packages"] += len(versions)
    result["built"] += built
    result["files"] += len(ours)
    result["uv"] += seconds
    result["bytes"] += sum(blob.stat().st_size for blob in
                           (project.build / "image/blobs/sha256").iterdir())
    if wrong:
        more = [f"and {len(wrong) - 20} more"] if len(wrong) > 20 else []
        raise Failed("\n".join(wrong[:20] + more))


# --- a project ------------------------------------------------------------------------------

def projects_of(row):
    """Lays the project's files out; returns a Project for each directory with a Makefile."""
    root = WORLD / row["name"]
    lay_out(HERE / row["name"], root, (TOP / "build/setup/index").read_text().strip())
    if "base" in row:
        subprocess.run([TOP / "tests/support/mkbase", root / "base", *row["base"]], check=True)
    projects = [Project(row, directory) for directory in row.get("directories", ["."])]
    for project in projects:
        name = "-".join([row["name"], *project.directory.relative_to(root).parts])
        lines = [f"PYLOCK_NAME := {name}", f"PYLOCK_TARGETS := {row['target']}",
                 *row.get("makefile", {}), f"include {TOP}/mk/pylock.mk"]
        (project.directory / "Makefile").write_text("\n".join(lines) + "\n")
    return projects

def take(row, key):
    """Takes the project of the row through; writes and returns its result."""
    result = {"name": row["name"], "key": key, "packages": 0, "files": 0, "built": [], "uv": 0,
              "bytes": 0, "image": 0, "all": 0, "ok": False}
    try:
        for project in projects_of(row):
            project.log.unlink(missing_ok=True)
            times = project.take()
            result["image"] += times["image"]
            result["all"] += times["all"]
            compare(project, result)
        result["ok"] = True
    except Failed as failure:
        result["wrong"] = str(failure)
    result["date"] = time.strftime("%Y-%m-%d", time.gmtime())
    written = WORLD / f"{row['name']}.json.new"
    written.write_text(json.dumps(result, indent=1) + "\n")
    written.rename(written.with_suffix(""))
    return result


def key_of(row):
    """A hash of what the project is made of."""
    hashes = [[str(path.relative_to(HERE)), digest(path)]
              for path in sorted((HERE / row["name"]).rglob("*")) if path.is_file()]
    return hashlib.sha256(json.dumps([row, hashes]).encode()).hexdigest()


def main():
    parser = argparse.ArgumentParser(prog="take.py", description="One project of the world.")
    parser.add_argument("--again", action="store_true", help="even if it went well before")
    parser.add_argument("name", help="its name in projects.json")
    arguments = parser.parse_args()
    rows = json.loads((HERE / "projects.json").read_text())
    row = next((row for row in rows if row["name"] == arguments.name), None)
    if row is None:
        parser.error(f"{arguments.name}: is not in projects.json")
    WORLD.mkdir(parents=True, exist_ok=True)
    key, before = key_of(row), WORLD / f"{row['name']}.json"
    result = json.loads(before.read_text()) if before.exists() else {}
    if arguments.again or not result.get("ok") or result["key"] != key:
        result = take(row, key)
    if not result["ok"]:
        print(result["wrong"])
        sys.exit(1)
    print(f"{result['packages']} packages, {result['files']} files; image {result['image']:.0f} s,"
          f" with verify {result['all']:.0f} s; uv {result['uv']:.0f} s")


if __name__ == "__main__":
    main()
