# SPDX-License-Identifier: MIT
"""What all files of a project are: read, written, and named by a hash.

A state has for each path, relative to the project, its kind, its permissions and its content.
build/ is no part of it, nor are times."""

import hashlib
import os
import pathlib
import shutil
import stat


def read_state(directory):
    """All files of a project but build/: path to kind, mode and content."""
    state = {}
    for where, directories, files in os.walk(directory):
        if where == str(directory) and "build" in directories:
            directories.remove("build")
        for name in directories + files:
            path = os.path.join(where, name)
            mode = os.lstat(path).st_mode
            if stat.S_ISLNK(mode):
                content = ("link", 0, os.readlink(path).encode())
            elif stat.S_ISDIR(mode):
                content = ("directory", stat.S_IMODE(mode), b"")
            else:
                content = ("file", stat.S_IMODE(mode), pathlib.Path(path).read_bytes())
            state[os.path.relpath(path, directory)] = content
    return state


def write_state(directory, state):
    """Makes the files of DIRECTORY those of STATE; what is as it should be is not touched."""
    now = read_state(directory)
    for path in sorted(now, reverse=True):
        if path in state and now[path][0] == state[path][0] == "directory":
            continue
        if now[path] != state.get(path):
            remove(directory / path)
    for path, (kind, mode, content) in sorted(state.items()):
        if now.get(path) == (kind, mode, content):
            continue
        if kind == "link":
            os.symlink(content.decode(), directory / path)
            continue
        if kind == "directory":
            (directory / path).mkdir(exist_ok=True)
        else:
            (directory / path).write_bytes(content)
        (directory / path).chmod(mode)


def key_of(state, words):
    digest = hashlib.sha256(repr(sorted(words)).encode())
    for path in sorted(state):
        digest.update(repr((path, state[path])).encode())
    return digest.hexdigest()


def remove(path):
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
