#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# buildadvice: what a failed build lacks, as the compilers, linkers and shells of this machine say
# it, and the line to write.
. "$(dirname "$0")/../tap.sh"
needs gcc pkg-config
cd "$tmp" || exit 1
python=$top/build/setup/venv/bin/python
says() { # log; Debian packages that are declared
	"$bin/buildadvice" --store store --name made --baselock "$tmp/asked" --suite trixie \
		--arch arm64 --offline "$1" "${@:2}"
}
line() { # what package
	echo "; its build lacks the $1, which the Debian package $2 has: $(
	)write PYLOCK_BUILD_APT.made := $2 into the Makefile"
}

# Given a store that knows which Debian packages have some files,
knows() { # path package
	"$python" -B - "$top/tools" "$2" "$("$bin/cachekey" debian output=1 suite=trixie arch=arm64 \
		"path=$1")" <<-'PY'
		import pathlib, sys
		sys.path[0] = sys.argv[1]
		from store import results
		results.keep(results.path_of(pathlib.Path("store"), "debian", sys.argv[3]),
		             {"package": sys.argv[2]})
	PY
}
knows include/none/made-x.h libmade-dev
knows libmade-y.so liby-dev
knows lib/pkgconfig/made-z.pc libz-made-dev
knows bin/made-config libmade-dev
knows bin/made-tool made-tools
knows bin/MADE ''
knows include/hostile.h 'x := $(shell id)'
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
is 'what else is declared stays' "$(says gcc.log --apt libone-dev)" \
	"; its build lacks the header none/made-x.h, which the Debian package libmade-dev has: $(
	)write PYLOCK_BUILD_APT.made := libone-dev libmade-dev into the Makefile"
is 'what is declared already' "$(says gcc.log --apt libmade-dev)" \
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
is 'nothing of the system, for a target of which Debian has no Python' "$("$bin/buildadvice" \
	--store store --name made --baselock "$tmp/asked" gcc.log) " ' '

# What Python lacks, as it says it, comes before that.
for module in gone.by pkg_resources; do
	{ "$python" -c "import $module" 2>&1 || cat gcc.log; } >$module.log
done
is 'a module' "$(says gone.by.log)" \
	'; if its build lacks gone, write PYLOCK_BUILD_REQUIRES.made := gone into the Makefile'
like 'one that setuptools had' "$(says pkg_resources.log)" \
	'^; its build imports pkg_resources, .* PYLOCK_BUILD_CONSTRAINTS := setuptools<81 into'
echo 'LookupError: set SETUPTOOLS_SCM_PRETEND_VERSION' >>gone.by.log
like 'a version' "$(says gone.by.log)" \
	'^; its version .* PYLOCK_BUILD_ENV\.made := SETUPTOOLS_SCM_PRETEND_VERSION=<version> into'

# Online, the archive is asked, once.
cat >asked <<-END
	#!/bin/sh
	echo "\$*" >>$tmp/questions
	case "\$*" in *fails*) exit 3 ;; *unknown*) exit ;; esac
	echo "made-new.h libnew-dev"
END
chmod +x asked
asks() { # log
	"$bin/buildadvice" --store store --name made --baselock "$tmp/asked" --suite trixie \
		--arch arm64 --mirror http://a --mirror http://b "$1"
}
for name in made-new.h fails.h unknown.h; do header gcc $name 2>$name.log; done
is 'what it says' "$(asks made-new.h.log)" "$(line 'header made-new.h' libnew-dev)"
is 'how it is asked' "$(cat questions)" \
	'--owners --suite trixie --arch arm64 --mirror http://a --mirror http://b include/made-new.h'
is 'it is remembered' "$(asks made-new.h.log; wc -l <questions)" \
	"$(line 'header made-new.h' libnew-dev)
1"
for name in fails unknown; do
	like "nobody has it: $name" "$(asks $name.h.log)" \
		"^; its build lacks the header $name\\.h, of which no Debian package is known; "
	asks $name.h.log >again
done
is 'what failed is asked again, what nobody has is not' \
	"$(grep -o '[a-z]*\.h$' questions | tail -n 3 | tr '\n' ' ')" 'fails.h fails.h unknown.h '

fails 'no log' 2 '^buildadvice: a log must be given' "$bin/buildadvice" --store store --name made \
	--baselock asked
fails 'a log that is none' 1 '^buildadvice: none: ' says none
done_testing
