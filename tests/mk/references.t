#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Direct references: what requirements name by URL, repository or path is locked, fetched again, and
# the same bytes everywhere. uv, pip-compile, git, and servers on loopback.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
. "$(dirname "$0")/../support/ownbackend.sh"
needs git nginx
python=$top/build/setup/venv/bin/python
lock=pylock.debian12-amd64.toml

# Given an index, and files at a server that is none,
mkdir -p "$tmp/index/else"
"$top/tests/support/mkindex" "$tmp/index" dep==1.0 dep==2.0 'app==1.0;own'
"$top/tests/support/mkindex" "$tmp/other" 'own==3.0;dep<2' "side==0.5;dep when extra == 'x'" \
	'far==9.0'
cp "$tmp"/other/files/* "$tmp/index/else"
package "$tmp/far-src" far 'version = "1.0"'
tar -C "$tmp" -czf "$tmp/index/else/v1.0.tar.gz" far-src
serve_nginx "$tmp/index"
export UV_CACHE_DIR=$tmp/cache

project() { # directory; requirements
	mkdir -p "$tmp/$1"
	printf \
		'PYLOCK_NAME := %s\nPYLOCK_TARGETS := debian12-amd64\nPYLOCK_INDEX_URL := '\
'%s/simple\n%b\ninclude %s/mk/pylock.mk\n' \
		"$1" "$nginx" "${3:-}" "$top" >"$tmp/$1/Makefile"
	printf '%b' "$2" >"$tmp/$1/requirements.in"
}
run() { # directory, words of make
	local directory=$tmp/$1
	shift
	make --no-print-directory -C "$directory" PYLOCK_STORE="$tmp/store" "$@" >"$tmp/out" 2>&1 ||
		{ cat "$tmp/out" >&2; return 1; }
}
said() { # directory, words of make: what it says when it fails
	! run "$@" 2>/dev/null && cat "$tmp/out"
}
entry() { # directory, package, what jq makes of the lock's entry
	"$python" -c 'import json, sys, tomllib
print(json.dumps(tomllib.load(open(sys.argv[1], "rb")), default=str))' "$tmp/$1/$lock" |
		jq -cr --arg name "$2" ".packages[] | select(.name == \$name) | $3"
}
sum() { sha256sum <"$1" | cut -d' ' -f1; }

# --- files at a URL -------------------------------------------------------------------

for resolver in uv pip-compile; do
	project "$resolver" "$(printf '%s\n' app \
		"own @ $nginx/else/own-3.0-py3-none-any.whl ; os_name == 'posix'" \
		"$nginx/else/side-0.5-py3-none-any.whl[x]; python_version > '3'" \
		"far @ $nginx/else/v1.0.tar.gz;python_version>'3'" \
		"gone @ $nginx/none.whl; python_version < '3'")" "PYLOCK_RESOLVER := $resolver"
	ok "$resolver: files at URLs are locked" run "$resolver" resolve
	is 'a wheel by its hash, size and place' \
		"$(entry "$resolver" own '[.version, .archive.url, .archive.size,
		.archive.hashes.sha256]|join(" ")')" \
		"3.0 $nginx/else/own-3.0-py3-none-any.whl $(stat -c %s \
		"$tmp/other/files/own-3.0-py3-none-any.whl") $(sum \
		"$tmp/other/files/own-3.0-py3-none-any.whl")"
	is 'what it requires is resolved' "$(entry "$resolver" dep .version)" 1.0
	is 'an sdist, whatever its name is there' \
		"$(entry "$resolver" far '[.version, .archive.hashes.sha256,
		.tool["pylock-mk"].file]|join(" ")')" \
		"1.0 $(sum "$tmp/index/else/v1.0.tar.gz") far-1.0.tar.gz"
	ok 'a line whose marker does not hold counts for nothing' test -z \
		"$(entry "$resolver" gone .name)"
	ok 'fetched again by a fresh clone' run "$resolver" fetch PYLOCK_STORE="$tmp/store.$resolver"
	is 'all of them' "$(cd "$tmp/$resolver/build/debian12-amd64/wheelhouse" && echo *)" \
		'app-1.0-py3-none-any.whl dep-1.0-py3-none-any.whl far-1.0.tar.gz '\
'own-3.0-py3-none-any.whl side-0.5-py3-none-any.whl'
done

# --- repositories ---------------------------------------------------------------------

# Given a repository with a branch, a tag, a package in a directory, and one of which only the tags
# say the version, served by git itself,
repository=$tmp/served/own.git
git_here() {
	git -C "$repository" -c user.name=T -c user.email=t@example.invalid \
		-c commit.gpgSign=false "$@"
}
package "$repository" own 'version = "1.0"'
package "$repository/part" part 'version = "2.0"' 'dependencies = ["dep"]'
git -c init.defaultBranch=main init --quiet "$repository"
printf '#!/bin/sh\n' >"$repository/run"
chmod 755 "$repository/run"
ln -s run "$repository/link"
printf '*.py\n' >"$repository/.dockerignore"
git_here add . && git_here commit --quiet -m one && git_here tag -a v1 -m one
one=$(git_here rev-parse HEAD)
sed -i s/1.0/1.1/ "$repository/pyproject.toml"
git_here commit --quiet -am two
two=$(git_here rev-parse HEAD)
port=$(free_port)
git daemon --listen=127.0.0.1 --port="$port" --base-path="$tmp/served" --export-all \
	--reuseaddr "$tmp/served" >/dev/null 2>&1 &
started $!
git=git://127.0.0.1:$port/own.git
until git ls-remote "$git" >/dev/null 2>&1; do sleep 0.1; done

for resolver in uv pip-compile; do
	project "$resolver-git" "own @ git+$git@main\ngit+$git@v1#egg=part&subdirectory=part\n" \
		"PYLOCK_RESOLVER := $resolver"
	ok "$resolver: repositories are locked" run "$resolver-git" resolve
	is 'a branch by its commit' "$(entry "$resolver-git" own '.vcs')" \
		"$(jq -cn --arg url "$git" --arg id "$two" '{type: "git", url: $url,
		"requested-revision": "main", "commit-id": $id}')"
	is 'an annotated tag by its commit, and the directory' \
		"$(entry "$resolver-git" part '.vcs|[.["commit-id"], .subdirectory]')" \
		"[\"$one\",\"part\"]"
	ok 'which is in the lock' test "$(entry "$resolver-git" part \
		'.tool["pylock-mk"].requires|join(" ")')" = dep
	is 'with their versions, and what they require' \
		"$(for name in own part dep; do entry "$resolver-git" $name .version; done |
		tr '\n' ' ')" '1.1 2.0 2.0 '
done
is 'the same bytes whoever resolves' "$(entry uv-git own '.tool["pylock-mk"].sha256')" \
	"$(entry pip-compile-git own '.tool["pylock-mk"].sha256')"
archive=$(entry uv-git own '.tool["pylock-mk"].sha256')
blob() { printf '%s/sha256/%s/%s' "$1" "${2:0:2}" "$2"; }
mkdir "$tmp/unpacked" "$tmp/clone"
tar -C "$tmp/unpacked" -xzf "$(blob "$tmp/store" "$archive")"
git -C "$tmp/clone" clone --quiet "$git" .
ok 'the archive is what git has, .dockerignore or not' diff -r --no-dereference -x .git \
	"$tmp/clone" "$tmp/unpacked/own-1.1"
ok 'with its execute bits' test -x "$tmp/unpacked/own-1.1/run" \
	-a ! -x "$tmp/unpacked/own-1.1/own.py"

# A branch that moves on moves nothing here, until it is asked for.
sed -i s/1.1/1.2/ "$repository/pyproject.toml"
git_here commit --quiet -am three
cp "$tmp/uv-git/$lock" "$tmp/before"
printf 'dep\n' >>"$tmp/uv-git/requirements.in"
ok 'resolves again' run uv-git resolve
is 'the branch has moved, the lock has not' "$(entry uv-git own .version)" 1.1
ok 'make upgrade of another' run uv-git upgrade PACKAGE=part
is 'does not move it' "$(entry uv-git own .version)" 1.1
ok 'make upgrade' run uv-git upgrade PACKAGE=own
is 'moves it' "$(entry uv-git own .version)" 1.2

# A fresh clone makes the same bytes, with a hostile configuration of git and another umask, and
# from the commit alone.
mkdir "$tmp/home" "$tmp/hooks"
printf '#!/bin/sh\ntouch %s/hooked\n' "$tmp" >"$tmp/hooks/post-checkout"
chmod 755 "$tmp/hooks/post-checkout"
printf '[core]\nhooksPath = %s/hooks\nautocrlf = true\n[url "file:///nowhere/"]\n'\
'insteadOf = git://\n' "$tmp" >"$tmp/home/.gitconfig"
cp -r "$tmp/pip-compile-git" "$tmp/fresh" && rm -rf "$tmp/fresh/build"
ok 'a fresh clone makes them again' env HOME="$tmp/home" bash -c 'umask 077; make \
	--no-print-directory -C "$1" PYLOCK_STORE="$2" fetch' - "$tmp/fresh" "$tmp/fresh-store"
ok 'the same bytes' cmp "$(blob "$tmp/store" "$archive")" "$(blob "$tmp/fresh-store" "$archive")"
ok 'no hook ran' test ! -e "$tmp/hooked"
ok 'builds them' run pip-compile-git wheels
sed -i "s/$two/$one/" "$tmp/fresh/$lock"
rm -rf "$tmp/fresh-store" "$tmp/fresh/build"
like 'another commit is another file' "$(said fresh fetch PYLOCK_STORE="$tmp/fresh-store")" \
	'own: own-1.1.tar.gz has the sha256 .* here, and the lock has '

# --- paths ----------------------------------------------------------------------------

# Given a wheel, an sdist and a directory in the project, and the project itself,
local_project() { # directory, resolver
	project "$1" "$(printf '%s\n' wheels/own-3.0-py3-none-any.whl './wheels/a%20b.tar.gz' \
		"lib[x] @ file:my%20lib ; os_name == 'posix'" '-e .' \
		"./none; python_version < '3'")" "PYLOCK_RESOLVER := $2"
	mkdir -p "$tmp/$1/wheels"
	cp "$tmp/other/files/own-3.0-py3-none-any.whl" "$tmp/$1/wheels"
	cp "$tmp/index/else/v1.0.tar.gz" "$tmp/$1/wheels/a%20b.tar.gz"
	package "$tmp/$1/my lib" lib 'version = "4.0"' '[project.optional-dependencies]' \
		'x = ["dep"]'
	package "$tmp/$1" whole 'version = "5.0"'
}
for resolver in uv pip-compile; do
	local_project "$resolver-local" "$resolver"
	ok "$resolver: paths are locked" run "$resolver-local" resolve
	is 'a wheel by its hash' "$(entry "$resolver-local" own '.archive|
		[.path, .hashes.sha256]|join(" ")')" "wheels/own-3.0-py3-none-any.whl $(sum \
		"$tmp/other/files/own-3.0-py3-none-any.whl")"
	is 'an sdist likewise' "$(entry "$resolver-local" far '[.version, .archive.path,
		.tool["pylock-mk"].file]|join(" ")')" '1.0 wheels/a%20b.tar.gz far-1.0.tar.gz'
	is 'a directory without a version that others could rely on' \
		"$(entry "$resolver-local" lib '[.directory, .version, .tool["pylock-mk"].version]')" \
		'[{"path":"my lib"},null,"4.0"]'
	is 'the project itself' "$(entry "$resolver-local" whole .directory)" '{"path":"."}'
	is 'and what they require' "$(entry "$resolver-local" dep .version)" 1.0
done
is 'the same bytes for both' "$(entry uv-local lib '.tool["pylock-mk"].sha256')" \
	"$(entry pip-compile-local lib '.tool["pylock-mk"].sha256')"
ok 'it is a PEP 751 lock for the packaging library' "$python" - "$tmp/uv-local/$lock" \
	"$tmp/uv-git/$lock" "$tmp/uv/$lock" <<'PY'
import pathlib, sys, tomllib
from packaging.pylock import Pylock
kinds = set()
for path in sys.argv[1:]:
    for package in Pylock.from_dict(tomllib.loads(pathlib.Path(path).read_text())).packages:
        kinds |= {kind for kind in ("vcs", "archive", "directory") if getattr(package, kind)}
assert kinds == {"vcs", "archive", "directory"}, kinds
PY

# The lock is as fresh as what is in the directory.
ok 'fresh' run uv-local resolve CHECK=1
touch "$tmp/uv-local/my lib/lib.py"
mkdir "$tmp/uv-local/my lib/lib.egg-info"
ok 'after a touch, and what a build leaves behind' run uv-local resolve CHECK=1
printf 'x = 2\n' >>"$tmp/uv-local/my lib/lib.py"
like 'not after a change' "$(said uv-local resolve CHECK=1)" 'not fresh: the requirements'
like 'nor is it taken where it may not be written' "$(said uv-local image PYLOCK_LOCKED=1)" \
	'PYLOCK_LOCKED=1'
before=$(entry uv-local lib '.tool["pylock-mk"].sha256')
ok 'resolved again' run uv-local resolve
ok 'built' run uv-local wheels
ok 'it has other bytes' test "$before" != "$(entry uv-local lib '.tool["pylock-mk"].sha256')"
cp -r "$tmp/uv-local" "$tmp/fresh-local" && rm -rf "$tmp/fresh-local/build"
ok 'a fresh clone has them, too' run fresh-local wheels PYLOCK_STORE="$tmp/local-store" \
	PYLOCK_LOCKED=1
sha=$(entry uv-local lib '.tool["pylock-mk"].sha256')
ok 'the same ones' cmp "$(blob "$tmp/store" "$sha")" "$(blob "$tmp/local-store" "$sha")"
cp "$tmp/index/else/v1.0.tar.gz" "$tmp/fresh-local/wheels/own-3.0-py3-none-any.whl"
like 'another file in its place is noticed' "$(said fresh-local fetch PYLOCK_LOCKED=1 \
	PYLOCK_STORE="$tmp/none")" 'not fresh'

# A version that only a build, or the repository's tags, tell.
cat >"$repository/backend.py" <<'PY'
import base64, hashlib, os, subprocess, zipfile

def version():
    if os.path.exists("PKG-INFO"):
        return next(line.split()[1] for line in open("PKG-INFO") if line.startswith("Version:"))
    tag = subprocess.check_output(["git", "describe", "--tags", "--abbrev=0"], text=True)
    return tag[1:].strip()

def digest(text):
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode()[:-1]

def files():
    info = f"tagged-{version()}.dist-info"
    made = {f"{info}/METADATA": f"Metadata-Version: 2.1\nName: tagged\nVersion: {version()}\n",
            f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"}
    made[f"{info}/RECORD"] = "".join(
        f"{path},sha256={digest(text)},{len(text)}\n" for path, text in made.items())
    made[f"{info}/RECORD"] += f"{info}/RECORD,,\n"
    return info, made

def prepare_metadata_for_build_wheel(directory, config_settings=None):
    info, made = files()
    os.mkdir(f"{directory}/{info}")
    for path, text in made.items():
        open(f"{directory}/{path}", "w").write(text)
    return info

def build_wheel(directory, config_settings=None, metadata_directory=None):
    name = f"tagged-{version()}-py3-none-any.whl"
    with zipfile.ZipFile(f"{directory}/{name}", "w") as archive:
        for path, text in files()[1].items():
            archive.writestr(path, text)
    return name
PY
sed -i 's/^name = .*/name = "tagged"/; s/^version = .*/dynamic = ["version"]/' \
	"$repository/pyproject.toml"
git_here commit --quiet -am four
for resolver in uv pip-compile; do
	project "$resolver-tagged" "tagged @ git+$git\n" "PYLOCK_RESOLVER := $resolver"
	ok "$resolver: a version that only tags tell" run "$resolver-tagged" resolve
	is 'is that of the lock' "$(entry "$resolver-tagged" tagged .version)" 1
done
rm -rf "$tmp/uv-tagged/build"
ok 'and of the archive that a fresh clone makes of the commit alone' run uv-tagged wheels \
	PYLOCK_STORE="$tmp/tagged-store"

# What is wrong is said.
wrong() { # requirement, what is said
	project wrong "$1\n"
	like "$1" "$(said wrong resolve)" "$2"
	ok 'and nothing is locked' test ! -e "$tmp/wrong/$lock"
}
wrong "git+$git@none" "references: requirements.in:1: $git has no branch, tag or commit 'none'"
wrong "other @ git+$git@v1" 'requirements.in:1: it asks for other, and what is there is own'
wrong "git+$git#subdirectory=none" "requirements.in:1: it has no directory 'none'"
wrong "own @ git+$git@v1\nown @ git+$git@$two" \
	'requirements.in:2: own: requirements.in:1 asks for it'
wrong "own @ $nginx/none/own-1.0-py3-none-any.whl" "requirements.in:1: $nginx/none/own-1.0"
wrong "own @ $nginx/else/own-3.0-py3-none-any.whl#sha256=$(printf %064d 0)" \
	'its line allows others'
wrong "own @ https://u:secret@127.0.0.1/own-3.0-py3-none-any.whl" 'a URL with credentials'
wrong "$nginx/simple/dep/index.html" "'index.html' is no wheel"
wrong '../lib' "'../lib' lies outside the project"
wrong 'lib @ file:///usr/lib' "'/usr/lib' lies outside the project"
ok 'no secret is in a lock' test -z "$(grep -rlE '://[^/ ]*:[^/ ]*@' "$tmp"/*/pylock.*.toml)"
done_testing
