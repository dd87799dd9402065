# SPDX-License-Identifier: MIT
"""manylinux.py: what a platform tag promises (PEP 600), and the names from before it."""

import pathlib
import re

TABLE = pathlib.Path(__file__).with_name("manylinux.def").read_text(encoding="utf-8")
# To each name from before PEP 600 the minor version of glibc 2, newest first.
OLD_NAMES = {name: int(minor)
             for name, minor in re.findall(r"^MANYLINUX\((\w+), (\d+)\)", TABLE, re.MULTILINE)}


def promised(platform):
    """The version of glibc, two numbers, that a platform tag promises to be enough, or None."""
    if match := re.match(r"manylinux_(\d+)_(\d+)_", platform):
        return int(match[1]), int(match[2])
    minor = OLD_NAMES.get(platform.partition("_")[0])
    return (2, minor) if minor else None
