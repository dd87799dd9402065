# SPDX-License-Identifier: MIT
"""Made-up wheels for tests, good and bad: every field of the archive can be given another value.

    wheel = Wheel("made-up", "1.0")
    wheel.add("made_up/__init__.py", b"x = 1\\n")
    wheel.write(directory)

An entry's options: mode (Unix type and permissions), stored, descriptor (0, 12, 16, 20 or 24
bytes), zip64 (sizes in extra fields), extra (more of them); and to lie with: local and central,
dictionaries of header fields as in FIELDS, and data, the compressed bytes. A wheel's: record (a
function that changes RECORD's rows), end (fields of the end record), before and after (bytes around
the archive), shift (offsets do not count what is before), gap (bytes before the central directory),
comment, zip64_end."""

import base64
import csv
import hashlib
import io
import os
import struct
import zlib

# Names of the fields that headers have in common.
FIELDS = (
    "flags",
    "method",
    "crc",
    "compressed_size",
    "size",
    "name",
    "extra",
    "offset",
    "attributes",
    "disk",
)


def record_hash(content, algorithm="sha256"):
    digest = hashlib.new(algorithm, content).digest()
    return f"{algorithm}=" + base64.urlsafe_b64encode(digest).decode().rstrip("=")


def deflate(content):
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    return compressor.compress(content) + compressor.flush()


class Entry:
    def __init__(
        self,
        name,
        content=b"",
        mode=0o100644,
        stored=False,
        descriptor=0,
        zip64=False,
        extra=b"",
        data=None,
        local=None,
        central=None,
    ):
        self.name, self.content, self.descriptor = name, content, descriptor
        raw_name = name if isinstance(name, bytes) else name.encode()
        self.data = data if data is not None else content if stored else deflate(content)
        fields = {
            "flags": (0 if raw_name.isascii() else 0x800) | (8 if descriptor else 0),
            "method": 0 if stored else 8,
            "crc": zlib.crc32(content),
            "compressed_size": len(self.data),
            "size": len(content),
            "name": raw_name,
            "extra": extra,
            "offset": None,
            "attributes": mode << 16 | (0x10 if raw_name.endswith(b"/") else 0),
            "disk": 0,
        }
        self.true = dict(fields)
        if zip64:
            fields["extra"] += struct.pack(
                "<HHQQ", 1, 16, fields["size"], fields["compressed_size"]
            )
            fields["size"] = fields["compressed_size"] = 0xFFFFFFFF
        self.local, self.central = dict(fields), dict(fields)
        if descriptor:
            self.local.update(crc=0, size=0, compressed_size=0, extra=extra)
        self.local.update(local or {})
        self.central.update(central or {})

    def local_bytes(self):
        f = self.local
        header = struct.pack(
            "<4sHHHHHIIIHH",
            b"PK\3\4",
            20,
            f["flags"],
            f["method"],
            0,
            0x21,
            f["crc"],
            f["compressed_size"],
            f["size"],
            len(f["name"]),
            len(f["extra"]),
        )
        return header + f["name"] + f["extra"] + self.data + self.descriptor_bytes()

    def descriptor_bytes(self):
        t = self.true
        form = {0: None, 12: "<III", 16: "<4sIII", 20: "<IQQ", 24: "<4sIQQ"}[self.descriptor]
        values = (t["crc"], t["compressed_size"], t["size"])
        if not form:
            return b""
        return struct.pack(form, b"PK\7\10", *values) if "s" in form else struct.pack(form, *values)

    def central_bytes(self, offset):
        f = self.central
        return (
            struct.pack(
                "<4sHHHHHHIIIHHHHHII",
                b"PK\1\2",
                0x314,
                20,
                f["flags"],
                f["method"],
                0,
                0x21,
                f["crc"],
                f["compressed_size"],
                f["size"],
                len(f["name"]),
                len(f["extra"]),
                0,
                f["disk"],
                0,
                f["attributes"],
                offset if f["offset"] is None else f["offset"],
            )
            + f["name"]
            + f["extra"]
        )


class Wheel:
    def __init__(self, name="made-up", version="1.0", tags="py3-none-any", stem=None):
        self.name, self.version, self.tags = name, version, tags
        self.stem = stem or f"{name.replace('-', '_')}-{version}"
        self.info = f"{self.stem}.dist-info"
        self.entries = []
        self.metadata = (
            f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n\nMade up.\n".encode()
        )
        self.wheel = (
            f"Wheel-Version: 1.0\nGenerator: made up\nRoot-Is-Purelib: true\nTag: {tags}\n".encode()
        )
        self.record = lambda rows: rows
        self.record_text = lambda text: text
        self.record_options = {}
        self.end, self.before, self.after, self.gap, self.comment = {}, b"", b"", b"", b""
        self.shift = self.zip64_end = False

    def add(self, name, content=b"", **options):
        self.entries.append(Entry(name, content, **options))
        return self

    def add_info(self, name, content, **options):
        return self.add(f"{self.info}/{name}", content, **options)

    def filename(self):
        return f"{self.name.replace('-', '_')}-{self.version}-{self.tags}.whl"

    def record_bytes(self):
        rows = [
            [e.name, record_hash(e.content), len(e.content)]
            for e in self.entries
            if isinstance(e.name, str)
            and not e.name.endswith("/")
            and not e.name.endswith((".dist-info/RECORD.jws", ".dist-info/RECORD.p7s"))
        ]
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows(
            self.record(rows + [[f"{self.info}/RECORD", "", ""]])
        )
        return self.record_text(text.getvalue().encode())

    def finish(self):
        """The metadata, unless it was added or taken away (None)."""
        names = [e.name for e in self.entries]
        for name, content in (("METADATA", self.metadata), ("WHEEL", self.wheel)):
            if content is not None and f"{self.info}/{name}" not in names:
                self.add_info(name, content)
        if self.record is not None:
            self.add_info("RECORD", self.record_bytes(), **self.record_options)

    def archive(self):
        self.finish()
        body, directory = self.before, b""
        shift = len(self.before) if self.shift else 0
        for entry in self.entries:
            directory += entry.central_bytes(len(body) - shift)
            body += entry.local_bytes()
        body += self.gap
        end = {
            "disk": 0,
            "start_disk": 0,
            "count_here": len(self.entries),
            "count": len(self.entries),
            "size": len(directory),
            "offset": len(body) - shift,
        }
        tail = b""
        if self.zip64_end:
            at = len(body) + len(directory)
            tail = struct.pack(
                "<4sQHHIIQQQQ",
                b"PK\6\6",
                44,
                45,
                45,
                0,
                0,
                end["count"],
                end["count"],
                end["size"],
                end["offset"],
            ) + struct.pack("<4sIQI", b"PK\6\7", 0, at, 1)
            end.update(count_here=0xFFFF, count=0xFFFF, size=0xFFFFFFFF, offset=0xFFFFFFFF)
        end.update(self.end)
        tail += (
            struct.pack(
                "<4sHHHHIIH",
                b"PK\5\6",
                end["disk"],
                end["start_disk"],
                end["count_here"],
                end["count"],
                end["size"],
                end["offset"],
                len(self.comment),
            )
            + self.comment
        )
        return body + directory + tail + self.after

    def write(self, directory, filename=None):
        path = os.path.join(directory, filename or self.filename())
        with open(path, "wb") as file:
            file.write(self.archive())
        return path
