#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The programs are hardened: what the linker and the compiler were told is found in each of them.
. "$(dirname "$0")/../tap.sh"
needs readelf nm objdump
case $bin in
*/sanitized/* | */coverage/*)
	ok 'programs of another kind have checks of their own' true
	done_testing
	exit
	;;
esac

for path in "$bin"/*; do
	program=${path##*/}
	like "$program: its addresses are random" "$(readelf -dW "$path")" 'FLAGS_1.* PIE'
	like "$program: all is bound at its start" "$(readelf -dW "$path")" 'FLAGS_1.* NOW'
	segments=$(readelf -lW "$path")
	like "$program: and read-only from then on" "$segments" 'GNU_RELRO'
	like "$program: its stack is no code" "$segments" 'GNU_STACK .* RW  '
	like "$program: its stack is watched" "$(readelf -sW "$path")" '__stack_chk_fail'
done
# A call of the C library that knows the size of what it writes into has a name of its own.
for path in "$bin"/*; do
	nm -D "$path" | grep -q ' U __[a-z]*printf_chk' || echo "${path##*/}"
done >"$tmp/unfortified"
# gcc and clang touch each page of a large frame before the next: nothing but a page at a time is
# taken off the stack. What has sixteen digits is negative.
[ "$(uname -m)" != x86_64 ] || for path in "$bin"/*; do
	objdump -d --no-show-raw-insn "$path" | awk -v name="${path##*/}" '
		match($0, /sub +\$0x[0-9a-f]+,%rsp/) {
			size = substr($0, RSTART, RLENGTH)
			gsub(/^sub +\$0x|,%rsp$/, "", size)
			if (length(size) < 16 && (length(size) > 4 || (length(size) == 4 && size > "1000")))
				print name ": " $0
		}'
done >"$tmp/leaps"
is 'no frame leaps over the page that guards the stack' "$(cat "$tmp/leaps")" ''
is 'the C library looks at sizes' "$(cat "$tmp/unfortified")" ''
done_testing
