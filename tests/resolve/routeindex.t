#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# routeindex.py: what a client sees of the indexes, asked by plain HTTP.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
python=$top/build/setup/venv/bin/python
tools=$top/build

# Given an index in HTML and one in JSON, with all that pages can say,
mkdir -p "$tmp/html/simple/demo" "$tmp/pages" "$tmp/provided"
hash() { printf '%064d' "$1"; }
cat >"$tmp/html/simple/demo/index.html" <<-EOF
	<!DOCTYPE html><html><body><!-- <a href="demo-0.tar.gz">demo-0.tar.gz</a> -->
	<a href="../../files/demo-1.0.tar.gz#sha256=$(hash 1)"
		data-requires-python="&gt;=3.8" data-upload-time="2026-01-01T00:00:00Z">x</a>
	<A HREF='http://other.invalid/demo-1.1-py3-none-any.whl#sha256=$(hash 2)'
		data-requires-python=">=3.9" data-yanked="bad &amp; old">x</a>
	<a href="demo-1.2%2Bcu129-py3-none-any.whl#sha256=$(hash 3)"
		data-dist-info-metadata="sha256=$(hash 9)" data-upload-time="2026-03-01T00:00:00Z">x</a>
	<a href="file:///etc/demo-1.3-py3-none-any.whl">x</a>
	<a href="other-1.0-py3-none-any.whl">x</a><a>none</a>
	</body></html>
EOF
jq -n --arg h "$(hash 5)" \
	'{meta: {"api-version": "1.1"}, name: "json", versions: ["1.0", "2.0"], files: [
	{filename: "json-1.0-py3-none-any.whl", url: "../../files/json-1.0-py3-none-any.whl",
	hashes: {sha256: $h}, size: 12, yanked: false,
	 "core-metadata": {sha256: $h}, "upload-time": "2026-01-01T00:00:00.5Z", "provenance": "x"},
	{filename: "json-2.0-cp311-cp311-linux_x86_64.whl",
	url: "http://x.invalid/json-2.0-cp311-cp311-linux_x86_64.whl", hashes: {}}]}' \
	>"$tmp/pages/json.json"
serve_nginx "$tmp/html"
serve_faults "$tmp/pages"
jq -n --arg a "$nginx/simple/" --arg b "$faults/page" \
	'{indexes: {default: {url: $a, retries: 0}, vendor: {url: $b, retries: 0}},
	packages: [{pattern: "json", index: "vendor"}, {pattern: "only-*", index: "vendor"}],
	prefer: [{pattern: "json", rules: ["tag:linux_*"]}]}' >"$tmp/policy.json"
printf '{"name":"t","arch":"x86_64","glibc":"2.36","python":"3.11","pythonFull":"3.11.2"}' \
	>"$tmp/target.json"

# route OPTIONS... -- COMMAND: the command finds the index's address in $PIP_INDEX_URL.
route() {
	"$python" "$top/tools/resolve/routeindex.py" --policy "$tmp/policy.json" --tools "$tools" \
		"$@"
}
cat >"$tmp/get" <<'EOF'
#!/usr/bin/env python3
import os, sys, urllib.error, urllib.request
path, accept, *headers = sys.argv[1:]
headers = {"Accept": accept, **dict(header.split(": ", 1) for header in headers)}
request = urllib.request.Request(os.environ["PIP_INDEX_URL"] + path, headers=headers)
try:
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as answer:
        print(answer.read().decode())
        print(answer.headers["Content-Type"].split(";")[0], answer.headers.get("ETag"),
              file=sys.stderr)
except urllib.error.HTTPError as error:
    print(error.code)
EOF
chmod +x "$tmp/get"
json='application/vnd.pypi.simple.v1+json'
page() { route -- "$tmp/get" "/$1/" "${2:-$json}" 2>"$tmp/said"; } # project, Accept

# --- one name, one index -------------------------------------------------------------

is \
	'from HTML: absolute addresses, hashes, Python versions, yanks; no file of this machine, '\
'nor of another project' \
	"$(page demo |
		jq \
		-c \
		'.files[] |
	[.filename, .url, .hashes.sha256, ."requires-python", .yanked, ."upload-time"]')" \
	"$(jq -cn --arg n "$nginx" --arg a "$(hash 1)" --arg b "$(hash 2)" --arg c "$(hash 3)" '
	["demo-1.0.tar.gz", "\($n)/files/demo-1.0.tar.gz", $a, ">=3.8", null,
	"2026-01-01T00:00:00Z"],
	["demo-1.1-py3-none-any.whl", "http://other.invalid/demo-1.1-py3-none-any.whl", $b, ">=3.9",
	"bad & old", null],
	["demo-1.2+cu129-py3-none-any.whl", "\($n)/simple/demo/demo-1.2%2Bcu129-py3-none-any.whl",
	$c, null, null, "2026-03-01T00:00:00Z"]')"
is 'and metadata' "$(page demo | jq -r '.files[2]["core-metadata"].sha256')" "$(hash 9)"
is 'from JSON: all that is said' "$(page json | jq -cS '.files[0] | del(.url)')" \
	"$(jq -cS '.files[0] | del(.url)' "$tmp/pages/json.json")"
is 'with an absolute address' "$(page json | jq -r '.files[0].url')" \
	"$faults/files/json-1.0-py3-none-any.whl"
page demo >"$tmp/demo.json"
page demo text/html >"$tmp/demo.html"
like 'who wants HTML gets it' "$(cat "$tmp/said")" '^text/html '
is 'pip reads the same in both forms' "$("$python" - "$tmp" "$json" <<'EOF'
import sys
from pip._internal.index.collector import IndexContent, parse_links

def links(kind, path):
    with open(path, "rb") as file:
        page = IndexContent(file.read(), kind, "utf-8", "http://index.invalid/simple/demo/")
    return [
        (
            link.filename,
            link.url_without_fragment,
            link.hash,
            link.requires_python,
            link.yanked_reason,
            link.metadata_file_data and link.metadata_file_data.hashes,
        )
        for link in parse_links(page)
    ]

folder, json = sys.argv[1:]
print(
    links(json, folder + "/demo.json") == links("text/html", folder + "/demo.html"),
    len(links(json, folder + "/demo.json")),
)
EOF
)" 'True 3'
is 'a name is normalized' "$(page DEMO | jq -r .name)" demo
is 'a project that is nowhere' "$(page nothing)" 404
: >"$faults_log"
: >"$nginx_log"
is 'a project that its index lacks' "$(page only-here)" 404
is 'is asked for there' "$(cut -d' ' -f2 "$faults_log")" /page/only-here/
is 'and at no other' "$(cat "$nginx_log")" ''
like 'and said' "$(cat "$tmp/said")" 'note: only-here: not at index vendor'
is 'an address without the secret' \
	"$(route -- sh \
		-c "PIP_INDEX_URL=\${PIP_INDEX_URL%/*/simple}/x/simple $tmp/get /demo/ $json")" 404

# --- pages that are none -----------------------------------------------------------------

bad_page() { # name regex, the page on stdin
	cat >"$tmp/pages/only-bad.json"
	is "$1: refused" "$(page only-bad)" 424
	like "$1: said" "$(cat "$tmp/said")" \
		"^routeindex\.py: only-bad: index 'vendor': $faults/page/only-bad/: $2"
}
bad_page 'no JSON' 'not a JSON object' <<<'<html>'
bad_page 'JSON nested without end' 'not a JSON object' < <(head -c 200000 /dev/zero | tr '\0' '[')
bad_page 'another version' 'follows version 2\.0 of the simple API' \
	<<<'{"meta": {"api-version": "2.0"}, "files": []}'
bad_page 'no list' 'lists a file without name or URL' <<<'{"files": 7}'
bad_page 'a file without a name' 'lists a file without name or URL' <<<'{"files": [{"url": "x"}]}'
cat >"$tmp/pages/only-odd.json" <<'EOF'
{"files": [{"filename": "only-odd-1.0.tar.gz", "url": "a", "hashes": {"sha256": 7},
  "upload-time": 3, "requires-python": [], "yanked": {}, "size": "x"},
 {"filename": "../only-odd-1.0.tar.gz", "url": "b"},
 {"filename": "only_odd-2\u001b-py3-none-any.whl", "url": "c"},
 {"filename": "only-odd-3.tar.gz", "url": "file:///d"},
 {"filename": "only_odd-4.0-py3-none-any.whl", "url": "e", "upload-time": "soon"}]}
EOF
is 'members of wrong types, and names and addresses that none should have, are left out' \
	"$(page only-odd | jq -c '.files[] | del(.url)')" \
	$'{"filename":"only-odd-1.0.tar.gz","hashes":{}}\n'\
$'{"filename":"only_odd-4.0-py3-none-any.whl","upload-time":"soon"}'
is 'a time that is none is not known' "$(with_date() {
	route --exclude-newer 2030-01-01 -- "$tmp/get" /only-odd/ "$json" 2>/dev/null
}; with_date | jq -c .files)" '[]'

# --- what is not meant ------------------------------------------------------------------

is 'a preference needs a target' "$(page json | jq -c .versions)" '["1.0","2.0"]'
# project, options
with() { route "${@:2}" -- "$tmp/get" "/$1/" "$json" 2>/dev/null | jq -c '.versions'; }
is 'with it nothing else is there' "$(with json --target "$tmp/target.json")" '["2.0"]'
is 'nor is what is too new, or of unknown age' "$(with demo --exclude-newer 2026-02-01)" '["1.0"]'
is 'a date lasts until its end' "$(with demo --exclude-newer 2026-03-01)" '["1.0","1.2+cu129"]'

# --- what is provided ---------------------------------------------------------------------

printf 'wheel' >"$tmp/provided/json-7.0-py3-none-any.whl"
is 'what is provided is all there is' \
	"$(route --provided "$tmp/provided" -- "$tmp/get" /json/ "$json" 2>/dev/null |
		jq -c '[.versions[], .files[].hashes.sha256]')" \
	"[\"7.0\",\"$(sha256sum "$tmp/provided/json-7.0-py3-none-any.whl" | cut -c1-64)\"]"
had() {
	route --provided "$tmp/provided" -- sh \
		-c "PIP_INDEX_URL=\${PIP_INDEX_URL%/simple} $tmp/get /provided/$1 x/x" 2>/dev/null
}
is 'and can be had' "$(had json-7.0-py3-none-any.whl)" wheel
is 'but nothing else of this machine' \
	"$(had ../policy.json)$(had ..%2fpolicy.json)$(had policy.json)" 404404404

# --- sdists --------------------------------------------------------------------------------

# Given sdists, of which files say what they require, or only the builder does,
made() { # name version PKG-INFO
	mkdir -p "$tmp/$1-$2" "$tmp/html/simple/$1"
	printf '%b' "$3" >"$tmp/$1-$2/PKG-INFO"
	tar -czf "$tmp/html/simple/$1/$1-$2.tar.gz" -C "$tmp" "$1-$2"
	printf '<a href="%s-%s.tar.gz%s">x</a>\n' "$1" "$2" "${4:-}" \
		>>"$tmp/html/simple/$1/index.html"
}
made tells 1.0 'Metadata-Version: 2.2\nName: tells\nVersion: 1.0\nRequires-Dist: a\nLicense: x\n'
made silent 1.0 'Metadata-Version: 1.0\nName: silent\nVersion: 1.0\n'
made fails 1.0 'Metadata-Version: 1.0\n'
made other 1.0 'Metadata-Version: 2.2\nName: another\nVersion: 1.0\n'
made changed 1.0 'Metadata-Version: 2.2\nName: changed\nVersion: 1.0\n' "#sha256=$(hash 1)"
cat >"$tmp/builder" <<'EOF'
#!/bin/sh
case $2 in
silent) printf 'Metadata-Version: 2.1\nName: %s\nVersion: %s\nRequires-Dist: %s\n' \
	"$2" "$3" "$(tar -tzf "$4" | head -n 1)" ;;
*) echo "builder: it fails" >&2; exit 1 ;;
esac
EOF
chmod +x "$tmp/builder"
jq -n '$ARGS.positional' --args "$tmp/builder" >"$tmp/builder.json"
building() { route --builder "$tmp/builder.json" --target "$tmp/target.json" "$@"; }
listed() { # project, options
	building "${@:2}" -- "$tmp/get" "/$1/" "$json" 2>/dev/null |
		jq -c '.files[] | [.filename, ."core-metadata"]'
}
is 'an sdist is shown as a wheel' "$(listed tells)" '["tells-1.0-py3-none-any.whl",true]'
is 'but not where wheels alone are wanted' "$(listed tells --wheels-only Tells)" \
	'["tells-1.0.tar.gz",null]'
is 'nor without a builder' "$(route -- "$tmp/get" /tells/ "$json" 2>/dev/null |
	jq -c '.files[].filename')" '"tells-1.0.tar.gz"'
metadata() { # project
	building -- sh -c "PIP_INDEX_URL=\${PIP_INDEX_URL%/simple} $tmp/get \
		/sdists/$1-1.0.tar.gz/$1-1.0-py3-none-any.whl.metadata x/x; exit ${2:-0}" 2>"$tmp/said"
}
is 'its metadata is what its files say' "$(metadata tells)" \
	"$(printf 'Metadata-Version: 2.1\nName: tells\nVersion: 1.0\nRequires-Dist: a\n')"
is 'else what the builder says' "$(metadata silent | tail -n 2)" 'Requires-Dist: silent-1.0/'
is 'or there is none' "$(metadata fails)" 424
is 'which nobody has to know when the command succeeds' "$(cat "$tmp/said")" ''
is 'metadata of another release is none' "$(metadata other 4)" 424
is 'that is said when the command fails' "$(cat "$tmp/said")" \
	"routeindex.py: other 1.0: its metadata is of 'another' '1.0'"
metadata fails 4 >"$tmp/out"
is 'and is bad input' $? 1
is 'in the words of the builder' "$(cat "$tmp/said")" 'builder: it fails'
is 'nor has a file that is not what its index names' "$(metadata changed 4)" 424
like 'said, too' "$(cat "$tmp/said")" 'changed 1\.0: not the file that its index names'
is 'what the index does not have' "$(metadata none)" 404

# --- caches, and the command -------------------------------------------------------------

etag=$(route -- "$tmp/get" /demo/ "$json" 2>&1 >/dev/null | cut -d' ' -f2)
is 'a page that a client has is not sent again' \
	"$(route -- "$tmp/get" /demo/ "$json" "If-None-Match: $etag" 2>/dev/null)" 304
address() { route "$@" -- printenv PIP_INDEX_URL; }
is 'the address stays' "$(address)" "$(address)"
ok 'with another policy it is another' test "$(address)" != "$(address --exclude-newer 2026-01-01)"
is 'uv and pip see no other index' \
	"$(UV_INDEX=x PIP_EXTRA_INDEX_URL=y PIP_FIND_LINKS=z route -- env |
		grep -cE '^(UV_INDEX|PIP_EXTRA|PIP_FIND)')" 0
route -- sh -c 'exit 5'
is "the command's exit status" $? 5
fails 'a policy that is not there' 1 "routeindex\.py: .*No such file" "$python" \
	"$top/tools/resolve/routeindex.py" --policy "$tmp/none" --tools "$tools" -- true
fails 'a package that no index has, when the command fails' 1 \
	'only-x: not at index vendor, nor at any other' \
	route -- sh -c "'$tmp/get' /only-x/ '$json' >/dev/null 2>&1; exit 1"
done_testing
