#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# sdist.py: unpacks links that stay inside as Python's own data filter does (PEP 721), and refuses
# all that lead out, in whatever order the members come.
. "$(dirname "$0")/../tap.sh"
python=$top/build/setup/venv/bin/python

cat >"$tmp/cases.py" <<'EOF2'
import io
import os
import pathlib
import subprocess
import sys
import tarfile
import warnings
import zipfile

sys.path[:0] = [sys.argv[1]]
from lib.badinput import BadInput
from wheels.sdist import build_system, checked_requirements, unpack

here = pathlib.Path(sys.argv[2])
LONG = "d" * 247
TYPES = {"file": tarfile.REGTYPE, "dir": tarfile.DIRTYPE, "sym": tarfile.SYMTYPE,
         "hard": tarfile.LNKTYPE, "fifo": tarfile.FIFOTYPE, "device": tarfile.CHRTYPE}


def add(tar, name, kind="file", target="", content="x"):
    member = tarfile.TarInfo(name)
    member.type = TYPES[kind]
    member.linkname, member.mode = target, 0o644
    member.size = len(content) if kind == "file" else 0
    if "\0" in target:
        member.pax_headers = {"linkpath": target}
    tar.addfile(member, io.BytesIO(content.encode()))


def whole(name, kind="file", target=""):
    return name, kind, target


def zipped(archive, members):
    """The same as a zip archive, if one can hold them."""
    if any(kind not in ("file", "dir", "sym") or "\0" in target for _, kind, target in members):
        return None
    with warnings.catch_warnings(), zipfile.ZipFile(archive, "w") as file:
        warnings.simplefilter("ignore")  # names that occur twice are meant
        for name, kind, target in members:
            entry = zipfile.ZipInfo(name + "/" * (kind == "dir"))
            entry.external_attr = {"file": 0o100644, "dir": 0o40755, "sym": 0o120777}[kind] << 16
            file.writestr(entry, target or "x" * (kind == "file"))
    return archive


def tree(directory):
    found = []
    for path in sorted(directory.rglob("*")):
        what = f"-> {os.readlink(path)}" if path.is_symlink() else "/" if path.is_dir() else \
            f"{path.read_text()} {path.stat().st_nlink}"
        found.append(f"{path.relative_to(directory)} {what}")
    return "; ".join(found)


def ours(archive, directory):
    try:
        unpack(archive, directory)
    except BadInput as error:
        return f"refused: {error}"
    return tree(directory)


def oracle(archive, directory):
    """What GNU tar makes of it."""
    directory.mkdir(parents=True)
    subprocess.run(["tar", "--keep-directory-symlink", "-xf", archive, "-C", directory], check=True)
    return tree(directory)


FILTER = """
import sys, tarfile
try:
    with tarfile.open(sys.argv[1]) as tar:
        tar.extractall(sys.argv[2], filter="data")
except (tarfile.FilterError, KeyError, OSError):
    print("refused")
"""


def filtered(archive, directory):
    """What the data filter makes of it, in a Python that has one."""
    command = [sys.argv[3], "-c", FILTER, archive, directory]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return done.stdout.strip() or tree(directory)


# Members as they stand in the archive: a name, and for what is no file its kind and target.
GOOD = {
    "a link to a file beside it": ["p/a", ("p/b", "sym", "a")],
    "a link before what it leads to": [("p/b", "sym", "a"), "p/a"],
    "a link that dangles inside": [("p/b", "sym", "nowhere/x"), "p/a"],
    "a link upwards": ["p/a", ("p/d/e/b", "sym", "../../a")],
    "a link to the top directory": ["p/a", ("p/d/b", "sym", "..")],
    "a link to itself": ["p/a", ("p/here", "sym", ".")],
    "a link to a directory": ["p/lib/a", ("p/lib64", "sym", "lib")],
    "a file below a link": ["p/lib/a", ("p/lib64", "sym", "lib"), "p/lib64/b"],
    "a link below a link": ["p/lib/a", ("p/lib64", "sym", "lib"), ("p/lib64/b", "sym", "../c"),
                            "p/c"],
    "a chain of links": ["p/a", ("p/b", "sym", "a"), ("p/c", "sym", "./b"),
                         ("p/d", "sym", "c")],
    "a hard link": ["p/a", ("p/b", "hard", "p/a")],
    "a hard link over a link": ["p/d/a", ("p/e", "sym", "d"), ("p/b", "hard", "p/e/a")],
    "a directory over a link to one": [("p/d", "dir"), ("p/e", "sym", "d"), ("p/e", "dir"),
                                       "p/e/a"],
    "a link that a second one replaces": ["p/a", "p/b", ("p/l", "sym", "a"), ("p/l", "sym", "b")],
}
BAD = {
    "an absolute link": [("p/b", "sym", "/etc/passwd")],
    "an absolute hard link": [("p/b", "hard", "/etc/passwd")],
    "a link that climbs": [("p/b", "sym", "../../outside")],
    "a link that climbs from below": [("p/d/b", "sym", "../../../outside")],
    "a hard link that climbs": [("p/b", "hard", "../outside")],
    "a hard link to nothing": [("p/b", "hard", "p/a")],
    "a hard link to what comes later": [("p/b", "hard", "p/a"), "p/a"],
    "a file over a link out": [("p/b", "sym", "../../outside"), "p/b"],
    "a file below a link out": [("p/b", "sym", "../.."), "p/b/outside"],
    "a chain that climbs": [("p/a", "sym", "."), ("p/b", "sym", "a/../../outside")],
    "a device": [("p/b", "device")],
    "a pipe": ["p/a", ("p/b", "fifo")],
}
# Those the data filter of some versions of Python lets pass, or of all: a link whose way is made
# later, one that is too long to be looked at, one out of the top directory.
WORSE = {
    "a way made later": [("p/d", "dir"), ("p/l", "sym", "d/m/../../x"), ("p/d/m", "sym", ".."),
                         "p/x"],
    "a way made later that climbs": [("p/l", "sym", "m/../../x"), ("p/m", "sym", "."), "p/l"],
    "a file through a way made later": [("p/l", "sym", "m/n/../../.."), ("p/m", "dir"),
                                        ("p/m/n", "sym", ".."), "p/l/outside"],
    "a way that is too long": [*((f"p/{'/'.join([LONG] * i)}", "dir") for i in range(1, 16)),
                               ("p/s", "sym", "/".join([LONG] * 15)),
                               (f"p/s/{LONG}", "dir"), (f"p/s/{LONG}/t", "sym", "../" * 20),
                               (f"p/s/{LONG}/t/outside")],
    "a link to a neighbour of the top directory": ["p/a", ("p/b", "sym", "../q")],
    "a link out and back": ["p/a", ("p/b", "sym", "../p/a")],
    "a link as the top directory": [("p", "sym", ".")],
    "a link to an absolute link": [("p/a", "sym", "b"), ("p/b", "sym", "/etc")],
    "a chain without end": [("p/a", "sym", "b"), ("p/b", "sym", "a"), ("p/a/c", "file")],
    "a file below a file": ["p/a", "p/a/b"],
    "a file over a directory": ["p/a/b", "p/a"],
    "a name that is too long": ["p/" + 300 * "x"],
    "a name with a NUL": [("p/b", "sym", "a\0b")],
}
(here / "outside").write_text("mine")
for number, (name, members) in enumerate([*GOOD.items(), *BAD.items(), *WORSE.items()]):
    archive = here / f"{number}.tar.gz"
    with tarfile.open(archive, "w:gz", format=tarfile.PAX_FORMAT) as tar:
        for member in members:
            add(tar, *([member] if isinstance(member, str) else member))
    (here / f"o{number}").mkdir()
    got = ours(archive, here / f"o{number}" / "source")
    wanted = oracle(archive, here / f"t{number}") if name in GOOD else "refused"
    if sys.argv[3] and name not in WORSE:
        print(f"{name}: data filter", filtered(archive, here / f"f{number}"), wanted, sep="\t")
    if name not in GOOD:
        got = got.split(":")[0]
        if [path.name for path in (here / f"o{number}").iterdir()] not in ([], ["source"]):
            got += ", but wrote outside"
    print(name, got, wanted, sep="\t")
    archive = zipped(here / f"{number}.zip", [
        whole(*([member] if isinstance(member, str) else member)) for member in members])
    if archive:
        (here / f"z{number}").mkdir()
        got = ours(archive, here / f"z{number}" / "source")
        if name not in GOOD:
            got = got.split(":")[0]
            if [path.name for path in (here / f"z{number}").iterdir()] not in ([], ["source"]):
                got += ", but wrote outside"
        print(f"{name}, as a zip archive", got, wanted, sep="\t")
for name, broken in (("cut off", b"PK\5\6" + 30 * b"x"), ("no archive", b"x")):
    (here / "broken.zip").write_bytes(broken)
    got = ours(here / "broken.zip", here / "broken")
    print(f"an archive that is {name}", got.split(":")[0], "refused", sep="\t")
print("nothing is written outside", (here / "outside").read_text(), "mine", sep="\t")


def said(requires='[]', backend='"x"', path='[]', text=None):
    """What is said of an sdist whose pyproject.toml is that, or nothing."""
    archive = here / "said.tar"
    text = text or (f"[build-system]\nrequires = {requires}\nbuild-backend = {backend}\n"
                    f"backend-path = {path}\n")
    with tarfile.open(archive, "w") as tar:
        add(tar, "p/pyproject.toml", content=text)
    try:
        return build_system(archive) and ""
    except BadInput as error:
        return str(error)


def name_of(text):
    with tarfile.open(here / "named.tar", "w") as tar:
        add(tar, "p/pyproject.toml", content=text)
    return build_system(here / "named.tar").project


for what, text, name in (
        ("project", '[project]\nname = "A.b"\n[tool.poetry]\nname = "c"', "A.b"),
        ("Poetry", '[tool.poetry]\nname = "A_b"', "A_b"), ("nobody", "", ""),
        ("project, which has none", '[project]\nx = 1\n[tool.poetry]\nname = "c"', ""),
        ("a tool that is no table", "tool = 1", ""), ("a number", "[project]\nname = 1", ""),
        ("Poetry, no table", "[tool]\npoetry = 1", "")):
    print(f"the name by {what}", name_of(text), name, sep="\t")
for line in ("a", "a >= 1 ; python_version > '3'", "a[x]~=2.0", "a==1.*"):
    print(f"a requirement: {line}", said(f'["{line}"]'), "", sep="\t")
for line in ("a @ file:///etc/passwd", "a@https://example.org/a.whl", "--index-url=http://x/",
             "-r /etc/passwd", "./a", "/etc/passwd", "https://example.org/a.whl", "git+ssh://g/a",
             "a\\n--index-url http://x/", "a ; x == '\\n-r y'", "${HOME}", "",
             "a ; " + 2000 * "("):
    print(f"no requirement of a release: {line[:40]}", ": build-system.requires: " in
          said(f'["{line}"]'), True, sep="\t")
for text, backend in (("an option", "-c"), ("a path", "../x"), ("a blank", "a b"),
                      ("a statement", "a:b;c"), ("nothing", "")):
    print(f"a back end that is {text}", " is not the name of a build back end" in
          said(backend=f'"{backend}"'), True, sep="\t")
for part in ("..", "../x", "a/../..", "/tmp", "a\\n"):
    print(f"a backend-path that leads out: {part}", " leads out of the sdist" in
          said(path=f'["{part}"]'), True, sep="\t")
for part in ("", ".", "src", "a/../b", "..."):
    print(f"a backend-path: {part}", said(path=f'["{part}"]'), "", sep="\t")
for name, text in (("nested arrays", "x = " + 100000 * "["), ("half", "[build-system"),
                   ("nested tables", "x = " + 20000 * "{a="), ("a string", "build-system = 1"),
                   ("a NUL", 'x = "\\u0000"'), ("numbers", "[build-system]\nrequires = [1]"),
                   ("a table", "[build-system.requires]")):
    got = said(text=text)
    print(f"pyproject.toml of {name}: one line", (got.startswith("pyproject.toml:"), "\n" in got),
          (True, False), sep="\t")
for name, value in (("no list", "a"), ("a list of numbers", [1]), ("an object", {"a": 1}),
                    ("a nested list", [["a"]]), ("an address", ["a @ http://x/a.whl"])):
    try:
        got = checked_requirements(value, "returned")
    except BadInput as error:
        got = str(error).startswith("returned: ")
    print(f"what a back end returns: {name}", got, True, sep="\t")

TOML = '[build-system]\nrequires = []\nbuild-backend = "maturin"\n'
for name, kind, target in (("a symbolic link", "sym", "d/real.toml"),
                           ("a hard link", "hard", "p/d/real.toml")):
    archive = here / f"pyproject-{kind}.tar"
    with tarfile.open(archive, "w") as tar:
        add(tar, "p/d/real.toml", content=TOML)
        add(tar, "p/pyproject.toml", kind, target)
    print(f"pyproject.toml may be {name}", build_system(archive).backend, "maturin", sep="\t")
with zipfile.ZipFile(here / "old.zip", "w") as file:
    file.writestr("p/d/real.toml", TOML)
    entry = zipfile.ZipInfo("p/pyproject.toml")
    entry.external_attr = 0o120777 << 16
    file.writestr(entry, "d/real.toml")
print("and so in a zip archive", build_system(here / "old.zip").backend, "maturin", sep="\t")
with tarfile.open(here / "cycle.tar", "w") as tar:
    add(tar, "p/pyproject.toml", "sym", "pyproject.toml")
print("or a link to itself: none", build_system(here / "cycle.tar").backend,
      "setuptools.build_meta:__legacy__", sep="\t")
EOF2
mkdir "$tmp/here"
filter=$(python3 -c 'import sys, tarfile; tarfile.data_filter; print(sys.executable)' 2>/dev/null)
"$python" "$tmp/cases.py" "$top/tools" "$tmp/here" "$filter" >"$tmp/results" 2>"$tmp/said"
is 'all cases ran' "$? $(cat "$tmp/said")" '0 '
while IFS=$'\t' read -r name got wanted; do
	is "$name" "$got" "$wanted"
done <"$tmp/results"
done_testing
