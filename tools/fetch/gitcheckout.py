# SPDX-License-Identifier: MIT
"""gitcheckout.py: one commit of a Git repository in a directory, by nothing but its address.

Git runs without the configuration of this machine and its user, without hooks and templates, and
asks nobody: what is checked out follows from the commit alone. Credentials come from ~/.netrc and
the ssh agent.
"""

import os
import pathlib
import re
import subprocess
import urllib.parse

from lib.badinput import BadInput, Stop

COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
PROTOCOLS = ("https", "http", "ssh", "git")
# Where a redirection may lead, when not everywhere: what began over TLS goes on so.
ALLOWED = {"file": "file", "https": "https:ssh"}
KEPT = ("GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "GIT_SSL_NO_VERIFY", "GIT_PROXY_COMMAND")
SETTINGS = {
    "advice.detachedHead": "false", "core.attributesFile": os.devnull, "core.autocrlf": "false",
    "core.eol": "lf", "core.excludesFile": os.devnull, "core.fileMode": "true",
    "core.hooksPath": os.devnull, "core.symlinks": "true", "init.defaultBranch": "main",
    "submodule.recurse": "false",
}
SETTINGS_OPTIONS = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]


def environment(url):
    """What git sees; files are a repository only for who asks for one by file:."""
    scheme = urllib.parse.urlsplit(url).scheme
    values = {name: value for name, value in os.environ.items()
              if not name.startswith("GIT_") or name in KEPT}
    authority = os.environ.get("SSL_CERT_FILE") or os.environ.get("CURL_CA_BUNDLE")
    if authority:
        values.setdefault("GIT_SSL_CAINFO", authority)
    return {**values, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_ATTR_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "true",
            "SSH_ASKPASS": "true", "GIT_SSH_COMMAND": "ssh -oBatchMode=yes",
            "GIT_NO_REPLACE_OBJECTS": "1", "LC_ALL": "C.UTF-8",
            "GIT_ALLOW_PROTOCOL": ALLOWED.get(scheme, ":".join(PROTOCOLS))}


class Repository:
    """A checkout of URL, made in the DIRECTORY, which is empty."""

    def __init__(self, url, directory, subject):
        scheme = urllib.parse.urlsplit(url).scheme
        if scheme not in (*PROTOCOLS, "file"):
            raise BadInput(f"{subject}: {url}: https:, ssh: or file: is wanted behind git+")
        self.url, self.directory, self.subject = url, directory, subject
        self.environment = environment(url)

    def git(self, *words, check=True, cwd=None):
        """What git prints; None when it fails and that is no error."""
        done = subprocess.run(
            ["git", *SETTINGS_OPTIONS, *words], cwd=cwd or self.directory, env=self.environment,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
            umask=0o022, check=False)
        if done.returncode == 0:
            return done.stdout
        if not check:
            return None
        said = [line for line in done.stderr.splitlines() if line.strip()] or ["git failed"]
        wrong = next((line for line in said if line.startswith(("fatal:", "error:"))), said[-1])
        raise Stop(f"{self.subject}: {self.url}: git: {wrong}")

    def commit_of(self, revision):
        """The full id of the commit that a branch or, if there is none, a tag leads to; None when
        it is the name of neither. Without a revision, that of the repository's HEAD."""
        if revision and COMMIT.fullmatch(revision):
            return revision
        listed = self.git("ls-remote", "--", self.url, cwd=os.path.sep)
        references = dict(reversed(line.split("\t", 1)) for line in listed.splitlines())
        names = ("HEAD",) if revision is None else (
            f"refs/heads/{revision}", f"refs/tags/{revision}^{{}}", f"refs/tags/{revision}",
            *([revision] if revision.startswith("refs/") else []))
        return next((references[name] for name in names if name in references), None)

    def check_out(self, commit, history):
        """The files of COMMIT, with those of its submodules; with HISTORY its tags, too. COMMIT may
        be the beginning of an id. Returns the whole id."""
        self.git("init", "--quiet", "--template=")
        exact = COMMIT.fullmatch(commit)
        shallow = exact and not history and self.git(
            "fetch", "--quiet", "--no-tags", "--depth=1", "--", self.url, commit, check=False)
        if shallow is None or not exact or history:
            cut = pathlib.Path(self.directory, ".git", "shallow").exists()
            self.git("fetch", "--quiet", "--force", *(["--unshallow"] if cut else []), "--",
                     self.url, "+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*")
            if exact:  # perhaps no branch leads to it any more
                self.git("fetch", "--quiet", "--", self.url, commit, check=False)
        found = self.git("rev-parse", "--verify", "--quiet", "--end-of-options",
                         f"{commit}^{{commit}}", check=False)
        if not found:
            raise BadInput(f"{self.subject}: {self.url} has no branch, tag or commit '{commit}'")
        found = found.strip()
        self.git("checkout", "--quiet", "--force", "--detach", found)
        if (pathlib.Path(self.directory) / ".gitmodules").is_file():
            self.git("submodule", "--quiet", "update", "--init", "--recursive")
        return found


def ignored(directory):
    """What the .gitignore files say of the directory: paths in it that no clone has. Nothing where
    there is no repository."""
    done = subprocess.run(
        ["git", *SETTINGS_OPTIONS, "ls-files", "-z", "--others", "--ignored", "--directory",
         "--exclude-per-directory=.gitignore"], cwd=directory, env=environment(""),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    if done.returncode != 0:
        return []
    paths = [os.fsdecode(path) for path in done.stdout.split(b"\0") if path]
    return [path.rstrip("/") for path in paths if path.rstrip("/") not in (".", "")]
