# SPDX-License-Identifier: MIT
"""Files that hold JSON; what is wrong with one is said with its name.

A shape says what a value has to be: a type; a compiled pattern, for text that matches it; a list of
one shape, for an array of such values; an object of shapes by the names of its members, where that
of a name with a question mark may be missing or null, and that of ... is every other member's."""

import json
import re

from lib.badinput import BadInput
from lib.inputfile import read_text

KINDS = {str: "a string", int: "a whole number", bool: "true or false", dict: "an object",
         list: "an array", float: "a number"}


class FromFile(dict):
    """An object in a file. A member that has to be there, and is not, is BadInput."""

    def __init__(self, members, path):
        super().__init__(members)
        self.path = path

    def __missing__(self, member):
        raise BadInput(f"{self.path}: .{member}: missing")


def _is(value, kind):
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, (int, float) if kind is float else kind)


def _check_members(value, shape, where, path):
    if not isinstance(value, dict):
        raise BadInput(f"{where}: {path or 'the document'}: not an object")
    named = {str(key).removesuffix("?") for key in shape if key is not ...}
    for key, inner in shape.items():
        if key is ...:
            for name in value.keys() - named:
                check(value[name], inner, where, f"{path}.{name}")
            continue
        name = key.removesuffix("?")
        if value.get(name) is not None:
            check(value[name], inner, where, f"{path}.{name}")
        elif name == key:
            raise BadInput(f"{where}: {path}.{name}: missing")


def check(value, shape, where, path=""):
    """Raises BadInput, which begins with WHERE, unless the value at PATH has the SHAPE."""
    if isinstance(shape, dict):
        _check_members(value, shape, where, path)
    elif isinstance(shape, list):
        check(value, list, where, path)
        for i, item in enumerate(value):
            check(item, shape[0], where, f"{path}[{i}]")
    elif isinstance(shape, re.Pattern):
        check(value, str, where, path)
        if not shape.fullmatch(value):
            raise BadInput(f"{where}: {path}: {value[:100]!r} is not what it may be")
    elif not _is(value, shape):
        raise BadInput(f"{where}: {path or 'the document'}: not {KINDS[shape]}")


def _no_number(text):
    raise ValueError(f"{text} is no number")


def read_json(path, shape=None):
    """What the file holds, of the SHAPE if one is given. Raises BadInput, and OSError."""
    def members(pairs):
        found = FromFile(pairs, path)
        if len(found) < len(pairs):
            raise ValueError("a member is there twice")
        return found

    try:
        text = read_text(path)
        value = json.loads(text, object_pairs_hook=members, parse_constant=_no_number)
        if "\\ud" in text.lower():  # that may be half of a character
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{path}: not valid JSON: {error}") from error
    if shape is not None:
        check(value, shape, path)
    return value
