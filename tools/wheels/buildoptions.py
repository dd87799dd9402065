# SPDX-License-Identifier: MIT
"""buildoptions.py: what every build is told on the command line."""

import argparse
import pathlib
import re

from packaging.requirements import InvalidRequirement, Requirement

from lib.commandline import ArgumentParser


def option_parser(prog, description, metadata=False):
    """What every build is told; METADATA: one that makes no wheel."""
    parser = ArgumentParser(prog=prog, description=description)
    parser.add_argument("--tools", type=pathlib.Path, required=True,
                        help="the framework's build directory")
    parser.add_argument("--store", type=pathlib.Path, required=True,
                        help="the content-addressed store")
    parser.add_argument("--lock", type=pathlib.Path, required=not metadata,
                        help="built.<target>.lock, read and written")
    parser.set_defaults(metadata=metadata)
    parser.add_argument("--work", type=pathlib.Path, required=True,
                        help="a directory for the build; its log stays there")
    parser.add_argument("--policy", type=pathlib.Path, required=True,
                        help="policy.json: where build requirements come from")
    parser.add_argument("--target", type=pathlib.Path, required=True,
                        help="target.json: what the wheel must fit")
    parser.add_argument("--backends", type=backends, action="append", default=[],
                        metavar="BUILDER=NAME,...",
                        help="that builder builds what has one of these as its back end, or "
                             "requires it")
    parser.add_argument("--builder", help="the builder that is declared for this package")
    parser.add_argument("--env", type=variable, action="append", default=[], metavar="NAME=VALUE",
                        help="a variable that the build reads")
    parser.add_argument("--apt", action="append", default=[], metavar="PACKAGE",
                        help="a Debian package of the target that the build needs")
    parser.add_argument("--require", type=requirement, action="append", default=[],
                        metavar="REQUIREMENT", help="what the build requires besides")
    parser.add_argument("--constraint", type=requirement, action="append", default=[],
                        metavar="REQUIREMENT", help="a bound of what builds require")
    parser.add_argument("--plan", type=pathlib.Path,
                        help="plan.json: what --require names without a version has the one there")
    parser.add_argument("--roots", type=pathlib.Path,
                        help="the directory that has the locks of roots with compilers")
    parser.add_argument("--mirror", action="append", default=[], help="a Debian archive for these")
    parser.add_argument("--exclude-newer", metavar="DATE",
                        help="build requirements that were uploaded later do not exist")
    parser.add_argument("--wheel-host", default="", metavar="ENDPOINT",
                        help="the docker or BuildKit endpoint that the builder buildkit uses")
    parser.add_argument("--timeout", dest="limits", type=lambda text: ("--timeout", text),
                        action="extend", default=[], metavar="SECONDS",
                        help="how long a step of a build may take (confine)")
    parser.add_argument("--memory", dest="limits", type=lambda text: ("--memory", text),
                        action="extend", metavar="BYTES", help="how much memory it may take")
    parser.add_argument("--unconfined", default="", metavar="REASON",
                        help="why builds that need no root may run without namespaces")
    parser.add_argument("--jobs", type=jobs, default=0,
                        help="how many builds may run at once on this machine")
    parser.add_argument("--quiet", action="store_true",
                        help="do not print which builder was chosen, and why")
    parser.add_argument("--locked", action="store_true",
                        help="what the lock does not have is an error")
    parser.add_argument("--offline", action="store_true",
                        help="open no socket: build requirements come from the bundle or uv's "
                             "cache")
    return parser


def add_declarations(parser):
    """For programs that learn late which package they build."""
    parser.add_argument("--of", nargs=3, action="append", default=[],
                        metavar=("PACKAGE", "OPTION", "VALUE"),
                        help="builder, env, apt or require, as options of this name say it, for a "
                             "package")


def apply_declarations(args, name):
    """What is declared for the package of that name."""
    for package, option, value in args.of:
        if package != name:
            continue
        if option == "builder":
            args.builder = value
        elif option == "apt":
            args.apt.append(value)
        elif option == "require":
            args.require.append(requirement(value))
        else:
            args.env.append(variable(value))


def complete(args):
    """Arguments as they are used from any directory."""
    for name in ("tools", "store", "work", "policy"):
        setattr(args, name, getattr(args, name).absolute())
    args.roots = (args.roots
                  or pathlib.Path(__file__).parent.parent.parent / "mk" / "builders").absolute()
    return args


def backends(text):
    builder, _, names = text.partition("=")
    return builder, [name for name in names.split(",") if name]


def jobs(text):
    if not re.fullmatch("[1-9][0-9]{0,3}", text):
        raise argparse.ArgumentTypeError(
            f"PYLOCK_JOBS_BUILD is '{text}': write a number, 1 or more")
    return int(text)


def variable(text):
    name, found, value = text.partition("=")
    if not found or not re.fullmatch("[A-Za-z_][A-Za-z0-9_]*", name):
        raise argparse.ArgumentTypeError(f"'{text}' is not NAME=VALUE")
    return name, value


def requirement(text):
    try:
        found = Requirement(text)
    except InvalidRequirement as error:
        raise argparse.ArgumentTypeError(f"'{text}' is not a requirement: "
                                         f"{str(error).splitlines()[0]}") from error
    if found.url:
        raise argparse.ArgumentTypeError(f"'{text}': builds require releases, not addresses")
    return str(found)
