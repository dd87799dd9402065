# SPDX-License-Identifier: MIT
"""What the dynamic loader would find wanting in an image: inspect's facts on ELF files, judged.

Three kinds of libraries that are not found are kept apart: what the device's driver supplies, what is found once another package was
imported, and what is missing. Import order: a distribution's objects are loaded after those of the distributions that it requires.
"""

import fnmatch
import json
import pathlib
import re

from verify.report import plural

# What CUDA's driver libraries define: cuLaunchKernel, nvmlInit_v2.
DRIVER_SYMBOL = re.compile(r"(cu|nvml|nvPTXCompiler)[A-Z]")
# What the interpreter defines.
PYTHON_SYMBOL = re.compile(r"_?Py[A-Z_]")
MAX_NAMES = 4


def names(items, most=MAX_NAMES):
    items = sorted(set(items))
    return ", ".join(items[:most]) + (f" and {len(items) - most} more" if len(items) > most else "")


def base(path):
    return path.rpartition("/")[2]


def read_opened():
    """Which objects are loaded by name and not by need: one of several, or none at all; opened.json."""
    with open(pathlib.Path(__file__).with_name("opened.json"), encoding="utf-8") as file:
        return json.load(file)


def transitive(wants):
    """{distribution: all that it requires, directly or not}"""
    closed = {}
    for name in wants:
        todo, seen = [name], set()
        while todo:
            for wanted in wants.get(todo.pop(), ()):
                if wanted not in seen:
                    seen.add(wanted)
                    todo.append(wanted)
        closed[name] = seen
    return closed


class Linkage:
    """ELF is inspect's list, with distributions under their normalized names; INTERPRETER the path of Python, or None; DRIVER maps sonames to
    versions; WANTS a distribution to those that it requires directly; APT_HINT says where the base can get a library, or None."""

    def __init__(self, elf, interpreter, driver, wants, apt_hint, report):
        self.objects = [entry for entry in elf if "needed" in entry]
        self.by_path = {entry["path"]: entry for entry in elf}
        self.sonames = {name for entry in self.objects for name in (entry.get("soname"), base(entry["path"])) if name}
        self.driver, self.wants, self.apt_hint, self.report = driver, wants, apt_hint, report
        self.requires = transitive(wants)
        self.interpreter = interpreter
        self.opened = read_opened()

    def owner(self, path):
        return self.by_path[path].get("distribution")

    def lacking(self, entry):
        """Sonames that nothing supplies: not the driver, not a package that is imported before."""
        missing = [name for name, path in entry["needed"].items() if path is None and name not in self.driver]
        for name, path in entry.get("besides", {}).items():
            if not self.comes_before(self.owner(path), entry.get("distribution")):
                missing.append(name)
        return missing

    def comes_before(self, first, second):
        return first == second or first in self.requires.get(second, ())

    def imported(self, first, second):
        """What SECOND requires and imports, on whose behalf the libraries of FIRST are loaded."""
        direct = self.wants.get(second, set())
        return first if first in direct else min(name for name in direct if first in self.requires.get(name, ()))

    def reach(self):
        """Paths of what a package's object, or the program that loads it, may load."""
        todo = [entry for entry in self.objects if entry.get("distribution") or entry["path"] == self.interpreter]
        seen = {entry["path"] for entry in todo}
        while todo:
            for path in todo.pop().get("needed", {}).values():
                if path and path not in seen:
                    seen.add(path)
                    todo.append(self.by_path[path])
        return seen

    # --- judgements -------------------------------------------------------------

    def check(self):
        reach = self.reach()
        before = len(self.report.errors())
        if not self.interpreter:
            self.report.ok("the interpreter is no ELF file of the image: what it defines is not looked at")
        idle = [entry for entry in self.objects if entry["path"] not in reach]
        counted = [entry for entry in self.objects if entry["path"] in reach]
        choices = self.choose(counted)
        for entry in counted:
            if entry["path"] not in choices:
                self.check_versions(entry)
                self.check_symbols(entry)
        self.note_choices(choices)
        self.check_libraries([entry for entry in counted if entry["path"] not in choices])
        self.say_supplied(counted)
        self.check_opened()
        self.say_idle(idle)
        if len(self.report.errors()) == before:
            self.report.ok(f"{plural(len(counted), 'ELF file')} that packages load find their libraries, symbol versions and symbols")

    def choose(self, objects):
        """{path: row} of objects that are not loaded because another of the same choice is, or that are optional."""
        found = {}
        for row in self.opened:
            own = [entry for entry in objects if entry.get("distribution") == row["distribution"]]
            for pattern in row.get("optional", ()):
                found.update({entry["path"]: row for entry in own if self.lacking(entry) and fnmatch.fnmatchcase(entry["path"], pattern)})
            if "one" in row:
                found.update(self.choose_one(row, own))
        return found

    def choose_one(self, row, own):
        groups = {}
        for title, patterns in row["one"].items():
            members = [entry for entry in own if any(fnmatch.fnmatchcase(entry["path"], pattern) for pattern in patterns)]
            if row.get("each"):
                groups.update({entry["path"]: [entry] for entry in members})
            elif members:
                groups[title] = members
        whole = [title for title, members in groups.items() if not any(self.lacking(entry) for entry in members)]
        if not whole:
            return {}  # each of them counts as missing
        if not row.get("each"):
            self.report.ok(f"{row['distribution']} loads {whole[0]}: {row['why']}")
        return {entry["path"]: row for title, members in groups.items() if title not in whole for entry in members}

    def note_choices(self, choices):
        rows = {}
        for path, row in choices.items():
            rows.setdefault(id(row), (row, []))[1].append(self.by_path[path])
        for row, entries in rows.values():
            lacking = {name for entry in entries for name in self.lacking(entry)}
            self.report.find("choice", row["distribution"], f"{row['distribution']}: {names((base(entry['path']) for entry in entries), 2)} cannot be loaded, "
                             f"without {names(lacking, 2)}, and need not be", f"{row['why']} [{row['source']}]", subject="optional" if "optional" in row else "one")

    def check_libraries(self, objects):
        missing = {}
        for entry in objects:
            for name in self.lacking(entry):
                missing.setdefault((entry.get("distribution"), name), []).append(entry)
        for (distribution, name), entries in sorted(missing.items(), key=str):
            besides = entries[0].get("besides", {}).get(name)
            who = f"{distribution or 'the base'}: {names(base(entry['path']) for entry in entries)}"
            if besides:
                self.report.find("order", distribution, f"{who} needs {name}, which only {self.owner(besides)} has, and does not require it",
                                 subject=name, todo=f"import {self.owner(besides)} first")
            else:
                self.report.find("library", distribution, f"{who} needs {name}, which is not in the image", subject=name, todo=self.hint(name))

    def hint(self, name):
        owners = sorted({entry["distribution"] for entry in self.objects if entry.get("distribution") and
                         name in (entry.get("soname"), base(entry["path"]))})
        if owners:
            return f"{owners[0]} has one: import it first"
        return self.apt_hint(name) or "no package that is known has it"

    def check_versions(self, entry):
        for lack in entry.get("lacks", ()):
            self.report.find("version", entry.get("distribution"), f"{entry.get('distribution') or 'the base'}: {base(entry['path'])} needs "
                             f"{lack['version']} of {lack['library']}, which {lack['path']} does not define",
                             subject=f"{lack['library']}/{lack['version']}", todo="take a base with a newer one, or a package that was built for this")

    def check_symbols(self, entry):
        undefined = entry.get("undefined")
        if not undefined:
            return
        absent = set(entry.get("incomplete", ()))
        symbols = undefined["symbols"]
        if absent - self.driver.keys():
            return  # what is missing may define them, and is a finding itself
        if not self.interpreter:
            symbols = [name for name in symbols if not PYTHON_SYMBOL.match(name)]
        if absent:
            symbols = [name for name in symbols if not DRIVER_SYMBOL.match(name)]
        if not symbols:
            return
        count = undefined["count"] - len(undefined["symbols"]) + len(symbols)
        libraries = [self.owner(path) for path in [*entry["needed"].values(), *entry.get("besides", {}).values()] if path]
        others = sorted({name for name in libraries if name and name != entry.get("distribution")})
        self.report.find("symbol", entry.get("distribution"),
                         f"{entry.get('distribution') or 'the base'}: {base(entry['path'])} wants {plural(count, 'symbol')} that no library in reach "
                         f"defines: {names(symbols, 2)}", subject=base(entry["path"]),
                         todo=f"it was built for another {' or '.join(others)}" if others else None)

    def say_supplied(self, objects):
        supplied, ordered = {}, {}
        for entry in objects:
            for name, path in entry["needed"].items():
                if path is None and name in self.driver:
                    supplied.setdefault(name, set()).add(entry.get("distribution") or "the base")
            for name, path in entry.get("besides", {}).items():
                first, second = self.owner(path), entry.get("distribution")
                if first != second and self.comes_before(first, second):
                    ordered.setdefault((second, self.imported(first, second)), set()).add(name)
        for name, who in sorted(supplied.items()):
            self.report.find("driver", None, f"{name}, which {names(who)} needs, comes from the device's driver", f"{self.driver[name]} or newer", subject=name)
        for (second, first), libraries in sorted(ordered.items()):
            self.report.find("after", second, f"{second} finds {names(libraries, 3)} only after `import {first}`, which it requires", "import order", subject=first)

    def check_opened(self):
        present = {entry.get("distribution") for entry in self.objects} | set(self.requires)
        for row in self.opened:
            if "opens" not in row or row["distribution"] not in present:
                continue
            for choice in row["opens"]:
                if not set(choice) & self.sonames and not set(choice) & self.driver.keys():
                    self.report.find("library", row["distribution"], f"{row['distribution']} opens {' or '.join(choice)}, which is not in the image: {row['why']} "
                                     f"[{row['source']}]", subject=choice[0], todo=self.hint(choice[0]))

    def say_idle(self, idle):
        lacking = [entry for entry in idle if self.lacking(entry) or entry.get("lacks")]
        if lacking:
            self.report.find("idle", None, f"{plural(len(lacking), 'ELF file')} of the base that no package loads lacks something: "
                             f"{names(base(entry['path']) for entry in lacking)}", "no package loads it")
