#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""mend.py: finds the lock nearest to this one with which a module can be imported, and prints the
constraint that gives it.

For metadata that lies: a package that resolves beside another one and does not work with it. See
mend.py(1).
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import zipfile

from packaging.version import Version

sys.path[0] = os.path.dirname(sys.path[0])

from lib.commandline import ArgumentParser, run, show
from lib.jsonfile import read_json
from lib.newfile import write_json
from fetch.pages import Failed, Missing, Pages
from lib.badinput import BadInput
from run.sandbox import Bubblewrap

IMPORTS, FAILS, UNRESOLVED = "imports", "does not import", "does not resolve"
MOST_TRIES = 40
# Where other packages lie in the sandbox; the name of the directory tells Python's tools that these
# are packages.
PLACE = "/tmp/other/site-packages"


def parse_arguments():
    parser = ArgumentParser(prog="mend.py", description="Finds the nearest lock with which a "
                            "module can be imported.")
    parser.add_argument("--plan", type=pathlib.Path, required=True, help="plan.json of lockplan")
    parser.add_argument("--image", type=pathlib.Path, required=True, help="the OCI image layout")
    parser.add_argument("--run", type=pathlib.Path, required=True,
                        help="the result of runimage.py, with what failed")
    parser.add_argument("--lock", type=pathlib.Path, required=True, help="the lock")
    parser.add_argument("--target", type=pathlib.Path, required=True, help="target.json")
    parser.add_argument("--policy", type=pathlib.Path, required=True, help="policy.json")
    parser.add_argument("--bin", type=pathlib.Path, required=True,
                        help="the directory of the programs")
    parser.add_argument("--store", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True,
                        help="a directory for what is made on the way")
    parser.add_argument("--resolve", required=True,
                        help="the command that resolves; what is different here is added to it")
    parser.add_argument("--module", help="the module; without it, the first that failed")
    parser.add_argument("--timeout", type=float, default=120, help="seconds for one import")
    parser.add_argument("--json", type=pathlib.Path, help="where what was found goes")
    return parser.parse_args()


def say(text):
    show(f"mend: {text}", sys.stdout)


class Laboratory:
    """The image with other locks: what they change lies beside its packages and goes before them.
    """

    def __init__(self, args, sandbox):
        self.args, self.sandbox = args, sandbox
        self.packages = self.read(args.plan)
        self.locks = {}

    @staticmethod
    def read(path):
        return {package["name"]: package for package in read_json(path, {"packages": [
            {"name": str, "version": str, "file": {"kind": str, "sha256": str}}]})["packages"]}

    def resolve(self, constraint):
        """The packages of the lock that is resolved with one more constraint; None when there is
        none."""
        if constraint in self.locks:
            return self.locks[constraint]
        work = self.args.work
        shutil.copy(self.args.lock, work / self.args.lock.name)
        (work / "constraint.txt").write_text(constraint + "\n", encoding="utf-8")
        (work / "key").write_text("mend\n", encoding="utf-8")
        (work / "resolve").mkdir(exist_ok=True)
        done = subprocess.run(["sh", "-c", f'{self.args.resolve} "$@"', "sh", "-c",
                               str(work / "constraint.txt"), "--lock",
                               str(work / self.args.lock.name),
                               "--key", str(work / "key"), "--work", str(work / "resolve")],
                               capture_output=True, text=True, check=False)
        found = None
        if done.returncode == 0:
            self.call("lockplan", "--target", self.args.target, "--policy", self.args.policy, "-o",
                      work, work / self.args.lock.name)
            found = self.read(work / "plan.json")
        self.locks[constraint] = found
        return found

    def call(self, program, *arguments, stdin=None):
        done = subprocess.run([str(self.args.bin / program), *map(str, arguments)], input=stdin,
                              capture_output=True, text=True, check=False)
        if done.returncode:
            raise BadInput((done.stderr.strip().splitlines() or [f"{program} failed"])[-1])
        return done.stdout

    def beside(self, packages):
        """The directory with the wheels that are other ones than the image's; None when one of them
        would have to be built."""
        site = self.args.work / "other" / "site-packages"
        shutil.rmtree(site.parent, ignore_errors=True)
        site.mkdir(parents=True)
        changed = [package for name, package in packages.items()
                   if name not in self.packages
                   or self.packages[name]["file"]["sha256"] != package["file"]["sha256"]]
        if any(package["file"]["kind"] != "wheel" for package in changed):
            return None
        plan = json.dumps(read_json(self.args.work / "plan.json") | {"packages": changed})
        files = self.call("locate", "--policy", self.args.policy, "--store", self.args.store, "-",
                          stdin=plan)
        self.call("fetch", "--quiet", "--store", self.args.store, "-", stdin=files)
        for package in changed:
            sha256 = package["file"]["sha256"]
            with zipfile.ZipFile(self.args.store / "sha256" / sha256[:2] / sha256) as wheel:
                wheel.extractall(site)
        return site

    def imports(self, module, site=None):
        """Whether the module can be imported, with the packages in SITE going before the image's;
        and the last line of what it said."""
        program = (f"import subprocess, sys\ntry:\n    done = subprocess.run([sys.executable, "
                   f"'-c', 'import {module}'], capture_output=True, "
                   f"text=True, timeout="
                   f"{self.args.timeout * (8 if self.sandbox.emulated else 1)})\n"
                   f"except subprocess.TimeoutExpired:\n"
                   "    print('timeout'); sys.exit(1)\nprint((done.stderr.strip().splitlines() or "
                   "[''])[-1]); sys.exit(done.returncode)\n")
        done = self.sandbox.run(program, {site: PLACE} if site else {},
                                {"PYTHONPATH": PLACE} if site else {})
        return done.returncode == 0, (done.stdout or "").strip()

    def outcome(self, module, constraint, name):
        packages = self.resolve(constraint)
        if packages is None or name not in packages:
            say(f"  {constraint}: {UNRESOLVED}")
            return UNRESOLVED
        site = self.beside(packages)
        if site is None:
            say(f"  {constraint}: only with a package that has no wheel")
            return UNRESOLVED
        good, last = self.imports(module, site)
        say(f"  {constraint}: {name} {packages[name]['version']}: "
            f"{IMPORTS if good else last or FAILS}")
        return IMPORTS if good else FAILS


def releases(name, pages):
    """The versions of which the index has a wheel, without pre-releases and what was withdrawn, the
    oldest first."""
    try:
        files, _ = pages.files(name)
    except (Failed, Missing) as error:
        raise BadInput(f"{name}: {error}") from None
    found = {file.version for file in files if file.is_wheel and file.yanked is None}
    return sorted(version for version in found if not version.is_prerelease)


def nearest(versions, outcome):
    """The place of the first version, from the nearest on, that imports, by steps that double and
    then by halves; or None. It takes for granted that a release behind the one that breaks it is
    broken, too, and that what does not resolve is too far away."""
    last_bad, good, step, place = -1, None, 1, 0
    far = len(versions)
    while good is None and place < far:
        said = outcome(versions[place])
        if said == IMPORTS:
            good = place
        elif said == UNRESOLVED:
            far = place
        else:
            last_bad, place, step = place, place + step, step * 2
            if place >= far and last_bad < far - 1:
                place = far - 1
    # What lies before what does not resolve may still be good.
    while good is None and far - last_bad > 1:
        middle = (last_bad + far) // 2
        said = outcome(versions[middle])
        if said == IMPORTS:
            good = middle
        elif said == UNRESOLVED:
            far = middle
        else:
            last_bad = middle
    while good is not None and good - last_bad > 1:
        middle = (last_bad + good) // 2
        if outcome(versions[middle]) == IMPORTS:
            good = middle
        else:
            last_bad = middle
    return good


def shortest(lower, upper):
    """The fewest numbers of UPPER's release that still lie above LOWER."""
    for count in range(1, len(upper.release) + 1):
        short = Version((f"{upper.epoch}!"
                         if upper.epoch else "") + ".".join(map(str, upper.release[:count])))
        if lower < short <= upper:
            return str(short)
    return str(upper)


def search(laboratory, module, name, pages):
    """The constraint on one package with which the module can be imported, older releases before
    newer ones; or None."""
    locked = Version(laboratory.packages[name]["version"])
    all_releases = releases(name, pages)
    for sign, versions in (("<=", [version for version in all_releases if version < locked][::-1]),
                           (">=", [version for version in all_releases if version > locked])):
        versions = versions[:MOST_TRIES]
        place = nearest(versions, lambda version,
                        sign=sign: laboratory.outcome(module, f"{name}{sign}{version}", name))
        if place is None:
            continue
        before = versions[place - 1] if place else locked
        if sign == "<=":
            return f"{name}<{shortest(versions[place], before)}"
        return f"{name}>={shortest(before, versions[place])}"
    return None


def failed_module(args):
    """The module, and the distributions that its failure involves, those at the end of its
    traceback first."""
    result = read_json(args.run, {"imports": [
        {"status": str, "module": str, "involved?": [str], "last?": [str]}]})
    failed = [entry for entry in result["imports"]
              if entry["status"] in ("failed", "timeout")
              and args.module in (None, entry["module"])]
    if not failed:
        what = f"{args.module} is not among what failed" if args.module else "nothing failed"
        raise BadInput(f"{args.run}: {what}; run `make verify RUN=1` first")
    # The one whose traceback leads through the fewest distributions is the nearest to the cause.
    nearest = min(failed, key=lambda entry: len(entry["involved"]))
    return nearest, [entry["module"] for entry in failed]


def find_constraint(laboratory, entry, pages):
    """The constraint with which the module of ENTRY can be imported, or None."""
    said = " ".join(entry["last"]).lower()
    # What the message names counts, too: the other package need not be on the way.
    named = [name for name in laboratory.packages if name not in entry["involved"] and name in said]
    for name in [*reversed(entry["involved"]), *named]:
        if name not in laboratory.packages:
            continue
        say(f" {name} {laboratory.packages[name]['version']}")
        constraint = search(laboratory, entry["module"], name, pages)
        if constraint:
            return constraint
    return None


def mended_by(laboratory, constraint, modules):
    """Those of the modules that can be imported with the constraint."""
    packages = laboratory.resolve(constraint)
    site = packages and laboratory.beside(packages)
    return [module for module in modules if site and laboratory.imports(module, site)[0]]


def main():
    args = parse_arguments()
    entry, all_failed = failed_module(args)
    module, pages = entry["module"], Pages(args.bin, args.policy)
    args.work.mkdir(parents=True, exist_ok=True)
    last = (entry["last"] or ["failed"])[-1]
    say(f"{module}: {last}")
    with Bubblewrap(args.image, args.work) as sandbox:
        laboratory = Laboratory(args, sandbox)
        if laboratory.imports(module)[0]:
            raise BadInput(f"{module} can be imported in {args.image}: run `make verify RUN=1` "
                           f"again")
        constraint = find_constraint(laboratory, entry, pages)
        also = mended_by(laboratory, constraint,
                         [other for other in all_failed if other != module]) if constraint else []
    if args.json:
        write_json(args.json, {"module": module, "said": last, "involved": entry["involved"],
                               "constraint": constraint, "also": also})
    if constraint:
        say(f"{module}{', and ' + ', '.join(also) + ',' if also else ''} can be imported with this "
            f"line in constraints.txt:")
        print(constraint)
        return 0
    say(f"no release of {', '.join(entry['involved']) or 'anything'} that resolves lets {module} "
        f"be imported: if it need not be, declare it by "
        f"PYLOCK_IMPORT_SKIP.{module} := <reason>")
    return 1


if __name__ == "__main__":
    run(main)
