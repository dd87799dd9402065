# SPDX-License-Identifier: MIT
"""parsers.py: processes that parse wheels by the target's version of Python.

That is an interpreter of this machine, or else the image's own, unpacked and confined: it sees the
wheels, cannot change anything, and has no network. Where neither runs, another version parses, and
says which it is: what it does not understand is then no error of the wheel.
"""

import contextlib
import json
import pathlib
import platform
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

from image import rootfs
from lib.badinput import BadInput

PROGRAM = pathlib.Path(__file__).with_name("modules.py").resolve()
MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}
USUAL_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
LARGEST = 1 << 30  # bytes of layers that are unpacked to find a Python in them
ASK = "import sys; print('%d.%d' % sys.version_info[:2])"


class Parser:
    """COMMAND is one of the version PYTHON for the target's WANTED, in the directory STORE."""

    def __init__(self, command, python, wanted, store):
        self.command, self.python, self.store = [*command, wanted], python, store

    def run(self, paths, jobs, done):
        """Calls DONE with each path below the store and what was found in it. The largest wheels
        go first."""
        queue = iter(sorted(paths, key=lambda path: -(self.store / path).stat().st_size))
        jobs = min(max(1, jobs), len(paths))
        with ThreadPoolExecutor(jobs or 1) as pool:
            for future in [pool.submit(self.work, queue, done) for _ in range(jobs)]:
                future.result()

    def work(self, queue, done):
        pipe = subprocess.PIPE
        with subprocess.Popen(self.command, stdin=pipe, stdout=pipe, text=True,
                              cwd=self.store) as process:
            for path in queue:
                process.stdin.write(f"{path}\n")
                process.stdin.flush()
                line = process.stdout.readline()
                if not line:
                    raise BadInput(f"{path}: it cannot be examined")
                done(path, json.loads(line))
            process.stdin.close()


def says(command):
    """The version that a Python says it is, or None: it may be there and not start, as version
    managers leave such behind."""
    try:
        said = subprocess.run([*command, "-I", "-S", "-c", ASK], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                              check=False)
    except OSError:
        return None
    return said.stdout.strip() if said.returncode == 0 else None


def of_this_machine(python):
    """A Python of that version, or None."""
    places = [sys.executable, shutil.which(f"python{python}"), f"/usr/bin/python{python}"]
    return next((place for place in places if place and says([place]) == python), None)


def confined(root, config, store):
    """The beginning of a command that runs the Python of the image below ROOT."""
    variables = (config.get("config") or {}).get("Env") or []
    path = next((item[5:] for item in variables if item.startswith("PATH=")), USUAL_PATH)
    return ["bwrap", "--ro-bind", str(root), "/", "--proc", "/proc", "--dev", "/dev",
            "--tmpfs", "/tmp", "--ro-bind", str(store.resolve() / "sha256"), "/tmp/sha256",
            "--ro-bind", str(PROGRAM), "/tmp/modules.py", "--unshare-all", "--die-with-parent",
            "--clearenv", "--setenv", "PATH", path, "--chdir", "/tmp", "--", "python3"]


def may_run(image):
    """Whether this machine runs the image's programs by itself, which take minutes when emulated,
    and can unpack its Python without unpacking very much else."""
    _, manifest, config = rootfs.read_image(image)
    machine = config.get("architecture")
    size = sum(layer["size"] for layer in manifest["layers"]
               if "mk.pylock.wheels" not in (layer.get("annotations") or {}))
    return (MACHINES.get(machine, machine) == platform.machine() and size <= LARGEST
            and shutil.which("bwrap"))


@contextlib.contextmanager
def parser_for(python, store, image, work):
    """A Parser for the version PYTHON of an image's layout (IMAGE and WORK may be None)."""
    own = of_this_machine(python)
    if not own and image and may_run(image):
        work.mkdir(parents=True, exist_ok=True)
        directory = pathlib.Path(tempfile.mkdtemp(prefix="python.", dir=work)).resolve()
        try:
            root = directory / "root"
            rootfs.unpack(image, root, "--no-wheels")
            for name in "proc", "dev", "tmp":
                (root / name).mkdir(exist_ok=True)
            command = confined(root, rootfs.read_image(image)[2], store)
            if says(command) == python:
                yield Parser([*command, "-I", "-S", "/tmp/modules.py"], python, python, store)
                return
        finally:
            shutil.rmtree(directory)
    here = "%d.%d" % sys.version_info[:2]
    yield Parser([own or sys.executable, str(PROGRAM)], python if own else here, python, store)
