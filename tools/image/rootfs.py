# SPDX-License-Identifier: MIT
"""rootfs.py: the image of an OCI image layout unpacked into a directory, to run something in it."""

import concurrent.futures
import itertools
import os
import pathlib
import re
import shutil
import subprocess

from lib.badinput import BadInput
from lib.jsonfile import read_json


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


def confined(directory, *command, writable=True, options=()):
    """A command that sees this machine's files, may change only those in DIRECTORY, and has no
    network."""
    return ["bwrap", "--ro-bind", "/", "/", "--dev", "/dev", "--bind" if writable else "--ro-bind",
            str(directory), str(directory), *options,
            "--unshare-all", "--die-with-parent", "--", *command]


def remove(path):
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def apply_whiteouts(root, names):
    """What the layer says is gone, by files .wh.NAME and .wh..wh..opq (OCI image-spec, layer.md).
    """
    written = set()
    for name in names:
        parts = pathlib.PurePosixPath(name.strip("/")).parts
        written.update("/".join(parts[:depth]) for depth in range(1, len(parts) + 1))
    for name in names:
        path = pathlib.PurePosixPath(name)
        if not path.name.startswith(".wh."):
            continue
        directory = root / path.parent
        remove(root / path)
        if path.name != ".wh..wh..opq":
            if str(path.parent / path.name[4:]).removeprefix("./") not in written:
                remove(directory / path.name[4:])
            continue
        for entry in directory.iterdir():
            if str((path.parent / entry.name)).removeprefix("./") not in written:
                remove(entry)


ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def name_of(line):
    """The name that tar prints as LINE with --quoting-style=escape in the locale C: every byte of
    it."""
    plain = re.sub(r"\\([0-7]{3}|.)", lambda match: chr(int(match[1], 8)) if len(match[1]) == 3
                   else ESCAPES.get(match[1], match[1]), line)
    return os.fsdecode(plain.encode("latin-1"))


def unpack_layer(layer, layout, root):
    """Confined to ROOT: a link in a layer leads nowhere else. /dev of the image stays empty: only
    root may make devices. How it is compressed tar sees by itself. Returns the names in it, and
    what went wrong."""
    done = subprocess.run(confined(root, "tar", "-x", "-v", "-C", str(root), "--no-same-owner",
                                   "--delay-directory-restore",
                                   "--quoting-style=escape", "--anchored", "--exclude=dev/*",
                                   "--exclude=./dev/*", "--exclude=/dev/*",
                                   "-f", str(blob(layout, layer["digest"]).resolve())),
                          stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          encoding="latin-1", env=os.environ | {"LC_ALL": "C"})
    names = [name_of(line) for line in done.stdout.split("\n")[:-1]]
    if done.returncode:
        return names, BadInput(f"{layout}: layer {layer['digest'][:19]}: "
                               f"{(done.stderr.strip().splitlines() or ['tar failed'])[0]}")
    if any("/.wh." in name or name.startswith(".wh.") for name in names):
        apply_whiteouts(root, names)
    return names, None


def unpack_in_order(layers, layout, root):
    for layer in layers:
        _, error = unpack_layer(layer, layout, root)
        if error:
            raise error


def unpack_together(layers, layout, root):
    """Layers of wheels, some at a time. Of a file that several of them have, the last one's counts,
    and tar fails when two write it at once: what failed, and the last layer with each such file, is
    unpacked once more, by itself."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        done = list(pool.map(lambda layer: unpack_layer(layer, layout, root), layers))
    having = {}
    for number, (names, _) in enumerate(done):
        for name in names:
            if not name.endswith("/"):
                having.setdefault(name, []).append(number)
    again = {numbers[-1] for numbers in having.values() if len(numbers) > 1}
    again |= {number for number, (_, error) in enumerate(done) if error}
    unpack_in_order([layers[number] for number in sorted(again)], layout, root)


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


def is_of_wheels(layer):
    return "mk.pylock.wheels" in (layer.get("annotations") or {})


def unpack(layout, root, wanted=lambda layer: True):
    """All layers that are wanted into the new directory ROOT, in their order."""
    _, manifest, _ = read_image(layout)
    root.mkdir(parents=True)
    for together, layers in itertools.groupby(filter(wanted, manifest["layers"]), is_of_wheels):
        (unpack_together if together else unpack_in_order)(list(layers), layout, root)


def remove_tree(directory):
    """All of DIRECTORY, though some directories in it may not be written."""
    def allow(function, path, _):
        os.chmod(os.path.dirname(path), 0o700)
        if os.path.isdir(path) and not os.path.islink(path):
            os.chmod(path, 0o700)
        function(path)
    shutil.rmtree(directory, onerror=allow)
