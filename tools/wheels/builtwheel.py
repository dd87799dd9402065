# SPDX-License-Identifier: MIT
"""A wheel that a build gave, checked before it is taken; and what its objects are."""

import json
import subprocess

from lib.badinput import BadInput
from lib.programs import output_of
from pypa.targettags import target_options

WHAT_TO_DO = "take a version that has a wheel for the target, or name the package in PYLOCK_EXCLUDE"


def libc_of(target):
    return ("--glibc", target["glibc"]) if "glibc" in target else ("--musl", target["musl"])


def fits(tools, target, filename):
    """Whether the target takes a wheel of that name."""
    said = subprocess.run([tools / "bin" / "wheeltags", *target_options(target), "rank", filename],
                          check=True, text=True, stdout=subprocess.PIPE).stdout
    return not said.startswith("-")


def check(wheel, args, *options):
    """Refuses the wheel, a path, unless it is of the package, fits the target, and is what its name
    says, by builtwheel(1), which has OPTIONS."""
    release = ["--release", args.version] if args.version else []
    output_of("builtwheel", "--name", args.name, *release, "--target", args.target.path,
              "--programs", args.tools / "bin", *options, wheel)


def objects_of(wheel, target, tools):
    """What elfcheck says of each ELF object of the wheel."""
    done = subprocess.run([tools / "bin" / "elfcheck", "--arch", target["arch"], *libc_of(target),
                           wheel], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if not done.stdout:
        raise BadInput(done.stderr.strip().removeprefix("elfcheck: "))
    return json.loads(done.stdout)["objects"]


def numbers(version):
    return tuple(int(part) for part in version.split("."))
