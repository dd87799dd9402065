# SPDX-License-Identifier: MIT
"""Which index each package comes from, and which of its files is meant: policy.json, as policy.h describes it."""

import fnmatch
import json
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Index:
    """A package index: its name in the policy, its address and those of its mirrors, how long and how often to try."""

    name: str
    url: str
    mirrors: tuple = ()
    timeout: int = 60
    retries: int = 3


@dataclass
class Policy:
    indexes: dict
    packages: list = field(default_factory=list)
    prefer: list = field(default_factory=list)

    @classmethod
    def read(cls, path):
        with open(path, encoding="utf-8") as file:
            value = json.load(file)
        indexes = {name: Index(name, entry["url"], tuple(entry.get("mirrors", ())), entry.get("timeout", 60), entry.get("retries", 3))
                   for name, entry in value["indexes"].items()}
        return cls(indexes, [(entry["pattern"], entry["index"]) for entry in value.get("packages", ())],
                   [(entry["pattern"], entry["rules"]) for entry in value.get("prefer", ())])

    def index_of(self, name):
        """The one index of the package, whose name is normalized."""
        for pattern, index in self.packages:
            if fnmatch.fnmatchcase(name, pattern):
                return self.indexes[index]
        return self.indexes["default"]

    def rules_of(self, name):
        """(pattern, rules) of the preference for the package, or (None, [])."""
        for pattern, rules in self.prefer:
            if fnmatch.fnmatchcase(name, pattern):
                return pattern, rules
        return None, []

    @property
    def is_plain(self):
        """Whether a resolver may as well ask the default index itself."""
        return not self.packages and not self.prefer
