#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""architecture.py: ARCHITECTURE.md names the rooms as tools.mk does: each one, in the same order,
with the rooms that it uses, all of which stand above it, and the programs in C that it has."""
import pathlib
import re
import sys

TOP = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")


def declared(text):
    """(room, the rooms that it uses) as `include.<room> := ROOM...` says, in order."""
    return [(room, names.split()) for room, names in
            re.findall(r"^include\.(\w+)\s*:=(.*)$", text, re.MULTILINE)]


def rows_of(text):
    """(room, what it holds, the rooms that it uses) from the table below `The rooms`."""
    section = text.partition("\n## The rooms\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| `(\w+)` \|(.*)\|([^|]*)\|$", section, re.MULTILINE)


def unnamed(rows):
    """A line for each program of programs.mk that the row of its room does not name."""
    held = {room: text for room, text, _ in rows}
    programs = (TOP / "mk/lib/programs.mk").read_text(encoding="utf-8")
    return [f"ARCHITECTURE.md: the row of {room} does not name the program {name}"
            for room, name in re.findall(r"^  (\w+)/(\w+)\b", programs, re.MULTILINE)
            if not re.search(rf"\bprograms? [\w, ]*\b{name}\b", held.get(room, ""))]


def main():
    text = (TOP / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rooms = declared((TOP / "tools/tools.mk").read_text(encoding="utf-8"))
    rows = rows_of(text)
    table = [(room, names.split()) for room, _, names in rows]
    wrong = []
    for room, names in rooms:
        if (room, names) not in table:
            line = f"| `{room}` | … | {' '.join(names)} |"
            wrong.append(f"ARCHITECTURE.md: the row of {room} is to be: {line}")
    if not wrong and table != rooms:
        wrong.append("ARCHITECTURE.md: the rooms are not in the order of tools/tools.mk")
    wrong += unnamed(rows)
    above = set()
    for room, names in rooms:
        wrong += [f"tools/tools.mk: {room} uses {name}, which is not above it"
                  for name in names if name not in above]
        above.add(room)
    for line in wrong:
        print("architecture:", line, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
