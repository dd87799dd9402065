# SPDX-License-Identifier: MIT
"""A project's requirements files, line by line: what each line asks for, and where it stands.

pip's format: `-r` and `-c` are followed, a backslash joins lines, `#` begins a comment."""

import pathlib
import re
from dataclasses import dataclass, field

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from lib.badinput import BadInput

MAX_DEPTH = 20
KINDS = {"-r": "requirement", "-c": "constraint"}


@dataclass
class Line:
    """A logical line. `kind` is requirement, constraint, override or option; an option has no requirement."""

    path: pathlib.Path
    number: int
    kind: str
    text: str  # without comment
    comment: str = ""  # with its #
    requirement: Requirement = None
    above: list = field(default_factory=list)  # comments and blank lines before it

    @property
    def name(self):
        return canonicalize_name(self.requirement.name) if self.requirement else None

    @property
    def place(self):
        return f"{self.path}:{self.number}"

    @property
    def is_pin(self):
        """Whether it allows one release only."""
        return self.requirement is not None and any(part.operator in ("==", "===") and not part.version.endswith(".*")
                                                    for part in self.requirement.specifier)


_LONG = {"--requirement": "-r", "--constraint": "-c", "--editable": "-e", "--index-url": "-i", "--find-links": "-f", "--extra-index-url": "--extra-index-url"}


def option_of(text):
    """(option, value) of a line that is an option, as its short name; (None, None) of one that is not."""
    match = re.match(r"(--[a-z-]+|-[a-z])(?:\s*=\s*|\s+|(?<=^-[a-z])(?=\S)|$)(.*)", text)
    return (_LONG.get(match[1], match[1]), match[2].strip()) if match else (None, None)


def logical_lines(text):
    """(number, text without comment, comment) of each logical line; blank lines and comments alone have an empty text."""
    parts, start, comment = [], 0, ""
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        bare = re.sub(r"(^|\s+)#.*$", "", line)
        start = start or number
        comment = comment or line[len(bare):].strip()
        if bare.endswith("\\") and bare == line:
            parts.append(bare[:-1])
            continue
        yield start, re.sub(r"\s+", " ", "".join(parts) + bare).strip(), comment
        parts, start, comment = [], 0, ""
    if parts:
        yield start, re.sub(r"\s+", " ", "".join(parts)).strip(), comment


def read(path, kind, depth=0):
    """The lines of a file and of those that it names. Raises BadInput."""
    path = pathlib.Path(path)
    if depth > MAX_DEPTH:
        raise BadInput(f"{path}: too many files, one inside the other")
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: not UTF-8: {error.reason}") from error
    lines, above = [], []
    for number, bare, comment in logical_lines(text):
        if not bare:
            above.append(comment)
            continue
        option, value = option_of(bare)
        if option in KINDS:
            lines += read(path.parent / value, KINDS[option] if kind != "constraint" else kind, depth + 1)
            continue
        line = Line(path, number, kind, bare, comment, above=above)
        above = []
        if option:
            line.kind = "option"
        else:
            try:
                line.requirement = Requirement(re.split(r"\s--[a-z]", bare)[0])
            except InvalidRequirement as error:
                raise BadInput(f"{line.place}: {str(error).splitlines()[0]}") from error
        lines.append(line)
    return lines


def read_all(requirements=(), constraints=(), overrides=()):
    """The lines of all files, in order."""
    groups = (("requirement", requirements), ("constraint", constraints), ("override", overrides))
    return [line for kind, paths in groups for path in paths for line in read(path, kind)]


def add_arguments(parser):
    """-r, -c and -o of a program that reads what resolve.sh reads."""
    parser.add_argument("-r", dest="requirements", action="append", default=[], type=pathlib.Path, help="a file of requirements")
    parser.add_argument("-c", dest="constraints", action="append", default=[], type=pathlib.Path, help="a file of constraints")
    parser.add_argument("-o", dest="overrides", action="append", default=[], type=pathlib.Path, help="a file of overrides")
