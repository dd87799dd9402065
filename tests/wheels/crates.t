#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# crates: what a Cargo.lock names, and crates where cargo looks for them; tests/e2e/cross.t builds
# with them.
. "$(dirname "$0")/../tap.sh"
needs jq python3
cd "$tmp" || exit 1
crates() { "$bin/crates" "$@"; }

is 'version' "$(crates --version)" "crates $(cat "$top/tools/VERSION")"
like 'help' "$(crates --help)" '^usage: crates'
fails 'nothing' 2 '^crates: wanted: ' crates
fails 'no store' 2 '^crates: wanted: ' crates --vendor v
fails 'a lock, too' 2 '^crates: wanted: ' crates --vendor v --store s Cargo.lock
fails 'an option that is none' 2 '^crates: .*--none' crates --none
fails 'no lock' 1 '^crates: the sdist has no Cargo.lock' crates Cargo.lock
printf '[[package]\n' >Cargo.lock
fails 'no TOML' 1 '^crates: Cargo\.lock:1:.* not valid TOML' crates Cargo.lock

# Given two crates in the store, and a Cargo.lock that names them
put() { # NAME-VERSION [options of tar]: packs that directory
	tar -czf it.crate "${@:2}" "$1"
	hash=$(sha256sum it.crate | cut -c1-64)
	mkdir -p "store/sha256/${hash:0:2}"
	cp it.crate "store/sha256/${hash:0:2}/$hash"
	printf '[[package]]\nname = "%s"\nversion = "%s"\nsource = "registry+https://i"\n' \
		"${1%-*}" "${1##*-}" >>Cargo.lock
	printf 'checksum = "%s"\n' "$hash" >>Cargo.lock
}
printf 'version = 4\n[[package]]\nname = "own"\nversion = "0.1.0"\n' >Cargo.lock
mkdir -p made/a-1.0.0/src made/b_c-2.1.0+x
printf 'fn main() {}\n' | tee made/a-1.0.0/src/lib.rs >made/b_c-2.1.0+x/lib.rs
printf '[package]\n' | tee made/a-1.0.0/Cargo.toml >made/b_c-2.1.0+x/Cargo.toml
ln -s /nonexistent made/a-1.0.0/.cargo-checksum.json
(cd made && cp -r . ..)
rm a-1.0.0/.cargo-checksum.json
put a-1.0.0
first=$hash
put b_c-2.1.0+x
is 'what it names' "$(crates Cargo.lock)" "{\"a-1.0.0\":\"$first\",\"b_c-2.1.0+x\":\"$hash\"}"

# When they are laid out, then each is what tar unpacks, with its hash, and nothing else is there.
crates Cargo.lock | crates --vendor vendor --store store
is 'they are laid out' $? 0
is 'nothing else' "$(cd vendor && echo * .[!.]*)" 'a-1.0.0 b_c-2.1.0+x .[!.]*'
is 'the hash of the first' "$(jq -c . vendor/a-1.0.0/.cargo-checksum.json)" \
	"{\"files\":{},\"package\":\"$first\"}"
is 'and of the second' "$(jq -r .package 'vendor/b_c-2.1.0+x/.cargo-checksum.json')" "$hash"
rm made/a-1.0.0/.cargo-checksum.json vendor/*/.cargo-checksum.json
ok 'what tar unpacks' diff -r made vendor
is 'none' "$(echo '{}' | crates --vendor none --store store; ls -A none)" ''

# What is not as it should be
refused() { fails "$1" "$2" "$3" sh -c "printf '%s' '$4' |
	'$bin/crates' --vendor '$tmp/other' --store '$tmp/store'"; }
refused 'no JSON' 1 '^crates: ' '{'
refused 'no object' 1 '^crates: standard input: not an object' '[]'
refused 'a name that leads out' 1 "^crates: .*'\.\./a-1' is not the name" "{\"../a-1\":\"$hash\"}"
refused 'no hash' 1 '^crates: .*a-1 has no SHA-256' '{"a-1":"12"}'
refused 'a crate that is not there' 3 '^crates: crate a-1: not in the store' \
	"{\"a-1\":\"$(printf %064d 1)\"}"
mkdir -p c-1/d
put c-1 --transform 's,^c-1/d,../out,'
refused 'one that leads out' 1 "^crates: crate c-1 holds '\.\./out', which is no" \
	"{\"c-1\":\"$hash\"}"
ok 'nothing is there' test ! -e out -a ! -e other/out
tar -czf two.crate -C made a-1.0.0 b_c-2.1.0+x
hash=$(sha256sum two.crate | cut -c1-64)
mkdir -p "store/sha256/${hash:0:2}"
cp two.crate "store/sha256/${hash:0:2}/$hash"
refused 'two top directories' 1 '^crates: crate d-1 has not one top directory' \
	"{\"d-1\":\"$hash\"}"
done_testing
