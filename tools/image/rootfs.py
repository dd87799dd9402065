# SPDX-License-Identifier: MIT
"""rootfs.py: the image of an OCI image layout, and where a path leads in it once rootfs(1) has
unpacked it."""

import os
import pathlib
import re

from lib.badinput import BadInput
from lib.jsonfile import read_json
from lib.programs import output_of

DIGEST = re.compile("sha(256:[0-9a-f]{64}|512:[0-9a-f]{128})")
INDEX = {"manifests": [{"digest": DIGEST}]}
MANIFEST = {"config": {"digest": DIGEST}, "layers": [{"digest": DIGEST, "mediaType": str}]}
CONFIG = {"architecture?": str, "rootfs?": {"diff_ids?": [DIGEST]},
          "config?": {"Entrypoint?": [str], "Cmd?": [str], "Env?": [str], "User?": str,
                      "WorkingDir?": str, "Labels?": {...: str}}}


def blob(layout, digest):
    return layout / "blobs" / pathlib.Path(*digest.split(":"))


def read_image(layout):
    """The digest of the manifest, the manifest and the configuration of a layout's image."""
    index = read_json(layout / "index.json", INDEX)
    if not index["manifests"]:
        raise BadInput(f"{layout / 'index.json'}: names no image")
    digest = index["manifests"][0]["digest"]
    manifest = read_json(blob(layout, digest), MANIFEST)
    return digest, manifest, read_json(blob(layout, manifest["config"]["digest"]), CONFIG)


def unpack(layout, root):
    """The image into the new directory ROOT, by rootfs(1)."""
    output_of("rootfs", layout, root)


def inside(root, path):
    """Where PATH of an image leads in ROOT, over the links in it, which lead nowhere else."""
    todo, real, links = [*reversed(pathlib.PurePosixPath(path).parts)], [], 0
    while todo:
        part = todo.pop()
        if part in ("/", ".."):
            real = [] if part == "/" else real[:-1]
            continue
        place = root.joinpath(*real, part)
        if place.is_symlink() and links < 40:
            links += 1
            todo.extend(reversed(pathlib.PurePosixPath(os.readlink(place)).parts))
        else:
            real.append(part)
    return root.joinpath(*real)
