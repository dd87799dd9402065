# SPDX-License-Identifier: MIT
"""An sdist: what it says of its build, and its files."""

import contextlib
import lzma
import os
import pathlib
import re
import tarfile
import tomllib
import zlib
from dataclasses import dataclass, field

from packaging.utils import canonicalize_name

from lib.badinput import BadInput

MAX_MEMBERS = 200_000
MAX_BYTES = 4 << 30
MAX_PYPROJECT = 4 << 20
# What compilers read, and where it is no part of the package.
FORTRAN = (".f", ".f90")
SOURCES = (".c", ".cc", ".cpp", ".cxx", *FORTRAN, ".pyx")
ASIDE = {"bench", "benchmarks", "doc", "docs", "example", "examples", "test", "tests"}
PYPROJECT = re.compile(r"(\./)?[^/]+/pyproject\.toml")
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

    @property
    def names(self):
        """The backend's module and what the build requires, as canonical names."""
        return [canonicalize_name(re.split(r"[.:]", self.backend)[0]),
                *(canonicalize_name(re.match(r"\s*([A-Za-z0-9._-]*)", line)[1]) for line in self.requires)]


def build_system(archive):
    """Of an sdist that is not unpacked."""
    text, suffixes = b"", set()
    with opened(archive) as members:
        for tar, member in members:
            if member.isfile() and PYPROJECT.fullmatch(member.name) and member.size < MAX_PYPROJECT:
                text = tar.extractfile(member).read()
            path = pathlib.PurePosixPath(member.name)
            if path.suffix in SOURCES and not ASIDE.intersection(path.parts[1:]):
                suffixes.add(path.suffix)
    return parse(text, suffixes)


def parse(text, suffixes):
    try:
        project = tomllib.loads(text.decode("utf-8"))
    except ValueError as error:
        raise BadInput(f"pyproject.toml: {error}") from error
    table = project.get("build-system", DEFAULT)
    if not isinstance(table, dict):
        raise BadInput("pyproject.toml: build-system is not a table")
    requires = table.get("requires", [])
    backend = table.get("build-backend", DEFAULT["build-backend"])
    path = table.get("backend-path", [])
    if not isinstance(backend, str) or not all(isinstance(words, list) and all(isinstance(word, str) for word in words) for words in (requires, path)):
        raise BadInput("pyproject.toml: build-system is not as PEP 518 has it")
    return BuildSystem(backend, requires, path, bool(suffixes), not suffixes.isdisjoint(FORTRAN))


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
        with tarfile.open(archive) as tar:
            yield members(tar)
    except (tarfile.TarError, EOFError, zlib.error, lzma.LZMAError) as error:
        raise BadInput(f"the sdist cannot be unpacked: {str(error).splitlines()[0]}") from error


def unpack(archive, directory):
    """Unpacks an sdist: files and directories below one top directory (PEP 625), nothing else. Returns that directory."""
    with opened(archive) as members:
        for tar, member in members:
            parts = pathlib.PurePosixPath(member.name).parts
            if not (member.isfile() or member.isdir()) or ".." in parts or member.name.startswith("/"):
                raise BadInput(f"the sdist holds {member.name!r}, which is no file or directory of its own")
            member.mode = 0o755 if member.isdir() or member.mode & 0o111 else 0o644
            # The build, which is no one else, writes beside them and over them.
            member.uid, member.gid, member.uname, member.gname = os.getuid(), os.getgid(), "", ""
            tar.extract(member, directory, set_attrs=member.isfile())
    tops = list(directory.iterdir()) if directory.is_dir() else []
    if len(tops) != 1 or not tops[0].is_dir():
        raise BadInput("the sdist has not one top directory")
    return tops[0]
