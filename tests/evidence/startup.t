#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What inspect and verify say of an image's start: its program, that one's interpreter, its user,
# and where Python looks first.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../support/verified.sh"
cd "$tmp" || exit 1
python=$top/build/setup/venv/bin/python
site=opt/venv/lib/python3.11/site-packages

# Given an image with programs of all kinds
"$top/tests/support/mklayer" store base.json 0755:usr/bin/prog=elf 0644:usr/bin/data=x \
	0755:usr/bin/env=elf 0755:usr/bin/dash=elf 'usr/bin/sh->dash' 'bin->usr/bin' \
	'0755:usr/bin/script=#!/bin/sh -e' $'0755:usr/bin/crlf=#!/bin/sh\r\necho\n' \
	$'0755:usr/bin/bash-script=#!/bin/bash\n' $'0755:usr/bin/by-env=#!/usr/bin/env python3\n' \
	$'0755:usr/bin/no-env=#!/usr/bin/env -S ruby -w\n' \
	'0755:usr/bin/twice=#!/usr/bin/bash-script' 'usr/bin/gone->nowhere' \
	'usr/bin/linked->/usr/bin/prog' \
	0755:app/run=elf '0755:usr/bin/relative=#!sh' "opt/old/six.py=old" \
	"opt/old/alpha/__init__.py=" "opt/old/names/part.py=" opt/old/beta.txt= \
	$'etc/passwd=root:x:0:0::/:\nwww:x:33:33::/:\n' $'etc/group=root:x:0:\nvideo:x:44:\n'
"$top/tests/support/mklayer" --wheels 'six 1' store site.json "$site/six.py=1" \
	"$site/six-1.dist-info/METADATA=$(printf 'Name: six\nVersion: 1\n')" \
	"$site/six-1.dist-info/RECORD=six.py,," "$site/names/__init__.py=" \
	"$site/alpha/__init__.py=" $'0755:opt/venv/bin/tool=#!/opt/venv/bin/python3\n' \
	'opt/venv/bin/python3->/usr/bin/prog'
config() { # the configuration, in jq
	jq \
		-n \
		"{architecture: \"arm64\", os: \"linux\", config: ({Env: \
[\"PATH=/opt/venv/bin:/usr/bin\"], WorkingDir: \"/app\"} + $1)}" >config.json
	"$bin/image" --blobs store --config config.json -o image base.json site.json >/dev/null
	"$bin/inspect" --site "/$site" image >evidence.json
}
# program WORDS: what is said of the program.
program() {
	config "{Entrypoint: $1}"
	jq -r '.startup.programs[0] | "\(.path // "-"): \(.problem // "good")"' evidence.json
}
is 'a program in the PATH' "$(program '["prog"]')" '/usr/bin/prog: good'
is 'over links' "$(program '["linked"]')" '/usr/bin/linked: good'
is 'by its path, over a link of a directory' "$(program '["/bin/prog"]')" '/bin/prog: good'
is 'from where the container starts' "$(program '["./run"]')" '/app/./run: good'
is 'a script' "$(program '["script"]')" '/usr/bin/script: good'
is 'a script of the environment' "$(program '["tool"]')" '/opt/venv/bin/tool: good'
is 'by env' "$(program '["by-env"]')" '/usr/bin/by-env: good'
is 'one that is nowhere' "$(program '["serve"]')" '-: is not in the PATH of the image'
is 'one with its arguments in its name' "$(program '["prog --x"]')" \
	'-: is not in the PATH of the image'
is 'no such path' "$(program '["/app/serve"]')" '/app/serve: is not there'
is 'a link to nothing' "$(program '["/usr/bin/gone"]')" '/usr/bin/gone: is not there'
is 'a directory' "$(program '["/app"]')" '/app: is a directory'
is 'a file that is none' "$(program '["/usr/bin/data"]')" '/usr/bin/data: is not executable'
is 'an interpreter that is not there' "$(program '["bash-script"]')" \
	'/usr/bin/bash-script: its interpreter /bin/bash is not there'
like "lines that end as those of DOS" "$(program '["crlf"]')" \
	$'its interpreter /bin/sh\r is not there'
is 'env, which does not find it' "$(program '["no-env"]')" \
	'/usr/bin/no-env: its interpreter ruby is not in the PATH of the image'
is "the interpreter's interpreter" "$(program '["twice"]')" \
	'/usr/bin/twice: its interpreter /bin/bash is not there'
is 'a relative one' "$(program '["relative"]')" \
	'/usr/bin/relative: its interpreter sh is no absolute path'
config '{Cmd: ["nothing"], Healthcheck: {Test: ["CMD", "curl"]}}'
is 'the command, and the check of health' \
	"$(jq -c '.startup.programs | map([.of, .problem != null])' evidence.json)" \
	'[["Cmd",true],["Healthcheck",true]]'
config '{Healthcheck: {Test: ["NONE"]}}'
is 'nothing to start' "$(jq -c .startup.programs evidence.json)" '[]'

# Where Python looks first
config \
	'{Env: ["PATH=/usr/bin", "PYTHONPATH=/opt/old:'\
'/not/there::/opt/venv/lib/python3.11/site-packages"]}'
is 'modules of the lock that PYTHONPATH has, too' \
	"$(jq -c '.startup.shadows | sort_by(.module) | map([.directory, .module, .distribution])' \
		evidence.json)" \
	'[["/opt/old","alpha",null],["/opt/old","six","six"]]'

# What verify says
echo \
	'{"target": {"name": "t", "arch": "aarch64", "python": "3.11", "pythonFull": "3.11.2"},
	"excluded": [], "packages": [{"name": "six", "version": "1"}], "installed": ""}' >plan.json
says() { config "$1" && verified --plan plan.json --evidence evidence.json --lock-sha256 0 2>&1; }
said=$(says \
	'{Entrypoint: ["serve"], User: "app:gpu", Env: ["PATH=/usr/bin", "PYTHONPATH=/opt/old", '\
'"PYTHONHOME=/opt/x"]}')
like 'the program' "$said" \
	'FAIL  Entrypoint of the image: serve: is not in the PATH of the image '\
'\[start/image/Entrypoint\]'
like 'the user' "$said" 'FAIL  User of the image: there is no user app in it; write a number'
like 'the group' "$said" 'there is no group gpu in it'
like 'PYTHONPATH' "$said" \
	'FAIL  PYTHONPATH leads to /opt/old first, which has its own alpha, six: .*; write '\
'PYLOCK_ENV_UNSET \+= PYTHONPATH \[environment/image/PYTHONPATH\]'
like 'PYTHONHOME' "$said" \
	'FAIL  PYTHONHOME is /opt/x in the image: .*; write PYLOCK_ENV_UNSET \+= PYTHONHOME '\
'\[environment/image/PYTHONHOME\]'
said=$(says \
	'{Entrypoint: ["tool"], User: "www:video", Env: ["PATH=/opt/venv/bin:/usr/bin", '\
'"PYTHONPATH=/app"]}')
is 'nothing, when all is there' "$(grep -cE '\[(start|environment)/' <<<"$said")" 0
like 'which is said' "$said" 'ok    what is started is there: tool'
done_testing
