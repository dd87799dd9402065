#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""names.py: whether the packages that variables name are there. See names.py(1)."""

import argparse
import difflib
import json
import os
import pathlib
import subprocess
import sys

from packaging.utils import canonicalize_name

sys.path[0] = os.path.dirname(sys.path[0])

from pypa import requirementlines
from lock.lockgraph import read_graph
from resolve.releases import Market
from lib.commandline import ArgumentParser
from lib.badinput import BadInput
from fetch.pages import Failed


def named(text):
    """(kind, what names it, name) of KIND:WHAT=NAME."""
    what, _, name = text.rpartition("=")
    kind, _, what = what.partition(":")
    if kind not in ("there", "asked") or not what or not name:
        raise argparse.ArgumentTypeError(f"'{text}' is not there:WHAT=NAME or asked:WHAT=NAME")
    return kind, what, canonicalize_name(name)


def parse_arguments():
    parser = ArgumentParser(prog="packagenames.py",
                            description="Whether the packages that variables name are there.")
    parser.add_argument("--lock", type=pathlib.Path, required=True,
                        help="the lock; those of other targets beside it count, too")
    parser.add_argument("--target", type=pathlib.Path, required=True, help="target.json")
    parser.add_argument("--policy", type=pathlib.Path,
                        help="policy.json: which index to ask for what nobody asks for")
    parser.add_argument("--offline", action="store_true", help="the index may not be asked")
    parser.add_argument("--tools", type=pathlib.Path, default=pathlib.Path("build"),
                        help="the directory that has bin/")
    parser.add_argument("--known", action="append", default=[], metavar="NAME",
                        help="is there by other means, such as the base's")
    parser.add_argument("--makefile", action="append", default=[], metavar="FILE",
                        help="where the line may be that is wrong")
    requirementlines.add_arguments(parser)
    parser.add_argument("named", nargs="+", type=named, metavar="there|asked:WHAT=NAME")
    return parser.parse_args()


class Names:
    """The names that a lock has, and those that somebody asks for."""

    def __init__(self, args):
        self.args = args
        files = requirementlines.files_of(args)
        self.direct = {line.name for line in requirementlines.read(args.tools, files) if line.name}
        self.locked, self.asked = set(), set(self.direct)
        others = set(args.lock.absolute().parent.glob("pylock.*.toml")) - {args.lock.absolute()}
        for path in [args.lock, *sorted(others)]:
            if not path.exists():
                continue
            try:
                graph = read_graph(args.tools, path, args.target, files)
            except BadInput:
                if path == args.lock:
                    raise
                continue  # one of another tool's: nothing of it is installed here
            self.locked |= set(graph["packages"])
            self.asked |= set(graph["asked"])
        self.known = self.locked | {canonicalize_name(name) for name in args.known}

    def wrong(self, kind, name):
        """Whether NAME is not there; None: nobody asks for it, and the index has it."""
        if name in self.known or kind == "asked" and name in self.asked:
            return False
        if kind == "asked" and self.args.offline:
            return None
        if kind == "there" or not self.args.policy:
            return True
        try:
            return None if Market(self.args.policy, self.args.tools / "bin").files(name) else True
        except Failed:
            # the index may have it: that it does not answer is for those to say who need it
            return None

    def nearest(self, name):
        near = difflib.get_close_matches(name, self.known | self.asked, 1)
        return f": did you mean {near[0]}?" if near else ""


def where(args, what):
    if what == "PACKAGE":
        return " (on the command line)"
    target = json.loads(args.target.read_text(encoding="utf-8"))["name"]
    for name in (f"{what}@{target}", what):
        command = [pathlib.Path(__file__).parent.parent / "setup" / "variables.sh", "where", name,
                   *args.makefile]
        place = subprocess.run(command, stdout=subprocess.PIPE, text=True,
                               check=False).stdout.strip()
        if place:
            return f" ({place})"
    return ""


def main():
    args = parse_arguments()
    names = Names(args)
    for kind, what, name in args.named:
        wrong = names.wrong(kind, name)
        if wrong:
            who = ("nothing asks for, and its index does not have"
                   if kind == "asked" and args.policy else f"is not in {args.lock}")
            raise BadInput(f"{what} names {name}, which "
                           f"{who}{names.nearest(name)}{where(args, what)}")
        if wrong is None:
            print(f"pylock.mk: {what}: nothing asks for {name}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BadInput as error:
        sys.exit(print(f"names.py: {error}", file=sys.stderr) or 1)
    except OSError as error:
        sys.exit(print(f"names.py: {error}", file=sys.stderr) or 3)
