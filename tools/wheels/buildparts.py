# SPDX-License-Identifier: MIT
"""What a build in a root takes from the store: the Debian packages of its root and of system
libraries, and crates. For bundles.

    buildparts.py --tools DIR --store DIR BUILD NAME ENTRY SDIST

prints a line of what the build requirements must fit, machine, minor version of glibc 2 and Python,
then a line for each file: SHA-256, kind and filename. ENTRY is the entry of built.<target>.lock, a
file. Exit status: 1 for what is wrong or cannot be had, 2 for a wrong command line, 3 for a system
that fails."""

import argparse
import os
import pathlib
import re
import sys
import tempfile

sys.path[0] = os.path.dirname(sys.path[0])

from lib import commandline
from lib.badinput import BadInput
from lib.jsonfile import read_json
from wheels.buildkitbuild import Buildkit
from wheels.crossbuild import Cross
from wheels.emulatedbuild import Emulated
from wheels.sdist import build_system, unpack

BUILDERS = {builder.name: builder for builder in (Cross, Emulated, Buildkit)}
ROOTS = pathlib.Path(__file__).resolve().parent.parent.parent / "mk" / "builders"


def parts(tools, store, target, name, entry, sdist):
    """Of the build of SDIST, a path, that ENTRY of built.<target>.lock records: what its build
    requirements must fit (machine, glibc, Python), and (SHA-256, kind, filename) of each file; what
    the store lacks is fetched. TARGET is the directory build/<target>."""
    if entry["builder"] not in BUILDERS:
        raise BadInput(f"{name}: {entry['builder']!r} is not a builder")
    with tempfile.TemporaryDirectory() as directory:
        work = pathlib.Path(directory) / "work"
        args = argparse.Namespace(
            tools=tools.absolute(), store=store.absolute(), work=work,
            policy=target / "policy.json", roots=ROOTS, name=name, version=entry["version"],
            target=read_json(target / "target.json"),
            env=list(entry.get("environment", {}).items()),
            apt=entry.get("apt", {}).get("packages", []), mirror=[], offline=False,
            wheel_host="none", limits=[], unconfined="")
        system = build_system(sdist)
        builder = BUILDERS[entry["builder"]](args, system)
        source = unpack(sdist, work / "source")
        builder.root = builder.make_root(builder.lock_path)
        lines = [*builder.lock_path.read_text(encoding="utf-8").splitlines(),
                 *entry.get("apt", {}).get("lock", [])]
        builder.make_sysroot(entry.get("apt", {}).get("lock", []))
        files = [(words[4], "build-deb", words[5].rpartition("/")[2])
                 for words in map(str.split, lines) if words and words[0] != "#"]
        files += [(sha256, "crate", f"{crate}.crate")
                  for crate, sha256 in builder.crates(source, entry)]
        return builder.runs, files


def main():
    parser = commandline.ArgumentParser(prog="buildparts.py", description="What a build takes.")
    parser.add_argument("--tools", type=pathlib.Path, required=True)
    parser.add_argument("--store", type=pathlib.Path, required=True)
    parser.add_argument("target", type=pathlib.Path, metavar="BUILD")
    parser.add_argument("name")
    parser.add_argument("entry", type=pathlib.Path)
    parser.add_argument("sdist", type=pathlib.Path)
    args = parser.parse_args()
    (machine, glibc, python), files = parts(args.tools, args.store, args.target, args.name,
                                            read_json(args.entry), args.sdist)
    for line in files:
        if not all(isinstance(word, str) and re.fullmatch(r"[!-~]+", word) for word in line):
            raise BadInput(f"{args.name}: {line!r}: not the SHA-256, kind and name of a file")
    print(machine, glibc[1], python)
    for line in files:
        print(*line)


if __name__ == "__main__":
    commandline.run(main)
