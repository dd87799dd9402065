#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# An index that refuses, limits, hangs or is not trusted: one clear line, with a single index and
# with several; and credentials.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
python=$top/build/setup/venv/bin/python
export UV_CACHE_DIR=$tmp/uv HOME=$tmp/home
mkdir "$tmp/index" "$HOME"
unset NETRC CURL_CA_BUNDLE SSL_CERT_FILE

"$top/tests/support/mkindex" "$tmp/index" app==1.0 'secret==1.0;app'
mkdir -p "$tmp/index/pages"
for name in app secret; do
	sed "s#\.\./\.\./files#/$([ $name = secret ] && echo secret || echo good)/files#" \
		"$tmp/index/simple/$name/index.html" >"$tmp/index/pages/$name.html"
done
serve_faults "$tmp/index"
serve_nginx "$tmp/index"

project() { # name; requirements; assignments
	mkdir -p "$tmp/$1"
	{
		printf \
			'PYLOCK_NAME := %s\nPYLOCK_TARGETS := '\
'debian12-amd64\nPYLOCK_INDEX_RETRIES := 1\nPYLOCK_INDEX_TIMEOUT := 1\n' "$1"
		printf '%s\n' "${@:3}"
		printf 'include %s/mk/pylock.mk\n' "$top"
	} >"$tmp/$1/Makefile"
	printf '%b' "$2" >"$tmp/$1/requirements.in"
	rm -rf "$tmp/$1"/build "$tmp/$1"/pylock*
}
run() {
	make --no-print-directory -s -C "$tmp/$1" PYLOCK_STORE="$tmp/store" "${@:2}" >"$tmp/out" \
		2>&1
}
said() { grep '^routeindex\.py: ' "$tmp/out" || cat "$tmp/out"; }
vendor() {
	printf \
		'PYLOCK_INDEXES := default vendor\nPYLOCK_INDEX_URL := '\
'%s/simple\nPYLOCK_INDEX_URL.vendor := %s\nPYLOCK_INDEX.%s := vendor' "$nginx" "$1" "$2"
}
ends() { # name regex address
	project single 'app\n' "PYLOCK_INDEX_URL := $3"
	run single resolve
	is "$1: exit status" $? 2
	like "$1: one index" "$(said)" "^routeindex\.py: app: index 'default': $3/app/: $2"
	project several 'app\n' "$(vendor "$3" app)"
	run several resolve
	is "$1: exit status" $? 2
	like "$1: several" "$(said)" "^routeindex\.py: app: index 'vendor': $3/app/: $2"
	ok "$1: no lock" test ! -e "$tmp/several/pylock.debian12-amd64.toml" \
		-a ! -e "$tmp/single/pylock.debian12-amd64.toml"
}

# --- what indexes say ------------------------------------------------------------

ends 'no credentials' \
	'it wants credentials \(HTTP status 401\): put `machine 127\.0\.0\.1 login … password …` '\
'into ~/\.netrc, or set PYLOCK_INDEX_' \
	"$faults/status=401"
ends 'forbidden' 'it wants credentials \(HTTP status 403\)' "$faults/status=403"
: >"$faults_log"
ends 'a rate limit' 'HTTP status 429, too many requests \(tried 2 times\)$' "$faults/status=429"
is 'which was not asked without end' "$(($(wc -l <"$faults_log") <= 6))" 1
ends 'an internal error' 'HTTP status 503 \(tried 2 times\)$' "$faults/status=503"
ends 'no answer' \
	'no answer within 1 s \(PYLOCK_INDEX_TIMEOUT\.(default|vendor)\) \(tried 2 times\)$' \
	"$faults/hang"
ends 'no HTTP' 'cannot be reached: ' "$faults/garbage"
ends 'nobody there' 'cannot be reached: .*refused' "$(nowhere)"
for fault in flakypage=1 limitpage=1; do
	project passes 'app\n' "$(vendor "$faults/$fault/pages" app)"
	run passes resolve
	is "$fault: what passes is tried again" $? 0 || note "$(cat "$tmp/out")"
done
project mirrored 'app\n' "$(vendor "$faults/status=503" app)" \
	"PYLOCK_MIRRORS.vendor := $nginx/simple"
run mirrored resolve
is 'a mirror answers for its index' $? 0 || note "$(cat "$tmp/out")"

# --- certificates -----------------------------------------------------------------

serve_nginx "$tmp/index" TLS
tls=$nginx
ends 'a certificate of a CA that nobody knows' \
	'its certificate is not trusted .*set SSL_CERT_FILE' "$tls/simple"
export SSL_CERT_FILE=$nginx_ca
project trusted 'app\n' "$(vendor "$tls/simple" app)"
run trusted resolve
is 'with its CA' $? 0 || note "$(cat "$tmp/out")"
serve_nginx "$tmp/index" TLS 0
export SSL_CERT_FILE=$nginx_ca
ends 'a certificate that has expired' 'its certificate has expired$' "$nginx/simple"
run trusted fetch PYLOCK_INDEX_URL.vendor="$nginx/simple"
like 'to fetch from there' "$(cat "$tmp/out")" \
	"locate: app: index 'vendor': $nginx/simple/app/: .*certificate has expired"
unset SSL_CERT_FILE

# --- credentials ------------------------------------------------------------------

private() { # name; assignments: a project that needs the index that wants a password
	project "$1" 'secret\n' "$(vendor "$faults/secretpage/pages" secret)" "${@:2}"
	sed \
		-i \
		"s#^PYLOCK_INDEX_URL := .*#PYLOCK_INDEX_URL := \
${nginx/127.0.0.1/localhost}/simple#" "$tmp/$1/Makefile"
}
serve_nginx "$tmp/index"
printf 'machine 127.0.0.1 login user password secret\n' >"$HOME/.netrc"
ends 'a token that has expired' \
	'it refuses the credentials for 127\.0\.0\.1 \(HTTP status 401: The token expired\?\): '\
'are they right, and not expired\?' \
	"$faults/expired/pages"
rm "$HOME/.netrc"
private bare
run bare resolve
like 'nothing known' "$(said)" 'it wants credentials \(HTTP status 401\)'
printf 'machine 127.0.0.1 login user password wrong\n' >"$HOME/.netrc"
run bare resolve
like 'the wrong ones' "$(said)" \
	'it refuses the credentials for 127\.0\.0\.1 \(HTTP status 401\): are they right, and not '\
'expired\?'
printf 'machine 127.0.0.1 login user password secret\n' >"$HOME/.netrc"
private from-netrc
run from-netrc fetch
is 'netrc: resolved and fetched' $? 0 || note "$(cat "$tmp/out")"
mv "$HOME/.netrc" "$tmp/netrc"
private elsewhere
NETRC=$tmp/netrc run elsewhere fetch PYLOCK_STORE="$tmp/store2"
is 'NETRC names another file' $? 0 || note "$(cat "$tmp/out")"
private environment
export PYLOCK_INDEX_VENDOR_USERNAME=user PYLOCK_INDEX_VENDOR_PASSWORD=secret
UV_CACHE_DIR=$tmp/uv3 run environment fetch PYLOCK_STORE="$tmp/store3" V=1
is 'the environment: resolved and fetched' $? 0 || note "$(cat "$tmp/out")"
is 'on no command line, in no message' \
	"$(grep -c 'user:secret\|password secret\|=secret' "$tmp/out")" 0
is 'in no file of the project, nor of the store' \
	"$(grep -rlE 'password|:secret@' "$tmp/environment" "$tmp/store3" | grep -v Makefile)" ''
mkdir -p "$tmp/bin"
printf '#!/bin/sh\nprintenv PYLOCK_INDEX_VENDOR_PASSWORD\ncat "$NETRC"\n' >"$tmp/bin/show" &&
	chmod +x "$tmp/bin/show"
with() {
	"$bin/credentials" \
		--policy "$tmp/environment/build/debian12-amd64/policy.json" "$@"
}
printf 'machine other.invalid login me password mine\n' >"$HOME/.netrc"
is 'a command sees one netrc, with the own entries of the user' \
	"$(with -- "$tmp/bin/show" | sort)" \
	$'machine 127.0.0.1 login user password secret\nmachine other.invalid login me password '\
$'mine'
is 'which is gone with it' "$(cat "$(with -- sh -c 'echo $NETRC')" 2>/dev/null)" ''
with -- sh -c 'exit 7'
is 'and ends as the command does' $? 7
PYLOCK_INDEX_VENDOR_PASSWORD=$'a\nb' fails 'a new line in a password' 1 \
	'the credentials of index vendor are empty or hold a control' with -- true
printf 'machine' >"$HOME/.netrc"
fails 'a netrc that is none' 1 'credentials: .*/\.netrc:[0-9]*: ' with -- true
unset PYLOCK_INDEX_VENDOR_USERNAME PYLOCK_INDEX_VENDOR_PASSWORD
rm "$HOME/.netrc"

export PYTHON_KEYRING_BACKEND=keyrings.alt.file.PlaintextKeyring XDG_DATA_HOME=$tmp/data
printf 'secret\n' | "$top/build/setup/tests/bin/keyring" set 127.0.0.1 user >"$tmp/out" 2>&1 ||
	cannot 'a keyring' "$tmp/out"
private keyring
PATH=$PATH:$top/build/setup/tests/bin PYLOCK_INDEX_VENDOR_USERNAME=user UV_CACHE_DIR=$tmp/uv4 run \
	keyring fetch PYLOCK_STORE="$tmp/store4" PYLOCK_KEYRING=yes
is 'a keyring: resolved and fetched' $? 0 || note "$(cat "$tmp/out")"
run keyring resolve
is 'the lock is fresh without it' $? 0
fails 'a keyring without a program' 1 'there is no program `keyring`' env PATH=/usr/bin:/bin \
	"$bin/credentials" \
	--policy "$tmp/environment/build/debian12-amd64/policy.json" --keyring -- true
done_testing
