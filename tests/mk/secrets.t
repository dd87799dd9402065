#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A password in an address, wherever an address can stand, is in nothing that is written or printed:
# what the user wrote stays where it is, and is refused, or taken without the password.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
needs nginx jq
secret=pl4nted.word
at=https://someone:$secret@host.invalid
target=debian12-amd64
export UV_CACHE_DIR=$tmp/uv HOME=$tmp/home UV_HTTP_RETRIES=0
mkdir -p "$tmp/index" "$HOME"
"$top/tests/support/mkindex" "$tmp/index" app==1.0 dep==1.0
"$top/tests/support/mkbase" "$tmp/base"
serve_nginx "$tmp/index"

# given FILE LINE...: the project `p`, with one file that has a password in it.
given() {
	rm -rf "$tmp/p" "$tmp/store"
	mkdir -p "$tmp/p"
	printf '%s\n' app >"$tmp/p/requirements.in"
	printf '%s\n' 'PYLOCK_NAME := p' "PYLOCK_TARGETS := $target" "PYLOCK_BASE := $tmp/base" \
		"PYLOCK_INDEX_URL := $nginx/simple" 'PYLOCK_INDEX_RETRIES := 0' \
		"include $top/mk/pylock.mk" >"$tmp/p/Makefile"
	case $1 in
	Makefile) printf '%s\n' "${@:2}" | cat - "$tmp/p/Makefile" >"$tmp/p/new" &&
		mv "$tmp/p/new" "$tmp/p/Makefile" ;;
	*) printf '%s\n' "${@:2}" >"$tmp/p/$1" ;;
	esac
	as_given
}
as_given() { find "$tmp/p" -type f -exec sha256sum {} + >"$tmp/given"; }

# Where the password is, but for the files as they were given: in what was said, a file, or an
# archive of the image.
found() {
	local file
	if grep -qaF "$secret" "$tmp/out"; then
		echo said
		grep -aF "$secret" "$tmp/out" | head -n 3
	fi
	find "$tmp/p" "$tmp/store" -type f -print0 2>/dev/null |
		xargs -0 grep -laF "$secret" 2>/dev/null |
		while IFS= read -r file; do
			grep -qF "$(sha256sum <"$file" | cut -c1-64)" "$tmp/given" || printf '%s\n' "${file#"$tmp"/}"
		done
	find "$tmp/p" -path '*/blobs/sha256/*' -type f | while IFS= read -r file; do
		zcat -f "$file" 2>/dev/null | grep -qaF "$secret" && echo "in ${file#"$tmp"/}"
	done
}

# kept NAME GOALS...: none of the goals, good or not, tells it.
kept() {
	make --no-print-directory -C "$tmp/p" PYLOCK_STORE="$tmp/store" "${@:2}" >"$tmp/out" 2>&1
	is "$1: make ${*:2}" "$(found)" ''
}

# --- requirements ---------------------------------------------------------------------

for line in "dep @ $at/dep-1.0-py3-none-any.whl" "-e git+$at/dep.git#egg=dep" \
	"dep @ git+https://$secret@host.invalid/dep" "--index-url $at/simple" "--find-links $at" \
	"-r $at/r.txt" "dep @ $at/x y" "dep @ $at/x#foo=bar" "dep --hash=$at" \
	"dep @ file://someone:$secret@h/dep.whl" \
	"dep @ https://someone:a/$secret@host.invalid/dep.whl"; do
	given requirements.in app "$line"
	kept "$line" resolve
	ok '... which is refused' grep -q Error "$tmp/out"
done
for file in constraints.txt overrides.txt; do
	given "$file" "dep @ $at/dep-1.0-py3-none-any.whl"
	kept "$file" resolve
	given "$file" "--extra-index-url=$at" "dep @ $at/x y"
	kept "$file" resolve
done
project() { # line of dependencies
	given pyproject.toml '[project]' 'name = "p"' 'version = "1"' "urls.x = \"$at\"" \
		"dependencies = [\"$1\"]" '[[tool.uv.index]]' 'name = "x"' "url = \"$at\"" "${@:2}"
	rm "$tmp/p/requirements.in"
	sed -i '1i PYLOCK_REQUIREMENTS := pyproject.toml' "$tmp/p/Makefile"
	kept "pyproject.toml: $*" -k resolve image
}
project app
ok 'an index of uv alone is none of ours' test -e "$tmp/p/build/$target/image/index.json"
project "dep @ $at/x.whl"
project "dep @ $at x y"
project app '[tool.uv.sources]' "app = { git = \"$at/x\" }"

# --- flat files that are migrated -----------------------------------------------------

given old.txt "--index-url $at/simple" "--extra-index-url $at/more" "--find-links $at" "-i $at" \
	"dep @ git+$at/dep.git" "$at/dep-1.0-py3-none-any.whl" "-e git+$at/x.git#egg=x" \
	"# from $at" "app==1.0 # from $at"
rm "$tmp/p/requirements.in"
kept 'a flat file' migrate FROM=old.txt
ok '... which is taken' grep -q '^app' "$tmp/p/requirements.in"
kept 'and what became of it' -k resolve image analyze
for line in "-c $at/c.txt" "dep @ $at/x y"; do
	given old.txt app==1.0 "$line"
	rm "$tmp/p/requirements.in"
	kept "a flat file: $line" migrate FROM=old.txt
done

# --- a lock that was made elsewhere ---------------------------------------------------

wheel=$tmp/index/files/app-1.0-py3-none-any.whl
hashes="hashes = { sha256 = \"$(sha256sum <"$wheel" | cut -c1-64)\" }"
hashes+=", size = $(stat -c %s "$wheel")"
own=${nginx/:\/\//:\/\/someone:$secret@}/files/${wheel##*/}
plain="wheels = [{ url = \"$nginx/files/${wheel##*/}\", $hashes }]"
lock() { # name lines of the package
	given "pylock.$target.toml" 'lock-version = "1.0"' 'created-by = "elsewhere"' '[[packages]]' \
		'name = "app"' 'version = "1.0"' "${@:2}"
	kept "a lock, $1" "${goals[@]}" PACKAGE=app
}
goals=(verify sbom why explain)
lock 'what nothing reads' "index = \"$at/simple\"" "attestation-identities = [{ kind = \"$at\" }]" \
	"dependencies = [{ name = \"x\", url = \"$at\" }]" "tool.x.url = \"$at\"" "$plain"
ok '... which is taken' test -e "$tmp/p/build/$target/verify.json"
goals=(-k image why)
lock 'a wheel' "wheels = [{ url = \"$own\", $hashes }]"
like '... which is refused' "$(cat "$tmp/out")" \
	'app: app-1\.0-py3-none-any\.whl: its url holds credentials: put them into'
lock 'a user alone' "wheels = [{ url = \"https://$secret@host.invalid/${wheel##*/}\", $hashes }]"
lock 'an sdist that is not taken' "sdist = { url = \"$at/app-1.0.tar.gz\", $hashes }" "$plain"
lock 'an archive' "archive = { url = \"$own\", $hashes }"
lock 'a repository' "vcs = { type = \"git\", url = \"$at/x\", commit-id = \"${secret//[^a]/a}\" }"
lock 'a version that is none' "version = \"$at\""

# --- variables ------------------------------------------------------------------------

for line in "PYLOCK_INDEX_URL := $at/simple" "PYLOCK_INDEX_URL := someone:$secret@host.invalid/s" \
	"PYLOCK_INDEX_URL := https:someone:$secret@host.invalid" "PYLOCK_MIRRORS := http://a $at" \
	"PYLOCK_MIRRORS.x := $at" "PYLOCK_BASE := docker://someone:$secret@host.invalid/x" \
	"PYLOCK_BASE@$target := $at/x.tar" "PYLOCK_APT_MIRRORS := http://a.invalid $at/debian" \
	"PYLOCK_APT_SOURCES := x|$at|suite|main|key" "PYLOCK_PROJECT := $at" \
	"PYLOCK_PYTHON_FROM := $at/python.tar\\#sha256=00" "PYLOCK_REPOSITORY := $at" \
	"PYLOCK_WHEEL_HOST := tcp://someone:$secret@host.invalid" "PYLOCK_RESOLVER := $at" \
	"PYLOCK_BUILD_CONSTRAINTS := dep @ $at/dep.whl" "PYLOCK_TAG := $at"; do
	given Makefile
	sed -i "/^${line%%[@ ]*} /d; 1i ${line//\\/\\\\}" "$tmp/p/Makefile"
	as_given
	kept "$line" -k image push
	ok '... which is refused' grep -qE '\*\*\*|Error' "$tmp/out"
done
given Makefile
printf '%s\n' "$at/simple" >"$tmp/default"
sed -i /INDEX_URL/d "$tmp/p/Makefile"
kept "pip's own index" resolve _pylock_default_index="$tmp/default"
like '... is refused' "$(cat "$tmp/out")" 'holds credentials: put them into ~/\.netrc'
given Makefile 'PYLOCK_WHEEL_HOST := ssh://someone@host.invalid' \
	"PYLOCK_BASE_IMAGE := docker://ubuntu@sha256:$(printf x | sha256sum | cut -c1-64)" \
	"PYLOCK_LABEL.x := ssh://git@host.invalid"
ok 'a user of ssh, and a digest, are none' make -s -C "$tmp/p" PYLOCK_STORE="$tmp/store" resolve

# --- where they belong ----------------------------------------------------------------

printf 'machine 127.0.0.1 login someone password %s\n' "$secret" >"$HOME/.netrc"
export PYLOCK_INDEX_DEFAULT_PASSWORD=$secret http_proxy=http://someone:$secret@127.0.0.1:1 \
	no_proxy=127.0.0.1
given requirements.in app
kept 'netrc, environment, proxy' verify sbom why V=1 PACKAGE=app
ok '... they are taken' test -e "$tmp/p/build/$target/verify.json"
unset no_proxy
for resolver in uv pip-compile; do
	given requirements.in app
	kept "a proxy that is not there, $resolver" resolve "PYLOCK_RESOLVER=$resolver" V=1
done
done_testing
