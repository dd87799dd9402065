#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# tap.sh: what a script that sources it ends with, whatever it started; benchmarks have set -e.
. "$(dirname "$0")/../tap.sh"

script() { # NAME LINE...
	printf '%s\n' '#!/usr/bin/env bash' "${@:2}" >"$tmp/$1"
	chmod +x "$tmp/$1"
}
status_of() { # NAME
	"$tmp/$1" >/dev/null 2>&1
	printf %s $?
}

# Given scripts under set -e with a server in the background, when they end, then with a status of
# their own.
script good 'set -eu' ". '$top/tests/tap.sh'" 'sleep 100 & started $!' 'echo done'
script gone 'set -eu' ". '$top/tests/tap.sh'" 'true & started $!' 'wait' 'echo done'
script bad 'set -eu' ". '$top/tests/tap.sh'" 'sleep 100 & started $!' 'exit 7'
is 'success, though what it started is killed' "$(status_of good)" 0
is 'success, though what it started has ended' "$(status_of gone)" 0
is 'a failure stays one' "$(status_of bad)" 7

# Given a test in which something is not ok, then it has failed.
script notok ". '$top/tests/tap.sh'" 'ok "no" false' 'done_testing'
is 'not ok: exit status 1' "$(status_of notok)" 1

done_testing
