# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154 # what tap.sh sets
# verified.sh: what tests source that ask verify(1), after tap.sh.
#
#   verified ARGUMENT...   runs it, its document goes to $tmp/verify.json, and prints the page that
#                          shows the document; returns the exit status of verify

verified() {
	local status
	rm -f "$tmp/verify.json"
	"$bin/verify" --opened "$top/tools/verify/opened.json" --json "$tmp/verify.json" "$@"
	status=$?
	[ ! -e "$tmp/verify.json" ] ||
		jq -r --argjson colour false -f "$top/tools/verify/showverify.jq" "$tmp/verify.json"
	return "$status"
}
