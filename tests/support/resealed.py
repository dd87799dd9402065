# SPDX-License-Identifier: MIT
"""Changes results that a store keeps, and seals them again, as only their user can:

    resealed.py REGEX TEXT FILE...    TEXT takes the place of what REGEX matches first in the result
"""

import pathlib
import re
import sys

from sealing import AFTER, BEFORE, BETWEEN, seal


def parts(path):
    """The seal and the result of a file."""
    given, _, result = path.read_bytes().removeprefix(BEFORE).partition(BETWEEN)
    return given, result.removesuffix(AFTER)


def write(path, result):
    """RESULT, bytes, as the user's own."""
    own = seal(path.parent.name, path.stem, result).encode()
    path.write_bytes(BEFORE + own + BETWEEN + result + AFTER)


def main():
    pattern, text = re.compile(sys.argv[1], re.DOTALL), sys.argv[2]
    for path in map(pathlib.Path, sys.argv[3:]):
        result = parts(path)[1].decode()
        write(path, pattern.sub(lambda match: text, result, count=1).encode())


if __name__ == "__main__":
    main()
