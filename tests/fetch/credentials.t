#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# credentials.py: the netrc that it hands on says what the user's own says, to curl and to Python.
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
	"$python" "$top/tools/fetch/credentials.py" --policy policy.json -- sh -c 'cat "$NETRC"' \
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
"$python" "$top/tools/fetch/credentials.py" --policy policy.json -- sh -c 'cat "$NETRC"' >handed-on
is 'an entry without a login keeps its place' "$("$python" -c '
import netrc

print(netrc.netrc("handed-on").authenticators("127.0.0.1"))')" \
	"('', '', 'only this')"

# Credentials in the environment may hold what netrc takes in quotes only.
while IFS= read -r password; do
	got=$(PYLOCK_INDEX_DEFAULT_USERNAME=me PYLOCK_INDEX_DEFAULT_PASSWORD=$password "$python" \
		"$top/tools/fetch/credentials.py" --policy policy.json -- \
		sh -c 'cat "$NETRC"' >handed-on && sent handed-on)
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
keyring() { PATH=$tmp/fake:$PATH "$python" "$top/tools/fetch/credentials.py" --keyring \
	--policy policy.json -- sh -c 'cat "$NETRC"'; }
echo '{"username": "me", "password": "secret"}' >answer
is 'a user and a password' "$(keyring)" 'machine 127.0.0.1 login me password secret'
echo '{"username": null, "password": "secret"}' >answer
is 'a token' "$(keyring)" 'machine 127.0.0.1 login __token__ password secret'
for answer in '{"username": "me"}' '[]' 'locked' '"x"' '{"username": "me", "password": 7}'; do
	echo "$answer" >answer
	fails "not both: $answer" 1 '^credentials\.py: keyring: its answer for 127\.0\.0\.1 has no user and '\
'password$' keyring
done
done_testing
