# SPDX-License-Identifier: MIT
"""target.json: what is read of it."""

import re

from lib.jsonfile import read_json

VERSION = re.compile(r"[0-9]+(\.[0-9]+)+", re.ASCII)
SHAPE = {"name": str, "arch": re.compile("[a-z0-9_]+"), "python": VERSION, "pythonFull?": str,
         "glibc?": VERSION, "musl?": VERSION, "platforms?": str, "prefix?": str, "site?": str}


def read_target(path):
    """Raises BadInput, and OSError."""
    return read_json(path, SHAPE)
