# SPDX-License-Identifier: MIT
"""An sdist: what it says of its build, and its files, by sdist(1)."""

import json
import os
import re
from dataclasses import dataclass, field

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from lib.badinput import BadInput
from lib.programs import output_of

FORTRAN = {".f", ".f90"}


@dataclass(frozen=True)
class BuildSystem:
    """What pyproject.toml says of the build (PEP 518)."""

    backend: str
    requires: list = field(default_factory=list)
    path: list = field(default_factory=list)
    has_sources: bool = False
    has_fortran: bool = False
    project: str = ""  # project.name, as it is written

    @property
    def names(self):
        """The backend's module and what the build requires, as canonical names."""
        return [canonicalize_name(re.split(r"[.:]", self.backend)[0]),
                *(canonicalize_name(re.match(r"\s*([A-Za-z0-9._-]*)", line)[1])
                  for line in self.requires)]


def build_system(archive):
    """Of an sdist that is not unpacked."""
    said = json.loads(output_of("sdist", archive))
    checked_requirements(said["requires"], "pyproject.toml: build-system.requires")
    suffixes = said["suffixes"]
    return BuildSystem(said["backend"], said["requires"], said["path"], bool(suffixes),
                       not FORTRAN.isdisjoint(suffixes), said["name"])


def unpack(archive, directory):
    """Unpacks an sdist: files, directories and links that stay inside, below one top directory
    (PEP 625, 721), nothing else. Returns that directory."""
    top = output_of("sdist", "--unpack", directory, archive)
    return directory / os.fsdecode(top.removesuffix(b"\n"))


def is_list_of_strings(value):
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def checked_requirements(lines, where):
    """The requirements that LINES are, as PEP 508 has them: each is of releases, so that they come
    from where the policy says. WHERE names the lines in messages."""
    if not is_list_of_strings(lines):
        raise BadInput(f"{where}: not a list of strings")
    found = set()
    for line in lines:
        try:
            requirement = Requirement(line)
        except (InvalidRequirement, RecursionError):
            requirement = None
        if not requirement or not str(requirement).isprintable():
            raise BadInput(f"{where}: {line!r:.200} is not a requirement")
        if requirement.url:
            raise BadInput(f"{where}: {line!r:.200}: builds require releases, not addresses")
        found.add(str(requirement))
    return found
