# SPDX-License-Identifier: MIT
"""What Meson and CMake read of another machine: compilers of the cross builder's root, and that
nothing of that machine can be run."""

# The wrappers of the compilers are in /build/bin, the build requirements' modules in /build/tools,
# whose scripts name another Python.
MESON = """\
[binaries]
c = '/build/bin/cc'
cpp = '/build/bin/c++'
ar = '/build/bin/ar'
ranlib = '/build/bin/ranlib'
pkg-config = '/build/bin/pkg-config'
python = '/usr/bin/python3'
cython = ['/usr/bin/python3', '-m', 'cython']
numpy-config = ['/usr/bin/python3', '-m', 'numpy._configtool']
pybind11-config = ['/usr/bin/python3', '-m', 'pybind11']

[host_machine]
system = 'linux'
cpu_family = '{arch}'
cpu = '{arch}'
endian = 'little'

[properties]
needs_exe_wrapper = true
longdouble_format = '{longdouble}'
"""
# What numpy would else find out by running a program.
LONG_DOUBLE = {"aarch64": "IEEE_QUAD_LE", "x86_64": "INTEL_EXTENDED_16_BYTES_LE"}

# Libraries are the sysroot's alone; headers and packages are also those of build requirements, and
# Python's.
CMAKE = """\
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR {arch})
set(CMAKE_LIBRARY_ARCHITECTURE {arch}-linux-gnu)
set(CMAKE_C_COMPILER /build/bin/cc)
set(CMAKE_CXX_COMPILER /build/bin/c++)
set(CMAKE_ASM_COMPILER /build/bin/cc)
set(CMAKE_AR /build/bin/ar)
set(CMAKE_RANLIB /build/bin/ranlib)
set(PKG_CONFIG_EXECUTABLE /build/bin/pkg-config)
set(CMAKE_CROSSCOMPILING_EMULATOR /build/bin/emulator)
set(CMAKE_FIND_ROOT_PATH /sysroot)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
foreach(python Python Python3)
  set(${{python}}_EXECUTABLE /usr/bin/python3)
  set(${{python}}_INCLUDE_DIR /usr/include/python{python})
  set(${{python}}_SOABI cpython-{tag}-{arch}-linux-gnu)
endforeach()
"""

# It knows the sysroot's libraries and no other, whatever it is told.
PKG_CONFIG = """\
#!/bin/sh
export PKG_CONFIG_LIBDIR=/sysroot/usr/lib/{arch}-linux-gnu/pkgconfig:\
/sysroot/usr/share/pkgconfig{sysroot}
exec /usr/bin/pkg-config "$@"
"""
# What CMake runs programs of another machine by. FindPython asks the root's Python this way, which
# says of itself what the target's would; nothing else is run, and what was to be is noted.
EMULATOR = """\
#!/bin/sh
case $1 in /usr/bin/python3*) exec "$@" ;; esac
echo "$*" >>/build/not-run
echo "$1 is for another machine, and nothing of that is run" >&2
exit 126
"""
# Found before the script of the build requirements, which names a Python that the root does not
# have.
MESON_COMMAND = '#!/bin/sh\nexec /usr/bin/python3 -m mesonbuild.mesonmain "$@"\n'


def meson_file(arch):
    return MESON.format(arch=arch, longdouble=LONG_DOUBLE[arch])


def cmake_file(arch, python):
    return CMAKE.format(arch=arch, python=python, tag=python.replace(".", ""))


def pkg_config(arch, has_sysroot):
    return PKG_CONFIG.format(arch=arch,
                             sysroot=" PKG_CONFIG_SYSROOT_DIR=/sysroot" if has_sysroot else "")
