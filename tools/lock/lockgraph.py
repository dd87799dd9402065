# SPDX-License-Identifier: MIT
"""The graph of a lock: its packages, what each requires of which, and which line of the project asks for what."""

import tomllib
from dataclasses import dataclass, field

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from lib.badinput import BadInput


@dataclass
class Package:
    name: str
    version: str
    requires: list = None  # of Requirement; None when the lock does not say
    index: str = "default"
    choice: dict = None
    files: list = field(default_factory=list)


@dataclass(frozen=True)
class Edge:
    """`parent` is a Package, or a Line of the project's; `asked` is the requirement as that has it."""

    parent: object
    asked: Requirement
    extra: str = ""

    @property
    def specifier(self):
        return str(self.asked.specifier) or (f"@ {self.asked.url}" if self.asked.url else "any")

    @property
    def extras(self):
        return f"[{','.join(sorted(self.asked.extras))}]" if self.asked.extras else ""

    @property
    def who(self):
        return f"{self.parent.name} {self.parent.version}" if isinstance(self.parent, Package) else self.parent.place


def _split(text):
    """(requirement, extra that brings it)"""
    plain, _, extra = text.partition(" ; extra == ")
    return Requirement(plain), extra.strip('"')


class LockGraph:
    def __init__(self, path, lines=(), environment=None):
        """PATH is a pylock.toml; LINES are the project's, of which those count whose markers hold in ENVIRONMENT. Raises BadInput."""
        self.path = path
        try:
            with open(path, "rb") as file:
                lock = tomllib.load(file)
            self.packages = {package.name: package for package in map(self._package, lock["packages"])}
            self.tool = lock.get("tool", {}).get("pylock-mk", {})
        except FileNotFoundError as error:
            raise BadInput(f"{path}: not there; run `make resolve`") from error
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise BadInput(f"{path}: not a lock: {error}") from error
        self.lines = [line for line in lines if line.requirement
                      and (line.requirement.marker is None or environment is None or line.requirement.marker.evaluate(environment))]
        self.edges = {}  # to each name, those who ask for it
        self.below = {}  # of each name, what it asks for
        self._connect()

    @staticmethod
    def _package(entry):
        tool = entry.get("tool", {}).get("pylock-mk", {})
        requires = tool.get("requires")
        files = [*entry.get("wheels", ()), *(entry[kind] for kind in ("sdist", "archive") if kind in entry)]
        return Package(canonicalize_name(entry["name"]), entry["version"], None if requires is None else [_split(text) for text in requires],
                       tool.get("index", "default"), tool.get("choice"), files)

    def _connect(self):
        for line in self.lines:
            if line.kind == "requirement":
                self.edges.setdefault(line.name, []).append(Edge(line, line.requirement))
        for package in self.packages.values():
            for requirement, extra in package.requires or ():
                name = canonicalize_name(requirement.name)
                edge = Edge(package, requirement, extra)
                self.edges.setdefault(name, []).append(edge)
                self.below.setdefault(package.name, []).append(edge)

    @property
    def knows_edges(self):
        return any(package.requires is not None for package in self.packages.values())

    def lines_on(self, name, kind):
        return [line for line in self.lines if line.kind == kind and line.name == name]

    def paths(self, name, limit):
        """The ways, the shortest first, from a line of the requirements to NAME: each a list of edges, the line's the first. At most
        LIMIT; none goes through a package twice."""
        found, queue = [], [((edge,), frozenset((name,))) for edge in self.edges.get(name, ())]
        while queue and len(found) < limit:
            later = []
            for path, seen in queue:
                parent = path[0].parent
                if not isinstance(parent, Package):
                    found.append(path)
                elif parent.name not in seen and len(later) < 20 * limit:
                    later += [((edge, *path), seen | {parent.name}) for edge in self.edges.get(parent.name, ())
                              if not path[0].extra or path[0].extra in map(canonicalize_name, edge.asked.extras)]
            queue = later
        return found[:limit], bool(queue) or len(found) > limit

    def asked(self, name):
        """(edges and lines that count for the version of NAME, those that an override silences)"""
        overrides = [Edge(line, line.requirement) for line in self.lines_on(name, "override")]
        edges = self.edges.get(name, [])
        constraints = [Edge(line, line.requirement) for line in self.lines_on(name, "constraint")]
        return (overrides + constraints, edges) if overrides else (edges + constraints, [])

    def unmet(self, edge, name):
        """Whether the locked version is not what EDGE asks for."""
        package = self.packages.get(name)
        return package is not None and not edge.asked.specifier.contains(Version(package.version), prereleases=True)


# --- what binds ------------------------------------------------------------------------


def ceiling(part):
    """(version, whether that itself is allowed) above which a part of a specifier allows nothing; None when it has no such bound."""
    if part.operator in ("==", "==="):
        if part.version.endswith(".*"):
            return _next(Version(part.version[:-2]).release), False
        return Version(part.version), True
    if part.operator in ("<", "<="):
        return Version(part.version), part.operator == "<="
    if part.operator == "~=":
        return _next(Version(part.version).release[:-1]), False
    return None


def _next(release):
    return Version(".".join(map(str, (*release[:-1], release[-1] + 1))))


def lowest_ceiling(specifier):
    bounds = [bound for bound in map(ceiling, specifier) if bound]
    return min(bounds, default=None)


def binding(edges):
    """Those of the edges that keep the version from being higher: with the lowest bound above."""
    bounds = [(lowest_ceiling(edge.asked.specifier), edge) for edge in edges]
    lowest = min((bound for bound, _ in bounds if bound), default=None)
    return [edge for bound, edge in bounds if bound and bound == lowest]
