# SPDX-License-Identifier: MIT
"""ELF files of any machine, class and byte order, made up: what linkers here make only for this
machine.

    made_elf.py OUT JSON

JSON: {"machine": 183, "class": 64, "order": "little", "type": 3, "soname", "needed": [...],
"rpath", "runpath", "versions": {"libc.so.6": ["GLIBC_2.17", ["GLIBC_2.99", 2]]} (a number: the
flags), "sections": {".nv_fatbin": [[entry, ...], ...] or "hex"}} An entry of a container: {"kind":
2, "arch": 87, "flags": 0, "header": 64, "payload": 24}. readelf reads what it makes.
"""

import json
import struct
import sys

DT_NEEDED, DT_STRTAB, DT_STRSZ, DT_SONAME, DT_RPATH, DT_RUNPATH, DT_VERNEED, DT_VERNEEDNUM = (
    1,
    5,
    10,
    14,
    15,
    29,
    0x6FFFFFFE,
    0x6FFFFFFF,
)
BASE = 0x10000


def entry(kind=2, arch=87, flags=0, header=64, payload=24):
    """See the table of facts: kind, header size, payload size, ISA version, architecture, flags."""
    head = (
        struct.pack("<HHIQQHHI", kind, 0x101, header, payload, 0, 4, 7, arch)
        + bytes(8)
        + struct.pack("<QQQ", flags, 0, 0)
    )
    return head[:header].ljust(header, b"\0") + b"\xaa" * payload


def container(entries):
    body = b"".join(entry(**e) for e in entries)
    return struct.pack("<IHHQ", 0xBA55ED50, 1, 16, len(body)) + body


def align(data, to=16):
    return data + bytes(-len(data) % to)


class Strings:
    def __init__(self):
        self.data = b"\0"

    def add(self, text):
        at = len(self.data)
        self.data += text.encode("utf-8", "surrogateescape") + b"\0"
        return at


def elf_hash(name):
    h = 0
    for c in name.encode():
        h = ((h << 4) + c) & 0xFFFFFFFF
        h = (h ^ (h & 0xF0000000) >> 24) & ~(h & 0xF0000000)
    return h


def version_needs(versions, strings, order):
    """The section .gnu.version_r: what versions of symbols each library has to have."""
    verneed = b""
    for n, (library, names) in enumerate(versions.items()):
        names = [name if isinstance(name, list) else [name, 0] for name in names]
        following = 0 if n == len(versions) - 1 else 16 + 16 * len(names)
        verneed += struct.pack(order + "HHIII", 1, len(names), strings.add(library), 16, following)
        for m, (name, flags) in enumerate(names):
            last = m == len(names) - 1
            verneed += struct.pack(order + "IHHII", elf_hash(name), flags, 2 + n + m,
                                   strings.add(name), 0 if last else 16)
    return verneed


def section_headers(places, names, form, wide, versions):
    """Of all sections, but the one that has their names."""
    kinds = {".dynstr": 3, ".gnu.version_r": 0x6FFFFFFE, ".dynamic": 6}
    ids = {name: number + 1 for number, name in enumerate(places)}
    headers = struct.pack(form, *10 * [0])
    for name, (at, size) in places.items():
        link = ids[".dynstr"] if name in (".gnu.version_r", ".dynamic") else 0
        info = len(versions) if name == ".gnu.version_r" else 0
        entsize = (16 if wide else 8) if name == ".dynamic" else 0
        headers += struct.pack(form, names.add(name), kinds.get(name, 1), 2, BASE + at, at, size,
                               link, info, 8, entsize)
    return headers


def segment(wide, order, kind, at, size):
    if wide:
        return struct.pack(order + "IIQQQQQQ", kind, 4, at, BASE + at, BASE + at, size, size, 8)
    return struct.pack(order + "8I", kind, at, BASE + at, BASE + at, size, size, 4, 8)


def file_header(spec, wide, order, table, sections):
    """TABLE is where the headers of the sections are, of which there are SECTIONS."""
    size = 64 if wide else 52
    head = b"\x7fELF" + bytes([2 if wide else 1, 1 if order == "<" else 2, 1]) + bytes(9)
    return head + struct.pack(
        order + "HHI" + 3 * ("Q" if wide else "I") + "IHHHHHH", spec.get("type", 3),
        spec["machine"], 1, 0, size, table, 0, size, 56 if wide else 32, 2, 64 if wide else 40,
        sections, sections - 1)


def made_section(content):
    """Of its bytes in hexadecimal, or of what containers are to hold."""
    if isinstance(content, str):
        return bytes.fromhex(content)
    return b"".join(align(container(c), 8) for c in content)


def make(spec):
    wide = spec.get("class", 64) == 64
    order = "<" if spec.get("order", "little") == "little" else ">"
    word, form = "Q" if wide else "I", order + ("IIQQQQIIQQ" if wide else "10I")
    strings, dynamic, places = Strings(), [], {}
    for name in spec.get("needed", []):
        dynamic.append((DT_NEEDED, strings.add(name)))
    for tag, key in ((DT_SONAME, "soname"), (DT_RPATH, "rpath"), (DT_RUNPATH, "runpath")):
        if key in spec:
            dynamic.append((tag, strings.add(spec[key])))
    versions = spec.get("versions", {})
    verneed = version_needs(versions, strings, order)
    data = bytearray(align(bytes(64 if wide else 52) + bytes(2 * (56 if wide else 32))))

    def place(name, content):
        places[name] = (len(data), len(content))
        data.extend(align(content))

    place(".dynstr", strings.data)
    place(".gnu.version_r", verneed)
    dynamic += [(DT_STRTAB, BASE + places[".dynstr"][0]), (DT_STRSZ, len(strings.data))]
    if versions:
        dynamic += [(DT_VERNEED, BASE + places[".gnu.version_r"][0]),
                    (DT_VERNEEDNUM, len(versions))]
    place(".dynamic", b"".join(struct.pack(order + 2 * word, *pair) for pair in dynamic + [(0, 0)]))
    for name, content in spec.get("sections", {}).items():
        place(name, made_section(content))
    names = Strings()
    headers = section_headers(places, names, form, wide, versions)
    at = names.add(".shstrtab")
    place(".shstrtab", names.data)
    headers += struct.pack(form, at, 3, 0, 0, *places[".shstrtab"], 0, 0, 1, 0)
    table = len(data)
    data.extend(headers)
    segments = segment(wide, order, 1, 0, len(data)) + segment(wide, order, 2, *places[".dynamic"])
    head = file_header(spec, wide, order, table, len(places) + 1)
    data[: len(head)] = head
    data[len(head) : len(head) + len(segments)] = segments
    return bytes(data)


if __name__ == "__main__":
    with open(sys.argv[1], "wb") as file:
        file.write(make(json.loads(sys.argv[2])))
