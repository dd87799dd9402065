#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# builtwheel: wheels that a build gave, of this machine's objects, and which of them are taken;
# what is said of objects: builtobjects.c.
. "$(dirname "$0")/../tap.sh"
python=$top/build/setup/venv/bin/python
needs gcc "$python"
cd "$tmp" || exit 1
arch=$(uname -m)
other=aarch64
[ "$arch" != aarch64 ] || other=x86_64

target() { # arch glibc
	cat >target.json <<-END
		{"name": "t", "arch": "$1", "glibc": "$2", "python": "3.11", "prefix": "/opt/venv",
		 "site": "/opt/venv/lib/python3.11/site-packages"}
	END
}
check() { # wheel; options
	"$bin/builtwheel" --name made-up --target target.json --programs "$bin" "${@:2}" "$1"
}

# Given wheels of Python, of an object that needs the C library, and of one that needs another
printf 'double exp(double); double f(double x) { return exp(x); }\n' >x.c # glibc 2.29
gcc -shared -fPIC -o made.so x.c -lm
gcc -shared -fPIC -Wl,-soname,libmade.so.1 -o libmade.so x.c -lm
printf 'double f(double); double g(double x) { return f(x); }\n' >y.c
gcc -shared -fPIC -o lacks.so y.c libmade.so
PYTHONPATH=$top/tests/support "$python" -B - "$arch" "$other" <<'END'
import pathlib, sys
from wheels import Wheel

arch, other = sys.argv[1:]


def make(name, tags, **files):
    wheel = Wheel("made_up", "1.0")
    wheel.add("made_up/__init__.py", b"x = 1\n")
    for file in files.values():
        wheel.add(f"made_up/{file}", pathlib.Path(file).read_bytes())
    wheel.write(name)
    made = next(pathlib.Path(name).iterdir())
    made.rename(pathlib.Path(name, f"made_up-1.0-{tags}.whl"))


for name in ("pure", "full", "lacks", "old", "empty", "other"):
    pathlib.Path(name).mkdir()
make("pure", "py3-none-any")
make("full", f"cp311-cp311-linux_{arch}", a="made.so")
make("lacks", f"cp311-cp311-linux_{arch}", a="lacks.so")
make("old", f"cp311-cp311-manylinux2014_{arch}", a="made.so")
make("empty", f"cp311-cp311-linux_{arch}")
make("other", f"cp311-cp311-linux_{other}", a="made.so")
END
target "$arch" 2.99

# then what fits is taken,
ok 'one of Python' check pure/*.whl
ok 'one with an object' check full/*.whl
ok 'of this version' check pure/*.whl --release 1
is 'nothing is left beside it' "$(ls full)" "made_up-1.0-cp311-cp311-linux_$arch.whl"

# and else it is said why not.
gave='^builtwheel: the build gave made_up-1\.0-'
fails 'of another version' 1 "${gave}py3-none-any\\.whl$" check pure/*.whl --release 1.1
fails 'of another package' 1 "${gave}py3-none-any\\.whl$" check pure/*.whl --name other
fails 'a name that is none' 1 '^builtwheel: the build gave x\.whl: ' check x.whl
ok 'the name alone is looked at' check none/made_up-1.0-py3-none-any.whl --name-only
fails 'and refused' 1 "${gave}py3-none-any\\.whl$" \
	check none/made_up-1.0-py3-none-any.whl --name-only --release 2
fails 'a library that nobody brings' 1 \
	'made_up/lacks\.so needs libmade\.so\.1, which neither .*PYLOCK_BUILD_APT' \
	check lacks/*.whl
fails 'no object' 1 "${gave}.* holds no compiled file: its extensions were not built" \
	check empty/*.whl
fails 'more than its tag promises' 1 \
	"made\\.so needs glibc 2\\.29, and the wheel's tag promises that 2\\.17 is enough" check old/*.whl
target "$arch" 2.16
fails 'tags of a newer C library' 1 "${gave}cp311-cp311-manylinux_2_17_$arch\\.whl, which is for" \
	check "none/made_up-1.0-cp311-cp311-manylinux_2_17_$arch.whl"
target "$other" 2.99
fails 'of another machine' 1 \
	"for one architecture; the target is $other, Python 3\\.11, and this machine is $arch; take" \
	check full/*.whl
fails 'objects of another machine' 1 "made\\.so is for $arch, and the target is $other; take" \
	check other/*.whl

# What layer refuses is refused
target "$arch" 2.99
printf 'x' >>pure/*.whl
fails 'a damaged archive' 1 '^builtwheel: ' check pure/*.whl
fails 'no wheel' 2 '^builtwheel: a wheel must be given' \
	"$bin/builtwheel" --name made-up --target target.json --programs "$bin"
fails 'no name' 2 '^builtwheel: --name' "$bin/builtwheel" --target x --programs x x.whl
done_testing
