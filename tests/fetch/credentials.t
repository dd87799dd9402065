#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# credentials: the netrc that it hands on says what the user's own says, to curl and to Python.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
python=$top/build/setup/venv/bin/python
needs curl base64 "$python"
cd "$tmp" || exit 1
export HOME=$tmp
mkdir served
serve_faults served
printf '{"indexes":{"default":{"url":"%s/simple"}},"rules":[]}' "$faults" >policy.json

# What curl sends to the server with the netrc that FILE has, and with the one that is made of it.
sent() {
	curl -sv --netrc-file "$1" "$faults/" 2>&1 |
		sed -n 's/^> Authorization: Basic \([^\r]*\).*/\1/p' | base64 -d
}

while IFS= read -r line; do
	printf '%s\n' "$line" >.netrc
	wanted=$(sent .netrc)
	"$bin/credentials" --policy policy.json -- sh -c 'cat "$NETRC"' \
		>handed-on
	is "curl sends the same: $line" "$(sent handed-on)" "$wanted"
	ok "and that is something: $line" test -n "$wanted"
	is "Python reads the same: $line" "$("$python" -c '
import netrc

print(netrc.netrc("handed-on").hosts)')" \
		"$("$python" -c 'import netrc; print(netrc.netrc(".netrc").hosts)')"
done <<'EOF'
machine 127.0.0.1 login user password secret
machine 127.0.0.1 login user password "two words"
machine 127.0.0.1 login "a user" password "quo\"te and back\\slash"
machine 127.0.0.1 login user password it"s#fine
machine 127.0.0.1 login user password "#"
default login anyone password "at all"
machine other.invalid login x password "y z" machine 127.0.0.1 login user password 'p'
EOF

# An entry without a login counts: the default does not step in for its host.
printf 'machine 127.0.0.1 password "only this"\ndefault login other password else\n' >.netrc
"$bin/credentials" --policy policy.json -- sh -c 'cat "$NETRC"' >handed-on
is 'an entry without a login keeps its place' "$("$python" -c '
import netrc

print(netrc.netrc("handed-on").authenticators("127.0.0.1"))')" \
	"('', '', 'only this')"

# Credentials in the environment may hold what netrc takes in quotes only.
while IFS= read -r password; do
	got=$(PYLOCK_INDEX_DEFAULT_USERNAME=me PYLOCK_INDEX_DEFAULT_PASSWORD=$password \
		"$bin/credentials" --policy policy.json -- sh -c 'cat "$NETRC"' >handed-on && sent handed-on)
	is "a password of the environment: $password" "$got" "me:$password"
done <<'EOF'
plain
two words
quo"te
back\slash
"
#x
EOF

# Given a keyring that answers, when it is asked, then it is believed only if it names both.
rm .netrc
mkdir fake
printf '#!/bin/sh\ncat answer\n' >fake/keyring && chmod +x fake/keyring
keyring() { PATH=$tmp/fake:$PATH "$bin/credentials" --keyring \
	--policy policy.json -- sh -c 'cat "$NETRC"'; }
echo '{"username": "me", "password": "secret"}' >answer
is 'a user and a password' "$(keyring)" 'machine 127.0.0.1 login me password secret'
echo '{"username": null, "password": "secret"}' >answer
is 'a token' "$(keyring)" 'machine 127.0.0.1 login __token__ password secret'
for answer in '{"username": "me"}' '[]' 'locked' '"x"' '{"username": "me", "password": 7}'; do
	echo "$answer" >answer
	fails "not both: $answer" 1 '^credentials: keyring: its answer for 127\.0\.0\.1 has no user and '\
'password$' keyring
done
fails 'no program keyring' 1 'there is no program `keyring`: install it, or use' \
	env PATH=/nowhere "$bin/credentials" --policy policy.json --keyring -- true

# --- the command ---------------------------------------------------------------------------------

with() { "$bin/credentials" --policy policy.json -- "$@"; }
with sh -c 'exit 7'
is 'ends as the command does' $? 7
is 'a word that names a file stays as it is' "$(with echo @policy.json --policy --)" \
	'@policy.json --policy --'
is 'the variables are not in its environment' "$(PYLOCK_INDEX_X_Y_USERNAME=a \
	PYLOCK_INDEX_X_PASSWORD=b PYLOCK_INDEX_URL=c with env | grep '^PYLOCK_INDEX')" \
	PYLOCK_INDEX_URL=c
# shellcheck disable=SC2016 # for the shell that is run
is 'only the user can read the file' "$(with sh -c 'stat -Lc %a "$NETRC"')" 600
# shellcheck disable=SC2016
ok 'it is gone with the command' test ! -e "$(with sh -c 'echo "$NETRC"')"
fails 'no such command' 3 '^credentials: /no/such: cannot be run: No such file' with /no/such
fails 'no command' 2 'a command is wanted' "$bin/credentials" --policy policy.json --
fails 'no --' 2 '-- before the command' "$bin/credentials" --policy policy.json true
fails 'no policy' 2 '--policy is wanted' "$bin/credentials" -- true
echo '{"indexes": {"default": {"url": "/simple"}}}' >no-host.json
fails 'an index without a host' 1 "index 'default': not a URL with a host" \
	"$bin/credentials" --policy no-host.json -- true
printf 'machine a\0b' >.netrc
fails 'a netrc with a NUL' 1 '\.netrc: has a NUL' with true
printf 'machine a\nlogin me password two words\n' >.netrc
fails 'a netrc that is none' 1 '\.netrc:3: not login, password or account' with true
is 'no word of it is said' "$(with true 2>&1 | grep -c 'two\|words')" 0
printf 'machine a login me\n' >elsewhere
is 'NETRC names another' "$(NETRC=elsewhere with sh -c 'cat "$NETRC"')" 'machine a login me'
done_testing
