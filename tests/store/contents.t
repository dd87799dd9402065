#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# contents.py: files go into the store under their hashes, and come back only whole.
. "$(dirname "$0")/../tap.sh"
python=$top/build/setup/venv/bin/python
cd "$tmp" || exit 1
mkdir build && ln -s "$bin" build/bin

ask() { PYTHONPATH=$top/tools "$python" -Bc "import pathlib; from store import contents
store, tools = pathlib.Path('store'), pathlib.Path('build')
file, sha256 = pathlib.Path('a-file'), '$sha256'
$1"; }

# Given a file,
echo content >a-file
sha256=$(sha256sum <a-file | cut -d ' ' -f 1)
is 'its hash' "$(ask 'print(contents.sha256_of(file))')" "$sha256"
is 'is not in an empty store' "$(ask 'print(contents.stored(store, sha256))')" None
# when it is put there, then it is found by its hash, while it is whole.
ask 'contents.put(tools, store, {file: sha256})'
place=store/sha256/${sha256:0:2}/$sha256
is 'its place' "$(ask 'print(contents.place_of(store, sha256))')" "$place"
ok 'has what it holds' cmp "$place" a-file
is 'is stored' "$(ask 'print(contents.stored(store, sha256))')" "$place"
chmod u+w "$place" && echo more >>"$place"
is 'a damaged one is not' "$(ask 'print(contents.stored(store, sha256))')" None
rm "$place"
ok 'a file of another hash is refused' eval \
	"! ask 'contents.put(tools, store, {file: \"$(printf '%064d' 1)\"})' 2>said"
like 'in words' "$(cat said)" 'a-file: expected sha256 0*1, received'
ok 'and is not there' test ! -e "store/sha256/00/$(printf '%064d' 1)"
is 'nothing to put' "$(ask 'contents.put(tools, store, {})' 2>&1)" ''
done_testing
