#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""pinfiles.py: which files the resolved releases have at their indexes, and which of them are meant.

Where a release has several files that fit the target and differ in what they are, the rules of PYLOCK_PREFER decide; where there is
none, nothing is taken: the candidates are listed, each with the line to write. See pinfiles.py(1).
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import sys
import tomllib

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

sys.path[0] = os.path.dirname(sys.path[0])

from pypa import inputs
from pypa.environment import marker_environment
from resolve.metadata import Unknown, applying, requirements_of
from lib.newfile import write, write_json
from fetch.policy import Policy
from fetch.prefer import differences, family, matches, narrow, rank, rules_for, target_tags
from lib.badinput import BadInput
from fetch.simple import existed
from fetch.upstream import Failed, Missing, Upstream

JOBS = 16


class Ambiguous(Exception):
    """More than one file may be meant. Its text has a line for each."""


def parse_arguments():
    parser = argparse.ArgumentParser(prog="pinfiles.py", description="Which files resolved releases have, and which are meant.")
    parser.add_argument("--policy", type=pathlib.Path, required=True, help="policy.json")
    parser.add_argument("--tools", type=pathlib.Path, required=True, help="the framework's build directory")
    parser.add_argument("--target", type=pathlib.Path, required=True, help="target.json")
    parser.add_argument("--exclude-newer", help="what was uploaded later does not exist")
    parser.add_argument("--known", type=pathlib.Path, help="what files of an earlier time require, by hash; is written, too")
    inputs.add_arguments(parser)
    parser.add_argument("--lock", type=pathlib.Path, help="where a pylock.toml of all files is written, when RESOLVED is not one")
    parser.add_argument("--output", dest="output", type=pathlib.Path, required=True, help="the files that are meant, for lockpin")
    parser.add_argument("resolved", type=pathlib.Path, help="pylock.toml, or requirements as pip-compile writes them")
    return parser.parse_args()


# --- what was resolved ----------------------------------------------------------


def read_resolved(path):
    """{name: (version, the filenames that the resolver lists or None)}"""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".toml":
        packages = {}
        for package in tomllib.loads(text)["packages"]:
            files = list(package.get("wheels", ())) + [package[kind] for kind in ("sdist", "archive") if kind in package]
            names = {file.get("name") or re.split(r"[?#]", file.get("url") or file.get("path") or "")[0].rpartition("/")[2] for file in files}
            packages[package["name"]] = (package["version"], {name.replace("%2B", "+").replace("%2b", "+") for name in names})
        return packages
    packages = {}
    for line in text.splitlines():
        line = re.sub(r"(^|\s)#.*$", "", line).strip()
        if not line or line.startswith("--"):
            continue
        pin = re.fullmatch(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;]+)(?:\s*;.*)?", line)
        if not pin:
            raise BadInput(f"{path}: '{line}': not a release of an index; only those can be locked")
        packages[canonicalize_name(pin[1])] = (pin[2], None)
    return packages


# --- what the indexes have --------------------------------------------------------


class Release:
    """The files of one resolved release at its index, and those of the same names that its mirrors have otherwise."""

    def __init__(self, name, version, listed):
        self.name, self.version, self.listed = name, Version(version), listed
        self.index, self.files, self.sources = None, [], {}

    def load(self, policy, upstream, keeps):
        self.index = policy.index_of(self.name)
        try:
            page = upstream.page(self.index, self.name)[0]
        except Missing as error:
            raise BadInput(f"{self.name}: not at index '{self.index.name}'") from error
        own = [file for file in page.files if file.release == self.version.public and keeps(file)]
        for file in own:
            self.sources[id(file)] = self.index.name
        seen = {(file.filename, file.sha256) for file in own}
        names = {file.filename for file in own}
        for number, mirror in enumerate(self.index.mirrors, 1):
            try:
                others = upstream.page_at(mirror, self.index, self.name).files
            except (Failed, Missing):
                continue
            for file in others:
                if file.filename in names and file.sha256 and (file.filename, file.sha256) not in seen:
                    seen.add((file.filename, file.sha256))
                    self.sources[id(file)] = f"{self.index.name} (mirror {number})"
                    own.append(file)
        self.files = [file for file in own if self._is_candidate(file)]
        return self

    def _is_candidate(self, file):
        """Yanked files count only where the resolver took them."""
        return not file.yanked or file.version == self.version and (self.listed is None or file.filename in self.listed)

    def of_version(self, files):
        return [file for file in files if file.version == self.version]

    def source(self, file):
        return self.sources[id(file)]


def keeps(exclude_newer, python):
    """Whether a file exists for the target's Python and before that date."""
    in_time = existed(exclude_newer) if exclude_newer else lambda file: True

    def keep(file):
        wanted = file.entry.get("requires-python")
        try:
            return in_time(file) and (not wanted or SpecifierSet(wanted).contains(python, prereleases=True))
        except InvalidSpecifier:
            return True
    return keep


# --- what is meant -------------------------------------------------------------------


def candidate_line(release, file, what, tags):
    size = file.entry.get("size")
    tag = min((tag for tag in file.tags if tag in tags), key=tags.get, default=None)
    about = ", ".join(filter(None, [f"tag {tag.platform}" if tag else "sdist", f"index {release.source(file)}",
                                    f"{size:,} bytes" if size else "size not known", f"sha256 {file.sha256 or 'not known'}"]))
    return f"  {file.filename}: {about}: PYLOCK_PREFER.{release.name} := {rules_for(file, what, tags, release.index.name)}"


def decide(release, policy, tags, target):
    """(files that are meant, how that was decided or None). Raises Ambiguous, BadInput."""
    fitting = [file for file in release.files if file.is_wheel and rank(file, tags) is not None]
    candidates = fitting or [file for file in release.files if not file.is_wheel]
    pattern, rules = policy.rules_of(release.name)
    kept, decided = narrow(candidates, rules, release.source)
    if rules and "*" not in pattern and is_unmet(rules, candidates, release, tags):
        raise BadInput(f"{release.name} {release.version}: PYLOCK_PREFER.{release.name} := {' '.join(rules)}: none of its files at index "
                      f"'{release.index.name}' is that: {', '.join(sorted(file.filename for file in candidates)) or 'none fits'}")
    what = differences(kept, tags)
    if what:
        raise Ambiguous("\n".join([
            f"{release.name} {release.version.public}: {len(kept)} files fit {target} and are not the same thing; write which one is meant:",
            *(candidate_line(release, file, what, tags) for file in sorted(kept, key=lambda file: (file.filename, file.sha256)))]))
    meant = release.of_version(kept)
    if kept and not meant:
        raise BadInput(f"{release.name}: resolved to {release.version}, and PYLOCK_PREFER.{pattern} means {kept[0].version}: "
                      f"write `{release.name}=={kept[0].version}` into constraints.txt")
    over = sorted(file.filename for file in candidates if file not in kept)
    choice = {"by": " ".join(decided), "over": over} if decided else None
    others = [] if fitting and meant else [file for file in release.files if file.version == release.version]
    return meant or others, choice


def is_unmet(rules, files, release, tags):
    """Whether the rules match no file. A tag that is preferred means nothing where all files run anywhere."""
    if any(matches(file, rule, release.source(file)) for file in files for rule in rules):
        return False
    return not all(rule.startswith("tag:") for rule in rules) or any(family(file, tags) for file in files)


# --- what they require ------------------------------------------------------------------


def best_of(files, tags):
    """The file that a lock takes of those that are meant: the best wheel, else the sdist."""
    return min(files, key=lambda file: (not file.is_wheel, rank(file, tags) if rank(file, tags) is not None else len(tags), file.filename))


def requires_of(release, file, upstream, known):
    """What the release requires; None when nobody says, which is no reason not to lock it. KNOWN has it by the file's hash."""
    try:
        if file.sha256 in known:
            return [Requirement(line) for line in known[file.sha256]]
        return requirements_of(upstream, release.index, file)
    except (Unknown, Failed, InvalidRequirement, TypeError) as error:
        print(f"pinfiles.py: {release.name} {release.version}: what it requires is not known: {error}", file=sys.stderr)
        return None


def read_known(path):
    try:
        known = json.loads(path.read_text(encoding="utf-8")) if path else {}
        return known if isinstance(known, dict) else {}
    except (OSError, ValueError):
        return {}


def add_requires(choices, releases, meant, upstream, tags, args, target):
    """Each package's requirements on the target become a member of what is written."""
    roots = [line.requirement for line in inputs.read_all(args.requirements, (), args.overrides) if line.requirement]
    known, best = read_known(args.known), {name: best_of(files, tags) for name, files in meant.items()}
    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        loads = {name: pool.submit(requires_of, releases[name], file, upstream, known) for name, file in best.items()}
        found = {name: load.result() for name, load in loads.items()}
    if args.known:
        learned = {best[name].sha256: list(map(str, requirements)) for name, requirements in found.items() if best[name].sha256 and requirements is not None}
        write_json(args.known, learned, sort_keys=True)
    for name, texts in applying(found, marker_environment(target), roots).items():
        if texts is not None:
            choices[name]["requires"] = texts


# --- a lock of them --------------------------------------------------------------------


def file_toml(file):
    if not file.sha256:
        raise BadInput(f"{file.filename}: its index gives no SHA-256; PYLOCK_RESOLVER := uv computes it")
    members = [f"name = {json.dumps(file.filename)}", f"url = {json.dumps(file.url)}"]
    if file.uploaded:  # as uv writes it: to the second
        members.append(f"upload-time = {file.uploaded:%Y-%m-%dT%H:%M:%SZ}")
    if isinstance(file.entry.get("size"), int):
        members.append(f"size = {file.entry['size']}")
    return f"{{ {', '.join(members)}, hashes = {{ sha256 = \"{file.sha256}\" }} }}"


def lock_toml(releases, meant):
    lines = ['lock-version = "1.0"', 'created-by = "pip-compile"']
    for name in sorted(releases):
        files = meant[name]
        lines += ["", "[[packages]]", f"name = {json.dumps(name)}", f"version = {json.dumps(str(releases[name].version))}"]
        lines += [f"sdist = {file_toml(file)}" for file in files if not file.is_wheel][:1]
        wheels = [file_toml(file) for file in files if file.is_wheel]
        if wheels:
            lines.append("wheels = [" + ", ".join(wheels) + "]")
    return "\n".join(lines) + "\n"


def main():
    args = parse_arguments()
    target = json.loads(args.target.read_text(encoding="utf-8"))
    policy, upstream = Policy.read(args.policy), Upstream()
    tags = target_tags(args.tools / "bin" / "wheeltags", target)
    keep = keeps(args.exclude_newer, target.get("pythonFull") or target["python"])
    pins = read_resolved(args.resolved)
    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        loads = [pool.submit(Release(name, version, listed).load, policy, upstream, keep) for name, (version, listed) in sorted(pins.items())]
        releases = {release.name: release for release in (load.result() for load in loads)}
    meant, choices, problems = {}, {}, []
    for name, release in sorted(releases.items()):
        try:
            meant[name], choice = decide(release, policy, tags, target["name"])
            if not meant[name]:
                raise BadInput(f"{name} {release.version}: index '{release.index.name}' has no file of it")
            choices[name] = {"files": sorted({file.sha256 for file in meant[name] if file.sha256})} | ({"choice": choice} if choice else {})
        except (Ambiguous, BadInput) as error:
            problems.append(str(error))
    for problem in problems:
        print(f"pinfiles.py: {problem}", file=sys.stderr)
    if problems:
        return 1
    add_requires(choices, releases, meant, upstream, tags, args, target)
    if args.lock:
        write(args.lock, lock_toml(releases, meant))
    write_json(args.output, choices, sort_keys=True, indent=1)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (BadInput, Failed) as error:
        sys.exit(print(f"pinfiles.py: {error}", file=sys.stderr) or (3 if isinstance(error, Failed) and not error.refused else 1))
    except (OSError, ValueError, KeyError) as error:
        sys.exit(print(f"pinfiles.py: {error}", file=sys.stderr) or 3)
