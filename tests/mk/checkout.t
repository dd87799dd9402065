#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The framework itself is an input: a project outside of the checkout notices its update, by
# content, and gives what a clean build gives.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
cd "$tmp" || exit 1
export UV_CACHE_DIR=$tmp/uv
mkdir index
"$top/tests/support/mkindex" index alpha==1.0
serve_nginx "$tmp/index"
"$top/tests/support/mkbase" base

# Given a checkout, made, and a project elsewhere
mkdir framework framework/build
cp -rp "$top/mk" "$top/tools" "$top/tests" "$top/projects" "$top/Makefile" framework
mkdir framework/build/inputs
cp -rp "$top/build/bin" "$top/build/lib" "$top/build/libpylock.a" "$top/build/libraries" \
	framework/build
# shellcheck disable=SC2046 # words
"$bin/inputstamp" --write --stamp framework/build/inputs/checkout --root framework/ \
	--path framework/mk --path framework/tools/tools.mk \
	$(find framework/tools -mindepth 1 -maxdepth 1 -type d ! -name man ! -name setup \
		-printf '--path %p ') >out
ln -s "$(realpath "$top/build/setup")" framework/build/setup
sed -i "s,$top/,$tmp/framework/,g" framework/build/lib/*/*.d
project=$tmp/project
mkdir "$project"
printf \
	'PYLOCK_NAME := p\nPYLOCK_TARGETS := debian12-amd64\nPYLOCK_INDEX_URL := '\
'%s/simple\nPYLOCK_BASE := %s/base\ninclude ../framework/mk/pylock.mk\n' \
	"$nginx" "$tmp" >"$project/Makefile"
printf 'alpha\n' >"$project/requirements.in"
mk() { # directory arguments...
	make --no-print-directory -C "$@" PYLOCK_STORE="$tmp/store" >out 2>&1
}
digest() { cat "$1/build/debian12-amd64/image.digest"; }
clean() {
	rm -rf clean
	mkdir clean
	cp "$project"/*.* "$project/Makefile" clean
	mk clean image
	digest clean
}
# old FILE EXPRESSION: an update by sed, with a time before all that was made.
old() {
	sed -i "$2" "framework/$1"
	touch -d 2020-01-01 "framework/$1"
}
# other NAME COMMAND...: after the update, another image, a clean build's, and then nothing is left
# to do.
other() {
	local what=$1 before
	before=$(digest "$project")
	shift
	"$@"
	mk "$project" -q image
	is "$what: -q says so" $? 1
	ok "$what: makes an image" mk "$project" image
	ok "$what: another one" test "$(digest "$project")" != "$before"
	is "$what: as a clean build does" "$(digest "$project")" "$(clean)"
	ok "$what: -q says that nothing is left" mk "$project" -q image
	mk "$project" image
	is "$what: nor does a second make do anything" "$(cat out)" \
		"make: Nothing to be done for 'image'."
}

ok 'an image' mk "$project" image
is 'nothing is compiled for it' "$(grep -c '^  CC' out)" 0

# Given an update that calls inputstamp in a new way, when the program is still the one of before,
# then it is made anew.
first=$(digest "$project")
printf '#!/bin/sh\necho "inputstamp: $1: not an option" >&2\nexit 2\n' \
	>framework/build/bin/inputstamp
touch -d 2020-01-01 framework/build/bin/inputstamp
printf '# more\n' >>framework/mk/inputs.mk
ok 'the program that looks for changes is itself of before: an image' mk "$project" image
is 'nothing else is said' "$(grep -c 'not an option' out)" 0
like 'it is made again' "$(framework/build/bin/inputstamp --help)" '^usage: inputstamp'
is 'with the same digest' "$(digest "$project")" "$first"
ok 'and then nothing is left to do' mk "$project" -q image
other 'a filter of jq, older than the build' old mk/jq/config.jq \
	's/"mk.pylock.lock"/"mk.pylock.locked"/'
other 'a program in C' old tools/report/documents.c 's/pylock\.toml/PYLOCK.toml/'
other 'a module in C' old tools/image/imageconfig.c 's/1980-01-01T00/1981-01-01T00/'
other 'a fragment of make' old mk/report.mk 's/mk.pylock.files=documents/mk.pylock.files=papers/'
find framework/tools framework/mk -type f -exec touch {} +
ok 'touched: nothing is to be done' mk "$project" -q image
is 'a comment: the same image' \
	"$(sed -i '1s/^/# a comment\n/' framework/mk/image.mk; mk "$project" image
	digest "$project")" "$(clean)"

# When programs were made from another state of the checkout, by another project
before=$(cat framework/tools/image/imageconfig.c)
old tools/image/imageconfig.c 's/1981-01-01T00/1982-01-01T00/'
cp -r "$project" project2
ok 'another project makes the programs' mk project2 image
printf '%s\n' "$before" >framework/tools/image/imageconfig.c
touch -d 2020-01-01 framework/tools/image/imageconfig.c
ok 'taken back' mk "$project" image
is 'the first one has the image that it had' "$(digest "$project")" "$(clean)"

# A build directory that is newer than the update, as one from a cache is
old mk/jq/config.jq 's/mk.pylock.locked/mk.pylock.again/'
find "$project/build" -exec touch -h {} +
mk "$project" -q image
is 'a build that is newer than the update: -q says so' $? 1
rm framework/build/bin/image
ok 'a program that is missing' mk "$project" image
is 'and the image is that of a clean build' "$(digest "$project")" "$(clean)"
done_testing
