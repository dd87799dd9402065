# SPDX-License-Identifier: MIT
"""What a distribution requires, as its own metadata says, without taking the whole file where the index lets us (PEP 658, else ranges)."""

import email.parser
import io
import lzma
import re
import tarfile
import tomllib
import zipfile
import zlib

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

MAX_METADATA = 16 << 20
MAX_SDIST = 256 << 20
MAX_LINE = 4000
BLOCK = 64 << 10


class Unknown(Exception):
    """Nobody says what it requires, short of building it."""


class Ranges(io.RawIOBase):
    """A file at an index as a file that can be sought in: only the parts that are read are fetched."""

    def __init__(self, upstream, index, url):
        self.upstream, self.index, self.url = upstream, index, url
        self.position, self.blocks = 0, {}
        response, body = upstream.content(index, url, MAX_METADATA, {"Range": f"bytes=-{BLOCK}"})
        total = re.fullmatch(r"bytes \d+-\d+/(\d+)", response.headers.get("Content-Range", ""))
        if response.status_code == 206 and total:
            self.size = int(total[1])
        else:
            self.size = len(body)
        self.blocks[max(self.size - BLOCK, 0) if total else 0] = body

    def seekable(self):
        return True

    def readable(self):
        return True

    def seek(self, offset, whence=io.SEEK_SET):
        self.position = max(0, offset + {io.SEEK_SET: 0, io.SEEK_CUR: self.position, io.SEEK_END: self.size}[whence])
        return self.position

    def tell(self):
        return self.position

    def readinto(self, buffer):
        wanted = min(len(buffer), self.size - self.position)
        if wanted <= 0:
            return 0
        for start, block in self.blocks.items():
            if start <= self.position and self.position + wanted <= start + len(block):
                break
        else:
            start, last = self.position, min(self.position + max(wanted, BLOCK), self.size) - 1
            response, block = self.upstream.content(self.index, self.url, MAX_METADATA, {"Range": f"bytes={start}-{last}"})
            if response.status_code != 206:
                raise Unknown("its index gives no parts of files")
            self.blocks[start] = block
            wanted = min(wanted, len(block))
        at = self.position - start
        buffer[:wanted] = block[at:at + wanted]
        self.position += wanted
        return wanted


def _parse(text):
    """(Requires-Dist lines, whether the metadata of a build will be the same)"""
    message = email.parser.Parser().parsestr(text, headersonly=True)
    version = tuple(int(part) for part in re.findall(r"\d+", message.get("Metadata-Version", "1.0"))[:2])
    dynamic = {value.lower() for value in message.get_all("Dynamic", ())}
    return message.get_all("Requires-Dist", ()), version >= (2, 2) and "requires-dist" not in dynamic


def _of_wheel(upstream, index, file):
    if file.entry.get("core-metadata", file.entry.get("dist-info-metadata")):
        response, body = upstream.content(index, file.url + ".metadata", MAX_METADATA)
        if response.status_code == 200:
            return _parse(body.decode("utf-8", "replace"))[0]
    with zipfile.ZipFile(io.BufferedReader(Ranges(upstream, index, file.url), BLOCK)) as archive:
        for member in archive.infolist():
            if re.fullmatch(r"[^/]+\.dist-info/METADATA", member.filename) and member.file_size < MAX_METADATA:
                return _parse(archive.read(member).decode("utf-8", "replace"))[0]
    raise Unknown("it has no METADATA")


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


def _of_sdist(upstream, index, file):
    response, body = upstream.content(index, file.url, MAX_SDIST)
    if response.status_code != 200:
        raise Unknown(f"HTTP status {response.status_code}")
    found = {}
    with tarfile.open(fileobj=io.BytesIO(body)) as archive:
        for member in archive:
            part = member.name.removeprefix("./").partition("/")[2]
            if member.isfile() and member.size < MAX_METADATA and (part in ("PKG-INFO", "pyproject.toml") or part.endswith(".egg-info/requires.txt")):
                found[part.rpartition("/")[2]] = archive.extractfile(member).read().decode("utf-8", "replace")
    requires, is_static = _parse(found.get("PKG-INFO", ""))
    if is_static:
        return requires
    project = tomllib.loads(found.get("pyproject.toml", "")).get("project", {})
    if isinstance(project.get("dependencies"), list) and "optional-dependencies" not in project.get("dynamic", ()):
        extras = project.get("optional-dependencies", {})
        return project["dependencies"] + [f'{line}{" and" if ";" in line else " ;"} extra == "{extra}"' for extra, lines in extras.items() for line in lines]
    if requires:
        return requires
    if "requires.txt" in found:
        return _of_requires_txt(found["requires.txt"])
    raise Unknown("only a build tells what it requires")


def requirements_of(upstream, index, file):
    """The requirements of one file of a page. Raises Unknown, and what Upstream raises."""
    try:
        lines = (_of_wheel if file.is_wheel else _of_sdist)(upstream, index, file)
        if not all(line.isascii() and line.isprintable() and len(line) < MAX_LINE for line in lines):
            raise Unknown("its metadata holds what no requirement may")
        return [Requirement(line) for line in lines]
    except (zipfile.BadZipFile, tarfile.TarError, EOFError, zlib.error, lzma.LZMAError, tomllib.TOMLDecodeError, InvalidRequirement,
            AttributeError, TypeError, NotImplementedError) as error:
        raise Unknown(f"its metadata cannot be read: {str(error).splitlines()[0] if str(error) else type(error).__name__}") from error


def applying(requirements, environment, roots=()):
    """What the packages require on a target, as text: {name: [requirement]} becomes {name: [text]}, None stays None.

    ROOTS are the project's own requirements. What an extra brings counts when somebody asks for that extra, and says so by a marker."""
    asked, texts, queue = {}, {}, []
    for requirement in roots:
        for extra in requirement.extras:
            queue.append((canonicalize_name(requirement.name), canonicalize_name(extra)))
    for name, found in requirements.items():
        texts[name] = None if found is None else set()
        queue.append((name, ""))
    while queue:
        name, extra = queue.pop()
        if extra in asked.setdefault(name, set()) or requirements.get(name) is None:
            continue
        asked[name].add(extra)
        for requirement in requirements[name]:
            holds = [requirement.marker is None or requirement.marker.evaluate({**environment, "extra": one}) for one in ("", extra)]
            if holds[0] and extra or not holds[1]:
                continue
            texts[name].add(plain_text(requirement) + (f' ; extra == "{extra}"' if extra else ""))
            queue += [(canonicalize_name(requirement.name), canonicalize_name(wanted)) for wanted in requirement.extras]
    return {name: found if found is None else sorted(found) for name, found in texts.items()}


def plain_text(requirement):
    """The requirement without its marker."""
    extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
    return f"{requirement.name}{extras}" + (f" @ {requirement.url}" if requirement.url else str(requirement.specifier))
