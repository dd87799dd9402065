# SPDX-License-Identifier: MIT
"""The cross builder: wheels for another machine, without running anything of it.

For maturin, and for C extensions of setuptools, meson-python and scikit-build-core.

zig compiles C and links, so that the C library may be as old as any wheel's tag says, whatever the
target's: one wheel is for many targets.
"""

import os
import pathlib
import re
import sys

from wheels.boxedbuild import Boxed
from wheels.crates import Crates
from wheels.nativebuild import MAX_RETURNED, taken
from lib.badinput import BadInput

# The oldest C library that PyPA's tags have for every machine, so what is built is the same for all
# targets of a machine and a Python.
FLOOR = (2, 17)
# Libraries of the sysroot are found by the wheel in a directory of its own (repack.py).
SYSROOT = (" -isystem /sysroot/usr/include -isystem /sysroot/usr/include/{arch}-linux-gnu "
           "-L/sysroot/usr/lib/{arch}-linux-gnu -L/sysroot/usr/lib {rpath}")
# What compilers are called by, and what Meson, CMake and Autoconf read of the target, with @WORDS@
# for what differs.
TEMPLATES = pathlib.Path(__file__).with_name("cross")
LONG_DOUBLE = {"aarch64": "IEEE_QUAD_LE", "x86_64": "INTEL_EXTENDED_16_BYTES_LE"}
COMPILERS = {"cc": ("cc", "gcc", "clang"), "c++": ("c++", "g++", "clang++")}
FORWARD = '#!/bin/sh\nexec {program} "$@"\n'
# Of binutils, which the root has for each machine, what configure scripts and libtool look for.
BINUTILS = ("as", "ld", "nm", "objcopy", "objdump", "readelf", "size", "strip")
NATIVE = ("-march=native", "-mtune=native", "-mcpu=native")


def is_maturin(system):
    return "maturin" in system.names


def is_meson(system):
    return not {"mesonpy", "meson-python"}.isdisjoint(system.names)


def is_cmake(system):
    return "scikit-build-core" in system.names


def floor_of(target):
    """The C library that is built for."""
    return ".".join(map(str,
                        min(FLOOR, tuple(int(part) for part in target["glibc"].split(".")[:2]))))


class Cross(Boxed):
    """One build."""

    name = "cross"
    machine = "x86_64"
    serves = ("arch", "python")

    @classmethod
    def takes(cls, args, system, name):
        """There is no compiler of Fortran: of what Meson and CMake build, that is for another
        builder."""
        return name == "maturin" or (system.has_sources and cls.has_root(args, system)
                                     and (name == "setuptools" or not system.has_fortran))

    @classmethod
    def root_name(cls, args, system):
        if "glibc" not in args.target or args.target["arch"] not in ("aarch64", "x86_64"):
            raise BadInput("the cross builder makes wheels for aarch64 and x86_64 with glibc only; "
                           "name the package in PYLOCK_EXCLUDE")
        if is_maturin(system):
            return "rust"
        return f"cross-{args.target['python']}"

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
        for build, is_it in ((self.maturin, is_maturin), (self.meson, is_meson),
                             (self.cmake, is_cmake)):
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

    def crates(self, source):
        if not is_maturin(self.system):
            return ()
        crates = Crates(self, source)
        crates.fetch()
        return crates.crates.items()

    def maturin(self, source, known):
        crates = Crates(self, source)
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

    def made_of(self, name, **words):
        """The text of the template of that name, for the target."""
        text, python = (TEMPLATES / name).read_text(encoding="ascii"), self.args.target["python"]
        for word, value in {"ARCH": self.arch, "LONG_DOUBLE": LONG_DOUBLE.get(self.arch, ""),
                            "PYTHON": python, "TAG": python.replace(".", ""), "SYSROOT":
                            " PKG_CONFIG_SYSROOT_DIR=/sysroot" if self.sysroot else "",
                            **words}.items():
            text = text.replace(f"@{word}@", value)
        return text

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

    # --- programs in /build/bin -------------------------------------------------------

    def write(self, name, text):
        path = self.args.work / "bin" / name
        path.write_text(text, encoding="ascii")
        path.chmod(0o755)

    def write_programs(self):
        """The compilers and binutils of the target by their plain names and with its triplet; what
        the sysroot has to say how its libraries are compiled with."""
        sysroot = SYSROOT.format(arch=self.arch,
                                 rpath=f"-Wl,--disable-new-dtags,-rpath,"
                                       f"'{self.run_path}'") if self.sysroot else ""
        for tool, names in COMPILERS.items():
            text = self.made_of("compiler", TOOL=tool, MACHINE=self.arch, FLOOR=self.floor,
                                OPTIONS=sysroot)
            for name in (*names, *(f"{self.arch}-linux-gnu-{name}" for name in names)):
                self.write(name, text)
            # For programs that the build itself runs, which are of this machine.
            self.write(f"build-{tool}", self.made_of("compiler", TOOL=tool, MACHINE=self.machine,
                                                     FLOOR=self.floor, OPTIONS=""))
        for tool in ("ar", "ranlib"):
            for name in (tool, f"{self.arch}-linux-gnu-{tool}"):
                self.write(name, FORWARD.format(program=f"/build/tools/ziglang/zig {tool}"))
        for tool in BINUTILS:
            self.write(tool, FORWARD.format(program=f"/usr/bin/{self.arch}-linux-gnu-{tool}"))
        for name in ("pkg-config", "config.site"):
            self.write(name, self.made_of(name))
        self.write_config_programs()

    def write_config_programs(self):
        """Those of the sysroot: scripts are read in the box, of others we know what they say."""
        known = {"pg_config": "pg_config", "mysql_config": "mariadb_config",
                 "mariadb_config": "mariadb_config", "mariadb-config": "mariadb_config"}
        for path in sorted((self.sysroot / "usr" / "bin").glob("*[-_]config")
                           if self.sysroot else ()):
            if path.name in known:
                self.write(path.name, self.made_of(known[path.name]))
            elif path.is_file() and path.name != "pkg-config":
                with open(path, "rb") as file:
                    if re.match(rb"#! ?(/usr)?/bin/(ba|da)?sh\b", file.readline(256)):
                        self.write(path.name, self.made_of("config-script"))

    def say_what_was_dropped(self):
        """What the compilers left out (cross/compiler)."""
        dropped = [option for option in NATIVE
                   if os.path.lexists(self.args.work / "returned" / f"dropped{option}")]
        if dropped:
            print(f"buildwheel.py: {self.args.name} {self.args.version}: its build asks for this "
                  f"machine's own instructions, which were left out ({', '.join(dropped)}): the "
                  f"wheel is for all machines of its tag", file=sys.stderr)
