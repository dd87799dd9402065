#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# explain: in which state a lock is, and what make itself says that it would do.
. "$(dirname "$0")/../tap.sh"
needs jq make
cd "$tmp" || exit 1
mkdir work
old=$("$bin/cachekey" --record old.record lock uv=1.0)
new=$("$bin/cachekey" --record work/inputs.record lock uv=2.0)
explain() {
	"$top/tools/analyze/explain.sh" --lock a.lock --work work --cachekey "$bin/cachekey" -- "$@"
}
first() { explain true 2>&1 | sed '/^what make finds/,$d'; }

# Given locks in each state
is 'no lock' "$(first)" 'a.lock: not there: resolve makes it'
echo 'lock-version = "1.0"' >a.lock
is "another tool's lock" "$(first)" 'a.lock: made elsewhere: taken as it is'
printf 'inputs = "%s"\n' "$new" >a.lock
is 'a fresh one' "$(first)" 'a.lock: fresh: nothing is resolved'
printf 'inputs = "%s"\n' "$old" >a.lock
like 'one that was made elsewhere and is not fresh' "$(first)" \
	'^a\.lock: not fresh: its inputs were others; what they were is not recorded here'
cp old.record work/lock.record
like 'one that was made here and is not fresh' "$(first | head -n 1)" \
	'^a\.lock: not fresh: its inputs were others:$'
like 'what is another' "$(first | tail -n 1)" '^    uv: 1\.0 -> 2\.0$'

# When make would do something
printf 'all: made there.txt\nthere.txt: ; touch there.txt\nmade: source; cp source made\n' >Makefile
touch -d '2 hours ago' made
touch source
said() { explain make -n --trace "$@" 2>&1 | sed '1,/^what make finds/d'; }
is 'what is older than what it is made of' "$(said made)" '    made: source'
is 'what is not there' "$(said there.txt)" '    there.txt: is not there'
touch made
is 'nothing' "$(said made)" '    nothing'
is 'nothing was run' "$(ls there.txt 2>/dev/null)" ''
is 'nothing is left behind' "$(cd work && echo *)" 'inputs.record lock.record'

# A record that cachekey did not write is bad input, to jq whatever it is.
deep() { head -c "$1" /dev/zero | tr '\0' '['; }
for bad in "$(deep 100000)" "$(deep 300)" '"text"' '{"key": 1}' '{}' '' \
	'{"key": "a"} {"key": "b"}'; do
	for record in inputs lock; do
		cp work/inputs.record whole.record
		printf '%s' "$bad" >"work/$record.record"
		fails "${bad:0:20} as what $record were made of" 1 \
			"^explain: work/$record\.record: not a record of what" explain true
		mv whole.record work/inputs.record
		cp old.record work/lock.record
	done
done
fails 'an unknown option' 2 '^explain: --what: no such option' \
	"$top/tools/analyze/explain.sh" --what
done_testing
