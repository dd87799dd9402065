#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# packagenames: which variable names a package that is not there, what was meant, and where it is
# set. In whole projects: tests/mk/names.t.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
cd "$tmp" || exit 1

# Given a lock, one of another target, one of another tool, and an index
package() { # name requirement
	printf '%s\n' 'lock-version = "1.0"' '[[packages]]' "name = \"$1\"" 'version = "1"' \
		'[[packages.wheels]]' "name = \"$1-1-py3-none-any.whl\"" 'path = "x"' \
		"hashes = {sha256 = \"$(printf '%064d' 1)\"}" \
		'[packages.tool.pylock-mk]' "requires = [\"$2\"]"
}
package alpha 'One.More>=1' >pylock.here.toml
package beta left-out >pylock.there.toml
echo 'no lock' >pylock.of-another-tool.toml
printf 'direct\nfor-windows; sys_platform == "win32"\n' >r.in
printf 'bound<2\n' >c.txt
printf 'override==1\n' >o.txt
printf 'A := b\n\nPYLOCK_EXCLUDE := x\nPYLOCK_ONLY@here := y\n' >Makefile
printf 'PYLOCK_EXCLUDE += z\n' >more.mk
echo '{"name": "here", "arch": "x86_64", "glibc": "2.36", "python": "3.11"}' >target.json
mkdir -p index/simple/{delta,egg}
printf '<a href=delta-1.0.tar.gz>' >index/simple/delta/index.html
printf '<a href=egg-1.0-py2.7.egg>' >index/simple/egg/index.html
serve_nginx "$tmp/index"
jq -n --arg url "$nginx/simple" '{indexes: {default: {url: $url, retries: 0},
	silent: {url: "http://127.0.0.1:1/", retries: 0}},
	packages: [{pattern: "private-*", index: "silent"}, {pattern: "lost", index: "none"}]}' \
	>policy.json

names() {
	"$bin/packagenames" --lock pylock.here.toml --target target.json \
		--variables "$top/tools/setup/variables.sh" --makefile Makefile --makefile more.mk \
		-r r.in -c c.txt -o o.txt --known Base_Has "$@"
}

# --- that is there -----------------------------------------------------------------------------

ok 'in the lock, in another, or by other means' \
	names there:PYLOCK_A=Alpha there:B=beta there:C=base.has
for name in alpha one-more left.out direct for-windows bound override base-has; do
	is "asked: $name" "$(names "asked:PYLOCK_A=$name" 2>&1)" ''
done

# --- that is not -------------------------------------------------------------------------------

fails 'not in the lock, though somebody asks for it' 1 \
	'^packagenames: PYLOCK_A names one-more, which is not in pylock\.here\.toml: did you mean '\
'one-more\?$' names there:PYLOCK_A=one-more
fails 'what nobody asks for' 1 \
	'^packagenames: PYLOCK_EXCLUDE names btea, which is not in pylock\.here\.toml: did you mean '\
'beta\? \(more\.mk:1\)$' names asked:PYLOCK_EXCLUDE=btea
fails 'for this target' 1 'names xyz, which is not in pylock\.here\.toml \(Makefile:4\)$' \
	names there:PYLOCK_ONLY=xyz
fails 'on the command line' 1 'names xyz, which is not in .* \(on the command line\)$' \
	names there:PACKAGE=xyz
fails 'the first of several' 1 'PYLOCK_B names xyz' \
	names there:PYLOCK_A=alpha there:PYLOCK_B=xyz there:PYLOCK_C=xyz
fails 'a variable with a member' 1 'PYLOCK_B=C names xyz,' names there:PYLOCK_B=C=xyz

# --- at its index ------------------------------------------------------------------------------

is 'what the index has is said to be asked for by nobody' \
	"$(names --policy policy.json asked:PYLOCK_A=delta 2>&1)" \
	'packagenames: PYLOCK_A: nothing asks for delta'
ok 'and is no failure' names --policy policy.json asked:PYLOCK_A=delta
for name in nosuch egg '@x'; do
	fails "$name: not at the index" 1 \
		"names $name, which nothing asks for, and its index does not have\$" \
		names --policy policy.json "asked:PYLOCK_A=$name"
done
is 'an index that does not answer may have it' \
	"$(names --policy policy.json asked:PYLOCK_A=private-x 2>&1)" \
	'packagenames: PYLOCK_A: nothing asks for private-x'
is 'offline, any may be there' "$(names --policy policy.json --offline asked:A=nosuch 2>&1)" \
	'packagenames: A: nothing asks for nosuch'
fails 'the lock has to have it, whatever the index has' 1 'PYLOCK_A names delta, which is not in' \
	names --policy policy.json there:PYLOCK_A=delta
fails 'an index that the policy lacks' 1 "policy\\.json: lost: .* index 'none'" \
	names --policy policy.json asked:A=lost

# --- input that is wrong -----------------------------------------------------------------------

for word in there:A= there:=a their:A=b there:A asked:A there; do
	fails "$word" 2 "'$word' is not there:WHAT=NAME or asked:WHAT=NAME" names "$word"
done
fails 'nothing to look for' 2 'wants --lock' names
fails 'the lock of another tool' 1 'pylock\.of-another-tool\.toml:1' \
	names --lock pylock.of-another-tool.toml there:A=b
echo 'a !!' >bad.in
fails 'requirements that are none' 1 'bad\.in:1: ' names -r bad.in there:A=b
fails 'no variables.sh' 3 'nowhere: cannot be run$' \
	names --variables ./nowhere there:A=b
ok 'a lock that is not there yet has nothing' names --lock pylock.new.toml there:A=alpha
done_testing
