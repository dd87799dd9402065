# SPDX-License-Identifier: MIT
"""What a build for another machine finds in /build/bin: the compilers and tools of the target."""

import os
import pathlib
import re
import sys

from wheels.boxedbuild import Boxed

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


class WithPrograms(Boxed):
    """A build with the attributes `arch`, of the target, and `floor`, the C library."""

    def made_of(self, name, **words):
        """The text of the template of that name, for the target."""
        text, python = (TEMPLATES / name).read_text(encoding="ascii"), self.args.target["python"]
        for word, value in {"ARCH": self.arch, "LONG_DOUBLE": LONG_DOUBLE.get(self.arch, ""),
                            "PYTHON": python, "TAG": python.replace(".", ""), "SYSROOT":
                            " PKG_CONFIG_SYSROOT_DIR=/sysroot" if self.sysroot else "",
                            **words}.items():
            text = text.replace(f"@{word}@", value)
        return text

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
