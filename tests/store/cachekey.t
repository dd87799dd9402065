#!/bin/bash
# SPDX-License-Identifier: MIT
# cachekey: one key for the same components, another for any other, and words for the difference.
. "$(dirname "$0")/../tap.sh"

cd "$tmp" || exit 1
printf 'one\n' >one
printf 'two\n' >two
cp one copy
key() { "$bin/cachekey" "$@"; }

# --- keys

one=$(sha256sum <one | cut -d ' ' -f 1)
is 'a key is the hash of netstrings, as the manual has them' "$(key layer b=2 'a= x=y@z' c@one)" \
	"$(printf '5:layer,8:a= x=y@z,3:b=2,66:c@%s,' "$one" | sha256sum | cut -d ' ' -f 1)"
is 'a stage alone has a key' "$(key layer)" "$(printf '5:layer,' | sha256sum | cut -d ' ' -f 1)"
is 'order does not count' "$(key s b=2 a=1 c@one)" "$(key s c@one a=1 b=2)"
is 'where a file lies does not count' "$(key s c@one)" "$(key s c@./copy)"
printf 'b=2\na=1\n' >arguments
is 'arguments may come from a file' "$(key s @arguments c@one)" "$(key s a=1 b=2 c@one)"

keys=
for components in 'a=1' 'a=2' 'b=1' 'a=1 b=' 'a=' 'a@one' 'a@two' "a=$one" 'a=1,3:b=2' 'a=1 b=2' \
	'a= b=' 'ab='; do
	# shellcheck disable=SC2086 # one argument a word
	keys+=$(key s $components)$'\n'
done
keys+=$(key t a=1)$'\n'
is 'each of 13 sets of components has a key of its own' "$(printf %s "$keys" | sort -u | wc -l)" 13

# --- records

is 'the key is printed when it is recorded too' "$(key s a=1 c@one --record dir/r.json)" \
	"$(key s a=1 c@one)"
is 'the record' "$(cat dir/r.json)" \
	"{\"components\":{\"a\":{\"value\":\"1\"},\"c\":{\"file\":\"one\",\"sha256\":\"$one\"}},\
\"key\":\"$(key s a=1 c@one)\",\"stage\":\"s\"}"
ok 'a record of what is not ASCII' key s 'é=ü' --record r.json
fails 'a record that cannot be written' 3 '^cachekey: /dev/null/r.json: cannot create' \
	"$bin/cachekey" s a=1 --record /dev/null/r.json
is 'nothing is printed then' "$(key s a=1 --record /dev/null/r.json 2>/dev/null)" ''
ln -s /dev/full full
fails 'a record on a full device' 3 '^cachekey: full: cannot write: No space' "$bin/cachekey" s \
	a=1 --record full
ok 'which stays' test -c full
{ key s a=1 --record plain && cat plain; } | tac >plain.new && mv plain.new plain
is 'a record on standard output, before the key' "$(key s a=1 --record /dev/stdout)" "$(cat plain)"
key s a=1 --record /dev/stdout >both
is 'also when that is a file' "$(cat both)" "$(cat plain)"
fails 'a file that is not there' 1 '^cachekey: gone: cannot open: No such file' "$bin/cachekey" s \
	a=1 b@gone --record gone.json
ok 'nothing is recorded then' test ! -e gone.json

# --- differences

key layer numpy=1.26.3 einops=0.8.0 lock@one base@one empty= --record old.json >old.key
key layer numpy=1.26.4 torch=2.2.0 lock@two base@copy empty=x --record new.json >new.key
two=$(sha256sum <two | cut -d ' ' -f 1)
is 'each component that changed, came or went is named' "$(key diff old.json new.json)" \
	"einops: removed, was 0.8.0
empty: (empty) -> x
lock: one (sha256 ${one:0:12}) -> two (sha256 ${two:0:12})
numpy: 1.26.3 -> 1.26.4
torch: added, 2.2.0"
key diff old.json new.json >/dev/null
is 'the status says that they differ' $? 1
is 'equal records say nothing' "$(key diff old.json old.json; echo $?)" 0
key layer numpy=1.26.3 einops=0.8.0 lock@copy base@one empty= --record moved.json >/dev/null
is 'a file that only moved is no difference' "$(key diff old.json moved.json; echo $?)" 0
key image numpy=1.26.3 einops=0.8.0 lock@"$bin/cachekey" base@one empty= --record stage.json \
	>/dev/null
like 'another stage, another content' "$(key diff old.json stage.json)" '^\(stage\): layer -> image
lock: one \(sha256 [0-9a-f]{12}\) -> .*/cachekey \(sha256 [0-9a-f]{12}\)$'
key layer $'a=\e[2J\n' --record hostile.json >/dev/null
key layer a=1 --record plain.json >/dev/null
is 'a hostile value cannot write to the terminal' "$(key diff hostile.json plain.json)" \
	'a: \x1b[2J\x0a -> 1'

record() { printf '%s' "$1" >bad.json; }
record 'x'
fails 'a record that is no JSON' 1 '^cachekey: bad.json:1:1: not valid JSON' "$bin/cachekey" diff \
	old.json bad.json
record '[]'
fails 'a record that is no object' 1 '^cachekey: bad.json: not an object' "$bin/cachekey" diff \
	bad.json old.json
record '{"stage":"s"}'
fails 'a record without components' 1 '^cachekey: bad.json: .components: missing' "$bin/cachekey" \
	diff bad.json old.json
record '{"stage":1,"components":{}}'
fails 'a stage that is a number' 1 '^cachekey: bad.json: .stage: not a string' "$bin/cachekey" \
	diff bad.json old.json
record '{"stage":"s","components":{"a":1}}'
fails 'a component that is a number' 1 '^cachekey: bad.json: a: .file: missing' "$bin/cachekey" \
	diff bad.json bad.json
record '{"stage":"s","components":{"a":{"file":"f","sha256":1}}}'
fails 'a hash that is a number' 1 '^cachekey: bad.json: a: .sha256: not a string' "$bin/cachekey" \
	diff bad.json bad.json
fails 'a record that is not there' 1 '^cachekey: gone.json: cannot open' "$bin/cachekey" diff \
	gone.json old.json

# --- what is refused

fails 'a component twice' 1 '^cachekey: a: the component is given twice$' "$bin/cachekey" s a=1 \
	b=2 a=1
fails 'a directory' 1 '^cachekey: \.: cannot read: Is a directory$' "$bin/cachekey" s a@.
fails 'no stage' 2 'STAGE is wanted' "$bin/cachekey"
fails 'neither a value nor a file' 2 "'numpy' is neither" "$bin/cachekey" s numpy
fails 'no name' 2 "'=1' is neither" "$bin/cachekey" s =1
fails 'a value that is no text' 1 'a: not UTF-8 text' "$bin/cachekey" s $'a=\xff'
fails 'one record to compare' 2 "'diff' wants OLD and NEW" "$bin/cachekey" diff old.json
fails 'an option that is not known' 2 'option' "$bin/cachekey" --wat s
print_to_full_disk() { key s a=1 >/dev/full; }
said=$(print_to_full_disk 2>&1)
is 'a full disk' "$?: $said" '3: cachekey: standard output: No space left on device'

done_testing
