# SPDX-License-Identifier: MIT
"""malformedscripts.py: how each program in Python and shell is run, and what it then reads."""

import io
import json
import platform
import tarfile

from malformedparts import sha256, tar, wheel
from malformedreaders import Reader

FILES = "-r {requirements} -c {constraints} -o {overrides}"
BUILD = (
    "--tools {top}/build --store {out}/store --work {out}/work --policy {policy} --target {target} "
    "--plan {plan} --offline --lock {built.lock}"
)
NEEDS_NETWORK = "its inputs are read by programs that are in the table, before it asks the network"
# Programs that are not in the table, and why.
ELSEWHERE = {
    "resolve/pipcompile.py": "pip's own reader reads its requirements: tests/pypa/requirements.t",
    "resolve/resolve.sh": NEEDS_NETWORK,
    "debian/baseconfigure.sh": "mmdebstrap reads its packages, which baselayer has read before",
    "analyze/migrate.sh": "migrate and lockpins read what it is given",
    "report/imagebase.sh": "git and baseimage.sh read what it asks for: tests/report/imagebase.t",
    "setup/bundle.sh": "what it packs is the framework's own: tests/setup/bundle.t",
    "setup/doctor.sh": "it reads nothing",
    "setup/help.sh": "it reads the framework's own files",
    "setup/setup.sh": "it reads the framework's own files",
}
# What a user knows some as.
SPEAK_AS = {"setup/unbundle.sh": ["setup"]}
SCRIPTS = [
    Reader(
        "analyze/analyze.py",
        "--tools {top}/build --target {target} --policy {policy} --lock {lock} --key {key} "
        "--resolver uv==1 --uv uv==1 --mended {mended} --offline --provided {provided.json} "
        "--output {out}/a " + FILES,
        good=(0, 1),
        silent=True,
    ),
    Reader(
        "analyze/explain.sh",
        "--lock {lock} --work {inputs-record} --cachekey {bin}/cachekey -- true",
    ),
    Reader(
        "analyze/explain.sh",
        "--lock {lock} --work {lock-record} --cachekey {bin}/cachekey -- true",
        name="explain.sh-lock",
    ),
    Reader(
        "layers/bytecode.py",
        "--tools {top}/build --store {out}/store --python {version} --site /x --jobs 1 "
        "alpha-1.0-py3-none-any.whl={wheel}",
    ),
    Reader(
        "layers/bytecode.py",
        "--tools {top}/build --store {out}/store --python {version} --site /x --jobs 1 "
        "beta-1.0-py3-none-any.whl={source-wheel}",
        name="bytecode.py-source",
    ),
    Reader(
        "resolve/routeindex.py",
        "--policy {policy} --tools {top}/build --target {target} -- true",
    ),
    Reader("run/importcheck.py", "{importcheck}", good=(0, 1), silent=True),
    Reader(
        "run/mend.py",
        "--plan {plan} --image {layout-index} --run {run} --lock {lock} --target {target} "
        "--policy {policy} --bin {bin} --store {out}/store --work {out}/work --resolve false "
        "--module gamma",
        good=(1,),
        leaves=True,
    ),
    Reader(
        "run/runimage.py",
        "--plan {plan} --image {layout-index} --work {out}/work --smoke {smoke} "
        "--payload {out}/payload",
    ),
    Reader("wheels/buildwheel.py", BUILD + " beta 1.0 beta-1.0.tar.gz={sdist}", good=(1,)),
    Reader(
        "wheels/buildwheel.py",
        BUILD + " beta 1.0 beta-1.0.tar.gz={sdist-pyproject}",
        good=(1,),
        name="buildwheel.py-pyproject",
        kept="built.lock plan target policy",
    ),
    Reader(
        "wheels/sdistmetadata.py",
        BUILD + " --release beta 1.0 {sdist}",
        good=(1,),
        leaves=True,
    ),
    Reader("wheels/projectwheel.py", BUILD + " --package {out}/p.json . {sdist}", good=(1,)),
    Reader(
        "report/sbom.sh",
        "--name n --plan {plan} --image {layout-index} --facts {facts} --base-lock {base.lock} "
        "--cyclonedx {out}/c --spdx {out}/s {layer}",
    ),
    Reader("run/runreport.sh", "--json {out}/j --junit {out}/x {run}", good=(0, 1), silent=True),
    Reader(
        "run/ondevice.sh",
        "result --image {layout-index} --json {out}/j --junit {out}/x {device}",
        good=(0, 1),
        silent=True,
    ),
    Reader(
        "run/ondevice.sh",
        "make --plan {plan} --image {layout-index} --payload {smoke} -o {out}/check {layer}",
        name="ondevice.sh-make",
    ),
    Reader("base/baseimage.sh", "--layers --store {good}/store --offline {image.lock}"),
    Reader("debian/baselock.sh", "--list --mirror http://m/debian {base.lock}"),
    Reader("debian/baselock.sh", "--debs {out} {base.lock}", name="baselock.sh-debs"),
    Reader(
        "wheels/buildroot.sh",
        "--tools {top}/build --store {out}/store --offline {base.lock}",
        good=(1,),
        leaves=True,
    ),
    Reader(
        "setup/unbundle.sh",
        "{bundle-list} {out}/store {out}/setup",
        leaves=True,
        name="unbundle.sh-list",
    ),
    Reader("setup/unbundle.sh", "{bundle} {out}/store {out}/setup", leaves=True),
    Reader("setup/variables.sh", "where PYLOCK_EXCLUDE {makefile}"),
    Reader("store/storeverify.sh", "{stored}", good=(0, 1)),
]

PROJECT = b"""[build-system]
requires = ["setuptools>=61"]
build-backend = "setuptools.build_meta"
[project]
name = "beta"
version = "1.0"
"""


def add_script_samples(world):
    """What only scripts read."""
    question = {"index": "default", "wheel": True, "url": world.served["served-wheel"]}
    world.add("metadata-questions", "json", [question], "questions")
    add_archives(world, wheel(name="beta").archive())


def add_crates(world, content):
    lock = (
        f'[[package]]\nname = "a"\nversion = "1.0.0"\nsource = "registry+https://i"\n'
        f'checksum = "{sha256(b"")}"\n'
    )
    world.add("Cargo.lock", "toml", lock.encode(), "Cargo.lock")
    world.add("crates", "json", {"a-1.0.0": sha256(content)}, "crates")


def add_archives(world, content):
    def sdist(project):
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w:gz", compresslevel=1) as archive:
            for name, text in {"pyproject.toml": project, "beta.py": b"x = 1\n"}.items():
                member = tarfile.TarInfo(f"beta-1.0/{name}")
                member.size = len(text)
                archive.addfile(member, io.BytesIO(text))
        return out.getvalue()

    def put(path, new):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(new)
        return path

    world.add("sdist", "bytes", sdist(PROJECT), "beta-1.0.tar.gz")
    add_crates(world, content)
    built = b"Metadata-Version: 2.4\nName: beta\nVersion: 1.0\nRequires-Dist: alpha>1\n"
    world.add("built-metadata", "bytes", built)
    world.add(
        "sdist-pyproject",
        "toml",
        PROJECT,
        "pyproject.toml",
        lambda place, new: put(place / "beta-1.0.tar.gz", sdist(new)),
    )
    name = sha256(content)
    stored = f"sha256/{name[:2]}/{name}"
    world.add(
        "stored", "bytes", content, "store", lambda place, new: put(place / stored, new).parents[2]
    )
    add_source(world, stored)
    minor = platform.python_version().rpartition(".")[0]
    package = {"name": "beta", "file": {"kind": "wheel", "sha256": name}}
    plan = {"target": {"python": minor}, "packages": [package]}
    world.add("stored-plan", "json", plan, "plan.json")
    record = json.dumps({"stage": "s", "key": "k", "components": {"a": {"value": "1"}}}).encode()

    def put_records(place, which, new):
        put(place / "inputs.record", record)
        return put(place / f"{which}.record", new).parent

    for which in ("inputs", "lock"):
        world.add(
            f"{which}-record",
            "json",
            record,
            f"{which}.record",
            lambda place, new, which=which: put_records(place, which, new),
        )
    listed = f"# pylock.mk bundle 1\n# targets here\n{name} {len(content)} wheel {built_name()}\n"
    bundle = {"pylock-bundle": listed.encode(), stored: content}
    world.add("bundle", "bytes", tar(bundle), "bundle.tar")
    world.add(
        "bundle-list",
        "text",
        listed,
        "bundle.tar",
        lambda place, new: put(place / "bundle.tar", tar({**bundle, "pylock-bundle": new})),
    )


def add_source(world, stored):
    """A wheel with one Python file that is spoiled, by itself, and as STORED in a store."""

    def put(path, new):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(wheel({"beta/deep.py": new, "entry_points.txt":
                                b"[console_scripts]\nx = beta.deep:x\n"}, name="beta").archive())
        return path

    text = "def x(y):\n    return y\n"
    world.add("source-wheel", "python", text, "beta-1.0-py3-none-any.whl",
              lambda place, new: put(place / "beta-1.0-py3-none-any.whl", new))
    world.add("stored-source", "python", text, "store",
              lambda place, new: put(place / stored, new).parents[2])


def built_name():
    return wheel(name="beta").filename()
