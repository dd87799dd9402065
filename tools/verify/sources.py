#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""sources.py: what the Python files of a plan's wheels say: bad syntax, lost entry points, names.

Nothing is imported, files are parsed, by the target's version of Python: one of this machine, or
the image's own, confined. What a wheel says is remembered in the store, so that an unchanged one is
not parsed again. See sources.py(1).
"""

import json
import os
import pathlib
import re
import sys

sys.path[0] = os.path.dirname(sys.path[0])

from lib.badinput import BadInput
from lib.commandline import ArgumentParser, run
from lib.jsonfile import read_json
from verify import parsers
from store import results
from store.contents import place_of


def parse_arguments():
    parser = ArgumentParser(
        prog="sources.py", description="Parses the Python files of a plan's wheels."
    )
    add, path = parser.add_argument, pathlib.Path
    add("--store", type=path, help="where the wheels are, and what is known of them")
    add("--plan", type=path, help="plan.json of lockplan")
    add("--built", type=path, help="the lock of built wheels, if there is one")
    add("--jobs", type=int, default=len(os.sched_getaffinity(0)), help="processes at once")
    add("--image", type=path, help="the image's OCI image layout, whose Python may parse")
    add("--work", type=path, help="a directory for what is unpacked of it")
    args = parser.parse_args()
    if not (args.store and args.plan):
        parser.error("--store and --plan must be given")
    return args


def wheels_of(plan, built):
    """{name: SHA-256} of every package's wheel, those that were built here included."""
    wheels = {}
    for package in plan["packages"]:
        if package["file"]["kind"] == "wheel":
            wheels[package["name"]] = package["file"]["sha256"]
        elif package["name"] in built:
            wheels[package["name"]] = built[package["name"]]
    return wheels


def read_inputs(plan_path, built_path):
    """The target's version of Python, and wheels_of() the two files."""
    built, path = {}, built_path
    try:
        if built_path and built_path.exists():
            # A package of the project itself is there without its wheel.
            built = {name: entry["wheel"]["sha256"]
                     for name, entry in read_json(built_path).items() if "wheel" in entry}
        path = plan_path
        plan = read_json(plan_path)
        wheels = wheels_of(plan, built)
        if not all(re.fullmatch("[0-9a-f]{64}", sha256) for sha256 in wheels.values()):
            raise ValueError("a hash that is none")
        return str(plan["target"]["python"]), wheels
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(f"{path}: not what it should be: {error!r}") from error


def remembered(store, wheels, used):
    """What is known of each wheel, or None, and {path in the store: (name, key)} of the others."""
    found, unknown, version = {}, {}, results.VERSIONS["sources"]
    for name, sha256 in wheels.items():
        key = results.path_of(store, "sources", f"{sha256}-{version}-{used}")
        found[name] = results.recall(key)
        path = place_of(store, sha256)
        if found[name] is None and path.exists():
            unknown[path.relative_to(store)] = (name, key)
    return found, unknown


def examine(args, python, wheels):
    """The version of Python that parsed, and what was found in each wheel."""
    found, unknown = remembered(args.store, wheels, python)
    if not unknown:
        return python, found
    with parsers.parser_for(python, args.store, args.image, args.work) as parser:
        if parser.python != python:
            found, unknown = remembered(args.store, wheels, f"{python}-{parser.python}")

        def done(path, result):
            name, key = unknown[path]
            found[name] = result
            results.keep(key, result)

        parser.run(list(unknown), args.jobs, done)
        return parser.python, found


def main():
    args = parse_arguments()
    python, wheels = read_inputs(args.plan, args.built)
    used, found = examine(args, python, wheels)
    json.dump({"python": used, "wheels": found}, sys.stdout, sort_keys=True)
    print()
    return 0


if __name__ == "__main__":
    run(main)
