#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# report.jq: the page of an analysis and its document, of what the search found.
. "$(dirname "$0")/../tap.sh"
needs jq
cd "$tmp" || exit 1
report() { jq "$1" facts.json | jq -f "$top/tools/analyze/report.jq" | jq -r "$2"; }
page() { report "$1" '.page[]'; }
document() { report "$1" ".document | $2"; }

# Given what was found of a project whose requirements resolve,
cat >facts.json <<'END'
{"target": {"name": "here", "arch": "aarch64", "python": "3.11"},
 "requirements": "requirements.in", "lock": "pylock.here.toml", "graph": null, "fresh": true,
 "lines": [{"place": "requirements.in:1", "text": "a==1"},
           {"place": "constraints.txt:2", "text": "b<2"}],
 "critical": [], "resolver": "pip 25.0", "uv": "uv 0.9", "limit": "0.5", "offline": false,
 "interrupted": false, "wrong": false, "known": 0, "fixes": [], "search": null, "findings": [],
 "root": {"packages": {"a": "1"}, "text": "", "lines": []}, "proof": null,
 "presets": [
  {"name": "old", "arch": "aarch64", "glibc": "2.31", "python": "3.11.2"},
  {"name": "plain", "arch": "aarch64", "glibc": "2.41", "python": "none"},
  {"name": "new", "arch": "aarch64", "glibc": "2.41", "python": "3.13.5"},
  {"name": "here", "arch": "aarch64", "glibc": "2.41", "python": "3.13.5"},
  {"name": "other", "arch": "x86_64", "glibc": "2.41", "python": "3.11.2"}]}
END
# then that is all that is said,
is 'they resolve' "$(page .)" 'analysis of requirements.in for here

The requirements resolve: 1 package, by pip 25.0.'
is 'as a document' "$(document . 'tojson')" \
	'{"target":"here","resolver":"pip 25.0","wrong":false,"findings":[],"resolves":true,'\
'"explanation":null,"fixes":[],"search":null,"tree":null}'
is 'offline' "$(page '.root = null | .offline = true' | tail -n 1)" \
	'Not resolved: no index may be asked (PYLOCK_OFFLINE=1).'
is 'interrupted' "$(page '.root = null | .interrupted = true' | tail -n 1)" \
	'Not resolved: interrupted.'
findings='.findings = [{check: "yanked", package: "a", text: "a: gone", wrong: true},
	{check: "behind", package: "b", text: "b: old", wrong: false}]'
is 'what is wrong comes first' "$(page "$findings" | tail -n 6)" '
Wrong:
  yanked: a: gone

To know:
  behind: b: old'
is 'findings in the document' \
	"$(document "$findings" '[.findings[].wrong] | tojson')" '[true,false]'

# or why they do not resolve, as both resolvers say it.
broken='.root = {packages: null, text: "no\n way\n", lines: ["no", " way"]}
	| .proof = {packages: null, text: "x", lines: ["because"]} | .wrong = true'
is 'why not' "$(page "$broken" | tail -n +3)" 'The requirements cannot be resolved, by pip 25.0:

  no
   way

As uv 0.9 puts it:

  because'
is 'as it was said' "$(document "$broken" '.explanation')" $'no\n way'

# The search of fixes says how far it came.
search="$broken | .proof = null | .search = {complete: true, tried: 1, size: 1, open: 0}"
is 'no fix' "$(page "$search" | tail -n 1)" \
	'No set of changes helps: neither overrides nor other versions, pre-releases, Pythons or C '\
'libraries; 1 set of changes was tried.'
is 'no time' "$(page "$search | .search += {complete: false, tried: 2, open: 3} | .known = 1" |
	tail -n 1)" \
	'The search is not complete: 0.5 s (PYLOCK_ANALYZE_LIMIT) were over; 2 sets of changes were '\
'tried (1 known from before), it stood at sets of 1, 3 open. `make analyze` again goes on from '\
'there.'
is 'an interrupted one is none' \
	"$(document "$search | .interrupted = true" '.search.complete')" false

# A fix is text to paste.
change='{kind: "line", name: "a", place: "", text: "a>1", add: "", value: [], reason: ""}'
fix() { # change: the lines of the first one, without their indentation
	page "$search | .fixes = [{changes: [$change + $1], packages: {a: \"2\", b: \"1\"},
		verified: true, moves: []}]" | sed -n '/^1\. /,/^$/s/^     //p'
}
is 'another version' "$(fix '{place: "requirements.in:1"}')" \
	'requirements.in:1: in place of `a==1`:
    a>1
then: a 2'
is 'a line taken away' "$(fix '{name: "b", place: "constraints.txt:2", text: ""}')" \
	'constraints.txt:2: take `b<2` away
then: b 1'
is 'an override with its reason' \
	"$(fix '{kind: "override", add: "override", reason: "c 1 wants a<1"}')" \
	'add to overrides.txt:
    # c 1 wants a<1
    a>1
then: a 2'
is 'a requirement' "$(fix '{kind: "prerelease", add: "requirement"}' | head -n 1)" \
	'add to requirements.in:'
is 'another Python, and who has it' "$(fix '{kind: "python", name: "python", value: [13]}')" \
	'TARGET with Python 3.13: new; or PYLOCK_PYTHON := 3.13.<n>, with PYLOCK_PYTHON_FROM'
is 'a Python of nobody' "$(fix '{kind: "python", name: "python", value: [1]}')" \
	'PYLOCK_PYTHON := 3.1.<n>, with PYLOCK_PYTHON_FROM'
is 'another C library, whoever has that Python' \
	"$(fix '{kind: "platform", name: "glibc", value: [30]}')" \
	'a base with glibc 2.30 or newer: a target that has it is old (glibc 2.31, Python 3.11.2)'
is 'or another' "$(fix '{kind: "platform", name: "glibc", value: [41]}')" \
	'a base with glibc 2.41 or newer: a target that has it is plain (glibc 2.41, no Python of '\
'its own), new (glibc 2.41, Python 3.13.5)'
is 'or nobody' "$(fix '{kind: "platform", name: "glibc", value: [42]}')" \
	'a base with glibc 2.42 or newer'
fixes="$search | .fixes = [{packages: {a: \"2\"}, verified: true, moves: [[\"a\", \"1\", \"2\"],
	[\"b\", \"1\", null], [\"c\", null, \"3\"]], changes: [$change + {kind: \"exact\",
	add: \"override\"}, $change + {kind: \"platform\", value: [41]}]}]"
is 'what moves, where there is a lock' \
	"$(page "$fixes | .graph = {knowsEdges: true, packages: {}}" | grep moves:)" \
	'     moves: a 1 -> 2, b 1 -> gone, c new -> 3'
is 'how many' "$(page "$fixes" | grep '^1\.')" '1. 2 changes; verified: resolves to 1 package'
is 'in the document' \
	"$(document "$fixes" '.fixes[0] | (.changes[] | tojson), (.moves[1] | tojson)')" \
	'{"kind":"override","package":"a","place":null,"text":"a>1","file":"overrides.txt","value":null}
{"kind":"platform","package":"a","place":null,"text":"a>1","file":null,"value":41}
{"package":"b","from":"1","to":null}'

# The tree of a critical package, as pipdeptree prints it: what was shown is marked
tree='def edge(name; extras; extra): {name: name, extras: extras, extra: extra,
	specifier: "Any"};
	.critical = ["b", "a"] | .fresh = false | .graph = {knowsEdges: true, packages: {
	a: {version: "1", requires: [edge("d"; []; ""), edge("c"; ["x"]; ""), edge("gone"; []; "")]},
	c: {version: "2", requires: [edge("d"; []; "x"), edge("d"; []; "y"), edge("a"; []; "")]},
	d: {version: "3", requires: []}}}'
shown='a==1
├── c [required: Any, installed: 2]
│   ├── a [required: Any, installed: 1] (*)
│   └── d [required: Any, installed: 3, extra: x]
└── d [required: Any, installed: 3]

b: not in the lock'
is 'a tree' "$(page "$tree" | tail -n +5)" \
	"The critical packages in pylock.here.toml, which is not fresh:

$shown"
is 'in the document' "$(document "$tree" .tree | tail -n +3)" "$shown"
is 'a lock that does not know' "$(page "$tree | .graph.knowsEdges = false" | tail -n 1)" \
	'The lock does not say what its packages require: `make resolve RENEW=1` adds that and moves '\
'nothing.'
done_testing
