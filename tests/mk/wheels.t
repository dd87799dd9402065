#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# wheels.mk: which builder a package gets, what its build reads, and when it is asked again.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
cd "$tmp" || exit 1
export UV_CACHE_DIR=$tmp/uv

"$top/tests/support/mkindex" index helper==1.0 helper==2.0

# Given an index that has packages as sdists only
sdist() { # name backend's requirement, what it writes into the module
	mkdir -p "src/$1-1.0" "index/files" "index/simple/$1"
	printf 'Metadata-Version: 2.2\nName: %s\nVersion: 1.0\n' "$1" >"src/$1-1.0/PKG-INFO"
	printf \
		'[build-system]\nrequires = [%s]\nbuild-backend = "backend"\nbackend-path = '\
'["."]\n[project]\nname = "%s"\nversion = "1.0"\n' "$2" "$1" >"src/$1-1.0/pyproject.toml"
	cat >"src/$1-1.0/backend.py" <<-EOF
		import base64, hashlib, os, zipfile

		def build_wheel(directory, config_settings=None, metadata_directory=None):
		    stem = "$1-1.0.dist-info"
		    members = {
		        "$1.py": "read = " + repr(os.environ.get("ARCH_LIST", "")) + "\n",
		        f"{stem}/METADATA": "Metadata-Version: 2.1\nName: $1\nVersion: 1.0\n",
		        f"{stem}/WHEEL": (
		            "Wheel-Version: 1.0\nRoot-Is-Purelib: true\n"
		            "Tag: py3-none-any\n"
		        ),
		    }
		    members[f"{stem}/RECORD"] = (
		        "".join(
		            f"{path},sha256={digest(text)},{len(text)}\n"
		            for path, text in members.items()
		        )
		        + f"{stem}/RECORD,,\n"
		    )
		    with zipfile.ZipFile(f"{directory}/$1-1.0-py3-none-any.whl", "w") as archive:
		        for path, text in members.items():
		            archive.writestr(path, text)
		    return "$1-1.0-py3-none-any.whl"

		def digest(text):
		    return (
		        base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest())
		        .rstrip(b"=")
		        .decode()
		    )
	EOF
	[ -z "${3-}" ] || sed -i "s/os\.environ\.get([^)]*)/$3/" "src/$1-1.0/backend.py"
	tar -czf "index/files/$1-1.0.tar.gz" -C src "$1-1.0"
	printf '<!DOCTYPE html><a href="../../files/%s-1.0.tar.gz#sha256=%s">%s-1.0.tar.gz</a>\n' \
		"$1" \
		"$(sha256sum <"index/files/$1-1.0.tar.gz" | cut -c1-64)" "$1" \
		>"index/simple/$1/index.html"
}
sdist one ''
sdist one_two ''
sdist needy '' '__import__("helper").version'
mv index/simple/one_two index/simple/one-two
serve_nginx "$tmp/index"
mkdir project
printf 'one\none-two\n' >project/requirements.in
project() { # lines of the makefile...
	{
		printf \
			'PYLOCK_NAME := p\nPYLOCK_TARGETS := debian12-arm64\nPYLOCK_STORE := '\
'%s\nPYLOCK_INDEX_URL := %s/simple\n' "$tmp/store" "$nginx"
		printf '%s\n' "$@"
		printf 'include %s/mk/pylock.mk\n' "$top"
	} >project/Makefile
}
run() { make --no-print-directory -C project "$@" >out 2>&1; }
built() { jq -r "$1" project/built.debian12-arm64.lock; }

project
ok 'wheels of sdists' run wheels
is 'each is built, which is said' \
	"$(grep -c '^  BUILD    one.* 1\.0: native, because backend is not known to compile$' \
		out)" 2
is 'and recorded' "$(built '[.[].builder] | join(" ")')" 'native native'
run wheels
is 'again: nothing is done' "$(cat out)" "make: Nothing to be done for 'wheels'."
digest=$(sha256sum <project/built.debian12-arm64.lock)

# When the lock of built wheels is taken away, it is made again, or that is an error
cp project/built.debian12-arm64.lock built.lock
rm project/built.debian12-arm64.lock
run -q wheels
is 'a lock that is gone is noticed' $? 1
run wheels PYLOCK_LOCKED=1
is 'an error when PYLOCK_LOCKED' $? 2
like 'which names it' "$(cat out)" 'built\.debian12-arm64\.lock does not have one.*-1\.0\.tar\.gz'
ok 'else it is made again' run wheels -j2
ok 'as it was' cmp project/built.debian12-arm64.lock built.lock
is 'and nothing is left behind' "$(find project/build -name '*.new')" ''
ok 'and then nothing is left to do' run -q wheels

# When a variable is declared that one of them reads, that one is built
project 'PYLOCK_BUILD_ENV.one := ARCH_LIST=8.7'
ok 'with a variable' run wheels
like 'that one is built' "$(cat out)" 'BUILD    one 1\.0'
is 'and no other' "$(grep -c BUILD out)" 1
is 'it is recorded' "$(built .one.environment.ARCH_LIST)" 8.7
run wheels
is 'and again nothing is done' "$(cat out)" "make: Nothing to be done for 'wheels'."
project
ok 'without it' run wheels
is 'the lock is what it was' "$(sha256sum <project/built.debian12-arm64.lock)" "$digest"

# When a builder is declared
project 'PYLOCK_BUILDER.one-two := native'
ok 'a declared builder that is the one it had' run wheels
is 'builds nothing' "$(grep -c BUILD out)" 0
project 'PYLOCK_BUILDER.one-two := buildkit'
run wheels
is 'one that lacks something: exit status' $? 2
like 'is refused in a line' "$(cat out)" \
	'buildwheel\.py: one-two 1\.0: the builder buildkit needs an endpoint: set '\
'PYLOCK_WHEEL_HOST'
project 'PYLOCK_BUILDER.one-two := buildkit' "PYLOCK_WHEEL_HOST := unix://$tmp/none"
run wheels
like 'and so is an endpoint that does not answer' "$(cat out)" \
	'no docker answers at unix://.*/none \(PYLOCK_WHEEL_HOST\); the log is '
project 'PYLOCK_JOBS_BUILD := many' 'PYLOCK_BUILDER.one := native' 'PYLOCK_BUILD_ENV.one := X=1'
run wheels
like 'a number of builds that is none' "$(cat out)" \
	"PYLOCK_JOBS_BUILD is 'many': write a number, 1 or more"
project 'PYLOCK_BUILDER.one := crossed'
run wheels
is 'no builder: exit status' $? 2
like 'the builders are listed' "$(cat out)" \
	"pylock\\.mk: PYLOCK_BUILDER\\.one is 'crossed': write one of .*emulated native"

# Given a build that requires what its sdist does not name, then the line to write is said,
printf 'needy\n' >project/requirements.in
project
run wheels
is 'a build that lacks something fails' $? 2
like 'what to write is said' "$(cat out)" \
	'; if its build lacks helper, write PYLOCK_BUILD_REQUIRES\.needy := helper into the Makefile'
# and with that line it is there, as new as it may be, by hash.
written() { # what the wheel says it was built with
	unzip -p project/build/debian12-arm64/built/needy-1.0-py3-none-any.whl needy.py
}
project 'PYLOCK_BUILD_REQUIRES.needy := helper'
ok 'with that' run wheels
is 'the newest is there' "$(written)" "read = '2.0'"
like 'by its hash' "$(built '.needy.requires[0]')" '^helper==2\.0 --hash=sha256:'
ok 'nothing is left to do' run -q wheels
project 'PYLOCK_BUILD_REQUIRES.needy := helper' 'PYLOCK_BUILD_CONSTRAINTS := helper<2'
ok 'with a bound' run wheels
is 'another is' "$(written)" "read = '1.0'"
is 'which is recorded' "$(built '.needy | [.besides, .constraints] | flatten | join(" ")')" \
	'helper helper<2'
project 'PYLOCK_BUILD_REQUIRES.needy := helper'
ok 'without the bound' run wheels
is 'the first again' "$(written)" "read = '2.0'"
# What is locked for the image is what the build gets.
printf 'needy\nhelper==1.0\n' >project/requirements.in
ok 'with one that is locked' run wheels
is 'it is that one' "$(written)" "read = '1.0'"
sed -i 's/1\.0$/2.0/' project/requirements.in
ok 'with another that is locked' run wheels
is 'it is built against that' "$(written)" "read = '2.0'"
# The bounds hold when a resolver has to build to know what an sdist requires.
told() { # name, what the build demands: an sdist that tells nothing by itself
	sdist "$1" '"helper"' "$2"
	rm "src/$1-1.0/PKG-INFO"
	sed -i '/^\[project\]/,$d' "src/$1-1.0/pyproject.toml"
	tar -czf "index/files/$1-1.0.tar.gz" -C src "$1-1.0"
	sed -i "s/sha256=[0-9a-f]*/sha256=$(sha256sum <"index/files/$1-1.0.tar.gz" |
		cut -c1-64)/" "index/simple/$1/index.html"
	printf '%s\n' "$1" >project/requirements.in
}
told strict '{"1.0": "fine"}[__import__("helper").version]'
project
run resolve
is 'what only builds with an older helper is not resolved' $? 2
project 'PYLOCK_BUILD_CONSTRAINTS := helper<2 other>=1'
ok 'with a bound' run wheels
is 'it is, and built' "$(built .strict.wheel.filename)" strict-1.0-py3-none-any.whl
told ancient '__import__("pkg_resources")'
project
run resolve
like 'what wants pkg_resources is told what to write' "$(cat out)" \
	'pkg_resources, .* write\s+PYLOCK_BUILD_CONSTRAINTS := setuptools<81'
# Sdists from before PEP 625 may be zip archives.
sdist old ''
rm index/files/old-1.0.tar.gz
(cd src && "$top/build/setup/venv/bin/python" -m zipfile -c ../index/files/old-1.0.zip old-1.0)
sed -i "s,old-1\.0\.tar\.gz,old-1.0.zip,g; s/sha256=[0-9a-f]*/sha256=$(sha256sum \
	<index/files/old-1.0.zip | cut -c1-64)/" index/simple/old/index.html
printf 'old\n' >project/requirements.in
project
ok 'an sdist that is a zip archive' run wheels || note "$(cat out)"
is 'is built' "$(built .old.wheel.filename)" old-1.0-py3-none-any.whl
printf 'needy\nhelper==2.0\n' >project/requirements.in
project 'PYLOCK_BUILD_REQUIRES.needy := helper@http://127.0.0.1/x.whl'
run wheels
like 'an address is refused' "$(cat out)" 'builds require releases, not addresses'
project 'PYLOCK_BUILD_REQUIRES.needy := --index-url'
run wheels
is 'an option is refused' $? 2
done_testing
