#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""malformed.py: every program that reads files, given malformed ones.

    malformed.py --bin DIR --work DIR [--seed SEED] [--count N] [--jobs N] [--only NAME[:FILE]]
                 [--no-limits]

Of each file that a program reads there are N malformed ones (malformedforms.py), the same for the
same SEED, and a tenth of that in which something is nested deeply (malformeddeep.py). One is given
to it at a time, with all else as it should be. Of programs that are not in C it is a tenth of that,
as they take long to start. The program has to end with 0 or 1 (2 where a word of its command line
is what is malformed), within SECONDS and MEMORY, say what is wrong on a few lines that each begin
with its name and hold no control character, and leave no file behind when it fails. What breaks
that is printed with the seed, and its file, made shorter as long as it still breaks the same rule,
stays in --work/found. NAME is a reader's in malformedreaders.py, FILE one of its files.
"""

import argparse
import concurrent.futures
import contextlib
import functools
import os
import pathlib
import random
import re
import resource
import signal
import subprocess
import sys
import tempfile
import threading

from malformeddeep import deep
from malformedforms import SPECIAL, spoiled
from malformedparts import top
from malformedreaders import READERS, READS_NOTHING
from malformedscripts import ELSEWHERE, SCRIPTS, SPEAK_AS
from malformedworld import make_world

ALL = [*READERS, *SCRIPTS]
SECONDS, MEMORY, WRITTEN, LINES, LONGEST = 20, 2 << 30, 1 << 30, 60, 500_000
COSTLY = 10  # times as much as a program in C
DEEP = 10  # times as many other files as deeply nested ones
CONTROL = "[\0-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "LC_ALL": "C.UTF-8",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
    "no_proxy": "*",
}


def put_special(path, what):
    """WHAT, one of SPECIAL, in the place of the file PATH."""
    path.unlink()
    if what == "a directory":
        path.mkdir()
    elif what.startswith("/dev/"):
        path.symlink_to(what)
    elif what == "a link to itself":
        path.symlink_to(path.name)
    elif what == "a hole of 8 GiB":
        with open(path, "wb") as file:
            os.ftruncate(file.fileno(), 8 << 30)
    elif what == "a file of mode 0":
        path.touch(mode=0)


def is_lock(path):
    """Whether it is one of the empty files that processes lock."""
    return path.name.endswith(".mutex") or path.parent.name == "slots"


def listing(directory):
    """The files below DIRECTORY."""
    return {str(path) for path in directory.rglob("*") if not path.is_dir() and not is_lock(path)}


class Run:
    """One run of a program with one malformed file."""

    def __init__(self, args, reader, sample, world):
        self.args, self.reader, self.sample, self.world = args, reader, sample, world

    def __call__(self, content):
        """What is wrong with how the program ended, or None."""
        with tempfile.TemporaryDirectory(dir=self.args.work) as name:
            work = pathlib.Path(name)
            for folder in ("in", "out", "tmp"):
                (work / folder).mkdir()
            paths = dict(self.world.paths)
            if self.sample:
                paths[self.sample] = self.place(work / "in", content)
            return self.judge(work, self.reader.command(self.args.bin, paths, work), paths)

    def place(self, directory, content):
        sample = self.world.samples[self.sample]
        if content not in SPECIAL:
            return sample.place(directory, content)
        path = sample.place(directory, sample.content)
        if sample.placing is None:
            put_special(pathlib.Path(path), content)
        return path

    def judge(self, work, command, paths):
        stdin = paths.get(self.reader.stdin, "/dev/null")
        if not os.path.isfile(stdin):
            stdin = "/dev/null"
        before = listing(work / "out")
        with tempfile.TemporaryFile(dir=work) as said, open(stdin, "rb") as given:
            process = subprocess.Popen(
                command,
                stdin=given,
                stdout=subprocess.DEVNULL,
                stderr=said,
                cwd=work / "out",
                env={
                    **ENVIRONMENT,
                    "TMPDIR": str(work / "tmp"),
                    "HOME": str(work / "tmp"),
                    **self.reader.environment(paths, work),
                },
                start_new_session=True,
            )
            self.limit(process.pid)
            watch = threading.Timer(SECONDS, os.killpg, (process.pid, signal.SIGKILL))
            watch.start()
            _, status, usage = os.wait4(process.pid, 0)
            over = watch.finished.is_set()
            watch.cancel()
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # what it left behind
            process.returncode = os.waitstatus_to_exitcode(status)
            said.seek(0)
            text = said.read(1 << 20)
        return self.verdict(
            process.returncode, text, "over" if over else "", usage, listing(work / "out") - before
        )

    def limit(self, process):
        if self.args.limits:
            with contextlib.suppress(ProcessLookupError):
                resource.prlimit(process, resource.RLIMIT_AS, (MEMORY, MEMORY))
                resource.prlimit(process, resource.RLIMIT_FSIZE, (WRITTEN, WRITTEN))

    def verdict(self, status, said, over, usage, left):
        reader = self.reader
        if over:
            return f"it took more than {SECONDS} s"
        if status not in (reader.good if self.sample is None else reader.statuses):
            return f"exit status {status}: {said[-600:].decode(errors='replace')}"
        if self.args.limits and usage.ru_maxrss > reader.memory << 10:
            return f"{usage.ru_maxrss >> 10} MiB of memory"
        lines = said.decode(errors="surrogateescape").removesuffix("\n").split("\n") if said else []
        for line in lines[:LINES]:
            # Or a line of a build's log, which follows what is said of the build.
            begins = line.partition(": ")[0] in speakers(reader.program) or line[:4] == "  | "
            if not begins or re.search(CONTROL, line) or len(line) > LONGEST:
                return f"said {line[:300]!r}"
        if len(lines) > LINES:
            return f"said {len(lines)} lines: {lines[0][:200]!r}"
        if status and not lines and not reader.silent:
            return "failed without a word"
        if status and lines and left and not reader.leaves:
            return f"failed and left {sorted(left)[:3]}"
        return None


def reduced(run, content, rule):
    """CONTENT made shorter while the program still breaks RULE, within a hundred runs."""
    runs, step = 0, len(content) // 2
    while step >= 1 and runs < 100:
        at = 0
        while at < len(content) and runs < 100:
            shorter = content[:at] + content[at + step :]
            found, runs = run(shorter), runs + 1
            if found and found[:14] == rule[:14]:
                content = shorter
            else:
                at += step
        step //= 2
    return content


def report(args, run, what, content, found):
    name = f"{run.reader.name}-{run.sample}-{args.found}"
    args.found += 1
    another = f" with another {run.sample}" if run.sample else ""
    print(f"{run.reader.name}{another} ({what}): {found.strip()}", flush=True)
    if run.sample and isinstance(content, bytes):
        small = reduced(run, content, found) if len(content) < 1 << 20 else content
        (args.work / "found").mkdir(exist_ok=True)
        (args.work / "found" / name).write_bytes(small)
        print(
            f"  seed {args.seed}, {len(small)} bytes in found/{name}: {small[:200]!r}", flush=True
        )


@functools.cache
def speakers(program):
    """Who may speak when it is run: itself, and of a script those that it runs."""
    name = program.rpartition("/")[2]
    if "/" not in program:
        return {name}
    others = {reader.program.rpartition("/")[2] for reader in ALL} - {name}
    return {name, name.partition(".")[0], *others, *SPEAK_AS.get(program, ())}


def unread():
    """Programs that mk/lib/programs.mk has and the table does not, and the other way round."""
    text = (top / "mk/lib/programs.mk").read_text(encoding="utf-8")
    programs = set(re.findall(r"^  \w+/(\w+)", text, re.MULTILINE))
    for path in (top / "tools").glob("*/*"):
        if path.suffix in (".py", ".sh") and path.read_bytes().startswith(b"#!"):
            programs.add(str(path.relative_to(top / "tools")))
    return programs ^ READS_NOTHING ^ set(ELSEWHERE) ^ {reader.program for reader in ALL}


def batches(args, world):
    """Runs of each program with each of its files: lists of (Run, what was done to the file, its
    bytes). Few are made at a time: memory of this process counts as that of what it starts."""
    name, _, file = args.only.partition(":")
    for reader in [reader for reader in ALL if name in ("", reader.name)]:
        count, samples = args.count, reader.samples
        if reader in SCRIPTS:
            count = max(1, args.count // COSTLY)
            if args.count < COSTLY:
                samples = random.Random(f"{args.seed} {reader.name}").sample(samples, 1)
        yield [(Run(args, reader, None, world), "all in order", b"")]
        for sample in [sample for sample in samples if file in ("", sample)]:
            rng = random.Random(f"{args.seed} {reader.name} {sample}")
            made, run = world.samples[sample], Run(args, reader, sample, world)
            files = [*spoiled(made.form, made.content, rng, count),
                     *deep(made.form, made.content, rng, min(count, args.count // DEEP))]
            yield [(run, *each) for each in files]


def parse_arguments():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--bin", type=lambda p: pathlib.Path(p).resolve(), required=True)
    parser.add_argument("--work", type=lambda p: pathlib.Path(p).resolve(), required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--only", default="")
    parser.add_argument("--no-limits", dest="limits", action="store_false")
    return parser.parse_args()


def main():
    args = parse_arguments()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    world = make_world(args.work, args.bin)
    args.found = count = 0
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        for runs in batches(args, world):
            count += len(runs)
            for each, found in zip(runs, pool.map(lambda run: run[0](run[2]), runs)):
                if found:
                    report(args, *each, found)
    for program in sorted(unread()):
        args.found += 1
        print(f"{program}: the tree and the tables of malformedreaders.py and malformedscripts.py "
              "do not both have it")
    print(f"{count} runs, {args.found} findings")
    sys.exit(args.found > 0)


if __name__ == "__main__":
    main()
