#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# fetch beside `curl --parallel`: 68 files, 247 MB in all, from nginx on loopback; also over HTTP/2
# with TLS. curl neither verifies nor waits for the disk; fetch does both. PYLOCK_BENCH_RUNS: how
# often each runs (9).
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"

runs=${PYLOCK_BENCH_RUNS:-9}
files=$tmp/files
mkdir "$files"

# Sizes as in a real lock: the largest is 72 MB, the smallest half a megabyte.
for i in $(seq 68); do
	head -c "$(awk -v i="$i" 'BEGIN { printf "%d", 71706693 / i ^ 1.2 }')" /dev/urandom \
		>"$files/f$i.whl"
done
(cd "$files" && sha256sum ./*.whl | sed 's#\./##') >"$tmp/sums"

now() { date +%s.%N; }
since() { awk -v from="$1" -v to="$(now)" 'BEGIN { printf "%.3f\n", to - from }'; }
median() { sort -n | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'; }

by_curl() { # number
	mkdir -p "$tmp/run/curl$1"
	sync
	start=$(now)
	curl -sS --no-progress-meter --parallel --output-dir "$tmp/run/curl$1" \
		-K "$tmp/curl.config" || exit
	since "$start" >>"$tmp/times.curl"
}

by_fetch() { # number
	sync
	start=$(now)
	"$bin/fetch" --quiet --store "$tmp/run/fetch$1" "$tmp/list" || exit
	since "$start" >>"$tmp/times.fetch"
}

# Neither finds anything of an earlier run, and nothing is deleted in between: that would slow down
# whoever comes next. They take turns in being first, for the same reason.
race() { # url
	local i start file sum
	while read -r sum file; do
		printf '%s %s %s %s\n' "$sum" "$(stat -c %s "$files/$file")" "$file" "$1/$file"
	done <"$tmp/sums" >"$tmp/list"
	awk -v url="$1" '{ printf "url = %s/%s\noutput = %s\n", url, $2, $2 }' "$tmp/sums" \
		>"$tmp/curl.config"
	rm -f "$tmp"/times.*
	for i in $(seq "$runs"); do
		if [ $((i % 2)) -eq 0 ]; then
			by_curl "$i"
			by_fetch "$i"
		else
			by_fetch "$i"
			by_curl "$i"
		fi
	done
	rm -rf "$tmp/run"
	paste "$tmp/times.curl" "$tmp/times.fetch" | awk '{ print $2 / $1 }' >"$tmp/times.ratio"
	printf \
		'fetch, 68 files, %d MB, %s: curl --parallel %s s, fetch %s s, ratio %.2f '\
'(medians of %d)\n' \
		$(($(cat "$files"/* | wc -c) / 1000000)) "$2" "$(median <"$tmp/times.curl")" \
		"$(median <"$tmp/times.fetch")" \
		"$(median <"$tmp/times.ratio")" "$runs"
}

serve_nginx "$files"
race "$nginx" 'HTTP/1.1'
serve_nginx "$files" tls
export CURL_CA_BUNDLE=$nginx_ca
race "$nginx" 'HTTP/2, TLS'
printf 'fetch, peak memory: %s KiB\n' \
	"$(command time -f %M "$bin/fetch" --quiet --store "$tmp/last" "$tmp/list" 2>&1)"
