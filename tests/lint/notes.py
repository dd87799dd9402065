#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""notes.py: whether each rule of the fragments is run again when a variable that its recipe reads
has another value.

    notes.py [--mk DIRECTORY]

Make notices files, not values: a value counts when a note holds it (_pylock_note in notes.mk) and
what is made of it depends on that note. For made-up projects with every kind of base this asks make
for its rules (`make -pn`), expands the variables of each recipe as the fragments define them, down
to the user's, and wants each of these in a note that the target depends on, directly or through
prerequisites that are always made with it. What the result does not depend on is in ALLOWED, with
the reason. Exit status 1 when a value is in no note.
"""

import argparse
import collections
import fnmatch
import pathlib
import re
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True

# What a recipe may read without a note: it says where and how something is done, not what comes
# out.
ALLOWED = {
    "STORE": "where files are kept; their names are their hashes",
    "OFFLINE": "whether something may be asked; never what the answer is",
    "LOCKED": "whether a lock may be written; never what is in it",
    "KEYRING": "where credentials come from",
    "PULL_OPTIONS": "how a registry is asked; the digest says for what",
    "INSECURE": "whom a push trusts",
    "MOUNT_FROM": "where a registry may take layers from",
    "BYTES": "whether layers are made that the registry has, not what is in them",
    "APT_MIRRORS": "where locked packages come from",
    "JOBS_BUILD": "how many builds run at once",
    "BUILD_TIMEOUT": "how long a build may take, not what it gives",
    "BUILD_MEMORY": "how much memory a build may take",
    "BUILD_UNCONFINED": "it is recorded with what is built",
    "WHEEL_HOST": "where a build runs; the wheel's hash is locked",
    "PYC_PYTHON": "which interpreter of the one version compiles: all give the same bytes",
    "SHORT": "which names goals have",
    "TARGETS": "which targets there are; $(TARGET) is in every path",
}

# The same for some targets: a pattern, the variables, the reason.
ALLOWED_FOR = [
    ("layers/*", {"OWNER", "PREFIX", "PYC"}, "its name changes with what it is made of"),
    (
        "built/*",
        {"EXCLUDE_NEWER"},
        "what it was built with is locked; a date does not build it again",
    ),
    (
        "project/*",
        {"EXCLUDE_NEWER"},
        "what it is built with is locked",
    ),
    (
        "mend.json",
        {
            "BUILD_CONSTRAINTS",
            "EXCLUDE",
            "EXCLUDE_NEWER",
            "IMPORT_TIMEOUT",
            "NO_BINARY",
            "ONLY_BINARY",
            "PREFER_BINARY",
            "PROJECT",
            "PROVIDED",
            "REQUIREMENTS",
            "RESOLVER",
        },
        "a search, made of what was run; no part of the image",
    ),
    (
        "lock.checked",
        {"BUILD_CONSTRAINTS"},
        "what an sdist requires is its own; they let a build tell it",
    ),
    (
        "lock.checked",
        {
            "EXCLUDE_NEWER",
            "NO_BINARY",
            "ONLY_BINARY",
            "PREFER_BINARY",
            "PROJECT",
            "PROVIDED",
            "REQUIREMENTS",
            "RESOLVER",
        },
        "inputs.key changes with what they mean",
    ),
]


def allowed(target):
    return ALLOWED.keys() | {
        name
        for pattern, names, _ in ALLOWED_FOR
        if fnmatch.fnmatchcase(target, pattern)
        for name in names
    }


LINES = """PYLOCK_NAME := sample
PYLOCK_TARGETS := here
PYLOCK_INDEX_URL := http://index.invalid/simple
PYLOCK_FILES := Makefile:/a requirements.in:/b
PYLOCK_ENV.A := 1
PYLOCK_LABEL.a := 1
"""
PRESET = """PYLOCK_ARCH := x86_64
PYLOCK_GLIBC := 2.36
PYLOCK_BASE_PYTHON := 3.11.2
PYLOCK_BASE_SUITE := bookworm
PYLOCK_BASE_APT := python3
PYLOCK_CUDA_ARCHS := 8.7
PYLOCK_DRIVER.libcuda.so.1 := 540
"""
PROJECTS = {
    "debian": "",
    "layout": "PYLOCK_BASE := base\nPYLOCK_PROVIDED := given\nPYLOCK_PYC := yes\n",
    "tarball": "PYLOCK_BASE := base.tar\n",
    "own": "PYLOCK_PROJECT := own\n",
    "registry": "PYLOCK_BASE := docker://registry.invalid/base\n",
    "standalone": "PYLOCK_PYTHON := 3.12.1\nPYLOCK_PYTHON_FROM := "
                  "http://x.invalid/python.tar\\#sha256="
    + 64 * "0"
    + "\n",
}
# As lockplan writes it.
PLAN = """_pylock_plan_layers := $(_pylock_build)/layers/small.1-0.json
_pylock_plan_built := $(_pylock_build)/built/b-0.args
_pylock_plan_blobs := $(_pylock_blobs)/00/0
$(_pylock_build)/layers/small.1-0.json: $(_pylock_blobs)/00/0 $(_pylock_build)/built/b-0.args
\t$(call _pylock_layer,small.1, a-1-py3-none-any.whl=$(_pylock_blobs)/00/0, \
a-1-py3-none-any.whl=$(_pylock_blobs)/00/0)
$(_pylock_build)/built/b-0.args: $(_pylock_blobs)/00/0
\t$(call _pylock_wheel,b,1,b-1.tar.gz=$(_pylock_blobs)/00/0)
$(_pylock_blobs)/00/0 &: | $(_pylock_build)/policy.args
\t$(call _pylock_fetch,0)
"""

Rule = collections.namedtuple("Rule", "prerequisites recipe where")
ASSIGNMENT = re.compile(r"^ *(?:export +|override +)?([\w.%@-]+) *(?::=|::=|\?=|\+=|=)(.*)$", re.S)
PRIVATE = re.compile(r"\b_pylock_[\w.-]*\w")
PUBLIC = re.compile(r"\$\(PYLOCK_([A-Z][A-Z0-9_]*)")
CONDITION = re.compile(r"^ *(else +)?(ifeq|ifneq|ifdef|ifndef)\b(.*)$", re.S)


def logical_lines(text):
    return re.sub(r"\\\n", " ", text).split("\n")


def declared(mk):
    """The names of the user's variables, without PYLOCK_."""
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(mk.glob("defaults/*.mk")))
    return set(re.findall(r"^_pylock_kind\.([A-Z][A-Z0-9_]*)", text, re.M))


def definitions(mk):
    """To each variable of the fragments all texts that it may stand for, with the conditions under
    which it does."""
    found = collections.defaultdict(list)
    for path in sorted(
        [
            *(
                path
                for path in mk.glob("**/*.mk")
                if path.parent.name not in ("bases", "defaults", "targets")
            )
        ]
    ):
        conditions, name, body = [], None, []
        for line in logical_lines(path.read_text(encoding="utf-8")):
            if name is not None:
                if line.startswith("endef"):
                    found[name].append("\n".join(body + conditions))
                    name, body = None, []
                else:
                    body.append(line)
            elif match := re.match(r"define +([\w.-]+)", line):
                name = match[1]
            elif match := CONDITION.match(line):
                if match[1]:
                    conditions[-1] += match[3]
                else:
                    conditions.append(f"$({match[3].strip()})" if "def" in match[2] else match[3])
            elif re.match(r" *endif\b", line):
                conditions.pop()
            elif not line.startswith("\t") and (match := ASSIGNMENT.match(line)):
                found[match[1]].append("\n".join([match[2], *conditions]))
    return found


def database(mk, lines):
    """What make says of a project of these lines: the rules of targets that are files in build/,
    the variable that each note holds, and the variables that eval made."""
    with tempfile.TemporaryDirectory() as directory:
        project = pathlib.Path(directory)
        for name in "base", "targets", "build/here":
            (project / name).mkdir(parents=True)
        (project / "base/oci-layout").touch()
        (project / "base/index.json").touch()
        (project / "base.tar").touch()
        (project / "own").mkdir()
        (project / "own/pyproject.toml").touch()
        (project / "requirements.in").touch()
        (project / "overrides.txt").touch()
        (project / "targets/here.mk").write_text(PRESET, encoding="utf-8")
        (project / "build/here/plan.mk").write_text(PLAN, encoding="utf-8")
        (project / "Makefile").write_text(
            f"{LINES}{lines}include {mk}/pylock.mk\nbuild/here/nothing: ;\n", encoding="utf-8"
        )
        made = subprocess.run(
            [
                "make",
                "-pn",
                "-C",
                directory,
                f"PYLOCK_STORE={directory}/store",
                "build/here/nothing",
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env={"PATH": "/usr/bin:/bin", "HOME": directory},
        )
    if made.returncode > 1:
        sys.exit(f"notes.py: make: {made.stderr.strip()}")
    return read_database(made.stdout)


def read_database(text):
    rules, notes, variables = {}, {}, {}
    target = None
    for line in text.split("\n"):
        if match := re.match(r"(build/here/\S+): _pylock_text = .*\$\(([^\s()]+)\)+$", line):
            notes[match[1]] = match[2]
        elif match := re.match(r"(build/here/\S+):(?: (.*))?$", line):
            target = match[1]
            rules[target] = Rule((match[2] or "").partition("|")[0].split(), [], [])
        elif target and line.startswith("\t"):
            rules[target].recipe.append(line.strip())
        elif target and (
            match := re.match(r"#  recipe to execute \(from '(.*)', line (\d+)\)", line)
        ):
            rules[target].where.append(f"{match[1]}:{match[2]}")
        elif target and rules[target].recipe and line.startswith("  "):
            rules[target].recipe.append(line.strip())
        elif not line:
            target = None
        elif match := re.match(r"(_pylock_\S+) = (.*)$", line):
            variables[match[1]] = match[2]
    return rules, notes, variables


class Expansion:
    def __init__(self, names, texts, variables):
        self.names, self.texts, self.variables = names, texts, variables

    def below(self, text):
        """(variables of the fragments, the user's) that TEXT reads itself."""
        private = {
            name for name in PRIVATE.findall(text) if name in self.texts or name in self.variables
        }
        public = set(PUBLIC.findall(text)) & self.names
        # $(call _pylock_variable,NAME), and what passes a name on to it
        public |= {
            name
            for name in re.findall(r"[,=]([A-Z][A-Z0-9_]*)(?=[.,)\s])", text)
            if name in self.names
        }
        return private, public

    def text(self, name):
        return "\n".join([*self.texts.get(name, ()), self.variables.get(name, "")])

    def reads(self, text, covered=frozenset()):
        """All that TEXT reads, however deep, but not by way of COVERED: (the fragments' variables,
        the user's)."""
        seen, users, todo = set(), set(), [text]
        while todo:
            private, public = self.below(todo.pop())
            users |= public
            todo += [self.text(name) for name in private - seen - covered]
            seen |= private
        return seen, users


def noted(target, rules, notes):
    """The variables that the notes hold on which TARGET depends; what has no recipe may keep its
    time when its prerequisites change."""
    found, seen, todo = set(), set(), [target]
    while todo:
        name = todo.pop()
        if name in notes:
            found.add(notes[name])
        if name in seen or name not in rules or (name != target and not rules[name].recipe):
            continue
        seen.add(name)
        todo += rules[name].prerequisites
    return found


def check(mk, lines, names, texts):
    """A line for each value that a recipe reads and no note holds."""
    rules, notes, variables = database(mk, lines)
    expansion = Expansion(names, texts, variables)
    for target, rule in sorted(rules.items()):
        if not rule.recipe or target in notes:
            continue
        held = noted(target, rules, notes)
        covered, values = expansion.reads("".join(f"$({name})" for name in held))
        users = expansion.reads("\n".join(rule.recipe), frozenset(covered))[1]
        target = target.removeprefix("build/here/")
        for name in sorted(users - values - allowed(target)):
            yield (
                f"{pathlib.Path(rule.where[0]).name}: {target}: its recipe reads PYLOCK_{name}, "
                f"and no note that it depends on holds that"
            )


def main():
    options = argparse.ArgumentParser(
        description="Whether a note holds each value that a recipe reads."
    )
    options.add_argument("--mk", type=pathlib.Path, default=TOP / "mk", help="the fragments")
    mk = options.parse_args().mk.resolve()
    names, texts = declared(mk), definitions(mk)
    found = {line for lines in PROJECTS.values() for line in check(mk, lines, names, texts)}
    for line in sorted(found):
        print(f"lint: {line}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
