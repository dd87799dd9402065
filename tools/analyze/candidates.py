# SPDX-License-Identifier: MIT
"""What could be changed so that an explanation of a conflict no longer holds."""

from packaging.specifiers import SpecifierSet

from analyze import changes as change
from analyze.changes import Change, Kind, with_specifier, written


class Candidates:
    """For the requirements in LINES, of TARGET, with the releases of MARKET; FULLS as
    changes.setting has them."""

    def __init__(self, lines, target, market, fulls=()):
        self.lines, self.target, self.market, self.fulls = lines, target, market, fulls
        self.asks = {}  # by name, what packages were seen to ask of it

    def breaking(self, conflict, outcome_changes=()):
        """The changes, wholly loosened, each of which breaks the explanation."""
        for ask in conflict.asks:
            if ask.parent:
                self.asks.setdefault(ask.name, set()).add(ask)
        found = []
        for line in self.lines:
            if line.name in conflict.names and line.requirement.specifier:
                found.append(Change(Kind.LINE, line.name, line.place))
        for name in sorted({ask.name for ask in conflict.asks if ask.parent}):
            found += self._override(name, conflict)
        for name in sorted(conflict.names - conflict.missing):
            found += self._prerelease(name, conflict)
        return [*found, *self._targets(conflict, outcome_changes)]

    def _override(self, name, conflict):
        if any(line.kind == "override" and line.name == name for line in self.lines):
            return
        asks = conflict.asked_of(name)
        # any release will do: an override would allow no other
        if not any(ask.specifier for ask in asks):
            return
        extras = sorted({extra for ask in asks for extra in ask.extras.strip("[]").split(",")
                         if extra})
        own = any(line.name == name and line.kind == "requirement" and line.requirement.specifier
                  for line in self.lines)
        kind = Kind.EXACT if own or all(ask.is_exact for ask in asks) else Kind.OVERRIDE
        yield Change(kind, name, add="override", value=tuple(extras))

    def _prerelease(self, name, conflict):
        """A pre-release is there in place of a release that is asked for and is not."""
        own = next((line for line in self.lines
                    if line.kind == "requirement" and line.name == name), None)
        specifiers = [SpecifierSet(ask.specifier) for ask in conflict.asks
                      if ask.name == name and ask.specifier]
        specifiers += [own.requirement.specifier] if own else []
        for specifier in specifiers:
            versions = self.market.prereleases(name, specifier, self.target)
            if not versions:
                continue
            bound = f">={versions[-1]}"
            upper = SpecifierSet(",".join(str(part) for part in specifier
                                          if part.operator in ("<", "<=", "!=")))
            reason = f"a pre-release stands in for {name}{written(specifier)}"
            if own:
                yield Change(Kind.PRERELEASE, name, own.place,
                             with_specifier(own.requirement, written(upper & SpecifierSet(bound))),
                             reason=reason)
            elif specifier.contains(versions[-1], prereleases=True):
                yield Change(Kind.PRERELEASE, name, text=f"{name}{bound}", add="requirement",
                             reason=reason)
            else:
                yield Change(Kind.PRERELEASE, name,
                             text=f"{name}{written(upper & SpecifierSet(bound))}", add="override",
                             reason=reason)
            return

    def _targets(self, conflict, taken):
        """Other Pythons and C libraries for which there is what was asked for."""
        target = change.changed_target(self.target, taken, self.fulls)
        pythons, floors = set(), set()
        for name, specifiers in conflict.unfit.items():
            asked = [text for text in specifiers if text] or [ask.specifier for ask in conflict.asks
                if ask.name == name]
            pythons |= set(self.market.pythons(name, asked, target)[:2])
            floors |= {self.market.floor(name, asked, target)} - {None}
        if not any(one.kind is Kind.PYTHON for one in taken):
            yield from (Change(Kind.PYTHON, "python", value=(minor,)) for minor in sorted(pythons))
        if not any(one.kind is Kind.PLATFORM for one in taken):
            yield from (Change(Kind.PLATFORM, "glibc", value=(floor,)) for floor in sorted(floors))
