# SPDX-License-Identifier: MIT
"""The crates that a Cargo.lock names: in the store by their hashes, and where cargo finds them in a
box without network."""

import json
import os
import pathlib
import shutil

from lib.badinput import BadInput
from lib.programs import output_of
from store.contents import put, stored
from wheels.nativebuild import taken

SOURCES = """\
[source.crates-io]
replace-with = "vendored"
[source.vendored]
directory = "/build/vendor"
[net]
offline = true
"""
MAX_LOCK = 16 << 20
# What cargo needs of this machine to reach a registry.
FILES = ("/etc/resolv.conf", "/etc/hosts", "/etc/ssl/certs/ca-certificates.crt")


class Crates:
    """Those of one build: BUILD is a Boxed, SOURCE its unpacked sdist, MANIFESTS the directories of
    it that have a Cargo.toml. The Cargo.lock that is missing in one is the one that ENTRY has, an
    entry of the lock of built wheels or {}, else that of what cargo chooses today."""

    # What is chosen is for this compiler.
    variables = ("CARGO_HOME=/build/cargo", "CARGO_TARGET_DIR=/build/target",
                 "CARGO_PROFILE_RELEASE_DEBUG=false", "CARGO_INCREMENTAL=0",
                 "CARGO_RESOLVER_INCOMPATIBLE_RUST_VERSIONS=fallback")

    def __init__(self, build, source, entry, manifests):
        self.build, self.manifests, self.crates = build, manifests, {}
        self.chosen = {place: None for place in manifests
                       if not os.path.lexists(place / "Cargo.lock")}
        for place in manifests:
            known = entry.get("cargoLocks", {}).get(str(place.relative_to(source)))
            if place in self.chosen and known:
                (place / "Cargo.lock").write_text(known, encoding="utf-8")
                self.chosen[place] = known
            if place not in self.chosen or known:
                self.crates |= locked(place / "Cargo.lock")
        self.source = source
        if (self.missing or None in self.chosen.values()) and build.args.offline:
            raise BadInput(f"{', '.join(self.missing[:1]) or 'crates'} and others that it is built "
                           f"of are not in the store, and PYLOCK_OFFLINE=1: run `make wheels` once "
                           f"without it")

    @property
    def missing(self):
        return [name for name, sha256 in self.crates.items()
                if not stored(self.build.args.store, sha256)]

    @property
    def recorded(self):
        """What the lock of built wheels has to have of them."""
        texts = {str(place.relative_to(self.source)): text for place, text in self.chosen.items()}
        return {"cargoLocks": texts} if texts else {}

    def vendor(self):
        """Lays out all of them at /build/vendor."""
        work = self.build.args.work
        (work / "cargo").mkdir(exist_ok=True)
        (work / "cargo" / "config.toml").write_text(SOURCES, encoding="utf-8")
        output_of("crates", "--vendor", work / "vendor", "--store", self.build.args.store,
                  given=json.dumps(self.crates).encode())

    def fetch(self):
        """What the store lacks, by cargo, which knows where they are; what it brings is checked by
        hash like any other file of the store."""
        for place in [place for place, text in self.chosen.items() if not text]:
            self.cargo("generate-lockfile", place)
            lock = taken(place / "Cargo.lock", MAX_LOCK, self.build.args.work / "taken")
            self.crates |= locked(lock)
            self.chosen[place] = lock.read_text(encoding="utf-8")
        if not self.missing:
            return
        for place in self.manifests:
            self.cargo("fetch", place)
        home = self.build.args.work / "cargo"
        found = {path: self.crates.get(path.name.removesuffix(".crate"))
                 for path in (home / "registry" / "cache").glob("*/*.crate")}
        put(self.build.args.tools, self.build.args.store,
            {path: sha256 for path, sha256 in found.items() if sha256})
        shutil.rmtree(home)

    def cargo(self, command, place):
        # cargo reads the configuration of the directory that it is run in: not that of the sdist.
        network = ("--network",
                   *(word for file in FILES if os.path.exists(file)
                     for word in ("--read", f"{file}={file}")),
                   *(word for name in os.environ if name.lower().endswith("_proxy")
                     for word in ("--set", f"{name}={os.environ[name]}")))
        manifest = f"/build/{place.relative_to(self.build.args.work)}/Cargo.toml"
        self.build.boxed(self.build.args.work / "home", ["env", *self.variables, "cargo", command,
                         *(("--locked",) if command == "fetch" else ()),
                         "--manifest-path", manifest], network)


def manifests_of(source):
    """The directories of SOURCE that have a Cargo.toml, and none above them within it."""
    found = []
    for place, directories, files in os.walk(source):
        if "Cargo.toml" in files:
            found.append(pathlib.Path(place))
            directories.clear()
    return sorted(found)


def locked(path):
    """The SHA-256 of each crate that a Cargo.lock names, by <name>-<version>."""
    return json.loads(output_of("crates", path))
