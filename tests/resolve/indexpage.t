#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# indexpage: questions about pages, asked by a pipe.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
hash() { printf '%064d' "$1"; }

# Given an index with one project, in JSON,
mkdir -p "$tmp/pages"
jq -n --arg h "$(hash 5)" '{meta: {"api-version": "1.1"}, name: "demo", files: [
	{filename: "demo-2.0-cp311-cp311-linux_x86_64.whl", url: "b.whl", hashes: {sha256: $h},
	yanked: "", "requires-python": ">=3.12",
	 "upload-time": "2026-03-01T00:00:00Z"},
	{filename: "demo-1.0-py2.py3-none-any.whl", url: "a.whl", hashes: {sha256: $h},
	"core-metadata": true, "upload-time": "2026-01-01T00:00:00Z"},
	{filename: "demo-1.10-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
	url: "c.whl", hashes: {}},
	{filename: "demo-1.0.tar.gz", url: "d.tar.gz", hashes: {md5: "0"}, yanked: false},
	{filename: "demo-0.9.exe", url: "e"}]}' >"$tmp/pages/demo.json"
printf 'not a page' >"$tmp/pages/bad.json"
printf '0123456789' >"$tmp/pages/file"
serve_faults "$tmp/pages"
serve_nginx "$tmp/pages"
jq -n --arg a "$faults/page" --arg n "$nginx" \
	'{indexes: {default: {url: $a, retries: 0}, other: {url: ($n + "/none"), retries: 0}},
	packages: [{pattern: "x-*", index: "other"}],
	prefer: [{pattern: "demo", rules: ["tag:linux_*"]}]}' >"$tmp/policy.json"
printf '{"name":"t","arch":"x86_64","glibc":"2.36","python":"3.11","pythonFull":"3.11.2"}' \
	>"$tmp/target.json"
target=$(cat "$tmp/target.json")
# questions, options
ask() { "$bin/indexpage" --policy "$tmp/policy.json" "${@:2}" <<<"$1" 2>"$tmp/err"; }

# --- questions ---------------------------------------------------------------------

answer=$(ask '{"id": "one", "project": "demo", "as": "json"}')
is 'an answer names its question and index' \
	"$(head -n 1 <<<"$answer" | jq -c '[.id, .status, .index]')" '["one","found","default"]'
is 'and how many bytes follow' "$(head -n 1 <<<"$answer" | jq .length)" \
	"$(tail -n 1 <<<"$answer" | tr -d '\n' | wc -c)"
is 'which are the page' \
	"$(tail -n 1 <<<"$answer" |
		jq -c '[.name, .versions, .meta["api-version"], (.files | length)]')" \
	'["demo",["1.0","1.10","2.0"],"1.1",5]'
is 'for a target with the preferences of the policy' \
	"$(ask '{"id": 1, "project": "demo"}' --target "$tmp/target.json" |
		jq -sc '[.[0].leftOut, .[0].limits, .[1].versions]')" \
	'[["1.0","1.10"],"PYLOCK_PREFER.demo",["2.0"]]'
is 'until a date' \
	"$(ask '{"id": 1, "project": "demo"}' --exclude-newer 2026-01-01 |
		jq -sc '.[1].versions')" '["1.0"]'
is 'several questions at once' \
	"$(ask \
		$'{"id": 1, "project": "demo"}\n{"id": 2, "project": "none"}\n{"id": 3, '\
$'"project": '\
$'"demo", "as": "versions"}' |
	jq -c 'select(.id) | [.id, .status]' | sort)" $'[1,"found"]\n[2,"missing"]\n[3,"found"]'
is 'all files' \
	"$(ask '{"id": 1, "project": "demo", "as": "files"}' |
		jq \
		-c \
		'.files[] |
	[.version, .wheel, .yanked, .requiresPython, .platforms, .glibc, .metadata]')" \
	'["2.0",true,"",">=3.12",["linux_x86_64"],[],false]
["1.0",true,null,null,["any"],[],true]
["1.10",true,null,null,["manylinux_2_17_x86_64","manylinux2014_x86_64"],[17,17],false]
["1.0",false,null,null,[],[],false]'
is 'and whether they fit' \
	"$(ask "{\"id\": 1, \"project\": \"demo\", \"as\": \"files\", \"target\": $target}" |
		jq -c '.files | map([.python, .fits, .meant])')" \
	'[[false,true,true],[true,true,false],[true,true,false],[true,true,false]]'
is 'a page is asked for once for these' \
	"$(: >"$faults_log"; q='{"id": 1, "project": "demo", "as": "files"}'
	{
		echo "$q"
		sleep 1
		echo "$q"
	} | "$bin/indexpage" --policy "$tmp/policy.json" | jq -c .status | xargs
	wc -l <"$faults_log")" $'found found\n1'
is 'the index of a project, without asking it' \
	"$(ask '{"id": 1, "project": "x-y", "as": "index"}' | jq -r .index)" other
is 'a project at another address' \
	"$(ask \
		"{\"id\": 1, \"project\": \"demo\", \"index\": \"extra\", \"url\": \
\"$faults/page\", \"as\": \"versions\"}" |
	jq -c '[.index, .versions[-1]]')" '["extra","2.0"]'
is 'a page of given files' \
	"$(ask \
		'{"id": 1, "project": "demo", "as": "html", "files": [{"filename": '\
'"demo-1-py3-none-any.whl", "url": "http://h/a"}]}' |
	grep '<a')" '<a href="http://h/a">demo-1-py3-none-any.whl</a><br>'
is 'the content of a file' \
	"$(ask "{\"id\": 1, \"content\": \"$nginx/file\"}" | jq -sc '[.[0].http, .[1]]')" \
	'[200,123456789]'
is 'a file that is too large' \
	"$(ask "{\"id\": 1, \"content\": \"$nginx/file\", \"limit\": 4}" |
		jq -r '.status + " " + .message')" \
	"failed $nginx/file: larger than 0 MiB"
is 'a file that is not there' \
	"$(ask "{\"id\": 1, \"content\": \"$nginx/none\"}" | jq -c '[.status, .http]')" \
	'["found",404]'
is 'what is no page' \
	"$(ask '{"id": 1, "project": "bad"}' | jq -c '[.status, .refused, .message]')" \
	"[\"failed\",true,\"index 'default': $faults/page/bad/: not a JSON object\"]"
etag=$(jq -n --arg n "$nginx" '{indexes: {default: {url: $n}}}' >"$tmp/plain.json"
	mkdir -p "$tmp/pages/html"; echo '<a href=html-1.tar.gz>' >"$tmp/pages/html/index.html"
	"$bin/indexpage" --policy "$tmp/plain.json" <<<'{"id": 1, "project": "html"}' |
		jq -rs '.[0].etag')
is 'a page that is known' \
	"$(jq -nc --arg e "$etag" '{id: 1, project: "html", etag: $e}' |
		"$bin/indexpage" --policy "$tmp/plain.json" | jq -r .status)" unchanged

# --- what is wrong -----------------------------------------------------------------

fails 'no JSON' 1 'indexpage: not a question in JSON: x' "$bin/indexpage" \
	--policy "$tmp/policy.json" <<<x
fails 'a question about nothing' 1 'indexpage: question: \.project: missing' "$bin/indexpage" \
	--policy "$tmp/policy.json" <<<'{"id": 1}'
fails 'a question without a name of its own' 1 '^indexpage: question: \.id: missing$' \
	"$bin/indexpage" --policy "$tmp/policy.json" <<<'{"project": "demo"}'
fails 'a question without end' 1 '^indexpage: not a question in JSON: x{100}$' "$bin/indexpage" \
	--policy "$tmp/policy.json" < <(head -c 1000000 /dev/zero | tr '\0' x)
fails 'no policy' 2 'indexpage: --policy is wanted' "$bin/indexpage"
fails 'no date' 2 "indexpage: --exclude-newer: 'soon' is not a date" "$bin/indexpage" \
	--policy "$tmp/policy.json" --exclude-newer soon
done_testing
