# SPDX-License-Identifier: MIT
"""A project that is edited, made, and compared with clean builds of it.

    project = Project(given, directory)
    project.do("put app/main.py 3")     # an edit, as LINES says
    project.do("check -j4")             # raises Different

GIVEN says what was made for all projects: the framework, and where the template of the project is.
The clean builds are made in a directory and a store of their own, which keeps files but no results;
those of a state that there was before are not made again.

LINES besides those of editlines.py:
    ended SIGNAL WHO DELAY WORD... a make that a signal ends after DELAY seconds; WHO is `group`, or
                                 `alone`: what it started goes on
    during DELAY LINE            a make, and an edit while it runs
    framework FILE TEXT TEXT     an update of the framework, or that taken back
    rebuilt PROGRAM              a program of it is gone
    ask                          what -q says has to be what the next check then does
    check WORD...                makes, and compares
"""

import fcntl
import os
import pathlib
import re
import shlex
import shutil
import signal
import subprocess
import time

from editlines import Lines
from editstate import key_of, read_state, write_state
from framework import Framework

NOTHING = "make: Nothing to be done for 'image'."
# What Make says of the times of files.
IN_FUTURE = re.compile("make.*: [Ww]arning: +(File .* in the future|Clock skew detected)")
GOALS = ("image", "layers", "fetch", "resolve", "base", "wheels", "upgrade", "clean", "verify")


class Different(Exception):
    """What a step must not lead to: KIND in one word."""

    def __init__(self, kind, text):
        super().__init__(text)
        self.kind = kind


class Given:
    def __init__(self, top, work):
        self.top, self.work = top, work
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith("MAKE")
        }
        self.environment["UV_CACHE_DIR"] = str(work / "uv")


class Project(Lines):
    def __init__(self, given, directory, figures):
        super().__init__(directory, given.work)
        self.given, self.figures, self.store = given, figures, directory / "store"
        self.framework = None
        self.known = given.work / "known"
        self.known.mkdir(exist_ok=True)
        self.asked, self.target, self.error = None, "here", ""

    def do_framework(self, file, before, after):
        self.own_framework().exchange(file, before, after)

    def do_rebuilt(self, program):
        self.own_framework().remove(program)

    def own_framework(self):
        if not self.framework:
            self.framework = Framework(self.given.top, self.work / "framework")
        return self.framework

    def forget(self):
        shutil.rmtree(self.work, ignore_errors=True)

    def command(self, directory, store, words):
        goals = [] if any(word in GOALS for word in words) else ["image"]
        make = ["make", "--no-print-directory", "--trace", "-C", str(directory)]
        return [*make, f"PYLOCK_STORE={store}", *words, *goals]

    def start(self, words):
        return subprocess.Popen(
            self.command(self.path, self.store, words),
            env=self.given.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def do_ended(self, name, who, delay, *words):
        number = signal.Signals["SIG" + name]
        made = self.start(words)
        try:
            made.wait(float(delay))
            self.figures["ended too late"] += 1
            return "it had ended"
        except subprocess.TimeoutExpired:
            recipes = children(made.pid)
            (os.killpg if who == "group" else os.kill)(made.pid, number)
        made.wait()
        self.figures["ended while recipes ran" if recipes else "ended between recipes"] += 1
        return f"while {len(recipes)} recipes ran"

    def do_during(self, delay, *words):
        made = self.start(["-j2"])
        time.sleep(float(delay))
        running = made.poll() is None
        self.do(shlex.join(words))
        made.wait()
        self.figures["edits while make ran"] += running

    def make(self, directory, store, words):
        began = time.monotonic()
        made = subprocess.run(
            self.command(directory, store, words),
            env=self.given.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        said = "".join(line for line in made.stdout.splitlines(True) if not IN_FUTURE.match(line))
        return made.returncode, said, time.monotonic() - began

    def settled(self):
        """Waits until what the last make made has been noted."""
        try:
            with open(self.path / "build" / self.target / ".lock", "rb") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
        except OSError:
            pass

    def do_ask(self):
        self.asked = self.make(self.path, self.store, ["-q"])[0]

    def do_check(self, *words):
        variables = [word for word in words if "=" in word]
        self.target = dict(word.split("=", 1) for word in variables).get("TARGET", "here")
        status, said, spent = self.make(self.path, self.store, words)
        self.figures["seconds of makes"] += spent
        if self.asked is not None and not words and (self.asked == 0) != ran_nothing(said):
            raise Different("asked", f"make -q ended with {self.asked}, and make says:\n{said}")
        self.asked = None
        state = read_state(self.path)
        edits = self.framework.edits if self.framework else []
        wanted = self.clean(state, [*variables, *edits])
        if (status == 0) != (wanted["status"] == 0):
            raise Different("status", f"make:\n{said}\na clean make:\n{wanted['said']}")
        if status != 0:
            self.figures["errors, as of a clean make"] += 1
            self.error = said
            return False
        self.compare(state, variables, wanted)
        self.good = state
        return True

    def compare(self, state, variables, wanted):
        status, said, spent = self.make(self.path, self.store, variables)
        self.figures["seconds of second makes"] += spent
        if said.strip() != NOTHING:
            raise Different("second", f"the next make does something ({status}):\n{said}")
        if wanted["digest"] != self.digest(self.path):
            raise Different("digest", "a clean build is another one: compare project and clean")
        if wanted["state"] != key_of(state, []):
            raise Different("locks", "a clean build writes other locks")
        half = [
            str(path)
            for place in (self.path / "build", self.store)
            for path in place.rglob("*")
            if path.name.endswith((".new", ".pyc")) or ".tmp" in path.name
        ]
        if half:
            raise Different("half", f"left behind: {half}")

    def digest(self, directory):
        path = directory / "build" / self.target / "image/index.json"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def clean(self, state, variables):
        """What a make from nothing ends with."""
        known = self.known / key_of(state, variables)
        if known.exists():
            self.figures["clean builds known"] += 1
            status, digest, made = known.read_text(encoding="utf-8").split("\0")
            return {"status": int(status), "digest": digest, "state": made, "said": "(known)"}
        directory, store = self.work / "clean", self.work / "clean-store"
        shutil.rmtree(directory, ignore_errors=True)
        shutil.rmtree(store / "keys", ignore_errors=True)
        directory.mkdir()
        write_state(directory, state)
        variables = [word for word in variables if "=" in word]
        status, said, spent = self.make(directory, store, variables)
        self.figures["clean builds"] += 1
        self.figures["seconds of clean builds"] += spent
        after = key_of(read_state(directory), [])
        digest = self.digest(directory) if status == 0 else ""
        new = known.with_suffix(f".{os.getpid()}")
        new.write_text("\0".join([str(status), digest, after]), encoding="utf-8")
        new.rename(known)
        return {"status": status, "digest": digest, "state": after, "said": said}


def ran_nothing(said):
    """Whether a make with --trace ran no recipe; Make says each, those of its makefiles, too."""
    return said.strip().endswith(NOTHING) and ": update target '" not in said


def children(pid):
    """The processes that a make runs as its recipes."""
    try:
        found = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return found.split()
