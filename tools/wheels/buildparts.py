# SPDX-License-Identifier: MIT
"""What a build in a root takes from the store: the Debian packages of its root and of system
libraries, and crates. For bundles."""

import argparse
import pathlib
import tempfile

from lib.jsonfile import read_json
from wheels.buildkitbuild import Buildkit
from wheels.crossbuild import Cross
from wheels.emulatedbuild import Emulated
from wheels.sdist import build_system, unpack

BUILDERS = {builder.name: builder for builder in (Cross, Emulated, Buildkit)}
ROOTS = pathlib.Path(__file__).parent.parent.parent / "mk" / "builders"


def parts(tools, store, target, name, entry, sdist):
    """Of the build of SDIST, a path, that ENTRY of built.<target>.lock records: what its build
    requirements must fit (machine, glibc, Python), and (SHA-256, kind, filename) of each file; what
    the store lacks is fetched. TARGET is the directory build/<target>."""
    with tempfile.TemporaryDirectory() as directory:
        work = pathlib.Path(directory) / "work"
        args = argparse.Namespace(
            tools=tools.absolute(), store=store.absolute(), work=work,
            policy=target / "policy.json", roots=ROOTS, name=name, version=entry["version"],
            target=read_json(target / "target.json"),
            env=list(entry.get("environment", {}).items()),
            apt=entry.get("apt", {}).get("packages", []), mirror=[], offline=False,
            wheel_host="none")
        system = build_system(sdist)
        builder = BUILDERS[entry["builder"]](args, system)
        source = unpack(sdist, work / "source")
        builder.root = builder.make_root(builder.lock_path)
        lines = [*builder.lock_path.read_text(encoding="utf-8").splitlines(),
                 *entry.get("apt", {}).get("lock", [])]
        builder.make_sysroot(entry.get("apt", {}).get("lock", []))
        files = [(words[4], "build-deb", words[5].rpartition("/")[2])
                 for words in map(str.split, lines) if words and words[0] != "#"]
        files += [(sha256, "crate", f"{crate}.crate") for crate, sha256 in builder.crates(source)]
        return builder.runs, files
