# SPDX-License-Identifier: MIT
"""good_wheels.py DIRECTORY: wheels with everything that a wheel may have, each in its own way."""

import os
import random
import sys
import zipfile

from wheels import Wheel, record_hash

directory = sys.argv[1]
noise = random.Random(1).randbytes(300_000)
text = b"the quick brown fox jumps over the lazy dog\n" * 20_000


def files():
    """Modes, sizes, names, ways to be in the archive."""
    wheel = Wheel("Made.Up_files", "1.0-rc.1", stem="Made.Up_files-1.0rc1")
    wheel.add("made/", b"", mode=0o40755)
    wheel.add("made/empty_directory/", b"", mode=0o40700)
    wheel.add("made/__init__.py", b"")
    wheel.add("made/empty_stored.py", b"", stored=True)
    wheel.add("made/tiny.py", b"x\n")
    wheel.add("made/tiny_stored.py", b"x\n", stored=True)
    for size in (511, 512, 513, 65_535, 65_536):
        wheel.add(f"made/noise_{size}.bin", noise[:size])
        wheel.add(f"made/noise_{size}_stored.bin", noise[:size], stored=True)
    wheel.add("made/large.txt", text)
    wheel.add("made/large_stored.bin", noise, stored=True)
    for mode in (0o100755, 0o100644, 0o100600, 0o100700, 0o100601, 0o104755, 0o755, 0o644, 0):
        wheel.add(f"made/mode_{mode:o}", b"mode\n" * 200, mode=mode)
    for size in (12, 16, 20, 24):
        wheel.add(f"made/descriptor_{size}", text[:3000], descriptor=size)
    wheel.add("made/zip64", text[:3000], zip64=True)
    wheel.add("made/zip64_stored", text[:3000], zip64=True, stored=True)
    wheel.add("made/extra", text[:3000], extra=b"UT\x05\0\3\0\0\0\0ux\x0b\0\1\4\0\0\0\0\4\0\0\0\0")
    for name in (
        "with blank",
        'quo"te',
        "com,ma",
        '"both",',
        "na\u00efve",
        "\u6587\u4ef6/\u00e4\u0308.py",
        "per%cent",
        "#hash",
        "semi;colon",
        "~tilde",
        "-dash",
        "a" * 200,
        "/".join(["deep"] * 30),
        "/".join(["n" * 60] * 4) + "/\u00e9",
    ):
        wheel.add(f"made/names/{name}", name.encode())
    wheel.add("single.py", b"import made\n")
    wheel.add("made.data.txt", b"no .data directory\n")
    wheel.add_info("licenses/LICENSE", b"none\n")
    wheel.add_info("RECORD.jws", b"{}\n")
    wheel.add_info("RECORD.p7s", b"p7s\n" * 300)
    wheel.add_info("INSTALLER", b"somebody\n")
    wheel.comment = b"a comment"
    wheel.zip64_end = True
    return wheel


def data():
    """Every scheme, scripts of all kinds."""
    wheel = Wheel("made-up-data", "2.0")
    wheel.wheel = wheel.wheel.replace(b"\n", b"\r\n").replace(b"true", b"false")
    scheme = f"{wheel.stem}.data"
    wheel.add("made_data/__init__.py", b"")
    wheel.add(f"{scheme}/purelib/made_data/pure.py", b"pure\n")
    wheel.add(f"{scheme}/platlib/made_data/plat.so", noise[:5000], mode=0o100755)
    wheel.add(f"{scheme}/platlib/top.py", b"plat\n")
    wheel.add(f"{scheme}/headers/made/up.h", b"#define MADE_UP\n")
    wheel.add(f"{scheme}/data/share/man/man1/made.1", b".Dd\n")
    wheel.add(f"{scheme}/data/etc/made.conf", b"[made]\n")
    wheel.add(f"{scheme}/data/top", b"top\n")
    scripts = {
        "adapted": b"#!python\nprint()\n",
        "adaptedw": b"#!pythonw -E\nprint()\n",
        "adapted3": b"#!python3.9 -s\r\nprint()\r\n",
        "only-line": b"#!python",
        "shell": b"#!/bin/sh\nexit\n",
        "blank": b"#! python\n",
        "usr": b"#!/usr/bin/python\n",
        "empty": b"",
        "short": b"#!pyth",
        "binary": noise[:70_000],
        "sub/adapted": b"#!python\n",
        "wrapped": b"#!python\nreplaced\n",
        "wrapped.exe": b"MZ",
        "wrapped-script.py": b"#!python\n",
        "gui.PYA": b"x",
        "wrapped.py": b"#!python\n",
    }
    for number, (name, content) in enumerate(scripts.items()):
        wheel.add(f"{scheme}/scripts/{name}", content, mode=0o100755 if number % 2 else 0o100644)
    wheel.add_info(
        "entry_points.txt",
        b"# made up\n[console_scripts]\nwrapped = made_data.main:run\n"
        b"other = made_data:Class.method [extra]\n"
        b"dotted.name-1_2=made_data:x\n\n[gui_scripts]\n"
        b"gui = made_data.gui:main\n\n[other.group]\nplugin = a.b\n",
    )
    return wheel


def pip():
    """Entry points with names that pip makes its own."""
    wheel = Wheel("made-up-pip", "3.0")
    wheel.add_info(
        "entry_points.txt",
        b"[console_scripts]\r\npip3.9 = old:main\r\npip2=old:main\r\n"
        b"pip = made.pip:main\r\npip3=old:main\r\npipx=made.pipx:main\r\n"
        b"easy_install = made.easy:main\r\neasy_install-3.9 = old:main\r\n",
    )
    wheel.metadata = wheel.metadata.replace(b"\n", b"\r\n")
    return wheel


def hashes():
    """Better hashes than SHA-256, RECORD with CR LF and without a row for itself."""
    wheel = Wheel("made_up_hashes", "1!4.0+local.1", stem="made_up_hashes-1!4.0+local.1")
    wheel.add("made_hashes/sha384.py", text[:3000])
    wheel.add("made_hashes/sha512.py", text[:30])
    wheel.add(f"{wheel.stem}.data/scripts/sha512", b"#!python\n", mode=0o100755)

    def other(rows):
        for row, algorithm in zip(rows, ("sha384", "sha512", "sha512")):
            row[1] = record_hash(
                [e for e in wheel.entries if e.name == row[0]][0].content, algorithm
            )
        return rows[:-1]

    wheel.record = other
    wheel.record_text = lambda record: record.replace(b"\n", b"\r\n")
    return wheel


def by_python():
    """As Python's own zipfile writes it, to a stream that cannot seek."""
    wheel = Wheel("made-up-python", "5.0")
    wheel.add("made_python/__init__.py", b"")
    wheel.add("made_python/text.txt", text)
    wheel.finish()

    class Pipe:
        def __init__(self, file):
            self.file = file

        def write(self, data):
            return self.file.write(data)

        def flush(self):
            pass

    with open(os.path.join(directory, wheel.filename()), "wb") as file:
        with zipfile.ZipFile(Pipe(file), "w", zipfile.ZIP_DEFLATED) as archive:
            for entry in wheel.entries:
                archive.writestr(entry.name, entry.content)


def links():
    """Files for lib64, which is a link in a virtual environment; one file in two schemes; one that
    another wheel has, too."""
    wheel = Wheel("made-up-links", "6.0")
    scheme, site = f"{wheel.stem}.data", "python%d.%d/site-packages" % sys.version_info[:2]
    wheel.add(f"{scheme}/data/lib64/libmade.so", noise[:3000], mode=0o100755)
    wheel.add(f"{scheme}/data/lib64/made/deep/file", b"deep\n")
    wheel.add(f"{scheme}/data/lib64/{site}/made_links.txt", b"linked\n")
    wheel.add(f"{scheme}/data/lib/{site}/made_plain.py", b"plain = True\n")
    wheel.add(f"{scheme}/data/lib/both", b"both\n")
    wheel.add(f"{scheme}/data/lib64/both", b"both\n")
    wheel.add(f"{scheme}/data/bin/data-script", b"#!python\nprint()\n", mode=0o100755)
    wheel.add(f"{scheme}/data/include/made.h", b"#define MADE\n")
    wheel.add("made_twice.py", b"twice = True\n")
    wheel.add(f"{scheme}/purelib/made_twice.py", b"twice = True\n")
    wheel.add(f"{scheme}/platlib/made_twice.py", b"twice = True\n")
    wheel.add("made_data/__init__.py", b"")
    wheel.add(f"{scheme}/data/etc/made.conf", b"[made]\n")
    return wheel


for make in (files, data, pip, hashes, links):
    made = make()
    made.write(directory, made.filename().replace("Made.Up_files-1.0-rc.1", "Made.Up_files-1.0rc1"))
by_python()
