#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# storeresult: results come back as they were kept, and no others; seals are in seal.t.
. "$(dirname "$0")/../tap.sh"
needs jq
cd "$tmp" || exit 1
export XDG_STATE_HOME=$tmp/state
key=$(printf one | sha256sum | cut -c1-64)
other=$(printf other | sha256sum | cut -c1-64)
recall() { "$bin/storeresult" recall --store store built "$@"; }
keep() { printf %s "$1" | "$bin/storeresult" keep --store store built "$key"; }

is 'nothing was kept' "$(recall "$key") $?" 'null 0'
ok 'a result is kept' keep '{"b": "\u00e9\ud83d\ude00", "a": [1, 2.5, null, {}]}'
is 'it comes back' "$(recall "$key")" '{"a":[1,2.5,null,{}],"b":"é😀"}'
is 'to nobody who asks for another' "$(recall "$other" "$key" "$other" | jq -c '.a // "none"')" \
	'"none"
[1,2.5,null,{}]
"none"'
is 'or for what another stage made' "$("$bin/storeresult" recall --store store base "$key")" null
mv "store/keys/built/$key.json" "store/keys/built/$other.json"
is 'one of another key does not' "$(recall "$other")" null
ok 'another one' keep '{}'
is 'is in place of it' "$(recall "$key")" '{}'

# What C has no strings for is not kept: it is made again
rm "store/keys/built/$key.json"
ok 'a NUL' keep '{"a": "\u0000"}'
is 'is not kept' "$(recall "$key") $(ls store/keys/built)" "null $other.json"

for text in '' '[]' '"x"' '{' '{"a":1} x'; do
	fails "no object: $text" 1 '^storeresult: standard input: not a JSON object$' keep "$text"
done
fails 'no stage' 2 "^storeresult: 'none' is not a stage" \
	"$bin/storeresult" recall --store store none "$key"
fails 'no key' 2 "^storeresult: '../x' is not a key" recall ../x
fails 'nothing to do' 2 "^storeresult: 'x' is neither" \
	"$bin/storeresult" x --store store built "$key"
fails 'two are kept' 2 "^storeresult: 'keep' is neither" \
	"$bin/storeresult" keep --store store built "$key" "$other"
fails 'no store' 2 '^storeresult: --store' "$bin/storeresult" recall built "$key"
done_testing
