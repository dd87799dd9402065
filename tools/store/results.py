# SPDX-License-Identifier: MIT
"""results.py: results that the store keeps, as results.h says, for the stages that are Python."""

import errno
import json
import pathlib
import re

from lib.newfile import write
from store import seal

TABLE = pathlib.Path(__file__).with_name("stages.def").read_text(encoding="utf-8")
# The version of what each stage makes.
VERSIONS = {name: int(version)
            for name, version in re.findall(r"^STAGE\((\w+), (\d+)\)", TABLE, re.MULTILINE)}


def path_of(store, stage, key):
    """Where the result is, or would be. The stage is one of the table's."""
    return store / "keys" / stage / f"{key}.json"


BEFORE, BETWEEN, AFTER = b'{"seal":"', b'","result":', b"}"


def recall(path):
    """The result, or None, too, when it is not this user's. Whether the content is there that it
    names is for the caller to see."""
    try:
        text = path.read_bytes()
        given, _, result = text.removeprefix(BEFORE).partition(BETWEEN)
        result = result.removesuffix(AFTER)
        if text != BEFORE + given + BETWEEN + result + AFTER or not seal.holds(
                given.decode("ascii"), path.parent.name, path.stem, result):
            return None
        return json.loads(result)
    except (OSError, ValueError):
        return None


def keep(path, result):
    """For the next time, unless the store's file system is read-only. Returns RESULT."""
    text = json.dumps(result, sort_keys=True).encode()
    own = seal.seal(path.parent.name, path.stem, text)
    try:
        if own is None:
            return result
        path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        write(path, (BEFORE + own.encode() + BETWEEN + text + AFTER).decode())
    except OSError as error:
        if error.errno != errno.EROFS:
            raise
    return result
