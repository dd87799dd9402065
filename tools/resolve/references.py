#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""references.py: the files that direct references mean, as an index that has just these.

A reference (`name @ https://…`, `git+https://…@main`, `./lib`) becomes one file by its hash in
the store. What the lock has of it stays, until an upgrade asks again. See references.py(1).
"""

import hashlib
import html
import json
import os
import pathlib
import re
import posixpath
import subprocess
import sys
import tempfile
import urllib.parse

from packaging.utils import (InvalidName, InvalidSdistFilename, InvalidWheelFilename,
                             canonicalize_name, parse_sdist_filename, parse_wheel_filename)
from packaging.version import InvalidVersion, Version

sys.path[0] = os.path.dirname(sys.path[0])

from lib.badinput import BadInput, Stop
from lib import commandline
from lib.commandline import ArgumentParser, run
from lib.jsonfile import read_json
from lib.newfile import write, write_json
from fetch.gitcheckout import Repository
from fetch.treearchive import Maker, below, inside, static_identity
from fetch.unpacked import unpacked
from resolve.buildmetadata import built_identity
from resolve.lockedreferences import Locked
from store.contents import place_of, put, sha256_of, stored

SDISTS = (".tar.gz", ".zip")
OTHERS = (".tgz", ".tar", ".tar.bz2", ".tar.xz")
EPOCH = "1980-01-01T00:00:00Z"  # when everything of this index was uploaded


def say(text):
    commandline.say("references.py", text)


def filename_of(location):
    return posixpath.basename(urllib.parse.unquote(location.partition("?")[0]))


def ends(filename, suffixes):
    return next((suffix for suffix in suffixes if filename.endswith(suffix)), None)


def normal(identity, subject):
    """The identity in the form that the lock has."""
    name, version = identity
    try:
        return canonicalize_name(name, validate=True), str(Version(version))
    except (InvalidName, InvalidVersion, TypeError):
        raise BadInput(f"{subject}: what is there has the name '{name}' and the version "
                       f"'{version}', which no package may have") from None


class Finder:
    """Finds out what each reference is: {name, version, filename, sha256, size, source}."""

    def __init__(self, args):
        self.args, self.maker = args, Maker(args.tools, args.store)
        self.builder = read_json(args.builder, [str]) if args.builder else []
        self.locked = Locked(args.lock, args.upgrade, set(args.package))

    def find(self, asked):
        subject = asked["place"]
        found = {"archive": self.of_url, "git": self.of_git, "local": self.of_path}[asked["kind"]](
            asked, subject)
        if asked.get("name") not in (None, found["name"]):
            raise BadInput(f"{subject}: it asks for {asked['name']}, and what is there is "
                           f"{found['name']}")
        return found

    def identity(self, top, tree, asked, subject):
        """(name, version) of a source TREE in TOP; its build is asked only when no file says them.
        A repository has its history by then."""
        name, version = static_identity(tree)
        name = name or asked.get("name")
        if not (name and version):
            name, version = built_identity(self.builder, top, tree.relative_to(top), subject)
        return normal((name, version), subject)

    @staticmethod
    def sdist(identity, suffix=".tar.gz"):
        name, version = identity
        return {"name": name, "version": version,
                "filename": f"{name.replace('-', '_')}-{version}{suffix}"}

    # --- files ------------------------------------------------------------------

    def of_url(self, asked, subject):
        url, subdirectory = asked["location"], asked.get("subdirectory")
        table, known = self.locked.find("archive", url=url, subdirectory=subdirectory)
        hashes = self.hashes(asked, subject)
        if table:
            sha256, size = table["hashes"]["sha256"], table["size"]
            self.fetch(url, sha256, size)
        else:
            sha256, size = self.first_fetch(url, hashes, subject)
        if hashes and sha256 not in hashes:
            raise BadInput(f"{subject}: {url} has the sha256 {sha256}, and its line allows others")
        source = {"url": url, "size": size, "hashes": {"sha256": sha256}}
        return self.of_archive(place_of(self.args.store, sha256), filename_of(url), source, asked,
                               subject, known)

    @staticmethod
    def hashes(asked, subject):
        """The SHA-256 that its line allows; empty for any."""
        given = [value.removeprefix("sha256:") for value in asked.get("hashes", ())
                 if value.startswith("sha256:")]
        if asked.get("hashes") and not given:
            raise BadInput(f"{subject}: none of its hashes is a SHA-256")
        return {value.lower() for value in [*given, *filter(None, [asked.get("sha256")])]}

    def fetch(self, url, sha256, size):
        if stored(self.args.store, sha256):
            return
        line = f"{sha256} {size} {filename_of(url) or 'file'} {url}\n"
        done = subprocess.run([self.args.tools / "bin" / "fetch", "--store", self.args.store, "-"],
                              input=line, text=True, check=False)
        if done.returncode != 0:
            raise BadInput(f"{url}: not the file that is locked, as explained above")

    def first_fetch(self, url, hashes, subject):
        """(SHA-256, size) of what is there today; not asked for what the store has anyway."""
        for sha256 in hashes if len(hashes) == 1 else ():
            if path := stored(self.args.store, sha256):
                return sha256, path.stat().st_size
        done = subprocess.run(
            [self.args.tools / "bin" / "fetchurl", "--store", self.args.store, url],
            text=True, stdout=subprocess.PIPE, check=False)
        if done.returncode != 0:
            raise (BadInput if done.returncode == 1 else Stop)(
                f"{subject}: {url} cannot be had, as explained above")
        sha256, size = done.stdout.split()
        return sha256, int(size)

    def of_archive(self, path, filename, source, asked, subject, known):
        """A wheel or an sdist as it is; what is neither, or a part of it, is made into one."""
        subdirectory = asked.get("subdirectory")
        plain = {"sha256": source["hashes"]["sha256"], "size": source["size"],
                 "source": {"archive": source}}
        if filename.endswith(".whl"):
            try:
                name, version, *_ = parse_wheel_filename(filename)
            except InvalidWheelFilename as error:
                raise BadInput(f"{subject}: {filename}: {error}") from error
            return {"name": name, "version": str(version), "filename": filename, **plain}
        suffix = ends(filename, SDISTS)
        if not (suffix or ends(filename, OTHERS)):
            raise BadInput(f"{subject}: '{filename}' is no wheel (.whl), and no archive "
                           f"({', '.join(SDISTS + OTHERS)})")
        if subdirectory:
            source["subdirectory"] = subdirectory
        if known.get("version") and (suffix and not subdirectory):
            return {**self.sdist((known["name"], known["version"]), suffix), **plain}
        if known.get("sha256") and stored(self.args.store, known["sha256"]):
            return {**known, "source": {"archive": source}}
        with unpacked(path, subject) as top:
            tree = below(top, subdirectory, subject)
            identity = self.identity_of_sdist(filename, top, tree, asked, subject)
            if suffix and not subdirectory:
                return {**self.sdist(identity, suffix), **plain}
            return {**self.sdist(identity), **self.maker.checkout(tree, identity),
                    "source": {"archive": source}}

    def identity_of_sdist(self, filename, top, tree, asked, subject):
        try:
            name, version = parse_sdist_filename(filename)
            if name == asked.get("name", name) and not asked.get("subdirectory"):
                return str(name), str(version)
        except InvalidSdistFilename:
            pass
        return self.identity(top, tree, asked, subject)

    # --- repositories -------------------------------------------------------------

    def of_git(self, asked, subject):
        url, subdirectory = asked["location"], asked.get("subdirectory")
        revision = asked.get("revision")
        table, known = self.locked.find(
            "vcs", url=url, subdirectory=subdirectory, **{"requested-revision": revision})
        if known.get("sha256") and stored(self.args.store, known["sha256"]):
            return {**known, "source": {"vcs": table}}
        with tempfile.TemporaryDirectory() as scratch:
            top = pathlib.Path(scratch, "tree")
            top.mkdir()
            repository = Repository(url, top, subject)
            commit = table.get("commit-id") or repository.commit_of(revision)
            if not commit and not revision:
                raise BadInput(f"{subject}: {url} has no HEAD: write the branch behind an @")
            commit = repository.check_out(commit or revision, history=False)
            tree = below(top, subdirectory, subject)
            if not static_identity(tree)[1]:  # perhaps its tags say it
                repository.check_out(commit, history=True)
            identity = self.identity(top, tree, asked, subject)
            source = {"type": "git", "url": url, "commit-id": commit}
            source.update({key: value for key, value in (
                ("requested-revision", revision), ("subdirectory", subdirectory)) if value})
            say(f"{identity[0]}: {url} at {commit[:12]}")
            return {**self.sdist(identity), **self.maker.checkout(tree, identity),
                    "source": {"vcs": source}}

    # --- paths --------------------------------------------------------------------

    def of_path(self, asked, subject):
        location = pathlib.Path(asked["location"])
        path = inside(location, subject)
        if path.is_dir():
            return self.of_directory(path, asked, subject)
        sha256 = sha256_of(path)
        hashes = self.hashes(asked, subject)
        if hashes and sha256 not in hashes:
            raise BadInput(f"{subject}: {path} has the sha256 {sha256}, and its line allows others")
        put(self.args.tools, self.args.store, {path: sha256})
        source = {"path": str(path), "size": path.stat().st_size, "hashes": {"sha256": sha256}}
        return self.of_archive(path, path.name, source, asked, subject, {})

    def of_directory(self, path, asked, subject):
        tree = below(path, asked.get("subdirectory"), subject)
        if not any((tree / name).exists() for name in ("pyproject.toml", "setup.py")):
            raise BadInput(f"{subject}: '{tree}' has no pyproject.toml: write one with "
                           f"[build-system] and [project]")
        identity = self.identity(path, tree, asked, subject)
        source = {"path": str(path)}
        if asked.get("subdirectory"):
            source["subdirectory"] = asked["subdirectory"]
        return {**self.sdist(identity), **self.maker.directory(tree, identity),
                "source": {"directory": source}}


def publish(found, store, work):
    """An index of the files, in a directory whose name changes with them. Returns its URL."""
    digest = hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()[:16]
    index = work.resolve() / digest
    for name, package in found.items():
        page = index / name
        page.mkdir(parents=True, exist_ok=True)
        file = page / package["filename"]
        file.unlink(missing_ok=True)
        file.symlink_to(place_of(store, package["sha256"]))
        href = f"{urllib.parse.quote(package['filename'])}#sha256={package['sha256']}"
        write(page / "index.html", f'<!DOCTYPE html><html><body><a href="{html.escape(href)}" '
              f'data-upload-time="{EPOCH}">{html.escape(package["filename"])}</a></body></html>\n')
    return index.as_uri()


def parse_arguments():
    parser = ArgumentParser(prog="references.py",
                            description="Finds out which files direct references mean.")
    parser.add_argument("--tools", type=pathlib.Path, required=True,
                        help="the framework's build directory")
    parser.add_argument("--store", type=pathlib.Path, required=True, help="where files go")
    parser.add_argument("--builder", type=pathlib.Path, metavar="FILE",
                        help="the words, in JSON, of a program that makes metadata of source trees")
    parser.add_argument("--lock", type=pathlib.Path, help="the lock to stay close to")
    parser.add_argument("--upgrade", action="store_true", help="ask for everything anew")
    parser.add_argument("--package", action="append", default=[], metavar="NAME",
                        help="with --upgrade: for this package only")
    parser.add_argument("--work", type=pathlib.Path, required=True, help="where the index goes")
    parser.add_argument("--output", type=pathlib.Path, required=True,
                        help="what they are, for resolverinput and lockpin")
    parser.add_argument("asked", type=pathlib.Path, help="references.json, as resolverinput "
                                                         "writes it")
    args = parser.parse_args()
    args.tools, args.store = args.tools.resolve(), args.store.resolve()
    return args


# What resolverinput writes of each direct reference.
ASKED = [{"place": str, "kind": re.compile("archive|git|local"), "location": str, "name?": str,
          "subdirectory?": str, "revision?": str, "hashes?": [str], "sha256?": str}]


def main():
    args = parse_arguments()
    finder, found, places = Finder(args), {}, {}
    for asked in read_json(args.asked, ASKED):
        package = finder.find(asked)
        name, place = package.pop("name"), asked["place"]
        if found.setdefault(name, package) != package:
            other = next(place for place, known in places.items() if known == name)
            raise BadInput(f"{place}: {name}: {other} asks for it at another place")
        places[place] = name
    write_json(args.output, {"index": publish(found, args.store, args.work),
                             "places": places, "packages": found}, indent=1)
    return 0


if __name__ == "__main__":
    run(main)
