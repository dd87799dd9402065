#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""provided.py: what the base provides, as the resolver is to see it: for each distribution a wheel that holds METADATA only.

The metadata is the base's own; the version is the declared one, which must be of the release that the base has. See provided.py(1).
"""

import argparse
import base64
import hashlib
import json
import os
import pathlib
import sys
import zipfile

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

sys.path[0] = os.path.dirname(sys.path[0])

from lib.newfile import write_json


def parse_arguments():
    parser = argparse.ArgumentParser(prog="provided.py", description="Makes wheels, of metadata only, of what a base provides.")
    parser.add_argument("--facts", type=pathlib.Path, required=True, help="what basefacts printed of the base")
    parser.add_argument("--python", type=pathlib.Path, required=True, help="python.json: the interpreter and its directories")
    parser.add_argument("--target", required=True, help="its name, for messages")
    parser.add_argument("--wheels", type=pathlib.Path, required=True, help="the directory for the wheels; others there are removed")
    parser.add_argument("-o", "--output", type=pathlib.Path, required=True, help="what is provided, as JSON")
    parser.add_argument("packages", nargs="+", metavar="NAME[=VERSION]", help="a package, and the version that it counts as")
    return parser.parse_args()


class Wrong(Exception):
    """What the user must change."""


def find(name, facts, python, target):
    """The distribution in the directories into which the interpreter looks, the first in their order."""
    sites = {site["path"]: site["distributions"] for site in facts["sites"]}
    for path in python["sites"]:
        for distribution in sites.get(path, []):
            if distribution["name"] and canonicalize_name(distribution["name"]) == name:
                return path, distribution
    where = ", ".join(python["sites"]) or "none has any package"
    raise Wrong(f"PYLOCK_PROVIDED: the base of {target} has no {name} for {python['path']} (looked into: {where}): leave it out")


def release(version):
    numbers = list(version.release)
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return version.epoch, numbers


def counted_version(name, found, declared):
    """The version that the resolver sees: the declared one, else the base's own."""
    try:
        own = Version(found or "")
    except InvalidVersion:
        own = None
    if not declared:
        if own is None:
            raise Wrong(f"PYLOCK_PROVIDED: the base's {name} says version '{found}', which is none by PEP 440: "
                        f"declare what it counts as: PYLOCK_PROVIDED.{name} := <version>")
        return own
    try:
        version = Version(declared)
    except InvalidVersion:
        raise Wrong(f"PYLOCK_PROVIDED.{name} is '{declared}', which is no version by PEP 440") from None
    if own is not None and release(own) != release(version):
        raise Wrong(f"PYLOCK_PROVIDED.{name} is {declared}, but the base has {found}: write PYLOCK_PROVIDED.{name} := {own.base_version}")
    return version


def metadata(distribution, version):
    line = lambda text: " ".join(text.split())
    lines = ["Metadata-Version: 2.1", f"Name: {line(distribution['name'])}", f"Version: {version}"]
    if distribution["requiresPython"]:
        lines.append(f"Requires-Python: {line(distribution['requiresPython'])}")
    lines += [f"Provides-Extra: {line(extra)}" for extra in distribution["providesExtra"]]
    lines += [f"Requires-Dist: {line(requirement)}" for requirement in distribution["requiresDist"]]
    return "\n".join(lines) + "\n"


def write_wheel(path, name, version, text):
    """The same bytes for the same metadata, whenever and wherever."""
    info = f"{name.replace('-', '_')}-{version}.dist-info"
    files = {f"{info}/METADATA": text, f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: pylock.mk\nRoot-Is-Purelib: true\nTag: py3-none-any\n"}
    record = ""
    for file, content in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content.encode()).digest()).rstrip(b"=").decode()
        record += f"{file},sha256={digest},{len(content.encode())}\n"
    files[f"{info}/RECORD"] = record + f"{info}/RECORD,,\n"
    new = path.with_name(path.name + ".new")
    with zipfile.ZipFile(new, "w") as archive:
        for file, content in files.items():
            entry = zipfile.ZipInfo(file, (1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, content)
    new.replace(path)


def main():
    args = parse_arguments()
    facts, python = (json.loads(path.read_text(encoding="utf-8")) for path in (args.facts, args.python))
    provided, wheels, wrong = {}, {}, []
    for word in args.packages:
        name, _, declared = word.partition("=")
        name = canonicalize_name(name)
        try:
            site, distribution = find(name, facts, python, args.target)
            version = counted_version(name, distribution["version"], declared)
        except Wrong as error:
            wrong.append(error)
            continue
        text = metadata(distribution, version)
        provided[name] = {"version": str(version), "base": distribution["version"], "site": site,
                          "metadata": hashlib.sha256(text.encode()).hexdigest()}
        wheels[f"{name.replace('-', '_')}-{version}-py3-none-any.whl"] = (name, version, text)
    if wrong:
        for error in wrong:
            print(f"provided.py: {error}", file=sys.stderr)
        return 1
    args.wheels.mkdir(parents=True, exist_ok=True)
    for path in args.wheels.iterdir():
        if path.name not in wheels:
            path.unlink()
    for filename, made in wheels.items():
        write_wheel(args.wheels / filename, *made)
    write_json(args.output, provided, sort_keys=True, separators=(",", ":"))
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (OSError, ValueError, KeyError) as error:
        sys.exit(print(f"provided.py: {error!r}", file=sys.stderr) or 3)
