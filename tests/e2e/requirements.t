#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Requirements files as people write them: every stage reads the same lines out of them, whatever
# the quotes, the continued lines and the includes; with either resolver.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
cd "$tmp" || exit 1
export UV_CACHE_DIR=$tmp/cache
"$top/tests/support/mkindex" index 'app==1.0;old<2;lib' old==1.0 old==3.0 lib==1.0 lib==2.0 \
	'with-blank==1.0' 'escaped==1.0'
serve_nginx "$tmp/index"
"$top/tests/support/mkbase" base
files() { # directory; the files of a project
	mkdir -p "$1/a b"
	cat >"$1/requirements.in" <<-'TEXT'
		-r "my reqs.in"
		-r a\ b/more.in  # escaped
		app==1.0
	TEXT
	printf 'with-blank\n' >"$1/my reqs.in"
	printf 'escaped\n-c "../the bounds.txt"\n' >"$1/a b/more.in"
	printf 'lib<2\n' >"$1/the bounds.txt"
	printf -- '-r "more overrides.txt"\n' >"$1/overrides.txt"
	cat >"$1/more overrides.txt" <<-TEXT
		old==3.0 ; python_version >= "3" \\
		  --hash=sha256:$(sha256sum index/files/old-3.0-*.whl | cut -c1-64)  # newer
	TEXT
}
project() { # directory, resolver
	files "$1"
	printf 'PYLOCK_NAME := p\nPYLOCK_TARGETS := debian12-amd64\nPYLOCK_RESOLVER := %s\n' "$2" \
		>"$1/Makefile"
	printf 'PYLOCK_INDEX_URL := %s/simple\nPYLOCK_BASE := %s/base\ninclude %s/mk/pylock.mk\n' \
		"$nginx" "$tmp" "$top" >>"$1/Makefile"
}
run() { make --no-print-directory -C "$1" PYLOCK_STORE="$tmp/store" "${@:2}" >out 2>&1; }

for resolver in uv pip-compile; do
	p=$resolver
	project "$p" "$resolver"
	ok "$resolver: an image" run "$p" image
	is "$resolver: of these" \
		"$(jq -r '.packages[] | "\(.name)==\(.version)"' "$p/build/debian12-amd64/plan.json" |
			sort | paste -sd' ')" 'app==1.0 escaped==1.0 lib==1.0 old==3.0 with-blank==1.0'
	ok "$resolver: nothing is left to do" run "$p" -q image
	run "$p" verify
	is "$resolver: verify knows the override" \
		"$(jq -r '[.findings[] | select(.id | startswith("requires/")) |
			"\(.id) \(.declared | type)"] | join(", ")' \
			"$p/build/debian12-amd64/verify.json")" 'requires/app/old string'
	like "$resolver: which declares it" "$(cat out)" 'app.*old.*more overrides\.txt'
	run "$p" why PACKAGE='with-blank escaped lib old'
	like "$resolver: why" "$(cat out)" 'my reqs\.in:1  with-blank'
	like "$resolver: why, of the escaped one" "$(cat out)" 'a b/more\.in:1  escaped'
	like "$resolver: why, the bound" "$(cat out)" 'the bounds\.txt:1 +<2'
	like "$resolver: why, the override" "$(cat out)" 'more overrides\.txt:1 +==3\.0'
	ok "$resolver: analyze" run "$p" analyze
	like "$resolver: which resolves them" "$(cat out)" 'The requirements resolve: 5 packages'
	echo 'with-blank<2' >"$p/my reqs.in"
	run "$p" -q image
	is "$resolver: an included file is an input" $? 1
	run "$p" explain
	like "$resolver: explain says so" "$(cat out)" 'requirements\.in'
done

# When such files are migrated
mkdir flat
cp uv/Makefile flat
sed -i 's/^PYLOCK_NAME.*/PYLOCK_NAME := flat/' flat/Makefile
files flat
mv flat/requirements.in flat/requirements.txt
rm flat/overrides.txt
ok 'migrate' run flat migrate FROM=requirements.txt
is 'has them all' "$(grep -v '^#' flat/requirements.in | sort | xargs)" \
	'app==1.0 escaped with-blank'
is 'and the constraint' "$(cat flat/constraints.txt)" 'lib<2'
for wrong in '-r "none here.in"' '-r "open' 'app==' '--frobnicate'; do
	rm -f flat/requirements.in
	printf '%s\n' "$wrong" >flat/requirements.txt
	run flat migrate FROM=requirements.txt
	is "migrate, of $wrong: exit status" $? 2
	like "migrate, of $wrong: one line says where" "$(grep -v '^make' out)" \
		'^migrate: requirements\.txt:1: .*'
	is "migrate, of $wrong: and no other" "$(grep -vc '^make' out)" 1
done
done_testing
