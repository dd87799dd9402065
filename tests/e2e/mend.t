#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# mend: metadata that lies is found when what it says is imported, and the constraint that helps is
# found by trying.
. "$(dirname "$0")/../tap.sh"
. "$top/tests/servers.sh"
needs bwrap jq tar
cd "$tmp" || exit 1

# Given an index whose arrow wants number 2 from its release 26 on, and does not say so; other
# packages need arrow
mkdir -p index/files
PYTHONPATH=$top/tests/support python3 - <<'PY'
import pathlib
from wheels import Wheel

def release(name, version, text, *requires):
    wheel = Wheel(name, version)
    wheel.add(f"{name}.py", (f"__version__ = {version!r}\n" + text).encode())
    wheel.metadata = (
        f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        + "".join(f"Requires-Dist: {one}\n" for one in requires)
    ).encode()
    wheel.write(pathlib.Path("index/files"))

lies = (
    "import number\nif number.__version__ < '2': raise ImportError('arrow requires number 2.0 or "
    "newer, found ' + number.__version__)\n"
)
for version in (
    "20.0.0",
    "21.0.0",
    "22.0.0",
    "23.0.1",
    "24.0.0",
    "25.0.0",
    "25.0.1",
    "26.0.0",
    "26.0.1",
    "26.1.0",
    "27.0.0",
):
    release("arrow", version, lies if version >= "26" else "")
release("arrow", "25.1.0rc1", "")
for version in "1.26", "2.0":
    release("number", version, "")
release("data", "1.0", "import arrow\n", "arrow>=22")
release("train", "1.0", "import data\n", "data")
for version in "1.0", "1.1", "2.0", "2.1":
    release("newer", version, "" if version >= "2" else "raise ImportError('newer is too old')\n")
release("holds", "1.0", "", "newer<2.1")
release("hopeless", "1.0", "raise ImportError('hopeless')\n")
PY
"$top/tests/support/mkindex" index
serve_nginx "$tmp/index"
copy_python root/usr root
find root -type l -lname '/*' -delete
mkdir -p root/tmp
tar -cf base.tar -C root .
make_here project
export UV_CACHE_DIR=$tmp/uv
run() { make -s --no-print-directory -C project PYLOCK_STORE="$tmp/store" "$@"; }
project() { # requirements
	printf '%s\n' "$@" >project/requirements.in
	rm -f project/constraints.txt project/pylock.here.toml
	run image >out 2>&1 || tap_show 'make image' "$(cat out)"
	run verify RUN=1 >out 2>&1
}

# When they resolve, then they cannot be imported.
project train 'number<2'
is 'the failure, and whom it involves' \
	"$(jq -c '[.imports[] | select(.status == "failed") | [.module, .involved]]' \
		project/build/here/run.json)" \
	'[["arrow",["arrow"]],["data",["data","arrow"]],["train",["train","data","arrow"]]]'
before=$(cat project/pylock.here.toml project/requirements.lock.here.txt | sha256sum)

# When it is mended, then the newest release that works is found, in fewer tries than there are
# releases, and what it mends besides.
said=$(run mend 2>err)
is 'mend' $? 0
is 'the constraint' "$(printf '%s\n' "$said" | tail -n 1)" 'arrow<26'
like 'what it is for' "$said" \
	'arrow, and data, train, can be imported with this line in constraints\.txt:'
like 'what was tried' "$said" \
	'arrow<=26\.1\.0: arrow 26\.1\.0: ImportError: arrow requires number 2\.0 or newer, found '\
'1\.26'
is 'the lock is as it was' \
	"$(cat project/pylock.here.toml project/requirements.lock.here.txt | sha256sum)" "$before"
ok 'by steps and halves' test "$(printf '%s\n' "$said" | grep -c 'arrow<=')" -le 6
said=$(run analyze 2>err)
is 'analyze finds that something is wrong' $? 2
[ -n "$said" ] || tap_show err "$(cat err)"
like 'which constraint mends what could not be imported' "$said" 'Wrong:
  import: arrow: ImportError: arrow requires number 2\.0 or newer, found 1\.26: '\
'metadata of arrow does not say so; add to constraints\.txt: arrow<26 \(tried: '
is 'it was not tried again' "$(grep -c 'arrow<=' err)" 0
printf 'arrow<26\n' >project/constraints.txt
ok 'with it, all can be imported' run image verify RUN=1
is 'in the newest release that can' \
	"$(grep -A1 'name = "arrow"' project/pylock.here.toml | tail -n 1)" 'version = "25.0.1"'
ok 'then analyze has nothing against it' run analyze
touch project/build/here/mend.json
run -n analyze >/dev/null 2>&1
ok 'make -n analyze removes nothing' test -e project/build/here/mend.json
said=$(run mend 2>&1)
like 'then there is nothing to mend' "$said" 'run\.json: nothing failed'

# When a newer release is what helps, and the newest cannot be had, then that is found.
project 'newer' 'holds'
printf 'newer<2\n' >project/constraints.txt
run image >out 2>&1
run verify RUN=1 >out 2>&1
rm project/constraints.txt
is 'a newer one' "$(run mend 2>err | tail -n 1)" 'newer>=2'

# When nothing helps, then that is said.
project hopeless
said=$(run mend 2>err)
like 'analyze says so, too' "$(rm project/build/here/mend.json; run analyze 2>err)" \
	'import: hopeless: ImportError: hopeless: .*; no release that resolves helps; '\
'.*PYLOCK_IMPORT_SKIP\.hopeless'
like 'no lock can mend it' "$said" \
	'no release of hopeless that resolves lets hopeless be imported: '\
'.*PYLOCK_IMPORT_SKIP\.hopeless := <reason>'
done_testing
