#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# analyze: ten made-up conflicts whose smallest fixes are known by construction: found first, and
# the requirements resolve with them. A large graph, interruption, the other resolver.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
cd "$tmp" || exit 1
python=$top/build/setup/venv/bin/python

"$top/tests/support/mkindex" index 'o-app==1.0;o-lib>=1,<2' o-lib==2.0 o-lib==3.0 o-lib==0.5 \
	'm-app==1.0;m-lib>=2' 'm-app==0.9;m-lib>=3' m-lib==1.0 m-lib==2.0 m-lib==2.1 \
	't-a==1.0;t-x<1' 't-b==1.0;t-y<1' t-x==1.0 t-y==1.0 \
	'y-app==1.0;y-lib==2.0' 'y-lib==2.0;python>=3.12' 'y-lib==2.1;python>=3.13' \
	y-abi==1.0#cp313-cp313-manylinux_2_17_x86_64 \
	plat==1.0#cp311-cp311-manylinux_2_39_x86_64 plat==1.1#cp311-cp311-manylinux_2_41_x86_64 \
	plat==1.2#cp311-cp311-win_amd64 \
	'c-a==1.0;c-b==1.0' 'c-b==1.0;c-a==1.0;c-x<1' 'c-x==1.0;c-a' \
	'e-app==1.0;e-lib[fast]>=1' "e-lib==1.0;e-fast>=2 when extra == 'fast'" e-fast==1.0 \
	"k-app==1.0;k-lib<2 when python_version < '3.12';k-lib>=2 when python_version >= '3.12'" \
	k-lib==2.0 k-lib==3.0 \
	'p-app==1.0;p-lib>=2' p-lib==1.0 p-lib==2.0rc1 'n-app==1.0;n-lib'
serve_nginx "$tmp/index"
export UV_CACHE_DIR=$tmp/uv

project() { # directory; requirements
	mkdir -p "$1"
	printf \
		'PYLOCK_NAME := %s\nPYLOCK_TARGETS := debian12-amd64 '\
'debian13-amd64\nPYLOCK_INDEX_URL := %s/simple\ninclude %s/mk/pylock.mk\n' \
		"$1" "$nginx" "$top" >"$1/Makefile"
	printf '%b' "$2" >"$1/requirements.in"
}
run() { make --no-print-directory -C "$1" PYLOCK_STORE="$tmp/store" "${@:2}" >out 2>&1; }
of() { jq -r "$2" "$1/build/debian12-amd64/analysis.json"; }
first() {
	"$python" "$top/tests/e2e/applyfix.py" "$1/build/debian12-amd64/analysis.json" "$1" |
		tr '\n' ';'
}
# As the lock is made, and by nothing of ours
resolves() { # directory, Python, platform
	: >>"$1/overrides.txt"
	"$top/build/setup/venv/bin/uv" pip compile --quiet --no-config \
		--default-index "$nginx/simple" --python-version "$2" \
		--python-platform "x86_64-$3" \
		--overrides "$1/overrides.txt" -o "$1/independent.txt" "$1/requirements.in"
}

# graph NAME REQUIREMENTS FIRST-FIX PYTHON PLATFORM
graph() {
	project "$1" "$2"
	run "$1" analyze
	is "$1: exit status" $? 2
	is "$1: the least change" "$(first "$1")" "$3"
	is "$1: all fixes were verified" "$(of "$1" '[.fixes[] | .verified] | all')" true
	is "$1: the search is complete" "$(of "$1" .search.complete)" true
	ok "$1: with it, it resolves" resolves "$1" "${4:-3.11.2}" "${5:-manylinux_2_36}"
}

graph override 'o-app==1.0\n' 'override o-lib>=2.0;'
like 'as text to paste, with its reason' "$(cat override/build/debian12-amd64/analysis.txt)" \
	$'# o-app[^\n]* wants o-lib>=1,<2\n +o-lib>=2\.0'
run override analyze
is 'after which nothing is wrong: exit status' $? 0
graph pin 'm-app\nm-lib==1.0\n' 'line m-lib==2.0;'
graph two 't-a\nt-b\n' 'override t-x>=1.0;override t-y>=1.0;'
graph python 'y-app\ny-abi\n' 'python 13;' 3.13
graph platform 'plat\n' 'platform 39;' 3.11.2 manylinux_2_39
graph cycle 'c-a\n' 'override c-x>=1.0;'
graph extra 'e-app==1.0\n' 'override e-fast<=1.0;'
graph marker 'k-app\n' 'override k-lib>=2.0;'
graph prerelease 'p-app==1.0\n' 'prerelease p-lib>=2.0rc1;'
project none 'n-app\n'
run none analyze
is 'none possible: exit status' $? 2
is 'no fix' "$(of none '.fixes | length')" 0
like 'said' "$(cat out)" 'No set of changes helps'
like 'and what is missing' "$(cat out)" "n-lib: index 'default' does not have it"

# --- what is said of requirements that resolve --------------------------------------------

"$top/tests/support/mkindex" index 'top==1.0;x;y;z[e]' 'x==1.0;z>1' 'y==1.0;z' \
	'z==2.0;w<3,>=1,!=2.5' q==1 'r==1.0;w' 'v==1.0;w[a,b]' \
	"w==2.0;q when extra == 'a';r[a,b] when extra == 'b'" 'r==0.9;w' q==0.5 built==1.0#sdist \
	built==1.1#cp311-cp311-manylinux_2_17_aarch64 built==0.9
project good 'top==1.0\nv\nr<1\nbuilt==1.0\n'
printf 'PYLOCK_CRITICAL := top v\n' | cat - good/Makefile >Makefile && mv Makefile good/Makefile
printf 'w<3\nz<2.5\nq<2\n' >good/constraints.txt
printf 'z>=2\nelsewhere\nr==1.0\n' >good/overrides.txt
ok 'a lock' run good resolve
mkdir index/yanked
echo 'broken on big endian' >index/yanked/q-1-py3-none-any.whl
"$top/tests/support/mkindex" index top==1.1 top==2.0rc1
rm -rf uv # which believes an index for ten minutes
run good analyze
is 'a release was withdrawn: exit status' $? 2
is 'that alone is wrong' "$(of good '.findings[] | select(.wrong) | .text')" \
	'q 1 was withdrawn from its index: broken on big endian: move to another release'
is 'it resolves' "$(of good .resolves)" true
said() { of good ".findings[] | select(.check == \"$1\") | .text"; }
is 'no wheel, what else there is, and which release has one' "$(said 'no wheel')" \
	'built 1.0: no wheel for debian12-amd64; there is an sdist; 0.9 has one'
is 'pins that are behind, by releases alone' "$(said behind)" \
	'requirements.in:1: top==1.0: 1.1 is the newest, 1 release on'
is 'overrides that silence nobody' "$(said override | cut -d: -f1-3)" \
	$'overrides.txt:1: z>=2\noverrides.txt:2: elsewhere'
is 'constraints that do not bind' "$(said constraint | cut -d: -f1-3)" \
	$'constraints.txt:1: w<3\nconstraints.txt:2: z<2.5\nconstraints.txt:3: q<2'
# Recorded: what pipdeptree 4.2.14 prints of these packages, installed by pip, with -p top and with
# -p v.
is 'the trees, as pipdeptree prints them' "$(of good .tree | tail -n +3)" "$(cat <<'TEXT'
top==1.0
├── x [required: Any, installed: 1.0]
│   └── z [required: >1, installed: 2.0]
│       └── w [required: >=1,!=2.5,<3, installed: 2.0]
├── y [required: Any, installed: 1.0]
│   └── z [required: Any, installed: 2.0] (*)
└── z [required: Any, installed: 2.0]
    └── w [required: >=1,!=2.5,<3, installed: 2.0]

v==1.0
└── w [required: Any, installed: 2.0]
    ├── q [required: Any, installed: 1, extra: a]
    └── r [required: Any, installed: 1.0, extra: b]
        └── w [required: Any, installed: 2.0]
TEXT
)"

# --- beside a lock ---------------------------------------------------------------------------

project locked 'm-app==1.0\n'
ok 'a lock' run locked resolve
cp locked/pylock.debian12-amd64.toml before
printf 'm-app==1.0\nm-lib==1.0\n' >locked/requirements.in
run locked analyze
is 'what would move is said' \
	"$(of locked '.fixes[0].moves | map("\(.package) \(.from) \(.to)") | join(" ")')" \
	'm-lib 2.1 2.0'
like 'in the text, too' "$(cat out)" $'m-lib==2\\.0\n +moves: m-lib 2\\.1 -> 2\\.0\n'
ok 'the lock is untouched' cmp before locked/pylock.debian12-amd64.toml
: >"$nginx_log"
run locked analyze PYLOCK_OFFLINE=1
is 'offline no index is asked' "$(cat "$nginx_log")" ''
like 'which is said' "$(cat out)" 'no index may be asked'

# --- the other resolver -----------------------------------------------------------------------

project pip 'm-app\nm-lib==1.0\n'
run pip analyze PYLOCK_RESOLVER=pip-compile
is 'by pip-compile: exit status' $? 2
like 'its own explanation' "$(cat out)" \
	'cannot be resolved, by pip-tools [0-9.]+:.*ResolutionImpossible'
is 'the same fix' "$(first pip)" 'line m-lib==2.0;'
like 'verified by it' "$(cat out)" 'each tried by resolving again with pip-tools'
ok 'with it, pip-compile resolves' run pip resolve PYLOCK_RESOLVER=pip-compile

# --- 300 packages -----------------------------------------------------------------------------

# Two releases each; the i-th asks for three that follow. Two of the last disagree about `shared`,
# two about `other`.
mapfile -t packages < <("$python" -c '
for i in range(298):
    for version in ("1.0", "2.0"):
        asks = [
            f"n{j:03}>=" + ("1" if (i + j) % 3 else version)
            for j in (i + 1, i + 7, i + 31)
            if j < 298
        ]
        asks += (
            ["shared<2"] * (i in (290, 293))
            + ["shared>=2"] * (i in (291, 295))
            + ["other<2"] * (i == 280)
            + ["other>=2"] * (i == 281)
        )
        print(";".join([f"n{i:03}=={version}", *asks]))
for name in ("shared", "other"):
    print(f"{name}==1.0", f"{name}==2.0", sep="\n")')
"$top/tests/support/mkindex" index "${packages[@]}"
project large 'n000\nn001==1.0\nn002==2.0\n'
run large analyze PYLOCK_ANALYZE_LIMIT=0
is 'no time: exit status' $? 2
like 'how far it got is said' "$(cat out)" \
	'search is not complete: 0 s \(PYLOCK_ANALYZE_LIMIT\) were over; .* it stood at sets of '\
'[0-9]+, [0-9]+ open'
tried() { find large/build/debian12-amd64/analysis -maxdepth 1 -name '*.json' 2>/dev/null | wc -l; }

# When it is interrupted after some trials
before=$(tried)
setsid make --no-print-directory -C large PYLOCK_STORE="$tmp/store" analyze >interrupted 2>&1 &
made=$!
started $made
until [ "$(tried)" -ge $((before + 3)) ]; do
	kill -0 $made || break
	sleep 0.02
done
kill -TERM -- -$made
wait $made
like 'said, with what was found' "$(cat interrupted)" 'search is not complete: interrupted'
ok 'no trial is half written' test -z "$(find large/build -name '*.new*')"
ok 'and none is running' test -z "$(find large/build -name '*.work')"
kept=$(tried)
ok 'what was tried is kept' test "$kept" -ge $((before + 3))
run large analyze
is 'again, to the end: exit status' $? 2
like 'what was tried is not tried again' "$(cat out)" \
	'[0-9]+ sets of changes were tried \([0-9]+ known from before\)'
is 'two changes are needed' "$(of large '.fixes[0].changes | map(.package) | sort | join(" ")')" \
	'other shared'
is 'the search is complete' "$(of large .search.complete)" true
first large >/dev/null
ok 'it resolves with them' resolves large 3.11.2 manylinux_2_36
done_testing
