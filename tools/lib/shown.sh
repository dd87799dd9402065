# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# shown.sh: what other programs said, fit for a terminal; sourced.

# Prints standard input. A ? stands for what could write to the terminal or turn the direction of
# text around, **** for users and passwords of addresses (lib/userinfo.h); bytes that are not UTF-8
# text, and carriage returns, are left out.
shown() {
	local user='[^[:space:]/?#"<>`]'
	{ iconv -c -f UTF-8 -t UTF-8 || :; } | LC_ALL=C tr -d '\r' |
		LC_ALL=C tr '\000-\010\013-\037\177' '?' | LC_ALL=C sed -E \
			-e $'s/\xc2[\x80-\x9f]|\xe2\x80[\x8e\x8f\xa8-\xae]|\xe2\x81[\xa6-\xa9]/?/g' \
			-e "s,((^|[^h]|(^|[^s])h|(^|[^s])sh)://)$user+@,\\1****@,g" \
			-e "s,(ssh://)$user*:$user*@,\\1****@,g"
}
