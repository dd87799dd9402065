# SPDX-License-Identifier: MIT
"""The smallest sets of changes that make requirements resolve.

Each explanation of a conflict names requirements of which at least one has to change; so a set of
changes that helps takes one from every explanation. Such sets are tried in the order of their size
(R. Reiter, A Theory of Diagnosis from First Principles, 1987): with these requirements loosened
wholly, first; what helps is then narrowed to the least that does."""

import concurrent.futures
import heapq
import itertools
from dataclasses import dataclass, field

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from analyze import changes as change
from analyze.candidates import Candidates
from analyze.changes import Change, Kind, short, with_specifier, written
from analyze.trials import Broken, OutOfTime

TRIES = 12  # versions that are tried in place of a pin
JOBS = 3
MAX_FIXES = 5
MAX_SIZE = 6


@dataclass
class Fix:
    changes: list
    packages: dict
    distance: int = 0  # releases between what was asked and what it becomes
    verified: bool = False
    moves: list = field(default_factory=list)

    @property
    def cost(self):
        return len(self.changes), sum(one.kind
                                      for one in self.changes), self.distance, len(self.moves), [
                str(one.text) for one in self.changes]


class Search:
    """`resolver` is asked in the search, which has to be uv: its explanations are proofs."""

    def __init__(self, lines, target, market, trials, resolver, fulls=(), say=lambda text: None):
        self.lines, self.target, self.market, self.trials, self.resolver = (lines, target, market,
            trials, resolver)
        self.fulls, self.say = fulls, say
        self.candidates = Candidates(lines, target, market, fulls)
        self.fixes, self.open = [], 0
        self.complete, self.tried, self.size = True, 0, 0

    def _try(self, changes, anew=False, resolver=None):
        return self.trials.run(change.setting(self.lines, self.target, changes, self.fulls),
                               resolver or self.resolver, anew)

    # --- the search -----------------------------------------------------------------

    def run(self, root):
        """Finds the fixes of the least size. ROOT is the outcome that does not resolve."""
        order, seen, heap, size = itertools.count(), set(), [], None

        def push(changes, found):
            for one in found:
                after = (*changes, one)
                key = frozenset(each.what for each in after)
                if key not in seen and one.what not in {each.what for each in changes}:
                    seen.add(key)
                    heapq.heappush(heap, (len(after), sum(each.kind for each in after), next(order),
                                          after))

        try:
            push((), self.candidates.breaking(root.conflict))
            with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
                while heap and heap[0][0] <= (size or MAX_SIZE):
                    self.size, self.open = heap[0][0], len(heap)
                    batch = [heapq.heappop(heap)[3] for _ in range(min(JOBS, len(heap)))
                             if heap and heap[0][0] == self.size]
                    for changes, outcome in zip(batch, pool.map(self._attempt, batch)):
                        if outcome is None:
                            continue
                        if outcome.resolves:
                            size = size or len(changes)
                            self._narrow(changes, outcome)
                        elif size is None:
                            push(changes, self.candidates.breaking(outcome.conflict, changes))
                self.open = len(heap) if size is None else 0
        except OutOfTime:
            self.complete = False
        self.fixes.sort(key=lambda fix: fix.cost)

    def _attempt(self, changes):
        self.tried += 1
        self.say(f"{self.tried} sets tried, of {self.size} change{'s' * (self.size > 1)}; "
                 f"{len(self.fixes)} help")
        try:
            outcome = self._try(changes)
            return outcome if outcome.resolves or "No solution" in outcome.text else None
        except Broken:
            return None

    # --- narrowing -----------------------------------------------------------------

    def _narrow(self, changes, outcome):
        """Each loosened requirement gets the text that departs least from what it was."""
        packages, done, distance = outcome.packages, list(changes), 0
        for number, one in enumerate(done):
            if one.place and one.text is None:
                done[number], packages, far = self._narrow_line(one, number, done, packages)
                distance += far
        variants = [done]
        for number, one in enumerate(done):
            if one.kind in (Kind.OVERRIDE, Kind.EXACT):
                variants = [[*each[:number], text, *each[number + 1:]] for each in variants
                            for text in self._texts_of_override(one, each, packages)]
        for place, each in enumerate(variants):
            outcome = self._try(each)
            if outcome.resolves and not any(fix.changes == each for fix in self.fixes):
                self.fixes.append(Fix(each, outcome.packages, distance + place))

    def _narrow_line(self, one, number, done, packages):
        line = next(line for line in self.lines if line.place == one.place)
        requirement, version = line.requirement, packages.get(line.name)
        if version is None:
            return Change(one.kind, one.name, one.place,
                          "" if line.kind == "constraint"
                          else with_specifier(requirement, "")), packages, 0
        pinned = change.pinned(line)
        if pinned is None:
            kept = SpecifierSet(",".join(str(part) for part in requirement.specifier
                                         if part.contains(version, prereleases=True)))
            text = "" if not kept and line.kind != "requirement" else with_specifier(requirement,
                written(kept))
            return Change(one.kind, one.name, one.place, text), packages, 0
        for distance, candidate in self._nearest(line, pinned, Version(version), done):
            text = with_specifier(requirement, f"=={candidate}")
            moved = Change(one.kind, one.name, one.place, text)
            outcome = self._try([*done[:number], moved, *done[number + 1:]])
            if outcome.resolves:
                return moved, outcome.packages, distance
        return Change(one.kind, one.name, one.place,
                      with_specifier(requirement, f"=={version}")), packages, TRIES

    def _nearest(self, line, pinned, found, done):
        """(distance, version) of the releases nearest to the pinned one, what resolved with any
        version last."""
        versions = [version for version in self.market.versions(line.name,
            change.changed_target(self.target, done, self.fulls))
                    if not version.is_prerelease or version == found]
        below = [version for version in versions if version < pinned][::-1]
        above = [version for version in versions if version > pinned]
        ranked = sorted([(place, version < pinned, version) for side in (below, above) for place,
                         version in enumerate(side, 1)],
                        key=lambda each: (each[0], each[1] == (found > pinned)))
        return [(place, version) for place, _, version in ranked[:TRIES]]

    def _texts_of_override(self, one, done, packages):
        """The override, with what is nearest to what packages ask first."""
        lines = change.changed_lines(self.lines, [each for each in done if each.place])
        own = [line for line in lines
               if line.kind == "requirement" and line.name == one.name
               and line.requirement.specifier]
        asks = sorted(self.candidates.asks.get(one.name, ()),
                      key=lambda ask: (ask.parent, ask.specifier))
        reason = "; ".join(dict.fromkeys(f"{ask.who} wants "
                                         f"{ask.name}{written(SpecifierSet(ask.specifier))}"
                                         for ask in asks
                                         if ask.specifier
                                         and (ask.of
            or not any(other.of and other.parent == ask.parent for other in asks))))
        head = change.any_of_users([], one)
        if own or one.name not in packages:
            return [Change(one.kind, one.name, text=change.any_of_users(lines, one), add="override",
                           value=one.value, reason=reason)]
        version = Version(packages[one.name])
        specifiers = [SpecifierSet(ask.specifier) for ask in asks if ask.specifier]
        met = [each for each in specifiers if each.contains(version, prereleases=True)]
        if met:
            first = SpecifierSet(",".join(sorted({str(part) for each in met for part in each})))
        else:
            first = self._bound(one.name, specifiers, version, done)
        texts = [first, *(each for each in specifiers if each not in met)] if met else [first]
        return [Change(one.kind, one.name, text=head + written(text), add="override",
                       value=one.value, reason=reason) for text in dict.fromkeys(texts)]

    def _bound(self, name, specifiers, version, done):
        """As much as is needed to let VERSION in, which none of the specifiers does."""
        target = change.changed_target(self.target, done, self.fulls)
        releases = [each for each in self.market.versions(name, target)
                    if not each.is_prerelease or version.is_prerelease]
        with_wheel = set(self.market.versions(name, target, wheels_only=True))
        if version in with_wheel:
            releases = [each for each in releases if each in with_wheel]
        tops = [bound for bound in map(change.lowest_ceiling, specifiers) if bound]
        if tops and version >= min(tops):
            outside = [each for each in releases
                       if each >= min(tops)
                       and not any(one.contains(each, prereleases=True) for one in specifiers)]
            return SpecifierSet(f">={short(min(outside, default=version))}")
        outside = [each for each in releases if each <= version or not specifiers]
        return (SpecifierSet(f"<={short(max(outside, default=version))}")
                if specifiers else SpecifierSet(""))

    # --- the last word ------------------------------------------------------------------

    def verify(self, resolver, locked):
        """Resolves with the best fixes once more, by the project's own resolver, which asks the
        indexes. Those that do not hold go."""
        kept, left = [], list(self.fixes)
        with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
            while left and len(kept) < MAX_FIXES and self.complete:
                self.say(f"verifying, {len(kept)} hold")
                batch, left = left[:MAX_FIXES - len(kept)], left[MAX_FIXES - len(kept):]
                kept += [fix for fix in pool.map(lambda fix: self._verified(fix, resolver, locked),
                    batch) if fix]
        self.fixes = sorted(kept, key=lambda fix: fix.cost)

    def _verified(self, fix, resolver, locked):
        try:
            outcome = self._try(fix.changes, anew=True, resolver=resolver)
        except Broken:
            return None
        except OutOfTime:
            self.complete = False
            return None
        if not outcome.resolves:
            return None
        fix.packages, fix.verified, fix.moves = outcome.packages, True, moves(locked,
            outcome.packages)
        return fix


def moves(before, after):
    """[(name, version or None, version or None)] of what differs."""
    return [(name, before.get(name), after.get(name))
            for name in sorted(before.keys() | after.keys())
            if before.get(name) != after.get(name)] if before else []
