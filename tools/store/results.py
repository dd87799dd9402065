# SPDX-License-Identifier: MIT
"""results.py: results that the store keeps, by storeresult(1), for the stages that are Python."""

import json
import pathlib
import re
import subprocess

from lib.programs import PROGRAMS, output_of

TABLE = pathlib.Path(__file__).with_name("stages.def").read_text(encoding="utf-8")
# The version of what each stage makes.
VERSIONS = {name: int(version)
            for name, version in re.findall(r"^STAGE\((\w+), (\d+)\)", TABLE, re.MULTILINE)}


def path_of(store, stage, key):
    """Where the result is, or would be. The stage is one of the table's, the key a SHA-256."""
    return store / "keys" / stage / f"{key}.json"


def _words(paths):
    return ["--store", paths[0].parents[2], paths[0].parent.name, *(path.stem for path in paths)]


def recall_all(paths):
    """The results, of one stage; None for one that is not there, or is not this user's. Whether the
    content is there that they name is for the caller to see."""
    said = output_of("storeresult", "recall", *_words(paths)) if paths else b""
    return [json.loads(line) for line in said.splitlines()]


def recall(path):
    """The same of one."""
    return recall_all([path])[0]


def keep(path, result):
    """For the next time, unless the store's file system is read-only. Returns RESULT."""
    subprocess.run([PROGRAMS / "storeresult", "keep", *_words([path])], check=True,
                   input=json.dumps(result).encode())
    return result
