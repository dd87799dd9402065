#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""migrate.py: requirements.in out of a flat file of pins: what the project itself wants, the pins
that its first lock prefers, and the variables that its options become.

Takes what `pip freeze`, pip-compile or people wrote. Called by migrate.sh; see migrate.py(1).
"""

import concurrent.futures
import os
import pathlib
import re
import sys

from packaging.utils import canonicalize_name

sys.path[0] = os.path.dirname(sys.path[0])

from analyze.pinfile import PinFile
from resolve.releases import Market
from resolve.metadata import Unknown, requirements_of
from lib.commandline import ArgumentParser, run
from lib.newfile import write, write_json
from fetch.pages import Missing
from lib.badinput import BadInput
from pypa.environment import marker_environment
from pypa.targetfile import read_target

JOBS = 16
TOOLS = {"pip", "setuptools", "wheel"}


def parse_arguments():
    parser = ArgumentParser(prog="migrate.py",
                            description="requirements.in out of a flat file of pins.")
    parser.add_argument("--tools", type=pathlib.Path, required=True,
                        help="the framework's build directory")
    parser.add_argument("--target", type=pathlib.Path, required=True,
                        help="target.json: whose files are looked at")
    parser.add_argument("--policy", type=pathlib.Path, required=True, help="policy.json")
    parser.add_argument("--output", type=pathlib.Path, default=pathlib.Path("requirements.in"),
                        help="the file to write; must not be there")
    parser.add_argument("--lock", type=pathlib.Path, required=True,
                        help="the lock that is to be made; must not be there")
    parser.add_argument("--seed", type=pathlib.Path, required=True,
                        help="where the pins go that the first lock prefers")
    parser.add_argument("--report", type=pathlib.Path, required=True,
                        help="where it is said, as JSON, why a pin may be missing or move")
    parser.add_argument("--name", help="what FROM is called, when it was made of another file")
    parser.add_argument("--pyproject", help="the file that has what the project itself asks for")
    parser.add_argument("file", type=pathlib.Path, metavar="FROM", help="a requirements file")
    return parser.parse_args()


class Migration(PinFile):
    # --- who asks for what ------------------------------------------------------------

    def learn(self, market, target):
        """Fills in, for each pin, what it requires and at which index it is."""
        self.at, self.requires = {}, {}
        others = {f"extra{number or ''}": url for number, url in enumerate(self.extra_indexes)}
        with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
            for pin, found in zip(self.pins, pool.map(
                    lambda pin: self._requires(pin, market, target, others), self.pins)):
                self.requires.setdefault(pin.name, []).extend(found)
        self.variables += [f"PYLOCK_INDEXES := default {' '.join(others)}"] if others else []
        self.variables += [f"PYLOCK_INDEX_URL.{name} := {url}" for name, url in others.items()]
        self.variables += [f"PYLOCK_INDEX.{name} := {index}" for name,
                           index in sorted(self.at.items())]
        if self.index_url:
            self.variables.insert(0, f"PYLOCK_INDEX_URL := {self.index_url}")

    def _requires(self, pin, market, target, others):
        for place in ({}, *({"index": name, "url": url} for name, url in others.items())):
            try:
                listed, index = market.pages.files(pin.name, target, **place)
                files = [file for file in listed
                         if pin.version is None or file.version == pin.version]
            except Missing:
                continue
            if not files:
                continue
            if place:
                self.at[pin.name] = index
            best = min(files, key=lambda file: (not file.fits, not file.is_wheel,
                file.version.is_prerelease, file.filename))
            if pin.version is None:
                best = max((file for file in files if file.is_wheel == best.is_wheel),
                           key=lambda file: file.version)
            pin.look_at(best, listed)
            try:
                return requirements_of(market.pages, index, best)
            except Unknown as error:
                self.notes.append(f"{pin.place}: {pin.text}: what it requires is not known: "
                                  f"{error}")
                return []
        pin.reason = "not at the index"
        self.notes.append(f"{pin.place}: {pin.text}: not at the index: is it the name of another?")
        return []

    def askers(self):
        """({name: the pinned packages that ask for it}, {name: the extras that they ask for}),
        whatever the machine; an extra counts when a pin or another package asks for it."""
        given = {}
        for pin in self.pins:
            given.setdefault(pin.name, set()).update(pin.extras)
        asked = {name: set() for name in given}
        while True:
            before, askers = {name: set(found) for name,
                              found in asked.items()}, {name: set() for name in given}
            for name, requirements in self.requires.items():
                for requirement in requirements:
                    child = canonicalize_name(requirement.name)
                    if child in given and self._counts(requirement, given[name] | asked[name]):
                        askers[child] |= {name} - {child}
                        asked[child] |= set(map(canonicalize_name, requirement.extras))
            if asked == before:
                return askers, asked

    @staticmethod
    def _counts(requirement, extras):
        marker = str(requirement.marker or "")
        wanted = {canonicalize_name(extra)
                  for extra in re.findall(r"""extra\s*==\s*['"]([^'"]+)['"]""", marker)}
        return not wanted or bool(wanted & extras)

    def direct(self):
        """(pins that are the project's own, {name of another: who asks for it}). Own is also what
        brings an extra that no other asks for, or what a resolver takes only by its own line."""
        askers, asked = self.askers()
        if any(pin.via for pin in self.pins):  # the tool that wrote the file knew
            own = {pin.name for pin in self.pins if pin.is_wanted_by_project(askers)}
        else:
            own = {name for name, found in askers.items()
                   if not found} | self._heads_of_cycles(askers)
            if "pip" in askers:  # `pip freeze --all`
                own -= TOOLS - {name for name, found in askers.items() if found}
        if not own:
            raise BadInput(f"{self.pins[0].place.rpartition(':')[0]}: none of its {len(self.pins)} "
                           f"packages is the project's own: its comments `# via` name no file")
        alone = {name for name, found in askers.items() if not found} - TOOLS
        own |= {pin.name for pin in self.pins  # pip-compile may have stripped an extra that asked
                if pin.is_exceptional or set(pin.extras) - asked[pin.name]
                or pin.name in alone and pin.via and "the lock" not in pin.via}
        return [pin for pin in self.pins if pin.name in own], {name: sorted(found) for name,
                found in askers.items() if name not in own}

    @staticmethod
    def _heads_of_cycles(askers):
        """Packages that only ask for each other, and nobody else for them: who is wanted cannot be
        told, so all."""
        def above(name):
            found, queue = set(), [name]
            while queue:
                for asker in askers[queue.pop()] - found:
                    found.add(asker)
                    queue.append(asker)
            return found

        ancestors = {name: above(name) for name in askers}
        return {name for name, found in ancestors.items()
                if name in found and all(name in ancestors[other] for other in found)}

    # --- what is written -----------------------------------------------------------------

    def text(self, origin):
        own, others = self.direct()
        lines = [f"# Out of {origin} by `make migrate`: what the project itself asks for. The lock "
                 f"holds the rest.", ""]
        for pin in own:
            lines += pin.above + [f"{pin.text}  {pin.comment}".rstrip()]
        kept = [pin for pin in self.pins if pin.name in others and (pin.comment or any(pin.above))]
        if kept:
            lines += ["", "# These had comments, but others ask for them. Where such a version "
                          "must stay, it belongs into constraints.txt:"]
            for pin in kept:
                lines += [line for line in pin.above
                          if line] + [f"# {pin.text}  {pin.comment}".rstrip(
                                      ) + f"  (for {', '.join(others[pin.name]) or 'nobody'})"]
        return "\n".join(lines + self.trailing).replace("\n\n\n", "\n\n") + "\n", own, others


    def report(self, others, target):
        """To each pin the reason that it has to be missing from a lock for the target or to have
        another version; null where nothing speaks against it."""
        environment = marker_environment(target)
        return [{"name": pin.name, "version": str(pin.version), "place": pin.place,
                 "text": pin.text, "reason": pin.reason or self._absence(pin, others, environment)}
                for pin in self.pins if pin.version]

    def _absence(self, pin, others, environment):
        if pin.requirement.marker and not pin.requirement.marker.evaluate(environment):
            return "its marker is false for the target"
        if pin.name in TOOLS and not others.get(pin.name, True):
            return "one of pip's own tools, which nothing here asks for"
        for name in others.get(pin.name, ()):
            for requirement in self.requires[name]:
                if canonicalize_name(requirement.name) == pin.name and (requirement.marker is None
                        or requirement.marker.evaluate({**environment, "extra": ""})):
                    return None
        return (f"on the target, nobody asks for it: {' and '.join(others[pin.name])} "
                f"on others, or with an extra") if others.get(pin.name) else None


def main():
    args = parse_arguments()
    if not args.file.is_file():
        raise BadInput(f"{args.file}: there is no such file")
    constraints = args.output.with_name("constraints.txt")
    if args.pyproject:
        pass
    elif args.output.exists() and not args.output.samefile(args.file):
        raise BadInput(f"{args.output}: is there already: move it away first")
    elif args.output.exists():
        raise BadInput(f"{args.output}: is the file that is to be written: rename it, to "
                       f"requirements.txt for instance")
    migration, target = Migration(), read_target(args.target)
    migration.read(args.tools, args.file)
    if not migration.pins:
        raise BadInput(f"{args.file}: names no package")
    if args.lock.exists():
        raise BadInput(f"{args.lock}: is there already: move it away first")
    migration.learn(Market(args.policy, args.tools / "bin"), target)
    if args.pyproject:
        text, own, others = "", [], {name: sorted(found)
                                     for name, found in migration.askers()[0].items()}
        if args.pyproject.endswith(".toml"):
            migration.variables.insert(0, f"PYLOCK_REQUIREMENTS := {args.pyproject}")
    else:
        text, own, others = migration.text(args.name or args.file)
    write(args.seed, "".join(f"{pin.seed()}\n" for pin in migration.pins if pin.version))
    write_json(args.report, {"pins": migration.report(others, target),
                             "variables": list(dict.fromkeys(migration.variables))})
    if args.pyproject:
        print(f"{args.pyproject}: says what the project itself asks for")
    else:
        write(args.output, text)
        print(f"{args.output}: {len(own)} of {len(migration.pins)} packages; {len(others)} are "
              f"asked for by these")
    if migration.constraints and not constraints.exists():
        write(constraints, "".join(f"{line}\n" for line in migration.constraints))
        print(f"{constraints}: {len(migration.constraints)} constraints")
    if migration.variables:
        print("Put into the Makefile, above the include:")
        print("".join(f"    {line}\n" for line in dict.fromkeys(migration.variables)), end="")
    for note in migration.notes:
        print(f"note: {note}")
    return 0


if __name__ == "__main__":
    run(main)
