# SPDX-License-Identifier: MIT
"""contents.py: files in the content-addressed store, each under its SHA-256 (store.h)."""

import hashlib
import subprocess


def sha256_of(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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
