#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# names: a variable that names a package which is not there stops, and says what was meant; one that
# names what is there goes on.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
export UV_CACHE_DIR=$tmp/uv

mkdir "$tmp/index"
"$top/tests/support/mkindex" "$tmp/index" 'alpha==1.0;beta>=1' beta==2.0 'One_More==3' delta==1.0
serve_nginx "$tmp/index"
"$top/tests/support/mkbase" "$tmp/base"

p=$tmp/project
mkdir "$p"
# project ASSIGNMENTS...
project() {
	printf 'alpha\none.more\n' >"$p/requirements.in"
	{
		printf \
			'PYLOCK_NAME := sample\nPYLOCK_TARGETS := debian12-amd64 '\
'debian12-arm64\nPYLOCK_INDEX_URL := %s/simple\nPYLOCK_BASE@debian12-amd64 := %s\n' \
			"$nginx" "$tmp/base"
		printf '%s\n' "$@"
		printf 'include %s/mk/pylock.mk\n' "$top"
	} >"$p/Makefile"
}
run() { make --no-print-directory -C "$p" PYLOCK_STORE="$tmp/store" "$@" >"$tmp/out" 2>&1; }
# takes NAME ASSIGNMENTS...
takes() {
	project "${@:2}"
	ok "$1" run image || note "$(cat "$tmp/out")"
}
# refuses NAME REGEX ASSIGNMENTS...
refuses() {
	project "${@:3}"
	run image
	is "$1: exit status" $? 2
	like "$1" "$(grep '^packagenames: ' "$tmp/out")" "^packagenames: $2"
	is "$1: no image is said to be done" "$(grep -c DONE "$tmp/out")" 0
}

takes 'no names'
digest=$(cat "$p/build/debian12-amd64/image.digest")
refuses 'an exclusion of nothing' \
	'PYLOCK_EXCLUDE names nosuch, which nothing asks for, and its index does not have '\
'\(Makefile:5\)' 'PYLOCK_EXCLUDE := nosuch'
run image
is 'when it is asked again, too' $? 2
refuses 'one that is misspelt' \
	'PYLOCK_EXCLUDE names btea, which .*: did you mean beta\? \(Makefile:5\)' \
	'PYLOCK_EXCLUDE := btea'
takes 'an exclusion of what another package asks for' 'PYLOCK_EXCLUDE := Beta'
like 'is left out' "$(jq -c .excluded "$p/build/debian12-amd64/plan.json")" '"beta"'
takes 'of a direct requirement, in another spelling' 'PYLOCK_EXCLUDE := one.More'
takes 'of what is at the index, and nobody asks for' 'PYLOCK_EXCLUDE := delta'
is 'is the same image' "$(cat "$p/build/debian12-amd64/image.digest")" "$digest"
takes 'of something that the other target excludes' 'PYLOCK_EXCLUDE@debian12-arm64 := nosuch'

refuses 'a critical package' \
	'PYLOCK_CRITICAL names alfa, which is not in pylock\.debian12-amd64\.toml: did you mean '\
'alpha\?' 'PYLOCK_CRITICAL := alfa'
refuses 'a finding of a package' 'PYLOCK_ALLOW\.nosuch names nosuch, which is not in' \
	'PYLOCK_ALLOW.nosuch := why'
refuses 'a builder' 'PYLOCK_BUILDER\.nosuch names nosuch' 'PYLOCK_BUILDER.nosuch := native'
refuses 'what a build reads' \
	'PYLOCK_BUILD_ENV\.one-mroe names one-mroe, .*: did you mean one-more\?' \
	'PYLOCK_BUILD_ENV.one-mroe := A=1'
refuses 'what a build needs' 'PYLOCK_BUILD_APT\.nosuch names nosuch' \
	'PYLOCK_BUILD_APT.nosuch := libyaml-dev'
refuses 'a wheel that is preferred' 'PYLOCK_PREFER_BINARY names nosuch' \
	'PYLOCK_PREFER_BINARY := nosuch'
refuses 'a package that is built' 'PYLOCK_NO_BINARY names nosuch' 'PYLOCK_NO_BINARY := nosuch'
refuses 'a file that is preferred' 'PYLOCK_PREFER\.nosuch names nosuch, which nothing asks for' \
	'PYLOCK_PREFER.nosuch := tag:linux_x86_64'
refuses 'an index' 'PYLOCK_INDEX\.nosuch names nosuch, which nothing asks for' \
	'PYLOCK_INDEX.nosuch := default'
refuses 'for this target' 'PYLOCK_CRITICAL names nosuch, .* \(Makefile:6\)' \
	'PYLOCK_CRITICAL := alpha' 'PYLOCK_CRITICAL@debian12-amd64 := nosuch'
takes 'a builder of what is at the index, and not built' 'PYLOCK_BUILDER.delta := native'
takes 'globs, and names in every spelling' 'PYLOCK_PREFER.al* := local:none' \
	'PYLOCK_PREFER.n* := local:none' 'PYLOCK_CRITICAL := ALPHA One.More' \
	'PYLOCK_PREFER_BINARY := all' \
	'PYLOCK_BUILD_ENV.one-more := A=1'
project
printf 'no lock\n' >"$p/pylock.of-another-tool.toml"
sed 's/^name = "one-more"/name = "other"/; s/[Oo]ne_[Mm]ore-/other-/g' \
	"$p/pylock.debian12-amd64.toml" \
	>"$p/pylock.debian12-arm64.toml"
takes 'what the lock of another target has' 'PYLOCK_CRITICAL := other'
rm "$p/pylock.debian12-arm64.toml" "$p/pylock.of-another-tool.toml"

# --- arguments --------------------------------------------------------------------------------

project
run upgrade PACKAGE=nosuch
is 'upgrade of nothing: exit status' $? 2
like 'upgrade of nothing' "$(cat "$tmp/out")" \
	'packagenames: PACKAGE names nosuch, which is not in pylock\.debian12-amd64\.toml \(on the '\
'command line\)'
run upgrade PACKAGE='alpha btea'
like 'of something misspelt' "$(cat "$tmp/out")" 'PACKAGE names btea, .*: did you mean beta\?'
ok 'of one that is there' run upgrade PACKAGE=One.More
run why PACKAGE=nosuch
is 'why: exit status' $? 2
like 'why' "$(cat "$tmp/out")" 'why: nosuch: not in the lock'
for run in yes no; do
	run verify RUN=$run PACKAGE=No_Such
	is "verify RUN=$run: exit status" $? 2
	like "verify RUN=$run" "$(cat "$tmp/out")" \
		'PACKAGE names no-such, which is not in pylock\.debian12-amd64\.toml \(on the '\
'command line\)'
done
ok 'verify of what is there' run verify PACKAGE='alpha One.More'

# --- without network --------------------------------------------------------------------------

project 'PYLOCK_CRITICAL := nosuch'
run image PYLOCK_OFFLINE=1
like 'what a lock tells is known offline, too' "$(cat "$tmp/out")" 'PYLOCK_CRITICAL names nosuch'
done_testing
