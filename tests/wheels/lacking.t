#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# lacking.py: what a failed build lacks of the system, as the compilers, linkers and shells of this
# machine say it, and the line to write.
. "$(dirname "$0")/../tap.sh"
needs gcc pkg-config
cd "$tmp" || exit 1
python=$top/build/setup/venv/bin/python
cat >says.py <<'EOS'
import argparse, json, pathlib, sys
sys.path[:0] = [sys.argv[1]]
from store import results
from wheels import lacking
args = argparse.Namespace(store=pathlib.Path("store"), name="made", offline=True, mirror=[],
                          apt=sys.argv[3:], target={"arch": "aarch64", "python": "3.13"})
for path, package in json.load(open("known.json")).items():
    key = lacking.key_of(args, "trixie", "arm64", path)
    results.keep(key, [package] if package else [])
print(lacking.advice(args, open(sys.argv[2]).read().splitlines()))
EOS
says() { "$python" -B says.py "$top/tools" "$@"; }
line() { # what package
	echo "; its build lacks the $1, which the Debian package $2 has: $(
	)write PYLOCK_BUILD_APT.made := $2 into the Makefile"
}

# Given a store that knows which Debian packages have some files,
cat >known.json <<'EOS'
{"include/none/made-x.h": "libmade-dev", "libmade-y.so": "liby-dev",
 "lib/pkgconfig/made-z.pc": "libz-made-dev", "bin/made-config": "libmade-dev",
 "bin/made-tool": "made-tools", "bin/MADE": "", "include/hostile.h": "x := $(shell id)"}
EOS
header() { # compiler header
	printf '#include <%s>\nint main(void) { return 0; }\n' "$2" >x.c
	"$1" -c x.c -o x.o
}
# and logs that real programs wrote,
header gcc none/made-x.h 2>gcc.log
header gcc libpq-fe.h 2>known.log
header gcc hostile.h 2>hostile.log
header gcc of-nobody.h 2>nobody.log
echo 'int main(void) { return 0; }' >y.c
gcc y.c -lmade-y 2>ld.log
echo 'error: unable to find dynamic system library "made-y" using strategy paths_first.' >zig.log
pkg-config --cflags made-z 2>pc.log
sh -c 'made-config --libs' 2>sh.log
bash -c 'made-config --libs' 2>bash.log
"$python" -c 'import subprocess; subprocess.run(["made-config"])' 2>python.log
"$python" -c 'import subprocess; subprocess.run(["made-tool"])' 2>tool.log
"$python" -c 'import subprocess; subprocess.run(["cmake", "-h"], env={"PATH": "/none"})' 2>cmake.log
"$python" -c 'open("MADE")' 2>file.log
cat gcc.log sh.log >both.log

# When they are read, then the line to write is said.
is 'a header' "$(says gcc.log)" "$(line 'header none/made-x.h' libmade-dev)"
is 'a header that every store knows' "$(says known.log)" "$(line 'header libpq-fe.h' libpq-dev)"
is 'a library' "$(says ld.log)" "$(line 'library made-y' liby-dev)"
is 'a library, as zig says it' "$(says zig.log)" "$(says ld.log)"
is 'a pkg-config file' "$(says pc.log)" "$(line 'pkg-config file made-z' libz-made-dev)"
for log in sh bash python; do
	is "a program, said by $log" "$(says $log.log)" "$(line 'program made-config' libmade-dev)"
done
is 'what else is declared stays' "$(says gcc.log libone-dev)" \
	"; its build lacks the header none/made-x.h, which the Debian package libmade-dev has: $(
	)write PYLOCK_BUILD_APT.made := libone-dev libmade-dev into the Makefile"
is 'what is declared already' "$(says gcc.log libmade-dev)" \
	'; its build lacks the header none/made-x.h, though libmade-dev is declared, which has it: see '\
'the log'
is 'a header counts before a program that was looked for' "$(says both.log)" "$(says gcc.log)"
is 'a program of PyPI' "$(says cmake.log)" \
	'; its build lacks the program cmake: write PYLOCK_BUILD_REQUIRES.made := cmake into the Makefile'
like 'another program' "$(says tool.log)" \
	'^; its build lacks the program made-tool, which is Debian.s made-tools; no builder runs'
is 'a file that is no program is not called one' "$(says file.log) " ' '
for log in nobody hostile; do
	like "offline, of what the store does not know: $log" "$(says $log.log)" \
		'^; its build lacks the header [a-z.-]+: which Debian package has it .* PYLOCK_OFFLINE=1; '
done
echo 'error: something else' >other.log
is 'nothing, of what lacks nothing' "$(says other.log) " ' '
done_testing
