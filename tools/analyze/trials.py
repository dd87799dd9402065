# SPDX-License-Identifier: MIT
"""Resolving again with other requirements, in a scratch place: exactly as `make resolve` does it,
and without touching the lock.

What was tried is kept, so that nothing is tried twice, also when the search was interrupted; the
first and the last word are always the indexes'."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import threading
import time
import tomllib
from dataclasses import dataclass

from analyze import conflict
from lib.badinput import Stop
from lib.newfile import write_json

FRESH = 3600  # s that a trial counts


class Broken(Stop):
    """The trial could not be made: index, disk, program. Its text is what was said."""


class OutOfTime(Exception):
    """There was no time left for it."""


@dataclass(frozen=True)
class Setting:
    """What is resolved: lines by kind, and the target."""

    requirements: tuple
    constraints: tuple
    overrides: tuple
    target: str  # JSON

    @classmethod
    def of(cls, lines, target):
        def texts(*kinds):
            return tuple(line.text for line in lines if line.kind in kinds)
        return cls(texts("requirement", "location", "option"), texts("constraint"),
                   texts("override"), json.dumps(target, sort_keys=True))


@dataclass
class Outcome:
    packages: dict = None  # {name: version}; None when it cannot be resolved
    text: str = ""

    @property
    def resolves(self):
        return self.packages is not None

    @property
    def conflict(self):
        return conflict.parse(self.text)


def read_resolved(path):
    with open(path, "rb") as file:
        return {package["name"]: package["version"] for package in tomllib.load(file)["packages"]}


class Trials:
    def __init__(self, command, lock, directory, deadline=None):
        """COMMAND is resolve.sh with all that does not change; LOCK the lock to stay close to, may
        be missing; DIRECTORY for what was tried; DEADLINE on time.monotonic's clock."""
        self.command, self.lock, self.directory, self.deadline = command, lock, directory, deadline
        self.made = self.known = 0
        self._processes, self._guard, self._stopped = set(), threading.Lock(), False
        directory.mkdir(parents=True, exist_ok=True)
        self._base = hashlib.sha256(json.dumps([list(map(str, command)),
            lock.read_text(encoding="utf-8") if lock.exists() else ""]).encode())

    def key(self, setting, resolver):
        digest = self._base.copy()
        digest.update(json.dumps([setting.requirements, setting.constraints, setting.overrides,
                                  setting.target, resolver]).encode())
        return digest.hexdigest()[:32]

    def run(self, setting, resolver, anew=False, near=True):
        """The outcome for the setting by the resolver. ANEW: ask the indexes, whatever is known.
        NEAR: stay close to the lock. Raises Broken, OutOfTime."""
        key = self.key(setting, resolver + ("" if near else "!"))
        path = self.directory / f"{key}.json"
        if not anew and path.exists() and time.time() - path.stat().st_mtime < FRESH:
            try:
                known = json.loads(path.read_text(encoding="utf-8"))
                with self._guard:
                    self.known += 1
                return Outcome(known["packages"], known["text"])
            except (ValueError, KeyError):
                pass
        outcome = self._make(setting, resolver, key, anew, near)
        write_json(path, {"packages": outcome.packages, "text": outcome.text})
        return outcome

    def _make(self, setting, resolver, key, anew, near):
        work = self.directory / f"{key}.work"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        try:
            for name, texts in (("requirements.txt", setting.requirements),
                                ("constraints.txt", setting.constraints),
                                ("overrides.txt", setting.overrides)):
                (work / name).write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
            (work / "target.json").write_text(setting.target, encoding="utf-8")
            if near and self.lock.exists():
                shutil.copy(self.lock, work / "pylock.near.toml")
            # What the resolver has seen before answers most questions at once; only where that does
            # not do is the index asked.
            if resolver.startswith("uv==") and not anew:
                outcome = self._call(work, resolver, ["--cached"])
                if outcome.resolves or (not outcome.conflict.wants_network
                                        and "unsatisfiable" in outcome.text):
                    return outcome
            return self._call(work, resolver, [])
        finally:
            shutil.rmtree(work, ignore_errors=True)

    def _call(self, work, resolver, options):
        with self._guard:
            self.made += 1
        command = [*self.command, "--trial", *options, "--resolver", resolver, "--lock",
                   work / "pylock.near.toml", "--work", work / "resolve",
                   "--target", work / "target.json", "-r", work / "requirements.txt"]
        for option, name in (("-c", "constraints.txt"), ("-o", "overrides.txt")):
            if (work / name).stat().st_size:
                command += [option, work / name]
        status, text = self._run(command)
        if status == 0:
            return Outcome(read_resolved(work / "resolve" / "pylock.resolved.toml"), text)
        if status != 1 and "--cached" not in options:
            raise Broken(text.strip())
        return Outcome(None, self._readable(text, work))

    @staticmethod
    def _readable(text, work):
        lines = [line for line in text.replace(f"{work}/", "").splitlines()
                 if not re.match(r"warning: Requirements file .* does not contain|resolve: ", line)]
        return "\n".join(lines).strip() + "\n"

    def _run(self, command):
        """(exit status, what was said), in a group of its own, which ends with us or when time is
        up."""
        left = None if self.deadline is None else self.deadline - time.monotonic()
        if self._stopped or left is not None and left <= 0:
            raise OutOfTime
        # pylint: disable-next=consider-using-with
        process = subprocess.Popen(list(map(str, command)), stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                                   errors="replace", start_new_session=True)
        with self._guard:
            self._processes.add(process)
        try:
            text = process.communicate(timeout=left)[1]
        except subprocess.TimeoutExpired as error:
            raise OutOfTime from error
        finally:
            self._end(process)
        if self._stopped:
            raise OutOfTime
        return process.returncode, text

    def _end(self, process):
        with self._guard:
            self._processes.discard(process)
        if process.poll() is None:
            try:
                os.killpg(process.pid, 15)
            except ProcessLookupError:
                pass
            process.communicate()

    def stop(self):
        """Ends what runs; what was tried is kept."""
        self._stopped = True
        with self._guard:
            running = list(self._processes)
        for process in running:
            try:
                os.killpg(process.pid, 15)
            except ProcessLookupError:
                pass
