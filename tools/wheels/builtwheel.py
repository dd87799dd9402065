# SPDX-License-Identifier: MIT
"""A wheel that a build gave, checked before it is taken: its tags, what its objects need, its
RECORD."""

import json
import os
import subprocess

from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename
from packaging.version import Version

from lib.badinput import BadInput
from pypa.manylinux import promised
from pypa.targettags import target_options

WHAT_TO_DO = "take a version that has a wheel for the target, or name the package in PYLOCK_EXCLUDE"
LIBRARIES = ("declare the Debian packages of libraries that the build needs "
             "(PYLOCK_BUILD_APT.<package>)")


def tags_of(filename, name, version):
    """The tags of a wheel of that package and version; None is any."""
    try:
        found_name, found_version, _, tags = parse_wheel_filename(filename)
    except InvalidWheelFilename as error:
        raise BadInput(str(error)) from error
    of_version = version is None or found_version == Version(version)
    if canonicalize_name(found_name) != name or not of_version:
        raise BadInput(f"the build gave {filename}")
    return tags


def libc_of(target):
    return ("--glibc", target["glibc"]) if "glibc" in target else ("--musl", target["musl"])


def fits(tools, target, filename):
    """Whether the target takes a wheel of that name."""
    said = subprocess.run([tools / "bin" / "wheeltags", *target_options(target), "rank", filename],
                          check=True, text=True, stdout=subprocess.PIPE).stdout
    return not said.startswith("-")


def check(wheel, name, version, target, tools):
    """Refuses the wheel, a path, unless it is of that package, fits the target, and is what its
    name says. TOOLS has the programs."""
    tags = tags_of(wheel.name, name, version)
    pure = all(tag.platform == "any" for tag in tags)
    if not fits(tools, target, wheel.name):
        machine = os.uname().machine
        why = "" if machine == target["arch"] else f", and this machine is {machine}"
        raise BadInput(f"the build gave {wheel.name}, which is for one architecture; the target is "
                       f"{target['arch']}, Python {target['python']}{why}; "
                      f"{WHAT_TO_DO}")
    objects = check_objects(wheel, tags, target, tools)
    if not pure and not objects:
        raise BadInput(f"the build gave {wheel.name}, which is for one architecture and holds no "
                       f"compiled file: its extensions were not built; "
                      f"{LIBRARIES}, {WHAT_TO_DO}; the log says why")
    check_record(wheel, target, tools)


def objects_of(wheel, target, tools):
    """What elfcheck says of each ELF object of the wheel."""
    done = subprocess.run([tools / "bin" / "elfcheck", "--arch", target["arch"], *libc_of(target),
                           wheel], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if not done.stdout:
        raise BadInput(done.stderr.strip().removeprefix("elfcheck: "))
    return json.loads(done.stdout)["objects"]


def check_objects(wheel, tags, target, tools):
    """Every ELF object is for the target's machine and C library, and for what the tags promise.
    Returns how many there are."""
    objects = objects_of(wheel, target, tools)
    promises = [promise for promise in (promised(tag.platform) for tag in tags) if promise]
    for found in objects:
        what = f"{wheel.name}: {found['path']}"
        for unmet in found["unmet"]:
            raise BadInput(f"{what} {said_of(unmet, found, target)}; {WHAT_TO_DO}")
        needs = found.get("versions", {}).get("GLIBC")
        if needs and promises and numbers(needs) > min(promises):
            raise BadInput(f"{what} needs glibc {needs}, and the wheel's tag promises that "
                           f"{'.'.join(map(str, min(promises)))} is enough; {WHAT_TO_DO}")
    return len(objects)


def said_of(unmet, found, target):
    match unmet["kind"]:
        case "machine":
            return f"is for {found['machine']}, and the target is {target['arch']}"
        case "glibc":
            return (f"needs glibc {unmet['needs']}, and the target has "
                    f"{target.get('glibc') or 'musl ' + target['musl']}")
        case "needed":
            return (f"needs {unmet['soname']}, which neither the wheel nor the C library brings; "
                    f"{LIBRARIES}")
        case _:
            return f"is a broken ELF object: {unmet.get('what')}"


def numbers(version):
    return tuple(int(part) for part in version.split("."))


def check_record(wheel, target, tools):
    """By the program that will put it into the image."""
    layer = wheel.parent / "layer.check"
    done = subprocess.run([tools / "bin" / "layer", "--python", target["python"], "--prefix",
                           target["prefix"], "--site", target["site"],
                           *(word for sha256 in target.get("allowWheel", ())
            for word in ("--allow-wheel", sha256)), "-o", layer, wheel], text=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    layer.unlink(missing_ok=True)
    if done.returncode:
        raise BadInput(f"the build gave a wheel that cannot be taken: "
                       f"{done.stderr.strip().splitlines()[-1].removeprefix('layer: ')}")
