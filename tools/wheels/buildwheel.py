#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""buildwheel.py: a wheel from an sdist, isolated, with locked build requirements, the same bytes
every time.

Prints the argument for layer(1): WHEEL=PATH. What was built is recorded in built.<target>.lock: the
sdist, the build requirements with their hashes, and the wheel's SHA-256. A later build must give
the recorded bytes. Which builder makes it follows from what the sdist says of its build, or from
what is declared. See buildwheel.py(1).
"""

import os
import pathlib
import sys

sys.path[0] = os.path.dirname(sys.path[0])

from lib.badinput import BadInput
from store.contents import stored, undamaged
from wheels import buildoptions, builtwheel, wheelbuild
from wheels.sdist import build_system


def parse_arguments():
    parser = buildoptions.option_parser("buildwheel.py", "Builds a wheel from an sdist.")
    parser.add_argument("name", help="normalized name of the package")
    parser.add_argument("version")
    parser.add_argument("sdist", help="FILENAME=PATH")
    return buildoptions.complete(parser.parse_args())


def asked_for(args, sha256, builder, system):
    """What a build is known by: another of these, and it is another build."""
    return {"version": args.version, "sdist": sha256,
            **wheelbuild.toolchain(args, builder, system)}


def known_entry(args, asked):
    """The lock's entry of this build, for this target; else None."""
    with wheelbuild.exclusive(args.work):
        entry = wheelbuild.read_lock(args.lock).get(args.name)
    if not entry or not wheelbuild.entry_matches(entry, asked, args.apt):
        return None
    return entry if builtwheel.fits(args.tools, args.target, entry["wheel"]["filename"]) else None


def make_wheel(args):
    filename, _, path = args.sdist.partition("=")
    sdist = pathlib.Path(path)
    sha256 = undamaged(sdist)
    system = build_system(sdist)
    builder, why = wheelbuild.choose(args, system)
    asked = asked_for(args, sha256, builder, system)
    entry = known = known_entry(args, asked)
    if not known and args.locked:
        raise BadInput(f"{args.lock} does not have {filename}, built as it would be now "
                       f"({builder}), and PYLOCK_LOCKED=1; "
                      f"run `make wheels` and commit it")
    if not known and args.offline:
        raise BadInput(f"{args.lock} does not have {filename}, so what its build requires is not "
                       f"known, and PYLOCK_OFFLINE=1; "
                      f"run `make wheels` once without it and commit the lock")
    if not known or not stored(args.store, known["wheel"]["sha256"]):
        entry = wheelbuild.make(args, sdist, system, asked, why, known)
    if not known:
        wheelbuild.record(args, entry)
    wheelbuild.place(args, entry["wheel"])


if __name__ == "__main__":
    arguments = parse_arguments()
    wheelbuild.run(make_wheel, arguments, f"{arguments.name} {arguments.version}: ")
