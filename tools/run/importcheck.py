#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""importcheck.py: imports what an image holds, in the image itself, and says what happened, as
JSON.

Nothing but Python's standard library (3.8 or newer) is needed: the program is handed to the image's
own Python on standard input, the modules that it uses before it and its configuration behind it,
whether bubblewrap, docker or a device runs it. See importcheck.py(1).
"""

import concurrent.futures
import ctypes
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

if __name__ == "__main__":
    sys.path[0] = os.path.dirname(sys.path[0])

from run.importconfig import read
from run.importfindings import findings, same_version
from run.importlack import unmet
from run.installed import modules_above, survey

LAST_LINES = 12
MOST_OUTPUT = 65536

# What a process of its own runs: a file for the answer, the module's name, and what is imported
# before it, are its arguments.
IMPORT = """
import importlib, json, os, sys
for before in sys.argv[3:]:
    importlib.import_module(before)
module = importlib.import_module(sys.argv[2])
version = getattr(module, "__version__", None)
answer = {"version": version if version is None else str(version),
          "file": getattr(module, "__file__", None)}
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
"""
# It ends without Python's own cleaning up: what is asked is whether the import works.
ANSWER = """
with open(sys.argv[1], "w") as file:
    json.dump(answer, file)
sys.stdout.flush(); sys.stderr.flush(); os._exit(0)
"""


# --- what a message says ------------------------------------------------------


def involved(text, owners):
    """The distributions whose files a traceback or a loader's message names, in their order."""
    parts = re.findall(r"(?:site-packages|dist-packages)/([^/\"':\s]+)", text)
    return list(dict.fromkeys(name for part in parts for name in sorted(owners.get(part, ()))))


NO_DRIVER = ("libcuda.so.1 is not there: the container was started without NVIDIA's runtime "
             "(docker run --runtime nvidia)")


def has_driver():
    """Whether NVIDIA's runtime put the driver's library into the container."""
    try:
        ctypes.CDLL("libcuda.so.1")
    except OSError:
        return False
    return True


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
        self.selected = set(config.get("select") or ())

    def skip_reason(self, module, distributions):
        skip = self.config["skip"]
        return next((skip[name] for name in [module, *distributions] if name in skip), None)

    def wanted(self):
        """(module, distributions, is critical), the critical ones first."""
        selected, critical = self.selected or set(self.versions), set(self.config["critical"])
        entries = [(module, sorted(names), bool(names & critical))
                   for module, names in self.modules.items() if names & selected]
        return sorted(entries, key=lambda entry: (not entry[2], entry[0]))

    def ask(self, program, module="", *before):
        answer = os.path.join(self.scratch, "answer." + module)
        return run(["-c", program + ANSWER, answer, module, *before], self.config["timeout"],
                   answer)

    def ask_import(self, module, distributions):
        """Imports the module; what fails alone, as a part of another package does, once more after
        each module of those who require it. The answer, and after which module it was one."""
        alone = self.ask(IMPORT, module)
        before = alone[0] == "failed" and modules_above(distributions, self.modules)
        for name in before or ():
            after = self.ask(IMPORT, module, name)
            if after[0] == "ok":
                return after, {"after": name}
        return alone, {}

    def import_one(self, module, distributions, critical):
        entry = {"module": module, "distributions": distributions, "critical": critical}
        reason = self.skip_reason(module, distributions)
        if reason is not None:
            return dict(entry, status="skipped", reason=reason, seconds=0)
        (status, seconds, last, text, said), after = self.ask_import(module, distributions)
        entry.update(status=status, seconds=seconds, **(said or {}), **after)
        if status != "ok":
            names = involved(text, self.owners)
            names = list(dict.fromkeys(names + distributions))
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
        return entry if status == "ok" else dict(entry, involved=involved(text, self.owners))

    def wants_cuda(self):
        there = self.config["cuda"]["required"] or "torch" in self.versions
        return there and (not self.selected or "torch" in self.selected)

    def cuda(self):
        """What torch, if there is one, says of the GPU: one that is required has to be there."""
        said, last, status, seconds = None, [], "ok", 0
        if "torch" in self.versions:
            status, seconds, last, _, said = self.ask(CUDA)
        entry = dict(said or {"available": False}, required=self.config["cuda"]["required"],
                     seconds=seconds, status=status, driver=has_driver())
        if "torch" not in self.versions:
            entry["available"] = entry["driver"]
        if entry["required"] and not entry["available"]:
            entry["status"], said = "failed", last or ["torch.cuda.is_available() is False"]
            last = said[-1:] if entry["driver"] else [NO_DRIVER]
        return entry if entry["status"] == "ok" else dict(entry, last=last)

    def distributions(self):
        """How what is installed compares with the lock."""
        wanted = {name: version for name, version in self.config["packages"].items()
                  if not self.selected or name in self.selected}
        return {"checked": len(wanted),
                "missing": sorted(set(wanted) - set(self.versions)),
                "different": [
                    {"name": name, "installed": self.versions[name], "locked": wanted[name]}
                    for name in sorted(set(wanted) & set(self.versions))
                    if not same_version(self.versions[name], wanted[name])]}

    def unknown_skips(self):
        """Declarations that name nothing in the image."""
        def is_there(name):
            path = name.replace(".", "/")
            return name in self.versions or any(
                file.startswith((path + "/", path + ".")) for file in self.paths)
        return sorted(name for name in self.config["skip"] if not is_there(name))

    def skipped_below(self, done):
        """Modules inside of packages that are declared, as imports that are skipped."""
        return [{"module": name, "distributions": [], "critical": False, "status": "skipped",
                 "reason": reason, "seconds": 0} for name, reason in self.config["skip"].items()
                if "." in name and name not in done and not self.selected]


def check(config):
    def say(entry, form="  %(status)-8s %(name)-32s %(seconds)6.1f s", **more):
        if config.get("progress"):
            text = form % dict(entry, **more)
            print("".join(c if c.isprintable() else "?" for c in text), file=sys.stderr, flush=True)

    imports = []
    with tempfile.TemporaryDirectory() as scratch, concurrent.futures.ThreadPoolExecutor(
            config["jobs"]) as pool:
        it = Check(config, scratch)
        tasks = [pool.submit(it.import_one, *wanted) for wanted in it.wanted()]
        cuda = pool.submit(it.cuda) if it.wants_cuda() else None
        tests = [pool.submit(it.smoke, name, source) for name, source in config["smoke"]]
        for task in concurrent.futures.as_completed(tasks):
            entry = task.result()
            imports.append(entry)
            say(entry, "  %(status)-8s %(module)-32s %(seconds)6.1f s  %(version)s %(file)s",
                version=entry.get("version") or "", file=entry.get("file") or "")
        smoke = [test.result() for test in tests]
        for entry in smoke:
            say(entry)
        imports += it.skipped_below({entry["module"] for entry in imports})
        return {"target": config["target"], "manifest": config["manifest"],
                "python": platform.python_version(), "machine": platform.machine(),
                "imports": sorted(imports,
                                  key=lambda entry: (not entry["critical"], entry["module"])),
                "cuda": cuda.result() if cuda else None,
                "smoke": smoke, "versions": it.versions, "distributions": it.distributions(),
                "unknownSkips": it.unknown_skips(),
                "noModules": sorted(set(it.versions).difference(*it.modules.values())),
                "critical": config["critical"],
                "notFound": [program for program in config.get("start", [])
                             if not shutil.which(program)]}


def main(config):
    result = check(config)
    result["findings"] = [
        {"name": name, "text": text} for name, text in findings(result, config["packages"])]
    json.dump(result, sys.stdout, sort_keys=True)
    sys.stdout.write("\n")
    return 1 if result["findings"] else 0


if __name__ == "__main__":
    if sys.argv[1:] == ["--version"]:
        with open(os.path.join(sys.path[0], "VERSION")) as version:
            sys.exit(print("importcheck.py", version.read().strip()))
    if len(sys.argv) != 2:
        sys.exit(print("usage: importcheck.py CONFIG.json", file=sys.stderr) or 2)
    sys.exit(main(read(sys.argv[1])))
