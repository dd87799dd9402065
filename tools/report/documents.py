#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""documents.py: the documents that an image carries about itself, made without running anything of it.

`documents.py explicit` writes whom the requirements name; `documents.py make` the tree of dependencies as pipdeptree prints it, what
`pip freeze` prints, and what the environment is. See documents.py(1).
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import sys

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename
from packaging.version import InvalidVersion, Version

sys.path[0] = os.path.dirname(sys.path[0])

from report.deptree import Tree, marker_environment

# What `pip freeze` leaves out: itself, before Python 3.12 what a virtual environment brought along, and names of the standard library.
NOT_FROZEN = {"pip", "python", "wsgiref", "argparse"}
NOT_FROZEN_BEFORE_312 = {"setuptools", "distribute", "wheel"}


def parse_arguments():
    parser = argparse.ArgumentParser(prog="documents.py", description="Makes the documents that an image carries about itself.")
    commands = parser.add_subparsers(dest="command", required=True)
    explicit = commands.add_parser("explicit", help="the names of the direct requirements, one a line")
    explicit.add_argument("--target", type=pathlib.Path, help="target.json: the requirements are those of this target")
    explicit.add_argument("-o", "--output", type=pathlib.Path, required=True)
    explicit.add_argument("requirements", nargs="*", type=pathlib.Path, help="requirements files")
    make = commands.add_parser("make", help="the documents, into a directory")
    make.add_argument("--plan", type=pathlib.Path, required=True, help="plan.json of lockplan")
    make.add_argument("--lock", type=pathlib.Path, required=True, help="installed.toml of lockplan")
    make.add_argument("--facts", type=pathlib.Path, required=True, help="what basefacts printed of the base")
    make.add_argument("--python", type=pathlib.Path, required=True, help="python.json: the interpreter and its directories")
    make.add_argument("--explicit", type=pathlib.Path, required=True, help="what `documents.py explicit` wrote")
    make.add_argument("--base-packages", action="store_true", help="the virtual environment sees the base's distributions")
    make.add_argument("--fact", action="append", default=[], metavar="KEY=VALUE", help="a line of environment.txt")
    make.add_argument("-o", "--output", type=pathlib.Path, required=True, help="the directory; what is in it is removed")
    make.add_argument("layers", nargs="*", type=pathlib.Path, metavar="LAYER.json", help="what `layer` printed of each package layer")
    return parser.parse_args()


class Wrong(Exception):
    """What the user must change."""


# --- the direct requirements -----------------------------------------------------


def logical_lines(text):
    """As pip reads them: a backslash joins lines, a `#` begins a comment at the beginning of a line or after a blank."""
    for line in re.sub(r"\\\n", "", text + "\n").splitlines():
        line = re.sub(r"(^|\s+)#.*$", "", line).strip()
        if line:
            yield line


def name_of(line, environment):
    """Whom a line of a requirements file names, normalized; None when that is nobody, for the target of ENVIRONMENT."""
    line = re.split(r"\s+--", line, maxsplit=1)[0]
    try:
        requirement = Requirement(line)
        holds = requirement.marker is None or environment is None or requirement.marker.evaluate(environment)
        return canonicalize_name(requirement.name) if holds else None
    except InvalidRequirement:
        pass
    try:  # a path or an address; of an archive of sources nobody knows the name before it is built
        return parse_wheel_filename(re.split(r"[?#;\s]", line, maxsplit=1)[0].rpartition("/")[2])[0]
    except InvalidWheelFilename:
        return None


def direct_requirements(path, environment, seen):
    """The names in a file and in those that it includes."""
    if path.resolve() in seen:
        return
    seen.add(path.resolve())
    for line in logical_lines(path.read_text(encoding="utf-8-sig")):
        include = re.match(r"(?:-r\s*|--requirement[\s=]+)(\S.*)$", line)
        if include:
            yield from direct_requirements(path.parent / include[1], environment, seen)
        elif not line.startswith("-"):
            yield name_of(line, environment)


def write_explicit(args):
    environment = marker_environment(json.loads(args.target.read_text(encoding="utf-8"))) if args.target else None
    seen = set()
    names = {name for path in args.requirements for name in direct_requirements(path, environment, seen) if name}
    write(args.output, "".join(f"{name}\n" for name in sorted(names)))


# --- the environment -------------------------------------------------------------


def installed(args, python):
    """The metadata of every distribution that the image's interpreter finds, in the order of sys.path."""
    found = []
    for path in args.layers:
        layer = json.loads(path.read_text(encoding="utf-8"))
        if "distributions" not in layer:
            raise Wrong(f"{path}: it does not say what is in it; remove it and run `make image` again")
        found += layer["distributions"]
    if args.base_packages:
        sites = {site["path"]: site["distributions"] for site in json.loads(args.facts.read_text(encoding="utf-8"))["sites"]}
        found += [entry for site in python["sites"] for entry in sites.get(site, [])]
    return [entry for entry in found if entry["name"] and entry["version"]]


def frozen(distributions):
    """A line for each, as `pip freeze` writes it."""
    for distribution in sorted(distributions, key=lambda entry: entry.name.lower()):
        try:
            yield f"{distribution.name}=={Version(distribution.version)}\n"
        except InvalidVersion:
            yield f"{distribution.name}==={distribution.version}\n"


def freeze(tree, python_version):
    """What `pip freeze` prints."""
    left_out = NOT_FROZEN | (NOT_FROZEN_BEFORE_312 if python_version < Version("3.12") else set())
    return "".join(frozen(entry for entry in tree.distributions.values() if entry.key not in left_out))


def explicit(tree, names):
    """Those that the requirements name, as they are installed."""
    return "".join(frozen(tree.distributions[name] for name in names if name in tree.distributions))


def environment(args, plan, python, tree):
    """What is known of the environment; what only the device can tell is said to be unknown."""
    facts = json.loads(args.facts.read_text(encoding="utf-8"))
    target = plan["target"]
    libc = next((f"{kind} {version}" for kind, version in facts["libc"].items()), "unknown")
    given = [tuple(fact.split("=", 1)) for fact in args.fact]
    yield from given[:1]
    yield from [("target", target["name"]), ("architecture", target["arch"]), ("base", facts["release"].get("PRETTY_NAME", "unknown")),
                ("base manifest", facts["manifest"]), ("C library", libc), ("Python", f"{python['version']} ({python['path']})"),
                ("virtual environment", target["prefix"]), ("packages", str(len(plan["packages"])))]
    if plan["excluded"]:
        yield "packages left out", " ".join(plan["excluded"])
    for name in "torch", "torchvision", "torchaudio":
        if name in tree.distributions:
            yield name, tree.distributions[name].version
    yield "CUDA of the base", ", ".join(sorted({entry["version"] for entry in facts["cuda"]})) or "none"
    yield from given[1:]
    yield "CUDA available", "unknown: only the device can tell"


# --- the files -------------------------------------------------------------------


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o644)


def make(args):
    plan, python = (json.loads(path.read_text(encoding="utf-8")) for path in (args.plan, args.python))
    minor = ".".join(python["version"].split(".")[:2])
    tree = Tree(installed(args, python), marker_environment(plan["target"] | {"python": minor, "pythonFull": python["version"]}))
    shutil.rmtree(args.output, ignore_errors=True)
    artifacts, info = args.output / "dependency_artifacts", args.output / "environment_info"
    write(artifacts / "dependencies.txt", tree.text())
    write(artifacts / "dependency_tree.json", tree.json_tree())
    write(info / "frozen_deps.txt", freeze(tree, Version(python["version"])))
    write(info / "environment.txt", "".join(f"{key}: {value}\n" for key, value in environment(args, plan, python, tree)))
    write(info / "explicit_deps.txt", explicit(tree, args.explicit.read_text(encoding="utf-8").split()))
    write(info / "pylock.toml", args.lock.read_text(encoding="utf-8"))


def main():
    args = parse_arguments()
    try:
        if args.command == "explicit":
            write_explicit(args)
        else:
            make(args)
    except Wrong as error:
        print(f"documents.py: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except OSError as error:
        sys.exit(print(f"documents.py: {error.filename}: {error.strerror}", file=sys.stderr) or 3)
    except (ValueError, KeyError) as error:
        sys.exit(print(f"documents.py: {error!r}", file=sys.stderr) or 3)
