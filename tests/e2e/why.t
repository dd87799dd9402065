#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# why, from the lock alone; explain; migrate; locks that say what their packages require. Conflicts
# are in tests/e2e/analyze.t.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
cd "$tmp" || exit 1
export UV_CACHE_DIR=$tmp/uv

"$top/tests/support/mkindex" index 'app==1.0;lib[fast]>=1,<3;old<2' 'top==1.0;lib>=1.5;cycle' \
	'cycle==1.0;top' 'lib==1.5' 'lib==2.0' \
	"lib==2.5;speed>=1 when extra == 'fast';never when extra == 'slow';windows when \
sys_platform == 'win32'" 'lib==4.0' 'old==1.0' 'old==3.0' speed==1.0 'slow==1.0;lib#sdist'
serve_nginx "$tmp/index"
project() { # directory; requirements
	mkdir -p "$1"
	printf \
		'PYLOCK_NAME := %s\nPYLOCK_TARGETS := debian12-amd64\nPYLOCK_INDEX_URL := '\
'%s/simple\ninclude %s/mk/pylock.mk\n' "$1" "$nginx" "$top" >"$1/Makefile"
	printf '%b' "$2" >"$1/requirements.in"
}
run() { make --no-print-directory -C "$1" PYLOCK_STORE="$tmp/store" "${@:2}" >out 2>&1; }
requires() {
	sed -n "/^name = \"$1\"/,/^tool/s/.*requires = \(\[.*\]\) }/\1/p" \
		a/pylock.debian12-amd64.toml
}

# Given a lock
project a '# ours\napp\n\ntop  # too\nslow\n'
printf 'old>=3  # newer\n' >a/overrides.txt
printf 'lib<2.6\n' >a/constraints.txt
ok 'resolves' run a resolve
is 'it says what a package requires, with the extras that are asked for' "$(requires lib)" \
	'["speed>=1 ; extra == \"fast\""]'
is 'of what was overridden too' "$(requires app)" '["lib[fast]<3,>=1", "old<2"]'
is 'and nothing of what requires nothing' "$(requires speed)" '[]'
is 'an sdist says it as well' "$(requires slow)" '["lib"]'

# When it is asked why, without index
: >"$nginx_log"
ok 'why' run a why PACKAGE=lib
is 'no index was asked' "$(cat "$nginx_log")" ''
is 'every way, and who binds' "$(cat out)" "$(cat <<'TEXT'
lib 2.5, from index 'default', in pylock.debian12-amd64.toml
  3 ways to it:
    requirements.in:2  app
      app 1.0: lib[fast] <3,>=1
    requirements.in:5  slow
      slow 1.0: lib any
    requirements.in:4  top
      top 1.0: lib >=1.5
  What is asked of its version:
    app 1.0            <3,>=1
    slow 1.0           any
    top 1.0            >=1.5
    constraints.txt:1  <2.6 (constraint)   <- binds
TEXT
)"
run a why PACKAGE="old speed nothing ap"
is 'of what is not there: exit status' $? 2
like 'an override silences' "$(cat out)" 'overrides\.txt:1 +>=3 \(override\)'
like 'whom' "$(cat out)" 'app 1\.0 +<2 +overridden, would not be met'
like 'only the way that asks for the extra leads through it' "$(cat out)" \
	$'1 way to it:\n +requirements\.in:2  app\n +app 1\.0: lib\[fast\] <3,>=1\n +lib\[fast\] '\
$'2\.5: speed >=1\n'
like 'a name like it' "$(cat out)" 'why: ap: not in the lock of debian12-amd64; it has app'
run a why
like 'no name' "$(cat out)" 'make why PACKAGE='

# When the lock is an old one, of before
cp a/pylock.debian12-amd64.toml new.toml
sed -i 's/, requires = \[.*\] }/ }/' a/pylock.debian12-amd64.toml
ok 'it is taken' run a resolve CHECK=1
run a why PACKAGE=lib
like 'why says how it gets what it lacks' "$(cat out)" 'RENEW=1'
"$top/tests/support/mkindex" index speed==2.0
ok 'and there it is' run a resolve RENEW=1
ok 'nothing moved' cmp a/pylock.debian12-amd64.toml new.toml
run a why PACKAGE=lib PYLOCK_EXCLUDE=old
like 'a lock of other inputs is said to be that' "$(cat out)" 'not fresh'

# When it is asked why something would run again
run a resolve
ok 'explain' run a explain STAGE=resolve
like 'fresh' "$(cat out)" 'pylock\.debian12-amd64\.toml: fresh'
like 'nothing to do' "$(cat out)" $'because of what:\n +nothing'
printf 'lib<2.4\n' >a/constraints.txt
run a explain STAGE=resolve PYLOCK_EXCLUDE=old
like 'which inputs are others' "$(cat out)" \
	$'not fresh.*\n +constraints\.txt: [0-9a-f]{12}… -> [0-9a-f]{12}…\n +exclude: \(empty\) '\
$'-> '\
$'old'
ok 'nothing was resolved' cmp a/pylock.debian12-amd64.toml new.toml

# When a flat file is migrated
mkdir b
sed 's/^PYLOCK_NAME.*/PYLOCK_NAME := b/' a/Makefile >b/Makefile
cat >b/requirements.txt <<'TEXT'
--index-url https://user:secret@index.example/simple
--only-binary :all:
-c limits.txt
-e .
# the application
app==1.0  # needed
lib==2.5
speed==1.0  # fast
top==1.0
cycle==1.0
pip==1.0
TEXT
printf 'old<4\n' >b/limits.txt
ok 'migrate' run b migrate FROM=requirements.txt
is 'what nobody else asks for, and who cannot be told' "$(cat b/requirements.in)" "$(cat <<TEXT
# Out of requirements.txt by \`make migrate\`: what the project itself asks for. \
The lock holds the rest.

# the application
app==1.0  # needed
top==1.0
cycle==1.0

# These had comments, but others ask for them. \
Where such a version must stay, it belongs into constraints.txt:
# speed==1.0  # fast  (for lib)
TEXT
)"
is 'constraints' "$(cat b/constraints.txt)" 'old<4'
like 'the index is a variable' "$(cat out)" 'PYLOCK_INDEX_URL := https://index\.example/simple'
like 'without credentials' "$(grep -c secret out)" '^0$'
like 'so are others' "$(cat out)" 'PYLOCK_PREFER_BINARY := all'
like 'what has no variable is said with its line' "$(cat out)" \
	'requirements\.txt:4: -e \.: .*PYLOCK_PROJECT := \.'
run b migrate FROM=requirements.txt
like 'nothing is overwritten' "$(cat out)" 'requirements\.in: is there already'
mkdir c
cp b/Makefile c
cat >c/frozen.txt <<'TEXT'
#
# This file is autogenerated by pip-compile with Python 3.11
# by the following command:
#
#    pip-compile requirements.in
#
app==1.0 \
    --hash=sha256:0000000000000000000000000000000000000000000000000000000000000000
    # via -r requirements.in
lib==2.5
    # via
    #   -r requirements.in
    #   app
old==1.0  # via app
TEXT
ok "pip-compile's output" run c migrate FROM=frozen.txt
is 'is as it says' "$(grep -v '^#' c/requirements.in | xargs)" 'app==1.0 lib==2.5'
ok 'which resolves' run c resolve

# When it has a second index, an address and repositories
mkdir d second
"$top/tests/support/mkindex" second 'private==1.0;lib' app==1.0
cp b/Makefile d
serve_nginx "$tmp/second"
printf -- \
	'--extra-index-url %s/simple\n-e '\
'git+https://git.example/x.git#egg=x\napp==1.0\nprivate==1.0\nlib @ '\
'https://x.example/lib-2.5.tar.gz\n' "$nginx" >d/requirements.txt
ok 'with a second index' run d migrate FROM=requirements.txt
is 'the project asks for two of three' "$(grep -v '^#' d/requirements.in | xargs)" \
	'app==1.0 private==1.0'
is 'the second index, and what only that has' "$(grep -o 'PYLOCK_INDEX.*' out)" \
	"PYLOCK_INDEXES := default extra
PYLOCK_INDEX_URL.extra := $nginx/simple
PYLOCK_INDEX.private := extra"
like 'a repository' "$(cat out)" 'requirements\.txt:2: .*build a wheel of it'
like 'an address' "$(cat out)" 'requirements\.txt:5: .*any release of lib is wanted instead'
printf \
	'PYLOCK_INDEXES := default extra\nPYLOCK_INDEX_URL.extra := '\
'%s/simple\nPYLOCK_INDEX.private := extra\n' "$nginx" | cat - b/Makefile >d/Makefile
ok 'with these it resolves' run d resolve
is 'from where it says' \
	"$(sed -n '/^name = "private"/,/^tool/s/.*index = "\([a-z]*\)".*/\1/p' \
		d/pylock.debian12-amd64.toml)" extra
run d migrate FROM=none.txt
like 'a file that is not there' "$(cat out)" 'none\.txt: there is no such file'
run a explain STAGE=nothing
like 'a stage that there is not' "$(cat out)" "STAGE is 'nothing'"

# When help is asked
ok 'help' run a help topic=analyze
like 'tells three questions apart' "$(cat out)" \
	'make explain +why did it run again.*make why +why this version.*make analyze +what is '\
'wrong'
done_testing
