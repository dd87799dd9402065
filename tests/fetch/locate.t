#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# locate: the files of a plan are found on the pages of their index, as pip finds them; and what is
# not is said.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"

export HOME=$tmp no_proxy='*'
unset http_proxy https_proxy all_proxy
python=$top/build/setup/venv/bin/python

# Given projects' pages, in both forms,
pages=$tmp/pages
mkdir "$pages"
hash() { printf '%064d' "$1"; }
cat >"$pages/demo.html" <<-EOF
	<!DOCTYPE html><html><head>
		<meta name="pypi:repository-version" content="1.3"><title>demo</title></head>
	<body><!-- it's a comment with <a href="demo-0.tar.gz"> -->
		<a href="../../files/demo-1.0.tar.gz#sha256=$(hash 1)">demo-1.0.tar.gz</a>
	<A class=x HREF='/files/demo-1.1-py3-none-any.whl?a=1&amp;b=2#sha256=$(hash 2)'
		 data-requires-python=">=3.8">another text</A>
	<a href="http&#58;//other.invalid/x/demo-1.2-py3-none-any.whl#egg=demo&amp;sha256=$(hash 3)"
		 data-yanked>demo</a>
	<a data-requires-python="&lt;4,&gt;=3"
		 href="demo-1.3%2Blocal-py3-none-any.whl#sha256=$(hash 4)">demo</a>
	<a
		 href="//other.invalid:81/a%20b/demo-1.4-py3-none-any.whl#md5=d41d8cd98f00b204e9800998ecf8427e"
		 >demo
	<a href="demo-1.5-py3-none-any.whl">no hash</a>
		<a name="nothing"></a><a href="mailto:x@y.invalid">x</a>
	<a href="file:///etc/demo-1.6-py3-none-any.whl#sha256=$(hash 7)">from the machine itself</a>
	<a href="?x=demo-1.7.tar.gz">none</a><a href="dir/">none</a><a href="">none</a><a>none</a>
	</body></html>
EOF
sed \
	's#<title>#<base href="http://other.invalid/deep/down/"><base '\
'href="http://late.invalid/"><title>#' "$pages/demo.html" \
	>"$pages/based.html"
jq -n --arg h1 "$(hash 1)" --arg h2 "$(hash 2)" --arg h4 "$(hash 4)" \
	'{meta: {"api-version": "1.4"}, name: "json", versions: ["1.0"],
	files: [
	  {filename: "demo-1.0.tar.gz", url: "../../files/demo-1.0.tar.gz",
	  hashes: {md5: "x", sha256: $h1}, size: 123, yanked: false},
	  {filename: "demo-1.1-py3-none-any.whl",
	  url: "http://other.invalid/y/demo-1.1-py3-none-any.whl", hashes: {sha256: $h2},
	   "requires-python": ">=3.8", "core-metadata": {sha256: "z"}, yanked: "because]}"},
	  {filename: "demo-1.3+local-py3-none-any.whl", url: "demo-1.3%2Blocal-py3-none-any.whl",
	  hashes: {sha256: $h4}, size: null},
	  {filename: "demo-1.5-py3-none-any.whl", url: "/x/demo-1.5-py3-none-any.whl",
	  hashes: {}}]}' >"$pages/json.json"
serve_faults "$pages"

# a policy with one index, and plans that want files of them.
policy() { # url [mirror...]
	local url=$1
	shift
	jq -n --arg url "$url" '{indexes: {default: {$url, mirrors: $ARGS.positional}}}' \
		--args "$@" >"$tmp/policy.json"
}
file() { # project filename number [size [version [index]]]
	jq -cn --arg name "$1" --arg filename "$2" --arg sha256 "$(hash "$3")" --argjson size \
		"${4:-null}" --arg version "${5:-1.0}" \
		--arg index "${6:-default}" \
		'{$name, $version, $index, file: {$filename, $sha256, $size}}'
}
plan() { jq -cs '{packages: .}' >"$tmp/plan.json"; }
locate() { "$bin/locate" --retries 0 --policy "$tmp/policy.json" "$@" "$tmp/plan.json"; }
policy "$faults/page"

# --- what pip finds ---

cat >"$tmp/links.py" <<'EOF'
import sys
from pip._internal.index.collector import IndexContent, parse_links
path, kind, url = sys.argv[1:]
with open(path, "rb") as file:
    page = IndexContent(file.read(), kind, "utf-8", url)
for link in parse_links(page):
    print(link.filename, link.url_without_fragment)
EOF
pip_finds() { # project content-type suffix
	"$python" "$tmp/links.py" "$pages/$1.$3" "$2" "$faults/page/$1/"
}
compare() { # project content-type suffix
	local filename number=0 wanted
	pip_finds "$1" "$2" "$3" | grep '^demo-1.[0-5]' | sort -u >"$tmp/wanted"
	while read -r filename _; do
		number=${filename#demo-1.}
		file "$1" "$filename" $((${number%%[^0-9]*} + 1))
	done <"$tmp/wanted" | plan
	locate >"$tmp/list"
	wanted=$(cat "$tmp/wanted")
	is "$1: what pip finds" "$(cut -d' ' -f3,4 "$tmp/list" | sort)" "$wanted"
	ok '... which is something' [ "$(wc -l <"$tmp/wanted")" -gt 3 ]
}
compare demo text/html html
is 'the hash is the one of the plan, and the size not known' \
	"$(head -n 1 "$tmp/list" | cut -d' ' -f1,2)" "$(hash 1) -"
compare based text/html html
compare json application/vnd.pypi.simple.v1+json json
is 'the size is the one of the page' "$(head -n 1 "$tmp/list" | cut -d' ' -f1,2)" "$(hash 1) 123"
file json demo-1.0.tar.gz 1 77 | plan
is 'but rather that of the plan' "$(locate | cut -d' ' -f2)" 77

# --- few requests ---

: >"$faults_log"
{
	file demo demo-1.0.tar.gz 1
	file demo demo-1.1-py3-none-any.whl 2
	file json demo-1.0.tar.gz 1
} | plan
is 'three files' "$(locate | wc -l)" 3
is 'of two projects are two requests' "$(cut -d' ' -f2 "$faults_log" | sort | tr '\n' ' ')" \
	'/page/demo/ /page/json/ '

: >"$faults_log"
printf 'content' >"$tmp/content"
sha=$(sha256sum "$tmp/content" | cut -c1-64)
mkdir -p "$tmp/store/sha256/${sha:0:2}" && cp "$tmp/content" "$tmp/store/sha256/${sha:0:2}/$sha"
file demo demo-9.whl 1 | jq -c --arg sha "$sha" '.file.sha256 = $sha' | plan
policy "$(nowhere)"
is 'what the store has is left out, and no server is asked' \
	"$(locate --store "$tmp/store"; echo $?)" 0
{ file demo demo-9.whl 1 5 | jq -c '.file.urls = ["https://a.invalid/x", "file:///b"]'; } | plan
is 'what has URLs is not looked for' "$(locate)" \
	"$(hash 1) 5 demo-9.whl https://a.invalid/x file:///b"
is 'nor is anything in an empty plan' "$(plan </dev/null; locate; echo $?)" 0

# --- mirrors, and faults that pass ---

file demo demo-1.0.tar.gz 1 | plan
wanted="$(hash 1) - demo-1.0.tar.gz $faults/files/demo-1.0.tar.gz"
for fault in status=404 status=503 garbage; do
	policy "$faults/$fault" "$faults/page/"
	is "$fault, and a mirror" "$(locate)" "$wanted"
done
policy "$(nowhere)" "$faults/page/"
is 'an index that is not there, and a mirror' "$(locate)" "$wanted"
policy "$faults/page" && sed -i "s#/page\"#/status=500\"#" "$tmp/policy.json"
fails 'an index with an internal error' 3 "^locate: demo: index 'default': .*HTTP status 500" locate
: >"$faults_log"
fails 'is asked again' 3 'HTTP status 500' locate --retries 1
is 'once' "$(wc -l <"$faults_log")" 2

# A password in the index's URL is for its files too, and is not told to others, nor shown.
policy "${faults/\/\//\/\/user:secret@}/page"
{ file demo demo-1.0.tar.gz 1; file demo demo-1.2-py3-none-any.whl 3; } | plan
is 'a password goes to the index only' "$(locate | cut -d' ' -f4)" \
	"${faults/\/\//\/\/user:secret@}/files/demo-1.0.tar.gz
http://other.invalid/x/demo-1.2-py3-none-any.whl"
file demo demo-7.tar.gz 1 | plan
fails 'and is not shown' 1 "\($faults/page/demo/\)" locate

# --- what is not there ---

policy "$faults/page"
file none none-1.0.tar.gz 1 | plan
fails 'no such project' 1 \
	"^locate: none: not at index 'default' \($faults/page/none/: HTTP status 404\)$" locate
file demo demo-1.1.tar.gz 1 null 1.1 | plan
fails 'another file of that version' 1 \
	"^locate: demo: demo-1.1.tar.gz: not at index 'default' \($faults/page/demo/\), which has \
demo-1.1-py3-none-any.whl$" locate
file demo demo-9.tar.gz 1 null 9.0 | plan
fails 'no file of that version' 1 \
	'which has no version 9.0; the last on its page: 1.6, 1.5, 1.4, 1.3\+local, 1.2$' locate
for i in $(seq 9); do
	printf '<a href="many-1.0-%d-py3-none-any.whl">' "$i"
done >"$pages/many.html"
file many many-1.tar.gz 1 null 1 | plan
fails 'many files of that version' 1 \
	'which has many-1.0-1.*, many-1.0-4-py3-none-any.whl and 5 more files of version 1$' locate
: >"$pages/empty.html"
file empty x.whl 1 | plan
fails 'an empty page' 1 'which has no files of it$' locate
file demo demo-1.0.tar.gz 5 | plan
fails 'another file of that name' 1 \
	"^locate: demo: demo-1.0.tar.gz: locked with sha256 $(hash \
		5), but index 'default' \($faults/page/demo/\) has it with $(hash \
		1): the file was replaced after the lock was made" locate
file demo demo-1.6-py3-none-any.whl 7 | plan
fails 'a file: link on a page' 1 "demo-1.6-py3-none-any.whl: not at index" locate
{
	file demo demo-1.0.tar.gz 5
	file none none-1.tar.gz 1
	file demo demo-1.1-py3-none-any.whl 2
} | plan
is 'nothing is printed when something is missing' "$(locate 2>/dev/null)" ''
is 'each missing file is a line' "$(locate 2>&1 | wc -l)" 2
policy "$(nowhere)"
fails_each() { locate 2>&1 | grep -c "^locate: [a-z]*: index 'default': .*refused\|connect"; }
is 'an index that is not there is told for each project' "$(fails_each)" 2
file demo demo-1.0.tar.gz 1 | plan
fails 'an index that does not exist' 3 \
	"^locate: demo: index 'default': http://name.invalid/demo/: .*resolve" \
	bash \
	-c \
	"jq -n '{indexes: {default: {url: \"http://name.invalid\"}}}' >'$tmp/policy.json'; \
'$bin/locate' --retries 0 --policy '$tmp/policy.json' '$tmp/plan.json'"

# --- pages that are none ---

policy "$faults/page"
bad_page() { # name file regex, with the page on stdin
	cat >"$pages/$2"
	file "${2%.*}" x-1.0.tar.gz 1 | plan
	fails "$1" 1 "^locate: ${2%.*}: not at index 'default' \(.*: $3\)$" locate
}
bad_page 'JSON cut short' cut.json 'not valid JSON: it ends too early' \
	<<<'{"files": [{"filename": "x"'
bad_page 'no JSON' nojson.json 'not a JSON object' <<<'<html>'
bad_page 'a file without a name' noname.json 'lists a file without name or URL' \
	<<<'{"files": [{"url": "x"}]}'
bad_page 'a JSON API of the future' future.json 'follows version 2.0 of the simple API, not 1' \
	<<<'{"meta": {"api-version": "2.0"}, "files": []}'
bad_page 'an HTML API of the future' futureh.html 'follows version 2.1 of the simple API, not 1' \
	<<<'<meta name="pypi:repository-version" content="2.1"><a href="x-1.0.tar.gz">x</a>'
bad_page 'plain text' plaintext.txt "not an index's page but text/plain" <<<'x-1.0.tar.gz'
bad_page 'HTML nested without end' deep.html 'nests its elements too deeply' < \
	<(yes '<b>' | head -n 100000)
bad_page 'HTML without a tag' tagless.html 'has more than 1 MiB between two tags' < \
	<(head -c 2000000 /dev/zero | tr '\0' x)
bad_page 'an attribute without end' attribute.html 'has more than 1 MiB between two tags' < <({
	printf '<a href="'
	head -c 2000000 /dev/zero | tr '\0' x
})
bad_page 'a page without end' large.html 'larger than 64 MiB' < <({
	printf '<a href="x">'
	head -c 70000000 /dev/zero
})
bad_page 'JSON without end' largej.json 'larger than 64 MiB' < <({
	printf '{"files": ['
	yes "{\"filename\": \"$(hash 1)\", \"url\": \"$(printf '%01000d' 1)\"}," | head -c 70000000
})

# --- several indexes ---

jq -n --arg a "$faults/page" --arg b "$faults/status=503" --arg nowhere "$(nowhere)" \
	'{indexes: {default: {url: $a}, jetson: {url: $b, mirrors: [$a], retries: 0},
	broken: {url: $b, retries: 1}, gone: {url: $nowhere, retries: 0}}}' >"$tmp/policy.json"
{ file demo demo-1.0.tar.gz 1; file json demo-1.0.tar.gz 1 null 1.0 jetson; } | plan
: >"$faults_log"
is 'each file at its own index and mirrors' "$(locate | cut -d' ' -f4 | sort -u)" \
	"$faults/files/demo-1.0.tar.gz"
is 'and at no other' "$(cut -d' ' -f2 "$faults_log" | sort | tr '\n' ' ')" \
	'/page/demo/ /page/json/ /status=503/json/ '
: >"$faults_log"
file demo demo-1.0.tar.gz 1 null 1.0 broken | plan
fails 'an index has retries of its own' 3 "^locate: demo: index 'broken': .*HTTP status 503" \
	locate --retries 0
is 'one more' "$(wc -l <"$faults_log")" 2
printf 'machine 127.0.0.1 login user password secret\n' >"$tmp/netrc"
file demo demo-1.0.tar.gz 1 | plan
policy "$faults/secret/simple"
fails 'a password that is missing' 1 'HTTP status 401' locate
fails 'NETRC names the file that has it' 1 'which has no files of it$' env NETRC="$tmp/netrc" \
	"$bin/locate" --retries 0 --policy "$tmp/policy.json" "$tmp/plan.json"

# --- plans and policies that are none ---

policy "$faults/page"
file demo demo-1.0.tar.gz 1 null 1.0 jetson | plan
fails 'an index that the policy does not have' 1 \
	"^locate: $tmp/policy.json: demo: the plan takes it from index 'jetson'" locate
bad_plan() { # name regex jq-program
	file demo demo-1.0.tar.gz 1 | jq -c "$3" | plan
	fails "$1" 1 "^locate: $tmp/plan.json: .*$2" locate
}
bad_plan 'a name that is not normalized' 'demo_x: .name: not a normalized name' '.name = "demo_x"'
bad_plan 'a name that leaves the index' '.name: not a normalized name' '.name = "../x"'
bad_plan 'a hash that is none' 'demo: .file.sha256: not a sha256' '.file.sha256 = "abc"'
bad_plan 'a filename with a directory' "'a/b' is not a filename" '.file.filename = "a/b"'
bad_plan 'a filename that is two words' "'a b' is not a filename" '.file.filename = "a b"'
bad_plan 'a URL that is none' 'not all are http, https or file URLs' '.file.urls = ["ftp://x/"]'
bad_plan 'a URL that is two words' 'not all are http, https or file URLs' \
	'.file.urls = ["http://x/ y"]'
bad_plan 'no file' '.file: missing' 'del(.file)'
bad_plan 'no name' '.name: not a string' '.name = 1'
file demo demo-1.0.tar.gz 1 | plan
jq -n '{indexes: {default: {url: "ftp://x"}}}' >"$tmp/policy.json"
fails 'an index that is not on the web' 1 "policy.json: index 'default': not an http or https URL" \
	locate
printf '{' >"$tmp/policy.json"
fails 'a policy that is no JSON' 1 'policy.json:1:1: not valid JSON' locate
fails 'no policy' 2 'policy is missing' "$bin/locate" "$tmp/plan.json"
fails 'no plan' 2 'wanted one PLAN.json' "$bin/locate" --policy x
fails 'no such plan' 1 'cannot open' "$bin/locate" --policy x "$tmp/none.json"

# --- offline ---

policy "$faults/page"
content=$(printf content | sha256sum | cut -c1-64)
mkdir -p "$tmp/store/sha256/${content:0:2}" &&
	printf content >"$tmp/store/sha256/${content:0:2}/$content"
offline() {
	"$bin/locate" --offline --store "$tmp/store" --policy "$tmp/policy.json" "$tmp/plan.json"
}
file demo demo-1.0.tar.gz 1 | jq -c --arg sha256 "$content" '.file.sha256 = $sha256' | plan
: >"$faults_log"
is 'offline, what the store has needs no index' "$(offline 2>&1)" ''
file demo demo-1.0.tar.gz 1 | plan
fails 'what it lacks is named' 1 \
	'^locate: demo: demo-1\.0\.tar\.gz: not in the store.*PYLOCK_OFFLINE=1.*make setup '\
'BUNDLE=' offline
is 'no index is asked' "$(cat "$faults_log")" ''
file demo demo-1.0.tar.gz 1 | jq -c '.file.urls = ["file:///x/demo-1.0.tar.gz"]' | plan
is 'where the lock says where it is, fetch will see' "$(offline)" \
	"$(hash 1) - demo-1.0.tar.gz file:///x/demo-1.0.tar.gz"

# --- memory ---

policy "$faults/page"
for i in 1 2 3 4 5 6 7 8; do
	{
		yes "<a href=\"x-1.0.tar.gz#sha256=$(hash 1)\">x-1.0.tar.gz</a><br>" |
			head -c 10000000
	} >"$pages/huge$i.html"
	file "huge$i" x-1.0.tar.gz 1
done | plan
if [ -z "${PYLOCK_BIN:-}" ]; then
	peak=$(command time -f %M "$bin/locate" --policy "$tmp/policy.json" "$tmp/plan.json" 2>&1 \
		>"$tmp/list")
	is 'eight large pages at once' "$(wc -l <"$tmp/list")" 8
	ok 'need little memory' [ "$peak" -le 65536 ]
	note "peak: $peak KiB"
fi

done_testing
