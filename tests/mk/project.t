#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# PYLOCK_PROJECT: the project's own packages in the image: a layer of their own above all others,
# made again when their files change and at no other time.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
. "$(dirname "$0")/../support/ownbackend.sh"
needs jq bwrap
cd "$tmp" || exit 1
export UV_CACHE_DIR=$tmp/cache
"$top/tests/support/mkindex" index lib==2.0 lib==3.0 'net==1.0;lib>=2' tool==1.0 other==1.0
serve_nginx "$tmp/index"
"$top/tests/support/mkbase" base

makefile() { # directory, lines...
	{
		printf 'PYLOCK_NAME := app\nPYLOCK_TARGETS := debian12-amd64\n'
		printf 'PYLOCK_INDEX_URL := %s/simple\nPYLOCK_BASE := %s/base\n' "$nginx" "$tmp"
		printf '%s\n' "${@:2}"
		printf 'include %s/mk/pylock.mk\n' "$top"
	} >"$1/Makefile"
}
run() { make --no-print-directory -C "$1" PYLOCK_STORE="$tmp/store" "${@:2}" >out 2>&1; }
built() { printf '%s/build/debian12-amd64/%s' "$1" "$2"; }
manifest() { # project
	local image
	image=$(built "$1" image)
	cat "$image/blobs/sha256/$(jq -r '.manifests[0].digest[7:]' "$image/index.json")"
}
layers() { manifest "$1" | jq -r '.layers[].digest'; }
versions() { # project: what the image has, by the plan
	jq -r '.packages[] | "\(.name)==\(.version)"' "$(built "$1" installed.json)" | paste -sd' '
}

# Given a project of one package, whose dependencies and extras are in pyproject.toml,
package p My.App 'version = "1.0"' 'dependencies = ["lib<3"]' '[project.optional-dependencies]' \
	'net = ["net"]' '[dependency-groups]' 'dev = ["tool"]'
makefile p 'PYLOCK_PROJECT := .' 'PYLOCK_EXTRAS := net'
ok 'an image, without a requirements.in' run p image || note "$(cat out)"
is 'of the project and what it asks for' "$(versions p)" 'lib==2.0 my-app==1.0 net==1.0'
is 'the lock is of the others alone' "$(grep '^name' p/pylock.debian12-amd64.toml | paste -sd' ')" \
	'name = "lib" name = "net"'
is 'the project is the last layer' "$(manifest p | jq -r '.layers[-1].annotations | keys[]')" \
	mk.pylock.wheels
layer() { # project: the files of the last layer
	tar -tzf "$(built "$1" image)/blobs/sha256/$(layers "$1" | tail -n 1 | cut -c8-)"
}
like 'with its module' "$(layer p)" 'site-packages/My_App\.py'
is 'and no link back to the project' "$(layer p | grep -c 'editable\|\.pth\|direct_url')" 0
ok 'verify' run p verify || note "$(cat out)"
like 'which checks what the project requires' "$(cat out)" '2 requirements among them hold'
ok 'nothing is left to do' run p -q image
touch p/My_App.py p/pyproject.toml
ok 'nor when a file is only touched' run p -q image
is 'pip freeze has it' "$(cat "$(built p documents)"/*/frozen_deps.txt | paste -sd' ')" \
	'lib==2.0 My.App==1.0 net==1.0'
is 'no index is said of it' "$(cat "$(built p image)"/blobs/sha256/* 2>/dev/null |
	grep -ac 'index.null')" 0
ok 'the bill of materials' run p sbom
is 'has it as of no index' \
	"$(jq -r '.components[] | .purl | select(test("app"))' "$(built p sbom.cdx.json)")" \
	pkg:generic/my-app@1.0

# When its code changes, then one layer does.
before=$(layers p)
echo 'print("changed")' >>p/My_App.py
ok 'with changed code' run p image
is 'the lock stays' "$(grep -c 'resolve\|^+' out)" 0
is 'all layers but the last stay' "$(layers p | head -n -1)" "$(head -n -1 <<<"$before")"
isnt() { [ "$2" != "$3" ]; tap_result $? "$1"; }
isnt 'the last is another' "$(layers p | tail -n 1)" "$(tail -n 1 <<<"$before")"
like 'with the new code' "$(tar -xzOf "$(built p image)/blobs/sha256/$(layers p | tail -n 1 |
	cut -c8-)" --wildcards '*/My_App.py')" changed
incremental=$(cat "$(built p image.digest)")
rm -rf p/build
ok 'made anew' run p PYLOCK_LOCKED=1 image
is 'it is the same image' "$(cat "$(built p image.digest)")" "$incremental"

# When what it asks for changes, then the lock does.
sed -i 's/lib<3/lib/' p/pyproject.toml
run p PYLOCK_LOCKED=1 image
like 'a lock that is stale' "$(cat out)" 'not fresh, and PYLOCK_LOCKED=1'
ok 'with another dependency' run p image
ok 'which moves nothing that it does not force' run p upgrade PACKAGE=lib
ok 'and the image follows' run p PYLOCK_EXTRAS= PYLOCK_GROUPS=dev image
is 'with a group, without the extra' "$(versions p)" 'lib==3.0 my-app==1.0 tool==1.0'

# When the project is no longer to be in the image, then it is not.
ok 'without the project' run p PYLOCK_PROJECT= PYLOCK_EXTRAS= \
	PYLOCK_REQUIREMENTS=pyproject.toml image
is 'what it asks for is there, and it is not' "$(versions p)" 'lib==3.0'
is 'nor in the documents' "$(cat "$(built p documents)"/*/frozen_deps.txt)" 'lib==3.0'
ok 'and with it again' run p PYLOCK_EXTRAS= image
is 'it is there' "$(versions p)" 'lib==3.0 my-app==1.0'

# Given several packages in one repository that need each other, with a dynamic version,
package q/one one 'version = "1"' 'dependencies = ["two[net]", "other"]'
package q/two two 'version = "2"' '[project.optional-dependencies]' 'net = ["net"]'
makefile q 'PYLOCK_PROJECT := one two/' 'PYLOCK_BUILD_ENV.two := VARIABLE=1'
ok 'two packages' run q image || note "$(cat out)"
is 'both, and what they ask for' "$(versions q)" 'lib==3.0 net==1.0 one==1 other==1.0 two==2'
ok 'verify finds them whole' run q verify
is 'the variable is of that build alone' \
	"$(jq -c 'map_values(.environment)' q/built.debian12-amd64.lock)" \
	'{"one":null,"two":{"VARIABLE":"1"}}'
ok 'nothing is left to do for two' run q -q image

# Given requirements beside, then all count; without PYLOCK_PROJECT, pyproject.toml is one of them.
cp -r p r
rm -rf r/build r/*.lock r/pylock.* r/requirements.lock.*
echo other >r/requirements.in
makefile r 'PYLOCK_PROJECT := .'
ok 'a requirements.in beside' run r resolve
is 'counts, too' "$(grep -c '^name = "other"' r/pylock.debian12-amd64.toml)" 1
makefile r 'PYLOCK_REQUIREMENTS := pyproject.toml'
ok 'pyproject.toml as requirements' run r image
is 'is not in the image itself' \
	"$(jq -r '.packages[].name' "$(built r plan.json)" | paste -sd' ')" lib

# Given what cannot be built, then one line says why.
refuses() { # name, pattern, arguments...
	if run r "${@:3}"; then ok "$1: is refused" false; fi
	like "$1" "$(cat out)" "$2"
}
makefile r 'PYLOCK_PROJECT := gone'
refuses 'a directory that is not there' 'PYLOCK_PROJECT: gone is not a directory' image
makefile r 'PYLOCK_PROJECT := gone' 'PYLOCK_EXTRAS := net'
refuses 'whatever else there is' 'PYLOCK_PROJECT: gone is not a directory' image
mkdir r/bare
makefile r 'PYLOCK_PROJECT := bare'
refuses 'a directory without pyproject.toml' 'PYLOCK_PROJECT: bare has no pyproject\.toml' image
makefile r 'PYLOCK_EXTRAS := net' 'PYLOCK_REQUIREMENTS := requirements.in'
refuses 'extras of nothing' 'PYLOCK_EXTRAS and PYLOCK_GROUPS name parts of a pyproject.toml' image
makefile r 'PYLOCK_PROJECT := .'
sed -i '/^name/d' r/pyproject.toml
refuses 'a project without a name' 'pyproject.toml: .*name' image
package r My.App 'version = "1.0"'
echo 'raise SystemExit("no way")' >r/backend.py
# as setuptools-scm says it
echo 'raise LookupError("set SETUPTOOLS_SCM_PRETEND_VERSION")' >>r/backend.py
sed -i '/no way/d' r/backend.py
refuses 'a version that only the repository has' \
	'PYLOCK_BUILD_ENV\.my-app := SETUPTOOLS_SCM_PRETEND_VERSION=' image
echo 'raise SystemExit("no way")' >r/backend.py
refuses 'a back end that fails' 'projectwheel.py: .: the build failed' image
done_testing
