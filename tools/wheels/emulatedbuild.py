# SPDX-License-Identifier: MIT
"""The emulated builder: the back end in a root of the target's own architecture, run by qemu where
this machine is another.

The last resort: for back ends that cannot be made to compile for another machine.
"""

import os
import pathlib

from wheels.boxedbuild import DEBIAN, Boxed
from lib.badinput import BadInput

BINFMT = pathlib.Path("/proc/sys/fs/binfmt_misc")


class Emulated(Boxed):
    """One build."""

    name = "emulated"

    @classmethod
    def root_name(cls, args, system):
        if "glibc" not in args.target or args.target["arch"] not in DEBIAN:
            raise BadInput(f"the builder {cls.name} makes wheels for aarch64 and x86_64 with glibc "
                           f"only; name the package in PYLOCK_EXCLUDE")
        return f"target-{args.target['python']}-{DEBIAN[args.target['arch']]}"

    def __init__(self, args, system):
        super().__init__(args, system)
        self.arch = self.machine = args.target["arch"]
        if "setuptools-rust" in system.names:
            raise BadInput("setuptools-rust builds it, of crates that the cross builder alone "
                           "fetches before the build, which has no network; take a version that "
                           "has a wheel for the target, or name the package in PYLOCK_EXCLUDE")
        self.check_machine()

    def check_machine(self):
        """Programs of the target can be run here, also in a root that has no qemu: it is registered
        with the flag F."""
        registered = BINFMT / f"qemu-{self.arch}"
        if os.uname().machine != self.arch and not (registered.exists()
                and "F" in registered.read_text(encoding="ascii").split("flags:")[-1].split("\n")[
                0]):
            raise BadInput(f"the builder emulated runs programs for {self.arch}, and this machine, "
                           f"{os.uname().machine}, cannot: install qemu-user-static, "
                          f"or take the wheel from a store where it was built, or a bundle, or "
                          f"declare PYLOCK_BUILDER.{self.args.name} := buildkit")

    def variables(self):
        triplet = f"{self.arch}-linux-gnu"
        found = {"CFLAGS": "-g0", "CXXFLAGS": "-g0"}
        if self.args.apt:
            found |= {"CPATH": f"/sysroot/usr/include:/sysroot/usr/include/{triplet}",
                      "LIBRARY_PATH": f"/sysroot/usr/lib/{triplet}:/sysroot/usr/lib",
                      "PKG_CONFIG_PATH": f"/sysroot/usr/lib/{triplet}/pkgconfig",
                      "PKG_CONFIG_SYSROOT_DIR": "/sysroot", "LD_RUN_PATH": self.run_path}
        return super().variables() | found

    def wheel(self, source, known):
        used = self.prepare(known)
        return self.built_by_hook(source, known, (), used)
