#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""analyze.py: what is wrong with a project's requirements for a target, and what mends it, tried by
resolving again.

See analyze.py(1).
"""

import contextlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time
from dataclasses import asdict

from packaging.utils import canonicalize_name

sys.path[0] = os.path.dirname(sys.path[0])

from analyze import changes, review
from pypa import requirementlines
from pypa.environment import marker_environment
from pypa.targetfile import read_target
from analyze.fixes import Search
from lock.lockgraph import read_graph
from resolve.releases import Market
from lib.commandline import ArgumentParser, run, shown
from lib.inputfile import read_text
from lib.jsonfile import read_json
from lib.newfile import write, write_json
from analyze.presets import read_presets
from analyze.review import Finding
from analyze.trials import OutOfTime, Trials

TOOLS = pathlib.Path(__file__).parent.parent
REPORT = pathlib.Path(__file__).with_name("report.jq")


def parse_arguments():
    parser = ArgumentParser(prog="analyze.py",
                            description="What is wrong with requirements, and what mends it.")
    parser.add_argument("--tools", type=pathlib.Path, required=True,
                        help="the framework's build directory")
    parser.add_argument("--target", type=pathlib.Path, required=True, help="target.json")
    parser.add_argument("--policy", type=pathlib.Path, required=True, help="policy.json")
    parser.add_argument("--lock", type=pathlib.Path, required=True,
                        help="the lock; may be missing, and is not touched")
    parser.add_argument("--key", type=pathlib.Path, help="holds the key of the present inputs")
    parser.add_argument("--resolver", required=True, metavar="NAME==VERSION", help="the project's")
    parser.add_argument("--uv", required=True, metavar="uv==VERSION", help="searches")
    parser.add_argument("--mended", type=pathlib.Path, metavar="FILE",
                        help="what mend.py found, if modules of the image could not be imported")
    parser.add_argument("--limit", type=float, default=120, metavar="SECONDS",
                        help="for the search of fixes")
    parser.add_argument("--cuda", default="", help="the target's CUDA version")
    parser.add_argument("--critical", action="append", default=[], metavar="PACKAGE",
                        help="whose tree is shown")
    parser.add_argument("--offline", action="store_true",
                        help="open no socket: look at the lock alone")
    for option in ("--exclude", "--prefer-binary", "--no-binary", "--only-binary"):
        parser.add_argument(option, action="append", default=[], metavar="PACKAGE",
                            help="as for resolve.sh")
    for option in ("--exclude-newer", "--provided", "--builder"):
        parser.add_argument(option, help="as for resolve.sh")
    parser.add_argument("--output", type=pathlib.Path, required=True, metavar="PREFIX",
                        help="PREFIX.txt, PREFIX.json and PREFIX/ are written")
    requirementlines.add_arguments(parser)
    return parser.parse_args()


def resolve_command(args):
    command = [TOOLS / "resolve" / "resolve.sh", "--tools", args.tools, "--policy", args.policy]
    for option in ("exclude", "prefer-binary", "no-binary", "only-binary"):
        command += [word for name in getattr(args, option.replace("-", "_"))
                    for word in (f"--{option}", name)]
    for option in ("exclude-newer", "provided", "builder"):
        value = getattr(args, option.replace("-", "_"))
        command += [f"--{option}", value] if value else []
    return command


class Analysis:
    def __init__(self, args):
        self.args, self.findings, self.search, self.root, self.proof = args, [], None, None, None
        self.target = read_target(args.target)
        environment = marker_environment(self.target)
        files = requirementlines.files_of(args)
        lines = requirementlines.read(args.tools, files)
        self.lines = [line for line in lines
                      if line.kind == "override"  # with a false marker it takes a package away
                      or line.kind != "end"
                      and (not line.requirement or not line.requirement.marker
                           or line.requirement.marker.evaluate(environment))]
        self.presets = read_presets(TOOLS.parent / "mk")
        self.graph = read_graph(args.tools, args.lock, args.target,
                                files) if args.lock.exists() else None
        self.trials = Trials(resolve_command(args), args.lock, args.output,
                             time.monotonic() + args.limit)
        self.market = Market(args.policy, args.tools / "bin", args.exclude_newer)
        self.interrupted = False

    @property
    def fulls(self):
        return [preset.python for preset in self.presets if preset.arch == self.target["arch"]]

    @property
    def locked(self):
        return self.graph["packages"] if self.graph else {}

    @property
    def is_fresh(self):
        return bool(self.graph and self.args.key
                    and self.graph["inputs"] == read_text(self.args.key).strip())

    def run(self):
        if self.args.offline:
            return self.look_at_lock()
        say(f"resolving for {self.target['name']}")
        self.trials.deadline = None
        self.root = self.trials.run(changes.setting(self.lines, self.target, ()),
                                    self.args.resolver, anew=True)
        self.trials.deadline = time.monotonic() + self.args.limit
        self.findings += review.off_index(self.market, self.lines, self.target, self.args.cuda)
        if self.args.mended and self.args.mended.exists():
            self.findings.append(review.lies(
                read_json(self.args.mended, review.MENDED)))
        if self.root.resolves:
            say("looking at what was resolved")
            self.look_at_releases()
            self.look_at_lock()
            self.findings += review.vain_constraints(self.lines, self.target, self.trials,
                self.args.resolver)
        else:
            self.solve()
        return None

    def look_at_releases(self):
        hashes = {name: package["sha256"] for name, package in self.locked.items()}
        self.findings += review.releases(self.market, self.root.packages, self.target, hashes)
        self.findings += review.behind(self.market, self.lines, self.target)

    def look_at_lock(self):
        if self.graph and self.graph["knowsEdges"]:
            self.findings += review.vain_overrides(self.graph, self.lines)

    def solve(self):
        """The conflict: what has no file for the target, and the fixes."""
        root = self.root
        if self.args.resolver != self.args.uv:  # pip's explanation is no proof
            root = self.proof = self.trials.run(changes.setting(self.lines, self.target, ()),
                self.args.uv, anew=True)
            if root.resolves:
                self.findings.append(Finding("resolver", None,
                    f"{self.args.uv.replace('==', ' ')} resolves what "
                    f"{self.args.resolver.replace('==', ' ')} does not", True))
                return
        conflict = root.conflict
        for name in sorted(conflict.missing):
            index = self.market.pages.index_of(name)
            self.findings.append(Finding("missing", name,
                                         f"{name}: index '{index}' does not have it: is the name "
                                         f"right, or is it at another (PYLOCK_INDEX.{name})?",
                                         True))
        for name in sorted(conflict.unfit):
            asked = [ask.specifier for ask in conflict.asks if ask.name == name]
            best = self.market.best(name, asked)
            found = best and review.no_wheel(self.market, name, str(best), self.target)
            if found:
                self.findings.append(found)
        self.search = Search(self.lines, self.target, self.market, self.trials, self.args.uv,
                             self.fulls, say)
        self.search.run(root)
        locked = {name: package["version"] for name, package in self.locked.items()}
        self.trials.deadline = None
        self.search.verify(self.args.resolver, locked)

    @property
    def wrong(self):
        return bool(self.root and not self.root.resolves) or any(finding.wrong
                for finding in self.findings)


# --- what is said -----------------------------------------------------------------------


def say(text):
    """Progress, on a terminal only."""
    if sys.stderr.isatty():
        print(f"\r\033[Kanalyze: {shown(text)}", end="", file=sys.stderr, flush=True)


def name_of(resolver):
    return resolver.replace("==", " ")


def outcome_facts(outcome):
    return outcome and {**asdict(outcome), "lines": outcome.text.strip().splitlines()}


def fix_facts(fix):
    return {**asdict(fix), "changes": [{**asdict(change), "kind": change.kind.name.lower()}
                                       for change in fix.changes]}


def facts(analysis):
    """What report.jq makes the page and the document of."""
    args, search = analysis.args, analysis.search
    return {
        "target": analysis.target, "requirements": shown(" ".join(map(str, args.requirements))),
        "lines": [{"place": line.place, "text": line.text} for line in analysis.lines],
        "lock": shown(str(args.lock)), "graph": analysis.graph, "fresh": analysis.is_fresh,
        "critical": [canonicalize_name(name) for name in args.critical],
        "resolver": name_of(args.resolver), "uv": name_of(args.uv), "limit": f"{args.limit:g}",
        "offline": args.offline, "interrupted": analysis.interrupted, "wrong": analysis.wrong,
        "root": outcome_facts(analysis.root), "proof": outcome_facts(analysis.proof),
        "search": search and {"complete": search.complete, "tried": search.tried,
                              "size": search.size, "open": search.open},
        "known": analysis.trials.known, "fixes": [fix_facts(fix) for fix in search.fixes]
        if search else [],
        "findings": [asdict(finding) for finding in analysis.findings],
        "presets": [asdict(preset) for preset in analysis.presets],
    }


def report(analysis):
    """{"page": lines, "document": analysis.json}; an interrupt does not end jq."""
    done = subprocess.run(["jq", "-f", REPORT], input=json.dumps(facts(analysis)).encode(),
                          stdout=subprocess.PIPE, check=True, start_new_session=True)
    return json.loads(done.stdout)


def finish(analysis):
    say("")
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)
    said, prefix = report(analysis), analysis.args.output
    text = "".join(f"{shown(line)}\n" for line in "\n".join(said["page"]).split("\n"))
    write(prefix.with_name(prefix.name + ".txt"), text)
    write_json(prefix.with_name(prefix.name + ".json"), said["document"], indent=1, sort_keys=True)
    print(text, end="")


def main():
    args = parse_arguments()
    analysis = Analysis(args)

    def interrupt(*_):
        analysis.interrupted = True
        analysis.trials.stop()

    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, interrupt)
    with contextlib.suppress(OutOfTime):
        analysis.run()
    finish(analysis)
    if analysis.interrupted:
        return 130
    return 1 if analysis.wrong else 0


if __name__ == "__main__":
    run(main)
