# SPDX-License-Identifier: MIT
"""hostile_wheels.py DIRECTORY: bad wheels, each in DIRECTORY/NUMBER/, each bad in one way. Prints a
line for each: the path, a tab, and an extended regular expression for what layer has to say of
it."""

import os
import struct
import sys
import zlib

from wheels import Entry, Wheel, deflate, record_hash

directory = sys.argv[1]
cases = []


def bad(says, **options):
    """A case: a function that gets a wheel that would be good and spoils it, or returns the bytes
    of the file."""

    def add(function):
        cases.append((says, function, options))
        return function

    return add


def entry(says, name, content=b"x\n", **options):
    cases.append((says, lambda wheel: wheel.add(name, content, **options) and None, {}))


def rows(says, change):
    def spoil(wheel):
        wheel.record = change

    cases.append((says, spoil, {}))


def info(says, name, content):
    def spoil(wheel):
        wheel.add_info(name, content)

    cases.append((says, spoil, {}))


def setting(says, **values):
    cases.append((says, lambda wheel: wheel.__dict__.update(values), {}))


# --- names --------------------------------------------------------------------

entry("the name is absolute", "/etc/passwd")
entry("the name has a component '.' or '..'", "../../../etc/passwd")
entry("the name has a component '.' or '..'", "made_up/../../x.py")
entry("the name has a component '.' or '..'", "./x.py")
entry("the name has a component '.' or '..'", "made_up/..")
entry("the name has an empty component", "made_up//x.py")
entry("the name has an empty component", "")
entry("the name has a backslash", "..\\\\x.py")
entry("the name has a drive letter", "C:/x.py")
entry("the name has a drive letter", "c:x.py")
entry("an entry's name has a NUL", "x.py\0.txt")
entry("the name has a control character", "x\x1b[2J.py")
entry("the name has a control character", "x\n.py")
entry("the name has a control character", "x\x7f.py")
entry("the name has a control character", "x\u009b2J.py")
entry("the name is not UTF-8", b"x\xff.py", local={"flags": 0x800}, central={"flags": 0x800})
entry(
    "the name is not UTF-8", b"x\xed\xa0\x80.py", local={"flags": 0x800}, central={"flags": 0x800}
)
entry(
    "the name is not UTF-8",
    b"\xc0\xae\xc0\xae/x.py",
    local={"flags": 0x800},
    central={"flags": 0x800},
)
entry("not ASCII and not marked as UTF-8", "\u00e4.py", local={"flags": 0}, central={"flags": 0})
entry("as a layer's whiteout", ".wh.made_up")
entry("as a layer's whiteout", "made_up/.wh..wh..opq")
entry("as a layer's whiteout", "made_up/.wh.x/y.py")
entry("component of more than 255 bytes", "n" * 256)
entry("the name is too long", "/".join(["n" * 200] * 11))
entry("the name lies too deep", "/".join(["n"] * 100))
entry("made_up/__init__.py: is there twice", "made_up/__init__.py")
entry("are a file and a directory of one name", "made_up")


@bad("made_up and made_up/__init__.py are a file and a directory of one name")
def letters_between(wheel):
    """Between the two stands a name that differs from one in the case of letters."""
    wheel.add("MADE_UP/0", b"")
    wheel.add("made_up", b"")


entry("are a file and a directory of one name", "made_up/__init__.py/x.py")
entry("are a file and a directory of one name", "made_up/__init__.py/", b"", mode=0o40755)
entry(
    "gives it another name",
    "x.py",
    extra=struct.pack("<HHBI", 0x7075, 9, 1, zlib.crc32(b"x.py")) + b"y.py",
)
entry("has another name in its local header", "x.py", local={"name": b"y.py"})
entry("has another name in its local header", "x.py", local={"name": b"x.p"})

# --- kinds --------------------------------------------------------------------

entry("is a symbolic link", "link", b"/etc/passwd", mode=0o120777)
entry("is neither a file nor a directory", "device", b"", mode=0o60644)
entry("is neither a file nor a directory", "device", b"", mode=0o20644)
entry("is neither a file nor a directory", "pipe", b"", mode=0o10644)
entry("is neither a file nor a directory", "socket", b"", mode=0o140644)
entry("disagree whether it is a directory", "file", b"", mode=0o40755)
entry("disagree whether it is a directory", "directory/", b"", mode=0o100755)
entry(
    "disagree whether it is a directory", "file", b"", central={"attributes": 0o100644 << 16 | 0x10}
)
entry("is a directory with content", "directory/", b"content", mode=0o40755)
entry("is encrypted", "x.py", local={"flags": 1}, central={"flags": 1})
entry("has flags of an unknown meaning", "x.py", local={"flags": 0x40}, central={"flags": 0x40})
entry("has flags of an unknown meaning", "x.py", local={"flags": 0x2000}, central={"flags": 0x2000})
entry("compression method 12 is neither", "x.py", local={"method": 12}, central={"method": 12})
entry("compression method 99 is neither", "x.py", local={"method": 99}, central={"method": 99})

# --- sizes, places, content ---------------------------------------------------

many = b"made up\n" * 1000
entry("has other flags or another method", "x.py", local={"method": 0})
entry("has other flags or another method", "x.py", local={"flags": 2})
entry("its local header has another size or CRC", "x.py", local={"crc": 1})
entry("its local header has another size or CRC", "x.py", local={"size": 1})
entry("its local header has another size or CRC", "x.py", local={"compressed_size": 1})
entry("its local header has another size or CRC", "x.py", descriptor=16, local={"size": 5})
entry("the CRC is wrong", "x.py", many, local={"crc": 1}, central={"crc": 1})
entry("the CRC is wrong", "x.py", many, stored=True, local={"crc": 1}, central={"crc": 1})
entry(
    "has 7999 bytes, RECORD says 8000", "x.py", many, local={"size": 7999}, central={"size": 7999}
)
entry(
    "is stored, but its two sizes differ",
    "x.py",
    many,
    stored=True,
    local={"size": 9},
    central={"size": 9},
)
entry(
    "is followed by bytes that belong to no entry",
    "x.py",
    many,
    local={"compressed_size": 9},
    central={"compressed_size": 9},
)
entry(
    "overlaps what follows it",
    "x.py",
    many,
    local={"compressed_size": 80},
    central={"compressed_size": 80},
)
entry(
    "lies outside the file",
    "x.py",
    many,
    central={"compressed_size": 0x7FFFFFFF},
    local={"compressed_size": 0x7FFFFFFF},
)
entry("bytes after the deflate stream's end", "x.py", many, data=deflate(many) + b"more")
entry("bytes after the deflate stream's end", "x.py", many, data=deflate(many) + b"\0")
entry("the deflate stream is cut off", "x.py", many, data=deflate(many)[:-3])
entry("the deflate stream is cut off", "x.py", many, data=b"")
entry("bad deflate stream", "x.py", many, data=b"\xff" * 100)
entry("bad deflate stream", "x.py", many, data=b"\x03\x02\x00" + bytes(20))
entry(
    "wrong data descriptor",
    "x.py",
    many,
    local={"flags": 8, "crc": 0, "size": 0, "compressed_size": 0},
    central={"flags": 8},
)
entry(
    "wrong data descriptor",
    "x.py",
    many,
    data=deflate(many) + b"PK\7\10" + bytes(12),
    local={"flags": 8, "compressed_size": len(deflate(many))},
    central={"flags": 8, "compressed_size": len(deflate(many))},
)
entry("zip64 field is missing", "x.py", many, central={"size": 0xFFFFFFFF})
entry("zip64 field is missing", "x.py", many, zip64=True, local={"extra": b""})
entry(
    "zip64 field is missing or too short",
    "x.py",
    many,
    zip64=True,
    central={"extra": struct.pack("<HHQ", 1, 8, len(many))},
)
entry("two zip64 fields", "x.py", many, zip64=True, extra=struct.pack("<HHQ", 1, 8, 5))
entry("bad extra field", "x.py", many, extra=b"UT\xff\xff")
entry("bad extra field", "x.py", many, extra=b"U")
entry("bad extra field", "x.py", many, central={"extra": b"UT\5\0\3"})
entry("lies outside the file", "x.py", many, central={"offset": 0x7FFFFFFF})
entry("overlaps what follows it", "x.py", many, central={"offset": 1})
entry("has another name in its local header", "x.py", many, local={"name": b""})
entry("spread over several disks", "x.py", many, central={"disk": 1})
entry(
    "is larger than is allowed",
    "x.py",
    b"",
    zip64=True,
    local={"extra": struct.pack("<HHQQ", 1, 16, 1 << 60, 2)},
    central={"extra": struct.pack("<HHQQ", 1, 16, 1 << 60, 2)},
)


@bad("to more than [0-9]+: a bomb")
def one_large_bomb(wheel):
    wheel.add("bomb", bytes(100_000_000))


@bad("to more than [0-9]+: a bomb")
def many_small_bombs(wheel):
    bomb = Entry("", bytes(1_000_000))
    for number in range(100):
        name = f"bomb{number}".encode()
        made = Entry(name.decode(), b"")
        made.data, made.content = bomb.data, bomb.content
        for fields in (made.local, made.central, made.true):
            fields.update({key: bomb.true[key] for key in ("crc", "size", "compressed_size")})
        wheel.entries.append(made)


@bad("overlaps")
def quoted_bomb(wheel):
    """Entries that share their data: each local header lies in the data of the one before."""
    wheel.add("a", many)
    wheel.add("b", many)
    wheel.entries[-2].central["compressed_size"] += 80
    wheel.entries[-2].local["compressed_size"] += 80


@bad("unpacks to more than the 10 bytes")
def says_less_than_it_holds(wheel):
    wheel.add("x.py", b"0123456789", data=deflate(bytes(10_000_000)))


@bad("unpacks to less than the 16000 bytes")
def says_more_than_it_holds(wheel):
    wheel.add("x.py", many + many, data=deflate(many))


@bad("overlaps|no local header|has another name")
def two_names_for_one_entry(wheel):
    wheel.add("x.py", many)
    wheel.add("y.py", many)
    wheel.finish()
    wheel.entries[-1].central["offset"] = 0
    wheel.record = None


# --- the archive --------------------------------------------------------------

setting("not where the end record says", before=b"#!/bin/sh\nexec python3 $0\n", shift=True)
setting("there are bytes before the first entry", before=b"#!/bin/sh\nexec python3 $0\n")
setting("there are bytes after the end", after=b"\0")
setting("there are bytes after the end", after=b"PK\5\6" + bytes(10))
setting("is followed by bytes that belong to no entry", gap=b"hidden")
setting("more bytes than its entries", end={"count": 2, "count_here": 2})
setting("bad entry in the central directory", end={"count": 9, "count_here": 9})
setting("spread over several disks", end={"count_here": 1})
setting("spread over several disks", end={"disk": 1})
setting("not where the end record says", end={"offset": 0})
setting("not where the end record says", end={"size": 0x7FFFFFFF})
setting("the two end records disagree", zip64_end=True, end={"count": 3, "count_here": 3})
setting(
    "not where the end record says",
    end={"count": 0xFFFF, "count_here": 0xFFFF, "size": 0xFFFFFFFF, "offset": 0xFFFFFFFF},
)


@bad("not a zip archive")
def empty_file(wheel):
    return b""


@bad("not a zip archive, or cut off")
def not_a_zip(wheel):
    return b"<html>404</html>\n" * 100


@bad("not a zip archive, or cut off")
def cut_off(wheel):
    return wheel.archive()[:-30]


@bad("there is no .dist-info directory")
def empty_archive(wheel):
    return b"PK\5\6" + bytes(18)


@bad("more entries than are allowed")
def too_many_entries(wheel):
    wheel.zip64_end = True
    wheel.finish()
    archive = wheel.archive()
    at = archive.rindex(b"PK\6\6")
    return archive[: at + 24] + struct.pack("<QQ", 1 << 40, 1 << 40) + archive[at + 40 :]


@bad("zip64 end record is not where it has to be")
def lost_zip64_end(wheel):
    wheel.zip64_end = True
    archive = wheel.archive()
    at = archive.rindex(b"PK\6\7")
    return archive[: at + 8] + struct.pack("<Q", 0) + archive[at + 16 :]


@bad("there is no local header where the central directory says")
def lost_local_header(wheel):
    return wheel.archive().replace(b"PK\3\4", b"PK\3\5", 1)


@bad("bad zip64 end record")
def long_zip64_end(wheel):
    wheel.zip64_end = True
    archive = wheel.archive()
    at = archive.rindex(b"PK\6\6")
    return archive[: at + 4] + struct.pack("<Q", 144) + archive[at + 12 :]


# --- metadata -----------------------------------------------------------------

setting("made_up-1.0.dist-info has no METADATA", metadata=None)
setting("made_up-1.0.dist-info has no WHEEL", wheel=None)
setting("made_up-1.0.dist-info has no RECORD", record=None)
setting("METADATA: there is no Name", metadata=b"Version: 1.0\n")
setting("METADATA: there is no Name", metadata=b"Version: 1.0\n\nName: made-up\n")
setting("METADATA: there is no Version", metadata=b"Name: made-up\n")
setting("METADATA: Name is there twice", metadata=b"Name: made-up\nname: other\nVersion: 1.0\n")
setting("holds the metadata of other 1.0", metadata=b"Name: other\nVersion: 1.0\n")
setting("holds the metadata of made-up 1.1", metadata=b"Name: made-up\nVersion: 1.1\n")
setting("METADATA: '-x' is not a distribution's name", metadata=b"Name: -x\nVersion: 1.0\n")
setting("METADATA: '' is not a distribution's name", metadata=b"Name:\nVersion: 1.0\n")
setting("METADATA: 'one' is not a version", metadata=b"Name: made-up\nVersion: one\n")
setting("WHEEL: there is no Wheel-Version", wheel=b"Root-Is-Purelib: true\n")
setting("WHEEL: Wheel-Version 2.0 is not 1.x", wheel=b"Wheel-Version: 2.0\n")
setting("WHEEL: Wheel-Version 11.0 is not 1.x", wheel=b"Wheel-Version: 11.0\n")
setting("WHEEL: Wheel-Version one is not 1.x", wheel=b"Wheel-Version: one\n")
entry(
    "there are two .dist-info directories",
    "other-1.0.dist-info/METADATA",
    b"Name: other\nVersion: 1.0\n",
)
entry(
    "there are two .dist-info directories",
    "made_up-1.1.dist-info/METADATA",
    b"Name: made-up\nVersion: 1.1\n",
)


@bad("the wheel is made-up 1.0, not what its filename says", filename="other-1.0-py3-none-any.whl")
def other_name(wheel):
    pass


@bad(
    "the wheel is made-up 1.0, not what its filename says",
    filename="made_up-1.0.1-py3-none-any.whl",
)
def other_version(wheel):
    pass


@bad("not a wheel's filename", filename="made_up.whl")
def no_filename(wheel):
    pass


@bad("not a wheel's filename", filename="made_up-one-py3-none-any.whl")
def no_version(wheel):
    pass


@bad("holds the metadata of made-up 1.0")
def other_stem(wheel):
    wheel.stem, wheel.info = "other-1.0", "other-1.0.dist-info"


@bad("METADATA: larger than")
def large_metadata(wheel):
    wheel.metadata += b"x" * 5_000_000


# --- RECORD -------------------------------------------------------------------

rows("made_up/__init__.py: is not in RECORD", lambda r: r[1:])
rows("RECORD: x.py: is not in the archive", lambda r: r + [["x.py", record_hash(b"x"), 1]])
rows("RECORD: ../x.py: is not in the archive", lambda r: r + [["../x.py", record_hash(b"x"), 1]])
rows("RECORD: other/: is not in the archive", lambda r: r + [["other/", "", ""]])
rows("RECORD: made_up/__init__.py has two rows", lambda r: r + r[:1])
rows(
    "made_up/__init__.py: the hash is not the one that RECORD says",
    lambda r: [[r[0][0], record_hash(b"other"), r[0][2]], *r[1:]],
)
rows("made_up/__init__.py: has [0-9]+ bytes, RECORD says 1", lambda r: [[*r[0][:2], 1], *r[1:]])
rows("made_up/__init__.py: RECORD has no hash for it", lambda r: [[r[0][0], "", ""], *r[1:]])
rows(
    "'md5' is not one of the hashes",
    lambda r: [[r[0][0], "md5=sZRqySSS0jR8YjW00mERhA", r[0][2]], *r[1:]],
)
rows(
    "'sha1' is not one of the hashes",
    lambda r: [[r[0][0], "sha1=8_GBROTYnH5oh2q12Mu4Qf4_x6I", r[0][2]], *r[1:]],
)
rows(
    "line 1: the hash is not URL-safe base 64",
    lambda r: [[r[0][0], r[0][1] + "=", r[0][2]], *r[1:]],
)
rows(
    "line 1: the hash is not URL-safe base 64", lambda r: [[r[0][0], r[0][1][:-1], r[0][2]], *r[1:]]
)
rows("line 1: the size is not a number", lambda r: [[*r[0][:2], "many"], *r[1:]])
rows("line 1: the size is not a number", lambda r: [[*r[0][:2], ""], *r[1:]])
rows("line 1: not a path, a hash and a size", lambda r: [r[0] + ["more"], *r[1:]])
rows("line 1: not a path, a hash and a size", lambda r: [r[0][:1], *r[1:]])
setting(
    "RECORD: line 1: a quote is not closed",
    record_text=lambda text: b'"' + text.replace(b"\n", b""),
)
setting("RECORD: has a NUL", record_text=lambda text: text + b"\0")
setting(
    "line 2: not a path, a hash and a size", record_text=lambda text: text.replace(b"\n", b"\n\n")
)


@bad("x.py: the hash is not the one that RECORD says")
def wrong_sha512(wheel):
    wheel.add("x.py", many)
    wheel.record = lambda r: [*r[:1], ["x.py", record_hash(b"other", "sha512"), len(many)], *r[2:]]


@bad("scripts/x: the hash is not the one that RECORD says")
def wrong_script(wheel):
    wheel.add(f"{wheel.stem}.data/scripts/x", b"#!python\nx\n")
    wheel.record = lambda r: [*r[:1], [r[1][0], record_hash(b"other"), r[1][2]], *r[2:]]


# --- what would be installed --------------------------------------------------

entry("is in none of the .data directory's schemes", "made_up-1.0.data/x")
entry("is in none of the .data directory's schemes", "made_up-1.0.data/other/x")
entry("is in none of the .data directory's schemes", "made_up-1.0.data/Scripts/x")
entry("is not in made_up-1.0.data", "made_up-1.1.data/scripts/x")
entry("is not in made_up-1.0.data", "other.data/scripts/x")
entry("is not in made_up-1.0.data", "made_up-1.0.data")
entry(
    "would be metadata of another distribution",
    "made_up-1.0.data/purelib/pip-1.0.dist-info/METADATA",
)
entry(
    "would be metadata of another distribution",
    "made_up-1.0.data/data/lib/python3.11/site-packages/pip-1.0.dist-info/RECORD",
)
entry(
    "would be metadata of another distribution", "pip-1.0.DIST-INFO/METADATA"
)  # importlib.metadata does not mind the case
entry(
    "would be metadata of another distribution",
    "made_up-1.0.data/purelib/Made_Up-1.0.Dist-info/METADATA",
)
entry(
    "site-packages/made_up/__init__.py is there twice",
    "made_up-1.0.data/purelib/made_up/__init__.py",
)
entry(
    "site-packages/made_up/__init__.py is there twice",
    "made_up-1.0.data/data/lib/python3.11/site-packages/made_up/__init__.py",
)
entry("are a file and a directory of one name", "made_up-1.0.data/platlib/made_up")
entry("dist-info/RECORD is there twice", "made_up-1.0.data/platlib/made_up-1.0.dist-info/RECORD")
entry(
    "dist-info/INSTALLER is there twice", "made_up-1.0.data/platlib/made_up-1.0.dist-info/INSTALLER"
)
entry("/opt/venv/bin is a directory of the environment", "made_up-1.0.data/data/bin")
entry("/opt/venv/lib is a directory of the environment", "made_up-1.0.data/data/lib")
entry(
    "site-packages is a directory of the environment",
    "made_up-1.0.data/data/lib/python3.11/site-packages",
)
entry(
    "its scripts have more than|larger than the 1048576 bytes",
    "made_up-1.0.data/scripts/x",
    b"#!python\n" + bytes(1_048_600),
)


@bad("its scripts have more than 16777216 bytes")
def many_large_scripts(wheel):
    for number in range(20):
        wheel.add(f"made_up-1.0.data/scripts/x{number}", b"#!python\n" + os.urandom(1000) * 1000)


@bad("/opt/venv/bin/x and /opt/venv/bin/x is there twice")
def script_twice(wheel):
    wheel.add_info("entry_points.txt", b"[console_scripts]\nx = a:b\n")
    wheel.add("made_up-1.0.data/data/bin/x", b"x\n")


points = b"[console_scripts]\n"
info(
    "entry point ../x: |entry point '../x': the name cannot be a script's",
    "entry_points.txt",
    points + b"../x = a:b\n",
)
info("entry point '/x': the name cannot be a script's", "entry_points.txt", points + b"/x = a:b\n")
info("entry point '..': the name cannot be a script's", "entry_points.txt", points + b".. = a:b\n")
info(
    "entry point '.wh.python3': the name cannot be a script's",
    "entry_points.txt",
    points + b".wh.python3 = a:b\n",
)
info(
    "entry point 'a b': the name cannot be a script's", "entry_points.txt", points + b"a b = a:b\n"
)
info("entry point x: 'a' is not MODULE:FUNCTION", "entry_points.txt", points + b"x = a\n")
info("entry point x: 'os;x:y' is not MODULE:FUNCTION", "entry_points.txt", points + b"x = os;x:y\n")
info("is not MODULE:FUNCTION", "entry_points.txt", b"[gui_scripts]\nx = a:b(); import os\n")
info("'x' is not NAME = MODULE:FUNCTION", "entry_points.txt", points + b"x\n")
info("entry point x is there twice", "entry_points.txt", points + b"x = a:b\nx = c:d\n")
info(
    "entry point x is there twice",
    "entry_points.txt",
    points + b"x = a:b\n[gui_scripts]\nx = c:d\n",
)
info("entry_points.txt: not UTF-8 text", "entry_points.txt", points + b"x\xff = a:b\n")
info(
    "more than 4096 entry points",
    "entry_points.txt",
    points + b"".join(b"x%d = a:b\n" % i for i in range(5000)),
)

for number, (says, spoil, options) in enumerate(cases):
    made = Wheel("made-up", "1.0")
    made.add("made_up/__init__.py", b"print('hello')\n" * 100)
    content = spoil(made)
    content = made.archive() if content is None else content
    os.makedirs(f"{directory}/{number:03}")
    path = f"{directory}/{number:03}/{options.get('filename') or made.filename()}"
    with open(path, "wb") as file:
        file.write(content)
    print(path, says, sep="\t")
