# SPDX-License-Identifier: MIT
"""Files that a program was given. What is no file, or too large, is bad input, as it is to programs
in C (lib/file.h)."""

import contextlib
import errno
import os
import stat

from lib.badinput import BadInput

LIMIT = 256 << 20  # bytes
# What says that there is no file of that name.
NO_FILE = {errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ELOOP, errno.ENAMETOOLONG, errno.ENXIO}
NULL_DEVICE = os.makedev(1, 3)


def _check(path, status):
    if stat.S_ISDIR(status.st_mode):
        raise BadInput(f"{path}: Is a directory")
    if stat.S_ISBLK(status.st_mode) or (
        stat.S_ISCHR(status.st_mode) and status.st_rdev != NULL_DEVICE
    ):
        raise BadInput(f"{path}: a device, not a file")


@contextlib.contextmanager
def opened(path):
    """The file, open, and what fstat says. Raises BadInput, and OSError when the system fails."""
    try:
        with open(path, "rb") as file:
            status = os.fstat(file.fileno())
            _check(path, status)
            yield file, status
    except OSError as error:
        if error.errno in NO_FILE:
            raise BadInput(f"{path}: {error.strerror}") from error
        raise


def read_bytes(path, limit=LIMIT):
    """All of the file, at most LIMIT bytes. Raises as opened does."""
    with opened(path) as (file, status):
        content = b"" if status.st_size > limit else file.read(limit + 1)
    if max(status.st_size, len(content)) > limit:
        raise BadInput(f"{path}: larger than the {limit} bytes that are allowed")
    return content


def read_text(path, limit=LIMIT):
    """The same as text."""
    try:
        return read_bytes(path, limit).decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: not UTF-8 text") from error
