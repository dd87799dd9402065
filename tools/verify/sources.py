#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""sources.py: what the Python files of a plan's wheels say: bad syntax, lost entry points, names.

Nothing is imported, files are parsed, by the target's version of Python where an interpreter of it
is at hand. What a wheel says is remembered in the store, so that an unchanged one is not parsed
again. See sources.py(1).
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

sys.path[0] = os.path.dirname(sys.path[0])

from lib.badinput import BadInput
from lib.commandline import ArgumentParser, run
from lib.jsonfile import read_json
from verify.modules import examine
from store import results


def parse_arguments():
    parser = ArgumentParser(
        prog="sources.py", description="Parses the Python files of a plan's wheels."
    )
    add, path = parser.add_argument, pathlib.Path
    add("--store", type=path, help="where the wheels are, and what is known of them")
    add("--plan", type=path, help="plan.json of lockplan")
    add("--built", type=path, help="the lock of built wheels, if there is one")
    add("--jobs", type=int, default=len(os.sched_getaffinity(0)), help="processes at once")
    add("--examine", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def examine_all():
    """The process that parses: a wheel a line on standard input, for each a JSON object a line."""
    for line in sys.stdin:
        print(json.dumps(examine(line.rstrip("\n"))), flush=True)


def wheels_of(plan, built):
    """{name: SHA-256} of every package's wheel, those that were built here included."""
    wheels = {}
    for package in plan["packages"]:
        if package["file"]["kind"] == "wheel":
            wheels[package["name"]] = package["file"]["sha256"]
        elif package["name"] in built:
            wheels[package["name"]] = built[package["name"]]["wheel"]["sha256"]
    return wheels


def read_inputs(plan_path, built_path):
    """The target's version of Python, and wheels_of() the two files."""
    built, path = {}, built_path
    try:
        if built_path and built_path.exists():
            built = read_json(built_path)
        path = plan_path
        plan = read_json(plan_path)
        wheels = wheels_of(plan, built)
        if not all(isinstance(sha256, str) for sha256 in wheels.values()):
            raise ValueError("a hash that is no text")
        return str(plan["target"]["python"]), wheels
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(f"{path}: not what it should be: {error!r}") from error


def interpreter_for(python):
    """A Python of that minor version, or None."""
    if "%d.%d" % sys.version_info[:2] == python:
        return sys.executable
    found = shutil.which(f"python{python}")
    # It may be there and not start: version managers leave such behind.
    null = {name: subprocess.DEVNULL for name in ("stdin", "stdout", "stderr")}
    if found and subprocess.run([found, "-c", ""], **null, check=False).returncode == 0:
        return found
    return None


class Examiners:
    """Several processes that parse wheels, each fed by a thread of its own."""

    def __init__(self, interpreter, jobs):
        self.command = [interpreter, str(pathlib.Path(__file__).resolve()), "--examine"]
        self.jobs = max(1, jobs)

    def run(self, paths, done):
        """Calls DONE with each path and what was found in it. The largest wheels go first."""
        queue = iter(sorted(paths, key=lambda path: -path.stat().st_size))
        with ThreadPoolExecutor(self.jobs) as pool:
            workers = range(min(self.jobs, len(paths)))
            for future in [pool.submit(self.work, queue, done) for _ in workers]:
                future.result()

    def work(self, queue, done):
        pipe = subprocess.PIPE
        with subprocess.Popen(self.command, stdin=pipe, stdout=pipe, text=True) as process:
            for path in queue:
                process.stdin.write(f"{path}\n")
                process.stdin.flush()
                line = process.stdout.readline()
                if not line:
                    print(f"sources.py: {path}: it cannot be examined", file=sys.stderr)
                    sys.exit(1)
                done(path, json.loads(line))
            process.stdin.close()


def main():
    args = parse_arguments()
    if args.examine:
        return examine_all()
    python, wheels = read_inputs(args.plan, args.built)
    interpreter = interpreter_for(python)
    used = python if interpreter else "%d.%d" % sys.version_info[:2]
    found, unknown, version = {}, {}, results.VERSIONS["sources"]
    for name, sha256 in wheels.items():
        key = results.path_of(args.store, "sources", f"{sha256}-{version}-{used}")
        path = args.store / "sha256" / sha256[:2] / sha256
        found[name] = results.recall(key)
        if found[name] is None and path.exists():
            unknown[path] = (name, key)

    def done(path, result):
        name, key = unknown[path]
        found[name] = result
        results.keep(key, result)

    Examiners(interpreter or sys.executable, args.jobs).run(list(unknown), done)
    json.dump({"python": used, "wheels": found}, sys.stdout, sort_keys=True)
    print()
    return 0


if __name__ == "__main__":
    run(main)
