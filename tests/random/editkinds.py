# SPDX-License-Identifier: MIT
"""The kinds of edits: what people do to a project, and what happens to it, as lines that
editproject.py performs.

    sequence = Sequence(random.Random("1/7"), files)
    lines = sequence.step()             # the edits of a step, and its check
    sequence.failed()                   # make said that something is wrong with the project

A sequence has some of the kinds and comes back to its states: then little has to be made from
nothing. FILES says what the index has: the hash of its wheel that is taken only by its hash.
"""

import shlex

from editvalues import NAMES, PRESET, REQUIREMENTS, VARIABLES

SOURCES = ["app", "own", "direct", "requirements.in", "settings.mk", "Makefile", "base"]
LOCKS = ["pylock.here.toml", "requirements.lock.here.txt", "built.here.lock", "pylock.there.toml"]
# What the framework says, and another text, which gives another image.
FRAMEWORK = [
    ("mk/jq/config.jq", '"mk.pylock.lock"', '"mk.pylock.locked"'),
    ("mk/report.mk", "mk.pylock.files=documents", "mk.pylock.files=papers"),
    ("tools/report/documents.c", "pylock.toml", "PYLOCK.toml"),
]
# How often a kind is among those of a sequence, and in it, beside the others.
KINDS = {
    "say": 9,
    "preset": 2,
    "requirement": 5,
    "bounds": 2,
    "pyproject": 2,
    "content": 4,
    "names": 4,
    "modes": 2,
    "links": 2,
    "ignore": 1,
    "times": 2,
    "base": 2,
    "switch": 6,
    "lock": 2,
    "build": 3,
    "store": 3,
    "own": 2,
    "direct": 2,
    "ended": 3,
    "during": 2,
    "framework": 1,
    "nothing": 1,
}


class Sequence:
    """KILL: each step is a make that is killed, in a project with few states."""

    def __init__(self, rng, files, kill=False):
        self.rng, self.files, self.broken = rng, files, False
        kinds = ["ended"] if kill else [*rng.sample(sorted(KINDS), 9), "say", "switch"]
        if rng.random() < 0.8 and "framework" in kinds:
            kinds.remove("framework")  # compiling takes long
        self.kinds = sorted(set(kinds))
        self.kill, self.signals = kill, ["KILL"] if kill else ["INT", "TERM", "KILL"]
        # Few values at a time, which come again.
        self.variables = rng.sample(sorted(VARIABLES), 7) + [f"ALLOW_WHEEL.{files}"]
        if kill:
            self.variables = ["CMD", "PREFIX"]
        self.requirements = [] if kill else rng.sample(sorted(REQUIREMENTS), 4)
        self.names = ["main.py"] if kill else rng.sample(NAMES, 4)
        self.wanted = {"alpha": "alpha", "beta": "beta==1.0", "gamma": "gamma"}
        self.branches = []

    def line(self, *words):
        return shlex.join(str(word) for word in words)

    def failed(self):
        self.broken = True

    def start(self):
        """What a sequence begins with: so much of it as its kinds are about."""
        self.branches.append("0")
        return [self.line("check"), self.line("branch", "0")]

    def step(self):
        rng = self.rng
        lines = []
        if self.broken and rng.random() < 0.8:
            lines = ["back"]
        else:
            for _ in range(1 if rng.random() < 0.85 else 2):
                kind = rng.choices(self.kinds, [KINDS[kind] for kind in self.kinds])[0]
                lines += getattr(self, "kind_" + kind)()
        self.broken = False
        if rng.random() < 0.25 and not any(" build " in line for line in lines):
            lines.append("ask")
            return [*lines, "check"]
        words = rng.choice(["", "", "", "-j2", "-j4", "-j8", "-j1"]).split()
        if rng.random() < 0.12:
            words += rng.choice(
                ["layers image", "fetch image", "image resolve", "base image", "wheels image"]
                + ["upgrade image", "clean image", "TARGET=there", "PYLOCK_CMD=x"]
                + ["PYLOCK_PYC=yes", "TARGET=there", "SOURCE_DATE_EPOCH=9"]
            ).split()
        return [*lines, self.line("check", *words)]

    # --- what people write ---

    def value(self, word, names, table):
        name = self.rng.choice(names)
        values = table.get(name, ["a reason"])
        if self.rng.random() < 0.35:
            return [self.line(word, name)]
        return [self.line(word, name, self.rng.choice(values))]

    def kind_say(self):
        return self.value("say", self.variables, VARIABLES)

    def kind_preset(self):
        return self.value("preset", sorted(PRESET), PRESET)

    def requirements_in(self):
        lines = sorted(self.wanted.values())
        if not self.kill:
            self.rng.shuffle(lines)
        if not self.kill and self.rng.random() < 0.3:
            lines.insert(0, "# a comment")
        return [self.line("put", "requirements.in", "\\n".join(lines))]

    def kind_requirement(self):
        name = self.rng.choice(["alpha", "beta", *self.requirements])
        if name in self.wanted and self.rng.random() < 0.4:
            del self.wanted[name]
        else:
            self.wanted[name] = self.rng.choice(REQUIREMENTS[name])
        return self.requirements_in()

    def kind_bounds(self):
        path = self.rng.choice(
            ["constraints.txt", "overrides.txt", "requirements.here.in", "constraints.here.txt"]
            + ["overrides.here.txt", "more.in", "mo re.in", "constraints.more"]
        )
        if self.rng.random() < 0.3:
            return [self.line("remove", path)]
        texts = ["alpha<9", "beta<2", "gamma>0", "beta==2.0", "# nothing", "delta"]
        if path.startswith(("overrides", "constraints")):
            texts = ["alpha<9", "beta<2", "gamma>0", "beta==2.0", "# nothing", "alpha==1.0"]
        return [self.line(self.rng.choice(["put", "put", "older"]), path, self.rng.choice(texts))]

    def kind_pyproject(self):
        version, wants = self.rng.choice("12"), self.rng.choice(['"delta"', "", '"beta", "alpha"'])
        lines = [
            *["[build-system]", "requires = []", 'build-backend = "backend"'],
            *['backend-path = ["."]', "[project]", 'name = "own"', f'version = "{version}"'],
            *[f"dependencies = [{wants}]", "[project.optional-dependencies]"],
            *['net = ["extra[net]"]', "[dependency-groups]", 'dev = ["gamma"]'],
        ]
        return [self.line("put", "own/pyproject.toml", "\\n".join(lines))]

    def name(self):
        return "app/" + self.rng.choice(self.names)

    def text(self):
        return self.rng.choice(["1", "2", "three"])

    def kind_content(self):
        word = self.rng.choice(["put", "alike", "older"])
        return [self.line(word, self.rng.choice([self.name(), "app/main.py"]), self.text())]

    def kind_names(self):
        word = self.rng.choice(["put", "put", "remove", "move", "directory"])
        more = {"put": [self.text()], "move": [self.name()]}.get(word, [])
        return [self.line(word, self.name(), *more)]

    def kind_modes(self):
        path = self.rng.choice([self.name(), "app/main.py", "app", "extra.txt"])
        mode = self.rng.choice(["755", "700"] if path == "app" else ["644", "755", "600"])
        return [self.line("mode", path, mode)]

    def kind_links(self):
        if self.rng.random() < 0.3:
            return [self.line("remove", "app/link")]
        to = self.rng.choice(["main.py", "dir", "gone", *self.names])
        return [self.line("link", self.rng.choice(["app/link", self.name()]), to)]

    def kind_ignore(self):
        path = self.rng.choice(["app/.dockerignore", ".dockerignore", "own/.dockerignore"])
        if self.rng.random() < 0.5:
            return [self.line("remove", path)]
        return [self.line("put", path, self.rng.choice(["dir", "*.txt", "**/main.py", "#"]))]

    def kind_own(self):
        word = self.rng.choice(["put", "put", "alike", "older"])
        return [self.line(word, "own/own.py", self.text())]

    def kind_direct(self):
        path = self.rng.choice(["direct/direct.py", "direct/direct.py", "direct/new.py"])
        return [self.line(self.rng.choice(["put", "alike", "older"]), path, self.text())]

    # --- what happens to it ---

    def kind_times(self):
        when = self.rng.choice([1_000_000_000, 2_000_000_000])
        paths = self.rng.choice([SOURCES, ["build"], ["build/here"], [self.rng.choice(SOURCES)]])
        if paths[0].startswith("build"):
            when = 1_000_000_000
        return [self.line("times", when, *paths)]

    def kind_base(self):
        which = self.rng.choice(["base", "other"])
        if self.rng.random() < 0.3:
            return [self.line("copy", which + ".tar", "base.tar")]
        return [self.line("copy", which, "base")]

    def kind_switch(self):
        if self.rng.random() < 0.3:
            name = str(self.rng.randrange(4))
            self.branches.append(name)
            return [self.line("branch", name)]
        return [self.line("switch", self.rng.choice(self.branches))]

    def kind_lock(self):
        path = self.rng.choice(LOCKS)
        if self.rng.random() < 0.7:
            return [self.line("remove", path)]
        return [self.line("put", path, "# damaged")]

    def kind_build(self):
        if self.rng.random() < 0.1:
            return [
                self.line("remove", self.rng.choice(["build", "build/here", "build/here/image"]))
            ]
        return [
            self.line(
                self.rng.choice(["lose", "cut", "flip", "swap"]), "build", self.rng.randrange(999)
            )
        ]

    def kind_store(self):
        if self.rng.random() < 0.05:
            return [self.line("remove", "../store")]
        place = self.rng.choice(["../store", "../store/keys", "../store/sha256"])
        return [
            self.line(
                self.rng.choice(["lose", "cut", "flip", "swap"]), place, self.rng.randrange(999)
            )
            for _ in range(self.rng.randrange(1, 4))
        ]

    def kind_ended(self):
        name, who = self.rng.choice(self.signals), self.rng.choice(["group", "alone"])
        lines = getattr(self, "kind_" + self.rng.choice(["say", "requirement", "content"]))()
        if self.rng.random() < 0.3:
            lines.append(self.line("remove", self.rng.choice(["build", "build/here/layers"])))
        delay = f"{self.rng.random() ** 2 * 1.2:.3f}"
        return [*lines, self.line("ended", name, who, delay, self.rng.choice(["-j1", "-j4"]))]

    def kind_during(self):
        edit = getattr(self, "kind_" + self.rng.choice(["say", "requirement", "content", "own"]))()
        lines = getattr(self, "kind_" + self.rng.choice(["say", "requirement", "content"]))()
        return [*lines, f"during {self.rng.random() ** 2 * 0.9:.3f} {edit[0]}"]

    def kind_framework(self):
        file, before, after = self.rng.choice(FRAMEWORK)
        if self.rng.random() < 0.3:
            return [self.line("rebuilt", self.rng.choice(["image", "layer", "inputstamp"]))]
        return [self.line("framework", file, before, after)]

    def kind_nothing(self):
        return []
