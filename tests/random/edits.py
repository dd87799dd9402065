#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""edits.py: random edits of a project; after each, the image is the one that a clean build makes,
and the next make has nothing to do.

    edits.py --top DIR --work DIR [--seed SEED] [--steps N] [--length N] [--jobs N] [--kill]
             [--replay FILE] [--shorten SECONDS] [--verbose]

--work has what all projects are made of: template, base, other and their archives. Steps are made
in sequences of --length, each in a project of its own; the same seed makes the same ones. A
sequence that fails is shortened and printed as lines that --replay reads. With --kill each step is
a make that SIGKILL ends. Exit status 1 when an image differs.
"""

import argparse
import collections
import concurrent.futures
import hashlib
import pathlib
import random
import sys
import time

from editkinds import Sequence
from editproject import Different, Given, Project
from shorten import shortened


def perform(project, step):
    """The lines of a step; those that are about the world at large say what they did."""
    good = True
    for line in step:
        said = project.do(line)
        if line.startswith("check"):
            good = said
    return good


def fails_as(given, directory, kind, tries):
    """Whether a list of steps fails so; where chance has a part in it, in one of the tries."""

    def fails(steps):
        for _ in range(tries):
            project = Project(given, directory, collections.Counter())
            try:
                for step in [["check"], *steps]:
                    perform(project, step)
            except Different as error:
                if error.kind == kind:
                    return True
        return False

    return fails


def script(steps):
    lines = [line for step in steps for line in step]
    return "\n".join(["REPLAY=- tests/random/edits.t <<'end'", *lines, "end"])


def report(given, args, name, steps, error, directory):
    chance = any(line.startswith(("ended", "during")) for step in steps for line in step)
    print(f"# {name}, step {len(steps)}: {error.kind}: {error}", flush=True)
    print("# is shortened", flush=True)
    fails = fails_as(given, directory, error.kind, 3 if chance else 1)
    if not fails(steps):
        print("# it does not fail again")
    else:
        steps = shortened(steps, fails, args.shorten)
    print(script(steps), flush=True)


def sequence(args, number):
    """Makes one: figures, and whether it went well."""
    figures = collections.Counter()
    given = Given(args.top, args.work)
    name = f"SEED={args.seed}/{number}"
    wheel = next((args.work / "index/files").glob("unlisted-*.whl")).read_bytes()
    only = ["ended"] if args.kill else None
    made = Sequence(random.Random(f"{args.seed}/{number}"), hashlib.sha256(wheel).hexdigest(), only)
    project, steps = Project(given, args.work / f"sequence.{number}", figures), []
    try:
        perform(project, made.start())
        for _ in range(args.length):
            steps.append(made.step())
            figures["steps"] += 1
            if not perform(project, steps[-1]):
                made.failed()
            if args.verbose:
                print(f"# {name}/{len(steps)}: {'; '.join(steps[-1])}", flush=True)
    except Different as error:
        report(given, args, name, steps, error, args.work / f"shortened.{number}")
        return figures, False
    project.forget()
    return figures, True


ERROR = "make says that something is wrong, and so does a clean make"


def replay(args):
    """Performs the lines of a file, and says what each did."""
    given = Given(args.top, args.work)
    project = Project(given, args.work / "replay", collections.Counter())
    file = sys.stdin if str(args.replay) == "-" else args.replay.open(encoding="utf-8")
    try:
        project.do("check")
        for line in file.read().splitlines():
            if line.strip() and not line.startswith("#"):
                said = project.do(line)
                print(f"# {line}: {ERROR if said is False else said or 'done'}", flush=True)
                if said is False:
                    print(project.error)
    except Different as error:
        print(f"# {error.kind}: {error}")
        return 1
    return 0


def parse():
    options = argparse.ArgumentParser(
        description="Random edits of a project, each compared with a clean build."
    )
    options.add_argument("--top", type=pathlib.Path, required=True)
    options.add_argument("--work", type=pathlib.Path, required=True)
    options.add_argument("--seed", default="1")
    options.add_argument("--steps", type=int, default=30)
    options.add_argument("--length", type=int, default=40)
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--kill", action="store_true")
    options.add_argument("--replay", type=pathlib.Path)
    options.add_argument("--shorten", type=int, default=300, metavar="SECONDS")
    options.add_argument("--verbose", action="store_true")
    return options.parse_args()


def main():
    args = parse()
    if args.replay:
        return replay(args)
    args.length = min(args.length, args.steps)
    # SEED=7/3 is sequence 3 of seed 7.
    args.seed, _, one = args.seed.partition("/")
    numbers = [int(one)] if one else range(1, 1 + -(-args.steps // args.length))
    figures, good, began = collections.Counter(), True, time.monotonic()
    with concurrent.futures.ProcessPoolExecutor(args.jobs) as pool:
        for made, went_well in pool.map(sequence, [args] * len(numbers), numbers):
            figures.update(made)
            good = good and went_well
    for name, figure in sorted(figures.items()):
        print(f"# {name}: {figure:.0f}")
    print(f"# SEED={args.seed}: {figures['steps']} steps in {time.monotonic() - began:.0f} s")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
