#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# files.mk: the project's own files and users, over bases as the world has them.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"

mkdir "$tmp/index"
"$top/tests/support/mkindex" "$tmp/index" alpha==1.0
serve_nginx "$tmp/index"
export UV_CACHE_DIR=$tmp/uv

# A base with links, and directories that are not everybody's
"$top/tests/support/mkbase" "$tmp/base" 1777:0:0:tmp/ 0700:0:0:root/ 'bin->usr/bin' \
	'srv->/data/srv' 0750:0:33:data/srv/ etc/passwd=$'root:x:0:0:root:/root:/bin/sh\n' \
	etc/group=$'root:x:0:\n'

# project NAME ASSIGNMENTS...: a project in $tmp/NAME, with the lock of the first, `root`, which has
# the same requirements.
project() {
	local directory=$tmp/$1
	shift
	mkdir -p "$directory"
	printf '%s\n' 'PYLOCK_NAME := sample' 'PYLOCK_TARGETS := debian12-amd64' \
		"PYLOCK_INDEX_URL := $nginx/simple" \
		"PYLOCK_BASE ?= $tmp/base" "$@" "include $top/mk/pylock.mk" >"$directory/Makefile"
	echo alpha >"$directory/requirements.in"
	[ ! -e "$tmp/root/pylock.debian12-amd64.toml" ] ||
		cp "$tmp"/root/{pylock,requirements.lock}.debian12-amd64.* "$directory"
}
run() { # project, arguments of make
	local directory=$tmp/$1
	shift
	make --no-print-directory -C "$directory" PYLOCK_STORE="$tmp/store" "$@" >"$tmp/out" 2>&1
}
digest() { cat "$tmp/$1/build/debian12-amd64/image.digest"; }
# The last layer: mode, owner and path of each entry.
entries() {
	TZ=UTC tar -tvzf \
		"$tmp/$1/build/debian12-amd64/image/blobs/sha256/$(jq -r '.digest[7:]' \
			"$tmp/$1/build/debian12-amd64/files.json")" | awk '{ print $1, $2, $6 }'
}

# --- where files land --------------------------------------------------------------

project root 'PYLOCK_FILES := fs:/'
mkdir -p "$tmp/root/fs/bin" "$tmp/root/fs/tmp" "$tmp/root/fs/srv/www"
echo tool >"$tmp/root/fs/bin/tool" && chmod 755 "$tmp/root/fs/bin/tool"
echo page >"$tmp/root/fs/srv/www/a b.html"
ok 'a tree for the root is an image' run root image
is 'it lands where the links lead, and directories stay' "$(entries root)" \
	'drwxr-xr-x 0/0 data/
drwxr-x--- 0/33 data/srv/
drwxr-xr-x 0/0 data/srv/www/
-rw-r--r-- 0/0 data/srv/www/a
drwxrwxrwt 0/0 tmp/
drwxr-xr-x 0/0 usr/
drwxr-xr-x 0/0 usr/bin/
-rwxr-xr-x 0/0 usr/bin/tool'

project place 'PYLOCK_FILES := tool:/bin'
echo >"$tmp/place/tool"
run place image
like 'a file in the place of a link: both paths are said' "$(cat "$tmp/out")" \
	'PYLOCK_FILES: /bin: is no directory, but the base has a link there, /bin, that leads to '\
'the directory /usr/bin'
project prefix 'PYLOCK_PREFIX := /srv/venv'
run prefix image
like 'a prefix behind a link: what to write is said' "$(cat "$tmp/out")" \
	"PYLOCK_PREFIX: /srv/venv: the base's links lead to /data/srv/venv: write that path"

# A base whose /opt is a link, and one that has a virtual environment of its own
"$top/tests/support/mkbase" "$tmp/linked" 'opt->/usr/opt' 0711:0:0:usr/opt/
project linked 'PYLOCK_PREFIX := /usr/opt/venv'
ok 'a base whose /opt is a link' run linked image "PYLOCK_BASE=$tmp/linked"
is 'documents go where it leads' \
	"$(TZ=UTC tar -tvzf \
		"$tmp/linked/build/debian12-amd64/image/blobs/sha256/$(jq -r '.digest[7:]' \
		"$tmp/linked/build/debian12-amd64/documents.json")" |
	awk '{ print $1, $6 }' | head -3)" 'drwxr-xr-x usr/
drwx--x--x usr/opt/
drwxr-xr-x usr/opt/dependency_artifacts/'
run linked image "PYLOCK_BASE=$tmp/linked" PYLOCK_PREFIX=/opt/venv
like 'and the default prefix is refused with what to write' "$(cat "$tmp/out")" \
	"PYLOCK_PREFIX: /opt/venv: the base's links lead to /usr/opt/venv: write that path"
"$top/tests/support/mkbase" "$tmp/venv" 'opt/venv/bin/python3->/usr/bin/python3.11' \
	'opt/venv/lib64->lib' opt/venv/lib/python3.11/site-packages/old.py= opt/venv/pyvenv.cfg=old
project venv
ok 'a base that has a virtual environment there' run venv image "PYLOCK_BASE=$tmp/venv"
"$top/tests/support/mkbase" "$tmp/behind" \
	'opt/venv/lib/python3.11/site-packages/alpha-1.0.dist-info->/srv/alpha' srv/alpha/x=
project behind
run behind image "PYLOCK_BASE=$tmp/behind"
like "a package behind a link of the base" "$(cat "$tmp/out")" \
	'PYLOCK_PREFIX: /opt/venv/lib/python3.11/site-packages/alpha-1.0.dist-info/.* goes '\
'through /opt/venv/lib/python3.11/site-packages/alpha-1.0.dist-info, which the base has as a link'

# --- the words -----------------------------------------------------------------------

project words 'PYLOCK_USERS := app:1000:1000:/home/app' \
	'PYLOCK_FILES := a:/app/a b:/app/b  c%20d:/app/d:mode=0600 12:30.txt:/app/t '\
':/var/lib/app:owner=app,mode=0770 # both'
for file in a b 'c d' 12:30.txt; do echo x >"$tmp/words/$file"; done
ok 'two words, a blank, a colon, an empty directory, a user' run words image
is 'all are there' "$(entries words)" \
	'drwxr-xr-x 0/0 app/
-rw-r--r-- 0/0 app/a
-rw-r--r-- 0/0 app/b
-rw------- 0/0 app/d
-rw-r--r-- 0/0 app/t
drwxr-xr-x 0/0 etc/
-rw-r--r-- 0/0 etc/group
-rw-r--r-- 0/0 etc/passwd
drwxr-xr-x 0/0 home/
drwxr-xr-x 1000/1000 home/app/
drwxr-xr-x 0/0 var/
drwxr-xr-x 0/0 var/lib/
drwxrwx--- 1000/1000 var/lib/app/'
ok 'help' run words help
before=$(digest words)
run words image
is 'again: nothing changes' "$(digest words)" "$before"
for file in 'c d' 12:30.txt; do
	before=$(digest words)
	echo other >"$tmp/words/$file"
	run words image
	ok "a change of $file counts" test "$(digest words)" != "$before"
done
before=$(digest words)
run words image PYLOCK_USERS='app:1000:1000:/home/app other:1001:1001:/home/other'
ok 'another user counts' test "$(digest words)" != "$before"
run words image
is 'and is gone again' "$(digest words)" "$before"
project users 'PYLOCK_USERS := root:5:5:/x'
run users image
like 'a user that the base has' "$(cat "$tmp/out")" \
	"PYLOCK_USERS: 'root:5:5:/x': the image has 'root:x:0:0:root:/root:/bin/sh' already"

for link in 'etc/passwd->../usr/passwd' 'etc->usr'; do
	"$top/tests/support/mkbase" "$tmp/by" "$link" usr/passwd=$'root:x:0:0:root:/root:/bin/sh\n'
	ok 'a passwd that the base has behind a link' test \
		"$(run users image "PYLOCK_BASE=$tmp/by" PYLOCK_USERS=app:1000:1000:/home/app ||
			echo no)" = no
	like 'does not lose its users' "$(cat "$tmp/out")" \
		"PYLOCK_USERS: /etc/passwd: the base's links lead to /usr/passwd, to which no user \
can be added"
	rm -rf "$tmp/by"
done

project pattern 'PYLOCK_FILES := a:/app'
mkdir "$tmp/pattern/a" && printf 'x\n[b\n' >"$tmp/pattern/.dockerignore"
ok 'a pattern that is wrong' test "$(run pattern image || echo no)" = no
like 'is said with its line' "$(cat "$tmp/out")" \
	"\.dockerignore:2: '\[b' has a class without its '\]'"
project gone 'PYLOCK_FILES := :/app none%20:/x'
ok 'a source that is not there' test "$(run gone image || echo no)" = no
like 'is named' "$(cat "$tmp/out")" "PYLOCK_FILES: 'none%20:/x': none : cannot open: No such file"
project pipe 'PYLOCK_FILES := a:/app'
mkdir "$tmp/pipe/a" && mkfifo "$tmp/pipe/a/fifo"
ok 'a pipe in a tree' test "$(run pipe image || echo no)" = no
like 'is named, too' "$(cat "$tmp/out")" 'PYLOCK_FILES: a/fifo: is no regular file'
printf '%s\n' fifo >"$tmp/pipe/a/.dockerignore"
ok 'but not one that stays out' run pipe image

# --- a whole project -------------------------------------------------------------------

project whole 'PYLOCK_FILES := .:/app' 'PYLOCK_FILES_EXCLUDE := *.log !keep.log'
mkdir -p "$tmp/whole/pkg/__pycache__" "$tmp/whole/.git" "$tmp/whole/pkg/build"
touch "$tmp/whole/main.py" "$tmp/whole/pkg/__pycache__/x.pyc" "$tmp/whole/.git/HEAD" \
	"$tmp/whole/a.log" "$tmp/whole/keep.log" \
	"$tmp/whole/pkg/build/tool.py" "$tmp/whole/.env" "$tmp/whole/notes.md"
echo '*.md' >"$tmp/whole/.dockerignore"
ok 'COPY . /app' run whole image
like 'a secret is said' "$(cat "$tmp/out")" 'the image gets \./\.env'
first=$(digest whole)
is 'what belongs into it' "$(entries whole | cut -d' ' -f3)" \
	'app/
app/.dockerignore
app/.env
app/Makefile
app/keep.log
app/main.py
app/pkg/
app/pkg/build/
app/pkg/build/tool.py
app/requirements.in'
run whole image
is 'again: the same digest' "$(digest whole)" "$first"
touch "$tmp/whole/pkg/__pycache__/y.pyc" "$tmp/whole/b.log"
run whole image
is 'with what is left out changed, too' "$(digest whole)" "$first"
rm -rf "$tmp/whole/build"
run whole image
is 'and from nothing' "$(digest whole)" "$first"

done_testing
