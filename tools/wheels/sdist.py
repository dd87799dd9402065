# SPDX-License-Identifier: MIT
"""An sdist: what it says of its build, and its files."""

import contextlib
import errno
import lzma
import os
import pathlib
import posixpath
import re
import tarfile
import tomllib
import zipfile
import zlib
from dataclasses import dataclass, field

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from lib.badinput import BadInput
from lib.inputfile import check_file
from wheels.ziparchive import ZipArchive

MAX_MEMBERS = 200_000
MAX_BYTES = 4 << 30
MAX_PYPROJECT = 4 << 20
MAX_LINKS = 40
MAX_PATH = 4000
MAX_NAME = 255
MAX_POINTERS = 4
WRONG_PLACE = {errno.EEXIST, errno.EISDIR, errno.ELOOP, errno.ENAMETOOLONG, errno.ENOTDIR}
# The last two are a zip archive's: an unknown compression, a password.
UNREADABLE = (tarfile.TarError, zipfile.BadZipFile, EOFError, zlib.error, lzma.LZMAError,
              NotImplementedError, RuntimeError)
# What compilers read, and where it is no part of the package.
FORTRAN = (".f", ".f90")
SOURCES = (".c", ".cc", ".cpp", ".cxx", *FORTRAN, ".pyx")
ASIDE = {"bench", "benchmarks", "doc", "docs", "example", "examples", "test", "tests"}
BACKEND = re.compile(r"[A-Za-z_][\w.]*(:[A-Za-z_][\w.]*)?", re.ASCII)
PYPROJECT = re.compile(r"[^/]+/pyproject\.toml")
# What a project without a pyproject.toml, or without a build-system in it, is built by (PEP 517).
DEFAULT = {"requires": ["setuptools"], "build-backend": "setuptools.build_meta:__legacy__"}


@dataclass(frozen=True)
class BuildSystem:
    """What pyproject.toml says of the build (PEP 518)."""

    backend: str
    requires: list = field(default_factory=list)
    path: list = field(default_factory=list)
    has_sources: bool = False
    has_fortran: bool = False
    project: str = ""  # project.name, as it is written

    @property
    def names(self):
        """The backend's module and what the build requires, as canonical names."""
        return [canonicalize_name(re.split(r"[.:]", self.backend)[0]),
                *(canonicalize_name(re.match(r"\s*([A-Za-z0-9._-]*)", line)[1])
                  for line in self.requires)]


def build_system(archive):
    """Of an sdist that is not unpacked."""
    check_file(archive)
    text, link, suffixes = scan(archive, PYPROJECT.fullmatch)
    for _ in range(MAX_POINTERS):
        if link is not None:
            text, link, _ = scan(archive, link.__eq__)
    return parse(text, suffixes)


def scan(archive, is_wanted):
    """The text of the member whose name IS_WANTED takes, or the name that it is a link to, if it is
    one; and the suffixes of the package's sources."""
    text, link, suffixes = b"", None, set()
    with opened(archive) as members:
        for tar, member in members:
            name = posixpath.normpath(member.name)
            if is_wanted(name):
                text, link = b"", target_of(member)
                if member.isfile() and member.size < MAX_PYPROJECT:
                    text = tar.extractfile(member).read()
            path = pathlib.PurePosixPath(name)
            if path.suffix in SOURCES and not ASIDE.intersection(path.parts[1:]):
                suffixes.add(path.suffix)
    return text, link, suffixes


def target_of(member):
    """The name of what a link leads to; None when MEMBER is no link."""
    if not member.issym() and not member.islnk():
        return None
    base = posixpath.dirname(member.name) if member.issym() else ""
    return posixpath.normpath(posixpath.join(base, member.linkname))


def parse(text, suffixes):
    try:
        project = tomllib.loads(text.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise BadInput(f"pyproject.toml: {error}") from error
    table = project.get("build-system", DEFAULT)
    if not isinstance(table, dict):
        raise BadInput("pyproject.toml: build-system is not a table")
    requires = table.get("requires", [])
    backend = table.get("build-backend", DEFAULT["build-backend"])
    path = table.get("backend-path", [])
    if not isinstance(backend, str) or not is_list_of_strings(requires) or \
            not is_list_of_strings(path):
        raise BadInput("pyproject.toml: build-system is not as PEP 518 has it")
    checked_requirements(requires, "pyproject.toml: build-system.requires")
    if not BACKEND.fullmatch(backend):
        raise BadInput(f"pyproject.toml: {backend!r:.200} is not the name of a build back end")
    for part in path:
        if posixpath.normpath(part).split("/")[0] in ("", "..") or not part.isprintable():
            raise BadInput(f"pyproject.toml: {part!r:.200} in backend-path leads out of the sdist")
    return BuildSystem(backend, requires, path, bool(suffixes), not suffixes.isdisjoint(FORTRAN),
                       name_in(project))


def name_in(project):
    """The project's name in a pyproject.toml, or, without a table of that name, in Poetry's own; ""
    if there is none."""
    table = project.get("project")
    if table is None and isinstance(project.get("tool"), dict):
        table = project["tool"].get("poetry")
    name = table.get("name") if isinstance(table, dict) else None
    return name if isinstance(name, str) else ""


def is_list_of_strings(value):
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def checked_requirements(lines, where):
    """The requirements that LINES are, as PEP 508 has them: each is of releases, so that they come
    from where the policy says. WHERE names the lines in messages."""
    if not is_list_of_strings(lines):
        raise BadInput(f"{where}: not a list of strings")
    found = set()
    for line in lines:
        try:
            requirement = Requirement(line)
        except (InvalidRequirement, RecursionError):
            requirement = None
        if not requirement or not str(requirement).isprintable():
            raise BadInput(f"{where}: {line!r:.200} is not a requirement")
        if requirement.url:
            raise BadInput(f"{where}: {line!r:.200}: builds require releases, not addresses")
        found.add(str(requirement))
    return found


@contextlib.contextmanager
def opened(archive):
    """The archive and each of its members, as long as they are not too many and not too large."""
    def members(tar):
        total = 0
        for count, member in enumerate(tar):
            total += member.size
            if count >= MAX_MEMBERS or total > MAX_BYTES:
                raise BadInput("the sdist is too large")
            yield tar, member

    try:
        with (ZipArchive if zipfile.is_zipfile(archive) else tarfile.open)(archive) as tar:
            yield members(tar)
    except UNREADABLE as error:
        raise BadInput(f"the sdist cannot be unpacked: {str(error).splitlines()[0]}") from error


class Escape(Exception):
    """A path that does not stay within the top directory."""


def relative(path):
    if path.startswith("/") or "\0" in path:
        raise Escape
    return path


def follow(directory, path):
    """Where PATH, which is relative to DIRECTORY, leads when all symbolic links are followed: a
    list of names. What does not exist is taken as it is written. The first name is the top
    directory: a path that leaves it, even to come back, is an Escape, and so is a chain of links
    without end.

    This is what the data filter of PEP 721 asks for. But the links are followed here, one by one,
    in what is unpacked already: realpath's answer need not be true any more when a part of the path
    comes to be later, and it stops at paths that are too long."""
    done, left, links = [], [path], 0
    while left:
        name, _, rest = left.pop().partition("/")
        if rest:
            left.append(rest)
        if name == "..":
            if len(done) < 2:
                raise Escape
            done.pop()
        elif name not in ("", "."):
            done.append(name)
            place = os.path.join(directory, *done)
            if len(os.fsencode(place)) > MAX_PATH:
                raise Escape
            if os.path.islink(place):
                links += 1
                if links > MAX_LINKS:
                    raise Escape
                target = relative(os.readlink(place))
                done.pop()
                left.append(target)
    return done


def put(tar, member, directory):
    """Unpacks one member in the place of what has its name, unless both are directories."""
    parent, _, name = relative(member.name).rstrip("/").rpartition("/")
    place = os.path.join(directory, *follow(directory, parent), name)
    if not (member.isdir() and os.path.isdir(place)) and os.path.lexists(place):
        os.unlink(place)
    if member.issym() or member.islnk():
        base = f"{parent}/" if member.issym() else ""
        target = os.path.join(directory, *follow(directory, base + relative(member.linkname)))
        if not parent or (member.islnk() and not os.path.isfile(target)):
            raise Escape
        os.makedirs(os.path.dirname(place), exist_ok=True)
        if member.issym():
            os.symlink(member.linkname, place)
        else:
            os.link(target, place)
        return
    follow(directory, member.name)
    member.mode = 0o755 if member.isdir() or member.mode & 0o111 else 0o644
    # The build, which is no one else, writes beside them and over them.
    member.uid, member.gid, member.uname, member.gname = os.getuid(), os.getgid(), "", ""
    tar.extract(member, directory, set_attrs=member.isfile())


def check_links(directory):
    """Now that everything is there, once more: what a link leads over may have come after it."""
    for parent, directories, files in os.walk(directory):
        for name in directories + files:
            path = os.path.join(parent, name)
            if os.path.islink(path):
                with refusing(os.path.relpath(path, directory)):
                    follow(directory, os.path.relpath(path, directory))


@contextlib.contextmanager
def refusing(name):
    try:
        yield
    except Escape:
        raise BadInput(f"the sdist holds {name!r}, which leads out of it or to nothing") from None
    except OSError as error:
        if error.errno in WRONG_PLACE:
            raise BadInput(f"the sdist holds {name!r}: {os.strerror(error.errno)}") from None
        raise


def unpack(archive, directory):
    """Unpacks an sdist: files, directories and links that stay inside, below one top directory
    (PEP 625, 721), nothing else. Returns that directory."""
    with opened(archive) as members:
        for tar, member in members:
            known = member.isfile() or member.isdir() or member.issym() or member.islnk()
            parts = os.fsencode(member.name).split(b"/")
            if not known or b".." in parts or max(map(len, parts)) > MAX_NAME:
                raise BadInput(f"the sdist holds {member.name!r}, which is no file, directory or "
                              f"link of its own")
            with refusing(member.name):
                put(tar, member, directory)
    check_links(directory)
    tops = list(directory.iterdir()) if directory.is_dir() else []
    if len(tops) != 1 or not tops[0].is_dir():
        raise BadInput("the sdist has not one top directory")
    return tops[0]
