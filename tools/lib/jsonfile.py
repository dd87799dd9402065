# SPDX-License-Identifier: MIT
"""Files that hold JSON; what is wrong with one is said with its name."""

import json

from lib.badinput import BadInput


class FromFile(dict):
    """An object in a file. A member that has to be there, and is not, is BadInput."""

    def __init__(self, members, path):
        super().__init__(members)
        self.path = path

    def __missing__(self, member):
        raise BadInput(f"{self.path}: .{member}: missing")


def read_json(path):
    """What the file holds. Raises BadInput when it is not JSON, and OSError."""
    try:
        return json.loads(path.read_text(encoding="utf-8"),
                          object_hook=lambda members: FromFile(members, path))
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{path}: not valid JSON: {error}") from error
