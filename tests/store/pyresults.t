#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# results.py: results come back as they were kept, and its table is the one that C has.
. "$(dirname "$0")/../tap.sh"
python=$top/build/setup/venv/bin/python

ask() { PYTHONPATH=$top/tools "$python" -c "import pathlib, sys; from store import results
path = results.path_of(pathlib.Path(sys.argv[1]), 'built', 'abc')
$1" "$tmp"; }

is 'the table has what C reads of it' \
	"$(ask \
		'print(*(f"{name} {number}" for name, number in results.VERSIONS.items()), '\
'sep="\n")')" \
	"$(printf '#define STAGE(name, version) name version\n#include "store/stages.def"\n' |
		gcc -E -P -I"$top/tools" - | sed '/^$/d')"
is 'nothing was kept' "$(ask 'print(results.recall(path))')" None
is 'a result is returned' "$(ask 'print(results.keep(path, {"b": 1, "a": 2}))')" "{'b': 1, 'a': 2}"
like 'and kept, sorted, under a seal' "$(cat "$tmp/keys/built/abc.json")" \
	'^\{"seal":"[0-9a-f]{64}","result":\{"a": 2, "b": 1\}\}$'
is 'it comes back' "$(ask 'print(results.recall(path))')" "{'a': 2, 'b': 1}"
sed -i 's/"a": 2/"a": 3/' "$tmp/keys/built/abc.json"
is 'one that was changed does not' "$(ask 'print(results.recall(path))')" None
mv "$tmp/keys/built/abc.json" "$tmp/keys/built/abd.json"
ask 'results.keep(path, {})' && mv "$tmp/keys/built/abc.json" "$tmp/keys/built/abd.json"
is 'nor one of another key' "$(ask 'print(results.recall(path.with_name("abd.json")))')" None
printf '{' >"$tmp/keys/built/abc.json"
is 'a damaged one does not' "$(ask 'print(results.recall(path))')" None
done_testing
