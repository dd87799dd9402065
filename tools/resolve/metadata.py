#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""metadata.py: what distributions require, as their own metadata says.

Without taking the whole file where the index lets us (PEP 658, else ranges). See metadata.py(1).
"""

import concurrent.futures
import email.parser
import io
import json
import os
import pathlib
import re
import sys
import tempfile
import urllib.parse
import zipfile
import zlib

from packaging.requirements import InvalidRequirement, Requirement

if __name__ == "__main__":
    sys.path[0] = os.path.dirname(sys.path[0])

from lib.badinput import BadInput
from lib.commandline import ArgumentParser, run
from lib.inputfile import read_bytes
from lib.programs import output_of
from fetch.pages import Failed, Pages

JOBS = 16
MAX_QUESTIONS = 16 << 20
MAX_METADATA = 16 << 20
MAX_SDIST = 256 << 20
MAX_LINE = 4000
BLOCK = 64 << 10
UNREADABLE = (BadInput, zipfile.BadZipFile, EOFError, zlib.error, NotImplementedError)


class Unknown(Exception):
    """Nobody says what it requires, short of building it."""


class Ranges(io.RawIOBase):
    """A file at an index as a file that can be sought in: only the parts that are read are
    fetched."""

    def __init__(self, pages, index, url):
        self.pages, self.index, self.url = pages, index, url
        self.position, self.blocks = 0, {}
        status, part, body = pages.content(index, url, MAX_METADATA, f"bytes=-{BLOCK}")
        total = re.fullmatch(r"bytes \d+-\d+/(\d+)", part)
        if status == 206 and total:
            self.size = int(total[1])
        else:
            self.size = len(body)
        self.blocks[max(self.size - BLOCK, 0) if total else 0] = body

    def seekable(self):
        return True

    def readable(self):
        return True

    def seek(self, offset, whence=io.SEEK_SET):
        begin = {io.SEEK_SET: 0, io.SEEK_CUR: self.position, io.SEEK_END: self.size}[whence]
        self.position = max(0, begin + offset)
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
            status, _, block = self.pages.content(self.index, self.url, MAX_METADATA,
                                                  f"bytes={start}-{last}")
            if status != 206:
                raise Unknown("its index gives no parts of files")
            self.blocks[start] = block
            wanted = min(wanted, len(block))
        at = self.position - start
        buffer[:wanted] = block[at : at + wanted]
        self.position += wanted
        return wanted


def _path(url):
    """The path that a URL of a direct reference's file leads to; None when it is at a server."""
    parts = urllib.parse.urlsplit(url)
    return urllib.parse.unquote(parts.path) if parts.scheme == "file" else None


def _parse(text):
    """The Requires-Dist lines of a METADATA."""
    message = email.parser.Parser().parsestr(text, headersonly=True)
    return message.get_all("Requires-Dist", ())


def _of_wheel(pages, index, file):
    if file.metadata:
        status, _, body = pages.content(index, file.url + ".metadata", MAX_METADATA)
        if status == 200:
            return _parse(body.decode("utf-8", "replace"))
    source = _path(file.url) or io.BufferedReader(Ranges(pages, index, file.url), BLOCK)
    with zipfile.ZipFile(source) as archive:
        for member in archive.infolist():
            is_it = re.fullmatch(r"[^/]+\.dist-info/METADATA", member.filename)
            if is_it and member.file_size < MAX_METADATA:
                return _parse(archive.read(member).decode("utf-8", "replace"))
    raise Unknown("it has no METADATA")


def _of_sdist(pages, index, file):
    with tempfile.NamedTemporaryFile() as scratch:
        path = _path(file.url)
        if not path:
            scratch.write(content_of(pages, index, file))
            scratch.flush()
        lines = json.loads(output_of("staticmetadata", path or scratch.name))
    if lines is None:
        raise Unknown("only a build tells what it requires")
    return lines


def content_of(pages, index, file):
    """The bytes of an sdist."""
    if path := _path(file.url):
        return read_bytes(path)
    status, _, body = pages.content(index, file.url, MAX_SDIST)
    if status != 200:
        raise Unknown(f"HTTP status {status}")
    return body


def checked(line):
    if not (line.isascii() and line.isprintable() and len(line) < MAX_LINE):
        raise Unknown("its metadata holds what no requirement may")
    return line


def parsed(line):
    """The requirement; None of what is none. Old metadata has spellings that resolvers repair, and
    what stands beside such a line holds all the same."""
    try:
        return Requirement(line)
    except (InvalidRequirement, RecursionError):
        return None


def lines_of(pages, index, file):
    """The lines that say what one file of a page requires. Raises Unknown, and what Pages raises.
    """
    try:
        lines = (_of_wheel if file.is_wheel else _of_sdist)(pages, index, file)
        return list(map(checked, lines))
    except UNREADABLE as error:
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise Unknown(f"its metadata cannot be read: {said}") from error


class Asked:
    """The file that a question of pinfiles is about."""

    def __init__(self, question):
        self.url, self.is_wheel, self.metadata = question["url"], question["wheel"], False


def answer(pages, question):
    try:
        lines = lines_of(pages, question["index"], Asked(question))
        return {"requires": [str(parsed(line) or line) for line in lines]}
    except Unknown as error:
        return {"unknown": str(error)}
    except Failed as error:
        return {"unknown": str(error), "failed": error.status}


def read_questions(file):
    try:
        text = file.read(MAX_QUESTIONS + 1)
        if len(text) > MAX_QUESTIONS:
            raise ValueError(f"more than the {MAX_QUESTIONS} characters that are allowed")
        questions = json.loads(text)
        for question in questions:
            kinds = {member: type(value) for member, value in question.items()}
            if {**kinds, "index": str, "url": str, "wheel": bool} != kinds:
                raise ValueError("a question is not what it should be")
        return questions
    except (ValueError, AttributeError, TypeError, RecursionError) as error:
        raise BadInput(f"standard input: {error}") from error


def main():
    parser = ArgumentParser(
        prog="metadata.py", description="What files require of which the index has no metadata.")
    parser.add_argument("--programs", type=pathlib.Path, required=True,
                        help="the directory of the framework's programs")
    parser.add_argument("--policy", type=pathlib.Path, required=True, help="policy.json")
    args = parser.parse_args()
    questions = read_questions(sys.stdin)
    pages = Pages(args.programs, args.policy)
    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        json.dump(list(pool.map(lambda question: answer(pages, question), questions)), sys.stdout)
    return 0


if __name__ == "__main__":
    run(main)
