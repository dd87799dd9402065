# SPDX-License-Identifier: MIT
"""unpacked.py: the tree in an archive that comes from outside: files, directories, and links that
stay in it. Links are made last, so that no file is written through one."""

import contextlib
import pathlib
import posixpath
import shutil
import tarfile
import tempfile
import zipfile
import zlib

from lib.badinput import BadInput

MAX_MEMBERS = 200_000
MAX_BYTES = 4 << 30


class Escape(Exception):
    """A path that leads out of the archive."""


def place_of(top, name):
    path = posixpath.normpath(name)
    if path.startswith(("/", "../")) or path == ".." or "\0" in path:
        raise Escape(name)
    return top / path


def check_size(members, size_of):
    if len(members) > MAX_MEMBERS or sum(map(size_of, members)) > MAX_BYTES:
        raise BadInput("too large to be unpacked")


def unpack_tar(archive, top):
    with tarfile.open(archive) as tar:
        members = tar.getmembers()
        check_size(members, lambda member: member.size)
        for member in members:
            place = place_of(top, member.name)
            if member.isdir():
                place.mkdir(parents=True, exist_ok=True)
            elif member.isfile():
                place.parent.mkdir(parents=True, exist_ok=True)
                with tar.extractfile(member) as source, open(place, "wb") as file:
                    shutil.copyfileobj(source, file)
                place.chmod(0o755 if member.mode & 0o100 else 0o644)
        for member in members:
            if member.islnk():
                shutil.copy(place_of(top, member.linkname), place_of(top, member.name))
        for member in members:
            if member.issym():
                place_of(top, posixpath.join(posixpath.dirname(member.name), member.linkname))
                place = place_of(top, member.name)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.symlink_to(member.linkname)


def unpack_zip(archive, top):
    with zipfile.ZipFile(archive) as members:
        check_size(members.infolist(), lambda member: member.file_size)
        for member in members.infolist():
            place = place_of(top, member.filename)
            if member.is_dir():
                place.mkdir(parents=True, exist_ok=True)
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            with members.open(member) as source, open(place, "wb") as file:
                shutil.copyfileobj(source, file)
            place.chmod(0o755 if member.external_attr >> 16 & 0o100 else 0o644)


@contextlib.contextmanager
def unpacked(archive, subject):
    """The tree of an archive, below its top directory where that is the only one."""
    with tempfile.TemporaryDirectory() as scratch:
        try:
            (unpack_zip if zipfile.is_zipfile(archive) else unpack_tar)(
                archive, pathlib.Path(scratch))
        except Escape as error:
            raise BadInput(f"{subject}: a path leads out of the archive: {error}") from error
        except (tarfile.TarError, zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError,
                FileExistsError, NotADirectoryError, IsADirectoryError, FileNotFoundError,
                zlib.error) as error:
            raise BadInput(f"{subject}: cannot be unpacked: "
                           f"{str(error).partition(chr(10))[0].rstrip(chr(58))}") from error
        found = list(pathlib.Path(scratch).iterdir())
        yield found[0] if len(found) == 1 and found[0].is_dir() else pathlib.Path(scratch)
