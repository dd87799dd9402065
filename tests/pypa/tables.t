#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# environment.py and manylinux.def: the tables that C and Python read say what packaging says.
. "$(dirname "$0")/../tap.sh"
python=$top/build/setup/venv/bin/python

ask() { PYTHONPATH=$top/tools "$python" -c "from packaging import markers
from pypa.environment import marker_environment
$1"; }

is 'the names of manylinux from before PEP 600' \
	"$(printf '#define MANYLINUX(name, minor) name minor\n#include "pypa/manylinux.def"\n' |
		gcc -E -P -I"$top/tools" - | sed '/^$/d')" \
	"$("$python" -c 'from packaging import _manylinux
for version, name in sorted(_manylinux._LEGACY_MANYLINUX_MAP.items(), reverse=True):
    print(name, version[1])')"
target='{"arch": "aarch64", "python": "3.12"'
is 'markers see each variable of an environment' \
	"$(ask "print(sorted(marker_environment($target})))")" \
	"$(ask 'print(sorted(markers.default_environment()))')"
is 'with the values of the target' \
	"$(ask "print(marker_environment($target, \"pythonFull\": \"3.12.4\"}))")" \
	"{'implementation_name': 'cpython', 'implementation_version': '3.12.4', 'os_name': 'posix',\
 'platform_machine': 'aarch64', 'platform_python_implementation': 'CPython', 'platform_release': \
'', 'platform_system': 'Linux', 'platform_version': '', 'python_full_version': '3.12.4', \
'python_version': '3.12', 'sys_platform': 'linux'}"
is 'without a micro version it is 0' \
	"$(ask "print(marker_environment($target})['python_full_version'])")" 3.12.0
done_testing
