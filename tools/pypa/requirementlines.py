# SPDX-License-Identifier: MIT
"""The lines of a project's requirements files, as requirements(1) prints them."""

import json
import pathlib
from dataclasses import dataclass, field

from packaging.requirements import InvalidRequirement, Requirement

from lib.badinput import BadInput
from lib.programs import output_of

OPTIONS = {"-r": "requirements", "-c": "constraints", "-o": "overrides"}


@dataclass
class Line:
    """`kind` is requirement, constraint, override, option, location (a path or URL alone) or end
    (of a file, with the comments there); `fields` is what else the program says."""

    place: str  # FILE:LINE
    kind: str
    text: str  # without comment
    requirement: Requirement = None
    name: str = None  # normalized
    fields: dict = field(default_factory=dict)

    @property
    def is_pin(self):
        """Whether it allows one release only."""
        return self.requirement is not None and any(part.operator in ("==", "===")
                and not part.version.endswith(".*")
                                                    for part in self.requirement.specifier)


def read(tools, files):
    """The lines of FILES, which are to each of -r, -c and -o the paths of such files. Raises
    BadInput."""
    words = [word for option, paths in files.items() for path in paths for word in (option, path)]
    if not words:
        return []
    said = output_of(tools / "bin" / "requirements", *words)
    return [_line(entry) for entry in json.loads(said)["lines"]]


def _line(entry):
    text = entry.get("requirement")
    place, kind = f"{entry['file']}:{entry['line']}", entry["kind"]
    if text is None and kind not in ("option", "end"):
        kind = "location"
    try:
        return Line(place, kind, entry["text"], text and Requirement(text), entry.get("name"),
                    entry)
    except InvalidRequirement as error:
        raise BadInput(f"{place}: {str(error).splitlines()[0]}") from error


def files_of(args):
    """What `read` takes, of a program that reads what resolve.sh reads."""
    return {option: getattr(args, name) for option, name in OPTIONS.items()}


def add_arguments(parser):
    """-r, -c and -o of such a program."""
    for option, name in OPTIONS.items():
        parser.add_argument(option, dest=name, action="append", default=[], type=pathlib.Path,
                            help=f"a file of {name}")
