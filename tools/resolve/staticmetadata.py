# SPDX-License-Identifier: MIT
"""staticmetadata.py: what the files of an sdist say of what it requires, without a build: PKG-INFO
(PEP 643), pyproject.toml (PEP 621), and what setuptools leaves beside them."""

import email.parser
import io
import lzma
import re
import tarfile
import tomllib
import zipfile
import zlib

from packaging.requirements import InvalidRequirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

MAX_METADATA = 16 << 20
MAX_LINE = 4000
UNREADABLE = (zipfile.BadZipFile, tarfile.TarError, EOFError, zlib.error, lzma.LZMAError,
              tomllib.TOMLDecodeError, InvalidRequirement, InvalidVersion, AttributeError,
              TypeError, NotImplementedError, RecursionError)


class Unknown(Exception):
    """Nobody says what it requires, short of building it."""


def parse(text):
    """(Requires-Dist lines, whether the metadata of a build will be the same)"""
    message = email.parser.Parser().parsestr(text, headersonly=True)
    version = [int(part) for part in re.findall(r"\d+", message.get("Metadata-Version", "1.0"))[:2]]
    dynamic = {value.lower() for value in message.get_all("Dynamic", ())}
    is_static = version >= [2, 2] and "requires-dist" not in dynamic
    return message.get_all("Requires-Dist", ()), is_static


def _of_requires_txt(text):
    """setuptools' own form: sections that are extras, markers, or both as extra:marker."""
    lines, suffix = [], ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            extra, _, marker = line.strip("[]").partition(":")
            parts = ([f"({marker})"] if marker else []) + ([f'extra == "{extra}"'] if extra else [])
            suffix = f" ; {' and '.join(parts)}" if parts else ""
        elif line:
            lines.append(line + suffix)
    return lines


def sdist_lines(source):
    """The lines that say what the sdist requires. SOURCE is its path, or a file. Raises Unknown.
    """
    found = _read_sdist(source)
    requires, is_static = parse(found.get("PKG-INFO", ""))
    if is_static:
        return requires
    project = _static_project(found)
    if project:
        return _of_project(project)
    if requires:
        return requires
    if "requires.txt" in found:
        return _of_requires_txt(found["requires.txt"])
    raise Unknown("only a build tells what it requires")


def _read_sdist(source):
    """What of an sdist says what it requires: {filename: text}. SOURCE is its path, or a file."""
    found = {}
    named = {"name": source} if isinstance(source, str) else {"fileobj": source}
    with tarfile.open(**named) as archive:
        for member in archive:
            part = member.name.removeprefix("./").partition("/")[2]
            wanted = part in ("PKG-INFO", "pyproject.toml") or part.endswith(
                ".egg-info/requires.txt")
            if wanted and member.isfile() and member.size < MAX_METADATA:
                text = archive.extractfile(member).read().decode("utf-8", "replace")
                found[part.rpartition("/")[2]] = text
    return found


def _static_project(found):
    """The table `project` of pyproject.toml, when it says all that is required (PEP 621)."""
    project = tomllib.loads(found.get("pyproject.toml", "")).get("project", {})
    is_static = isinstance(project.get("dependencies"), list) and not {
        "dependencies", "optional-dependencies", "requires-python"} & {*project.get("dynamic", ())}
    return project if is_static else None


def _of_project(project):
    return project["dependencies"] + [
        f'{line}{" and" if ";" in line else " ;"} extra == "{extra}"'
        for extra, lines in project.get("optional-dependencies", {}).items() for line in lines]


def static_metadata(body, name, version):
    """The core metadata that resolvers read, of the sdist that BODY is, where its files say it:
    PKG-INFO (PEP 643), or pyproject.toml. None where only a build does. Raises Unknown."""
    try:
        found = _read_sdist(io.BytesIO(body))
        if parse(found.get("PKG-INFO", ""))[1]:
            return core_metadata(found["PKG-INFO"], name, version)
        project = _static_project(found)
        if not project:
            return None
        extras = project.get("optional-dependencies", {})
        fields = [("Requires-Python", project.get("requires-python", "")),
                  *(("Provides-Extra", extra) for extra in extras),
                  *(("Requires-Dist", line) for line in _of_project(project))]
        return core_metadata("".join(f"{field}: {value}\n" for field, value in fields if value),
                             name, version)
    except UNREADABLE:
        return None


def core_metadata(text, name, version):
    """What resolvers read of core metadata, for a release; raises Unknown when it is another's, or
    holds what it may not."""
    message = email.parser.Parser().parsestr(text, headersonly=True)
    known = canonicalize_name(message.get("Name", name)), message.get("Version", version)
    if known[0] != canonicalize_name(name) or Version(known[1]) != Version(version):
        raise Unknown(f"its metadata is of {known[0]!r:.100} {known[1]!r:.100}")
    lines = [f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"]
    for field in ("Requires-Python", "Provides-Extra", "Requires-Dist"):
        for value in map(str.split, message.get_all(field, ())):
            lines.append(f"{field}: {checked(' '.join(value))}\n")
    return "".join(lines)


def checked(line):
    if not (line.isascii() and line.isprintable() and len(line) < MAX_LINE):
        raise Unknown("its metadata holds what no requirement may")
    return line


