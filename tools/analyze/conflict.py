# SPDX-License-Identifier: MIT
"""What a resolver says when requirements contradict each other: which packages and requirements its
explanation rests on.

uv's explanation is a proof: whoever mends the conflict has to change one of the requirements that
it names. pip's is its last failed attempt, and may not name all."""

import re
from dataclasses import dataclass, field

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name

_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
_SPEC = r"(?:(?:===?|>=|<=|!=|~=|>|<)\s?[^\s,;()]+(?:,\s?(?:===?|>=|<=|!=|~=|>|<)\s?[^\s,;()]+)*)"
_TERM = rf"({_NAME})(\[[^\]]*\])?({_SPEC})?"
_WORDS = set("a all and are any available be because can cannot conclude depend depends does "
             "following found from has have incompatible is no not of on one only or "
             "package registry require satisfies that the there user was we which with version "
             "versions wheels you your requirements cause error hint requested".split())


@dataclass(frozen=True)
class Ask:
    """PARENT (None for the project itself), of the releases that OF says, asks for NAME."""

    parent: str
    name: str
    extras: str
    specifier: str
    of: str = ""

    @property
    def who(self):
        return f"{self.parent} {self.of.removeprefix('==')}" if self.of.startswith(
                "==") else f"{self.parent}{self.of}"

    @property
    def is_exact(self):
        return self.specifier.startswith("==") and not self.specifier.endswith(".*")


@dataclass
class Conflict:
    text: str
    names: set = field(default_factory=set)
    asks: list = field(default_factory=list)
    # by name, the specifiers of releases that do not fit Python or platform
    unfit: dict = field(default_factory=dict)
    missing: set = field(default_factory=set)  # what the index does not have at all

    @property
    def wants_network(self):
        """Whether something was only not to be had from a cache."""
        return bool(re.search(r"network was disabled|not found in the cache|network connectivity "
                              r"is disabled|offline", self.text, re.IGNORECASE))

    def asked_of(self, name):
        """What packages, not the project, ask of NAME."""
        return [ask for ask in self.asks if ask.name == name and ask.parent]


def _flat(text):
    text = re.sub(r"\{[^}]*\}", "", text)  # markers
    text = re.sub(r"^\s*\(\d+\)|\(\d+\)$", "", text, flags=re.MULTILINE)
    return re.sub(r"\s+", " ", text)


def _premises(flat):
    """The explanation without what it concludes."""
    flat = re.sub(r"we know from \(\d+\) that .*?, we can conclude", "we can conclude", flat)
    return re.sub(r"we can conclude that .*?\.(?=\s|$)", "", flat)


def _specifier(text):
    try:
        SpecifierSet(text or "")
        return (text or "").replace(" ", "")
    except InvalidSpecifier:
        return ""


def parse(text):
    conflict, flat = Conflict(text), _flat(text)

    def name_of(found):
        name = canonicalize_name(found)
        return None if name in _WORDS or name == "python" else name

    def ask(parent, match_name, extras, specifier, of=""):
        name = name_of(match_name)
        if name:
            conflict.names.add(name)
            found = Ask(parent, name, extras or "", _specifier(specifier), of)
            if found not in conflict.asks:
                conflict.asks.append(found)

    premises = _premises(flat)
    for match in re.finditer(rf"{_TERM}(?: \d[\w.+!]*)? depends? on (?:one of: )?{_TERM}((?:(?:, "
                             rf"|,? and ){_TERM}(?![^\s,])(?! depend| has | was | are ))*)",
                             premises):
        parent = name_of(match[1])
        if canonicalize_name(match[4]) == "python" and parent:
            conflict.unfit.setdefault(parent, []).append(_specifier(match[3]))
        elif parent:
            conflict.names.add(parent)
            ask(parent, match[4], match[5], match[6], _specifier(match[3]))
            for term in re.finditer(rf"(?:, |and ){_TERM}", match[7]):
                if not name_of(term[1]):
                    break
                ask(parent, term[1], term[2], term[3], _specifier(match[3]))
    for match in re.finditer(rf"(?:you require|The user requested(?: \(constraint\))?|satisfies "
                             rf"the requirement) ({_TERM}(?:(?:,| and|, and) {_TERM})*)", flat):
        for term in re.finditer(_TERM, match[1]):
            ask(None, term[1], term[2], term[3])
    for match in re.finditer(rf"{_TERM} has no wheels with a matching|hint: Wheels are available "
                             rf"for `({_NAME})`|wheels for `({_NAME})`", flat):
        name = name_of(match[1] or match[4] or match[5])
        if name:
            conflict.unfit.setdefault(name, []).append(_specifier(match[3]))
    for match in re.finditer(rf"({_NAME})(\[[^\]]*\])?({_SPEC})", flat):
        if name_of(match[1]):
            conflict.names.add(name_of(match[1]))
    for match in re.finditer(rf"versions of ({_NAME})", flat):
        if name_of(match[1]):
            conflict.names.add(name_of(match[1]))
    for match in re.finditer(rf"({_NAME}) was not found in the package registry|No matching "
                             rf"distribution found for ({_NAME})", flat):
        conflict.missing.add(canonicalize_name(match[1] or match[2]))
    return conflict
