#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""sourcearchive.py: the file that a lock's direct reference means, where it has to be made: an
archive of a commit or of a directory. See sourcearchive.py(1)."""

import hashlib
import os
import pathlib
import re
import sys
import tempfile

sys.path[0] = os.path.dirname(sys.path[0])

from lib.badinput import BadInput, Stop
from lib.commandline import ArgumentParser, run
from lib.jsonfile import read_json
from fetch.gitcheckout import Repository
from fetch.treearchive import Maker, below, inside
from fetch.unpacked import unpacked
from store.contents import place_of, put, sha256_of, stored


def make_again(maker, package):
    """What the lock's entry for a package says is made, into the store."""
    file, identity = package["file"], (package["name"], package["version"])
    subject, source = package["name"], package["file"]["source"]
    if "directory" in source:
        path = inside(source["directory"]["path"], subject)
        return maker.directory(below(path, source["directory"].get("subdirectory"), subject),
                               identity)
    if "vcs" in source:
        vcs = source["vcs"]
        with tempfile.TemporaryDirectory() as scratch:
            tree = pathlib.Path(scratch, "tree")
            tree.mkdir()
            Repository(vcs["url"], tree, subject).check_out(vcs["commit-id"], history=False)
            return maker.checkout(below(tree, vcs.get("subdirectory"), subject), identity)
    archive = source["archive"]
    path = inside(archive["path"], subject)
    if not archive.get("subdirectory"):
        sha256 = sha256_of(path)
        if sha256 == file["sha256"]:
            put(maker.tools, maker.store, {path: sha256})
        return {"sha256": sha256}
    with unpacked(path, subject) as tree:
        return maker.checkout(below(tree, archive["subdirectory"], subject), identity)


PLACE = {"path": str, "subdirectory?": str}
PLAN = {"packages": [{"name": str, "version": str, "file": {
    "filename": str, "sha256": re.compile("[0-9a-f]{64}"), "source?": {
        "directory?": PLACE, "archive?": PLACE,
        "vcs?": {"url": str, "commit-id": str, "subdirectory?": str}}}}]}


# --- what a lock is made from -----------------------------------------------------


def state_of(maker, word):
    """What the lock depends on of a path: the content of a file or directory in the project."""
    path = pathlib.Path(word.replace("%20", " ").replace("%25", "%"))
    try:
        path = inside(path, "")
    except BadInput:
        return f"{path} none"
    digest = maker.directory(path, ("x", "0"))["sha256"] if path.is_dir() else sha256_of(path)
    return f"{path} {digest}"


def print_contents(tools, paths):
    maker = Maker(tools.resolve(), None)
    states = "".join(f"{state_of(maker, word)}\n" for word in sorted(set(paths)))
    print(f"local={hashlib.sha256(states.encode()).hexdigest()}")


def main():
    parser = ArgumentParser(prog="sourcearchive.py",
                            description="Makes the file that a lock's direct reference means.")
    parser.add_argument("--tools", type=pathlib.Path, required=True,
                        help="the framework's build directory")
    parser.add_argument("--store", type=pathlib.Path, help="where the file goes")
    parser.add_argument("--offline", action="store_true", help="ask no server")
    parser.add_argument("--plan", type=pathlib.Path, help="plan.json")
    parser.add_argument("--contents", type=pathlib.Path, metavar="LIST",
                        help="print a hash of what is in the files and directories of LIST")
    parser.add_argument("name", nargs="?", help="the package")
    args = parser.parse_args()
    if args.contents:
        print_contents(args.tools, args.contents.read_text(encoding="utf-8").split())
        return 0
    if not (args.store and args.plan and args.name):
        parser.error("--store, --plan and a name are wanted, or --contents")
    package = next((package for package in read_json(args.plan, PLAN)["packages"]
                    if package["name"] == args.name and "source" in package["file"]), None)
    if not package:
        raise BadInput(f"{args.plan}: no {args.name} that a file is made of")
    file = package["file"]
    if stored(args.store, file["sha256"]):
        return 0
    if args.offline and not file["source"].get("vcs", {}).get("url", "file:").startswith("file:"):
        raise BadInput(f"{args.name}: not in the store, and nothing may be downloaded "
                       f"(PYLOCK_OFFLINE=1): run once without it")
    made = make_again(Maker(args.tools.resolve(), args.store.resolve()), package)
    if made["sha256"] != file["sha256"]:
        raise BadInput(f"{args.name}: {file['filename']} has the sha256 {made['sha256']} here, and "
                       f"the lock has {file['sha256']}: it changed; run `make resolve`")
    if not place_of(args.store, file["sha256"]).exists():
        raise Stop(f"{args.name}: {file['filename']} did not arrive in the store")
    return 0


if __name__ == "__main__":
    run(main)
