# SPDX-License-Identifier: MIT
"""What there is to choose from: the releases of a package at its index, and for which targets they have files."""

import json
import re
import threading

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from fetch.policy import Policy
from fetch.prefer import filter_page, target_tags
from fetch.simple import existed
from fetch.upstream import Missing, Upstream

_OLD = {"manylinux1": 5, "manylinux2010": 12, "manylinux2014": 17}
MINORS = range(8, 16)


def floor_of(platform):
    """The minor version of glibc 2 that a platform tag promises to need; None for another."""
    match = re.match(r"(manylinux1|manylinux2010|manylinux2014|manylinux_2_(\d+))_", platform)
    return None if not match else int(match[2]) if match[2] else _OLD[match[1]]


def with_python(target, minor, fulls=()):
    """The target with Python 3.MINOR; FULLS are versions that exist."""
    full = next((full for full in fulls if full.startswith(f"3.{minor}.")), f"3.{minor}.0")
    return {**target, "python": f"3.{minor}", "pythonFull": full}


class Market:
    def __init__(self, policy, tools, exclude_newer=None):
        self.policy, self.tools, self.upstream = Policy.read(policy), tools, Upstream()
        self.existed = existed(exclude_newer) if exclude_newer else lambda file: True
        self._pages, self._tags, self._lock = {}, {}, threading.Lock()

    def files(self, name):
        """All of the package at its index; none when it is not there. Raises Failed."""
        with self._lock:
            known = self._pages.get(name)
        if known is None:
            try:
                page = self.upstream.page(self.policy.index_of(name), name)[0]
                known = [file for file in page.files if file.version and self.existed(file)]
            except Missing:
                known = []
            with self._lock:
                self._pages[name] = known
        return known

    def tags(self, target):
        key = json.dumps(target, sort_keys=True)
        with self._lock:
            if key not in self._tags:
                self._tags[key] = target_tags(self.tools / "bin" / "wheeltags", target)
            return self._tags[key]

    def fits(self, file, target):
        return self._has_python(file, target) and self._has_tag(file, target)

    @staticmethod
    def _has_python(file, target):
        wanted = file.entry.get("requires-python")
        try:
            return not wanted or SpecifierSet(wanted).contains(target.get("pythonFull") or target["python"], prereleases=True)
        except InvalidSpecifier:
            return True

    def _has_tag(self, file, target):
        return not file.is_wheel or any(tag in self.tags(target) for tag in file.tags)

    def other_python(self, name, version, target):
        """What a release wants of Python when that alone is what it lacks; else None."""
        files = [file for file in self.files(name) if file.version == version and self._has_tag(file, target)]
        if not files or any(self._has_python(file, target) for file in files):
            return None
        return files[0].entry["requires-python"]

    def meant(self, name, target):
        """The files of the package that the policy's preferences leave."""
        files, rules = self.files(name), self.policy.rules_of(name)[1]
        return filter_page(files, rules, self.tags(target)) if rules else files

    def versions(self, name, target, wheels_only=False):
        """The releases that have a file for the target and were not withdrawn, the lowest first."""
        return sorted({file.version for file in self.meant(name, target)
                       if not file.yanked and (file.is_wheel or not wheels_only) and self.fits(file, target)})

    def has_wheel(self, name, version, target):
        """Whether the release has a wheel for the target, withdrawn or not."""
        return any(file.version == version and file.is_wheel and self.fits(file, target) for file in self.meant(name, target))

    def platforms(self, name, version):
        """What the wheels of a release are for, in words; empty when there is none."""
        return sorted({tag.platform for file in self.files(name) if file.version == version and file.is_wheel for tag in file.tags})

    def has_sdist(self, name, version):
        return any(file.version == version and not file.is_wheel for file in self.files(name))

    def pythons(self, name, specifiers, target):
        """The minor versions of Python 3 other than the target's for which there is a release that one of the specifiers allows."""
        own = int(target["python"].split(".")[1])
        files = self._allowed(name, specifiers)
        return sorted((minor for minor in MINORS if minor != own and any(self.fits(file, with_python(target, minor)) for file in files)),
                      key=lambda minor: (abs(minor - own), -minor))

    def floor(self, name, specifiers, target):
        """The lowest minor version of glibc 2 above the target's with which there is such a release; None when there is none."""
        if not target.get("glibc"):
            return None
        own = int(target["glibc"].split(".")[1])
        floors = {floor_of(tag.platform) for file in self._allowed(name, specifiers) for tag in file.tags}
        for floor in sorted(floor for floor in floors if floor is not None and floor > own):
            if any(self.fits(file, {**target, "glibc": f"2.{floor}"}) for file in self._allowed(name, specifiers)):
                return floor
        return None

    def best(self, name, specifiers):
        """The highest release that one of the specifiers allows, whatever it is for; None when there is none."""
        return max((file.version for file in self._allowed(name, specifiers)), default=None)

    def _allowed(self, name, specifiers):
        sets = [SpecifierSet(text) for text in specifiers] or [SpecifierSet()]
        return [file for file in self.files(name) if any(one.contains(file.version, prereleases=True) for one in sets)]

    def prereleases(self, name, specifier, target):
        """The pre-releases for the target that can stand in for what a specifier asks for, where there is no release of that; the lowest
        first. What comes before the release that a bound names counts as that: 3.0rc1 for `>=3`."""
        versions = self.versions(name, target)
        if any(not version.is_prerelease and specifier.contains(version) for version in versions):
            return []
        return [version for version in versions if version.is_prerelease
                and specifier.contains(version.base_version) and (not specifier.prereleases or specifier.contains(version, prereleases=True))]
