#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# layercost: what a lock of layers and the store know of a plan's layers.
. "$(dirname "$0")/../tap.sh"
cd "$tmp" || exit 1
sha() { printf '%s' "$1" | sha256sum | cut -d ' ' -f 1; }
one=$(sha one) two=$(sha two)
put() { # text: into the store
	mkdir -p "store/sha256/$(sha "$1" | cut -c1-2)"
	printf '%s' "$1" >"store/sha256/$(sha "$1" | cut -c1-2)/$(sha "$1")"
}
plan() { # kind of the second package
	jq -n --arg one "$one" --arg two "$two" --arg kind "$1" '{
		target: {prefix: "/opt/venv", site: "/opt/venv/lib/python3.12/site-packages",
			python: "3.12"},
		packages: [
			{name: "six", version: "1.0", group: "six", file: {kind: "wheel", sha256: $one,
				filename: "six-1.0-py3-none-any.whl", size: 3}},
			{name: "foo", version: "2.0", group: "foo", file: {kind: $kind, sha256: $two,
				filename: "foo-2.0.tar.gz", size: 4}}],
		layers: [
			{name: "six-0123456789ab", packages: ["six"], part: 1, parts: 1, size: 3,
				serial: 1},
			{name: "foo-0123456789ab", packages: ["foo"], part: 1, parts: 1, size: 4,
				serial: 2}]}' >plan.json
}
cost() { "$bin/layercost" --store store --plan plan.json "$@"; }
plan sdist
cost none.lock >out
is 'packages' "$(jq -c '[.packages[] | [.name, .kind, .size, .here, .built]]' out)" \
	'[["six","wheel",3,false,true],["foo","sdist",4,false,false]]'
is 'layers of which nothing is known' \
	"$(jq -c '[.layers[] | [.name, .planned, .here, .digest]]' out)" \
	'[["six-0123456789ab",3,false,null],["foo-0123456789ab",4,false,null]]'
put one
put built
cost none.lock >out
is 'a wheel that the store has' "$(jq -c '[.packages[].here]' out)" '[true,false]'
jq -n --arg sdist "$two" --arg sha256 "$(sha built)" \
	'{foo: {sdist: $sdist, wheel: {filename: "foo-2.0-py3-none-any.whl", sha256: $sha256}}}' \
	>built.lock
is 'a wheel that was built' "$(cost --built built.lock none.lock | jq -c '[.packages[].built]')" \
	'[true,true]'

zero=$(printf '%064d' 0)
printf '%s\n' "base.1 $zero sha256:$one sha256:$one 30 - -" \
	"base.2 $one sha256:$two sha256:$one 40 - -" \
	"skeleton $zero sha256:$(sha built) sha256:$one 50 60 -" \
	"six $zero sha256:$two sha256:$one 70 80 -" >lock
cost lock >out
is 'rows that are of no package, and whether they are here' \
	"$(jq -c '[.others[] | [.name, .size, .here]]' out)" \
	'[["base.1",30,true],["base.2",40,false],["skeleton",50,true]]'
is 'a row of another key counts for nothing' "$(jq -c '.layers[0].digest' out)" null
is 'the base by its key' "$(cost --base-key "$one" lock | jq -c '[.others[].name]')" \
	'["base.2","skeleton"]'

# fails NAME STATUS REGEX ARGUMENTS...
fails() {
	"$bin/layercost" "${@:4}" >out 2>err
	is "$1: status" "$?" "$2"
	like "$1" "$(cat err)" "$3"
}
printf '<<<<<<< ours\n' >conflict
fails 'a lock with a conflict' 1 'conflict:1: not a row of layers' --store store --plan plan.json \
	conflict
printf '{"packages": []}' >empty.json
fails 'a plan without layers' 1 'empty.json: \.target: ' --store store --plan empty.json lock
fails 'no plan' 2 'must be given' --store store lock
fails 'a key that is none' 2 "'x' is not a key" --store store --plan plan.json --base-key x lock
done_testing
