#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# inspect, where the dynamic loader looks for libraries: made-up trees of real libraries, made into
# an image; what is found there is what this machine's own loader finds in the same tree.
. "$(dirname "$0")/../tap.sh"
needs ld bwrap ldconfig gcc
cd "$tmp" || exit 1
python=$top/build/setup/venv/bin/python

cat >trees.py <<'PY'
"""Usage: trees.py SEED COUNT: trees of random libraries, asked of the loader and of inspect."""

import json
import os
import pathlib
import random
import shutil
import subprocess
import sys

NAMES = [f"lib{letter}.so" for letter in "abcdefg"]
DIRECTORIES = ["app", "app/lib", "opt/a", "opt/b", "opt/conf", "usr/lib"]
PATHS = ["$ORIGIN", "${ORIGIN}/lib", "$ORIGIN/../a", "$ORIGIN/..", "/opt/a", "/opt/b", "/none"]
PATHS += ["$ORIGIN/../../app/lib", "/opt/a/", "/opt//b", "/app/./lib"]
# What the loader of this machine makes of $LIB and $PLATFORM, which is some processors' own name.
LIB, PLATFORM = os.environ["lib"], os.environ["platform"]
DIRECTORIES += [f"opt/{LIB}"]
PATHS += ["/opt/$LIB", "$ORIGIN/../${LIB}", "/opt/$LIB/"]
if PLATFORM == os.uname().machine:
    # A directory of just that name would be searched below every other, too, as one for hardware.
    DIRECTORIES += [f"opt/{PLATFORM}-a"]
    PATHS += ["/opt/$PLATFORM-a", "/opt/./${PLATFORM}-a"]
LOADER = "/" + os.path.relpath(os.environ["loader"], "/")
chance = random.Random(int(sys.argv[1]))


def run(*command, **options):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, **options).stdout


def link(path, needed, rpath, new):
    """A library PATH of that name, which needs these and looks along RPATH."""
    path.parent.mkdir(parents=True, exist_ok=True)
    options = ["--enable-new-dtags" if new else "--disable-new-dtags"]
    options += ["-rpath", rpath] if rpath else []
    stubs = [f"stubs/{name}" for name in needed]
    run("ld", "-shared", "-o", path, "-soname", path.name, *options, "empty.o", *stubs)


def plant(root):
    """Random libraries; some directories hold one of that name that is for another machine."""
    for name in NAMES:
        for directory in chance.sample(DIRECTORIES, chance.choice([0, 1, 1, 2, 3])):
            others = [other for other in NAMES if other != name]
            needed = chance.sample(others, chance.choice([0, 1, 1, 2, 3]))
            paths = chance.sample(PATHS, chance.choice([0, 1, 1, 2]))
            path = root / directory / name
            link(path, needed, ":".join(paths), chance.random() < 0.5)
            if chance.random() < 0.15:
                data = bytearray(path.read_bytes())
                data[18] = 183 if data[18] != 183 else 62  # e_machine
                path.write_bytes(data)
    for directory in DIRECTORIES:
        (root / directory).mkdir(parents=True, exist_ok=True)
    link(root / LIB / "libc.so.6", [], None, True)
    (root / "etc").mkdir()
    (root / "etc/ld.so.conf").write_text(chance.choice(["/opt/conf\n", "# none\n"]))
    (root / LOADER[1:]).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(os.path.realpath(LOADER), root / LOADER[1:])
    run("bwrap", "--ro-bind", "/", "/", "--bind", root, "/mnt", "ldconfig", "-r", "/mnt")


def trace(root, path, library_path):
    """What the loader loads with PATH as the program, breadth first: (name, path or None)."""
    environment = ["--setenv", "LD_LIBRARY_PATH", library_path] if library_path else []
    environment += ["--setenv", "LD_TRACE_LOADED_OBJECTS", "1"]
    command = ["bwrap", "--ro-bind", root, "/", "--clearenv", *environment, LOADER, path]
    said = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False).stdout
    found = []
    for line in said.splitlines():
        name, _, where = line.strip().partition(" => ")
        if name.endswith(".so"):
            where = None if where == "not found" else os.path.normpath(where.split(" (")[0])
            found.append((name, where))
    return found


def met(own, said, name):
    """Whereto the need NAME of a file leads, by a trace in which it is loaded: None, when nowhere.
    A name can be found for one file, and not for another: of a file that is not the program, OWN,
    the trace does not say which it is (False)."""
    where = [path for other, path in said if other == name]
    return where[0] if own or len(where) == 1 else False


def expected(root, library_path):
    """For each library of this machine what its needs lead to, for whichever file that loads it:
    (path, name, where), where nothing is left open."""
    machine = (root / LOADER[1:]).read_bytes()[18]
    files = sorted(path for path in root.rglob("lib*.so") if path.read_bytes()[18] == machine)
    roots = [f"/{path.relative_to(root)}" for path in files]
    traces = {path: trace(root, path, library_path) for path in roots}
    for path in roots:
        said = run("readelf", "-dW", f"{root}{path}").splitlines()
        needed = [line.split("[")[1][:-1] for line in said if "(NEEDED)" in line]
        loading = [o for o in roots if path == o or path in [where for _, where in traces[o]]]
        for name in needed:
            answers = [met(path == other, traces[other], name) for other in loading]
            answers = [answer for answer in answers if answer is not None]
            if not answers or answers[0]:
                yield path[1:], name, answers[0][1:] if answers else None


def inspected(root, library_path):
    entries = []
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root)
        if path.is_symlink():
            entries.append(f"{name}->{os.readlink(path)}")
        else:
            entries.append(f"{name}/" if path.is_dir() else f"{name}=@{path}")
    variables = [f"LD_LIBRARY_PATH={library_path}"] if library_path else []
    config = {"architecture": os.environ["arch"], "os": "linux", "config": {"Env": variables}}
    pathlib.Path("config.json").write_text(json.dumps(config))
    run(f"{os.environ['top']}/tests/support/mklayer", "store", "layer.json", *entries)
    shutil.rmtree("layout", ignore_errors=True)
    tools = os.environ["bin"]
    run(
        f"{tools}/image",
        "--blobs",
        "store",
        "--config",
        "config.json",
        "-o",
        "layout",
        "layer.json",
    )
    said = json.loads(run(f"{tools}/inspect", "layout"))
    return {elf["path"]: elf.get("needed", {}) for elf in said["elf"] if ".so" in elf["path"]}


pathlib.Path("stubs").mkdir(exist_ok=True)
for name in NAMES:
    link(pathlib.Path("stubs") / name, [], None, True)
needs = found = 0
for number in range(int(sys.argv[2])):
    root = pathlib.Path("root")
    shutil.rmtree(root, ignore_errors=True)
    plant(root)
    library_path = chance.choice(["", "", "/opt/b", "/none:/app/lib;/opt/a"])
    ours = inspected(root, library_path)
    for path, name, wanted in expected(root, library_path):
        needs += 1
        found += wanted is not None
        if ours[path].get(name) != wanted:
            print(f"tree {number}: {path}: {name}: {ours[path].get(name)}, and not {wanted}")
            shutil.copytree(root, f"tree{number}", symlinks=True, dirs_exist_ok=True)
assert found > needs / 4 and needs - found > needs / 10, (needs, found)
PY

printf '' | gcc -x c -c -o empty.o -
loader=$(readelf -lW /bin/sh | sed -n 's/.*interpreter: \(.*\)]/\1/p')
arch=$(dpkg --print-architecture)
lib=$("$loader" --list-diagnostics | sed -n 's/^dl_dst_lib="\(.*\)"$/\1/p')
lib=${lib:-lib/$(gcc -print-multiarch)} # a glibc that does not tell
platform=$("$loader" --list-diagnostics | sed -n 's/^dl_platform="\(.*\)"$/\1/p')
export top bin loader arch lib platform
is 'of 25 trees of libraries all is found that the loader finds, and where it finds it' \
	"$("$python" trees.py "${SEED:-1}" "${N:-25}" 2>&1)" ''
done_testing
