# SPDX-License-Identifier: MIT
"""contents.py: files in the content-addressed store, each under its SHA-256 (store.h)."""

import hashlib
import re
import subprocess

from lib.badinput import BadInput
from lib.inputfile import opened


def sha256_of(path):
    with opened(path) as (file, _):
        return hashlib.file_digest(file, "sha256").hexdigest()


def undamaged(path):
    """The SHA-256 of a file; one of the store that is not what its name says is removed."""
    sha256 = sha256_of(path)
    if re.fullmatch("[0-9a-f]{64}", path.name) and sha256 != path.name:
        path.unlink(missing_ok=True)
        raise BadInput(f"{path}: the content is not what its name says; removed")
    return sha256


def place_of(store, sha256):
    """Where the store has that content, or would have it."""
    return store / "sha256" / sha256[:2] / sha256


def stored(store, sha256):
    """Where it is, if it is there and whole; else None."""
    path = place_of(store, sha256)
    return path if path.is_file() and sha256_of(path) == sha256 else None


def put(tools, store, files):
    """Copies FILES, {path: SHA-256}, into the store, by the program that checks each."""
    subprocess.run([tools / "bin" / "fetch", "--quiet", "--store", store, "-"], input="".join(
        f"{sha256} {path.stat().st_size} {path.name} {path.resolve().as_uri()}\n"
        for path, sha256 in files.items()), text=True, check=True)
