#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# image on a base of which only the tree is known, and on one with nearly as many layers as docker
# takes: files are where paths lead in the base; small layers become one.
. "$(dirname "$0")/../tap.sh"
needs jq python3 tar
cd "$tmp" || exit 1
layer() { "$top/tests/support/mklayer" "$@"; }
image() { "$bin/image" --blobs store --config config.json "$@"; }
blob() { echo "store/sha256/${1:0:2}/$1"; }
echo '{"architecture":"arm64","os":"linux"}' >config.json

# --- where a path leads in the base ------------------------------------------------

# Given what `basefacts --tree` writes: directories, links to one, to a file and to nothing, a file
tree() { printf '%s\0' "$@" >base.tree; }
tree '' 'd 0755 0 0' data 'l srv/data' gone 'l nowhere' opt 'd 0755 0 0' opt/file f \
	srv 'd 0755 0 0' srv/data 'd 0755 0 0' text 'l opt/file'
lands() { # name, options of mklayer..., path
	layer --list "${@:2:$#-2}" store landing.json "${!#}"
	ok "$1" image --tree base.tree -o landing landing.json
}
misses() { # name, what is said, options of mklayer..., path
	layer --list "${@:3:$#-3}" store landing.json "${!#}"
	fails "$1" 1 "^image: $2\$" image --tree base.tree -o landing landing.json
}
wheels=(--wheels 'six 1.16.0')
lands 'a file in a directory of the base' "${wheels[@]}" opt/venv/six.py=x
lands 'a file that the base has, too' "${wheels[@]}" opt/file=x
lands 'a directory that is none in the base' "${wheels[@]}" new/deep/six.py=x
misses 'a file below a link' \
	'PYLOCK_PREFIX: /data/six.py goes through /data, which the base has as a link to '\
'srv/data: '\
'write a path that begins with /srv/data' "${wheels[@]}" data/six.py=x
misses 'a link that leads nowhere' \
	'PYLOCK_PREFIX: /gone/six.py goes through /gone, which the base has as a link to '\
'nowhere.*' \
	--files 'virtual environment' gone/six.py=x
misses 'a document below a file' \
	'PYLOCK_DOCUMENTS: /opt/file/x lies below /opt/file, which the base has as a file' \
	--files documents opt/file/x=x
misses 'of an interpreter, deep below it' \
	'PYLOCK_PYTHON_FROM: /opt/file/x/y lies below /opt/file, which the base has as a file' \
	opt/file/x/y=x
misses 'a file in the place of a directory' \
	'PYLOCK_PREFIX: /srv/data is no directory, but the base has one there \(/srv/data\)' \
	"${wheels[@]}" srv/data=x
misses 'or of a link to one' \
	'PYLOCK_PREFIX: /data is no directory, but the base has one there \(/?srv/data\)' \
	"${wheels[@]}" 'data->elsewhere'
tree '' 'd 0755 0 0' x
fails 'a tree that is none' 1 '^image: base.tree: ' image --tree base.tree -o landing landing.json

# --- layers that become one -----------------------------------------------------------

# Given a base of 123 layers, one of a wheel and four of files, one of which replaces and adds to
# another's
"$top/tests/support/mkbase" --arch arm64 --layers 123 base
layer --wheels 'six 1.16.0' store wheel.json six.py=x
layer --files first store 1.json usr/ usr/a=first usr/b=kept 'usr/link->a' 'usr/hard=>usr/b'
layer --files second --overlay store 2.json 0700:usr/ 0600:1:2:usr/a=second usr/c=
layer --files third store 3.json usr/ usr/empty/ usr/d=third
layer --files fourth store 4.json e=4
together() { image --base base -o joined wheel.json [1-4].json; }
ok 'made, without a word of too many layers' [ "$(together 2>&1 | wc -l)" -eq 1 ]
manifest() { cat "joined/blobs/sha256/$(jq -r '.manifests[0].digest[7:]' joined/index.json)"; }
is 'of 128 layers 125 are left' "$(manifest | jq '.layers | length')" 125
last=joined/blobs/sha256/$(manifest | jq -r '.layers[-1].digest[7:]')
is 'the last has each path once, as the last of them has it' \
	"$(tar --numeric-owner -tvf "$last" | awk '{print $1, $2, $6, $7, $8, $9}' | sort -k3 |
		sed 's/ *$//')" \
	"$(sort -k3 <<-'END'
		-rw-r--r-- 0/0 e
		drwxr-xr-x 0/0 usr/
		-rw------- 1/2 usr/a
		-rw-r--r-- 0/0 usr/b
		-rw-r--r-- 0/0 usr/c
		-rw-r--r-- 0/0 usr/d
		drwxr-xr-x 0/0 usr/empty/
		hrw-r--r-- 0/0 usr/hard link to usr/b
		lrw-r--r-- 0/0 usr/link -> a
	END
	)"
is 'with its content' "$(for path in a b d; do tar -xOf "$last" usr/$path; done)" secondkeptthird
again=$(together)
is 'made again it is the same' "$again" "$(jq -r '.manifests[0].digest' joined/index.json)"

# --- what is missing ------------------------------------------------------------------

for i in 2 4; do rm -f "$(blob "$(jq -r '.digest[7:]' "$i.json")")"; done
rm -rf joined
fails 'two blobs are nowhere' 1 '^image: 2.json: its blob sha256:[0-9a-f]{64} is nowhere; nor are '\
'those of 1 other layers$' image --missing missing -o joined [1-4].json
is 'both are listed' "$(cat missing)" $'2.json\n4.json'
fails 'one is' 1 '^image: 4.json: its blob sha256:[0-9a-f]{64} is nowhere$' \
	image --missing missing -o joined 1.json 4.json
is 'it is listed' "$(cat missing)" 4.json
ok 'none is' image --missing missing -o joined 1.json 3.json
is 'the list is empty' "$(cat missing)" ''
fails 'a rule that is none' 2 '^image: --owner: ' image --owner nothing -o joined 1.json
fails 'a prefix that is relative' 2 "^image: --prefix: 'opt' is not absolute" \
	image --prefix opt -o joined 1.json
done_testing
