# SPDX-License-Identifier: MIT
"""What can be changed so that requirements resolve: a line of the user's, an override, a
pre-release, the target's Python or C library."""

import enum
from dataclasses import dataclass, replace

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from pypa.requirementlines import Line
from analyze.trials import Setting


class Kind(enum.IntEnum):
    """In this order fixes of equal size are ranked: what departs least from what was meant comes
    first. Who asks for one exact release has a reason, and a pin of the user's that packages
    contradict may be out of date: silencing those (EXACT) comes after moving a pin."""

    PRERELEASE = 0
    OVERRIDE = 1
    LINE = 2
    EXACT = 3
    PYTHON = 4
    PLATFORM = 5


@dataclass(frozen=True)
class Change:
    """`kind` and `name` say what it is about; `place` is the line's, of a line that changes; `text`
    what is written there, None while it is not determined: then anything goes. `add` is requirement
    or override, for a line that is new; `value` the target's new Python minor or glibc minor
    version."""

    kind: Kind
    name: str
    place: str = ""
    text: str = None
    add: str = ""
    value: tuple = ()
    reason: str = ""

    @property
    def what(self):
        """Its identity, whatever text it has."""
        return (self.kind, self.name, self.place, self.value)


def _version(text):
    """The version, or None of what is none: === compares with any text (PEP 440)."""
    try:
        return Version(text)
    except InvalidVersion:
        return None


def pinned(line):
    """The one version that a line allows; None when it allows several, or what is no version."""
    if not line.is_pin:
        return None
    exact = [part for part in line.requirement.specifier if part.operator in ("==", "===")]
    return next(filter(None, (_version(part.version) for part in exact)), None)


def _ceiling(part):
    """The version above which a part of a specifier allows nothing; None when there is none."""
    version = _version(part.version.removesuffix(".*"))
    if version is None or part.operator not in ("==", "===", "<", "<=", "~="):
        return None
    release = version.release[:-1] if part.operator == "~=" else version.release
    if part.operator == "~=" or part.version.endswith(".*"):
        return Version(".".join(map(str, (*release[:-1], release[-1] + 1))))
    return version


def lowest_ceiling(specifier):
    return min(filter(None, map(_ceiling, specifier)), default=None)


def with_specifier(requirement, specifier):
    """The requirement as text with another specifier; extras and marker stay."""
    extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
    return f"{requirement.name}{extras}{specifier}" + (f" ; {requirement.marker}"
            if requirement.marker else "")


def short(version):
    """0.46 for 0.46.0: what a user would write as a bound."""
    text = str(version)
    while text.endswith(".0") and text.count(".") > 1 and not version.is_prerelease:
        text = text[:-2]
    return text


def written(specifier):
    """A specifier with its lower bounds first, as people write it."""
    order = {"==": 0, "===": 0, "~=": 1, ">=": 2, ">": 2, "!=": 3, "<": 4, "<=": 4}
    return ",".join(str(part)
                    for part in sorted(specifier,
                                       key=lambda part: (order[part.operator], str(part))))


def _line(line, text):
    return None if text == "" else replace(line, text=text, requirement=Requirement(text))


def changed_lines(lines, changes):
    """The lines after the changes."""
    at = {change.place: change for change in changes if change.place}
    result = []
    for line in lines:
        change = at.get(line.place)
        if not change or line.requirement is None:
            result.append(line)
        elif change.text is not None:
            result.append(_line(line, change.text))
        elif line.kind != "constraint":  # a constraint that allows anything is none
            result.append(_line(line, with_specifier(line.requirement, "")))
    result = [line for line in result if line]
    for change in changes:
        if change.add:
            text = change.text if change.text is not None else any_of_users(result, change)
            requirement = Requirement(text)
            result.append(Line("", change.add, text, requirement,
                               canonicalize_name(requirement.name)))
    return result


def any_of_users(lines, change):
    """An override that silences what packages ask of a name, and keeps what the user asks."""
    own = [line.requirement for line in lines
           if line.kind == "requirement" and line.name == change.name]
    extras = sorted({extra for requirement in own
                     for extra in requirement.extras} | set(change.value))
    specifier = SpecifierSet(",".join(str(requirement.specifier) for requirement in own
                                      if requirement.specifier))
    return f"{change.name}{'[' + ','.join(extras) + ']' if extras else ''}{written(specifier)}"


def changed_target(target, changes, fulls):
    for change in changes:
        if change.kind is Kind.PYTHON:
            minor = change.value[0]
            full = next((full for full in fulls if full.startswith(f"3.{minor}.")), f"3.{minor}.0")
            target = {**target, "python": f"3.{minor}", "pythonFull": full}
        elif change.kind is Kind.PLATFORM:
            target = {**target, "glibc": f"2.{change.value[0]}"}
    return target


def setting(lines, target, changes, fulls=()):
    return Setting.of(changed_lines(lines, changes), changed_target(target, changes, fulls))
