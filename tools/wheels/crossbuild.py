# SPDX-License-Identifier: MIT
"""The cross builder: wheels for another machine, without running anything of it.

For maturin and setuptools-rust, and for C extensions of setuptools, meson-python and
scikit-build-core.

zig compiles C and links, so that the C library may be as old as any wheel's tag says, whatever the
target's: one wheel is for many targets.
"""

import os
import re

from wheels.crates import Crates, locked, manifests_of
from wheels.crossprograms import WithPrograms
from wheels.nativebuild import MAX_RETURNED, taken
from lib.badinput import BadInput

# The oldest C library that PyPA's tags have for every machine, so what is built is the same for all
# targets of a machine and a Python.
FLOOR = (2, 17)
# The Python of a target, of another root.
OF_PYTHON = re.compile(r"(lib)?python3\.\d+(-\w+)? ")


def is_maturin(system):
    return "maturin" in system.names


def is_rust(system):
    return "setuptools-rust" in system.names


def is_meson(system):
    return not {"mesonpy", "meson-python"}.isdisjoint(system.names)


def is_cmake(system):
    return "scikit-build-core" in system.names


def floor_of(target):
    """The C library that is built for."""
    return ".".join(map(str,
                        min(FLOOR, tuple(int(part) for part in target["glibc"].split(".")[:2]))))


class Cross(WithPrograms):
    """One build."""

    name = "cross"
    machine = "x86_64"
    serves = ("arch", "python")

    @classmethod
    def takes(cls, args, system, name):
        """There is no compiler of Fortran: of what Meson and CMake build, that is for another
        builder."""
        return name == "maturin" or (name == "setuptools-rust" and cls.has_root(args, system)) or (
            system.has_sources and cls.has_root(args, system)
                                     and (name == "setuptools" or not system.has_fortran))

    @classmethod
    def root_name(cls, args, system):
        if "glibc" not in args.target or args.target["arch"] not in ("aarch64", "x86_64"):
            raise BadInput("the cross builder makes wheels for aarch64 and x86_64 with glibc only; "
                           "name the package in PYLOCK_EXCLUDE")
        if is_maturin(system) or is_rust(system):
            return "rust"
        return f"cross-{args.target['python']}"

    @classmethod
    def has_root(cls, args, system):
        return super().has_root(args, system) and cls.python_lock(args).is_file()

    @classmethod
    def python_lock(cls, args):
        return args.roots / f"cross-{args.target['python']}.lock"

    @classmethod
    def root_text(cls, args, system):
        """With setuptools-rust the compilers of one root and the Python of another."""
        text = super().root_text(args, system)
        if is_maturin(system) or not is_rust(system):
            return text
        there = {tuple(line.split(" ")[0:3:2]) for line in text.splitlines()}
        return text + "".join(
            line for line in cls.python_lock(args).read_text(encoding="utf-8").splitlines(True)
            if OF_PYTHON.match(line) and tuple(line.split(" ")[0:3:2]) not in there)

    @property
    def runs(self):
        machine, glibc, python = super().runs
        return machine, glibc, self.args.target["python"] if is_rust(self.system) else python

    def __init__(self, args, system):
        super().__init__(args, system)
        if os.uname().machine != self.machine:
            raise BadInput(f"the cross builder runs on x86-64 and this machine is "
                           f"{os.uname().machine}: "
                          f"take the wheel from a store where it was built, or a bundle")
        self.arch = args.target["arch"]
        self.floor = floor_of(args.target)

    def variables(self):
        return super().variables() | {"ZIG_GLOBAL_CACHE_DIR": "/build/home/zig",
                                      "ZIG_LOCAL_CACHE_DIR": "/build/home/zig"}

    def wheel(self, source, known):
        for build, is_it in ((self.maturin, is_maturin), (self.rust, is_rust),
                             (self.meson, is_meson), (self.cmake, is_cmake)):
            if is_it(self.system):
                break
        else:
            build = self.setuptools
        made = build(source, known)
        self.say_what_was_dropped()
        return made

    def built_metadata(self, source):
        if is_maturin(self.system):
            return self.built_by_hook(source, None, (), self.prepare(None))[0]
        return super().built_metadata(source)

    # --- maturin ------------------------------------------------------------------

    def crates(self, source, entry):
        if not is_maturin(self.system) and not is_rust(self.system):
            return ()
        crates = Crates(self, source, entry,
                        [source] if is_maturin(self.system) else manifests_of(source))
        crates.fetch()
        return crates.crates.items()

    def maturin(self, source, known):
        locked(source / "Cargo.lock")
        crates = Crates(self, source, {}, [source])
        used = self.prepare(known)
        pins = known["requires"] if known else self.lock({*self.system.requires, "maturin",
            "ziglang"})
        self.install(pins)
        crates.fetch()
        crates.vendor()
        # Only what is bound to a Python is for one; maturin looks for it otherwise.
        python = ("-i", f"python{self.args.target['python']}") if any(name.startswith("pyo3-")
            for name in crates.crates) else ()
        command = ["maturin", "build", "--release", "--locked", "--zig", "--target",
                   f"{self.arch}-unknown-linux-gnu",
                   "--compatibility", f"manylinux_{self.floor.replace('.', '_')}", *python, "-o",
                   "/build/dist"]
        # Else maturin takes the zig that it finds through Python, and starts Python each time it
        # compiles.
        zig = ("CARGO_ZIGBUILD_PYTHON_PATH=/bin/false",
               "CARGO_ZIGBUILD_ZIG_PATH=/build/tools/ziglang/zig")
        self.boxed(source, ["env", *zig, *crates.variables, *command])
        return self.built(), {"requires": pins, **used}

    # --- setuptools -----------------------------------------------------------------

    @property
    def sysconfig(self):
        """Variables by which the root's Python says of itself what the target's would."""
        return {"_PYTHON_SYSCONFIGDATA_NAME": f"_sysconfigdata__{self.arch}-linux-gnu",
                "_PYTHON_HOST_PLATFORM": f"linux-{self.arch}"}

    def setuptools(self, source, known):
        """With what the target's Python says of itself (sysconfig), and its headers, which are in
        the root."""
        used = self.prepare_files(known)
        self.extra |= {"CC": "cc", "CXX": "c++", "AR": "ar", "RANLIB": "ranlib",
                       "LDSHARED": "cc -shared", "LDCXXSHARED": "c++ -shared", "CFLAGS": "-g0"}
        return self.built_by_hook(source, known, ("ziglang",), used)

    def rust(self, source, known):
        """By setuptools-rust, as by setuptools; the crates are here before."""
        self.python = f"python{self.args.target['python']}"
        crates = Crates(self, source, known or {}, manifests_of(source))
        used = self.prepare_files(known)
        crates.fetch()
        crates.vendor()
        linkers = {self.machine: "/build/bin/build-cc", self.arch: "/build/bin/cc"}
        self.extra |= dict(word.split("=", 1) for word in crates.variables) | {
            "CC": "cc", "CXX": "c++", "AR": "ar", "LDSHARED": "cc -shared", "CFLAGS": "-g0",
            "CARGO_BUILD_TARGET": f"{self.arch}-unknown-linux-gnu",
            "PYO3_CROSS_PYTHON_VERSION": self.args.target["python"],
            "PYO3_CROSS_LIB_DIR": f"/usr/lib/{self.python}",
            **{f"CARGO_TARGET_{arch.upper()}_UNKNOWN_LINUX_GNU_LINKER": linker
               for arch, linker in linkers.items()}}
        wheel, used = self.built_by_hook(source, known, ("ziglang",), used)
        return wheel, used | crates.recorded

    def prepare_files(self, known):
        """What builds in C have in common: the programs in /build/bin, and variables."""
        used = self.prepare(known)
        self.write_programs()
        self.extra = {"CC_FOR_BUILD": "/build/bin/build-cc",
                      "CXX_FOR_BUILD": "/build/bin/build-c++", **self.sysconfig}
        if self.arch != self.machine:
            self.extra["CONFIG_SITE"] = "/build/bin/config.site"
        return used

    # --- Meson and CMake ------------------------------------------------------------

    def meson(self, source, known):
        """By meson-python, with a cross file; the Python of the target is known by its sysconfig.
        """
        used = self.prepare_files(known)
        self.write("meson", self.made_of("meson"))
        (self.args.work / "cross.ini").write_text(self.made_of("meson.ini"), encoding="ascii")
        return self.built_by_hook(source, known, ("ziglang", "ninja"), used,
                                  {"build-dir": "/build/made",
                                   "setup-args": ["--cross-file=/build/cross.ini"]})

    def cmake(self, source, known):
        """By scikit-build-core, with a toolchain file."""
        used = self.prepare_files(known)
        self.write("emulator", self.made_of("emulator"))
        (self.args.work / "cross.cmake").write_text(self.made_of("toolchain.cmake"),
                                                    encoding="ascii")
        self.extra["CMAKE_TOOLCHAIN_FILE"] = "/build/cross.cmake"
        # FindPython asks an interpreter when CMake compiles for another machine only if CMP0190 is
        # NEW.
        made = self.built_by_hook(source, known, ("ziglang", "ninja", "cmake"), used,
                                  {"build-dir": "/build/made",
                                   "cmake.define.CMAKE_POLICY_DEFAULT_CMP0190": "NEW"})
        self.check_nothing_run()
        return made

    def check_nothing_run(self):
        """What a build asks of the target by running a program there, it would take for a no."""
        asked = self.args.work / "returned" / "not-run"
        if os.path.lexists(asked):
            asked = taken(asked, MAX_RETURNED, self.args.work / "taken")
            program = asked.read_text(encoding="utf-8", errors="replace").split("\n")[0]
            raise BadInput(f"its build runs a program that is for {self.arch} ({program}), which "
                           f"the cross builder does not: "
                          f"write PYLOCK_BUILDER.{self.args.name} := emulated")
