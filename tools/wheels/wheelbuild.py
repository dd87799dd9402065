# SPDX-License-Identifier: MIT
"""wheelbuild.py: one build of a wheel: which builder makes it, the lock that records it, and the
store that keeps it."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys

from packaging.utils import canonicalize_name

from lib import commandline, slots
from lib.badinput import BadInput
from lib.jsonfile import read_json
from lib.newfile import write_json
from pypa.targetfile import read_target
from store import results
from store.contents import place_of, put, sha256_of, stored
from wheels import builtwheel
from wheels.boxedbuild import DEBIAN, SUITES
from wheels.buildkitbuild import Buildkit
from wheels.crossbuild import Cross
from wheels.emulatedbuild import Emulated
from wheels.nativebuild import TOOLS, Native
from wheels.repack import repack
from wheels.sdist import unpack

BUILDERS = {builder.name: builder for builder in (Native, Cross, Emulated, Buildkit)}


def at_locked_versions(requirements, plan):
    """What names a package of the plan, and no version, means the one that is installed: what is
    compiled against it has to fit."""
    locked = {package["name"]: package["version"] for package in read_json(plan, PLAN)["packages"]}
    return [f"{line}=={locked[canonicalize_name(line)]}" if canonicalize_name(line) in locked
            else line for line in requirements]


# --- the lock and the store -----------------------------------------------------


def exclusive(work):
    """Only one process at a time reads and writes the lock."""
    return slots.held(work.parent / ".mutex")


BUILDS = {...: {"requires?": [str], "sdist?": str, "version?": str, "builder?": str,
                "cargoLocks?": {...: str}, "wheel?": {
    "filename": str, "sha256": re.compile("[0-9a-f]{64}"), "size?": int}}}
PLAN = {"packages": [{"name": str, "version": str}]}


def read_lock(path):
    return read_json(path, BUILDS) if os.path.lexists(path) else {}


def record(args, entry):
    with exclusive(args.work):
        lock = read_lock(args.lock)
        lock[args.name] = entry
        write_json(args.lock, lock, indent=2, sort_keys=True)


def place(args, wheel):
    """The wheel of the store, as the lock's entry names it, beside its arguments, where it stays
    when the store is emptied; prints the argument for layer."""
    filename, path = wheel["filename"], place_of(args.store, wheel["sha256"])
    here = args.work.parent / filename
    new = here.with_name(here.name + ".new")
    new.unlink(missing_ok=True)
    try:
        os.link(path, new)
    except OSError:
        shutil.copyfile(path, new)
    new.replace(here)
    new.unlink(missing_ok=True)  # it stays when both were links to one file
    print(f"{filename}={os.path.relpath(here)}")


# --- the build ------------------------------------------------------------------


def choose(args, system):
    """The builder, and why: it follows from the package and the target alone, never from this
    machine."""
    if args.builder:
        return args.builder, f"PYLOCK_BUILDER.{args.name} says so"
    # What else builds it says more than setuptools does.
    for name in sorted(system.names, key=lambda name: name == "setuptools"):
        for builder, names in args.backends:
            if name in names and BUILDERS[builder].takes(args, system, name):
                is_c = builder == "cross" and name not in ("maturin", "setuptools-rust")
                return builder, f"{name} builds it, " + (
                    "and it holds C sources" if is_c else "which compiles")
    return "native", f"{system.backend} is not known to compile"


def toolchain(args, builder, system):
    """What of the builder a build is known by, and the variables that it reads."""
    if builder not in BUILDERS:
        raise BadInput(f"there is no builder '{builder}'; {builtwheel.WHAT_TO_DO}")
    return {"builder": builder, **({"environment": dict(args.env)} if args.env else {}),
            **({"besides": sorted(args.require)} if args.require else {}),
            **({"constraints": sorted(args.constraint)} if args.constraint else {}),
            **BUILDERS[builder].toolchain(args, system)}


def entry_matches(entry, asked, apt):
    """Whether an entry of the lock is of the build that is ASKED for."""
    declared = {"environment": {}, "besides": [], "constraints": []}
    return ({**declared, **entry} == {**declared, **entry, **declared, **asked} and
            sorted(apt) == entry.get("apt", {"packages": []})["packages"])


def build_wheel(args, sdist, system, asked, known):
    """Builds, checks and stores; KNOWN is what the lock says of this sdist, or None. Returns the
    entry of the lock."""
    process = BUILDERS[asked["builder"]](args, system)
    wheel, used = process.wheel(unpack(sdist, args.work / "source"), known)
    builtwheel.check(wheel, args, "--name-only")
    wheel = repack(wheel, args.work / "wheel", args.target, args.tools, process.libraries,
                   process.library_paths())
    builtwheel.check(wheel, args)
    sha256 = sha256_of(wheel)
    if known and "wheel" in known and sha256 != known["wheel"]["sha256"]:
        raise BadInput(f"{wheel.name}: built {sha256}, but {args.lock} has "
                       f"{known['wheel']['sha256']}: "
                      f"the build is not reproducible here; remove the entry to record this one")
    put(args.tools, args.store, {wheel: sha256})
    entry = {**asked, **used,
             "wheel": {"filename": wheel.name, "sha256": sha256, "size": wheel.stat().st_size}}
    tidy(args)
    return entry


def tidy(args):
    """Leaves the log alone."""
    for made in args.work.iterdir():
        if made.is_dir():
            shutil.rmtree(made, ignore_errors=True)


def key_of(args, asked):
    """Where the store has the entry of such a build, whoever made it, for any target that it serves
    alike."""
    target = {name: args.target[name] for name in BUILDERS[asked["builder"]].serves
              if name in args.target}
    newer = [args.exclude_newer] if args.exclude_newer else []
    text = json.dumps([results.VERSIONS["built"], args.name, asked, sorted(args.apt), target,
                       *newer], sort_keys=True)
    return results.path_of(args.store, "built", hashlib.sha256(text.encode()).hexdigest())


def recorded(args, key):
    """What the store has of a build that another project made."""
    entry = results.recall(key)
    if entry is None:
        return None
    fits = builtwheel.fits(args.tools, args.target, entry["wheel"]["filename"])
    return entry if fits and stored(args.store, entry["wheel"]["sha256"]) else None


def make(args, archive, system, asked, why, known, besides=None):
    """Builds what is ASKED for by the builder that was chosen for the reason WHY, unless another
    process or project has done so, of the same BESIDES: then the store has the entry."""
    key = key_of(args, {**asked, **(besides or {})})
    locked = (known or {}).get("wheel")
    with slots.held(key.with_suffix(".mutex")):
        entry = recorded(args, key)
        if entry and (not locked or entry["wheel"]["sha256"] == locked["sha256"]):
            return entry
        with slots.slot(args.store / "slots", args.jobs or slots.default()):
            if not args.quiet:
                what = " ".join(filter(None, (args.name, args.version)))
                print(f"  {'BUILD':8} {what}: {asked['builder']}, because {why}", file=sys.stderr)
            entry = build_wheel(args, archive, system, asked, known)
        return results.keep(key, entry)


def explain(error, args):
    """What a failed command left in the log."""
    log = args.work / "build.log"
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
    for line in lines[-15:]:
        commandline.show(f"  | {line}")
    why = next((line for line in lines[-1:] if line.startswith("confine: ")),
               f"exit status {error.returncode}")
    return (f"the build failed ({why}); the whole log is "
            f"{log}{advice(args, log) if lines else ''}")


def advice(args, log):
    """What to write, if what the build said is known."""
    suite = next((suite for suite, (_, python) in SUITES.items()
                  if python == args.target["python"]), None)
    arch = DEBIAN.get(args.target["arch"])
    options = {"--suite": [suite], "--arch": [arch]} if suite and arch else {}
    options |= {"--mirror": args.mirror, "--apt": args.apt}
    words = [word for option, values in options.items() for value in values
             for word in (option, value)] + ["--offline"] * args.offline
    return subprocess.run([args.tools / "bin" / "buildadvice", "--name", args.name, "--store",
                           args.store, "--baselock", TOOLS / "debian" / "baselock.sh", *words,
                           log], stdout=subprocess.PIPE, encoding="utf-8",
                          errors="replace", check=False).stdout.rstrip("\n")


def run(main, args, what):
    """Ends the program: MAIN of ARGS, and one line about WHAT if it fails."""
    def build_it():
        args.target = read_target(args.target)
        if args.plan:
            args.require = at_locked_versions(args.require, args.plan)
        try:
            main(args)
        except subprocess.CalledProcessError as error:
            raise BadInput(explain(error, args)) from error

    commandline.run(build_it, what)
