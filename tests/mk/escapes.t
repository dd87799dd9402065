#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What strangers write holds escape sequences, DEL, C1 and what turns text around: names, pages,
# headers, metadata, sources, build back ends. None of it reaches the terminal or a report raw.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
python=$top/build/setup/venv/bin/python
needs jq "$python"
cd "$tmp" || exit 1
export UV_CACHE_DIR=$tmp/cache PYTHONDONTWRITEBYTECODE=1
escapes() { "$python" -B "$top/tests/support/escapes.py" "$@"; }
: >port
"$python" -B "$top/tests/support/escapes.py" serve >port &
started $!
until read -r port <"$tmp/port"; do sleep 0.05; done

project() { # directory lines...
	mkdir -p "$1"
	printf '%s\n' 'PYLOCK_NAME := p' 'PYLOCK_TARGETS := debian12-amd64' "${@:2}" \
		"PYLOCK_INDEX_URL := http://127.0.0.1:$port/simple" 'PYLOCK_INDEX_RETRIES := 0' \
		"include $top/mk/pylock.mk" >"$1/Makefile"
}
run() { # directory goals...
	make --no-print-directory -C "$1" PYLOCK_STORE="$tmp/store" "${@:2}" >>"$1/said" 2>&1
}
is_clean() { is "$1" "$(escapes clean "${@:2}")" ''; }

# That the check finds what it should
printf 'a\tb\n\n\303\244 \342\200\224\n' >good
for bad in '\e[31m' '\r' '\0177' '\0302\0233' '\0342\0200\0256' '\0233' '\a'; do
	printf 'text%b\n' "$bad" >bad
	ok "the check finds $bad" test -n "$(escapes clean bad)"
done
is_clean 'and nothing else' good

# Each kind by itself; of pip-compile those whose files it reads itself
version=$("$python" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])')
"$top/tests/support/mkbase" --python "$version" base
mapfile -t kinds < <(escapes kinds)
made=
try() { # resolver kind
	project "$1" "PYLOCK_RESOLVER := $1" "PYLOCK_BASE := $tmp/base" \
		"PYLOCK_BASE_PYTHON@debian12-amd64 := $version"
	printf '%s==1.0\n' "$2" >"$1/requirements.in"
	rm -rf "$1"/{build,pylock.*,said}
	! run "$1" resolve layers || made+=" $2"
	is_clean "$2, by $1" "$1/said"
	like "$2, by $1: what the resolver says" "$(cat "$1/said")" "^resolve: .* by ${1%-compile}"
}
for kind in "${kinds[@]}"; do try uv "$kind"; done
is 'uv: what is well in spite of it is taken' "$made" ' texts plain yanked extra'
made=
for kind in named requires backend yanked; do try pip-compile "$kind"; done
is 'pip-compile: likewise' "$made" ' yanked'

# An image with what can be installed, and all that is said of it
project image "PYLOCK_BASE := $tmp/base" "PYLOCK_BASE_PYTHON@debian12-amd64 := $version"
printf 'texts\nyanked==1.0\n' >image/requirements.in
ok 'an image' run image image
run image verify
is 'verify finds what is wrong with it' $? 2
ok 'why' run image why PACKAGE=texts
ok 'and what it is made of' run image sbom
like 'the entry point was looked at' "$(cat image/said)" 'the entry point a.*\(plug\.ins\) is gone'
is_clean 'all that was said' image/said
shopt -s globstar
rm image/build/debian12-amd64/sources.json # between programs, as it stands
is_clean 'all reports' image/build/debian12-amd64/{*.json,documents/**/*.*}
# What imports and smoke tests say is data of the image's programs
jq --arg evil $'\e]0;T\a\e[31m\r\x7f\u009b\u202e' '(.. | strings | select(IN("ok", "failed",
	"here", "sha256:aa") | not)) += $evil' "$top/tests/random/samples/run.json" >run.json
"$top/tools/run/runreport.sh" --json judged.json --junit run.xml run.json >shown 2>&1
is 'what was run is judged' $? 1
like 'and shown' "$(cat shown)" 'import beta: no'
is_clean 'without what it holds, as text, JSON and JUnit' shown judged.json run.xml
done_testing
