#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The audiobook project without its constraint: it resolves, an import fails, and what the
# repository says is found by trying real releases.
. "$(dirname "$0")/../tap.sh"
needs bwrap jq
project=$tmp/audiobook
build=$project/build/debian12-amd64
make_it() { make --no-print-directory -s -C "$project" TARGET=debian12-amd64 "$@" 2>"$tmp/err"; }

# Given the project with a pyarrow as new as any, which nothing in the metadata is against,
mkdir "$project"
cp -r "$top"/projects/audiobook/* "$project"
rm -rf "$project/build" "$project/constraints.txt"
sed -i "s,^include .*,include $top/mk/pylock.mk," "$project/Makefile"
ok 'it resolves with the newest pyarrow' make_it upgrade PACKAGE=pyarrow || note "$(cat "$tmp/err")"
ok 'which is 26 or newer' test \
	"$(sed -n '/^name = "pyarrow"/{n;s/^version = "\([0-9]*\).*/\1/p;}' \
		"$project/pylock.debian12-amd64.toml")" -ge 26
ok 'the image is made' make_it -j2 image || note "$(cat "$tmp/err")"
ok 'and has no finding against that' make_it verify

# when it is imported,
make_it verify RUN=1 PACKAGE='pyarrow datasets numpy' >"$tmp/out"
is 'it fails' $? 2 || tap_show 'said' "$(cat "$tmp/err")"
like 'for a reason that no metadata has' "$(cat "$tmp/out")" \
	'FAIL  import pyarrow: ImportError: pyarrow requires NumPy 2' ||
	tap_show 'said' "$(cat "$tmp/err")"

# then the constraint that the repository has, with its reason, is found.
said=$(make_it mend)
is 'mend' $? 0 || note "$said" "$(cat "$tmp/err")"
is 'finds it' "$(tail -n 1 <<<"$said")" \
	"$(grep -o '^pyarrow[^ ]*' "$top/projects/audiobook/constraints.txt")"
like 'and that datasets is mended by it, too' "$said" 'pyarrow, and datasets, can be imported'
is 'for analyze to say' "$(jq -r .constraint "$build/mend.json")" "$(tail -n 1 <<<"$said")"
done_testing
