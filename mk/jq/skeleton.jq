# SPDX-License-Identifier: MIT
# The list of the virtual environment's files, with the interpreter that it stands on, from
# python.json, in the places of @PYTHON@ and @HOME@.
$python[0].path as $path | gsub("@PYTHON@"; $path) | gsub("@HOME@"; $path | sub("/[^/]*$"; ""))
