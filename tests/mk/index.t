#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# index.mk: which index a package comes from: what must be said, what is refused, and what it means
# for the lock.
. "$(dirname "$0")/../tap.sh"

project() { # name; assignments
	mkdir -p "$tmp/$1"
	{
		printf 'PYLOCK_NAME := %s\nPYLOCK_TARGETS := debian12-amd64\n' "$1"
		printf '%s\n' "${@:2}"
		printf 'include %s/mk/pylock.mk\n' "$top"
		printf \
			'policy: $(_pylock_build)/policy.json $(_pylock_build)/policy.rules\nkey: '\
'$(_pylock_build)/inputs.key\n'
	} >"$tmp/$1/Makefile"
	printf 'app\n' >"$tmp/$1/requirements.in"
}
run() { make --no-print-directory -s -C "$tmp/$1" PYLOCK_STORE="$tmp/store" "${@:2}"; }
refuses() { # name regex assignments...
	project refused "${@:3}"
	fails "$1" 2 "pylock\.mk: $2" run refused help
	ok "$1: nothing is made" test ! -e "$tmp/refused/build"
}
policy() { # project
	run "$1" policy && jq -c "$2" "$tmp/$1/build/debian12-amd64/policy.json"
}
# What the recipe refuses: make adds a line of its own.
refuses_late() { # name regex assignments...
	project late "${@:3}"
	policy late . >"$tmp/out" 2>&1
	is "$1: exit status" $? 2
	like "$1" "$(head -n 1 "$tmp/out")" "^pylock\.mk: $2"
	ok "$1: no policy" test ! -e "$tmp/late/build/debian12-amd64/policy.json"
}

# --- what is said ----------------------------------------------------------------

jetson=('PYLOCK_INDEXES := default jetson' 'PYLOCK_INDEX_URL := http://a.invalid/simple' \
	'PYLOCK_INDEX_URL.jetson := https://b.invalid/+simple/')
project one 'PYLOCK_INDEX_URL := http://a.invalid/simple'
is 'one index' "$(policy one .)" \
	'{"indexes":{"default":{"mirrors":[],"retries":3,"timeout":60,'\
'"url":"http://a.invalid/simple"}},"packages":[],"prefer":[]}'
project two "${jetson[@]}" 'PYLOCK_MIRRORS := http://m.invalid http://n.invalid' \
	'PYLOCK_INDEX_TIMEOUT := 20' 'PYLOCK_INDEX_TIMEOUT.jetson := 5' \
	'PYLOCK_INDEX_RETRIES.jetson := 0' 'PYLOCK_MIRRORS.jetson := http://o.invalid'
is 'two, each with its own' "$(policy two '[.indexes[] | [.url, .timeout, .retries] + .mirrors]')" \
	'[["http://a.invalid/simple",20,3,"http://m.invalid","http://n.invalid"],'\
'["https://b.invalid/+simple/",5,0,"http://o.invalid"]]'
project rules "${jetson[@]}" 'PYLOCK_INDEX.nvidia-* := jetson' 'PYLOCK_INDEX.torch := jetson' \
	'PYLOCK_INDEX.nvidia-cuda-* := default' \
	'PYLOCK_PREFER.torch* := tag:linux_aarch64 local:cu129' \
	'PYLOCK_INDEX.only@debian12-amd64 := jetson' 'PYLOCK_INDEX.not@debian12-arm64 := jetson'
is 'exact names, then globs, the longer first' \
	"$(policy rules '[.packages[] | "\(.pattern)=\(.index)"]')" \
	'["torch=jetson","only=jetson","nvidia-cuda-*=default","nvidia-*=jetson"]'
is 'preferences in their order' "$(policy rules .prefer)" \
	'[{"pattern":"torch*","rules":["tag:linux_aarch64","local:cu129"]}]'
is 'the rules alone name no server' \
	"$(grep -c invalid "$tmp/rules/build/debian12-amd64/policy.rules")" 0

# --- what is refused --------------------------------------------------------------

refuses 'an index without an address' \
	"index 'jetson' of PYLOCK_INDEXES has no address: write \`PYLOCK_INDEX_URL\.jetson := " \
	'PYLOCK_INDEXES := default jetson'
refuses 'an index that is not listed' \
	'PYLOCK_INDEX_URL\.jetson: PYLOCK_INDEXES has no such index; it has default' \
	'PYLOCK_INDEX_URL.jetson := http://x.invalid'
refuses 'a package from an index that is not there' \
	"PYLOCK_INDEX\.torch is 'jetson': *PYLOCK_INDEXES has default" \
	'PYLOCK_INDEX.torch := jetson'
refuses 'no default' "PYLOCK_INDEXES is 'jetson': \`default\` is missing" \
	'PYLOCK_INDEXES := jetson' 'PYLOCK_INDEX_URL.jetson := http://x.invalid'
for what in PYLOCK_INDEX_URL PYLOCK_MIRRORS; do
	refuses "credentials in $what" "$what holds credentials: put them into ~/.netrc" \
		"$what := https://user:secret@x.invalid/simple"
	ok '... which are not shown' test -z "$(run refused help 2>&1 | grep secret)"
done
refuses 'credentials in another' 'PYLOCK_INDEX_URL\.jetson holds credentials' "${jetson[@]}" \
	'PYLOCK_INDEX_URL.jetson := https://token@x.invalid/simple'
refuses 'a password in a makefile' 'PYLOCK_INDEX_JETSON_PASSWORD is not a variable' "${jetson[@]}" \
	'PYLOCK_INDEX_JETSON_PASSWORD := x'
refuses 'a name that is not normalized' \
	'PYLOCK_INDEX\.Foo_Bar: not a normalized name .*write PYLOCK_INDEX\.foo-bar' \
	"${jetson[@]}" 'PYLOCK_INDEX.Foo_Bar := jetson'
refuses_late 'a rule that is none' "PYLOCK_PREFER\.torch: 'linux_aarch64' is not tag:" \
	'PYLOCK_PREFER.torch := linux_aarch64'
refuses 'a time-out that is no number' "PYLOCK_INDEX_TIMEOUT is 'soon': write seconds" \
	'PYLOCK_INDEX_TIMEOUT := soon'
refuses_late 'an address that is none' "the address of index 'default' is 'pip'" \
	'PYLOCK_INDEX_URL := pip'

# --- what it means for the lock ----------------------------------------------------

key() { run keys "$@" key && cat "$tmp/keys/build/debian12-amd64/inputs.key"; }
project keys 'PYLOCK_INDEX_URL := http://a.invalid/simple'
plain=$(key)
is 'another address means the same' "$(key PYLOCK_INDEX_URL=http://b.invalid)" "$plain"
project keys "${jetson[@]}"
is 'an index that no package comes from, too' "$(key)" "$plain"
routed=$(key PYLOCK_INDEX.torch=jetson)
ok 'a package from another index does not' test "$routed" != "$plain" -a -n "$routed"
ok 'nor does a preference' test "$(key PYLOCK_PREFER.torch=local:cu129)" != "$plain"
is 'and the same rules again do' "$(key PYLOCK_INDEX.torch=jetson)" "$routed"
done_testing
