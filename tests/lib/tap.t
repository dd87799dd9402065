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

# Given two commands that print nothing, then they are not equal; a text that is empty may be
# wanted.
said() { # CALL...: with a variable that is empty
	script said ". '$top/tests/tap.sh'" 'cd /' 'empty=' "$@" 'done_testing'
	(cd "$tmp" && ./said 2>&1) | grep -oE '^(not )?ok' | xargs
}
for call in 'is a "$(true)" "$(true)"' 'is a "$empty" "$(true)"' \
	$'is a "$(true |\n\tcat)" \\\n\t"$(true |\n\tcat)"' \
	'is a "$(true)" "$(true)" || tap_show it "$(echo x)"' '{ is a "$(true)" "$(true)"; }' \
	'is a "$(true)" "$(grep -v "" /dev/null)"'; do
	is "both are empty: ${call//$'\n'/ }" "$(said "$call")" 'not ok'
done
for call in "is a \"\$(true)\" ''" 'is a "$(true)" ""' 'is a "$(true)" "$empty"' \
	$'is a "$(true |\n\tcat)" \\\n\t\'\'' 'is a "$(echo x)" "$(echo x)"' \
	"is a \"\$(true)\" '' || tap_show it \"\$(echo x)\"" "{ is a \"\$(true)\" ''; }"; do
	is "nothing is wanted: ${call//$'\n'/ }" "$(said "$call")" ok
done

done_testing
