#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# changes: which version a line pins, and above which version a specifier allows nothing, also where
# === compares with what is no version.
. "$(dirname "$0")/../tap.sh"
python=$top/build/setup/venv/bin/python
needs "$python"

# about EXPRESSION: its value, with the names of the module and a `line` of the requirement.
about() {
	"$python" - "$top/tools" "$1" <<'PY'
import sys
sys.path[0] = sys.argv[1]
from types import SimpleNamespace
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from analyze.changes import lowest_ceiling, pinned
def line(text):
    return SimpleNamespace(requirement=Requirement(text), is_pin=True)
print(*map(str, eval(sys.argv[2])))
PY
}
is 'the version that a line pins' "$(about 'map(pinned, map(line, ["a==1.0", "a===2",
	"a==1.*,===1.5", "a===2004d", "a>=1,==1.5", "a===x,==2"]))')" \
	'1.0 2 1.5 None 1.5 2'
is 'above what nothing is allowed' \
	"$(about '[lowest_ceiling(SpecifierSet(each)) for each in ("==1.0", "==2.9.*,<9",
		"~=1.4.post1", "~=1.4.2", "<=3,<3.1", ">=1,!=2.*", "===2004d", "===2004d,<3",
		"===1.0")]')" \
	'1.0 2.10 2 1.5 3 None None 3 1.0'
done_testing
