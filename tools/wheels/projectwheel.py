#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""projectwheel.py: a wheel of the project's own package, from an archive of its directory.

It is built as buildwheel.py builds an sdist, and prints the same. built.<target>.lock has the build
requirements by hash, and not the wheel: that changes with the project. See projectwheel.py(1).
"""

import hashlib
import json
import os
import pathlib
import sys

from packaging.utils import InvalidName, canonicalize_name, parse_wheel_filename

sys.path[0] = os.path.dirname(sys.path[0])

from lib.badinput import BadInput
from lib.newfile import write_json
from store.contents import sha256_of
from wheels import buildoptions, wheelbuild
from wheels.sdist import build_system


def parse_arguments():
    parser = buildoptions.option_parser("projectwheel.py", "Builds a wheel of the project itself.")
    buildoptions.add_declarations(parser)
    parser.add_argument("--package", type=pathlib.Path, required=True, metavar="FILE",
                        help="where its entry for plan.json goes")
    parser.add_argument("directory", help="the project's directory, for messages")
    parser.add_argument("archive", type=pathlib.Path, help="what is in it, below one directory")
    args = buildoptions.complete(parser.parse_args())
    args.name, args.version = args.directory, None
    return args


def name_of(system):
    try:
        return canonicalize_name(system.project, validate=True)
    except InvalidName:
        raise BadInput("pyproject.toml has no project.name that is the name of a package, or "
                       ".dockerignore leaves it out") from None


def known_entry(args, asked):
    """The lock's entry of such a build, else None."""
    with wheelbuild.exclusive(args.work):
        entry = wheelbuild.read_lock(args.lock).get(args.name)
    return entry if entry and wheelbuild.entry_matches(entry, asked, args.apt) else None


def main(args):
    system = build_system(args.archive)
    args.name = name_of(system)
    buildoptions.apply_declarations(args, args.name)
    builder, why = wheelbuild.choose(args, system)
    build_says = json.dumps([system.backend, system.path, sorted(system.requires)])
    asked = {"project": hashlib.sha256(build_says.encode()).hexdigest(),
             **wheelbuild.toolchain(args, builder, system)}
    known = known_entry(args, asked)
    if not known and args.locked:
        raise BadInput(f"{args.lock} does not have what its build requires, and PYLOCK_LOCKED=1; "
                       f"run `make wheels` and commit it")
    if not known and args.offline:
        raise BadInput(f"{args.lock} does not have what its build requires, and PYLOCK_OFFLINE=1; "
                       f"run `make wheels` once without it and commit the lock")
    # The wheel is that of these very files.
    files = {"archive": sha256_of(args.archive), "pins": known["requires"] if known else None}
    entry = wheelbuild.make(args, args.archive, system, asked, why, known, files)
    if not known:
        wheelbuild.record(args, {name: value for name, value in entry.items() if name != "wheel"})
    wheel = entry["wheel"]
    version = str(parse_wheel_filename(wheel["filename"])[1])
    write_json(args.package, {"name": args.name, "version": version, "project": args.directory,
                              "file": {"kind": "wheel", **wheel}}, sort_keys=True)
    wheelbuild.place(args, wheel)


if __name__ == "__main__":
    arguments = parse_arguments()
    wheelbuild.run(main, arguments, f"{arguments.directory}: ")
