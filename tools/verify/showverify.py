#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""showverify.py: prints the page of what verify.py found; exit status 1 when there is a finding that is not declared. See showverify.py(1)."""

import json
import os
import sys

sys.path[0] = os.path.dirname(sys.path[0])

from verify.report import show


def main():
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        print("usage: showverify.py VERIFY.json", file=sys.stdout if sys.argv[1:] == ["--help"] else sys.stderr)
        return 0 if sys.argv[1:] == ["--help"] else 2
    with open(sys.argv[1], encoding="utf-8") as file:
        return show(json.load(file), sys.stdout.isatty(), sys.stdout)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (OSError, ValueError, KeyError) as error:
        sys.exit(print(f"showverify.py: {error!r}", file=sys.stderr) or 3)
