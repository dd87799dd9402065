#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""devicecheck.py: writes the file that checks an image on its device, and takes its result. See
devicecheck.py(1)."""

import json
import os
import pathlib
import shlex
import sys

sys.path[0] = os.path.dirname(sys.path[0])

from image import rootfs
from lib.commandline import ArgumentParser
from lib.newfile import write
from lib.badinput import BadInput
from run.runreport import judge, show, write_all

LARGEST_RESULT = 64 << 20
# How much more a layer of the base, of which the size is not known, is on the disk.
UNPACKED = 3


def parse_arguments():
    parser = ArgumentParser(prog="devicecheck.py", description="Checks an image on its device.")
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("make", help="write the file for the device")
    make.add_argument("--plan", type=pathlib.Path, required=True, help="plan.json of lockplan")
    make.add_argument("--image", type=pathlib.Path, required=True, help="the OCI image layout")
    make.add_argument("--payload", type=pathlib.Path, required=True,
                      help="what `runimage.py --payload` wrote")
    make.add_argument("--gpu", action="store_true", help="the device has an NVIDIA GPU")
    make.add_argument("-o", "--output", type=pathlib.Path, required=True)
    make.add_argument("layers", nargs="*", type=pathlib.Path, metavar="LAYER.json",
                      help="descriptors, for the size on the disk")
    result = commands.add_parser("result", help="take what the file printed on the device")
    result.add_argument("--image", type=pathlib.Path, required=True, help="the OCI image layout")
    result.add_argument("--allow", action="append", default=[], metavar="PACKAGE=REASON",
                        help="accepts findings on a package")
    result.add_argument("--json", type=pathlib.Path, help="where the result goes")
    result.add_argument("--junit", type=pathlib.Path, help="where it goes as JUnit XML")
    result.add_argument("file", type=pathlib.Path)
    return parser.parse_args()


def labels(image):
    _, _, config = rootfs.read_image(image)
    return (config.get("config") or {}).get("Labels") or {}


def highest(versions):
    return max(versions, key=lambda version: [int(part) for part in version.split(".")
            if part.isdigit()], default="")


def needed(image, paths):
    """Kilobytes for the image on the disk of the device: as it is transferred, and unpacked."""
    _, manifest, _ = rootfs.read_image(image)
    known = {layer["digest"]: layer["uncompressedSize"]
             for layer in (json.loads(path.read_text(encoding="utf-8")) for path in paths)}
    return sum(layer["size"] + known.get(layer["digest"], UNPACKED * layer["size"])
               for layer in manifest["layers"]) // 1024


def make(args):
    target = json.loads(args.plan.read_text(encoding="utf-8"))["target"]
    says = labels(args.image)
    values = {
        "target": target["name"], "gpu": "yes" if args.gpu else "no", "wanted_arch": target["arch"],
        "wanted_lock": says["mk.pylock.lock"],
        "wanted_l4t": says.get("mk.pylock.l4t", ""),
        "wanted_toolkit": says.get("mk.pylock.toolkit", ""),
        "wanted_driver": highest(value for key,
                                 value in says.items() if key.startswith("mk.pylock.driver.")),
        "wanted_kb": str(needed(args.image, args.layers))}
    script = pathlib.Path(__file__).with_name("devicecheck.sh").read_text(encoding="utf-8")
    program = args.payload.read_text(encoding="utf-8")
    write(args.output, f"#!/bin/sh\n# device-check.sh: whether a device runs the image of "
                       f"{target['name']}. Made by pylock.mk.\n"
          + "".join(f"{key}={shlex.quote(value)}\n" for key, value in values.items()) + script
          + f": <<'PYLOCK_PROGRAM'\n{program}PYLOCK_PROGRAM\n")
    args.output.chmod(0o755)
    print(f"copy it to the device and run it there:\n  sh {args.output.name} IMAGE "
          f">result.json\nthen here:\n  make device-result FILE=result.json")


def read_result(path):
    """What the file printed, with the members that are needed, of the right kinds."""
    text = path.read_bytes()
    try:
        result = json.loads(text) if len(text) < LARGEST_RESULT else None
        strings = [result["target"], result["wantedLock"], *result["device"],
                   *result["device"].values()]
        strings += [finding[key] for finding in result["findings"] for key in ("name", "text")]
        image = result["image"]
        if image is not None:
            strings += [image["target"], image["manifest"], image["python"], image["machine"]]
            strings += [value for entry in image["imports"]
                        for value in (entry["module"], entry["status"], *entry["distributions"])]
            strings += [finding[key] for finding in image["findings"] for key in ("name", "text")]
        good = all(isinstance(string, str) for string in strings)
    except (ValueError, KeyError, TypeError, AttributeError):
        good = False
    if not good:
        raise BadInput(f"{path}: not what device-check.sh prints")
    return result


def take(args):
    result = read_result(args.file)
    lock = labels(args.image).get("mk.pylock.lock")
    if result["wantedLock"] != lock:
        raise BadInput(f"{args.file}: it is of the lock {result['wantedLock'][:19]}, and the image "
                       f"here of {lock[:19]}: run the check that "
                      "`make device-check` writes for this one")
    image = result["image"] or {"target": result["target"], "manifest": "(not run)", "python": "-",
                                "machine": result["device"].get("machine", "-"),
                                "imports": [], "smoke": [], "cuda": None, "versions": {}}
    done = image | {"device": result["device"],
                    "findings": result["findings"] + (result["image"]
        or {"findings": []})["findings"]}
    done["findings"] = judge(done, args.allow)
    write_all(done, args.json, args.junit)
    for name, value in result["device"].items():
        print(f"  {name}: {value or 'unknown'}")
    return 1 if show(done, done["findings"]) else 0


def main():
    args = parse_arguments()
    return make(args) if args.command == "make" else take(args)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BadInput as error:
        sys.exit(print(f"devicecheck.py: {error}", file=sys.stderr) or 1)
    except OSError as error:
        sys.exit(print(f"devicecheck.py: {error.filename}: {error.strerror}", file=sys.stderr) or 3)
    except (ValueError, KeyError) as error:
        sys.exit(print(f"devicecheck.py: {error!r}", file=sys.stderr) or 3)
