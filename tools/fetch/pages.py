# SPDX-License-Identifier: MIT
"""Projects' pages from package indexes, as the program indexpage reads them by the policy: asked
for over a pipe, by any thread."""

import atexit
import concurrent.futures
import functools
import json
import subprocess
import threading

from packaging.version import Version

from lib.badinput import Stop


class Failed(Stop):
    """The index did not answer the question. `refused`: it answered, and the answer is no; else
    something broke."""

    def __init__(self, message, refused=False):
        super().__init__(
            "".join(character if character.isprintable() else "?" for character in message)
        )
        self.refused, self.status = refused, 1 if refused else 3


class Missing(Exception):
    """The index, whose name `index` is, does not have the project."""

    def __init__(self, index):
        super().__init__(f"not at index '{index}'")
        self.index = index


class Unchanged(Exception):
    """The page is still the one that the caller has."""


class File:
    """A file of a project, as the program describes it; see indexpage(1)."""

    def __init__(self, values):
        self.filename, self.is_wheel, self.sha256 = (
            values["filename"],
            values["wheel"],
            values["sha256"],
        )
        self.requires_python, self.platforms, self.glibc = (
            values["requiresPython"],
            values["platforms"],
            values["glibc"],
        )
        self.yanked, self.url, self.metadata = values["yanked"], values["url"], values["metadata"]
        self.has_python, self.has_tag, self.is_meant = (
            values.get(name) for name in ("python", "fits", "meant")
        )
        self._version = values["version"]

    @functools.cached_property
    def version(self):
        return Version(self._version)

    @property
    def fits(self):
        """The target that was asked for."""
        return self.has_python and self.has_tag


class Pages:
    """The program, which lies in the directory PROGRAMS, and its pipe. Without TARGET, the path of
    target.json, nothing is preferred for a resolver."""

    def __init__(self, programs, policy, target=None, exclude_newer=None):
        command = [programs / "indexpage", "--policy", policy]
        command += ["--target", target] if target else []
        command += ["--exclude-newer", exclude_newer] if exclude_newer else []
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        atexit.register(self._process.kill)  # it may still wait for pages that nobody wants
        self._lock, self._waiting, self._count, self._ended = threading.Lock(), {}, 0, None
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        while line := self._process.stdout.readline():
            answer = json.loads(line)
            body = self._process.stdout.read(answer.get("length", 0))
            with self._lock:
                future = self._waiting.pop(answer["id"])
            future.set_result((answer, body))
        with self._lock:
            self._ended = Failed("the program indexpage ended", self._process.wait() == 1)
            for future in self._waiting.values():
                future.set_exception(self._ended)

    def ask(self, **question):
        """(answer, the bytes that belong to it). Raises Failed, Missing, Unchanged."""
        future = concurrent.futures.Future()
        with self._lock:
            if self._ended:
                raise self._ended
            self._count += 1
            self._waiting[self._count] = future
            try:
                self._process.stdin.write(
                    json.dumps({"id": self._count, **question}).encode() + b"\n"
                )
                self._process.stdin.flush()
            except BrokenPipeError:
                del self._waiting[self._count]
                raise Failed("the program indexpage ended", self._process.wait() == 1) from None
        answer, body = future.result()
        match answer["status"]:
            case "missing":
                raise Missing(answer["index"])
            case "unchanged":
                raise Unchanged
            case "failed":
                raise Failed(answer["message"], answer["refused"])
        return answer, body

    def files(self, project, target=None, **where):
        """(the files that have a version and existed, the index's name). With TARGET, what
        target.json holds, they know whether they fit."""
        answer, _ = self.ask(
            project=project, **{"as": "files"}, **({"target": target} if target else {}), **where
        )
        return [File(values) for values in answer["files"]], answer["index"]

    def index_of(self, project):
        """The name of the index that the policy sends the project to."""
        return self.ask(project=project, **{"as": "index"})[0]["index"]

    def content(self, index, url, limit):
        """(HTTP status, bytes) of a file that the index names, at most LIMIT bytes."""
        answer, body = self.ask(content=url, index=index, limit=limit)
        return answer["http"], body
