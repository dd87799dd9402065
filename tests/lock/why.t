#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# why: who asks for a package of a lock, by which ways, and what binds its version; the graph as
# JSON. Locks that are resolved: tests/e2e/why.t.
. "$(dirname "$0")/../tap.sh"
needs jq
cd "$tmp" || exit 1

# package NAME VERSION [REQUIREMENT...]: an entry of a lock. `why` reads no file of a package.
package() {
	local name=$1 version=$2 file=${1//-/_}
	shift 2
	printf '[[packages]]\nname = "%s"\nversion = "%s"\n' "$name" "$version"
	printf 'wheels = [{ name = "%s", path = "x", hashes = { sha256 = "%064d" } }]\n' \
		"$file-$version-py3-none-any.whl" 1
	printf 'tool.pylock-mk = { index = "default", requires = %s }\n' \
		"$(jq -nc '$ARGS.positional' --args -- "$@")"
}
{
	printf 'lock-version = "1.0"\ncreated-by = "test"\n'
	package app 1.0 'lib[Fast_One]<3,>=1' 'old<2'
	package lib 2.5 'speed>=1 ; extra == "fast-one"' 'top'
	package old 3.0
	package speed 1.0rc1
	package top 1.0 'lib>=1.5' 'top'
	printf '[tool.pylock-mk]\ninputs = "abc"\nexcluded = ["gone"]\n'
	printf 'provided = ["Torch 2.7.0, 2.7.0a0 of the base"]\n'
} >lock.toml
jq -n '{name: "here", arch: "x86_64", glibc: "2.36", python: "3.11", pythonFull: "3.11.2"}' \
	>target.json
printf '# ours\napp\n\ntop  # too\nlib ; sys_platform == "win32"\n-r "my more.in"\n' \
	>requirements.in
printf 'old   >= 3 \\\n  ; python_version >= "3"\n' >'my more.in'
printf 'lib<2.6\nlib!=1.*\n' >constraints.txt
printf 'old>=3  # newer\n' >overrides.txt
of() { "$bin/why" --target target.json --lock "$@"; } # lock
why() { of lock.toml -r requirements.in -c constraints.txt "$@"; }
unbound="    none of these binds it from above: it was the highest there was, or others'"
unbound+=' requirements kept it lower'

# Given a lock, when it is asked why a package is in it
is 'every way, who asks, and who binds' "$(why lib)" "$(cat <<'TEXT'
lib 2.5, from index 'default', in lock.toml
  2 ways to it:
    requirements.in:2  app
      app 1.0: lib[Fast_One] <3,>=1
    requirements.in:4  top
      top 1.0: lib >=1.5
  What is asked of its version:
    app 1.0            <3,>=1
    top 1.0            >=1.5
    constraints.txt:1  <2.6 (constraint)   <- binds
    constraints.txt:2  !=1.* (constraint)
TEXT
)"
is 'the way on which the extra is asked for, and what a pre-release is not' \
	"$(why speed)" "$(cat <<TEXT
speed 1.0rc1, from index 'default', in lock.toml
  1 way to it:
    requirements.in:2  app
      app 1.0: lib[Fast_One] <3,>=1
      lib[fast-one] 2.5: speed >=1
  What is asked of its version:
    lib 2.5  >=1   NOT MET
$unbound
TEXT
)"
is 'what an override silences, and a file with a space in its name' \
	"$(why -o overrides.txt old)" "$(cat <<TEXT
old 3.0, from index 'default', in lock.toml
  2 ways to it:
    my more.in:1  old >= 3 ; python_version >= "3"
    requirements.in:2  app
      app 1.0: old <2 (overridden)
  What is asked of its version:
    overrides.txt:1  >=3 (override)
    my more.in:1     >=3   overridden
    app 1.0          <2   overridden, would not be met
$unbound
TEXT
)"
like 'so many ways and no more' "$(why --paths 1 top)" \
	$'1 way to it, the shortest:\n.*\n    and more: PATHS=all'
like 'all of them' "$(why --paths all top)" $'2 ways to it:\n'
fails 'a key of other inputs is said' 0 'lock\.toml: not fresh: the inputs changed' \
	why --key <(echo other) top
is 'and one of these is not' "$(why --key <(echo abc) top 2>&1 >/dev/null)" ''
fails 'a name that is like others' 1 '^why: ap: not in the lock of here; it has app$' why ap
fails 'one that is like none' 1 '^why: nothing-like: not in the lock of here$' why Nothing.like
fails 'one that was excluded' 1 '^why: gone: left out by PYLOCK_EXCLUDE; nobody asks for it$' \
	why gone
fails 'one that the base provides' 1 '^why: torch: provided by the base, not locked: Torch 2' \
	why torch
like 'the others are shown' "$(why nothing top 2>/dev/null)" '^top 1\.0'

# Given requirements of what is no version (PEP 440), when it is asked why, then who asks for that
# very text binds.
sed 's/"old<2"/"old===2004d"/; s/"lib>=1.5"/"lib===Release-7"/' lock.toml >arbitrary.toml
printf 'app\nlib===2.5\nold===3.0\n' >arbitrary.in
is 'texts beside versions' \
	"$(of arbitrary.toml -r arbitrary.in old lib | grep -E '^    [a-z].*===.*')" "$(cat <<'TEXT'
    arbitrary.in:3  old===3.0
    arbitrary.in:3  ===3.0 (requirement)
    app 1.0         ===2004d   <- binds   NOT MET
    arbitrary.in:2  lib===2.5
    arbitrary.in:2  ===2.5 (requirement)
    top 1.0         ===Release-7   <- binds   NOT MET
TEXT
)"
sed '/^name = "old"/{n;s/3\.0/2004d/;n;s/old-[^"]*whl/old-2004.0-py3-none-any.whl/}' \
	arbitrary.toml >text.toml
like 'a locked version that is none' "$(of text.toml -r requirements.in old)" \
	$'my more\.in:1  >=3 \(requirement\)   NOT MET\n    app 1\.0       ===2004d   <- binds$'

# When another program asks, then the graph is JSON.
of lock.toml --json -r requirements.in >graph.json
is 'who asks for what, and whether that is met' \
	"$(jq -c '.inputs, .knowsEdges, .asked.old[], .packages.lib.requires[]' graph.json)" \
	'"abc"
true
{"met":true,"specifier":">=3","who":"my more.in:1"}
{"met":false,"specifier":"<2","who":"app 1.0"}
{"extra":"fast-one","extras":[],"name":"speed","specifier":">=1"}
{"extra":"","extras":[],"name":"top","specifier":"Any"}'
is 'with what a package is' \
	"$(jq -c '.packages.app | .version, .sha256, .requires[0]' graph.json)" \
	"\"1.0\"
[\"$(printf %064d 1)\"]
{\"extra\":\"\",\"extras\":[\"fast-one\"],\"name\":\"lib\",\"specifier\":\">=1,<3\"}"

# Given a lock that does not say what its packages require, and what is no lock
sed 's/, requires = .*\] }/ }/' lock.toml >plain.toml
fails 'how it gets that' 1 \
	'plain\.toml: it does not say what its packages require: run .make resolve RENEW=1' \
	of plain.toml lib
fails 'a lock that is not there' 1 'none\.toml: not there; run .make resolve' of none.toml lib
printf '[[packages]\n' >bad.toml
fails 'no TOML' 1 '^why: bad\.toml' of bad.toml lib
sed 's/"old<2"/"old<<2"/' lock.toml >bad.toml
fails 'no requirement' 1 "bad\.toml: app: requires 'old<<2'" of bad.toml lib
sed 's/excluded = .*/excluded = [5]/' lock.toml >bad.toml
fails 'no name' 1 'bad\.toml: \.excluded\[0\]: not a string' of bad.toml nothing
jq 'del(.arch)' target.json >other.json
fails 'a target that lacks its architecture' 1 'other\.json: \.arch: missing' \
	"$bin/why" --lock lock.toml --target other.json lib
printf 'a ; os_name ~= "x"\n' >marker.in
fails 'a marker that cannot be evaluated' 1 'marker\.in:1: ' \
	of lock.toml -r marker.in lib
fails 'no package' 2 'wants --lock, --target and packages, or --json' why
fails 'a number that is none' 2 '--paths wants a number, or .all' why --paths some lib
done_testing
