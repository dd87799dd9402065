#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# verify: each check has evidence that passes it and evidence that fails it.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../support/verified.sh"

cat >"$tmp/plan.json" <<'EOF'
{"target": {"name": "t", "arch": "aarch64", "python": "3.11", "pythonFull": "3.11.2"},
 "excluded": ["left-out"],
 "packages": [{"name": "app", "version": "1.0"}, {"name": "lib", "version": "2.0"}]}
EOF
cat >"$tmp/good.json" <<'EOF'
{"manifest": "sha256:0", "config": {"config": {"Labels": {"mk.pylock.lock": "sha256:abc"}}},
 "unowned": [],
 "elf": [{"path": "opt/venv/a.so", "machine": "aarch64", "distribution": "app"}],
 "distributions": [
  {"name": "App", "version": "1.0", "requiresPython": ">=3.8",
   "requiresDist": ["lib>=1", "win; sys_platform == 'win32'", "gone; extra == 'x'"],
   "record": {"files": 3, "missing": [], "changed": [], "unchecked": []}},
  {"name": "lib", "version": "2.0+cu129", "requiresPython": null,
   "requiresDist": ["extra-of-lib; extra == 'fancy'"],
   "record": {"files": 2, "missing": [], "changed": [], "unchecked": []}},
  {"name": "of-base", "version": "1", "base": true, "requiresPython": null, "requiresDist": [],
   "record": {"files": 0, "missing": [], "changed": [], "unchecked": []}}]}
EOF

verify() { # jq program for the evidence, arguments
	jq "$1" "$tmp/good.json" >"$tmp/evidence.json"
	shift
	verified --plan "$tmp/plan.json" --evidence "$tmp/evidence.json" --lock-sha256 abc "$@"
}

# finds NAME JQ REGEX ARGUMENTS...: the evidence, so changed, gives one error that matches.
finds() {
	local name=$1 said
	said=$(verify "$2" "${@:4}")
	is "$name: exit status" $? 1
	like "$name" "$(printf '%s\n' "$said" | grep FAIL)" "$3"
	is "$name: nothing else" "$(jq .errors "$tmp/verify.json")" 1
}
# accepts NAME JQ REGEX ARGUMENTS...: no error; what is printed matches.
accepts() {
	local name=$1 said
	said=$(verify "$2" "${@:4}")
	is "$name: exit status" $? 0
	like "$name" "$said" "$3"
}

accepts 'all is well' . 'no finding that is not declared'
cp "$tmp/plan.json" "$tmp/plain.json"
jq \
	'.packages[1] += {index: "jetson", choice: {by: "tag:linux_aarch64", over: ["b.whl"]},
	file: {filename: "a.whl"}}' "$tmp/plain.json" >"$tmp/plan.json"
accepts 'another index is said' . '1 of 2 packages are from index jetson: lib'
accepts 'and why a file was taken' . 'lib: a\.whl was taken by tag:linux_aarch64, over b\.whl'
cp "$tmp/plain.json" "$tmp/plan.json"
accepts 'a local version satisfies its public pin' . '2 distributions are the lock'
accepts 'what is left out is said' . 'left-out is left out \(PYLOCK_EXCLUDE\)'
finds 'a distribution is missing' 'del(.distributions[1]) | .distributions[0].requiresDist = []' \
	'lib 2\.0 is in the lock and not in the image'
finds 'one is too many' '.distributions += [.distributions[1] | .name = "more"]' \
	'more 2\.0\+cu129 is in the image and not in the lock'
finds 'another version' '.distributions[0].version = "1.1"' \
	'app is 1\.1 in the image and 1\.0 in the lock'
finds 'a file is missing' '.distributions[0].record.missing = ["a.py"]' \
	'app: RECORD names files that are not there: a\.py'
finds 'a file was changed' '.distributions[0].record.changed = ["a.py"]' \
	'app: files differ from RECORD: a\.py'
finds 'a row without a hash' '.distributions[0].record.unchecked = ["a.py"]' \
	'app: RECORD has no SHA-256 for a\.py'
finds 'no RECORD' '.distributions[0].record = null' 'app: no RECORD'
finds 'a distribution without a name' \
	'.distributions += [.distributions[1] | .name = null | .path = "x.dist-info"]' \
	'x\.dist-info: METADATA names no distribution'
finds 'a file of nobody' '.unowned = ["opt/venv/x"]' "no distribution's RECORD has: opt/venv/x"
finds 'a requirement that does not hold' '.distributions[0].requiresDist = ["lib<2"]' \
	'App 1\.0 wants lib<2: 2\.0\+cu129 is installed'
printf '# why\nlib>=2 # so\n' >"$tmp/overrides.txt"
accepts 'which a file of overrides replaces' '.distributions[0].requiresDist = ["lib<2"]' \
	'wants lib<2.*\(overridden in overrides\.txt\)' \
	--override "$tmp/overrides.txt"
# Overrides as pip and uv read them
cat >"$tmp/overrides.txt" <<'OVERRIDES'
lib \
  >= 2.0 ; python_version >= "3.8" \
  --hash=sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
-r more-overrides.txt
OVERRIDES
echo 'nowhere==1; python_version < "3" # never' >"$tmp/more-overrides.txt"
accepts 'one over several lines, with a marker and a hash' \
	'.distributions[0].requiresDist = ["lib<2"]' \
	'wants lib<2.*\(overridden in overrides\.txt\)' --override "$tmp/overrides.txt"
accepts 'one of a file behind -r' '.distributions[0].requiresDist = ["nowhere>=1"]' \
	'wants nowhere>=1: it is not installed \(overridden in more-overrides\.txt\)' \
	--override "$tmp/overrides.txt"
finds 'a constraint is no override' '.distributions[0].requiresDist = ["nowhere>=1"]' \
	'wants nowhere>=1: it is not installed' \
	--override <(printf -- '-c %s\n' "$tmp/more-overrides.txt")
finds 'a requirement that is not there' \
	'.distributions[0].requiresDist = ["nowhere>=1; python_version > \"3.10\""]' \
	'wants nowhere>=1: it is not installed'
finds 'a requirement behind an extra that is asked for' \
	'.distributions[0].requiresDist = ["lib[fancy]"]' \
	'lib 2\.0\+cu129 wants extra-of-lib: it is not installed'
accepts 'one that is left out' '.distributions[0].requiresDist = ["left_out"]' \
	'wants left_out: it is left out \(PYLOCK_EXCLUDE\)'
finds 'a requirement that is none' '.distributions[0].requiresDist = ["?"]' \
	'App: Requires-Dist: .\?.: the name of a distribution is wanted first'
finds 'another Python' '.distributions[0].requiresPython = ">=3.12"' \
	'app 1\.0 wants Python >=3\.12: the image has 3\.11\.2'
finds 'a program for another machine' '.elf[0].machine = "x86_64"' \
	'app: not for aarch64: opt/venv/a\.so \(x86_64\)'
accepts 'allowed, with the reason' '.elf[0].machine = "x86_64"' 'not for aarch64.*\(test data\)' \
	--allow 'app=test data'
finds 'the image of another lock' '.config.config.Labels = {}' 'of another lock'
finds 'a critical package' . 'torch is critical and not in the image' --critical torch
accepts 'a critical package that is there' . 'critical packages: App' --critical App
# What the base provides
cat >"$tmp/provided.json" <<'EOF'
{"of-base": {"base": "2.7.0a0+nv", "site": "/usr/lib/python3/dist-packages", "version": "2.7.0"}}
EOF
given=(--provided "$tmp/provided.json")
provided='.distributions[2] |= (.version = "2.7.0a0+nv" | .path = '\
'"usr/lib/python3/dist-packages/of_base.dist-info") | .distributions[0].requiresDist = '\
'["of-base>=2.7"]'
finds 'a base is not looked at unasked' "$provided" \
	'App 1\.0 wants of-base>=2\.7: it is not installed'
accepts 'what the base provides counts as declared' "$provided" \
	'of-base 2\.7\.0a0\+nv of the base counts as 2\.7\.0 \(PYLOCK_PROVIDED\)' "${given[@]}"
finds 'not as anything else' "$provided | .distributions[0].requiresDist = [\"of-base>2.7\"]" \
	'App 1\.0 wants of-base>2\.7: 2\.7\.0 is installed' "${given[@]}"
finds 'its own requirements count' "$provided | .distributions[2].requiresDist = [\"more\"]" \
	'of-base 2\.7\.0 wants more: it is not installed' "${given[@]}"
finds 'a copy that shadows it' \
	"$provided | .distributions += [.distributions[1] | .name = \"Of.Base\" | .version = \
\"2.8\"]" \
	'of-base 2\.8 in the virtual environment shadows the base.s 2\.7\.0a0\+nv, which '\
'PYLOCK_PROVIDED names' "${given[@]}"
provided="$provided | .distributions[0].requiresDist = []"
finds 'another version in the base' "$provided | .distributions[2].version = \"2.8\"" \
	'of-base is 2\.8 in the image and was 2\.7\.0a0\+nv in the base' "${given[@]}"
finds 'in a directory that Python does not look into' \
	"$provided | .distributions[2].path = \"opt/other/of_base.dist-info\"" \
	'of-base is to be provided by the base and is not in /usr/lib/python3/dist-packages' \
	"${given[@]}"
cp "$tmp/plan.json" "$tmp/plan.kept"
jq '.packages += [{name: "of-base", version: "2.7.0"}]' "$tmp/plan.kept" >"$tmp/plan.json"
finds 'in the lock, too' "$provided" 'of-base is provided by the base and in the lock' "${given[@]}"
cp "$tmp/plan.kept" "$tmp/plan.json"
accepts 'critical, and provided' "$provided" 'critical packages: of-base' "${given[@]}" \
	--critical of-base

# The page
page() { jq -r --argjson colour "$1" -f "$top/tools/verify/showverify.jq" "$tmp/verify.json"; }
verify '.distributions[0].version = "9"' >"$tmp/said"
is 'no terminal, no colour' "$(grep -c $'\033' "$tmp/said")" 0
like 'colours where they are asked for' "$(page true)" \
	$'    \033\\[31mFAIL \033\\[0m app is 9 in the image'
jq \
	'.findings = [range(12) |
	{group: "lock", check: "requires", id: "x", text: "text \(.)", declared: "so",
	todo: null}] | .errors = 0' \
	"$tmp/verify.json" >"$tmp/many.json" && mv "$tmp/many.json" "$tmp/verify.json"
is 'of many that are declared some are shown' "$(page false | grep -c 'note  text')" 8
like 'the others are counted' "$(page false)" 'note  and 4 more that are declared'
jq '.findings[].check = "wheel"' "$tmp/verify.json" >"$tmp/many.json" &&
	mv "$tmp/many.json" "$tmp/verify.json"
is 'but those of wheels are all shown' "$(page false | grep -c 'note  text')" 12
jq '.errors = 1234' "$tmp/verify.json" >"$tmp/many.json" && mv "$tmp/many.json" "$tmp/verify.json"
like 'large numbers have commas' "$(page false)" 'verify: 1,234 findings; mend'

# Which package has a library is told by lines; what is no such line is said.
printf 'libx.so.1\tlibx1\n\nliby.so\n' >"$tmp/owners"
fails 'an owner without a package' 1 "owners: 'liby\\.so' has no package" "$bin/verify" \
	--plan "$tmp/plan.json" --evidence "$tmp/good.json" --lock-sha256 abc --owners "$tmp/owners"
printf 'libx.so.1\tlibx1\n\n' >"$tmp/owners"
accepts 'owners of what nobody needs' . 'no finding that is not declared' --owners "$tmp/owners"

# Bad input is said in one line
given() { # the plan's and the evidence's jq programs
	jq "$1" "$tmp/plan.json" >"$tmp/bad-plan.json"
	jq "$2" "$tmp/good.json" >"$tmp/bad.json"
	"$bin/verify" --plan "$tmp/bad-plan.json" --evidence "$tmp/bad.json" --lock-sha256 abc
}
fails 'no plan' 1 'none: cannot open' "$bin/verify" --plan "$tmp/none" --evidence "$tmp/good.json" \
	--lock-sha256 abc
fails 'a plan that is no object' 1 'bad-plan\.json: the document: not an object' given '[]' .
for key in target excluded packages; do
	fails "a plan without .$key" 1 "bad-plan\\.json: \\.$key: missing" given "del(.$key)" .
	fails "a plan with another .$key" 1 "bad-plan\\.json: \\.$key: not an? (array|object)" \
		given ".$key = 1" .
done
fails 'a target without its Python' 1 '\.pythonFull: missing' given 'del(.target.pythonFull)' .
fails 'a package without a name' 1 'bad-plan\.json: \.name: missing' given \
	'del(.packages[0].name)' .
for key in distributions elf unowned config manifest; do
	fails "evidence without .$key" 1 "bad\\.json: \\.$key: missing" given . "del(.$key)"
	fails "evidence with another .$key" 1 "bad\\.json: \\.$key: not an? (array|object|string)" \
		given . ".$key = 1"
done
for change in '.distributions[0].requiresDist' '.distributions[0].record' '.distributions[0].name' \
	'.elf[0].path' '.elf[0].machine' \
	'.elf[0].distribution' '.elf[0].needed' '.elf[0].cuda' '.distributions[0].requiresDist[0]' \
	'.config.config.Env' '.startup' '.interpreter'; do
	fails "evidence with another $change" 1 'bad\.json: .*: not an? (array|object|string)' \
		given . "$change = 1"
done
fails 'a library that is no file of the image' 1 "the library 'gone' is not among \\.elf" given . \
	'.elf[0].needed = {x: "gone"}'
fails 'what is not JSON' 1 'overrides\.txt:1:.*: not valid JSON' "$bin/verify" \
	--plan "$tmp/overrides.txt" --evidence "$tmp/good.json" --lock-sha256 abc
for option in flaws=an.array owned=an.object sources=an.object provided=an.object \
	uncompiled=an.array opened=an.array; do
	case $option in *array) echo '{}' ;; *) echo '[]' ;; esac >"$tmp/other.json"
	fails "--${option%%=*} of something else" 1 "other\\.json: the document: not ${option#*=}" \
		"$bin/verify" --plan "$tmp/plan.json" \
		--evidence "$tmp/good.json" --lock-sha256 abc "--${option%%=*}" "$tmp/other.json"
done
fails 'a capability that is none' 2 "'x' is not a compute capability" "$bin/verify" --capability x
fails 'nothing given' 2 '--plan, --evidence and --lock-sha256 must be given' "$bin/verify"
# A GPU is asked for, in one of the ways that NVIDIA's runtime documents.
gpu='.config.config.Env = ["NVIDIA_VISIBLE_DEVICES=all", "NVIDIA_DRIVER_CAPABILITIES=compute,'\
'utility"]'
accepts 'a GPU is asked for' "$gpu" "asks NVIDIA's runtime for a GPU" --gpu
accepts 'all capabilities' "$gpu | .config.config.Env[1] = \"NVIDIA_DRIVER_CAPABILITIES=all\"" \
	'for a GPU' --gpu
finds 'no device is asked for' "$gpu | del(.config.config.Env[0])" \
	'NVIDIA_VISIBLE_DEVICES is not set .* write PYLOCK_ENV\.NVIDIA_VISIBLE_DEVICES := all' --gpu
finds 'devices are refused' "$gpu | .config.config.Env[0] = \"NVIDIA_VISIBLE_DEVICES=void\"" \
	'NVIDIA_VISIBLE_DEVICES' --gpu
finds 'no capability for CUDA' \
	"$gpu | .config.config.Env[1] = \"NVIDIA_DRIVER_CAPABILITIES=utility\"" \
	'NVIDIA_DRIVER_CAPABILITIES of the image lacks compute' --gpu
accepts 'which a target without a GPU needs not' . 'no finding'

# .pyc files where they are promised
cp "$tmp/plan.json" "$tmp/plain.json"
jq '.target.pyc = ["*"] | .packages[].pyc = true' "$tmp/plain.json" >"$tmp/plan.json"
echo '["opt/venv/template.py"]' >"$tmp/uncompiled.json"
echo '[]' >"$tmp/empty.json"
compiled='.distributions[:2][].record.uncompiled = []'
accepts '.pyc files are there' "$compiled" 'the \.pyc files of 2 distributions are there' \
	--uncompiled "$tmp/empty.json"
accepts 'but for what does not compile' \
	"$compiled | .distributions[0].record.uncompiled = [\"opt/venv/template.py\"]" \
	'the \.pyc files of 2 distributions are there; 1 \.py file without, not being Python '\
'3\.11' --uncompiled "$tmp/uncompiled.json"
finds 'a .pyc is missing' \
	"$compiled | .distributions[0].record.uncompiled = [\"opt/venv/a.py\", \
\"opt/venv/template.py\"]" \
	'app: 1 \.py file without the \.pyc that PYLOCK_PYC promises: opt/venv/a\.py \[pyc/app\]' \
	--uncompiled "$tmp/uncompiled.json"
accepts 'which can be accepted' \
	"$compiled | .distributions[0].record.uncompiled = [\"opt/venv/a.py\"]" 'as we like it' \
	--accept 'pyc/app=as we like it'
jq '.target.pyc = ["Lib", "left_out", "nobody"] | .packages[1].pyc = true' "$tmp/plain.json" \
	>"$tmp/plan.json"
finds 'a name that the lock does not have' \
	"$compiled | .distributions[0].record.uncompiled = [\"opt/venv/a.py\"]" \
	'PYLOCK_PYC names nobody, which is not in the lock \[pyc/nobody\]'
cp "$tmp/plain.json" "$tmp/plan.json"

done_testing
