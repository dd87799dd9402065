#!/bin/bash
# SPDX-License-Identifier: MIT
# baseconfigure.sh: wrong input ends it before anything runs. Configuring is in tests/e2e.
# shellcheck disable=SC2317 # functions are called by ok and fails
. "$(dirname "$0")/../tap.sh"
cd "$tmp" || exit 1
baseconfigure=$top/tools/debian/baseconfigure.sh
echo text >text.deb

fails 'no suite' 2 "^baseconfigure.sh: --suite: '' is not a suite" "$baseconfigure" --arch arm64 \
	-o x text.deb
fails 'no architecture' 2 "^baseconfigure.sh: --arch: '' is not an arch" "$baseconfigure" \
	--suite bookworm -o x text.deb
fails 'no root to write' 2 '^baseconfigure.sh: -o is missing$' "$baseconfigure" --suite bookworm \
	--arch arm64 text.deb
fails 'no packages' 2 '^baseconfigure.sh: no packages are given$' "$baseconfigure" \
	--suite bookworm --arch arm64 -o x
fails 'an unknown option' 2 '^baseconfigure.sh: --yes: no such option' "$baseconfigure" --yes
fails 'a missing package' 1 '^baseconfigure.sh: none.deb: cannot be read$' "$baseconfigure" \
	--suite bookworm --arch arm64 -o x none.deb
fails 'a missing list' 1 '^baseconfigure.sh: none: cannot be read$' "$baseconfigure" \
	--suite bookworm --arch arm64 -o x @none
not_a_package() {
	"$baseconfigure" --suite bookworm --arch arm64 -o x name.deb=text.deb 2>&1 >/dev/null |
		tail -n 1 >&2
	return "${PIPESTATUS[0]}"
}
fails 'no package' 1 '^baseconfigure.sh: name.deb: not a Debian package$' not_a_package
is 'nothing is left' "$(echo *)" text.deb

done_testing
