# SPDX-License-Identifier: MIT
"""An sdist: what it says of its build, and its files, by sdist(1)."""

import json
import os
import posixpath
import re
import tomllib
from dataclasses import dataclass, field

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from lib.badinput import BadInput
from lib.programs import output_of

FORTRAN = {".f", ".f90"}
BACKEND = re.compile(r"[A-Za-z_][\w.]*(:[A-Za-z_][\w.]*)?", re.ASCII)
# What a project without a pyproject.toml, or without a build-system in it, is built by (PEP 517).
DEFAULT = {"requires": ["setuptools"], "build-backend": "setuptools.build_meta:__legacy__"}


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
    return parse(said["pyproject"], said["suffixes"])


def unpack(archive, directory):
    """Unpacks an sdist: files, directories and links that stay inside, below one top directory
    (PEP 625, 721), nothing else. Returns that directory."""
    top = output_of("sdist", "--unpack", directory, archive)
    return directory / os.fsdecode(top.removesuffix(b"\n"))


def parse(text, suffixes):
    try:
        project = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"pyproject.toml: {error}") from error
    table = project.get("build-system", DEFAULT)
    if not isinstance(table, dict):
        raise BadInput("pyproject.toml: build-system is not a table")
    requires = table.get("requires", [])
    backend = table.get("build-backend", DEFAULT["build-backend"])
    path = table.get("backend-path", [])
    if not isinstance(backend, str) or not is_list_of_strings(requires) or \
            not is_list_of_strings(path):
        raise BadInput("pyproject.toml: build-system is not as PEP 518 has it")
    checked_requirements(requires, "pyproject.toml: build-system.requires")
    if not BACKEND.fullmatch(backend):
        raise BadInput(f"pyproject.toml: {backend!r:.200} is not the name of a build back end")
    for part in path:
        if posixpath.normpath(part).split("/")[0] in ("", "..") or not part.isprintable():
            raise BadInput(f"pyproject.toml: {part!r:.200} in backend-path leads out of the sdist")
    return BuildSystem(backend, requires, path, bool(suffixes), not FORTRAN.isdisjoint(suffixes),
                       name_in(project))


def name_in(project):
    """The project's name in a pyproject.toml, or, without a table of that name, in Poetry's own; ""
    if there is none."""
    table = project.get("project")
    if table is None and isinstance(project.get("tool"), dict):
        table = project["tool"].get("poetry")
    name = table.get("name") if isinstance(table, dict) else None
    return name if isinstance(name, str) else ""


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
