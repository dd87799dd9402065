# SPDX-License-Identifier: MIT
"""Wheels that stretch the rules, each in one way: the rows of pylock-wheels(7).

CASES has for each its section, the row's text, the verdict of layer (taken, noted, asked or never;
see the page), and a function that gets a good wheel and spoils it, or returns the bytes of the
file; `filename` when it is not the usual one."""

import base64
import hashlib
import io
import struct
import zipfile
import zlib

from wheels import Wheel, deflate, record_hash

CASES = []
SCRIPTS = b"[console_scripts]\n"
MODULE = "made_up/__init__.py"


class Case:
    def __init__(self, section, verdict, text, spoil, filename=None):
        self.section, self.verdict, self.text, self.spoil, self.filename = (
            section,
            verdict,
            text,
            spoil,
            filename,
        )

    def write(self, directory):
        wheel = Wheel("made-up", "1.0")
        wheel.add(MODULE, b"def main(): pass\n" * 100)
        content = self.spoil(wheel)
        path = f"{directory}/{self.filename or wheel.filename()}"
        with open(path, "wb") as file:
            file.write(wheel.archive() if content is None else content)
        return path


def section(name):
    """Functions that add cases to that section of the page."""

    def case(verdict, text, spoil, **options):
        CASES.append(Case(name, verdict, text, spoil, **options))

    return case


def setting(**values):
    return lambda wheel: wheel.__dict__.update(values)


def adding(name, content=b"x = 1\n", **options):
    return lambda wheel: wheel.add(name, content, **options) and None


def rows(change):
    return lambda wheel: wheel.__dict__.update(record=change)


def info(name, content):
    return lambda wheel: wheel.add_info(name, content) and None


def script(content):
    return adding("made_up-1.0.data/scripts/tool", content)


def scripts(content):
    return info("entry_points.txt", SCRIPTS + content)


def weak(algorithm):
    digest = hashlib.new(algorithm, b"def main(): pass\n" * 100).digest()
    return f"{algorithm}=" + base64.urlsafe_b64encode(digest).decode().rstrip("=")


def named(stem, filename=None):
    """All of the wheel's own directories are called by STEM."""

    def spoil(wheel):
        wheel.stem, wheel.info = stem, f"{stem}.dist-info"
        wheel.add(f"{stem}.data/scripts/tool", b"#!python\n")

    return spoil


def directories_of_another_kind(wheel):
    wheel.info = "made_up-1.0.egg-info"


# --- RECORD -------------------------------------------------------------------

case = section("RECORD")
case(
    "taken",
    "the lines end in CR LF",
    setting(record_text=lambda text: text.replace(b"\n", b"\r\n")),
)
case("taken", "the last line has no end", setting(record_text=lambda text: text.rstrip(b"\n")))
case("taken", "there is no row for RECORD itself", rows(lambda r: r[:-1]))
case("taken", "SHA-384 or SHA-512", rows(lambda r: [[r[0][0], weak("sha512"), r[0][2]], *r[1:]]))
case("noted", "a row for a directory", rows(lambda r: [["made_up/", "", ""], *r]))
case(
    "noted",
    "a row for a directory, without a slash at its end",
    rows(lambda r: [["made_up", "", ""], *r]),
)
case(
    "noted",
    "a row for a directory, with a hash of nothing",
    lambda w: (
        w.add("made_up/", b"", mode=0o40755)
        and w.__dict__.update(record=lambda r: [["made_up/", record_hash(b""), 0], *r])
    ),
)
case(
    "taken",
    "signatures: RECORD.jws and RECORD.p7s",
    lambda w: w.add_info("RECORD.jws", b"{}\n").add_info("RECORD.p7s", b"p7s\n") and None,
)
case(
    "noted",
    "a row for a signature that is not there",
    rows(lambda r: [*r, ["made_up-1.0.dist-info/RECORD.jws", "", ""]]),
)
case("asked", "a row is there twice, with the same hash", rows(lambda r: r + r[:1]))
case(
    "asked",
    "a row is there twice, with another hash",
    rows(lambda r: r + [[r[0][0], record_hash(b"x"), 1]]),
)
case("never", "empty lines", setting(record_text=lambda text: text.replace(b"\n", b"\n\n")))
case("noted", "a byte order mark", setting(record_text=lambda text: b"\xef\xbb\xbf" + text))
case("asked", "a row with more than three fields", rows(lambda r: [r[0] + ["more"], *r[1:]]))
case("asked", "a hash with padding", rows(lambda r: [[r[0][0], r[0][1] + "=", r[0][2]], *r[1:]]))
case("asked", "a row with a hash and no size", rows(lambda r: [[*r[0][:2], ""], *r[1:]]))
case("asked", "a file without a row", rows(lambda r: r[1:]))
case(
    "asked",
    "a row for a file that is not there",
    rows(lambda r: r + [["x.py", record_hash(b"x"), 1]]),
)
case(
    "asked",
    "a row for a path outside of the archive",
    rows(lambda r: r + [["../../x.py", record_hash(b"x"), 1]]),
)
case("noted", "a row with an absolute path", rows(lambda r: [["/" + r[0][0], *r[0][1:]], *r[1:]]))
case(
    "noted",
    "a row with backslashes for slashes",
    rows(lambda r: [[r[0][0].replace("/", "\\"), *r[0][1:]], *r[1:]]),
)
case(
    "noted", "a row with ./ before the path", rows(lambda r: [["./" + r[0][0], *r[0][1:]], *r[1:]])
)
case(
    "asked",
    "a row with an absolute path and another hash",
    rows(lambda r: [["/" + r[0][0], record_hash(b"other"), r[0][2]], *r[1:]]),
)
case(
    "asked",
    "a row with .. in its path",
    rows(lambda r: [["made_up/../" + r[0][0], *r[0][1:]], *r[1:]]),
)
case("asked", "no hash and no size for a file", rows(lambda r: [[r[0][0], "", ""], *r[1:]]))
case("asked", "a size without a hash", rows(lambda r: [[r[0][0], "", r[0][2]], *r[1:]]))
case("asked", "MD5", rows(lambda r: [[r[0][0], weak("md5"), r[0][2]], *r[1:]]))
case("asked", "SHA-1", rows(lambda r: [[r[0][0], weak("sha1"), r[0][2]], *r[1:]]))
case(
    "asked",
    "another hash than the file has",
    rows(lambda r: [[r[0][0], record_hash(b"other"), r[0][2]], *r[1:]]),
)
case("asked", "another size than the file has", rows(lambda r: [[*r[0][:2], 1], *r[1:]]))
case("asked", "a size that is no number", rows(lambda r: [[*r[0][:2], "many"], *r[1:]]))
case(
    "asked",
    "a hash in hexadecimal",
    rows(lambda r: [[r[0][0], "sha256=" + hashlib.sha256(b"x").hexdigest(), r[0][2]], *r[1:]]),
)
case("asked", "a row of a path alone", rows(lambda r: [r[0][:1], *r[1:]]))
case(
    "never",
    "a quote that is not closed",
    setting(record_text=lambda text: b'"' + text.replace(b"\n", b"")),
)
case("never", "a NUL in it", setting(record_text=lambda text: text + b"\0"))
case("never", "not UTF-8", setting(record_text=lambda text: text + b"\xff.py,,\n"))
case("never", "there is none", setting(record=None))

# --- METADATA and WHEEL -------------------------------------------------------

case = section("METADATA and WHEEL")
HEAD = b"Metadata-Version: 2.1\nName: made-up\nVersion: 1.0\n"
case(
    "taken",
    "lines end in CR LF",
    setting(metadata=(HEAD + b"\nMade up.\n").replace(b"\n", b"\r\n")),
)
case("taken", "METADATA has no newline at its end", setting(metadata=HEAD.rstrip(b"\n")))
case(
    "taken",
    "the body of METADATA has a line Name:",
    setting(metadata=HEAD + b"\nMade up.\nName: other\nVersion: 2\n"),
)
case(
    "taken",
    "a line that is no header ends the headers, and the body has a line Name:",
    setting(metadata=HEAD + b"Description: Made up.\nMore of it.\nName: other\nVersion: 2\n"),
)
case(
    "taken",
    "a folded description has a line Name:",
    setting(metadata=HEAD + b"Description: Made up.\n        Name: other\n\tVersion: 2\n"),
)
case(
    "taken",
    "headers in lower case",
    setting(metadata=b"metadata-version: 2.1\nname: made-up\nversion: 1.0\n"),
)
case("taken", "METADATA is Latin-1", setting(metadata=HEAD + b"Author: M\xe4de\n"))
case("taken", "Name is spelled otherwise", setting(metadata=HEAD.replace(b"made-up", b"Made.UP")))
case(
    "taken",
    "Version is spelled otherwise, as 1.0.0 for 1.0",
    setting(metadata=HEAD.replace(b"1.0\n", b"1.0.0\n")),
)
case("never", "METADATA has a byte order mark", setting(metadata=b"\xef\xbb\xbf" + HEAD))
case("taken", "Metadata-Version is missing", setting(metadata=HEAD.partition(b"\n")[2]))
case(
    "taken", "Metadata-Version is there twice", setting(metadata=b"Metadata-Version: 2.1\n" + HEAD)
)
case("taken", "Metadata-Version 3.0", setting(metadata=HEAD.replace(b"2.1", b"3.0")))
case("noted", "Name is there twice, the same", setting(metadata=HEAD + b"Name: made-up\n"))
case("asked", "Name is there twice, another one", setting(metadata=HEAD + b"Name: other\n"))
case("asked", "Version is there twice, another one", setting(metadata=HEAD + b"Version: 2.0\n"))
case(
    "never",
    "METADATA of another distribution",
    setting(metadata=HEAD.replace(b"made-up", b"other")),
)
case("asked", "METADATA of another version", setting(metadata=HEAD.replace(b"1.0\n", b"1.1\n")))
case(
    "asked",
    "METADATA of a local version that the filename lacks",
    setting(metadata=HEAD.replace(b"1.0\n", b"1.0+cpu\n")),
)
case("never", "no Name", setting(metadata=b"Metadata-Version: 2.1\nVersion: 1.0\n"))
case("never", "no Version", setting(metadata=b"Metadata-Version: 2.1\nName: made-up\n"))
case("never", "a Version that is none", setting(metadata=HEAD.replace(b"1.0\n", b"one\n")))
case("never", "no METADATA", setting(metadata=None))
case(
    "taken",
    "WHEEL without Root-Is-Purelib",
    setting(wheel=b"Wheel-Version: 1.0\nTag: py3-none-any\n"),
)
case("taken", "WHEEL without a Tag", setting(wheel=b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\n"))
case(
    "taken",
    "WHEEL with another Tag than the filename",
    setting(wheel=b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: cp27-none-any\n"),
)
case(
    "taken",
    "WHEEL with a header twice",
    setting(wheel=b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nRoot-Is-Purelib: true\n"),
)
case("taken", "Wheel-Version 1.9", setting(wheel=b"Wheel-Version: 1.9\nRoot-Is-Purelib: true\n"))
case("noted", "Wheel-Version 1", setting(wheel=b"Wheel-Version: 1\nRoot-Is-Purelib: true\n"))
case(
    "noted",
    "Wheel-Version is there twice, the same",
    setting(wheel=b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nWheel-Version: 1.0\n"),
)
case(
    "asked",
    "Wheel-Version is there twice, another one",
    setting(wheel=b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nWheel-Version: 1.1\n"),
)
case("never", "Wheel-Version 2.0", setting(wheel=b"Wheel-Version: 2.0\nRoot-Is-Purelib: true\n"))
case("never", "no Wheel-Version", setting(wheel=b"Root-Is-Purelib: true\n"))
case("never", "no WHEEL", setting(wheel=None))

# --- names of directories -----------------------------------------------------

case = section(".dist-info and .data")
case("taken", ".dist-info is spelled otherwise than the filename", named("Made.Up-1.0"))
case(
    "taken",
    ".dist-info has its version spelled otherwise, as 1.0.0 for 1.0",
    named("made_up-1.0.0"),
)
case("taken", ".dist-info has a dash in its name", named("made-up-1.0"))
case(
    "noted",
    ".data is spelled otherwise than .dist-info",
    adding("Made.Up-1.0.data/scripts/tool", b"#!python\n"),
)
case(
    "noted",
    ".data has its version spelled otherwise",
    adding("made_up-1.0.0.data/purelib/made_more.py"),
)
case(
    "asked", "a .data directory of another version", adding("made_up-1.1.data/purelib/made_more.py")
)
case(
    "asked",
    "a .data directory of another distribution",
    adding("other-1.0.data/scripts/tool", b"#!python\n"),
)
case(
    "asked", "a .data directory of no name and version", adding("made_up.data/purelib/made_more.py")
)
case("never", "a file in the place of .data", adding("made_up-1.0.data"))
case("never", "a file of another name that ends in .data", adding("table.data"))
case("never", "a file right in .data", adding("made_up-1.0.data/x"))
case("never", "an unknown scheme in .data", adding("made_up-1.0.data/other/x"))
case("never", "a scheme in capitals", adding("made_up-1.0.data/Scripts/tool"))
case("never", "no .dist-info directory", directories_of_another_kind)
case(
    "never",
    "two .dist-info directories",
    adding("other-1.0.dist-info/METADATA", b"Name: other\nVersion: 1.0\n"),
)
case(
    "never",
    "two .dist-info directories that differ in case",
    adding("Made_Up-1.0.dist-info/METADATA", HEAD),
)
case(
    "never",
    "metadata of another distribution by .data",
    adding("made_up-1.0.data/purelib/other-1.0.dist-info/METADATA", b"Name: other\nVersion: 1.0\n"),
)
case("asked", "a .dist-info directory without a version", named("made_up"))
case(
    "never",
    "a filename of another distribution",
    lambda w: None,
    filename="other-1.0-py3-none-any.whl",
)
case(
    "asked",
    "a filename of another version",
    lambda w: None,
    filename="made_up-1.1-py3-none-any.whl",
)
case("never", "a filename with too few parts", lambda w: None, filename="made_up-1.0.whl")

# --- entry points and scripts --------------------------------------------------

case = section("entry points and scripts")
case(
    "taken",
    "comments, empty lines, CR LF",
    scripts(b"# made up\n\ntool = made_up:main\n".replace(b"\n", b"\r\n")),
)
case("taken", "blanks around names and functions", scripts(b"  tool   =   made_up:main  \n"))
case("never", "a comment that begins with ;", scripts(b"; made up\ntool = made_up:main\n"))
case("taken", "extras after the function", scripts(b"tool = made_up:main [extra, other]\n"))
case("never", "blanks around the colon", scripts(b"tool = made_up : main\n"))
case("taken", "a dotted function", scripts(b"tool = made_up:main.run\n"))
case(
    "taken",
    "a section without entries, and one twice",
    scripts(b"[gui_scripts]\n[console_scripts]\ntool = made_up:main\n"),
)
case("taken", "names with dots, dashes and plus", scripts(b"tool.a-b+c = made_up:main\n"))
case("never", "a name with a blank", scripts(b"a tool = made_up:main\n"))
case(
    "noted",
    "one name twice, for the same function",
    scripts(b"tool = made_up:main\ntool = made_up:main\n"),
)
case(
    "asked",
    "one name twice, for different functions",
    scripts(b"tool = made_up:main\ntool = made_up:other\n"),
)
case(
    "asked",
    "one name among console and GUI scripts, for different functions",
    scripts(b"tool = made_up:main\n[gui_scripts]\ntool = made_up:other\n"),
)
case(
    "noted",
    "one name among console and GUI scripts, for the same function",
    scripts(b"tool = made_up:main\n[gui_scripts]\ntool = made_up:main\n"),
)
case(
    "noted",
    "two names that differ in case alone",
    scripts(b"tool = made_up:main\nTool = made_up:main\n"),
)
case(
    "taken",
    "a byte order mark before [console_scripts]",
    info("entry_points.txt", b"\xef\xbb\xbf" + SCRIPTS + b"tool = made_up:main\n"),
)
case(
    "taken",
    "a line before the first section",
    info("entry_points.txt", b"tool = made_up:other\n" + SCRIPTS + b"tool = made_up:main\n"),
)
case("never", "a script that is no MODULE:FUNCTION", scripts(b"tool = made_up\n"))
case("never", "a colon for the equals sign", scripts(b"tool: made_up:main\n"))
case("never", "a line that is no NAME = VALUE", scripts(b"tool\n"))
case("never", "code in the place of a function", scripts(b"tool = made_up:main();import os\n"))
case("never", "a script's name with a slash", scripts(b"../tool = made_up:main\n"))
case("never", "a script's name that is a whiteout", scripts(b".wh.python3 = made_up:main\n"))
case("never", "entry_points.txt is not UTF-8", scripts(b"t\xe4ol = made_up:main\n"))
case("taken", "#!python", script(b"#!python\nprint()\n"))
case("taken", "#!pythonw", script(b"#!pythonw\nprint()\n"))
case("taken", "#!python with CR LF", script(b"#!python\r\nprint()\r\n"))
case("taken", "#!python with arguments", script(b"#!python3.9 -E\nprint()\n"))
case("taken", "#! with a path", script(b"#!/usr/bin/env python\nprint()\n"))
case("taken", "a script in a directory", adding("made_up-1.0.data/scripts/sub/tool", b"#!python\n"))
case(
    "taken",
    "a script of the name of an entry point",
    lambda w: scripts(b"tool = made_up:main\n")(w) or script(b"#!python\n")(w),
)
case("never", "a file in the place of the environment's bin", adding("made_up-1.0.data/data/bin"))

# --- names of files --------------------------------------------------------------

case = section("names of files")
case("taken", "entries for directories", adding("made_up/sub/", b"", mode=0o40755))
case("taken", "no Unix modes", adding("made_up/x.py", mode=0))
case("taken", "blanks, commas, quotes, UTF-8", adding('made_up/a b,"c" \u00e4.txt'))
case("noted", "two names that differ in case alone, other bytes", adding("made_up/__INIT__.py"))
case(
    "noted",
    "two names that differ in case alone, the same bytes",
    adding("made_up/__INIT__.py", b"def main(): pass\n" * 100),
)
case("taken", "two directories that differ in case alone", adding("Made_Up/more.py"))
case("noted", "a file and a directory that differ in case alone", adding("MADE_UP"))
case(
    "noted",
    "two names that differ in case alone, one of them in .data",
    adding("made_up-1.0.data/purelib/Made_up/__init__.py"),
)
case("never", "one name twice, the same bytes", adding(MODULE, b"def main(): pass\n" * 100))
case("never", "one name twice, other bytes", adding(MODULE))
case(
    "taken",
    "one directory twice",
    lambda w: (
        w.add("made_up/sub/", b"", mode=0o40755).add("made_up/sub/", b"", mode=0o40755) and None
    ),
)
case("never", "one place twice, by .data", adding("made_up-1.0.data/purelib/" + MODULE))
case(
    "taken",
    "one place twice, by .data, the same bytes",
    adding("made_up-1.0.data/purelib/" + MODULE, b"def main(): pass\n" * 100),
)
case(
    "taken",
    "a file for lib64, where the environment has a link",
    adding("made_up-1.0.data/data/lib64/made/up.so"),
)
case(
    "never",
    "a file in the place of the environment's interpreter",
    adding("made_up-1.0.data/data/bin/python3"),
)
case("never", "a file and a directory of one name", adding("made_up"))
case("never", "an absolute name", adding("/tmp/pylock-stretched/x.py"))
case("never", "a name with ..", adding("made_up/../../../../x.py"))
case("never", "a name with backslashes", adding("made_up\\x.py"))
case("never", "a name with a drive letter", adding("C:/x.py"))
case("never", "a name with an empty component", adding("made_up//x.py"))
case("never", "a name with a control character", adding("made_up/x\x1b.py"))
case("never", "a name that is a whiteout", adding("made_up/.wh.x.py"))
case(
    "never",
    "a name in code page 437",
    adding(b"made_up/\x84.py", local={"flags": 0}, central={"flags": 0}),
)
case(
    "never",
    "a name marked as UTF-8 that is not",
    adding(b"made_up/\xff.py", local={"flags": 0x800}, central={"flags": 0x800}),
)
case(
    "never",
    "another name in an extra field",
    adding("x.py", extra=struct.pack("<HHBI", 0x7075, 9, 1, zlib.crc32(b"x.py")) + b"y.py"),
)
case("never", "a symbolic link", adding("made_up/link", b"__init__.py", mode=0o120777))
case("never", "a device", adding("made_up/device", b"", mode=0o20644))

# --- the archive ------------------------------------------------------------------

case = section("the archive")


def compressed(method):
    """An entry of another compression, as Python's zipfile writes it."""

    def spoil(wheel):
        wheel.finish()
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for entry in wheel.entries:
                archive.writestr(
                    entry.name,
                    entry.content,
                    compress_type=method if entry.name == MODULE else None,
                )
        return out.getvalue()

    return spoil


MANY = b"made up\n" * 1000
case("taken", "stored entries", adding("made_up/x.py", MANY, stored=True))
case("taken", "data descriptors", adding("made_up/x.py", MANY, descriptor=16))
case(
    "taken",
    "zip64",
    lambda w: w.add("made_up/x.py", MANY, zip64=True) and w.__dict__.update(zip64_end=True),
)
case("taken", "a comment at the end", setting(comment=b"made up"))
case(
    "never", "bytes before the archive", setting(before=b"#!/bin/sh\nexec python3 $0\n", shift=True)
)
case("never", "bytes before the first entry", setting(before=b"#!/bin/sh\nexec python3 $0\n"))
case("never", "bytes after the archive", setting(after=b"\0"))
case("never", "bytes between the entries and the directory", setting(gap=b"hidden"))
case("never", "a local header with another name", adding("x.py", local={"name": b"y.py"}))
case("never", "a local header with another size", adding("x.py", MANY, local={"size": 1}))
case("never", "a wrong CRC", adding("x.py", MANY, local={"crc": 1}, central={"crc": 1}))
case("never", "entries that overlap", adding("x.py", MANY, central={"offset": 1}))
case("never", "the deflate stream is cut off", adding("x.py", MANY, data=deflate(MANY)[:-3]))
case(
    "never",
    "the directory counts more entries than it has",
    setting(end={"count": 9, "count_here": 9}),
)
case("never", "encrypted entries", adding("x.py", local={"flags": 1}, central={"flags": 1}))
case("never", "bzip2", compressed(zipfile.ZIP_BZIP2))
case("never", "LZMA", compressed(zipfile.ZIP_LZMA))
case("never", "a bomb", adding("x.bin", bytes(100_000_000)))
case("never", "cut off", lambda w: w.archive()[:-30])
