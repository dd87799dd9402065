#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""failures.py: every program in C, while the system fails it.

    failures.py --bin DIR --work DIR [--seed SEED] [--count N] [--jobs N] [--only NAME]
                [--kind memory,calls]

Each program is run with files as they should be (malformedreaders.py), and at N places of its run,
the same for the same SEED, memory runs out (failalloc.c), for one call and for all that follow; and
for N of its calls of each kind the system says that it cannot (strace --inject). It has to end as
it did without that, with the same files and the same output, or with 3, one line, and no file left
behind. What the dynamic loader does before it begins does not count.
"""

import argparse
import concurrent.futures
import contextlib
import os
import pathlib
import random
import resource
import signal
import subprocess
import sys
import tempfile

from malformed import ENVIRONMENT, is_lock
from malformedreaders import READERS
from malformedworld import make_world

SECONDS = 30
CALLS = {"openat": "EIO", "read": "EIO", "pread64": "EIO", "write": "ENOSPC", "rename": "ENOSPC",
         "fsync": "EIO", "mmap": "ENOMEM", "fchmod": "EIO", "getdents64": "EIO", "mkdir": "ENOSPC",
         "newfstatat": "EIO", "link": "EIO", "ftruncate": "ENOSPC", "clone3": "EAGAIN"}

# Its answers say what failed; and the commands that they run, a Python too, are another's.
ANSWER = {"indexpage", "credentials", "sources", "builtwheel"}
SILENT = {"inputstamp"}  # what it finds is to be looked at says its exit status alone


def contents(directory):
    """To each file below DIRECTORY its content, or what it is instead."""
    found = {}
    for path in sorted(directory.rglob("*")):
        if path.is_dir() or is_lock(path):
            continue
        name = str(path.relative_to(directory))
        found[name] = path.read_bytes() if path.is_file() and not path.is_symlink() else "other"
    return found


class Run:
    """Runs of one program with files as they should be."""

    def __init__(self, args, reader, world):
        self.args, self.reader, self.world = args, reader, world
        self.varies, self.prints = set(), True

    def __call__(self, before=(), environment=None):
        """(exit status, what it printed, what it said, the files) of one run, by the words BEFORE
        and with more variables in the ENVIRONMENT. The work is at one path each time."""
        with tempfile.TemporaryDirectory(dir=self.args.work) as name:
            work = pathlib.Path(name)
            for folder in ("in", "out", "tmp"):
                (work / folder).mkdir()
            command = self.reader.command(self.args.bin, self.world.paths, work)
            stdin = self.world.paths.get(self.reader.stdin, "/dev/null")
            values = {**ENVIRONMENT, "TMPDIR": str(work / "tmp"), "HOME": str(work / "tmp"),
                      **self.reader.environment(self.world.paths, work), **(environment or {})}
            with open(stdin, "rb") as given:
                process = subprocess.Popen(
                    [*before, *command], stdin=given, stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE, cwd=work / "out", env=values, start_new_session=True)
                try:
                    printed, said = process.communicate(timeout=SECONDS)
                except subprocess.TimeoutExpired:
                    with contextlib.suppress(ProcessLookupError):
                        os.killpg(process.pid, signal.SIGKILL)
                    printed, said = process.communicate()
                    return "over", printed, said, {}
            where = str(work).encode()
            files = {name: value if value == "other" else value.replace(where, b"")
                     for name, value in contents(work / "out").items()}
            return process.returncode, printed.replace(where, b""), said.replace(where, b""), files


def wrong(run, good, found):
    """What is wrong with how the program ended, or None."""
    status, printed, said, files = found
    lines = said.decode(errors="replace").splitlines()
    if status in run.reader.good:
        if printed != good[1] and run.prints:
            return f"exit status {status}, and prints something else: {said[:200]!r}"
        other = [name for name in {*files, *good[3]}
                 if files.get(name) != good[3].get(name) and name not in run.varies]
        return f"exit status {status}, other files: {other[:3]} {said[:200]!r}" if other else None
    if status != 3:
        return f"exit status {status}: {said[:300]!r}"
    if not said and run.reader.program in SILENT:
        return None
    if not lines or not lines[-1].startswith(f"{run.reader.program}: ") or not set(
            lines[:-1]) <= set(good[2].decode(errors="replace").splitlines()):
        return f"said {said[:300]!r}"
    left = {name for name in files if files[name] != good[3].get(name) and name not in run.varies}
    if left and not run.reader.leaves:
        return f"left {sorted(left)[:3]}"
    return None


def places(args, what, first, last):
    """Some of the numbers from FIRST to LAST, the same each time."""
    numbers = range(first, last + 1)
    rng = random.Random(f"{args.seed} {what}")
    return sorted(rng.sample(numbers, min(args.count, len(numbers))))


def memory(args, run):
    """(what fails, the words before the command, more variables) of each run without memory."""
    name = run.reader.name
    counted = args.work / "counts" / name
    preload = {"LD_PRELOAD": str(args.work / "failalloc.so")}
    run(environment={**preload, "FAILALLOC_COUNT": str(counted)})
    for number in places(args, f"memory {name}", 1, int(counted.read_text())):
        for more in ({}, {"FAILALLOC_ON": "1"}):
            yield (f"allocation {number}{' and all later ones' if more else ''}", (),
                   {**preload, **more, "FAILALLOC_AT": str(number)})


def calls(args, run):
    """The same of each run with a call that fails."""
    reader = run.reader
    if reader.program in ANSWER:
        return
    counted = args.work / "counts" / f"{reader.name}.calls"
    run(before=("strace", "-f", "-qq", "-o", str(counted), "-e",
                "trace=prlimit64," + ",".join(f"?{name}" for name in CALLS)))
    lines = [line.split(maxsplit=1)[-1] for line in counted.read_text().splitlines()]
    # the loader's last call
    begins = next((i for i, line in enumerate(lines) if line.startswith("prlimit64(")), 0)
    for name, error in CALLS.items():
        found = [i for i, line in enumerate(lines) if line.startswith(f"{name}(")]
        loading = len([i for i in found if i < begins])
        for number in places(args, f"{name} {reader.name}", loading + 1, len(found)):
            yield (f"{name} {number}: {error}",
                   ("strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={name}", "-e",
                    f"inject={name}:error={error}:when={number}"), {})


def findings(args, reader, world, pool):
    """(how many runs, what is wrong with some of them) of one program."""
    run = Run(args, reader, world)
    good, again = run(), run()
    if good[0] not in reader.good:
        sys.exit(f"{reader.name}: {good}")
    # what is different each time is not looked at
    run.varies = {name for name in {*good[3], *again[3]} if good[3].get(name) != again[3].get(name)}
    run.prints = good[1] == again[1]
    kinds = [{"memory": memory, "calls": calls}[name] for name in args.kind.split(",")]
    tries = [each for kind in kinds for each in kind(args, run)]
    ends = pool.map(lambda each: run(*each[1:]), tries)
    found = [f"{reader.name}: {each[0]}: {problem}"
             for each, end in zip(tries, ends) if (problem := wrong(run, good, end))]
    if gone := [path for path in world.files if not path.exists()]:
        sys.exit(f"{reader.name}: with one of {[each[0] for each in tries]} it removed {gone}")
    return len(tries), found


def parse_arguments():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--bin", type=lambda p: pathlib.Path(p).resolve(), required=True)
    parser.add_argument("--work", type=lambda p: pathlib.Path(p).resolve(), required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=4)
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--only", default="")
    parser.add_argument("--kind", default="memory,calls")
    return parser.parse_args()


def main():
    args = parse_arguments()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    world = make_world(args.work, args.bin)
    world.files = [path for path in (args.work / "samples").rglob("*") if path.is_file()]
    (args.work / "counts").mkdir()
    source = pathlib.Path(__file__).resolve().parent.parent / "support" / "failalloc.c"
    subprocess.run([os.environ.get("CC", "cc"), "-D_GNU_SOURCE", "-shared", "-fPIC", "-O1", "-o",
                    args.work / "failalloc.so", source], check=True)
    runs, found = 0, []
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        for reader in READERS:
            if args.only in ("", reader.name):
                count, wrongs = findings(args, reader, world, pool)
                runs, found = runs + count, found + wrongs
    print(*found, f"{runs} runs, {len(found)} findings, seed {args.seed}", sep="\n")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
