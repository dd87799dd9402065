#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The programs that a build finds in the cross builder's box: compilers that compile for all
# machines of a tag, and the sysroot's programs that say how to compile with a library.
. "$(dirname "$0")/../tap.sh"
needs bwrap
cd "$tmp" || exit 1

# Given a box with those programs, a zig that prints what it is told,
mkdir -p box/{bin,tools/ziglang,returned} sysroot/usr/bin
program() { # template name sed-option...
	sed -e 's/@ARCH@/aarch64/g' "${@:3}" "$top/tools/wheels/cross/$1" >"box/bin/$2"
	chmod +x "box/bin/$2"
}
printf '#!/bin/sh\nprintf "<%%s>" "$@"\n' >box/tools/ziglang/zig
chmod +x box/tools/ziglang/zig
for name in cc gcc; do
	program compiler "$name" -e 's/@TOOL@/cc/; s/@MACHINE@/aarch64/; s/@FLOOR@/2.17/; s/@OPTIONS@//'
done
box() {
	bwrap --ro-bind /usr /usr --symlink usr/bin /bin --symlink usr/lib /lib \
		--symlink usr/lib64 /lib64 --bind box /build --ro-bind sysroot /sysroot --proc /proc \
		--dev /dev --setenv PATH /build/bin:/usr/bin -- "$@"
}

# When a compiler is called, then it gets the words as they are, but none for this machine's own.
is 'words are handed on' "$(box cc -c 'a b.c' '' -D'X="$1*"' 2>said)" \
	"<cc><-target><aarch64-linux-gnu.2.17><-fno-sanitize=undefined><-g0><-c><a b.c><>$(
	)<-DX=\"\$1*\"><-idirafter></usr/include>"
is 'and nothing is said' "$(cat said)" ''
for option in -march=native -mtune=native -mcpu=native; do
	is "$option is left out" "$(box cc -O2 "$option" x.c 2>said)" \
		"$(box cc -O2 x.c)"
	is "$option: that is said" "$(cat said)" \
		"cc: $option is left out: the wheel is for all machines of its tag"
	box gcc -O2 "$option" x.c >printed 2>said
	is "$option: once" "$(cat said)" ''
	ok "$option: and the builder is told" test -d "box/returned/dropped$option"
done
is 'another -march is not' "$(box cc -march=armv8-a -mtune=generic x.c | grep -c \
	'<-march=armv8-a><-mtune=generic><x.c>')" 1

# When a library's own script is asked, then its directories are the sysroot's.
cat >sysroot/usr/bin/made-config <<'EOS'
#!/bin/sh
prefix=/usr
libdir="/usr/lib/aarch64-linux-gnu"
for word; do
	case $word in
	--cflags) echo "-I${prefix}/include/made -I/usr/include" ;;
	--libs) echo "-L$libdir -lmade" ;;
	--prefix) echo "$prefix" ;;
	--tool) echo /usr/bin/made $(basename "$0") ;;
	--fail) exit 7 ;;
	esac
done
EOS
program config-script made-config
is 'headers' "$(box made-config --cflags)" '-I/sysroot/usr/include/made -I/sysroot/usr/include'
is 'libraries, and several at once' "$(box made-config --libs --prefix | xargs)" \
	'-L/sysroot/usr/lib/aarch64-linux-gnu -lmade /sysroot/usr'
is 'programs are the root'"'"'s' "$(box made-config --tool)" '/usr/bin/made made-config'
box made-config --fail
is 'its exit status is handed on' $? 7

# When the program cannot be run here, then what its library's pkg-config file says is said.
printf '#!/bin/sh\necho "$@"\n' >box/bin/pkg-config
chmod +x box/bin/pkg-config
mkdir -p sysroot/usr/include/postgresql/17/server
program pg_config pg_config
is 'pg_config' "$(box pg_config --includedir --libdir --includedir-server --version | xargs)" \
	"/sysroot/usr/include/postgresql /sysroot/usr/lib/aarch64-linux-gnu $(
	)/sysroot/usr/include/postgresql/17/server PostgreSQL --modversion libpq"
fails 'pg_config, of what it does not know' 1 '^pg_config: --none: not known' box pg_config --none
program mariadb_config mysql_config
is 'mysql_config' "$(box mysql_config --cflags --libs --version | xargs)" \
	'--cflags libmariadb --libs libmariadb --modversion libmariadb'
fails 'mysql_config, of what it does not know' 1 'mariadb_config: --none: not known' \
	box mysql_config --none

# When Autoconf reads config.site, then it compiles for the target, unless it is told another.
program config.site config.site
site() { sh -c ". ./box/bin/config.site && echo \"\$host_alias \$cross_compiling\""; }
is 'the target' "$(site)" 'aarch64-linux-gnu yes'
is 'unless told' "$(host_alias=riscv64-linux-gnu site)" 'riscv64-linux-gnu yes'
done_testing
