#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""runimage.py: runs an image's own Python in the image, to import what is in it and to run the
project's smoke tests.

The result goes to a JSON document and to JUnit XML. Exit status 1 when something that is not
declared does not work. See runimage.py(1).
"""

import json
import os
import pathlib
import re
import subprocess
import sys

sys.path[0] = os.path.dirname(sys.path[0])

from run import importcheck, importfindings, importlack, installed
from image import rootfs
from lib.commandline import ArgumentParser, run
from lib.inputfile import read_text
from lib.jsonfile import read_json
from lib.newfile import write
from lib.badinput import BadInput
from run.sandbox import Bubblewrap, Docker

EMULATED_IS_SLOWER = 8


def parse_arguments():
    parser = ArgumentParser(prog="runimage.py",
                            description="Imports what an image holds, in the image.")
    parser.add_argument("--plan", type=pathlib.Path, required=True, help="plan.json of lockplan")
    parser.add_argument("--image", type=pathlib.Path, required=True, help="the OCI image layout")
    parser.add_argument("--work", type=pathlib.Path, required=True,
                        help="where it is unpacked for the time")
    parser.add_argument("--docker", metavar="NAME",
                        help="run it in docker, which has the image under that name")
    parser.add_argument("--critical", action="append", default=[], metavar="PACKAGE",
                        help="is imported first, its version compared")
    parser.add_argument("--skip", action="append", default=[], metavar="NAME=REASON",
                        help="a module or package that is not imported")
    parser.add_argument("--allow", action="append", default=[], metavar="PACKAGE=REASON",
                        help="accepts findings on a package")
    parser.add_argument("--smoke", action="append", default=[], type=pathlib.Path, metavar="FILE",
                        help="a Python program that must succeed")
    parser.add_argument("--select", action="append", default=[], metavar="PACKAGE",
                        help="only these packages, without smoke tests")
    parser.add_argument("--timeout", type=float, default=120,
                        help="seconds for one import; eight times that when emulated")
    parser.add_argument("--gpu", action="store_true",
                        help="the target's GPU is here: CUDA must be available")
    parser.add_argument("--quiet", action="store_true", help="do not show each import")
    parser.add_argument("--json", type=pathlib.Path, help="where the result goes")
    parser.add_argument("--junit", type=pathlib.Path, help="where it goes as JUnit XML")
    parser.add_argument("--payload", type=pathlib.Path,
                        help="only write the program that would be run in the image")
    return parser.parse_args()


PLAN = {"target": {"name": str}, "packages": [{"name": str, "version": str}]}


def pairs(items):
    return dict(item.split("=", 1) for item in items)


def names(items):
    return sorted(installed.normal(name) for name in items)


def configuration(args, plan, emulated):
    """What importcheck is told."""
    digest, _, image = rootfs.read_image(args.image)
    runs = image.get("config") or {}
    return {
        "start": [] if args.select else (runs.get("Entrypoint") or runs.get("Cmd") or [])[:1],
        "target": plan["target"]["name"], "manifest": digest,
        "packages": {package["name"]: package["version"] for package in plan["packages"]},
        "critical": names(args.critical), "skip": pairs(args.skip), "select": names(args.select),
        "cuda": {"required": args.gpu},
        "timeout": args.timeout * (EMULATED_IS_SLOWER if emulated else 1),
        "jobs": os.cpu_count() or 1,
        "smoke": [] if args.select
        else [[str(path), read_text(path)] for path in args.smoke],
        "progress": not args.quiet}


def payload(config):
    """importcheck behind the modules that it uses, and its configuration behind it: one program
    that needs nothing else, and changes nothing in where Python looks for modules."""
    sources = [pathlib.Path(module.__file__).read_text(encoding="utf-8")
               for module in (installed, importlack, importfindings, importcheck)]
    program, _, _ = "\n\n".join(sources).rpartition('\nif __name__ == "__main__":')
    of_files = r'^if __name__ == "__main__":\n +sys\.path.*\n|^from run\..*\n'
    program = re.sub(of_files, "", program, flags=re.M)
    return f"{program}\nsys.exit(main(json.loads({json.dumps(json.dumps(config))})))\n"


def report(args, result):
    """Has the result judged, written and shown; returns the exit status."""
    options = [word for item in args.allow for word in ("--allow", item)]
    options += ["--json", args.json] if args.json else []
    options += ["--junit", args.junit] if args.junit else []
    program = pathlib.Path(__file__).with_name("runreport.sh")
    return subprocess.run([program, *options, "-"], input=json.dumps(result), text=True,
                          check=False).returncode


def main():
    args = parse_arguments()
    plan = read_json(args.plan, PLAN)
    unknown = set(names(args.select)) - {package["name"] for package in plan["packages"]}
    if unknown:
        raise BadInput(f"PACKAGE names {' '.join(sorted(unknown))}: not in the lock")
    if args.payload:
        write(args.payload, payload(configuration(args, plan, False) | {"progress": True}))
        return 0
    with Docker(args.image, args.docker, args.gpu) if args.docker else Bubblewrap(args.image,
            args.work) as sandbox:
        done = sandbox.run(payload(configuration(args, plan, sandbox.emulated)))
    try:
        result = json.loads(done.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        raise BadInput(f"{args.image}: its Python does not run the check (exit status "
                       f"{done.returncode})") from None
    return report(args, result)


if __name__ == "__main__":
    run(main)
