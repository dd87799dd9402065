#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# fetch: every file arrives, once, whole and right, whatever the server does; and what does not
# arrive is said.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
needs strace

export HOME=$tmp no_proxy='*'
unset http_proxy https_proxy all_proxy

# Given a few files,
files=$tmp/files
mkdir "$files"
for i in $(seq 12); do
	head -c $((i * 10007)) /dev/urandom >"$files/pkg$i-1.0-py3-none-any.whl"
done
a=pkg9-1.0-py3-none-any.whl
b=pkg3-1.0-py3-none-any.whl
head -c 3000000 /dev/urandom >"$files/large.whl"
: >"$files/nothing"
mapfile -t wheels < <(cd "$files" && ls -- *.whl)
sha() { sha256sum "$files/$1" | cut -c1-64; }
size() { stat -c %s "$files/$1"; }
line() { # filename url...
	local file=$1
	shift
	printf '%s %s %s %s\n' "$(sha "$file")" "$(size "$file")" "$file" "$*"
}
# and a store that is new each time:
fetch() { # list, on stdin; options
	rm -rf "$tmp/store"
	again "$@"
}
again() { "$bin/fetch" --store "$tmp/store" --retries 2 "$@" -; }
quiet() { fetch --quiet "$@"; }
has() { # filename...
	local file
	for file; do
		cmp "$files/$file" "$tmp/store/sha256/$(sha "$file" | cut -c1-2)/$(sha "$file")" ||
			return
	done
}
partials() { find "$tmp/store/partial" -type f | wc -l; }
# of requests for which path
ranges() { awk -v path="${1:-}" '$2 ~ path { print $3 }' "$faults_log" | tr '\n' ' '; }
serve_faults "$files"

# --- what must simply work ---

serve_nginx "$files"
(cd "$files" && for file in *.whl; do line "$file" "$nginx/$file"; done) >"$tmp/list"
ok 'a list is fetched' quiet --jobs 4 <"$tmp/list"
ok 'each file is in the store' has "${wheels[@]}"
is 'and read-only' "$(find "$tmp/store/sha256" -type f ! -perm 0444)" ''
is 'nothing is left over' "$(partials)" 0
ok 'connections are used again' [ "$(cut -d' ' -f1 "$nginx_log" | sort -u | wc -l)" -le 4 ]
: >"$nginx_log"
ok 'again, with everything in the store' again --quiet <"$tmp/list"
is 'nothing is asked for' "$(cat "$nginx_log")" ''

serve_nginx "$files" tls
(cd "$files" && for file in *.whl; do line "$file" "$nginx/$file"; done) >"$tmp/list"
SSL_CERT_FILE=$nginx_ca CURL_CA_BUNDLE='' ok 'by HTTPS, with the CA of SSL_CERT_FILE' quiet \
	<"$tmp/list"
ok 'all files' has "${wheels[@]}"
is 'by HTTP/2' "$(cut -d' ' -f2 "$nginx_log" | sort -u)" HTTP/2.0
ok 'multiplexed: 13 files over four connections, one for each thread' \
	[ "$(cut -d' ' -f1 "$nginx_log" | sort -u | wc -l)" -le 4 ]
is 'of which no file is asked for twice' "$(cut -d' ' -f4 "$nginx_log" | sort | uniq -d)" ''
line $a "$nginx/$a" >"$tmp/list"
fails 'a server that nobody vouches for' 3 "$a: .*SSL certificate" quiet <"$tmp/list"

# openssl answers with the file as it is, header lines and all.
mkdir "$tmp/moved"
port=$(free_port)
(cd "$tmp/moved" && exec openssl s_server -quiet -HTTP -accept "127.0.0.1:$port" \
	-cert "${nginx_ca%/*}/server.pem" -key "${nginx_ca%/*}/server.key" >/dev/null 2>&1) &
started $!
wait_for $! bash -c "exec 3<>/dev/tcp/127.0.0.1/$port" || cannot 'openssl s_server starts'
moved() { # where it leads
	printf 'HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: %s\r\n\r\n' "$1" >"$tmp/moved/$a"
	line $a "https://127.0.0.1:$port/$a" >"$tmp/list"
}
moved "$nginx/$a"
CURL_CA_BUNDLE=$nginx_ca ok 'what is moved by HTTPS to HTTPS is had' quiet <"$tmp/list"
: >"$faults_log"
moved "$faults/good/$a"
CURL_CA_BUNDLE=$nginx_ca fails 'from HTTPS to HTTP nobody is led' 3 \
	"$a: https://127\.0\.0\.1:$port/$a: Protocol .?http" \
	quiet --retries 0 <"$tmp/list"
is 'nor is anything asked there' "$(cat "$faults_log")" ''

line $a "file://$files/$a" >"$tmp/list"
ok 'a file: URL' quiet <"$tmp/list"
ok 'is fetched too' has $a

printf '# a comment\n\n  %s - %s   %s\n' "$(sha $a | tr a-f A-F)" $a "$faults/good/$a" >"$tmp/list"
ok 'comments, blanks, an upper-case hash and no size' quiet <"$tmp/list"
ok 'say the same' has $a
printf '%s 0 nothing %s\n' "$(sha nothing)" "$faults/good/nothing" >"$tmp/list"
ok 'a file without a byte' quiet <"$tmp/list"
ok 'is a file' has nothing

: >"$faults_log"
{
	line $a "$faults/good/$a"
	line $a "$faults/good/$a"
	printf '%s - other.whl %s\n' "$(sha $a)" "$faults/redirect/$a"
} >"$tmp/list"
ok 'one content under two names' quiet --link "$tmp/links" <"$tmp/list"
is 'is one transfer' "$(wc -l <"$faults_log")" 1
ok 'and has both links' cmp "$tmp/links/$a" "$tmp/links/other.whl"
is 'which are the very file of the store' "$(stat -c %i "$tmp/links/$a")" \
	"$(stat -c %i "$tmp"/store/sha256/*/*)"
rm -r "$tmp/links"
ok 'links without a download' again --quiet --link "$tmp/links" <<<"$(sha $a) - $a none:"
ok 'are made' cmp "$files/$a" "$tmp/links/$a"

line $a "$faults/redirect/$a" >"$tmp/list"
ok 'a redirect' quiet <"$tmp/list"
line $a "${faults/\/\//\/\/user:secret@}/secret/$a" >"$tmp/list"
ok 'a user and a password in the URL' quiet <"$tmp/list"
printf 'machine 127.0.0.1 login user password secret\n' >"$tmp/.netrc"
line $a "$faults/secret/$a" >"$tmp/list"
ok 'the same from ~/.netrc' quiet <"$tmp/list"
rm "$tmp/.netrc"

# --- what is said ---

line $a "$faults/good/$a" >"$tmp/list"
is 'a line for each file' "$(fetch <"$tmp/list" 2>&1)" "fetch: $a 90.1 kB"
is 'none with --quiet' "$(quiet <"$tmp/list" 2>&1)" ''
terminal() {
	python3 -c '
import os, pty, sys

sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))' "$bin/fetch" \
		--store "$tmp/store" "$tmp/list" </dev/null
}
rm -r "$tmp/store"
like 'on a terminal, one line that is kept up to date' "$(terminal)" \
	$'^\r''fetch: .*1/1 files, 90.1 kB of 90.1 kB, .*/s, 0:00 left'

# --- faults that pass ---

passing() {
	cat <<-EOF
		reset reset - bytes=1500000-
		truncated truncated - bytes=1500000-
		without-length,-too-short http10 - bytes=1500000-
		500-twice flaky=2 - - -
		429-with-Retry-After limit=1 - -
		changed-in-between mixed - bytes=1500000- -
		gzip-in-name-only labelled -
	EOF
}
while read -r what fault _; do
	head -c 3000000 /dev/urandom >"$files/$what"
	line "$what" "$faults/$fault/$what"
done < <(passing) >"$tmp/list"
ok 'faults that pass, all at once' quiet <"$tmp/list"
while read -r what fault wanted; do
	ok "$what: the file is right" has "$what"
	is "$what: these ranges were asked for" "$(ranges "/$what\$")" "$wanted "
done < <(passing)

leave_half() { # of large.whl
	rm -rf "$tmp/store"
	mkdir -p "$tmp/store/partial"
	head -c 1000000 "$files/large.whl" >"$tmp/store/partial/$(sha large.whl)"
}
for fault in norange badrange; do
	leave_half
	line large.whl "$faults/$fault/large.whl" >"$tmp/list"
	ok "$fault: a partial file that cannot be continued" again --quiet <"$tmp/list"
	ok '... is fetched anew' has large.whl
	is '... and not left' "$(partials)" 0
done
leave_half
head -c 1000001 /dev/zero >"$tmp/store/partial/$(sha large.whl)"
line large.whl "$faults/good/large.whl" >"$tmp/list"
ok 'a partial file with other bytes' again --quiet --retries 0 <"$tmp/list"
ok '... is fetched anew' has large.whl
leave_half
cat "$files/large.whl" "$files/large.whl" >"$tmp/store/partial/$(sha large.whl)"
ok 'a partial file that is too long' again --quiet <"$tmp/list"
ok '... is fetched anew' has large.whl
for size in 3000000 -; do
	leave_half
	cp "$files/large.whl" "$tmp/store/partial/$(sha large.whl)"
	ok 'a partial file that is complete' again \
		--quiet <<<"$(sha large.whl) $size large.whl $(nowhere)/"
	ok '... needs no server' has large.whl
done
leave_half
ok 'a file of unknown size' again --quiet <<<"$(sha large.whl) - large.whl $faults/good/large.whl"
ok '... is continued too' has large.whl
leave_half
cat "$files/large.whl" "$files/large.whl" >"$tmp/store/partial/$(sha large.whl)"
ok 'an answer 416' again --quiet <<<"$(sha large.whl) - large.whl $faults/good/large.whl"
ok '... starts anew' has large.whl

# --- mirrors ---

for fault in status=404 status=403 wrong reset=9 gzip long short hang loop tofile; do
	line $a "$faults/$fault/$a" "$faults/good/$a" >"$tmp/list"
	ok "$fault, and a mirror that has it" quiet --timeout 1 <"$tmp/list"
	ok '... is enough' has $a
done
line $a "$(nowhere)/$a" 'http://name.invalid/x' "$faults/good/$a" >"$tmp/list"
ok 'two that are not there, and one that is' quiet <"$tmp/list"

# --- faults that stay: a line, a status, nothing half written ---

bad() { # name status regex url [option...]
	local name=$1 status=$2 regex=$3 url=$4
	shift 4
	line $a "$url" >"$tmp/list"
	fails "$name" "$status" "^fetch: $a: ${url%%\?*}: $regex" quiet --retries 0 "$@" \
		<"$tmp/list"
	is '... and the store is empty' "$(find "$tmp/store/sha256" -type f 2>/dev/null)" ''
}
hash='[0-9a-f]{64}'
replaced='the file was replaced after the lock was made.*make upgrade'
bad 'wrong bytes' 1 "expected sha256 $(sha $a), received $hash \(90063 bytes\): $replaced" \
	"$faults/wrong/$a"
is 'wrong bytes are not kept' "$(partials)" 0
bad 'too few bytes' 1 "expected sha256 $(sha $a), received $hash \(90062 bytes\): $replaced" \
	"$faults/short/$a"
bad 'no bytes' 1 "expected .*, received e3b0c44298fc.* \(0 bytes\): $replaced" "$faults/empty/$a"
bad 'one byte too many' 1 \
	"expected sha256 $(sha $a), received more than its 90063 bytes: $replaced" "$faults/long/$a"
bad 'bytes without end' 1 'expected .*, received more than its 90063 bytes' "$faults/endless/$a"
is 'they are not kept' "$(partials)" 0
bad 'gzip that nobody asked for' 3 'sends the file with Content-Encoding gzip' "$faults/gzip/$a"
bad 'not there' 1 'HTTP status 404$' "$faults/status=404/$a"
bad 'gone' 1 'HTTP status 410$' "$faults/status=410/$a"
bad 'forbidden' 1 'HTTP status 403: it wants other credentials, see ~/\.netrc$' \
	"$faults/status=403/$a"
bad 'a token has expired' 1 \
	'HTTP status 401: The token expired\\x1b: it wants other credentials, see ~/\.netrc$' \
	"$faults/expired/$a"
bad 'a password is wanted' 1 'HTTP status 401: it wants other credentials, see ~/\.netrc$' \
	"$faults/secret/$a"
bad 'an internal error' 3 'HTTP status 500$' "$faults/flaky=99/$a"
bad 'an answer without content' 3 'HTTP status 204$' "$faults/status=204/$a"
bad 'too many requests, for an hour' 3 'HTTP status 429, and wants to be asked again in 3600 s$' \
	"$faults/limit=3600/$a"
bad 'a redirect in circles' 3 '.*redirects' "$faults/loop/$a"
bad 'a redirect to file:' 3 '.*file.*not supported' "$faults/tofile/$a"
bad 'a reset' 3 '.*reset by peer' "$faults/reset=9/$a"
is 'what came is kept' "$(partials)" 1
bad 'an early end' 3 '.*[0-9]+ bytes remaining' "$faults/truncated=9/$a"
bad 'an early end without a length' 3 'ended after 45031 of 90063 bytes' "$faults/http10=9/$a"
bad 'no answer' 3 '.*1 seconds' "$faults/hang/$a" --timeout 1
bad 'a trickle' 3 '.*too slow|.*1 second' "$faults/trickle/$a" --timeout 1
bad 'no HTTP' 3 '.*HTTP/0.9' "$faults/garbage/$a"
bad 'nobody listens' 3 '.*(refused|connect)' "$(nowhere)/$a"
bad 'no such host' 3 '.*resolve' "http://name.invalid/$a"
bad 'no such file' 1 '.*open file' "file://$files/none"
fails 'fewer bytes than the list says, with the right hash' 1 \
	"$a: .*has 90063 bytes, but 90064 in the list" \
	quiet <<<"$(sha $a) 90064 $a $faults/good/$a"
line $a "gopher://127.0.0.1/$a" >"$tmp/list"
fails 'another kind of URL' 1 "$a: .*not an http, https or file URL" quiet <"$tmp/list"
line $a "http://user:secret@${faults#http://}/status=404/$a?token=secret" >"$tmp/list"
fails 'passwords are not shown' 1 "$a: $faults/status=404/$a\?\.\.\.: HTTP status 404$" quiet \
	<"$tmp/list"
line $a "$faults/wrong/$a" "$faults/status=404/$a" >"$tmp/list"
fails 'every URL has its say' 1 'expected .*, received .*; .*HTTP status 404$' quiet <"$tmp/list"
: >"$faults_log"
line $a "$faults/flaky=9/$a" >"$tmp/list"
fails 'retries are bounded' 3 'HTTP status 500$' quiet --retries 1 <"$tmp/list"
is 'one and one more' "$(wc -l <"$faults_log")" 2

# --- a failure does not stop the others ---

{
	line $a "$faults/status=404/$a"
	line $b "$faults/good/$b"
	line pkg1-1.0-py3-none-any.whl "$(nowhere)/"
} >"$tmp/list"
said=$(quiet --retries 0 <"$tmp/list" 2>&1)
is 'bad input outweighs an accident' $? 1
is 'a line for each failure' "$(wc -l <<<"$said")" 2
ok 'and the rest is fetched' has $b

# --- lists that are none ---

while IFS='|' read -r name regex text; do
	fails "$name" 1 "^fetch: standard input:1: $regex" quiet <<<"$text"
done <<-EOF
	a hash that is none|'abc' is not a sha256|abc 1 x http://x/
	another algorithm|.*is not a sha256|sha512:$(sha $a) 1 x http://x/
	too few words|wanted: sha256 size filename url|$(sha $a)
	a size that is none|'1x' is not a size|$(sha $a) 1x x http://x/
	a negative size|'-1' is not a size|$(sha $a) -1 x http://x/
	a size beyond all disks|.*is not a size|$(sha $a) 99999999999999999999 x http://x/
	a filename with a slash|'\.\./x' is not a filename|$(sha $a) 1 ../x http://x/
	a filename with a dot in front|'\.x' is not a filename|$(sha $a) 1 .x http://x/
	no URL|x: no URL|$(sha $a) 1 x
EOF
printf '%s 1 x http://x/\n%s 2 x http://x/\n' "$(sha $a)" "$(sha $a)" >"$tmp/list"
fails 'two sizes for one file' 1 '^fetch: standard input:2: x: size 2, but 1 for' quiet <"$tmp/list"
printf '%s 1 x http://x/\n%s 2 x http://x/\n' "$(sha $a)" "$(sha $b)" >"$tmp/list"
fails 'two files for one link' 1 'x: two files of that name' quiet --link "$tmp/links" <"$tmp/list"
fails 'no such list' 1 "$tmp/none: cannot open" "$bin/fetch" --store "$tmp/store" "$tmp/none"
fails 'no store' 2 'store is missing' "$bin/fetch" "$tmp/list"
fails 'no list' 2 'wanted one LIST' "$bin/fetch" --store "$tmp/store"
fails 'a number that is none' 2 'not a whole number' "$bin/fetch" --store "$tmp/store" --jobs x \
	"$tmp/list"
fails 'an unknown option' 2 'not an option' "$bin/fetch" --bogus

# --- the machine fails ---

wait_for_partial() { # bytes
	local i
	for i in $(seq 200); do
		[ "$(find "$tmp/store/partial" -type f -size +"$1"c 2>/dev/null | wc -l)" -gt 0 ] &&
			return
		sleep 0.05
	done
	return 1
}
line large.whl "$faults/late/large.whl" >"$tmp/list"
rm -rf "$tmp/store"
"$bin/fetch" --store "$tmp/store" --quiet "$tmp/list" &
victim=$!
started $victim
ok 'killed in the middle' wait_for_partial 1000000
{ kill -9 $victim; wait $victim; } 2>/dev/null
: >"$faults_log"
line large.whl "$faults/good/large.whl" >"$tmp/list"
ok 'and called again' again --quiet <"$tmp/list"
ok '... the file is right' has large.whl
like '... and was continued' "$(ranges)" '^bytes=1[0-9]{6}- $'

line large.whl "$faults/late/large.whl" >"$tmp/list"
rm -rf "$tmp/store"
"$bin/fetch" --store "$tmp/store" --quiet "$tmp/list" 2>/dev/null &
victim=$!
started $victim
wait_for_partial 1000000
: >"$faults_log"
line large.whl "$faults/good/large.whl" >"$tmp/list"
ASAN_OPTIONS=detect_leaks=0 strace -f -qq --seccomp-bpf -o "$tmp/locks" -e trace=flock \
	"$bin/fetch" --store "$tmp/store" --quiet "$tmp/list" &
second=$!
started $second
ok 'the second asks for the lock more than once' wait_for "$second" eval \
	'[ "$(grep -c EAGAIN "$tmp/locks")" -ge 3 ]'
is 'a second fetch of the same file waits for the first' "$(cat "$faults_log")" ''
{ kill $victim; wait $victim; } 2>/dev/null
wait $second
is '... and goes on in its place' $? 0
ok '... to the end' has large.whl

line large.whl "$faults/good/large.whl" >"$tmp/list"
rm -rf "$tmp/store"
fails 'a file that may not be that large' 3 'cannot write: File too large' \
	bash -c "ulimit -f 1000; '$bin/fetch' --store '$tmp/store' --quiet '$tmp/list'"
is '... is not in the store' "$(find "$tmp/store/sha256" -type f 2>/dev/null)" ''
ok '... and is continued when it may' again --quiet <"$tmp/list"
if unshare -rm true 2>/dev/null; then
	mkdir "$tmp/small"
	fails 'a full disk' 3 'cannot write: No space left' unshare -rm bash -c \
		"mount -t tmpfs -o size=1m,mode=0755 none '$tmp/small' && '$bin/fetch' --store '$tmp/small' \
--quiet '$tmp/list'"
fi

# --- memory ---

truncate -s 150M "$files/huge.whl"
serve_nginx "$files"
line huge.whl "$nginx/huge.whl" >"$tmp/list"
if [ -z "${PYLOCK_BIN:-}" ]; then
	rm -rf "$tmp/store"
	peak=$(command time -f %M "$bin/fetch" --store "$tmp/store" --quiet "$tmp/list" 2>&1)
	ok 'a large file needs little memory' [ "$peak" -le 65536 ]
	note "peak: $peak KiB"
fi

# --- offline ---

# sockets COMMAND...: how many sockets of the internet the command opens.
sockets() {
	strace -f -qq --seccomp-bpf -e trace=socket -o "$tmp/trace" "$@" >"$tmp/said" 2>&1
	grep -c 'AF_INET' "$tmp/trace"
}
line $a "$faults/good/$a" >"$tmp/list"
fetch --quiet <"$tmp/list"
line $b "$faults/good/$b" >>"$tmp/list"
fails 'offline: what the store does not have is named' 1 \
	"^fetch: $b: not in the store.*PYLOCK_OFFLINE=1.*make setup BUNDLE=" \
	again --quiet --offline <"$tmp/list"
is 'no socket is opened' \
	"$(sockets "$bin/fetch" --quiet --offline --store "$tmp/store" "$tmp/list")" 0
is 'while one is without --offline' \
	"$(sockets "$bin/fetch" --quiet --retries 0 --store "$tmp/store" "$tmp/list" |
		sed 's/[1-9][0-9]*/some/')" some
ok 'then the store has both' again --quiet --offline <"$tmp/list"
ok 'and they are right' has $a $b
line large.whl "$faults/good/large.whl" "file://$files/large.whl" >"$tmp/list"
ok 'offline, a file: URL is taken' again --quiet --offline <"$tmp/list"
ok 'and good' has large.whl
rm -rf "$tmp/store"
is 'which opens no socket either' \
	"$(sockets "$bin/fetch" --quiet --offline --store "$tmp/store" "$tmp/list")" 0
line large.whl "$faults/good/large.whl" file:///nowhere >"$tmp/list"
rm -rf "$tmp/store"
fails 'when it is not there, no other is asked' 1 \
	"large.whl: .*not asked \(PYLOCK_OFFLINE=1\); file:///nowhere" again --quiet \
	--offline <"$tmp/list"

done_testing
