# SPDX-License-Identifier: MIT
"""What there is to choose from: the releases of a package at its index, and for which targets they
have files."""

import json
import threading

from packaging.specifiers import SpecifierSet

from fetch.pages import Missing, Pages

MINORS = range(8, 16)


def with_python(target, minor, fulls=()):
    """The target with Python 3.MINOR; FULLS are versions that exist."""
    full = next((full for full in fulls if full.startswith(f"3.{minor}.")), f"3.{minor}.0")
    return {**target, "python": f"3.{minor}", "pythonFull": full}


class Market:
    def __init__(self, policy, programs, exclude_newer=None):
        self.pages = Pages(programs, policy, exclude_newer=exclude_newer)
        self._known, self._lock = {}, threading.Lock()

    def files(self, name, target=None):
        """All of the package at its index, and whether they fit the target; none when it is not
        there. Raises Failed."""
        key = name, json.dumps(target, sort_keys=True)
        with self._lock:
            known = self._known.get(key)
        if known is None:
            try:
                known = self.pages.files(name, target)[0]
            except Missing:
                known = []
            with self._lock:
                self._known[key] = known
        return known

    def other_python(self, name, version, target):
        """What a release wants of Python when that alone is what it lacks; else None."""
        files = [
            file for file in self.files(name, target) if file.version == version and file.has_tag
        ]
        if not files or any(file.has_python for file in files):
            return None
        return files[0].requires_python

    def meant(self, name, target):
        """The files of the package that the policy's preferences leave."""
        return [file for file in self.files(name, target) if file.is_meant]

    def versions(self, name, target, wheels_only=False):
        """The releases that have a file for the target and were not withdrawn, the lowest first."""
        return sorted(
            {
                file.version
                for file in self.meant(name, target)
                if file.yanked is None and (file.is_wheel or not wheels_only) and file.fits
            }
        )

    def has_wheel(self, name, version, target):
        """Whether the release has a wheel for the target, withdrawn or not."""
        return any(
            file.version == version and file.is_wheel and file.fits
            for file in self.meant(name, target)
        )

    def platforms(self, name, version):
        """What the wheels of a release are for, in words; empty when there is none."""
        return sorted(
            {
                platform
                for file in self.files(name)
                if file.version == version
                for platform in file.platforms
            }
        )

    def has_sdist(self, name, version):
        return any(file.version == version and not file.is_wheel for file in self.files(name))

    def pythons(self, name, specifiers, target):
        """The minor versions of Python 3 other than the target's for which there is a release that
        one of the specifiers allows."""
        own = int(target["python"].split(".")[1])
        return sorted(
            (
                minor
                for minor in MINORS
                if minor != own and self._has_fitting(name, specifiers, with_python(target, minor))
            ),
            key=lambda minor: (abs(minor - own), -minor),
        )

    def floor(self, name, specifiers, target):
        """The lowest minor version of glibc 2 above the target's with which there is such a
        release; None when there is none."""
        if not target.get("glibc"):
            return None
        own = int(target["glibc"].split(".")[1])
        floors = {floor for file in self._allowed(name, specifiers) for floor in file.glibc}
        for floor in sorted(floor for floor in floors if floor > own):
            if self._has_fitting(name, specifiers, {**target, "glibc": f"2.{floor}"}):
                return floor
        return None

    def best(self, name, specifiers):
        """The highest release that one of the specifiers allows, whatever it is for; None when
        there is none."""
        return max((file.version for file in self._allowed(name, specifiers)), default=None)

    def _has_fitting(self, name, specifiers, target):
        return any(file.fits for file in self._allowed(name, specifiers, target))

    def _allowed(self, name, specifiers, target=None):
        sets = [SpecifierSet(text) for text in specifiers] or [SpecifierSet()]
        return [
            file
            for file in self.files(name, target)
            if any(one.contains(file.version, prereleases=True) for one in sets)
        ]

    def prereleases(self, name, specifier, target):
        """The pre-releases for the target that can stand in for what a specifier asks for, where
        there is no release of that; the lowest first. What comes before the release that a bound
        names counts as that: 3.0rc1 for `>=3`."""
        versions = self.versions(name, target)
        if any(not version.is_prerelease and specifier.contains(version) for version in versions):
            return []
        return [
            version
            for version in versions
            if version.is_prerelease
            and specifier.contains(version.base_version)
            and (not specifier.prereleases or specifier.contains(version, prereleases=True))
        ]
