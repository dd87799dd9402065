# SPDX-License-Identifier: MIT
"""treearchive.py: archives of source trees, of a commit or of a directory, which have the same
bytes wherever they are made.

The bytes follow from the paths, contents and execute bits of the files, from the package's name and
version, and from filelayer(1), which writes them.
"""

import json
import os
import pathlib
import re
import subprocess
import tempfile
import tomllib

from lib.badinput import BadInput
from fetch.gitcheckout import ignored

# What the framework writes beside a project, and what builds leave in one.
LEFT_OUT = ("pylock.*.toml", "requirements.lock.*.txt", "built.*.lock", "base.*.lock", "build",
            "dist", "**/*.egg-info")
# All of a checkout, whatever its .dockerignore says, but not git's own.
ALL_OF_IT = ("!**", ".git", "**/.git")
MAX_TEXT = 4 << 20


def read_text(path):
    try:
        if path.stat().st_size < MAX_TEXT:
            return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        pass
    return ""


def static_identity(tree):
    """(name, version) as far as files say them without a build; None for what they do not."""
    fields = dict(re.findall(r"^(Name|Version):[ \t]*(\S+)[ \t]*$", read_text(tree / "PKG-INFO"),
                             re.M))
    try:
        project = tomllib.loads(read_text(tree / "pyproject.toml")).get("project", {})
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"pyproject.toml: {error}") from error
    project = project if isinstance(project, dict) else {}

    def member(name):
        value = fields.get(name.title(), project.get(name))
        return value if isinstance(value, str) else None
    return member("name"), member("version")


def inside(path, subject):
    """PATH, relative to the project, which is the current directory; it must lie in it."""
    top = pathlib.Path.cwd().resolve()
    place = (top / path).resolve()
    if not place.is_relative_to(top):
        raise BadInput(f"{subject}: '{path}' lies outside the project, where no clone of it has "
                       f"the file: put it into the project, or name a repository by git+")
    if not place.exists():
        raise BadInput(f"{subject}: '{path}' is not there")
    return place.relative_to(top)


def below(tree, subdirectory, subject):
    """The SUBDIRECTORY, or None for none, of a tree."""
    place = tree / (subdirectory or ".")
    if not place.resolve().is_relative_to(tree.resolve()) or not place.is_dir():
        raise BadInput(f"{subject}: it has no directory '{subdirectory}'")
    return place


def word_of(path):
    return str(path).replace("%", "%25").replace(" ", "%20")


class Maker:
    """Makes files, into the STORE unless that is None, with the programs of TOOLS."""

    def __init__(self, tools, store):
        self.tools, self.store = tools, store

    def filelayer(self, words, excludes, cwd):
        output = ["--store", self.store] if self.store else ["-o", os.devnull]
        copies = [word for copy in words for word in ("--copy", copy)]
        patterns = [word for pattern in excludes for word in ("--exclude", pattern)]
        done = subprocess.run(
            [self.tools / "bin" / "filelayer", *output, "--variable", "a direct reference",
             *copies, *patterns], cwd=cwd, check=False, stdout=subprocess.PIPE)
        if done.returncode != 0:
            raise BadInput(f"{words[0].partition(':')[0]}: no archive of it can be made, as "
                           f"explained above")
        made = json.loads(done.stdout)
        return {"sha256": made["digest"].partition(":")[2], "size": made["size"]}

    def archive(self, tree, identity, excludes, cwd):
        """An archive of the TREE, seen from CWD. A version that its files do not say without a
        build, perhaps as only the repository's tags do, stands in a PKG-INFO, as in an sdist."""
        top, words = "-".join(identity), []
        with tempfile.TemporaryDirectory() as scratch:
            tree_path = pathlib.Path(cwd) / tree
            if not (tree_path / "PKG-INFO").exists() and not static_identity(tree_path)[1]:
                info = pathlib.Path(scratch) / "PKG-INFO"
                info.write_text("Metadata-Version: 2.1\nName: {}\nVersion: {}\n".format(*identity),
                                encoding="utf-8")
                info.chmod(0o644)
                words = [f"{word_of(info)}:/{top}/PKG-INFO"]
            return self.filelayer([f"{word_of(tree)}:/{top}", *words], excludes, cwd)

    def directory(self, path, identity):
        """Of a directory of the project."""
        patterns = [re.sub(r"([\\*?\[])", r"\\\1", name) for name in ignored(path)]
        return self.archive(path, identity, (*LEFT_OUT, *patterns), os.curdir)

    def checkout(self, tree, identity):
        """Of a directory that was made for it."""
        return self.archive(tree.relative_to(tree.parent), identity, ALL_OF_IT, tree.parent)
