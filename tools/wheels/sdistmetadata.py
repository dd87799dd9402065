#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""sdistmetadata.py: what a wheel's METADATA would say, of an sdist or a source tree that only its
build back end describes: for resolvers, which run no back end themselves.

The back end is run as for a wheel: in a box, with build requirements that are locked by hash. See
sdistmetadata.py(1).
"""

import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tarfile
import tempfile

sys.path[0] = os.path.dirname(sys.path[0])

from lib import slots
from lib.badinput import BadInput
from lib.programs import output_of
from store import results
from store.contents import sha256_of
from wheels import buildoptions, wheelbuild
from wheels.sdist import build_system, unpack

# What builds leave in a source tree.
LEFT_OUT = {"build", "dist", ".venv", "__pycache__"}


def parse_arguments():
    parser = buildoptions.option_parser("sdistmetadata.py", "Metadata by a back end.", True)
    buildoptions.add_declarations(parser)
    parser.add_argument("--release", nargs=2, metavar=("NAME", "VERSION"),
                        help="what the metadata has to be of")
    parser.add_argument("--subdirectory", default=".", metavar="DIR",
                        help="where in it the package is")
    parser.add_argument("source", type=pathlib.Path, help="an sdist or a directory")
    args = buildoptions.complete(parser.parse_args())
    args.name, args.version = args.release or (str(args.source), None)
    return args


def packed(directory, path):
    """An archive of a source tree, of which the build has a copy: back ends write beside sources.
    """
    def wanted(member):
        name = os.path.basename(member.name)
        return None if name in LEFT_OUT or name.endswith(".egg-info") else member

    with tarfile.open(path, "w") as archive:
        archive.add(directory, "source", filter=wanted)
    return path


def builders(args, system):
    """Those to try: this machine's Python says most; what it cannot say, whoever builds the wheel.
    """
    chosen = wheelbuild.choose(args, system)[0]
    chosen = "emulated" if chosen == "buildkit" else chosen
    return [chosen] if args.builder or args.apt or chosen == "native" else ["native", chosen]


def built(args, archive, system):
    """The text, and nothing that the build left."""
    *others, last = builders(args, system)
    for builder in others:
        try:
            return built_by(args, builder, archive, system)
        except (BadInput, subprocess.CalledProcessError):
            pass
    return built_by(args, last, archive, system)


def built_by(args, builder, archive, system):
    process = wheelbuild.BUILDERS[builder](args, system)
    source = unpack(archive, args.work / "source") / args.subdirectory
    text = process.built_metadata(source)
    wheelbuild.tidy(args)
    if not isinstance(text, str):
        raise BadInput("its build back end returns no metadata")
    return text


def as_resolvers_read(text, release):
    """What resolvers read of that metadata, which has to be of RELEASE, (name, version) or None."""
    options = ["--release", "==".join(release)] if release else []
    return output_of("staticmetadata", "--built", *options, "-", given=text.encode()).decode()


def made(args, archive, system):
    """The result, from the store or anew."""
    says = [results.VERSIONS["metadata"], sha256_of(archive), args.subdirectory, args.release,
            args.builder, args.env, sorted(args.apt), sorted(args.require),
            sorted(args.constraint), args.exclude_newer, args.target["python"],
            args.target["arch"], sys.version_info[:2]]
    key = results.path_of(args.store, "metadata",
                          hashlib.sha256(json.dumps(says).encode()).hexdigest())
    args.work = args.work / key.stem
    with slots.held(key.with_suffix(".mutex")):
        entry = results.recall(key)
        if not isinstance(entry, dict):
            with slots.slot(args.store / "slots", args.jobs or slots.default()):
                text = built(args, archive, system)
            entry = {"metadata": as_resolvers_read(text, args.release)}
            results.keep(key, entry)
    return entry["metadata"]


def main(args):
    if args.release:
        buildoptions.apply_declarations(args, args.name)
    with tempfile.TemporaryDirectory() as scratch:
        archive = tree = args.source
        if archive.is_dir():
            archive = packed(args.source, pathlib.Path(scratch, "all.tar"))
            tree = packed(args.source / args.subdirectory, pathlib.Path(scratch, "tree.tar"))
        print(made(args, archive, build_system(tree)), end="")


if __name__ == "__main__":
    arguments = parse_arguments()
    wheelbuild.run(main, arguments, " ".join(filter(None, (arguments.name, arguments.version)))
                   + ": ")
