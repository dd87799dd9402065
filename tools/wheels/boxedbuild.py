# SPDX-License-Identifier: MIT
"""What builders in a root of their own share: the pinned Debian root, the box around it, system
libraries, build requirements.

The root is unpacked from a lock of mk/builders (buildroot.sh), read-only, never configured. A build
sees it and its own directory, always at /build, and no network.
"""

import hashlib
import pathlib
import subprocess

from wheels.nativebuild import EPOCH, TOOLS, Native
from lib.badinput import BadInput

DEBIAN = {"x86_64": "amd64", "aarch64": "arm64"}
# The C library, as far as uv knows it, and the Python of each suite that roots are of.
SUITES = {"bookworm": ((2, 36), "3.11"), "trixie": ((2, 40), "3.13")}
# Of what a system library depends on, what the C library and the compiler bring.
OF_COMPILER = ("libc6", "libc-dev-bin", "libc-bin", "libcrypt", "libgcc-", "gcc-", "libstdc++",
               "linux-libc-dev", "rpcsvc-proto", "libnsl", "libtirpc")


class Boxed(Native):
    """One build in a root; the log is as that of a native one."""

    accepting = ""

    def __init__(self, args, system):
        super().__init__(args, system)
        self.lock_path = args.work / f"{self.root_name(args, system)}.lock"
        self.lock_path.write_text(self.root_text(args, system), encoding="utf-8")
        self.extra = {}

    # --- which root -----------------------------------------------------------------

    @classmethod
    def root_name(cls, args, system):
        """The name of the root's lock in mk/builders, without the suffix."""
        raise NotImplementedError

    @classmethod
    def root_lock(cls, args, system):
        path = args.roots / f"{cls.root_name(args, system)}.lock"
        if not path.is_file():
            raise BadInput(f"the builder {cls.name} has no root for Python {args.target['python']} "
                           f"on {args.target['arch']}; take a version that has a wheel "
                          f"for the target, declare PYLOCK_BUILDER.{args.name}, or name the "
                          f"package in PYLOCK_EXCLUDE")
        return path

    @classmethod
    def root_text(cls, args, system):
        """The lock of the root, which names its packages."""
        return cls.root_lock(args, system).read_text(encoding="utf-8")

    @classmethod
    def has_root(cls, args, system):
        """Whether there is one for the target."""
        try:
            return bool(cls.root_lock(args, system))
        except BadInput:
            return False

    @classmethod
    def takes(cls, args, system, name):
        """Whether it builds what is built by NAME: most of what setuptools builds is pure; what
        else builds it says more."""
        return name != "setuptools" or (system.has_sources and cls.has_root(args, system))

    @classmethod
    def toolchain(cls, args, system):
        """What goes into the lock: another root, and the wheel is built anew."""
        text = cls.root_text(args, system).encode()
        return {"toolchain": hashlib.sha256(text).hexdigest()}

    @property
    def suite(self):
        """The Debian suite of the root, as its lock says."""
        for line in self.lock_path.read_text(encoding="utf-8").splitlines():
            if line.startswith("# suite "):
                return line.split()[2]
        raise BadInput(f"{self.lock_path}: does not say its suite")

    @property
    def runs(self):
        """What wheels the root can run: machine, glibc, Python. For build requirements."""
        glibc, python = SUITES[self.suite]
        return self.machine, glibc, python

    def make_root(self, lock):
        command = [TOOLS / "wheels" / "buildroot.sh", "--tools", self.args.tools, "--store",
                   self.args.store, *(("--offline",) if self.args.offline else ()),
                   *self.mirrors(), lock]
        done = subprocess.run(command, text=True, stdout=subprocess.PIPE, check=False)
        if done.returncode:
            raise BadInput(f"the root of {lock.name} cannot be made, for the reason above")
        return pathlib.Path(done.stdout.strip())

    def mirrors(self):
        return [word for mirror in self.args.mirror for word in ("--mirror", mirror)]

    # --- system libraries -------------------------------------------------------------

    def system_lock(self, known):
        """Lines of a lock of the Debian packages that are declared for the build, and of what they
        depend on."""
        if not self.args.apt:
            return []
        if known:
            return known["apt"]["lock"]
        lock = self.args.work / "apt.lock"
        command = [TOOLS / "debian" / "baselock.sh", "--suite", self.suite, "--arch",
                   DEBIAN[self.args.target["arch"]], *self.mirrors(),
                   "-o", lock, *self.args.apt]
        if subprocess.run(command, check=False).returncode:
            raise BadInput(f"PYLOCK_BUILD_APT.{self.args.name}: the Debian packages cannot be "
                           f"locked, for the reason above")
        lines = [line for line in lock.read_text(encoding="utf-8").splitlines()
                 if line and not line.startswith("#")]
        return [line for line in lines if not line.startswith(OF_COMPILER)]

    def make_sysroot(self, lines):
        if lines:
            lock = self.args.work / "apt.lock"
            lock.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
            self.sysroot = self.make_root(lock)

    @property
    def libraries(self):
        """The directory of a wheel in which those libraries are that it needs."""
        return f"{self.args.name.replace('-', '_')}.libs"

    @property
    def run_path(self):
        """Where its objects look for them, however deep in the wheel they are."""
        return ":".join(f"$ORIGIN/{'../' * up}{self.libraries}" for up in range(5))

    def library_paths(self):
        """Where libraries of the sysroot are, on this machine: to those that a wheel needs the
        wheel gets a copy."""
        triplet = f"{self.args.target['arch']}-linux-gnu"
        return [self.sysroot / "usr" / "lib" / triplet,
                self.sysroot / "usr" / "lib"] if self.sysroot else []

    # --- the box ------------------------------------------------------------------------

    def variables(self):
        return {"PATH": "/build/bin:/usr/bin:/bin:/build/tools/bin", "HOME": "/build/home",
                "LC_ALL": "C.UTF-8", "TZ": "UTC", "SOURCE_DATE_EPOCH": EPOCH,
                "PYTHONHASHSEED": "0", "PYTHONPATH": "/build/tools", "PYTHONDONTWRITEBYTECODE": "1",
                **self.extra}

    def seen(self):
        return [(self.sysroot, "/sysroot")] if self.sysroot else []

    # --- the build ------------------------------------------------------------------------

    @property
    def for_lock(self):
        machine, glibc, python = self.runs
        return ("--python-platform", f"{machine}-manylinux_{glibc[0]}_{glibc[1]}",
                "--python-version", python)

    @property
    def for_install(self):
        return (*self.for_lock, "--target", self.args.work / "tools")

    def crates(self, source, entry):
        """The crates that it builds, fetched, as the lock's ENTRY has them; (name, SHA-256) pairs.
        """
        return ()

    def prepare(self, known):
        """The root, the sysroot and the directories of the build. Returns what to record of them.
        """
        self.check_box()
        self.root = self.make_root(self.lock_path)
        lines = self.system_lock(known)
        self.make_sysroot(lines)
        for made in ("bin", "tools"):
            (self.args.work / made).mkdir(exist_ok=True)
        return {"apt": {"packages": sorted(self.args.apt), "lock": lines}} if self.args.apt else {}
