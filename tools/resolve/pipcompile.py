#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""pipcompile.py: pip-compile, resolving for another target than the machine that it runs on.

pip evaluates markers for the interpreter that runs it, and pip-compile looks for files that fit it.
Here both get the target's environment and tags, and packages can be overridden or left out as uv
does it. What it cannot do, it refuses: see pipcompile.py(1).
"""

import os
import pathlib
import sys

sys.path[0] = os.path.dirname(sys.path[0])

from lib.badinput import BadInput
from lib.commandline import ArgumentParser, run, say
from pypa.environment import marker_environment
from pypa.targetfile import read_target

KEPT = ("PIP_CERT", "PIP_CLIENT_CERT", "PIP_PROXY", "PIP_INDEX_URL", "PIP_DEFAULT_TIMEOUT")


def parse_arguments():
    parser = ArgumentParser(prog="pipcompile.py", description="pip-compile for another target.")
    parser.add_argument("--tools", type=pathlib.Path, required=True,
                        help="the framework's build directory")
    parser.add_argument("--target", type=pathlib.Path, required=True, help="target.json")
    parser.add_argument("--override", type=pathlib.Path, action="append", default=[],
                        help="requirements that replace what others ask for")
    parser.add_argument("--exclude", action="append", default=[],
                        help="a package to leave out, whoever asks for it")
    parser.add_argument("arguments", nargs="+", help="pip-compile's")
    return parser.parse_args()


def clean_environment():
    """Nothing of the user's pip reaches the resolution: neither its indexes nor a directory of
    wheels."""
    for name in list(os.environ):
        if name.startswith("PIP_") and name not in KEPT:
            del os.environ[name]
    os.environ.update(PIP_CONFIG_FILE=os.devnull, PIP_NO_INPUT="1",
                      PIP_DISABLE_PIP_VERSION_CHECK="1")


def become(target, tags):
    """From now on pip takes the target for the interpreter that runs it."""
    from pip._internal.models.target_python import TargetPython
    from pip._internal.resolution.resolvelib.candidates import RequiresPythonCandidate
    from pip._vendor.packaging import markers

    environment = marker_environment(target)
    version = tuple(int(part) for part in environment["python_full_version"].split("."))
    markers.default_environment = lambda: dict(environment)
    old_target, old_requires = TargetPython.__init__, RequiresPythonCandidate.__init__
    TargetPython.__init__ = lambda self, *_, **__: old_target(self, py_version_info=version)
    TargetPython.get_sorted_tags = lambda self: list(tags)
    TargetPython.get_unsorted_tags = lambda self: set(tags)
    RequiresPythonCandidate.__init__ = lambda self, _: old_requires(self, version)


def read_overrides(tools, paths):
    """{name: [requirement]}"""
    from pip._vendor.packaging.requirements import Requirement

    from pypa import requirementlines

    overrides = {}
    for line in requirementlines.read(tools, {"-o": paths}):
        if line.kind in ("option", "location"):
            raise BadInput(f"{line.place}: pip-compile takes plain requirements as overrides only")
        if line.requirement:
            overrides.setdefault(line.name, []).append(Requirement(line.fields["requirement"]))
    return overrides


def rewrite(overrides, excluded):
    """Requirements on an overridden package become the override's, those on an excluded one vanish,
    at the root and everywhere below."""
    from pip._internal.metadata.importlib._dists import Distribution
    from pip._internal.resolution.resolvelib.factory import Factory
    from pip._vendor.packaging.utils import canonicalize_name

    def holding(name):
        return [requirement for requirement in overrides[name]
                if requirement.marker is None or requirement.marker.evaluate()]

    old_dependencies, old_roots = Distribution.iter_dependencies, Factory.collect_root_requirements

    def iter_dependencies(self, extras=()):
        for requirement in old_dependencies(self, extras):
            name = canonicalize_name(requirement.name)
            if name in overrides:
                yield from holding(name)
            elif name not in excluded:
                yield requirement

    def collect_root_requirements(self, root_ireqs):
        kept = []
        for ireq in root_ireqs:
            name = canonicalize_name(ireq.name or "")
            if ireq.constraint or name not in overrides and name not in excluded:
                kept.append(ireq)
            elif name in overrides and ireq.match_markers():
                for requirement in holding(name):
                    kept.append(self._make_install_req_from_spec(str(requirement), None))
                    kept[-1].user_supplied = True
        return old_roots(self, kept)

    Distribution.iter_dependencies = iter_dependencies
    Factory.collect_root_requirements = collect_root_requirements


def say_discarded():
    """Says which files pip passes over because their metadata is malformed, which pip itself does
    not unless it is verbose."""
    from pip._internal.exceptions import MetadataInvalid

    old, said = MetadataInvalid.__init__, set()

    def remember(self, ireq, error):
        old(self, ireq, error)
        what, line, *_ = map(str.strip, [*error.splitlines(), ""])
        file = ireq.link.filename if ireq.link else ireq.name
        if (file, line) not in said:
            said.add((file, line))
            say("pipcompile.py", f"note: {file}: pip passes over it: its metadata has "
                                 f"{line[:300]!r}, which is no requirement ({what[:300]})")

    MetadataInvalid.__init__ = remember


def main():
    args = parse_arguments()
    target = read_target(args.target)
    clean_environment()

    from pip._vendor.packaging.tags import parse_tag
    from pip._vendor.packaging.utils import canonicalize_name

    from pypa.targettags import tag_lines

    become(target, [tag for line in tag_lines(args.tools / "bin" / "wheeltags", target)
                    for tag in parse_tag(line)])
    rewrite(read_overrides(args.tools, args.override),
            {canonicalize_name(name) for name in args.exclude})

    say_discarded()

    from pip._internal.exceptions import PipError
    from piptools.scripts.compile import cli

    sys.argv = ["pip-compile", *args.arguments]
    try:
        cli()
    except PipError as error:
        raise BadInput(str(error)) from error


if __name__ == "__main__":
    run(main)
