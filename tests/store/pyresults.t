#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# results.py: results come back as they were kept, and its table is the one that C has.
. "$(dirname "$0")/../tap.sh"
python=$top/build/setup/venv/bin/python

ask() { PYTHONPATH=$top/tools "$python" -c "import pathlib, sys; from store import results
path = results.path_of(pathlib.Path(sys.argv[1]), 'built', sys.argv[2])
$1" "$tmp" "${2:-$key}"; }
key=$(printf x | sha256sum | cut -c1-64)
other=$(printf y | sha256sum | cut -c1-64)

is 'the table has what C reads of it' \
	"$(ask \
		'print(*(f"{name} {number}" for name, number in results.VERSIONS.items()), '\
'sep="\n")')" \
	"$(printf '#define STAGE(name, version) name version\n#include "store/stages.def"\n' |
		gcc -E -P -I"$top/tools" - | sed '/^$/d')"
is 'nothing was kept' "$(ask 'print(results.recall(path))')" None
is 'a result is returned' "$(ask 'print(results.keep(path, {"b": 1, "a": 2}))')" "{'b': 1, 'a': 2}"
like 'and kept, sorted, under a seal' "$(cat "$tmp/keys/built/$key.json")" \
	'^\{"seal":"[0-9a-f]{64}","result":\{"a":2,"b":1\}\}$'
is 'it comes back' "$(ask 'print(results.recall(path))')" "{'a': 2, 'b': 1}"
sed -i 's/"a":2/"a":3/' "$tmp/keys/built/$key.json"
is 'one that was changed does not' "$(ask 'print(results.recall(path))')" None
ask 'results.keep(path, {})' && mv "$tmp/keys/built/$key.json" "$tmp/keys/built/$other.json"
is 'nor one of another key' \
	"$(ask 'print(results.recall(path.with_name(sys.argv[2] + ".json")))' "$other")" None
printf '{' >"$tmp/keys/built/$key.json"
is 'a damaged one does not' "$(ask 'print(results.recall(path))')" None
done_testing
