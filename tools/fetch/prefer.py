# SPDX-License-Identifier: MIT
"""Which files of a release are meant: the rules of PYLOCK_PREFER, and whether there is a choice that nobody has made.

Rules: tag:<platform tag or whole tag>, local:<label> or local:none, index:<index>, sha256:<hash>; `*` in a tag is any run."""

import fnmatch
import subprocess

from packaging.tags import parse_tag


def target_options(target):
    """The target that target.json describes, as the program wheeltags is told."""
    return [word for name in ("python", "arch", "glibc", "musl", "platforms") if target.get(name) for word in (f"--{name}", target[name])]


def tag_lines(wheeltags, target):
    """The tags of the target that target.json describes, best first, as the program wheeltags prints them."""
    done = subprocess.run([wheeltags, *target_options(target), "list"], check=False, capture_output=True, text=True)
    if done.returncode:
        raise ValueError(done.stderr.strip().replace('wheeltags: --', 'target: '))
    return done.stdout.split()


def target_tags(wheeltags, target):
    """The same as {tag: its place}."""
    return {tag: place for place, line in enumerate(tag_lines(wheeltags, target)) for tag in parse_tag(line)}


def rank(file, tags):
    """The place of the best tag that the file has among those of the target; None when it does not fit."""
    return min((tags[tag] for tag in file.tags if tag in tags), default=None)


def local_of(file):
    return file.version.local or "none"


def matches(file, rule, source=None):
    kind, _, value = rule.partition(":")
    if kind == "tag":
        return any(fnmatch.fnmatchcase(str(tag), value) or fnmatch.fnmatchcase(tag.platform, value) for tag in file.tags)
    if kind == "local":
        return local_of(file) == value.replace("_", ".")
    if kind == "index":
        return source == value
    return file.sha256 == value


def narrow(files, rules, source_of=lambda file: None):
    """(files that the rules leave, the rules that decided): each rule in turn keeps what it matches, if it matches any."""
    decided = []
    for rule in rules:
        kept = [file for file in files if matches(file, rule, source_of(file))]
        if kept and len(kept) < len(files):
            decided.append(rule)
        files = kept or files
    return files, decided


def filter_page(files, rules, tags):
    """What a resolver is shown of a page. A tag or local version that is preferred is the only one there is, in every release, as soon
    as one has it: a newer release without it must not win. A hash counts within its release."""
    fitting = [file for file in files if file.is_wheel and rank(file, tags) is not None]
    broad = [rule for rule in rules if rule.startswith(("tag:", "local:"))]
    kept = fitting
    matched = False
    for rule in broad:
        found = [file for file in kept if matches(file, rule)]
        if found:
            kept, matched = found, True
    left = kept if matched else files
    for rule in rules:
        releases = {file.release for file in left if rule.startswith("sha256:") and matches(file, rule)}
        left = [file for file in left if file.release not in releases or matches(file, rule)]
    return left


# --- a choice that nobody has made ------------------------------------------------


def family(file, tags):
    """linux for wheels that are linux_<arch> only, manylinux for those with a promise, None for what runs anywhere."""
    platforms = {tag.platform for tag in file.tags if tag in tags}
    if any(platform.startswith(("manylinux", "musllinux")) for platform in platforms):
        return "manylinux"
    return "linux" if any(platform.startswith("linux_") for platform in platforms) else None


def differences(files, tags):
    """In what the files, of one release and all fit for the target, differ materially: some of `tag`, `local`, `hash`."""
    hashes = {}
    for file in files:
        hashes.setdefault(file.filename, set()).add(file.sha256)
    return [what for what, differ in (
        ("tag", len({family(file, tags) for file in files} - {None}) > 1),
        ("local", len({local_of(file) for file in files}) > 1),
        ("hash", any(len(values) > 1 for values in hashes.values()))) if differ]


def rules_for(file, what, tags, source):
    """The rules that would choose this file where there are such differences."""
    rules = []
    if "tag" in what:
        best = min((tag for tag in file.tags if tag in tags), key=tags.get)
        rules.append(f"tag:{best.platform}" if best.platform != "any" else f"tag:{best}")
    if "local" in what:
        rules.append(f"local:{local_of(file)}")
    if "hash" in what:
        rules.append(f"sha256:{file.sha256}" if file.sha256 else f"index:{source}")
    return " ".join(rules)
