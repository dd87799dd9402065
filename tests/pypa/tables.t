#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# manylinux.py and environment.py: the tables that C and Python share say what packaging says.
. "$(dirname "$0")/../tap.sh"
python=$top/build/setup/venv/bin/python

ask() { PYTHONPATH=$top/tools "$python" -c "from packaging import _manylinux, markers
from pypa.environment import marker_environment
from pypa.manylinux import OLD_NAMES, promised
$1"; }

is 'the names of manylinux from before PEP 600' "$(ask 'print(list(OLD_NAMES.items()))')" \
	"$(ask 'print([(name, version[1]) for version, name in
		sorted(_manylinux._LEGACY_MANYLINUX_MAP.items(), reverse=True)])')"
is 'what a tag promises' "$(ask 'print([promised(platform) for platform in (
	"manylinux2014_x86_64", "manylinux1_i686", "manylinux_2_28_aarch64", "linux_x86_64",
	"musllinux_1_2_x86_64", "manylinux3_x86_64", "win32")])')" \
	'[(2, 17), (2, 5), (2, 28), None, None, None, None]'
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
