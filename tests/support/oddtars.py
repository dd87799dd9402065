# SPDX-License-Identifier: MIT
"""Tar archives that readers take for different things, and plain ones that they do not:

    oddtars.py DIRECTORY    writes DIRECTORY/NAME.tar for each, an OCI image layout DIRECTORY/NAME
                            that has it as its layer, and DIRECTORY/table: a line NAME, tab, what is
                            to be said of it: the files and links in it, which all readers find, or
                            `refused`

What an archive means is as POSIX.1-2024 (pax) and GNU tar's manual have it."""

import hashlib
import json
import pathlib
import sys

BLOCK = 512


def field(number, length):
    return f"{number:0{length - 1}o}".encode() + b"\0"


def header(name=b"", kind=b"0", size=0, link=b"", magic=b"ustar\00000", prefix=b"", **fields):
    """A header; FIELDS have the bytes of a field at their offsets, at_124=b"…"."""
    block = bytearray(BLOCK)

    def put(at, content):
        block[at:at + len(content)] = content

    put(0, name)
    put(100, field(0o755 if kind == b"5" else 0o644, 8))
    put(108, field(0, 8))
    put(116, field(0, 8))
    put(124, field(size, 12))
    put(136, field(1, 12))
    put(156, kind)
    put(157, link)
    put(257, magic)
    put(345, prefix)
    for at, content in fields.items():
        put(int(at[3:]), content)
    put(148, b" " * 8)
    put(148, f"{sum(block):06o}".encode() + b"\0 ")
    return bytes(block)


def padded(content):
    return content + bytes(-len(content) % BLOCK)


def entry(name, content=b"x", **options):
    return header(name, size=options.pop("size", len(content)), **options) + padded(content)


def pax(*records, kind=b"x", raw=None):
    content = raw if raw is not None else b"".join(record(key, value) for key, value in records)
    return header(b"pax", kind, len(content)) + padded(content)


def record(key, value):
    rest = b" " + key + b"=" + value + b"\n"
    length = len(rest)
    while len(str(length).encode() + rest) != length:
        length += 1
    return str(length).encode() + rest


def long_name(name, kind=b"L", ended=b"\0"):
    content = name + ended
    return header(b"././@LongLink", kind, len(content), magic=b"ustar  \0") + padded(content)


LONG = b"d/" + b"n" * 120
END = bytes(2 * BLOCK)
INNER = entry(b"inner")

GOOD = {
    "plain": (entry(b"a") + entry(b"b"), "a b"),
    "no-end": (entry(b"a"), "a"),
    "old": (entry(b"a", magic=b""), "a"),
    "old-type": (entry(b"a", kind=b"\0"), "a"),
    "old-directory": (entry(b"d/", b"", kind=b"\0") + entry(b"d/a"), "d/a"),
    "prefix": (entry(b"a", prefix=b"d/e"), "d/e/a"),
    "gnu": (entry(b"a", magic=b"ustar  \0"), "a"),
    "gnu-times": (entry(b"a", magic=b"ustar  \0", at_345=field(7, 12), at_357=field(8, 12)), "a"),
    "gnu-long": (long_name(LONG) + entry(b"short", magic=b"ustar  \0"), LONG.decode()),
    "gnu-long-link": (long_name(LONG, b"K") + entry(b"l", b"", kind=b"2", link=b"short",
                                                    magic=b"ustar  \0"), f"l>{LONG.decode()}"),
    "gnu-both": (long_name(LONG, b"K") + long_name(LONG + b"l") + entry(
        b"s", b"", kind=b"2", link=b"t", magic=b"ustar  \0"), f"{LONG.decode()}l>{LONG.decode()}"),
    "pax-path": (pax((b"path", LONG)) + entry(b"short"), LONG.decode()),
    "pax-over-prefix": (pax((b"path", b"a")) + entry(b"b", prefix=b"d"), "a"),
    "pax-link": (pax((b"linkpath", LONG)) + entry(b"l", b"", kind=b"2", link=b"t"),
                 f"l>{LONG.decode()}"),
    "pax-size": (pax((b"size", b"3")) + entry(b"a", b"abc", size=0) + entry(b"b"), "a b"),
    "pax-xattr": (pax((b"SCHILY.xattr.user.x", b"a\0b")) + entry(b"a"), "a"),
    "pax-time": (pax((b"mtime", b"1.5"), (b"atime", b"2")) + entry(b"a"), "a"),
    "pax-global-comment": (pax((b"comment", b"c"), kind=b"g") + entry(b"a"), "a"),
    "base-256": (entry(b"a", b"abc", at_124=b"\x80" + bytes(10) + b"\x03"), "a"),
    "blanks": (entry(b"a", b"abc", at_124=b"         3 \0"), "a"),
    "hard-link": (entry(b"a") + entry(b"b", b"", kind=b"1", link=b"a"), "a b"),
    "inner": (entry(b"a", INNER), "a"),
}
BAD = {
    "pax-nul-path": pax((b"path", b"a\0b")) + entry(b"c"),
    "pax-nul-link": pax((b"linkpath", b"a\0b")) + entry(b"l", b"", kind=b"2", link=b"t"),
    "pax-nul-key": pax((b"pa\0th", b"a")) + entry(b"c"),
    "pax-empty-path": pax((b"path", b"")) + entry(b"c"),
    "pax-empty-link": pax((b"linkpath", b"")) + entry(b"l", b"", kind=b"2", link=b"t"),
    "pax-empty-size": pax((b"size", b"")) + entry(b"c"),
    "pax-path-twice": pax((b"path", b"a"), (b"path", b"b")) + entry(b"c"),
    "pax-size-twice": pax((b"size", b"1"), (b"size", b"512")) + entry(b"c"),
    "pax-size-signed": pax((b"size", b"-1")) + entry(b"c"),
    "pax-size-hex": pax((b"size", b"0x1")) + entry(b"c"),
    "pax-size-blank": pax((b"size", b" 1")) + entry(b"c"),
    "pax-size-of-directory": pax((b"size", b"512")) + header(b"d/", b"5") + INNER,
    "pax-uid": pax((b"uid", b"1x")) + entry(b"c"),
    "pax-twice": pax((b"path", b"a")) + pax((b"mtime", b"1")) + entry(b"c"),
    "pax-alone": pax((b"path", b"a")),
    "pax-no-newline": pax(raw=b"9 path=aa") + entry(b"c"),
    "pax-short-length": pax(raw=b"7 path=aa\n") + entry(b"c"),
    "pax-long-length": pax(raw=b"99 path=aa\n") + entry(b"c"),
    "pax-no-length": pax(raw=b" path=a\n") + entry(b"c"),
    "pax-signed-length": pax(raw=b"+9 path=a\n") + entry(b"c"),
    "pax-no-key": pax((b"", b"a")) + entry(b"c"),
    "pax-no-equals": pax(raw=b"7 path\n") + entry(b"c"),
    "pax-garbage": pax(raw=b"garbage") + entry(b"c"),
    "pax-large": pax((b"comment", b"x" * (1 << 20))) + entry(b"c"),
    "pax-charset": pax((b"hdrcharset", b"ISO-IR 8859"), (b"path", b"a")) + entry(b"c"),
    "pax-slash": pax((b"path", b"a/")) + entry(b"c"),
    "global-path": pax((b"path", b"a"), kind=b"g") + entry(b"c"),
    "global-size": pax((b"size", b"0"), kind=b"g") + entry(b"c"),
    "global-between": pax((b"path", b"a")) + pax((b"comment", b"x"), kind=b"g") + entry(b"c"),
    "gnu-and-pax": long_name(b"a") + pax((b"path", b"b")) + entry(b"c"),
    "pax-and-gnu": pax((b"path", b"b")) + long_name(b"a") + entry(b"c"),
    "gnu-and-pax-link": long_name(b"a", b"K") + pax((b"linkpath", b"b")) + entry(
        b"l", b"", kind=b"2", link=b"t"),
    "gnu-twice": long_name(b"a") + long_name(b"b") + entry(b"c"),
    "gnu-empty": long_name(b"") + entry(b"c"),
    "gnu-behind-nul": long_name(b"a\0b") + entry(b"c"),
    "gnu-alone": long_name(b"a"),
    "gnu-large": long_name(b"a" * (1 << 20)) + entry(b"c"),
    "gnu-prefix": entry(b"a", magic=b"ustar  \0", prefix=b"d/e"),
    "gnu-rest": entry(b"a", magic=b"ustar  \0", at_480=b"x"),
    "magic": entry(b"a", magic=b"ustar\0\0\0", prefix=b"d"),
    "magic-blank": entry(b"a", magic=b"ustar 00", prefix=b"d"),
    "star": entry(b"a", prefix=b"d", at_508=b"tar\0"),
    "directory-content": header(b"d/", b"5", BLOCK) + INNER,
    "link-content": header(b"l", b"2", BLOCK, link=b"t") + INNER,
    "hard-link-content": entry(b"a") + header(b"l", b"1", BLOCK, link=b"a") + INNER,
    "device-content": header(b"p", b"6", BLOCK) + INNER,
    "slash": entry(b"a/"),
    "slash-content": entry(b"a/", INNER, kind=b"\0"),
    "type-7": entry(b"a", kind=b"7"),
    "type-X": header(b"a", b"X", 0) + entry(b"b"),
    "type-V": header(b"a", b"V", BLOCK) + INNER,
    "type-D": header(b"a", b"D", BLOCK) + INNER,
    "type-M": header(b"a", b"M", BLOCK) + INNER,
    "size-junk": entry(b"a", at_124=b"0000000000 1"),
    "size-nul": entry(b"a", at_124=b"\x0000000000001"),
    "size-eight": entry(b"a", at_124=b"00000000008\0"),
    "size-negative": header(b"a", at_124=b"\xff" * 12) + INNER,
    "size-huge": header(b"a", at_124=b"\x80" + b"\x7f" * 11) + INNER,
    "mode-junk": entry(b"a", at_100=b"0000x44\0"),
    "device-junk": entry(b"a", at_329=b"xxxxxxx\0"),
    "checksum": entry(b"a")[:148] + b"000000\0 " + entry(b"a")[156:],
    "behind-end": entry(b"a") + END + INNER,
    "behind-zero": entry(b"a") + bytes(BLOCK) + INNER,
    "cut-content": header(b"a", size=1000) + b"x" * 600,
    "cut-header": entry(b"a") + header(b"b")[:300],
}


def write_layout(path, layer):
    blobs, media = path / "blobs/sha256", "application/vnd.oci.image."
    blobs.mkdir(parents=True)

    def put(content):
        content = content if isinstance(content, bytes) else json.dumps(content).encode()
        digest = hashlib.sha256(content).hexdigest()
        (blobs / digest).write_bytes(content)
        return {"digest": f"sha256:{digest}", "size": len(content)}

    layer = {"mediaType": f"{media}layer.v1.tar", **put(layer)}
    config = put({"architecture": "amd64", "os": "linux",
                  "rootfs": {"type": "layers", "diff_ids": [layer["digest"]]}})
    manifest = put({"schemaVersion": 2, "config": {"mediaType": f"{media}config.v1+json", **config},
                    "layers": [layer]})
    (path / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [
        {"mediaType": f"{media}manifest.v1+json", **manifest}]}))
    (path / "oci-layout").write_text('{"imageLayoutVersion":"1.0.0"}')


def main():
    directory = pathlib.Path(sys.argv[1])
    table = {name: (content, said) for name, (content, said) in GOOD.items()}
    table |= {name: (content, "refused") for name, content in BAD.items()}
    for name, (content, _) in table.items():
        end = b"" if name in ("no-end", "behind-end", "cut-content", "cut-header") else END
        (directory / f"{name}.tar").write_bytes(content + end)
        write_layout(directory / name, content + end)
    lines = (f"{name}\t{said}\n" for name, (_, said) in table.items())
    (directory / "table").write_text("".join(lines))


if __name__ == "__main__":
    main()
