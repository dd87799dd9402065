#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# lockcheck: which requirements do not hold in a lock. All kinds of them: tests/lock/lockunmet.c.
. "$(dirname "$0")/../tap.sh"
needs jq
cd "$tmp" || exit 1

package() { # NAME VERSION REQUIREMENTS
	printf '[[packages]]\nname = "%s"\nversion = "%s"\n' "$1" "$2"
	printf 'wheels = [{ name = "%s", path = "x", hashes = { sha256 = "%064d" } }]\n' \
		"$1-$2-py3-none-any.whl" 1
	printf 'tool.pylock-mk = { index = "default", requires = [%s] }\n' "$3"
}
{
	printf 'lock-version = "1.0"\ncreated-by = "test"\n'
	package app 1.0 '"lib>=2", "torch>=2"'
	package lib 1.5 ''
	package six 1.17 ''
	printf '[tool.pylock-mk]\ninputs = "abc"\n'
} >lock.toml
jq -n '{name: "here", arch: "x86_64", glibc: "2.36", python: "3.11", pythonFull: "3.11.2"}' \
	>target.json
check() { "$bin/lockcheck" --target target.json --lock "$@"; } # lock, options

# Given a lock with a version that nobody asks for
printf '# ours\napp\nsix==1.16\n' >requirements.in
printf 'lib<1.5\n' >constraints.txt
printf 'lib==1.*\n' >overrides.txt
is 'each line that does not hold' "$(check lock.toml -r requirements.in -c constraints.txt)" \
	"app 1.0: lib>=2 does not hold: the lock has lib 1.5
requirements.in:3: six==1.16 does not hold: the lock has six 1.17
app 1.0: torch>=2 does not hold: the lock does not have it
constraints.txt:1: lib<1.5 does not hold: the lock has lib 1.5"
check lock.toml -r requirements.in >/dev/null
is 'is a no' $? 1

# When everything is said, then all holds.
printf 'app\nsix==1.17\n' >right.in
printf '{"torch": {"version": "2.7.0"}}\n' >provided.json
is 'what an override says, and what the base has' \
	"$(check lock.toml -r right.in -o overrides.txt --provided provided.json; echo $?)" 0
is 'what is left out' \
	"$(check lock.toml -r right.in -o overrides.txt --exclude Torch; echo $?)" 0

# When the lock says what did not hold when it was made, then that is as it was.
check lock.toml -r right.in --record unmet.json >/dev/null
is 'it is recorded' "$(cat unmet.json)" '["app 1.0: lib>=2","app 1.0: torch>=2"]'
printf 'unmet = %s\n' "$(cat unmet.json)" >>lock.toml
is 'nothing new' "$(check lock.toml -r right.in; echo $?)" 0
is 'something new' "$(check lock.toml -r requirements.in)" \
	'requirements.in:3: six==1.16 does not hold: the lock has six 1.17'

# Given what is no lock, and no command line
fails 'a lock that is not there' 1 '^lockcheck: none\.toml: not there' check none.toml
sed -i 's/^unmet = .*/unmet = 5/' lock.toml
fails 'a record that is none' 1 'lock\.toml: \.unmet: not an array' check lock.toml \
	-r requirements.in
fails 'no lock' 2 'wants --lock, --target and requirements' "$bin/lockcheck" --target target.json
done_testing
