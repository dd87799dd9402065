# SPDX-License-Identifier: MIT
"""A wheel written anew: its entries in order and not compressed, so that its bytes depend on no
library's compressor; what it needs of declared system libraries is in it, and its platform tag says
what its objects need."""

import base64
import hashlib
import os
import re
import zipfile
import zlib

from wheels.builtwheel import numbers, objects_of
from lib.badinput import BadInput

# The libraries that a manylinux tag lets a wheel need of the target (PEP 600), as far as the C
# library brings them.
OF_LIBC = re.compile(
    r"(libc|libm|libdl|libpthread|librt|libutil|libresolv|ld-linux-[a-z0-9-]+)\.so\.\d+")
FLOOR = (2, 17)


def repack(wheel, directory, target, tools, libraries=None, paths=()):
    """The wheel, as a new file in DIRECTORY. LIBRARIES is the directory in it for what it needs of
    the directories PATHS."""
    directory.mkdir()
    try:
        members = read(wheel)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise BadInput(f"the build gave {wheel.name}, which cannot be read: {error}") from error
    copy = write(directory / wheel.name, members)
    if paths:
        copy = graft(copy, members, target, tools, libraries, paths)
    honest = honest_name(copy, target, tools)
    if honest == copy.name:
        return copy
    tag = honest.removesuffix(".whl").rpartition("-")[2]
    change(members, next((path for path in members if path.endswith(".dist-info/WHEEL")), None),
           lambda text: re.sub(rb"(?m)^(Tag: .*-)linux_[a-z0-9_]+(\r?)$",
                               rb"\g<1>" + tag.encode() + rb"\2", text))
    copy.unlink()
    return write(directory / honest, members)


def read(wheel):
    """Mode and content of each member."""
    with zipfile.ZipFile(wheel) as archive:
        return {info.filename: (info.external_attr, archive.read(info))
                for info in archive.infolist()}


def write(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members, key=lambda name: (".dist-info/" in name, name)):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            entry.external_attr = members[name][0]
            archive.writestr(entry, members[name][1])
    return path


# --- RECORD ---------------------------------------------------------------------


def row(path, data):
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return f"{path},sha256={digest},{len(data)}".encode()


def change(members, path, how):
    """Another content of a member, and its row of RECORD; the other rows, true or not, are left for
    the check that follows."""
    record = path and path.rpartition("/")[0] + "/RECORD"
    if record not in members:
        return
    mode, old = members[path]
    members[path] = mode, how(old)
    mode, rows = members[record]
    members[record] = mode, rows.replace(row(path, old), row(path, members[path][1]))


def add(members, path, data):
    """A member more, and its row."""
    members[path] = 0o100755 << 16, data
    for record in members:
        if record.endswith(".dist-info/RECORD"):
            mode, rows = members[record]
            members[record] = mode, row(path, data) + b"\n" + rows


# --- what it needs ----------------------------------------------------------------


def graft(wheel, members, target, tools, libraries, paths):
    """Adds the libraries that the wheel's objects need and that one of PATHS has, and those that
    these need."""
    while True:
        wanted = {unmet["soname"] for found in objects_of(wheel, target, tools)
                  for unmet in found["unmet"] if unmet["kind"] == "needed"}
        there = {f"{libraries}/{soname}": path / soname for soname in wanted if "/" not in soname
                 for path in reversed(paths) if (path / soname).is_file()}
        if there.keys() <= members.keys():
            return wheel
        for name in sorted(there):
            add(members, name, there[name].read_bytes())
        write(wheel, members)


def honest_name(wheel, target, tools):
    """Its name, with the tag of the glibc that its objects need in place of linux_<machine>, where
    that is all that they need."""
    stem, _, platform = wheel.name.removesuffix(".whl").rpartition("-")
    if "glibc" not in target or platform != f"linux_{target['arch']}":
        return wheel.name
    objects = objects_of(wheel, target, tools)
    if not objects or any(found["unmet"] for found in objects):
        return wheel.name
    own = {os.path.basename(found["path"]) for found in objects} | {found.get("soname")
        for found in objects}
    if any(not OF_LIBC.fullmatch(soname) and soname not in own for found in objects
           for soname in found["needed"]):
        return wheel.name
    floor = max([FLOOR, *(numbers(found["versions"]["GLIBC"])[:2] for found in objects
                          if found.get("versions", {}).get("GLIBC"))])
    return f"{stem}-manylinux_{floor[0]}_{floor[1]}_{target['arch']}.whl"
