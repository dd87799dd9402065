# SPDX-License-Identifier: MIT
"""malformedworld.py: one well-formed file of each kind that the programs read, made in a directory
by the tests' helpers and by the programs themselves; what is just text, in tests/random/samples."""

import json
import pathlib
import subprocess

import malformedparts as parts
from malformedindex import Index, policy, serve
from malformedparts import SITE, Sample, sha256, top
from malformedrecords import add_records
from malformedscripts import add_script_samples

# Those in tests/random/samples: what readers call them, their form, and their file.
WRITTEN = {
    "target": ("json", "target.json"),
    "requirements": ("text", "requirements.in"),
    "constraints": ("text", "constraints.txt"),
    "overrides": ("text", "overrides.txt"),
    "pyproject": ("toml", "pyproject.toml"),
    "lock": ("toml", "pylock.here.toml"),
    "resolved": ("text", "resolved.txt"),
    "tool": ("json", "tool.json"),
    "files": ("json", "files.json"),
    "room": ("text", "room"),
    "names": ("text", "explicit.txt"),
    "arguments": ("text", "arguments"),
    "makefile": ("text", "Makefile"),
    "uv.lock": ("toml", "uv.lock"),
    "poetry.lock": ("toml", "poetry.lock"),
    "pdm.lock": ("toml", "pdm.lock"),
    "Pipfile.lock": ("json", "Pipfile.lock"),
    "Pipfile": ("toml", "Pipfile"),
    "questions": ("json lines", "questions"),
    "netrc": ("text", "netrc"),
    "keyring": ("json", "answer"),
    "over": ("text", "over"),
    "ignore": ("text", "dockerignore"),
    "steps": ("text", "made.steps"),
    "config": ("json", "config.json"),
    "values": ("text", "values"),
    "uncompiled": ("json", "uncompiled.json"),
    "owners": ("text", "owners"),
    "build.log": ("text", "build.log"),
    "plan": ("json", "plan.json"),
    "python.json": ("json", "python.json"),
    "key": ("text", "inputs.key"),
    "freeze": ("text", "freeze.txt"),
    "run": ("json", "run.json"),
    "references": ("json", "references.json"),
    "source-plan": ("json", "source-plan.json"),
    "importcheck": ("json", "importcheck.json"),
    "smoke": ("text", "smoke.py"),
    "mended": ("json", "mend.json"),
    "provided.json": ("json", "provided.json"),
    "base.lock": ("text", "base.lock"),
    "image.lock": ("text", "image.lock"),
    "device": ("json", "device.json"),
    "built.lock": ("json", "built.here.lock"),
    "auth.json": ("json", "auth.json"),
}
IN_BASE = (
    "etc/os-release etc/passwd var/lib/dpkg/status lib/apk/db/installed etc/ld.so.conf "
    f"opt/venv/pyvenv.cfg usr/local/cuda/version.json {SITE}/six-1.dist-info/METADATA "
    f"{SITE}/six-1.dist-info/RECORD {SITE}/six-1.dist-info/entry_points.txt {SITE}/x.pth"
).split()


class World:
    """The samples, by their names, and where each well-formed one is: paths["plan"]."""

    def __init__(self, directory, binaries):
        self.directory, self.binaries, self.samples = directory, binaries, {}
        self.paths = {}

    def put(self, name, sample):
        place = self.directory / name
        place.mkdir()
        self.samples[name], self.paths[name] = sample, sample.place(place, sample.content)

    def add(self, name, form, content, filename=None, placing=None):
        if not isinstance(content, bytes):
            content = (content if isinstance(content, str) else json.dumps(content)).encode()
        self.put(name, Sample(form, content, filename or name, placing))

    def run(self, program, *arguments):
        """What a program prints, which has to succeed."""
        call = [str(self.binaries / program), *(str(argument) for argument in arguments)]
        done = subprocess.run(call, capture_output=True, cwd=self.directory, check=False)
        if done.returncode:
            raise RuntimeError(f"{' '.join(call)}: {done.stderr.decode()}")
        return done.stdout


def make_world(directory, binaries):
    """A World in DIRECTORY/samples, with all samples."""
    place = directory / "samples"
    place.mkdir()
    world = World(place, binaries)
    for name, (form, file) in WRITTEN.items():
        world.add(name, form, (top / "tests/random/samples" / file).read_bytes(), file)
    for add in (add_words, add_index, add_wheels, add_files, add_packages, add_layouts,
                add_results, add_records, add_script_samples):
        add(world)
    return world


def add_words(world):
    """What is not read from a file but stands on the command line, without NULs."""
    world.add("wheel-name", "text", "alpha-1.0-1a-cp311-abi3-manylinux_2_17_x86_64.whl", "name",
              lambda _, new: new.replace(b"\0", b"0").decode(errors="surrogateescape")[:100_000])


def add_index(world):
    root = world.directory.parent
    url = serve(root)
    index = Index(root, url)
    for name, sample in index.samples().items():
        world.put(name, sample)
    world.served = {name: f"{url}/samples/{name}/simple/alpha/{index.names[0]}"
                    for name in index.samples()}
    address = f"{url}/samples/page.html/simple"
    world.add("policy", "json", policy(address), "policy.json")
    keyring = world.directory / "fake/keyring"
    keyring.parent.mkdir()
    keyring.write_text('#!/bin/sh\ncat "$ANSWER"\n', encoding="ascii")
    keyring.chmod(0o755)
    filename, content = next(iter(index.files.items()))
    digest = sha256(content)
    world.add("list", "text", f"# list\n{digest} {len(content)} {filename} "
              f"{address}/alpha/{filename}\n")
    there = {"filename": filename, "sha256": digest, "size": None}
    known = {"filename": "b.whl", "sha256": "0" * 64, "size": 5, "urls": ["http://h/b.whl"]}
    world.add("locate-plan", "json", {"packages": [
        {"name": "alpha", "version": "1.0", "index": "default", "file": there},
        {"name": "beta", "version": "1.0", "index": "default", "file": known},
    ]}, "plan.json")


def add_wheels(world):
    made = parts.wheel()
    world.add("wheel", "bytes", made.archive(), made.filename())
    for member in ("METADATA", "WHEEL", "RECORD", "entry_points.txt"):
        world.put(f"wheel-{member.lower()}", parts.in_wheel(member))
    library = next(entry.content for entry in made.entries if entry.name.endswith("liba.so"))
    world.add("elf", "bytes", library, "a.so")


def add_files(world):
    world.add("source", "text", b"x", "source.txt")
    world.add("component", "bytes", b"text", "file")
    world.add("filelist", "text", "dir\t0755\t/opt/venv\ntext\t0644\t/opt/x\ta\\nb\n"
              f"link\t/opt/l\t/usr/bin/x\nfile\t-\t/usr/bin/run\t{world.paths['source']}\n", "list")


def add_packages(world):
    control = (b"Package: made\nVersion: 1:2.3-4~x\nArchitecture: amd64\nMulti-Arch: same\n"
               b"Maintainer: a <b>\nDescription: short\n long\n .\n")
    usual = {
        "control": control,
        "postinst": b"#!/bin/sh\nset -e\nupdate-alternatives --install /usr/bin/a a /usr/bin/b 5\n",
        "conffiles": b"/etc/x\n",
        "triggers": b"interest a\n",
    }

    def place(directory, changes):
        path = directory / "made.deb"
        path.write_bytes(parts.deb({**usual, **changes}, {
            "./": None, "./usr/": None, "./usr/bin/": None, "./usr/bin/it": b"it",
            "./usr/bin/link": "it", "./etc/": None, "./etc/ld.so.conf": b"/opt/lib\n"}))
        return path

    for name, content in usual.items():
        world.add(f"deb-{name}", "text", content, "made.deb",
                  lambda directory, new, name=name: place(directory, {name: new}))
    with open(world.paths["deb-control"], "rb") as file:
        world.add("deb", "bytes", file.read(), "made.deb")
    world.add("rootfs", "bytes", parts.base_tar(), "root.tar")


def add_layouts(world):
    made = parts.layout_parts(world.directory / "made")
    for part, content in made.items():
        form = "bytes" if part in ("layer", "tar") else "json"
        world.put(f"layout-{part}", parts.in_layout(form, content, part))
    world.add("manifest", "json", made["manifest"], "manifest.json")
    world.add("image-index", "json", made["index"], "index.json")
    for path in IN_BASE:
        name = path.rpartition("/")[2].lower()
        world.put(f"base-{name}", parts.in_base(path, "json" if path.endswith("json") else "text"))


def add_results(world):
    """What programs print or write."""
    out = world.directory
    base = world.paths["layout-index"]
    tree = out / "made.tree"
    world.add("facts", "json", world.run("basefacts", "--tree", tree, base), "facts.json")
    world.add("tree", "bytes", tree.read_bytes(), "base.tree")
    layer = ["--python", "3.11", "--prefix", "/opt/venv", "--site", f"/{SITE}"]
    world.add("layer", "json", world.run(
        "layer", *layer, "--store", out / "store", world.paths["wheel"]), "layer.json")
    record = out / "made.json"
    world.run("cachekey", "s", "a=1", f"c@{world.paths['component']}", "--record", record)
    world.add("record", "json", record.read_bytes(), "record.json")
    inputs = json.loads((top / "tests/fuzz/checks.json").read_bytes())
    wheel = pathlib.Path(world.paths["wheel"]).read_bytes()
    stored = sha256(wheel)
    place = out / "store" / "sha256" / stored[:2] / stored
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(wheel)
    world.add("origins", "text", f"wheel {stored} {pathlib.Path(world.paths['wheel']).name} pyc\n"
              f"list {'1' * 64}\nbase {'2' * 64}\n"
              f"known {'3' * 64}\n")
    for name in ("plan", "evidence", "flaws", "sources", "provided", "owned", "opened"):
        world.add(f"verify-{name}", "json", inputs[name], f"{name}.json")
