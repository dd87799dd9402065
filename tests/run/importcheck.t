#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# importcheck.py: what an interpreter finds is imported in processes of their own, and compared with
# what is wanted. Images: tests/e2e/runimage.t.
. "$(dirname "$0")/../tap.sh"
needs jq python3
cd "$tmp" || exit 1
program=$top/tools/run/importcheck.py
# -S: what this machine has installed is no part of the test.
check() { python3 -B -S "$program" "$@"; }

is 'version' "$(check --version)" "importcheck.py $(cat "$top/tools/VERSION")"
fails 'no arguments' 2 '^usage: importcheck\.py CONFIG\.json$' check
fails 'two' 2 '^usage: importcheck\.py CONFIG\.json$' check a b
fails 'no file' 1 '^importcheck\.py: none\.json: ' check none.json
for text in '' '{' '[]' '{}' '{"packages": 1}' '{"packages": {}}'; do
	printf '%s' "$text" >bad.json
	fails "a configuration that is '$text'" 1 '^importcheck\.py: bad\.json: ' check bad.json
	is 'nothing is printed' "$(check bad.json 2>said)" ''
done

# given JQ: a configuration that is right, changed.
given() {
	jq -n '{target: "t", manifest: "m", packages: {}, critical: [], skip: {}, timeout: 9.5, jobs: 1,
		cuda: {required: false}, smoke: []} | '"$1" >config.json
	check config.json
}
is 'a configuration that is right' "$(given . | jq -r .target)" t
for edit in '.packages = null' '.packages.a = 1' '.cuda = {}' '.cuda.required = 1' '.jobs = 0' \
	'.jobs = "1"' '.timeout = true' '.timeout = -1' '.smoke = ["x"]' '.smoke = [["x"]]' \
	'.smoke = [["x", 1]]' '.critical = [1]' '.skip.a = null' '.start = [1]' 'del(.cuda)'; do
	fails "a configuration with $edit" 1 '^importcheck\.py: config\.json: ' given "$edit"
done

# Given installed distributions: name version file=content...
export PYTHONPATH=$tmp/site-packages
install() {
	local info=site-packages/$1-$2.dist-info file
	mkdir -p "$info"
	printf 'Metadata-Version: 2.1\nName: %s\nVersion: %s\n' "$1" "$2" >"$info/METADATA"
	printf '%s,,\n' "$1-$2.dist-info/METADATA" >"$info/RECORD"
	for file in "${@:3}"; do
		mkdir -p "$(dirname "site-packages/${file%%=*}")"
		printf '%b' "${file#*=}" >"site-packages/${file%%=*}"
		printf '%s,,\n' "${file%%=*}" >>"$info/RECORD"
	done
}
install fine 1.0 fine/__init__.py='__version__ = "1.0"' fine/inner.py=
install Old_Name 2.0+local single.py='__version__ = "3.5"'
install spaces 1 spaces/inner/__init__.py= spaces/deep/down/__init__.py=
install broken 1 broken.py='import fine\nraise ValueError("made up")'
install slow 1 slow.py='import time\ntime.sleep(600)'
install killed 1 killed.py='import os\nos.kill(os.getpid(), 9)'
install quits 1 quits.py='import os\nos._exit(0)'
install left 1 left.py='raise SystemError'
install libs 1 libs.libs/libx.so= libx.so=
install foreign 1 foreign.py='raise SystemError'

# configuration FILTER: the one of all of these, changed
configuration() {
	jq -n '{target: "t", manifest: "sha256:0", packages: {fine: "1", "old-name": "2.0.0",
		spaces: "1", broken: "1", slow: "1", killed: "1", quits: "1", left: "1",
		libs: "1"}, critical: [], select: [], skip: {left: "its reason"},
		cuda: {required: false}, timeout: 3, jobs: 4, smoke: []} | '"$1" >config.json
}
checked() { configuration "$1" && check config.json >found.json 2>said; }
checked .
is 'there are findings' $? 1
is 'without a word beside the answer' "$(cat said)" ''
status() { jq -r --arg m "$1" '.imports[] | select(.module == $m).status' found.json; }
while read -r module wanted; do is "$module" "$(status "$module")" "$wanted"; done <<'END'
fine ok
single ok
spaces.inner ok
spaces.deep.down ok
broken failed
slow timeout
killed failed
quits failed
left skipped
END
is 'nothing else is imported' "$(jq '.imports | length' found.json)" 9
last() { jq -r --arg m "$1" '.imports[] | select(.module == $m).last[-1]' found.json; }
is 'the last line of a traceback' "$(last broken)" 'ValueError: made up'
is 'a signal by its name' "$(last killed)" 'ended by SIGKILL'
is 'the time that it got' "$(last slow)" 'ended after 3 s'
is 'one that ends Python' "$(last quits)" 'ended Python by itself'
is 'why one was skipped' \
	"$(jq -r '.imports[] | select(.module == "left").reason' found.json)" 'its reason'
is "a module's own version" \
	"$(jq -r '.imports[] | select(.module == "single").version' found.json)" 3.5
is 'a distribution without modules' "$(jq -c .noModules found.json)" '["libs"]'
is 'the lock and what is installed are the same' \
	"$(jq -c '[.distributions.checked, .distributions.missing, .distributions.different]' \
		found.json)" '[9,[],[]]'
is 'a finding for each that failed' "$(jq -r '.findings[].name' found.json | xargs)" \
	'broken killed quits slow'
is 'no GPU is asked for' "$(jq -c .cuda found.json)" null

# One at a time
good='.select = ["fine"]'
checked "$good"
is 'what is selected is fine' $? 0
is 'and is alone' "$(jq -r '.imports[].module' found.json)" fine
checked "$good | .packages.fine = \"1.1\""
is 'another version' "$(jq -r '.findings[].text' found.json)" \
	"fine is 1.0 for the image's Python, and 1.1 in the lock"
checked '.select = ["old-name"] | .packages["old-name"] = "2.0+other"'
is 'another local version, where the lock says one' "$(jq -r '.findings[].name' found.json)" \
	old-name
checked "$good | .select += [\"lost\"] | .packages.lost = \"1\""
is 'what Python does not find' "$(jq -r '.findings[].text' found.json)" \
	"lost 1 is in the lock, and the image's Python does not find it"
checked '.select = ["old-name"] | .critical = ["old-name"]'
is 'a critical module that says another version' "$(jq -r '.findings[].text' found.json)" \
	'single says that it is version 3.5, and old-name is 2.0.0 in the lock'
checked '.select = ["libs"] | .critical = ["libs"]'
is 'a critical one without modules' "$(jq -r '.findings[].text' found.json)" \
	'libs is critical and has no module to import'
checked '.select = ["fine", "spaces"] | .critical = ["spaces"]'
is 'critical ones come first' "$(jq -r '.imports[].module' found.json | xargs)" \
	'spaces.deep.down spaces.inner fine'
checked "$good | .skip = {\"no.such\": \"why\", fine: \"why\", \"fine.inner\": \"why\"}"
is 'a skip of nothing' "$(jq -r '.findings[].text' found.json)" \
	'PYLOCK_IMPORT_SKIP.no.such names nothing in the image: take it out'
checked "$good | .start = [\"sh\", \"no-such-program\"]"
is 'a program to start that is not there' "$(jq -r '.findings[].name' found.json)" no-such-program
checked "$good | .progress = true"
like 'progress' "$(cat said)" '^  ok +fine +[0-9.]+ s  1\.0 /.*site-packages/fine/__init__\.py$'

# Smoke tests
checked "$good"' | .smoke = [["a.py", "import fine"], ["b.py", "import sys; sys.exit(3)"],
	["c.py", "import broken"]]'
is 'smoke tests' "$(jq -c '[.smoke[] | [.name, .status]]' found.json)" \
	'[["a.py","ok"],["b.py","failed"],["c.py","failed"]]'
is 'whose files a traceback names' "$(jq -c '.smoke[2].involved' found.json)" '["broken"]'
is 'are findings' "$(jq -r '.findings[].name' found.json | xargs)" 'b.py c.py'

# A GPU that is required, with and without a made-up torch
checked "$good | .select = [] | .packages = {fine: \"1\"} | .skip = {} | .cuda.required = true"
like 'no GPU, and one is required' "$(jq -r '.findings[].text' found.json)" \
	'^CUDA: libcuda\.so\.1 is not there: the container was started without NVIDIA'
install torch 2.0 torch.py='class version: cuda = "12.6"\n
class cuda:\n    is_available = lambda: False\n    get_arch_list = lambda: ["sm_87"]\n
__version__ = "2.0"\n'
checked '.packages = {torch: "2.0"} | .skip = {}'
is 'torch without a GPU is fine' $? 0
is 'what it was made for' "$(jq -c '.cuda | [.available, .version, .architectures]' found.json)" \
	'[false,"12.6",["sm_87"]]'

# Given modules that want something which no version of a package brings
install runs 1 runs.py='import subprocess\nsubprocess.run(["no-such-program", "--version"])'
install git 1 git.py='raise ImportError("Bad git executable.\\nThe git executable must be ...")'
install reads 1 reads.py='open("no-such-file")'
install app 1 app.py='class ImproperlyConfigured(Exception): pass\nraise ImproperlyConfigured("x")'
install extra 1 extra.py='import madeup.inner'
install lost 1 lost.py='import madeup.inner'
printf 'Requires-Dist: py-madeup (>=1) ; extra == "more"\n' \
	>>site-packages/extra-1.dist-info/METADATA
printf 'Requires-Dist: py-madeup; python_version < "3"\n' >>site-packages/lost-1.dist-info/METADATA
checked '.packages = {runs: "1", git: "1", reads: "1", app: "1", extra: "1", lost: "1"} |
	.skip = {}'
is 'what fails by itself' \
	"$(jq -r '.findings[].name | select(. != "git")' found.json | xargs)" 'lost reads'
lacks() { jq -r --arg m "$1" '.imports[] | select(.module == $m) | .status + " " + .lacks + ": " +
	.reason' found.json; }
is 'a program is missing' "$(lacks runs)" \
	'skipped program: it needs the program no-such-program, which is not in the image'
command -v git >/dev/null || is 'as GitPython says it' "$(lacks git)" \
	'skipped program: it needs the program git, which is not in the image'
is 'settings are missing' "$(lacks app)" 'skipped settings: it needs settings: ImproperlyConfigured'
is 'a package is missing that an extra brings' "$(lacks extra)" \
	'skipped extra: it needs py-madeup, which an extra of extra brings'
checked '.packages = {runs: "1"} | .critical = ["runs"] | .skip = {}'
is 'what is critical fails all the same, and why is said' "$(jq -r '.findings[].text' found.json)" \
	'import runs: it needs the program no-such-program, which is not in the image (runs)'

# Given parts of other packages, which are not imported by themselves (psycopg-binary)
install part 1 part.py='import sys\nif "whole" not in sys.modules: raise ImportError("after whole")'
install whole 1 whole.py='try:\n    import part\nexcept ImportError:\n    part = None'
install user 1 user.py='import part'
printf 'Requires-Dist: Part==1; extra == "fast"\n' >>site-packages/whole-1.dist-info/METADATA
printf 'Requires-Dist: part\n' >>site-packages/user-1.dist-info/METADATA
checked '.packages = {part: "1", whole: "1"} | .skip = {}'
is 'a part is imported after the package that requires it' $? 0
is 'which is said' "$(jq -r '.imports[] | "\(.module) \(.status) \(.after)"' found.json | xargs)" \
	'part ok whole whole ok null'
checked '.packages = {part: "1", user: "1"} | .skip = {}'
is 'but not without it' "$(jq -r '.imports[] | "\(.module) \(.status)"' found.json | xargs)" \
	'part failed user failed'
done_testing
