#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""bytecode.py: the .pyc files of wheels, compiled for the place in the image, the same bytes on
every machine.

For each wheel an archive comes into the store, whose names are the files' places below the site
directory; printed are the arguments by which layer(1) installs them. What was made before is taken
from the store. See bytecode.py(1).
"""

import contextlib
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import zipfile

sys.path[0] = os.path.dirname(sys.path[0])

from layers.interpreters import find
from lib.commandline import ArgumentParser, run, say
from lib.badinput import BadInput
from lib.slots import held
from store import contents, results

MOST_NAMED = 5
LONGEST = 255  # bytes of a file's name
FEW = 50  # files that are not worth another process
TOGETHER = 64  # wheels whose archives come into the store together


def parse_arguments():
    parser = ArgumentParser(prog="bytecode.py", description="Compiles the Python files of wheels.",
                            fromfile_prefix_chars="@")
    parser.add_argument("--tools", type=pathlib.Path, required=True,
                        help="the directory with bin/fetch")
    parser.add_argument("--store", type=pathlib.Path, required=True,
                        help="the content-addressed store")
    parser.add_argument("--python", required=True, help="the image's version of Python, in full")
    parser.add_argument("--site", required=True, help="the site-packages directory in the image")
    parser.add_argument("--interpreter", default="",
                        help="a Python of that version; default: one that is found")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)),
                        help="processes at once")
    parser.add_argument("--quiet", action="store_true",
                        help="do not name the files that do not compile")
    parser.add_argument("wheels", nargs="*", metavar="FILENAME.whl=PATH",
                        help="a wheel, and where it is")
    return parser.parse_args()


# --- what is compiled -----------------------------------------------------------


def place_of(name, python):
    """Where below the site directory an entry of a wheel is installed, or None. lib64 of an
    environment is a link to lib."""
    top, _, rest = name.partition("/")
    if not top.endswith(".data"):
        return name
    scheme, _, rest = rest.partition("/")
    if scheme == "data":
        library, _, rest = rest.partition(
            f"/python{'.'.join(python.split('.')[:2])}/site-packages/")
        return rest if library in ("lib", "lib64") and rest else None
    return rest if scheme in ("purelib", "platlib") and rest else None


def pyc_of(place, python):
    """Where Python looks for the .pyc of the source at PLACE (PEP 3147); None when there can be
    none."""
    directory, slash, name = place.rpartition("/")
    major, minor = python.split(".")[:2]
    pyc = f"{name[:-3]}.cpython-{major}{minor}.pyc"
    return f"{directory}{slash}__pycache__/{pyc}" if name[:-3] and len(pyc.encode(
            )) <= LONGEST else None


def sources_of(wheel, python):
    """[(entry, its place, its .pyc's place)] of the files of a wheel that are Python's."""
    with zipfile.ZipFile(wheel) as archive:
        places = {name: place_of(name, python) for name in archive.namelist()
                  if name.endswith(".py")}
    found = [(name, place, pyc_of(place, python)) for name,
             place in sorted(places.items()) if place]
    # once where a wheel has a file twice
    return sorted({pyc: (name, place, pyc) for name, place, pyc in found if pyc}.values())


# --- the processes that compile -------------------------------------------------


class Compilers:
    """Processes of another Python, for all wheels. Its hash seed is fixed and nothing of the
    environment reaches it: some of what it writes is in the order of hashes. INTERPRETER finds it
    when there is something to compile."""

    def __init__(self, interpreter):
        self.interpreter = interpreter
        self.processes = []

    def start(self, count):
        """From now on there are at least COUNT."""
        if count <= len(self.processes):
            return
        command = [self.interpreter(), "-s", "-S", "-B", "-W", "ignore",
                   pathlib.Path(__file__).resolve().with_name("compiler.py")]
        environment = {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8",
                       "LD_LIBRARY_PATH": os.environ.get("LD_LIBRARY_PATH", "")}
        while len(self.processes) < count:
            self.processes.append(subprocess.Popen(command, stdin=subprocess.PIPE,
                                                   stdout=subprocess.PIPE, env=environment))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.processes:
            process.kill()
            process.communicate()

    def ask(self, number, **request):
        try:
            self.processes[number].stdin.write(json.dumps(request).encode() + b"\n")
            self.processes[number].stdin.flush()
        except BrokenPipeError:
            pass  # what it read last is where it ended

    def answer(self, number, what):
        """The .pyc, or None, and why there is none."""
        out = self.processes[number].stdout
        head = out.readline()
        said = json.loads(head) if head.endswith(b"\n") else {"size": 1}
        data = out.read(said.get("size", 0))
        if len(data) != said.get("size", 0):
            raise BadInput(f"{what}: the interpreter ended when it compiled this")
        if "unknown" in said:
            raise BadInput(f"{what}: this Python writes .pyc files of a form that is not known "
                           f"here: {said['unknown']}")
        return (data, None) if data else (None, said["problem"])


def compile_all(wheel, sources, args, compilers):
    """Yields place, place of the .pyc, and its bytes, or None and the problem, for each of the
    sources, in their order."""
    count = max(1, min(args.jobs, -(-len(sources) // FEW)))
    compilers.start(count)

    def ask(number):
        if number < len(sources):
            entry, place, _ = sources[number]
            compilers.ask(number % count, wheel=str(wheel), entry=entry,
                          path=f"{args.site}/{place}")

    # Each has one more request than it works at, so that none waits.
    for number in range(2 * count):
        ask(number)
    for number, (_, place, pyc) in enumerate(sources):
        data, problem = compilers.answer(number % count, place)
        ask(number + 2 * count)
        yield place, pyc, data, problem


# --- the archive ----------------------------------------------------------------


def digest_of(wheel, store):
    """A file of the store is called by its hash."""
    named = wheel == contents.place_of(store, wheel.name)
    return wheel.name if named else contents.sha256_of(wheel)


def write_archive(path, wheel, args, compilers):
    """Returns [(place, why there is no .pyc)]."""
    problems = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for place, pyc, data, problem in compile_all(wheel, sources_of(wheel, args.python), args,
                compilers):
            if data is None:
                problems.append((place, problem))
            else:
                member = zipfile.ZipInfo(pyc)
                member.external_attr = 0o100644 << 16
                archive.writestr(member, data)
    return problems


def made(args, wheels, compilers):
    """What the store keeps of each of WHEELS, [(filename, path)]; their archives come into the
    store together."""
    archives, found = {}, []
    with tempfile.TemporaryDirectory() as directory:
        for number, (filename, wheel) in enumerate(wheels):
            archive = pathlib.Path(directory) / f"{number}.zip"
            with naming(filename):
                problems = write_archive(archive, pathlib.Path(wheel), args, compilers)
            sha256 = contents.sha256_of(archive)
            archives[sha256] = archive
            found.append({"archive": sha256, "problems": problems})
        contents.put(args.tools, args.store,
                     {archive: sha256 for sha256, archive in archives.items()})
    return found


def whole(args, known):
    """What the store has of the same, if its archive is there, too; else None."""
    return known if known and contents.place_of(args.store, known["archive"]).exists() else None


def place_of_result(args, wheel):
    components = json.dumps([results.VERSIONS["bytecode"], digest_of(wheel, args.store),
                             args.python, args.site])
    return results.path_of(args.store, "bytecode", hashlib.sha256(components.encode()).hexdigest())


def archive_of(args, wheel, place, compilers):
    # The parts of a large wheel ask for the same at once.
    with held(args.store / "slots" / f"bytecode-{place.stem[:2]}"):
        return whole(args, results.recall(place)) or results.keep(
            place, made(args, [wheel], compilers)[0])


def make_missing(args, wheels, places, known, compilers):
    """Puts what is missing into KNOWN."""
    missing = [number for number, result in enumerate(known) if not result]
    if len(missing) == 1:
        number = missing[0]
        known[number] = archive_of(args, wheels[number], places[number], compilers)
        return
    for first in range(0, len(missing), TOGETHER):
        some = missing[first:first + TOGETHER]
        for number, result in zip(some, made(args, [wheels[number] for number in some],
                                             compilers)):
            known[number] = results.keep(places[number], result)


@contextlib.contextmanager
def naming(filename):
    """What is wrong is wrong with that wheel."""
    try:
        yield
    except (BadInput, zipfile.BadZipFile, NotImplementedError) as error:
        raise BadInput(f"{filename}: {error}") from error


def tell(filename, problems):
    for place, problem in problems[:MOST_NAMED]:
        say("bytecode.py", f"{filename}: {place} gets no .pyc: {problem}")
    if len(problems) > MOST_NAMED:
        say("bytecode.py", f"{filename}: {len(problems) - MOST_NAMED} more get none")


def main():
    args = parse_arguments()
    def interpreter():
        return find(args.python, args.interpreter, "PYLOCK_PYC_PYTHON")

    wheels, places = [wheel.partition("=")[::2] for wheel in args.wheels], []
    for filename, path in wheels:
        with naming(filename):
            places.append(place_of_result(args, pathlib.Path(path)))
    known = [whole(args, result) for result in results.recall_all(places)]
    with Compilers(interpreter) as compilers:
        make_missing(args, wheels, places, known, compilers)
    for (filename, _), result in zip(wheels, known):
        if not args.quiet:
            tell(filename, result["problems"])
        print(f"--bytecode\n{filename}={contents.place_of(args.store, result['archive'])}")
    return 0


if __name__ == "__main__":
    run(main)
