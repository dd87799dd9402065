#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""importcheck.py: imports what an image holds, in the image itself, and says what happened, as
JSON.

Nothing but Python's standard library (3.8 or newer) is needed: the program is handed to the image's
own Python on standard input, with its configuration behind it, whether bubblewrap, docker or a
device runs it. See importcheck.py(1).
"""

import concurrent.futures
import ctypes
import importlib.machinery
import importlib.metadata
import json
import os
import platform
import re
import signal
import shutil
import subprocess
import sys
import tempfile
import time

LAST_LINES = 12
MOST_OUTPUT = 65536
# What a configuration has to have.
MEMBERS = {"target", "manifest", "packages", "critical", "skip", "cuda", "timeout", "jobs", "smoke"}

# What a process of its own runs: the module's name and a file for the answer are its arguments. It
# ends without Python's own cleaning up: what is asked is whether the import works.
IMPORT = """
import importlib, json, os, sys
module = importlib.import_module(sys.argv[1])
version = getattr(module, "__version__", None)
with open(sys.argv[2], "w") as answer:
    json.dump({"version": version if version is None else str(version),
               "file": getattr(module, "__file__", None)}, answer)
sys.stdout.flush(); sys.stderr.flush(); os._exit(0)
"""
CUDA = """
import json, os, sys, torch
answer = {"torch": torch.__version__, "version": torch.version.cuda,
          "available": torch.cuda.is_available(), "devices": []}
if answer["available"]:
    answer["driver"] = (torch._C._cuda_getDriverVersion()
                        if hasattr(torch._C, "_cuda_getDriverVersion") else None)
    for number in range(torch.cuda.device_count()):
        answer["devices"].append({
            "name": torch.cuda.get_device_name(number),
            "capability": "%d.%d" % torch.cuda.get_device_capability(number)})
    one = torch.ones(64, 64, device="cuda")
    assert float((one @ one).sum()) == 64.0 ** 3, "a product of matrices on the GPU is wrong"
answer["architectures"] = torch.cuda.get_arch_list()
with open(sys.argv[1], "w") as file:
    json.dump(answer, file)
sys.stdout.flush(); sys.stderr.flush(); os._exit(0)
"""


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def same_version(installed, locked):
    """PEP 440 as far as it is needed here: a local version equals its public one, unless the lock
    says which; zeros at the end do not count."""
    def plain(version):
        numbers = re.sub(r"^v", "", version.strip().lower())
        return re.sub(r"^(\d+(\.\d+)*?)(\.0+)*$", r"\1", numbers)
    if "+" not in locked:
        installed = installed.split("+")[0]
    return plain(installed) == plain(locked)


# --- what there is to import -----------------------------------------------------


def modules_of(files):
    """The modules of a distribution at the top: single ones, packages, and packages in directories
    that are none themselves."""
    names = {tuple(str(file).split("/")) for file in files}
    packages = {parts[:-1] for parts in names if re.match(r"__init__\.(py|.*so)$", parts[-1])}
    found = set()
    for parts in names:
        if parts[0] == ".." or not all(part.isidentifier() for part in parts[:-1]):
            continue
        inside = next((parts[:depth] for depth in range(1, len(parts))
                       if parts[:depth] in packages), None)
        stem, _, suffix = parts[-1].partition(".")
        is_module = stem.isidentifier() and (suffix == "py"
            or "." + suffix in importlib.machinery.EXTENSION_SUFFIXES)
        if inside:
            found.add(".".join(inside))
        elif len(parts) == 1 and is_module and not stem.startswith("lib"):
            found.add(stem)
    return sorted(found)


def survey(config):
    """Which distribution has which modules and paths: {module: distributions}, {first part of a
    path: distributions}, versions."""
    modules, owners, versions, paths = {}, {}, {}, set()
    for distribution in importlib.metadata.distributions():
        name = normal(distribution.metadata["Name"] or "")
        if name in versions or name not in config["packages"]:
            continue
        versions[name] = distribution.version
        files = [str(file) for file in distribution.files or []]
        paths.update(files)
        for file in files:
            if not file.startswith(".."):
                owners.setdefault(file.split("/")[0], set()).add(name)
        for module in modules_of(files):
            modules.setdefault(module, set()).add(name)
    return modules, owners, versions, paths


def involved(text, owners):
    """The distributions whose files a traceback or a loader's message names, in the order in which
    they appear."""
    found = []
    for part in re.findall(r"(?:site-packages|dist-packages)/([^/\"':\s]+)", text):
        for name in sorted(owners.get(part, ())):
            if name not in found:
                found.append(name)
    return found


NO_DRIVER = ("libcuda.so.1 is not there: the container was started without NVIDIA's runtime "
             "(docker run --runtime nvidia)")


def has_driver():
    """Whether NVIDIA's runtime put the driver's library into the container, and it can be loaded.
    """
    try:
        ctypes.CDLL("libcuda.so.1")
    except OSError:
        return False
    return True


# What an import ends with for want of something that no version of a package brings: the program's
# name, or the exception's.
NO_SETTINGS = re.compile(r"^(?:\w+\.)*(ImproperlyConfigured|AppRegistryNotReady)\b", re.M)
NO_PROGRAM = re.compile(r"^(?:\w+\.)*(?:FileNotFoundError: \[Errno 2\] No such file or directory: "
                        r"'([\w.+-]+)'|ImportError: Bad (\w+) executable)", re.M)
NO_MODULE = re.compile(r"^ModuleNotFoundError: No module named '(\w+)[\w.]*'", re.M)


def brought_by_extra(module, names):
    """The (package, distribution) of NAMES of which an extra asks for a package of that name, which
    is not installed; or None."""
    for name in names:
        try:
            wanted = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue
        for requirement in wanted:
            package = normal(re.match(r"[\w.-]*", requirement).group())
            if normal(module) in package and re.search(r";.*\bextra\b", requirement):
                return package, name
    return None


def unmet(text, names, modules):
    """What an import lacks, as (kind, reason), by what it said, when that is nothing that another
    version mends: a program, settings, or what only an extra brings. Else None."""
    found = NO_SETTINGS.search(text)
    if found:
        return "settings", "it needs settings: %s" % found.group(1)
    found = NO_PROGRAM.search(text)
    program = found and (found.group(1) or found.group(2))
    if program and ("subprocess" in text or found.group(2)) and not shutil.which(program):
        return "program", "it needs the program %s, which is not in the image" % program
    found = NO_MODULE.search(text)
    extra = found and found.group(1) not in modules and brought_by_extra(found.group(1), names)
    if extra:
        return "extra", "it needs %s, which an extra of %s brings" % extra
    return None


# --- one process each ------------------------------------------------------------


def run(arguments, timeout, answer=None, directory="/"):
    """Runs Python with ARGUMENTS in DIRECTORY, None for where this runs. Returns status, seconds,
    the last lines of what it said, all that it said, and its answer."""
    begin = time.monotonic()
    process = subprocess.Popen([sys.executable] + arguments, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               start_new_session=True, cwd=directory)
    try:
        output = process.communicate(timeout=timeout)[0]
        status = "ok" if process.returncode == 0 else "failed"
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        output = process.communicate()[0]
        status = "timeout"
    text = output[-MOST_OUTPUT:].decode("utf-8", "replace")
    last = [line for line in text.splitlines() if line.strip()][-LAST_LINES:]
    if status == "timeout":
        last.append("ended after %g s" % timeout)
    elif process.returncode < 0:
        last.append("ended by %s" % signal.Signals(-process.returncode).name)
    said = None
    if status == "ok" and answer:
        try:
            with open(answer) as file:
                said = json.load(file)
        except (OSError, ValueError):
            status = "failed"
            last.append("ended Python by itself")
    return status, round(time.monotonic() - begin, 2), last, text, said


class Check:
    def __init__(self, config, scratch):
        self.config, self.scratch = config, scratch
        self.modules, self.owners, self.versions, self.paths = survey(config)
        self.number = 0

    def answer(self):
        self.number += 1
        return os.path.join(self.scratch, "answer.%d" % self.number)

    def skip_reason(self, module, distributions):
        skip = self.config["skip"]
        if module in skip:
            return skip[module]
        return next((skip[name] for name in distributions if name in skip), None)

    def wanted(self):
        """(module, distributions, is critical), the critical ones first."""
        selected = set(self.config.get("select") or self.versions)
        entries = [(module, sorted(names), bool(names & set(self.config["critical"])))
                   for module, names in self.modules.items() if names & selected]
        return sorted(entries, key=lambda entry: (not entry[2], entry[0]))

    def import_one(self, module, distributions, critical, answer):
        entry = {"module": module, "distributions": distributions, "critical": critical}
        reason = self.skip_reason(module, distributions)
        if reason is not None:
            return dict(entry, status="skipped", reason=reason, seconds=0)
        status, seconds, last, text, said = run(["-c", IMPORT, module, answer],
            self.config["timeout"], answer)
        entry.update(status=status, seconds=seconds, **(said or {}))
        if status != "ok":
            names = involved(text, self.owners)
            names += [name for name in distributions if name not in names]
            entry.update(last=last, involved=names)
            lacks = status == "failed" and unmet(text, names, self.modules)
            if lacks:
                entry.update(lacks=lacks[0], reason=lacks[1])
                last.append(lacks[1])
                # What the project cannot run without has to be there all the same.
                entry["status"] = "failed" if critical else "skipped"
        return entry

    def smoke(self, name, source):
        path = os.path.join(self.scratch, os.path.basename(name))
        with open(path, "w") as file:
            file.write(source)
        status, seconds, last, text, _ = run([path], self.config["timeout"], directory=None)
        entry = {"name": name, "status": status, "seconds": seconds, "last": last}
        if status != "ok":
            entry["involved"] = involved(text, self.owners)
        return entry

    def cuda(self, answer):
        """What torch says of the GPU, if there is a torch. Required: not having one is a failure.
        """
        required, said, last, status, seconds = self.config["cuda"]["required"], None, [], "ok", 0
        if "torch" in self.versions:
            status, seconds, last, _, said = run(["-c", CUDA, answer], self.config["timeout"],
                answer)
        entry = dict(said or {"available": False}, required=required, seconds=seconds,
                     status=status, driver=has_driver())
        if "torch" not in self.versions:
            entry["available"] = entry["driver"]
        if required and not entry["available"]:
            entry["status"], last = "failed", [NO_DRIVER
                if not entry["driver"] else (last or ["torch.cuda.is_available() is False"])[-1]]
        return entry if entry["status"] == "ok" else dict(entry, last=last)

    def distributions(self):
        """How what is installed compares with the lock."""
        selected = self.config.get("select")
        wanted = {name: version for name,
                  version in self.config["packages"].items() if not selected or name in selected}
        return {"checked": len(wanted),
                "missing": sorted(set(wanted) - set(self.versions)),
                "different": [{"name": name, "installed": self.versions[name],
                               "locked": wanted[name]}
                              for name in sorted(set(wanted) & set(self.versions))
                              if not same_version(self.versions[name], wanted[name])]}

    def unknown_skips(self):
        """Declarations that name nothing in the image."""
        def is_there(name):
            path = name.replace(".", "/")
            return name in self.versions or any(
                file.startswith(path + "/") or file.startswith(path + ".") for file in self.paths)
        return sorted(name for name in self.config["skip"] if not is_there(name))


def check(config):
    say = (lambda text: print(text, file=sys.stderr,
                              flush=True)) if config.get("progress") else (lambda text: None)
    with tempfile.TemporaryDirectory() as scratch, concurrent.futures.ThreadPoolExecutor(
            config["jobs"]) as pool:
        it = Check(config, scratch)
        imports, smoke, cuda = [], [], None
        tasks = {}
        for module, names, critical in it.wanted():
            tasks[pool.submit(it.import_one, module, names, critical, it.answer())] = module
        if (config["cuda"]["required"] or "torch" in it.versions) and (not config.get("select")
                or "torch" in config["select"]):
            cuda = pool.submit(it.cuda, it.answer())
        tests = [pool.submit(it.smoke, name, source) for name, source in config["smoke"]]
        for task in concurrent.futures.as_completed(tasks):
            entry = task.result()
            imports.append(entry)
            say("  %-8s %-32s %6.1f s  %s %s" % (entry["status"], entry["module"], entry["seconds"],
                entry.get("version") or "", entry.get("file") or ""))
        smoke = [test.result() for test in tests]
        for entry in smoke:
            say("  %-8s %-32s %6.1f s" % (entry["status"], entry["name"], entry["seconds"]))
        done = {entry["module"] for entry in imports}
        imports += [{"module": name, "distributions": [], "critical": False, "status": "skipped",
                     "reason": reason, "seconds": 0}
                    for name, reason in config["skip"].items()
                    if "." in name and name not in done and not config.get("select")]
        return {"target": config["target"], "manifest": config["manifest"],
                "python": platform.python_version(), "machine": platform.machine(),
                "imports": sorted(imports,
                                  key=lambda entry: (not entry["critical"], entry["module"])),
                                  "cuda": cuda.result() if cuda else None,
                "smoke": smoke, "versions": it.versions, "distributions": it.distributions(),
                "unknownSkips": it.unknown_skips(),
                "noModules": sorted(set(it.versions) - {name for names in it.modules.values()
                for name in names}),
                "critical": config["critical"],
                "notFound": [program for program in config.get("start", [])
                             if not shutil.which(program)]}


# --- what it means ---------------------------------------------------------------


def findings(result, packages):
    """What is wrong, a line each, as (name, text)."""
    found = []
    for name in result["distributions"]["missing"]:
        found.append((name, "%s %s is in the lock, and the image's Python does not find it" % (name,
            packages[name])))
    for entry in result["distributions"]["different"]:
        found.append((entry["name"], "%(name)s is %(installed)s for the image's Python, and "
                                     "%(locked)s in the lock" % entry))
    for entry in result["imports"]:
        if entry["status"] in ("failed", "timeout"):
            found.append((entry["module"],
                          "import %s: %s (%s)" % (entry["module"],
                (entry["last"] or ["failed"])[-1], " ".join(entry["involved"]))))
        elif entry["critical"] and entry["status"] == "ok" and re.match(r"\d+(\.\d+)+",
                entry["version"] or ""):
            wrong = [name for name in entry["distributions"]
                     if name in packages and not same_version(entry["version"], packages[name])]
            if wrong:
                found.append((entry["module"],
                              "%s says that it is version %s, and %s is %s in the lock" % (
                    entry["module"], entry["version"], wrong[0], packages[wrong[0]])))
    for name in sorted(set(result["critical"]) & set(result["noModules"])):
        found.append((name, "%s is critical and has no module to import" % name))
    cuda = result["cuda"]
    if cuda and cuda["status"] != "ok" and (cuda["required"] or cuda["available"]):
        found.append(("cuda", "CUDA: %s" % (cuda["last"] or ["failed"])[-1]))
    for entry in result["smoke"]:
        if entry["status"] != "ok":
            found.append((entry["name"],
                          "%s: %s" % (entry["name"], (entry["last"] or ["failed"])[-1])))
    for program in result["notFound"]:
        found.append((program, "%s, which the image is to start, is not found in it, or is not "
                               "executable" % program))
    for name in result["unknownSkips"]:
        found.append((name, "PYLOCK_IMPORT_SKIP.%s names nothing in the image: take it out" % name))
    return found


def read(path):
    """The configuration in the file. Ends the program, with a line, when it is none."""
    try:
        with open(path) as file:
            config = json.load(file)
        missing = sorted(MEMBERS.difference(config if isinstance(config, dict) else ()))
        if not missing:
            return config
        status, what = 1, "." + missing[0] + ": missing"
    except OSError as error:
        status, what = 3, error.strerror
    except ValueError as error:
        status, what = 1, "not valid JSON: %s" % error
    sys.exit(print("importcheck.py: %s: %s" % (path, what), file=sys.stderr) or status)


def main(config):
    result = check(config)
    result["findings"] = [{"name": name, "text": text} for name,
                          text in findings(result, config["packages"])]
    json.dump(result, sys.stdout, sort_keys=True)
    sys.stdout.write("\n")
    return 1 if result["findings"] else 0


if __name__ == "__main__":
    if sys.argv[1:] == ["--version"]:
        with open(os.path.join(sys.path[0], "..", "VERSION")) as version:
            sys.exit(print("importcheck.py", version.read().strip()))
    if len(sys.argv) != 2:
        sys.exit(print("usage: importcheck.py CONFIG.json", file=sys.stderr) or 2)
    sys.exit(main(read(sys.argv[1])))
