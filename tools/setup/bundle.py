#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""bundle.py: packs what some targets of a project need, and what `make setup` needs, into one file
for a machine without network.

The file is a tar archive: first `pylock-bundle`, a list of all files by hash, size, kind and name,
then each as sha256/<2 hex>/<64 hex>, as in the store. Equal content gives equal bytes. See
bundle.py(1).
"""

import collections
import hashlib
import io
import json
import os
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile

sys.path[0] = os.path.dirname(sys.path[0])

from wheels.buildparts import parts
from lib.commandline import ArgumentParser
from lib.badinput import BadInput
from pypa.manylinux import OLD_NAMES

TIME = 315532800  # 1980-01-01, as in layers
SETUP = pathlib.Path(__file__).parent
# What an item is for. `setup-` ones are what make setup installs, `build-` ones and crates what
# builds of sdists take.
KINDS = ("wheel", "sdist", "built", "build-wheel", "build-deb", "crate", "deb", "base",
         "interpreter", "setup-wheel", "setup-deb")

Item = collections.namedtuple("Item", "sha256 size kind filename")


def parse_arguments():
    parser = ArgumentParser(prog="bundle.py",
                            description="Packs what targets need for a machine without network.")
    parser.add_argument("--tools", type=pathlib.Path, required=True,
                        help="the framework's build directory")
    parser.add_argument("--store", type=pathlib.Path, required=True,
                        help="the content-addressed store")
    parser.add_argument("--no-setup", action="store_true",
                        help="leave out what make setup installs")
    parser.add_argument("-o", dest="output", type=pathlib.Path, required=True, metavar="FILE",
                        help="the bundle")
    parser.add_argument("targets", nargs="+", metavar="TARGET",
                        help="a target, of which build/<TARGET> has the plan")
    return parser.parse_args()


def path_in(store, sha256):
    return store / "sha256" / sha256[:2] / sha256


def item_of(store, sha256, kind, filename):
    """An item that the store has."""
    if not re.fullmatch(r"[0-9a-f]{64}",
                        sha256) or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._+~!%-]*", filename):
        raise BadInput(f"{filename!r}, {sha256!r}: not a filename and a sha256")
    try:
        return Item(sha256, path_in(store, sha256).stat().st_size, kind, filename)
    except FileNotFoundError:
        raise BadInput(f"{filename}: not in the store {store}; run `make bundle` again") from None


def run(command, what, **options):
    try:
        return subprocess.run(command, check=True, text=True, **options)
    except subprocess.CalledProcessError as error:
        raise BadInput(f"{what} cannot be had ({pathlib.Path(command[0]).name} ended with "
                       f"{error.returncode})") from error


def put_into_store(args, files, kind):
    """FILES become content of the store; returns their items."""
    found, lines = [], []
    for path in sorted(files):
        with open(path, "rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        lines.append(f"{sha256} {path.stat().st_size} {path.name} {path.resolve().as_uri()}\n")
        found.append((sha256, path.name))
    run([args.tools / "bin" / "fetch", "--quiet", "--store", args.store, "-"],
        "what was downloaded", input="".join(lines))
    return [item_of(args.store, sha256, kind, name) for sha256, name in found]


def download_wheels(args, requirements, kind, options=()):
    """The wheels that fit this machine, or what the options of pip say, of pinned requirements with
    hashes."""
    with tempfile.TemporaryDirectory() as directory:
        run([args.tools / "setup" / "venv" / "bin" / "python", "-m", "pip", "download", "--quiet",
             "--disable-pip-version-check",
             "--require-hashes", "--no-deps", "--only-binary", ":all:", "-d", directory, *options,
             "-r", requirements],
            f"the wheels of {requirements}")
        return put_into_store(args, pathlib.Path(directory).iterdir(), kind)


# --- what a target needs ----------------------------------------------------------


def of_build(args, build, name, entry, sdist, policy):
    """What a build of an sdist takes, so that it can be repeated: what it requires and, of one in a
    root, that root and crates."""
    fits = ()
    if entry["builder"] != "native":
        (machine, glibc, python), files = parts(args.tools, args.store, build, name, entry, sdist)
        for sha256, kind, filename in files:
            yield item_of(args.store, sha256, kind, filename)
        fits = ["--python-version", python, "--implementation", "cp", "--abi",
                f"cp{python.replace('.', '')}", "--abi", "abi3", "--abi", "none",
                *(word for minor in range(glibc[1], 4, -1)
                  for word in ("--platform", f"manylinux_2_{minor}_{machine}")),
                *(word for name in OLD_NAMES for word in ("--platform", f"{name}_{machine}")),
                "--platform", f"linux_{machine}"]
    yield from build_requirements(args, entry["requires"], policy, fits)


def build_requirements(args, pins, policy, fits):
    """The wheels that a build of an sdist requires; their hashes make sure that the index does not
    matter."""
    if not pins:
        return []
    urls = [index["url"] for _,
            index in sorted(policy["indexes"].items(), key=lambda pair: pair[0] != "default")]
    index = ["--index-url", urls[0],
             *(word for url in urls[1:] for word in ("--extra-index-url", url))]
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write("".join(f"{pin}\n" for pin in pins))
        file.flush()
        return download_wheels(args, file.name, "build-wheel", [*index, *fits])


def of_plan(args, target):
    build = pathlib.Path("build") / target
    policy = json.loads((build / "policy.json").read_text(encoding="utf-8"))
    lock = pathlib.Path(f"built.{target}.lock")
    built = json.loads(lock.read_text(encoding="utf-8")) if lock.exists() else {}
    for package in json.loads((build / "plan.json").read_text(encoding="utf-8"))["packages"]:
        file = package["file"]
        yield item_of(args.store, file["sha256"], file["kind"], file["filename"])
        if file["kind"] == "sdist":
            entry = built[package["name"]]
            yield item_of(args.store, entry["wheel"]["sha256"], "built", entry["wheel"]["filename"])
            yield from of_build(args, build, package["name"], entry,
                                path_in(args.store, file["sha256"]), policy)


def of_projects(args, target):
    """What builds of the project's own packages take."""
    build = pathlib.Path("build") / target
    policy = json.loads((build / "policy.json").read_text(encoding="utf-8"))
    for described in sorted(build.glob("project/*/package.json")):
        name = json.loads(described.read_text(encoding="utf-8"))["name"]
        source = json.loads(described.with_name("source.json").read_text(encoding="utf-8"))
        built = json.loads(pathlib.Path(f"built.{target}.lock").read_text(encoding="utf-8"))
        yield from of_build(args, build, name, {"version": None, **built[name]},
                            path_in(args.store, source["digest"].removeprefix("sha256:")), policy)


def of_image(args, digest):
    """An image of a registry: its manifest and the blobs that this names."""
    manifest = item_of(args.store, digest, "base", digest)
    yield manifest
    text = json.loads(path_in(args.store, digest).read_bytes())
    for blob in [text["config"], *text["layers"]]:
        digest = blob["digest"].removeprefix("sha256:")
        yield item_of(args.store, digest, "base", digest)


def of_base(args, target):
    """The Debian packages or the image that the base's lock names. Another base is a file of the
    project's own."""
    lock = pathlib.Path("build") / target / "base.lock"
    lines = lock.read_text(encoding="utf-8").splitlines() if lock.exists() else []
    for line in lines:
        words = line.split()
        if line.startswith("#") or not words:
            continue
        if words[0].startswith("sha256:"):
            yield from of_image(args, words[-1].removeprefix("sha256:"))
        else:
            yield item_of(args.store, words[4], "deb", words[5].rsplit("/", 1)[-1])


def of_stages(args, target):
    """What else the stages of a target take from the store, as they say: SHA256:KIND:FILENAME."""
    for word in (pathlib.Path("build") / target / "bundle.extra").read_text(
            encoding="utf-8").split():
        sha256, kind, filename = word.split(":", 2)
        if kind not in KINDS:
            raise BadInput(f"{target}: {kind!r} is not a kind of file that bundles have")
        yield item_of(args.store, sha256, kind, filename)


# --- what make setup needs -----------------------------------------------------------


def machine():
    """The release and architecture of this Debian machine."""
    release = dict(re.findall(r'^([A-Z_]+)="?([^"\n]*)',
                              pathlib.Path("/etc/os-release").read_text(encoding="utf-8"), re.M))
    arch = run(["dpkg", "--print-architecture"], "the architecture",
               stdout=subprocess.PIPE).stdout.strip()
    return release.get("VERSION_CODENAME", ""), arch


def of_setup(args, suite, arch):
    yield from download_wheels(args, SETUP / "python.txt", "setup-wheel")
    names = re.findall(r"^image\t(\S+)", (SETUP / "debian.txt").read_text(encoding="utf-8"), re.M)
    with tempfile.TemporaryDirectory() as directory:
        lock = pathlib.Path(directory) / "setup.lock"
        lister = [SETUP.parent / "debian" / "baselock.sh"]
        run([*lister, "--suite", suite, "--arch", arch, "-o", lock, *names],
            "the Debian packages that setup installs")
        files = run([*lister, "--list", lock], "their addresses", stdout=subprocess.PIPE).stdout
    run([args.tools / "bin" / "fetch", "--quiet", "--store", args.store, "-"],
        "the Debian packages that setup installs", input=files)
    for line in files.splitlines():
        sha256, _, filename = line.split()[:3]
        yield item_of(args.store, sha256, "setup-deb", filename)


# --- the archive ------------------------------------------------------------------------


def member(name, size):
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = size, TIME, 0o444
    return info


class Hashing(io.RawIOBase):
    """A file that is hashed while it is read."""

    def __init__(self, file):
        self.file, self.hash = file, hashlib.sha256()

    def read(self, size=-1):
        data = self.file.read(size)
        self.hash.update(data)
        return data


def pack(args, header, items):
    """Writes the bundle, complete or not at all."""
    kept = {(item.sha256, item.kind, item.filename): item for item in items}
    ordered = sorted(kept.values(),
                     key=lambda item: (KINDS.index(item.kind), item.filename, item.sha256))
    manifest = (header + "".join(f"{item.sha256} {item.size} {item.kind} {item.filename}\n"
                                 for item in ordered)).encode()
    sizes = {item.sha256: item.size for item in ordered}
    args.output.parent.mkdir(parents=True, exist_ok=True)
    new = args.output.with_name(args.output.name + ".new")
    try:
        with open(new, "wb") as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.USTAR_FORMAT) as tar:
                tar.addfile(member("pylock-bundle", len(manifest)), io.BytesIO(manifest))
                for sha256, size in sorted(sizes.items()):
                    with open(path_in(args.store, sha256), "rb") as content:
                        hashing = Hashing(content)
                        tar.addfile(member(f"sha256/{sha256[:2]}/{sha256}", size), hashing)
                    if hashing.hash.hexdigest() != sha256:
                        raise BadInput(f"{path_in(args.store, sha256)}: the content is not what "
                                       f"its name says; remove it and try again")
            file.flush()
            os.fsync(file.fileno())
        new.replace(args.output)
    finally:
        new.unlink(missing_ok=True)
    return len(sizes)


def main():
    args = parse_arguments()
    header = "# pylock.mk bundle 1\n"
    items = []
    for target in args.targets:
        items += [*of_plan(args, target), *of_projects(args, target), *of_base(args, target),
                  *of_stages(args, target)]
    if not args.no_setup:
        suite, arch = machine()
        items += of_setup(args, suite, arch)
        header += f"# setup {suite} {arch}\n"
    header += f"# targets {' '.join(sorted(args.targets))}\n"
    count = pack(args, header, items)
    with open(args.output, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    print(f"{args.output}: {count} files, {(args.output.stat().st_size + 500_000) // 1_000_000} "
          f"MB, sha256 {digest}")


if __name__ == "__main__":
    try:
        main()
    except BadInput as error:
        sys.exit(print(f"bundle.py: {error}", file=sys.stderr) or 1)
    except (OSError, ValueError, KeyError, TypeError) as error:
        sys.exit(print(f"bundle.py: {type(error).__name__}: {error}", file=sys.stderr) or 3)
