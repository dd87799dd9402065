# SPDX-License-Identifier: MIT
"""malformedrecords.py: samples of the lock of layers, of records and of what names them."""

import gzip
import json
import pathlib

from malformedparts import SITE, sha256, tar

KEY = "5" * 64  # of the base


def plan_of(filename, file):
    return {
        "target": {"python": "3.11", "prefix": "/opt/venv", "site": f"/{SITE}"},
        "packages": [{"name": "alpha", "version": "1.0", "group": "alpha",
                      "file": {"filename": filename, **file}}],
        "layers": [{"name": "alpha-0123456789ab", "group": "alpha", "part": 1, "parts": 1,
                    "packages": ["alpha"]}],
    }


def row(name, key, layer, record):
    return (f"{name} {key} {layer['digest']} {layer['diffID']} {layer['size']} "
            f"{layer['uncompressedSize']} sha256:{record}\n")


class Records:
    """A layer's record and a base's, and a lock that names both."""

    def __init__(self, layer, files, image):
        self.layer = layer
        self.members = {
            "layer.json": json.dumps(layer).encode(),
            "files": files,
            "evidence": b"f 0644 " + b"0" * 64 + b" a.py\n",
            "versions.json": b'{"inspect":8,"sources":3,"python":"3.11","parser":"3.11"}',
            f"sources/{layer['wheels'][0]}.json": b"{}",
        }
        self.base = {
            "versions.json": b'{"inspect":8}',
            "base.json": b"{}",
            **{f"base/{path.relative_to(image)}": path.read_bytes()
               for path in [image / "oci-layout", *image.glob("blobs/*/*"), image / "index.json"]},
        }

    def place(self, directory, record, base):
        """Both archives in DIRECTORY/store, and DIRECTORY/layers.lock."""
        digests = []
        for content in (record, base):
            digests.append(sha256(content))
            path = directory / "store/sha256" / digests[-1][:2] / digests[-1]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        layer = self.layer
        (directory / "layers.lock").write_text(
            row("alpha", layer["key"], layer, digests[0]) + row("base.1", KEY, layer, digests[1]),
            encoding="ascii")
        return directory

    def add_to(self, world):
        usual = [gzip.compress(tar(members), mtime=0) for members in (self.members, self.base)]
        world.add("record-blob", "bytes", usual[0], "x",
                  lambda place, new: self.place(place, new, usual[1]))
        world.add("record-tar", "bytes", tar(self.members), "x", lambda place, new: self.place(
            place, gzip.compress(new, mtime=0), usual[1]))
        world.add("record-base", "bytes", tar(self.base), "x", lambda place, new: self.place(
            place, usual[0], gzip.compress(new, mtime=0)))
        for member in ("layer.json", "versions.json", "files"):
            form = "json" if member.endswith("json") else "text"

            def place(directory, new, member=member):
                archive = tar({**self.members, member: new})
                return self.place(directory, gzip.compress(archive, mtime=0), usual[1])

            world.add(f"record-{member}", form, self.members[member], "x", place)
        lock = pathlib.Path(world.paths["record-blob"]) / "layers.lock"
        world.add("layers.lock", "text", lock.read_bytes(), "layers.lock")
        world.add("record-list", "text", f"sha256:{'1' * 64}\n\n{'2' * 64}\n", "list")


def add_records(world):
    wheel = pathlib.Path(world.paths["wheel"])
    store = world.directory / "store"
    layer = json.loads(world.run(
        "layer", "--python", "3.11", "--prefix", "/opt/venv", "--site", f"/{SITE}", "--store",
        store, "--recall", wheel))
    files = layer["files"][-64:]
    image = pathlib.Path(world.paths["layout-index"])
    Records(layer, (store / "sha256" / files[:2] / files).read_bytes(), image).add_to(world)
    world.add("known-layer", "json", layer, "alpha.json")
    hashed = sha256(wheel.read_bytes())
    built = {"alpha": {"sdist": "7" * 64, "wheel": {"filename": wheel.name, "sha256": hashed}}}
    world.add("known-plan", "json", plan_of(wheel.name, {"kind": "wheel", "sha256": hashed}),
              "plan.json")
    world.add("built-plan", "json", plan_of("a.tar.gz", {"kind": "sdist", "sha256": "7" * 64}),
              "plan.json")
    world.add("known-built", "json", built, "built.lock")
