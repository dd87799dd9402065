#!/bin/bash
# SPDX-License-Identifier: MIT
# baselock.sh: a lock is read strictly, and tells fetch and baselayer what they need. Resolving is
# in tests/e2e.
# shellcheck disable=SC2317 # functions are called by ok and fails
. "$(dirname "$0")/../tap.sh"
cd "$tmp" || exit 1
baselock=$top/tools/debian/baselock.sh

# Given a lock with a package of each archive
a=$(printf 'a%.0s' {1..64}) b=$(printf 'b%.0s' {1..64})
{
	printf '# comment\n\n'
	printf \
		'libc++1 1:14.0-16 arm64 123 %s '\
'debian/pool/main/l/libc++/libc++1_14.0-16_arm64.deb\n' "$a"
	printf 'x 1~deb12u1 all 45 %s debian-security/pool/updates/main/x/x/x_1~deb12u1_all.deb\n' \
		"$b"
} >lock

# Then fetch gets a line per file, with every mirror of its archive, escaped as apt does it
is 'the list' "$("$baselock" --list --mirror http://m/debian/ --mirror http://n/x/debian \
	--mirror http://s/debian-security lock)" \
"$a 123 libc++1_14.0-16_arm64.deb \
http://m/debian/pool/main/l/libc%2b%2b/libc%2b%2b1_14.0-16_arm64.deb \
http://n/x/debian/pool/main/l/libc%2b%2b/libc%2b%2b1_14.0-16_arm64.deb
$b 45 x_1~deb12u1_all.deb http://s/debian-security/pool/updates/main/x/x/x_1%7edeb12u1_all.deb"
is 'security lies beside the archive' \
	"$("$baselock" --list --mirror http://m/debian lock | tail -n 1 | cut -d' ' -f4)" \
	http://m/debian-security/pool/updates/main/x/x/x_1%7edeb12u1_all.deb
is 'and the archive beside security' \
	"$("$baselock" --list --mirror http://m/debian-security/20260101/ lock | head -n 1 |
		cut -d' ' -f4)" \
	http://m/debian/20260101/pool/main/l/libc%2b%2b/libc%2b%2b1_14.0-16_arm64.deb
fails 'no such archive' 1 'no addresses of debian and debian-security are known' "$baselock" \
	--list --mirror http://m/other lock

is 'offline, no address is named' "$("$baselock" --list --offline lock | cut -d' ' -f 2-)" \
	'123 libc++1_14.0-16_arm64.deb none:
45 x_1~deb12u1_all.deb none:'
fails 'and no lock is made' 1 \
	'^baselock.sh: new: to be made, which needs .*PYLOCK_OFFLINE=1: run `make base` once '\
'without it$' \
	"$baselock" --offline --suite bookworm --arch amd64 -o new python3

# And baselayer gets the files in the store
is 'the packages' "$("$baselock" --debs /the/store lock)" \
"libc++1_14.0-16_arm64.deb=/the/store/sha256/aa/$a
x_1~deb12u1_all.deb=/the/store/sha256/bb/$b"

# A lock that is not as this program writes it is refused, with its place
refused() { # name line
	printf '# comment\n%s\n' "$2" >bad
	fails "$1" 1 '^baselock.sh: bad:2: not a line of a lock$' "$baselock" --list \
		--mirror http://m/debian bad
}
refused 'a short line' 'x 1 all 45'
refused 'a short digest' 'x 1 all 45 abc debian/pool/x.deb'
refused 'a negative size' "x 1 all -45 $a debian/pool/x.deb"
refused 'no pool' "x 1 all 45 $a debian/x.deb"
refused 'an archive that has no name' "x 1 all 45 $a ../x.deb"
refused 'an address' "x 1 all 45 $a http://evil/pool/x.deb"
refused 'a path that leads out' "x 1 all 45 $a debian/pool/../../x.deb"
refused 'a command' "x 1 all 45 $a debian/pool/\$(id).deb"
refused 'a name with a slash' "../x 1 all 45 $a debian/pool/x.deb"
fails 'no lock' 1 '^baselock.sh: none: No such file or directory$' "$baselock" --debs store none

# Archives besides Debian's
printf 'x 1 all 45 %s vendor/pool/x/x_1_all.deb\ny 1~2 all 46 %s flat/y_1~2_all.deb\n' "$a" "$b" \
	>vendors
vendors=(--source 'vendor|https://v.example/apt/|r36.4|main,extra|vendor.asc' \
	--source "flat|http://f.example/u22|/|-|http://f.example/key|sha256=$a|snapshot")
is 'their packages come from there' \
	"$("$baselock" --list --mirror http://m/debian "${vendors[@]}" vendors)" \
"$a 45 x_1_all.deb https://v.example/apt/pool/x/x_1_all.deb
$b 46 y_1~2_all.deb http://f.example/u22/y_1%7e2_all.deb"
fails 'one that is not given' 1 \
	'^baselock.sh: vendors: x_1_all.deb is from the archive vendor, which PYLOCK_APT_SOURCES '\
'does not name' \
	"$baselock" --list --mirror http://m/debian vendors
is 'baselayer needs no address' "$("$baselock" --debs /s vendors | head -n 1)" \
	"x_1_all.deb=/s/sha256/aa/$a"
source_refused() { # name source regex
	fails "$1" 2 "^baselock.sh: --source: $3" "$baselock" --list --mirror http://m/debian \
		--source "$2" lock
}
source_refused 'too few fields' 'v|http://v|s|c' "'v.http://v.s.c' is not NAME"
source_refused "Debian's name" 'debian|http://v|s|c|k' "'debian' is not a name"
source_refused 'no address' 'v|v.example|s|c|k' "v: 'v.example' is not an address"
source_refused 'an address with a blank' 'v|http://v deb|s|c|k' \
	"v: 'http://v deb' is not an address"
source_refused 'a suite with an option' 'v|http://v|[trusted=yes]|c|k' \
	"v: '.trusted=yes.' is not a suite"
source_refused 'no components' 'v|http://v|s|-|k' 'v: components are missing'
source_refused 'a key of no hash from elsewhere' 'v|http://v|s|c|http://v/k' \
	'v: a key that is fetched wants its .sha256=<hex>'
source_refused 'a hash that is none' 'v|http://v|s|c|k|sha256=12' 'v: sha256=12 is not a SHA-256'
source_refused 'another field' 'v|http://v|s|c|k|trusted' "v: 'trusted' is neither"

# Archives that cannot be had, or are signed by nobody, leave the old lock as it is
mkdir -p mirror/debian/dists/bookworm mirror/debian-security
echo 'Origin: Evil' >mirror/debian/dists/bookworm/Release
cp lock old
resolve() {
	"$baselock" --suite bookworm --arch arm64 --mirror "file://$tmp/mirror/debian" -o lock x \
		2>&1 >/dev/null | tail -n 1 >&2
	return "${PIPESTATUS[0]}"
}
fails 'archives that nobody signed' 3 "^baselock.sh: the archives' indexes cannot be had$" resolve
ok 'the lock is as it was' cmp lock old
is 'nothing is left' "$(echo lock*)" lock

# Wrong command lines
fails 'no suite' 2 "^baselock.sh: --suite: '' is not a suite" "$baselock" --arch arm64 -o lock x
fails 'no architecture' 2 "^baselock.sh: --arch: '' is not an arch" "$baselock" --suite bookworm \
	-o lock x
fails 'no lock to write' 2 '^baselock.sh: -o is missing$' "$baselock" --suite bookworm \
	--arch arm64 x
fails 'no packages' 2 '^baselock.sh: no packages are given$' "$baselock" --suite bookworm \
	--arch arm64 -o lock
fails 'a package that is an option' 2 '^baselock.sh: -x: no such option' "$baselock" \
	--suite bookworm --arch arm64 -o lock -x
fails 'a package that is none' 1 "^baselock.sh: 'X/y' is not a name" "$baselock" --suite bookworm \
	--arch arm64 -o lock X/y
fails 'a wrong mirror' 2 '^baselock.sh: --mirror: .* is not an address' "$baselock" --list \
	--mirror 'http://m/debian bookworm evil' lock

done_testing
