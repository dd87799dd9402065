#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Nothing stale: after each edit the image is the one that a clean build gives, -q and -n tell the
# truth, and a second make does nothing.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
cd "$tmp" || exit 1
export UV_CACHE_DIR=$tmp/uv

mkdir index
"$top/tests/support/mkindex" index 'alpha==1.0;beta>=1' alpha==1.1 beta==1.0 beta==2.0 gamma==1.0
serve_nginx "$tmp/index"
"$top/tests/support/mkbase" base
"$top/tests/support/mkbase" other etc/other=yes
"$top/tests/support/mkbase" --tar root.tar
"$top/tests/support/mkbase" --tar root2.tar etc/second=yes
find base other root.tar root2.tar -exec touch -h -d 2020-01-01 {} +

framework=$top
p=$tmp/project
variables() { # lines of the makefile...
	{
		printf 'PYLOCK_TARGETS := debian12-amd64\nPYLOCK_INDEX_URL := %s/simple\n' "$nginx"
		printf '%s\n' "$@"
		printf 'include %s/mk/pylock.mk\n' "$framework"
	} >"$p/Makefile"
}
plain=('PYLOCK_NAME := sample' "PYLOCK_BASE := $tmp/base" 'PYLOCK_FILES := app:/app')
mkdir -p "$p/app/deep"
variables "${plain[@]}"
printf 'alpha\n-r more.in\n' >"$p/requirements.in"
printf 'gamma\n' >"$p/more.in"
printf 'beta<3\n' >"$p/constraints.txt"
printf 'print("hi")\n' >"$p/app/main.py"
printf 'x = 1\n' >"$p/app/deep/x.py"

mk() { # directory arguments...
	make --no-print-directory -C "$@" PYLOCK_STORE="$tmp/store" >out 2>&1
}
digest() { cat "$1/build/debian12-amd64/image.digest"; }
state() { (cd "$p" && find . -type f -printf '%P %T@ %s\n' | sort); }

# The digest that a build from nothing gives, in a store of its own.
clean() {
	rm -rf clean
	mkdir clean
	(cd "$p" && tar -cf - --exclude=./build .) | tar -xf - -C clean
	make --no-print-directory -C clean PYLOCK_STORE="$tmp/clean-store" image >clean.out 2>&1 ||
		{
		cat clean.out
		return
	}
	digest clean
}

# settled NAME: the image is a clean build's, and nothing is left to do.
settled() {
	ok "$1: makes an image" mk "$p" image || sed 's/^/#   /' out >&2
	is "$1: as a clean build does" "$(digest "$p")" "$(clean)"
	ok "$1: then -q says that nothing is left" mk "$p" -q image
	mk "$p" image
	is "$1: nor does a second make do anything" "$(cat out)" \
		"make: Nothing to be done for 'image'."
}

# moves NAME COMMAND...: after COMMAND there is something to do, which -q and -n say, and do not do.
moves() {
	local what=$1 before
	shift
	"$@"
	before=$(state)
	mk "$p" -q image
	is "$what: -q says so" $? 1
	ok "$what: -n shows it" mk "$p" -n image
	is "$what: neither writes anything" "$(state)" "$before"
	settled "$what"
}

# other NAME COMMAND...: the same, and the image becomes another one.
other() {
	local before
	before=$(digest "$p")
	moves "$@"
	ok "$1: another image" test "$(digest "$p")" != "$before"
}

# stays NAME COMMAND...: after COMMAND nothing is to be done.
stays() {
	local what=$1
	shift
	"$@"
	ok "$what: -q says that nothing is to be done" mk "$p" -q image
	is "$what: and that is so" "$(digest "$p")" "$(clean)"
}

# older FILE: what stands on standard input becomes FILE, older than all that was made of it.
older() {
	cat >"$1.new"
	touch -d 2020-02-02 "$1.new"
	mv "$1.new" "$1"
}

settled 'the first build'

# --- the project's own files -----------------------------------------------------------

other 'a file replaced by an older one' eval 'printf "print(2)\n" | older "$p/app/main.py"'
stays 'touched files' find "$p" -not -path '*/build*' -type f -exec touch {} +
again() {
	cp "$p/app/main.py" kept && cp --remove-destination kept "$p/app/main.py"
}
stays 'the same content again, in a new file' again
same_size() {
	cp -p "$p/app/main.py" kept
	printf 'print(3)\n' >"$p/app/main.py"
	touch -r kept "$p/app/main.py"
}
other 'other bytes, of the same size and time' same_size
other 'a mode' chmod 755 "$p/app/main.py"
other 'a new file' eval ': >"$p/app/new"'
other 'a file taken away' rm "$p/app/new"
other 'a new directory, empty' mkdir "$p/app/empty"
other 'a directory that becomes a file' eval 'rmdir "$p/app/empty"; : >"$p/app/empty"'
other 'a file that becomes a link' ln -sf main.py "$p/app/empty"
other 'a link that leads elsewhere' ln -sfn deep/x.py "$p/app/empty"
other 'a directory that becomes a link' eval \
	'mv "$p/app/deep" "$p/app/far"; ln -s far "$p/app/deep"'
other 'all of it taken away' eval 'rm -rf "$p/app"; mkdir "$p/app"'
names=('a b.txt' 12:30.txt "c\$d" '#hash' 50% 'back\slash' 'star*' 'what?' '[ab]' '~home' 'end ' \
	' start' -dash "quo'te" 'dou"ble' 'semi;colon' a=b
	é '$(shell false)' %.o .hidden)
hostile() {
	local name
	for name in "${names[@]}"; do printf 1 >"$p/app/$name"; done
	mkdir "$p/app/d r"
	printf 1 >"$p/app/d r/f: x"
}
other 'and brought back, with names that Make reads otherwise' hostile
for goal in help clean; do
	ok "make $goal goes on" mk "$p" -n $goal
done
for name in 12:30.txt 'end ' 'd r/f: x'; do
	other "another content of ${name@Q}" eval \
		'printf "%s" "$RANDOM$RANDOM" | older "$p/app/$name"'
done
printf 1 >"$p/app/"$'new\nline'
mk "$p" image
is 'a newline in a name: refused by the first build' $? 2
like 'with a line' "$(cat out)" 'filelayer: .*/app/new.x0aline: holds a control character'
ok 'make help goes on' mk "$p" help
rm "$p/app/"$'new\nline'
settled 'without it'
other 'PYLOCK_FILES without a word' variables "${plain[@]:0:2}"
other 'with one' variables "${plain[@]}"
mkdir "$p/data"
printf 1 >"$p/data/x"
other 'with another place' variables "${plain[@]:0:2}" 'PYLOCK_FILES := app:/srv'
other 'with two' variables "${plain[@]:0:2}" 'PYLOCK_FILES := app:/app data/x:/data/x'
other 'the second is replaced by an older one' eval 'printf 2 | older "$p/data/x"'
other 'and left out' variables "${plain[@]}"

# --- variables -----------------------------------------------------------------------

for change in 'PYLOCK_DOCUMENTS := no' 'PYLOCK_PREFIX := /opt/other' 'PYLOCK_EXCLUDE := gamma'; do
	moves "$change" variables "${plain[@]}" "$change" '# changed'
	moves "without $change" variables "${plain[@]}"
done
other 'PYLOCK_NAME' variables 'PYLOCK_NAME := simple' "${plain[@]:1}"
variables "${plain[@]}"
settled 'the old name'

# --- the base ------------------------------------------------------------------------------

other 'another base, older than the image' variables "${plain[0]}" "PYLOCK_BASE := $tmp/other" \
	"${plain[2]}"
other 'a tarball' variables "${plain[0]}" "PYLOCK_BASE := $tmp/root.tar" "${plain[2]}"
other 'another one, older' eval 'cp -p root.tar kept.tar; cp -p root2.tar root.tar'
other 'a layout again' variables "${plain[@]}"
other 'the layout replaced by an older one' eval 'mv base base.kept; mv other base'
other 'and back' eval 'mv base other; mv base.kept base'

# --- requirements -----------------------------------------------------------------------------

other 'older requirements' eval 'printf "alpha<1.1\n-r more.in\n" | older "$p/requirements.in"'
other 'an older included file' eval 'printf "" | older "$p/more.in"'
other 'an include that Make reads otherwise' eval \
	'printf "alpha<1.1\n-r c\$d.in\n" | older "$p/requirements.in"; printf "gamma\n" '\
'>"$p/c\$d.in"'
other 'replaced by an older one' eval 'printf "" | older "$p/c\$d.in"'
other 'and one with a colon' eval \
	'printf "alpha<1.1\n-c 12:30.txt\n" | older "$p/requirements.in"; printf "beta<2\n" '\
'>"$p/12:30.txt"'
other 'replaced, too' eval \
	'printf "beta<3\n" | older "$p/12:30.txt"; printf "beta>1\n" >"$p/constraints.txt"'
rm "$p/12:30.txt"
mk "$p" -q image
is 'an included file that is gone: -q says so' $? 1
mk "$p" image
is 'and make fails, as a clean build does' $? 2
like 'with one line' "$(cat out)" "requirements\.in:2: cannot include '12:30\.txt'"
printf 'alpha<1.1\ngamma\n' >"$p/requirements.in"
settled 'without it'
other 'overrides' eval 'printf "beta==1.0\n" | older "$p/overrides.txt"; rm "$p/constraints.txt"'
other 'older ones' eval 'printf "beta==2.0\n" | older "$p/overrides.txt"'
moves 'none' rm "$p/overrides.txt"
other 'requirements of nothing' eval ': | older "$p/requirements.in"'
other 'and of something again' eval 'printf "alpha<1.1\ngamma\n" | older "$p/requirements.in"'

# --- the locks --------------------------------------------------------------------------------

lock=$p/pylock.debian12-amd64.toml exported=$p/requirements.lock.debian12-amd64.txt
cp "$lock" lock.toml
moves 'a lock that is taken away' rm "$lock"
is 'is there again, with the same versions' "$(grep '^version' "$lock")" \
	"$(grep '^version' lock.toml)"
cp "$exported" exported.txt
moves 'what is exported of it, taken away' rm "$exported"
ok 'is there again, too' cmp "$exported" exported.txt
mv "$lock" kept.lock
mk "$p" image PYLOCK_LOCKED=1
is 'no lock: an error when PYLOCK_LOCKED' $? 2
like 'which names it' "$(cat out)" 'pylock\.debian12-amd64\.toml: not there'
mv kept.lock "$lock"
sed -i 's/^gamma/delta/' "$exported"
mk "$p" image PYLOCK_LOCKED=1
is 'an export of something else: an error, too' $? 2
like 'which says so' "$(cat out)" \
	'requirements\.lock\.debian12-amd64\.txt: not what follows from pylock'
ok 'without, it is written' mk "$p" image
ok 'as it was' cmp "$exported" exported.txt
settled 'put back'
rm "$exported"
ok 'gone, it is made again without network and resolving' mk "$p" image PYLOCK_OFFLINE=1 \
	PYLOCK_LOCKED=1
ok 'as it was' cmp "$exported" exported.txt

# --- an end before the end, and many at once
# ---------------------------------------------------------

printf 'print(9)\n' >"$p/app/main.py"
mk "$p" build/debian12-amd64/inputs/files
ok 'ended between the stamp and what is made of it: -q says so' test \
	"$(mk "$p" -q image; echo $?)" = 1
settled 'the next make'
printf 'print(10)\n' >"$p/app/main.py"
ok 'with -j8' mk "$p" -j8 image
is 'the same' "$(digest "$p")" "$(clean)"
rm -rf "$p/build"
printf 'print(11)\n' >"$p/app/main.py"
ok 'from nothing, with -j8' mk "$p" -j8 image
is 'the same, too' "$(digest "$p")" "$(clean)"
for all in '' TARGET=all; do
	ok "cleaned and made by one command $all" mk "$p" -j8 clean image $all
	is 'the same as well' "$(digest "$p")" "$(digest clean)"
done

# A goal that changes the locks, and one that reads them
for goals in 'upgrade image' '-j8 upgrade layers image' '-j8 clean upgrade image' \
	'-j8 upgrade image TARGET=all'; do
	printf 'alpha\ngamma\n' >"$p/requirements.in"
	printf 'alpha==1.0\n' >"$p/overrides.txt"
	mk "$p" image
	rm "$p/overrides.txt"
	# shellcheck disable=SC2086 # words
	ok "make $goals" mk "$p" $goals
	is 'the lock has what is newest' "$(grep -c 'alpha-1\.1' "$lock")" 1
	ok 'the image is made of it: -q says that nothing is left' mk "$p" -q image
	is 'as a clean build does' "$(digest "$p")" "$(clean)"
done
done_testing
