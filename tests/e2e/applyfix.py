# SPDX-License-Identifier: MIT
"""applyfix.py ANALYSIS.json DIRECTORY: what the first fix of an analysis changes, a line each; and
changes the requirements so."""

import json
import pathlib
import sys

analysis, directory = json.loads(pathlib.Path(sys.argv[1]).read_text()), pathlib.Path(sys.argv[2])
for change in analysis["fixes"][0]["changes"] if analysis["fixes"] else []:
    print(change["kind"], change["text"] if change["text"] is not None else change["value"])
    if change["place"]:
        path, number = change["place"].rsplit(":", 1)
        lines = (directory / path).read_text().splitlines()
        lines[int(number) - 1] = change["text"]
        (directory / path).write_text("\n".join(lines) + "\n")
    elif change["file"]:
        with open(directory / change["file"], "a", encoding="utf-8") as file:
            file.write(change["text"] + "\n")
