#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# runreport.sh: how a result made up is judged, shown and written, and that a wrong one is refused.
. "$(dirname "$0")/../tap.sh"
cd "$tmp" || exit 1
needs python3 jq
report() { "$top/tools/run/runreport.sh" "$@"; }

# Given a result with all that there is: a module that fails, for which a package is responsible
cat >result.json <<'EOF'
{"target": "orin & co", "manifest": "sha256:aa", "python": "3.11.2", "machine": "aarch64",
 "imports": [
  {"module": "torch", "distributions": ["torch"], "critical": true, "status": "ok",
   "seconds": 2.5, "version": "2.8.0", "file": "/t/__init__.py"},
  {"module": "bare", "distributions": ["bare"], "critical": true, "status": "ok",
   "seconds": 0.07, "version": null, "file": null, "after": "torch"},
  {"module": "yaml", "distributions": ["PyYAML"], "critical": false, "status": "failed",
   "seconds": 1.25, "last": ["\u001b[31mTraceback\u0000", "no <tag> & \"more\""],
   "involved": ["pyyaml"]},
  {"module": "left.out", "distributions": [], "critical": false, "status": "skipped",
   "reason": "needs a \"display\"", "seconds": 0}],
 "smoke": [{"name": "smoke.py", "status": "ok", "seconds": 3, "last": ["one", "done"]}],
 "cuda": {"required": false, "available": false, "status": "ok", "seconds": 0},
 "versions": {"torch": "2.8.0", "bare": "9"},
 "findings": [{"name": "yaml", "text": "import yaml: no <tag> & \"more\" (pyyaml)"},
  {"name": "python3", "text": "python3 is not\u009b found\n\uffff"}]}
EOF
# When it is judged, then each thing has its line, and no control character reaches the terminal.
report --json run.json --junit run.xml result.json >shown
is 'findings' $? 1
is 'what is shown' "$(cat shown)" 'run: orin & co, sha256:aa, Python 3.11.2 on aarch64
  ok    torch 2.8.0: /t/__init__.py
  ok    bare (9 by its metadata): a namespace
  ok    2 modules are imported, each in a process of its own
  ok    smoke.py: done
  note  CUDA is not available here; the device can tell: make device-check
  note  bare can be imported only after torch, which requires it
  note  left.out is not imported (needs a "display")
  FAIL  import yaml: no <tag> & "more" (pyyaml)
          ?[31mTraceback?
  FAIL  python3 is not? found?'$'\uffff''
run: 2 findings'
is 'no finding has a reason' "$(jq -c '[.findings[].declared]' run.json)" '[null,null]'
is 'the rest is as it was' "$(jq -S 'del(.findings[].declared)' run.json)" "$(jq -S . result.json)"
# Python's own parser of XML reads it.
cat >read.py <<'EOF'
from xml.etree import ElementTree
for suite in ElementTree.parse("run.xml").getroot():
    print(*(suite.get(key) for key in ("name", "tests", "failures", "skipped", "errors", "time")))
    for case in suite:
        print("-", case.get("classname"), case.get("name"), case.get("time"))
        for part in case:
            print(" ", part.tag, ascii(part.get("message")), ascii(part.text))
EOF
cat >wanted <<'EOF'
imports 4 1 1 0 3.82
- orin & co.imports torch 2.50
- orin & co.imports bare 0.07
- orin & co.imports yaml 1.25
  failure 'import yaml: no <tag> & "more" (pyyaml)' '?[31mTraceback?\nno <tag> & "more"'
- orin & co.imports left.out 0.00
  skipped 'needs a "display"' None
image 3 1 0 0 3.00
- orin & co.image smoke.py 3.00
- orin & co.image cuda 0.00
- orin & co.image python3 0.00
  failure 'python3 is not? found\n?' None
EOF
is 'JUnit' "$(python3 read.py)" "$(cat wanted)"

# A reason for the package of a module, under any spelling, and for a name.
report --allow py.yaml=no --allow PyYAML=old --allow pyyaml=a=b --allow python3=later \
	--json run.json result.json >shown
is 'all is declared' $? 0
is 'with its reason' "$(jq -c '[.findings[].declared]' run.json)" '["a=b","later"]'
like 'which is shown' "$(cat shown)" \
	'note  import yaml: .* \(a=b\).*no finding that is not declared$'
report --allow pyyaml= --allow python3= - <result.json >shown
is 'no reason declares nothing' "$? $(tail -n 1 shown)" '1 run: 2 findings'

# GPUs are named.
jq '.cuda += {available: true, version: "12.9", devices: [{name: "Orin", capability: "8.7"}]}
	| .findings = []' result.json >gpu.json
like 'a GPU' "$(report gpu.json)" 'ok    CUDA 12\.9 on Orin 8\.7'

# What is no result is refused, whatever part of it is wrong, and nothing is written.
rm -f run.json run.xml
number=0
while IFS= read -r edit; do
	jq "$edit" result.json >wrong.json
	fails "refused: $edit" 1 '^runreport\.sh: wrong\.json: not what importcheck\.py prints$' \
		report --json run.json --junit run.xml wrong.json
	number=$((number + 1))
done <<'EOF'
[]
null
., .
empty
del(.imports)
.target = 1
.machine = null
.versions = []
.imports[0] = 1
.imports[0].seconds = "2"
.imports[0].seconds = -1
.imports[0].seconds = 1e300
.imports[0].critical = "yes"
.imports[0].distributions = "torch"
.imports[0].version = {}
.imports[1].distributions = []
.versions = {}
.imports[2].last = [1]
.imports[2].last = "x"
del(.imports[3].reason)
.smoke = {}
del(.smoke[0].last)
.smoke[0].name = null
.cuda = true
.cuda.devices = [{"name": "Orin"}]
.findings = null
.findings[0].text = 1
.findings += ["x"]
EOF
is 'each was tried' "$number" 28
printf '%0400d' 0 | tr 0 '[' >wrong.json
fails 'one that is nested too deeply' 1 'not what importcheck\.py prints' report wrong.json
is 'nothing was written' "$(ls run.* 2>/dev/null)" ''

fails 'no file' 1 '^runreport\.sh: gone\.json: No such file' report gone.json
fails 'no result' 2 'one RESULT must be given' report
fails 'no reason' 2 'write PACKAGE=REASON' report --allow torch result.json
fails 'an unknown option' 2 "unknown option '--jsn'" report --jsn x result.json
like 'help' "$(report --help)" '^usage: runreport\.sh '
done_testing
