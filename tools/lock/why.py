#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""why.py: why a package is in the lock, and at that version: every way to it from a line of the requirements. Asks no index.

See why.py(1).
"""

import argparse
import difflib
import json
import os
import pathlib
import sys

from packaging.utils import canonicalize_name

sys.path[0] = os.path.dirname(sys.path[0])

from pypa import inputs
from pypa.environment import marker_environment
from lock.lockgraph import LockGraph, binding
from lib.badinput import BadInput


def parse_arguments():
    parser = argparse.ArgumentParser(prog="why.py", description="Why a package is in the lock, and at that version.")
    parser.add_argument("--lock", type=pathlib.Path, required=True, help="the lock")
    parser.add_argument("--target", type=pathlib.Path, required=True, help="target.json")
    parser.add_argument("--key", type=pathlib.Path, help="holds the key of the present inputs; a lock of others is said to be that")
    parser.add_argument("--paths", default="50", help="how many ways are shown at most, or `all`")
    inputs.add_arguments(parser)
    parser.add_argument("packages", nargs="+", metavar="PACKAGE")
    args = parser.parse_args()
    if args.paths != "all" and not args.paths.isdigit():
        parser.error("--paths wants a number, or `all`")
    args.limit = 10_000 if args.paths == "all" else int(args.paths)
    return args


def shown_path(graph, path, name):
    steps = [f"{path[0].parent.place}  {path[0].parent.text}"]
    for edge, child in zip(path[1:], [step.parent.name for step in path[2:]] + [name]):
        extra = f"[{edge.extra}]" if edge.extra else ""
        overridden = " (overridden)" if graph.lines_on(child, "override") else ""
        steps.append(f"{edge.parent.name}{extra} {edge.parent.version}: {child}{edge.extras} {edge.specifier}{overridden}")
    return "\n      ".join(steps)


def show_paths(graph, name, limit):
    paths, more = graph.paths(name, limit)
    print(f"  {len(paths)} way{'s' * (len(paths) != 1)} to it{', the shortest' if more else ''}:")
    for path in paths:
        print(f"    {shown_path(graph, path, name)}")
    if more:
        print("    and more: PATHS=all shows them")
    if not paths:
        print("    no line of the requirements leads to it: the lock is not of these, or lacks what a package requires")


def show_asked(graph, name):
    counting, silenced = graph.asked(name)
    binds = binding(counting)
    if not counting and not silenced:
        return
    print("  What is asked of its version:")
    width = max(len(edge.who) for edge in counting + silenced)
    for edge in counting:
        kind = "" if not hasattr(edge.parent, "kind") else f" ({edge.parent.kind})"
        print(f"    {edge.who:{width}}  {edge.specifier}{kind}{'   <- binds' if edge in binds else ''}"
              f"{'   NOT MET' if graph.unmet(edge, name) else ''}")
    for edge in silenced:
        print(f"    {edge.who:{width}}  {edge.specifier}   overridden{', would not be met' if graph.unmet(edge, name) else ''}")
    if not binds:
        print("    none of these binds it from above: it was the highest there was, or others' requirements kept it lower")


def show(graph, name, limit):
    package = graph.packages[name]
    print(f"{name} {package.version}, from index '{package.index}', in {graph.path}")
    if package.choice:
        print(f"  its file was taken by {package.choice['by']}, over {', '.join(package.choice['over'])}")
    show_paths(graph, name, limit)
    show_asked(graph, name)


def absent(graph, name, target):
    """What to say of a name that the lock does not have."""
    if name in map(canonicalize_name, graph.tool.get("excluded", ())):
        return f"{name}: left out by PYLOCK_EXCLUDE; " + (", ".join(edge.who for edge in graph.edges.get(name, ())) or "nobody") + " asks for it"
    for text in graph.tool.get("provided", ()):
        if canonicalize_name(text.split()[0]) == name:
            return f"{name}: provided by the base, not locked: {text}"
    near = difflib.get_close_matches(name, graph.packages, 3)
    return f"{name}: not in the lock of {target}" + (f"; it has {', '.join(near)}" if near else "")


def main():
    args = parse_arguments()
    target = json.loads(args.target.read_text(encoding="utf-8"))
    graph = LockGraph(args.lock, inputs.read_all(args.requirements, args.constraints, args.overrides), marker_environment(target))
    if not graph.knows_edges:
        raise BadInput(f"{args.lock}: it does not say what its packages require: run `make resolve RENEW=1`, which adds that and moves nothing")
    if args.key and graph.tool.get("inputs") not in (None, args.key.read_text(encoding="ascii").strip()):
        print(f"why.py: {args.lock}: not fresh: the inputs changed since; run `make resolve`", file=sys.stderr)
    names = [canonicalize_name(name) for name in args.packages]
    missing = [absent(graph, name, target["name"]) for name in names if name not in graph.packages]
    for name in names:
        if name in graph.packages:
            show(graph, name, args.limit)
    for text in missing:
        print(f"why.py: {text}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BadInput as error:
        sys.exit(print(f"why.py: {error}", file=sys.stderr) or 1)
    except OSError as error:
        sys.exit(print(f"why.py: {error}", file=sys.stderr) or 3)
