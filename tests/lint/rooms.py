#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""rooms.py: no include and no import goes up: each room uses itself and the rooms that its line in
tools.mk names.

The table must have no circle, so that its rooms can be put in an order in which data passes
them."""

import pathlib
import re
import sys

TOP = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
INCLUDE = re.compile(r'^\s*#\s*include "([^"]+)"')
IMPORT = re.compile(r"^\s*(?:from\s+(\w+)[\w.]*\s+import|import\s+(\w+))")


def table(text):
    """To each room those that it may use, as `include.<room> := ROOM...` says."""
    return {
        name: set(rooms.split())
        for name, rooms in re.findall(r"^include\.(\w+)\s*:=(.*)$", text, re.M)
    }


def circles(allowed):
    """The rooms that use each other, by way of others or not."""
    left = dict(allowed)
    while ready := [room for room, used in left.items() if not used & left.keys()]:
        for room in ready:
            del left[room]
    return sorted(left)


def used_rooms(path, rooms):
    """(line number, what is used, its room) for each include or import of a file; None stands for
    no room at all."""
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if path.suffix == ".py":
            if (match := IMPORT.match(line)) and (name := match[1] or match[2]) in rooms:
                yield number, name, name
        elif match := INCLUDE.match(line):
            room, _, rest = match[1].partition("/")
            yield number, match[1], room if rest else None


def main():
    allowed = table((TOP / "tools/tools.mk").read_text(encoding="utf-8"))
    wrong = [
        f"tools/tools.mk: the rooms {', '.join(names)} include each other"
        for names in [circles(allowed)]
        if names
    ]
    wrong += [
        f"tools/tools.mk: include.{room} names {name}, which is no room"
        for room, used in allowed.items()
        for name in sorted(used - allowed.keys())
    ]
    for path in sorted(TOP.glob("tools/*/*")):
        room = path.parent.name
        if path.suffix not in (".c", ".cc", ".h", ".py"):
            continue
        name = path.relative_to(TOP)
        if room not in allowed:
            wrong.append(f"{name}: the room {room} has no line in tools/tools.mk")
            continue
        for number, what, used in used_rooms(path, allowed):
            if used is None:
                wrong.append(f"{name}:{number}: {what}: write the room, too")
            elif used != room and used not in allowed[room]:
                wrong.append(f"{name}:{number}: {what}: {room} may not use {used}")
    for line in wrong:
        print("rooms:", line, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
