# SPDX-License-Identifier: MIT
"""results.py: results that the store keeps, as results.h says, for the stages that are Python."""

import json
import pathlib
import re

from lib.newfile import write_json

TABLE = pathlib.Path(__file__).with_name("stages.def").read_text(encoding="utf-8")
# The version of what each stage makes.
VERSIONS = {name: int(version)
            for name, version in re.findall(r"^STAGE\((\w+), (\d+)\)", TABLE, re.MULTILINE)}


def path_of(store, stage, key):
    """Where the result is, or would be. The stage is one of the table's."""
    return store / "keys" / stage / f"{key}.json"


def recall(path):
    """The result, or None. Whether the content is there that it names is for the caller to see."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def keep(path, result):
    """For the next time. Returns RESULT."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_json(path, result, sort_keys=True)
    return result
