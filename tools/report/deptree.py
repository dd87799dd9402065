# SPDX-License-Identifier: MIT
"""deptree.py: which distributions of an environment need which others, shown as pipdeptree 4 shows it.

The rules are pipdeptree's own: an edge for each Requires-Dist that holds for the target, and for each that holds with an extra
which some requirement asks for; children by name; what was shown in full below the same root is not shown again.
"""

import functools
import json
import re
from dataclasses import dataclass

from packaging.markers import UndefinedEnvironmentName
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

EXTRA = re.compile(r"""extra\s*==\s*["']([^"']*)["']|["']([^"']*)["']\s*==\s*extra""")

# A requirement that ends in `; extra == "x"`, or has that after `and`, and nothing else to choose by: it never holds without an extra.
ONLY_BY_EXTRA = re.compile(r""";(?!.*\bor\b)(?:.*\band\b)?\s*extra\s*==\s*["'][^"']+["']\s*$""")


def marker_environment(target):
    """The environment of markers (PEP 508) for a target, as target.json describes it."""
    return {
        "implementation_name": "cpython", "implementation_version": target["pythonFull"], "os_name": "posix",
        "platform_machine": target["arch"], "platform_python_implementation": "CPython", "platform_release": "",
        "platform_system": "Linux", "platform_version": "", "python_full_version": target["pythonFull"],
        "python_version": target["python"], "sys_platform": "linux"}


@dataclass(frozen=True)
class Edge:
    """A requirement of a distribution that counts."""

    key: str
    specifier: str
    extras: frozenset
    extra: str | None  # the extra that brought it
    same: tuple        # equal for requirements that mean the same


def in_order(specifiers):
    """As pipdeptree prints them: by their versions, else as they stand."""
    def version(specifier):
        try:
            return (0, Version(specifier.version.removesuffix(".*")))
        except InvalidVersion:
            return (1, Version("0"))
    return ",".join(str(specifier) for specifier in sorted(specifiers, key=version))


def specifiers_as_written(text, requirement):
    """The specifiers of a set in the order in which TEXT has them: a set has none."""
    return sorted(requirement.specifier, key=lambda specifier: text.find(specifier.version))


class Distribution:
    def __init__(self, metadata, environment):
        self.name, self.version = metadata["name"], metadata["version"]
        self.key = canonicalize_name(self.name)
        self._environment, self._edges, self._by_extra = environment, [], {}
        # Most extras are never asked for: what only one can bring is read when one is.
        self._later = [text for text in metadata["requiresDist"] if ONLY_BY_EXTRA.search(text)]
        for text in metadata["requiresDist"]:
            if not ONLY_BY_EXTRA.search(text):
                self._add(text, environment)
        self.requirements = unique(self._edges)

    @functools.cached_property
    def optional(self):
        """The edges that extras bring, by extra."""
        for text in self._later:
            self._add(text, self._environment)
        return {extra: unique(edges) for extra, edges in sorted(self._by_extra.items())}

    def _add(self, text, environment):
        try:
            requirement = Requirement(text)
            marker = requirement.marker
            extras = {canonicalize_name(a or b) for a, b in EXTRA.findall(str(marker))} if marker else set()
            holds = marker is None or marker.evaluate(environment | {"extra": ""})
            activating = [] if holds else [extra for extra in sorted(extras) if marker.evaluate(environment | {"extra": extra})]
        except (InvalidRequirement, UndefinedEnvironmentName):
            return
        key = canonicalize_name(requirement.name)
        specifier = "" if requirement.url else in_order(specifiers_as_written(text, requirement))
        wanted = frozenset(map(canonicalize_name, requirement.extras))
        same = (key, specifier, wanted, requirement.url, str(marker))
        if holds:
            self._edges.append(Edge(key, specifier, wanted, None, same))
        for extra in activating:
            self._by_extra.setdefault(extra, []).append(Edge(key, specifier, wanted, extra, same))


def unique(edges):
    """By name; of neighbours that mean the same one is kept."""
    kept = []
    for edge in sorted(edges, key=lambda edge: edge.key):
        if not kept or kept[-1].same != edge.same:
            kept.append(edge)
    return kept


class Tree:
    """The distributions of an environment, and what each needs."""

    def __init__(self, metadata, environment):
        found = {}
        for entry in metadata:  # the first that is found counts, as on sys.path
            distribution = Distribution(entry, environment)
            found.setdefault(distribution.key, distribution)
        self.distributions = dict(sorted(found.items()))
        self.asked = {}
        self._collect_extras()

    def _collect_extras(self):
        todo = [edge for distribution in self.distributions.values() for edge in distribution.requirements]
        while todo:
            edge = todo.pop()
            if edge.key not in self.distributions or not edge.extras:
                continue
            asked = self.asked.setdefault(edge.key, set())
            for extra in edge.extras - asked:
                asked.add(extra)
                todo.extend(self.distributions[edge.key].optional.get(extra, []))

    def children(self, key, extras):
        """The edges of a distribution when these extras of it are wanted."""
        distribution = self.distributions[key]
        edges = list(distribution.requirements)
        for extra in sorted(extras & distribution.optional.keys()) if extras else ():
            edges += [edge for edge in distribution.optional[extra] if edge.key in self.distributions]
        return sorted(edges, key=lambda edge: (edge.key, edge.extra or ""))

    def needs(self, key):
        """The edges of a distribution with the extras that anyone wants of it."""
        return self.children(key, frozenset(self.asked.get(key, ())))

    def roots(self):
        """Those that no other needs; all when there is none."""
        needed = {edge.key for key in self.distributions for edge in self.needs(key)}
        return [key for key in self.distributions if key not in needed] or list(self.distributions)

    # --- text ---

    def text(self):
        lines = []
        for root in self.roots():
            distribution = self.distributions[root]
            lines.append(f"{distribution.name}=={distribution.version}")
            self._lines(self.needs(root), "", {root}, set(), lines)
        return "".join(line + "\n" for line in lines)

    def _lines(self, edges, prefix, path, shown, lines):
        for place, edge in enumerate(edges, 1):
            last = place == len(edges)
            target = self.distributions.get(edge.key)
            repeated = bool(target) and self._repeats(edge, path, shown) and bool(self.children(edge.key, edge.extras))
            extra = f", extra: {edge.extra}" if edge.extra else ""
            lines.append(f"{prefix}{'└── ' if last else '├── '}{target.name if target else edge.key} [required: {edge.specifier or 'Any'}, "
                         f"installed: {target.version if target else '?'}{extra}]{' (*)' if repeated else ''}")
            if target and not repeated:
                self._lines(self.children(edge.key, edge.extras), prefix + ("    " if last else "│   "), path | {edge.key}, shown, lines)

    def _repeats(self, edge, path, shown):
        if edge.key in path or (edge.key, edge.extras) in shown:
            return True
        shown.add((edge.key, edge.extras))
        return False

    # --- JSON ---

    def json_tree(self):
        entries = []
        for root in self.roots():
            distribution = self.distributions[root]
            entries.append({"key": root, "package_name": distribution.name, "installed_version": distribution.version,
                            "required_version": distribution.version, "dependencies": self._entries(self.needs(root), {root}, set())})
        return json.dumps(entries, indent=4, ensure_ascii=False) + "\n"

    def _entries(self, edges, path, shown):
        entries = []
        for edge in edges:
            target = self.distributions.get(edge.key)
            entry = {"key": edge.key, "package_name": target.name if target else edge.key,
                     "installed_version": target.version if target else "?", "required_version": edge.specifier or "Any"}
            if target and edge.extra:
                entry["extra"] = edge.extra
            entries.append(entry)
            if target and self._repeats(edge, path, shown) and self.children(edge.key, edge.extras):
                entry |= {"dependencies": [], "repeated": True}
            else:
                entry["dependencies"] = self._entries(self.children(edge.key, edge.extras), path | {edge.key}, shown) if target else []
        return entries
