# SPDX-License-Identifier: MIT
"""sandbox.py: a Python program run in an image by the image's own Python: in bubblewrap, or in
docker."""

import os
import pathlib
import platform
import re
import shutil
import subprocess
import tempfile

from image import rootfs
from lib.badinput import BadInput

MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}
BINFMT = pathlib.Path("/proc/sys/fs/binfmt_misc")


def need(program, package):
    if not shutil.which(program):
        raise BadInput(f"{program}: not found: install it (apt-get install {package}; `make setup "
                       f"test` does)")


def must_run(architecture):
    """Whether programs of that architecture are emulated here; refused when they cannot be run at
    all."""
    machine = MACHINES.get(architecture, architecture)
    if machine == platform.machine():
        return False
    try:
        registered = (BINFMT / f"qemu-{machine}").read_text()
    except OSError:
        registered = ""
    if not registered.startswith("enabled") or not re.search(r"^flags:.*F", registered,
            re.MULTILINE):
        raise BadInput(f"the image is for {architecture}, whose programs do not run here: install "
                       f"qemu-user-static "
                      "(and register it: systemctl restart systemd-binfmt), or verify on such a "
                      "machine")
    return True


def environment_of(config):
    inner = config.get("config") or {}
    environment = dict(item.split("=", 1) for item in inner.get("Env") or [] if "=" in item)
    environment.setdefault("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
    # The image's files stay as they are; what Python compiles is kept for the next process.
    return environment | {"HOME": "/tmp", "PYTHONPYCACHEPREFIX": "/tmp/pycache"}


def account(root, name, file, field):
    """The number of a user or group of the image, by name or number; and the line of a user."""
    try:
        lines = [line.split(":")
                 for line in rootfs.inside(root, f"/etc/{file}").read_text(encoding="utf-8",
            errors="replace").splitlines()]
    except OSError:
        lines = []
    for line in lines:
        if len(line) > field and name in (line[0], line[field]):
            return int(line[field]), line
    if not name.isdigit():
        raise BadInput(f"the image is to run as {name}, which its /etc/{file} does not have")
    return int(name), None


def user_of(config, root):
    """The numbers of the user and group that the image runs as, as runtimes find them."""
    user, _, group = ((config.get("config") or {}).get("User") or "0").partition(":")
    uid, line = account(root, user, "passwd", 2)
    gid = account(root, group, "group",
                  2)[0] if group else int(line[3]) if line and len(line) > 3 and line[
        3].isdigit() else 0
    return uid, gid


class Bubblewrap:
    """The image unpacked below WORK, for its user, in its working directory. It cannot be changed,
    has no network, and is removed at the end."""

    def __init__(self, layout, work):
        need("bwrap", "bubblewrap")
        self.layout, self.work = layout, work
        _, _, self.config = rootfs.read_image(layout)
        self.emulated = must_run(self.config["architecture"])

    def __enter__(self):
        self.work.mkdir(parents=True, exist_ok=True)
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="root.", dir=self.work)).resolve()
        try:
            rootfs.unpack(self.layout, self.directory / "root")
            for name in "proc", "dev", "tmp":
                (self.directory / "root" / name).mkdir(exist_ok=True)
            # Runtimes make a working directory that is not there.
            self.workdir = (self.config.get("config") or {}).get("WorkingDir") or "/"
            rootfs.inside(self.directory / "root", self.workdir).mkdir(parents=True, exist_ok=True)
            self.uid, self.gid = user_of(self.config, self.directory / "root")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.directory)

    def run(self, program, places=None, variables=None):
        """Hands PROGRAM to the image's Python; with directories of this machine at PLACES (below
        /tmp), and more variables."""
        # For root /proc is read-only: else the image's code writes what /proc/sys lets root write.
        command = ["bwrap", "--ro-bind", str(self.directory / "root"), "/", "--proc", "/proc",
                   "--remount-ro", "/proc", "--dev", "/dev", "--tmpfs", "/tmp",
                   "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL",
                   "--clearenv", "--chdir", self.workdir]
        if (self.uid, self.gid) != (os.getuid(), os.getgid()):
            command += ["--unshare-user", "--uid", str(self.uid), "--gid", str(self.gid)]
        for directory, place in (places or {}).items():
            command += ["--ro-bind", str(directory), place]
        for name, value in (environment_of(self.config) | (variables or {})).items():
            command += ["--setenv", name, value]
        return subprocess.run([*command, "--", "python3", "-"], input=program,
                              stdout=subprocess.PIPE, text=True, check=False)


class Docker:
    """The image as `make load` put it into this machine's docker."""

    def __init__(self, layout, image, gpu):
        need("docker", "docker.io")
        _, _, self.config = rootfs.read_image(layout)
        self.emulated = must_run(self.config["architecture"])
        self.image, self.options = image, ["--gpus", "all"] if gpu else []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def run(self, program):
        return subprocess.run(["docker", "run", "--rm", "--interactive", "--network", "none",
                               "--entrypoint", "python3", *self.options,
                               "--env", "HOME=/tmp", "--env", "PYTHONPYCACHEPREFIX=/tmp/pycache",
                               self.image, "-"],
                              input=program, stdout=subprocess.PIPE, text=True, check=False,
                              env=os.environ)
