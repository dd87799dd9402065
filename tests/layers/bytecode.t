#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# bytecode.py, and layer with what it makes: which .pyc files there are and what RECORD says of
# them, compared with pip; their bytes, compared with py_compile; that they are the same whatever
# process makes them; and archives that layer refuses.
. "$(dirname "$0")/../tap.sh"
needs jq

python=$top/build/setup/venv/bin/python
version=$("$python" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])')
minor=${version%.*}
tag=cpython-${minor/./}
export PYTHONPATH=$top/tests/support PYTHONDONTWRITEBYTECODE=1
mkdir "$tmp/wheels" "$tmp/out"
"$python" "$top/tests/support/good_wheels.py" "$tmp/wheels" || exit
"$python" - "$tmp/wheels" <<'end'
import sys
from wheels import Wheel

wheel = Wheel("compiles", "1.0")
for path in ("", "sub/", "names/"):
    wheel.add(f"compiles/{path}__init__.py", b"answer = 42\n" if not path else b"")
wheel.add(
    "compiles/consts.py",
    '''"""Constants of every kind."""
import re
numbers = [0, 1, -1, 2**40, -2**70, 1.5, 1e400, -0.0, 0.0, 2j,
           True, None, ..., b"", b"x", b"bytes" * 3]
texts = ["", "/", " ", "name", "not a name", "\\u00e9",
         "\\u6587\\u4ef6", "\\udc80", "x" * 300, "\\u00e9" * 300]
def f(x, y=(1, 2, (3, 4)), *, k={"a", "b"}):
    return x in {"one", "two", 3, None, (4, "five"), b"six", 7.5, "/", " "} or \
        y in ((1, 2, (3, 4)), "name")
class A:
    """A class."""
    class B:
        attribute = lambda self, x: [self.attribute for self.other in x if (third := x)]
    def method(self):
        self.first = self.second = self.last = __class__
        return lambda: (self, f"{self!r:>{10}}", *map(A.B, ()))
    \u00e9 = 1
async def g(\u00fc): return [await x async for x in \u00fc(\u00fc=1)]
'''.encode(),
)
wheel.add("compiles/names/with blank.py", b"x = 1\n").add(
    "compiles/names/\u6587.py", b"x = 1\n"
).add("compiles/names/dotted.name.py", b"x = 1\n")
wheel.add("compiles/names/" + "n" * 252 + ".py", b"x = 1\n").add(
    "compiles/names/upper.PY", b"x = 1\n"
)
wheel.add("compiles/latin.py", b"# coding: latin-1\nx = '\xe9'\n").add(
    "compiles/bom.py", b"\xef\xbb\xbfx = 1\r\n"
)
wheel.add("compiles/template.py", b"class {{ name }}:\n").add("compiles/two.py", b"print 1\n").add(
    "compiles/nul.py", b"x = 1\0\n"
)
wheel.add("compiles/undecodable.py", b"x = '\xff'\n").add(
    "compiles/encoding.py", b"# coding: nonesuch\n"
)
wheel.add("compiles/deep.py", b"x = " + b"-" * 100_000 + b"1\n").add(
    "compiles/warns.py", b"x = '\\d' is 1\n"
)
wheel.add("compiles/__pycache__/consts.cpython-30.pyc", b"of another version")
wheel.add("compiles-1.0.data/purelib/compiles/pure.py", b"x = 1\n").add(
    "compiles-1.0.data/platlib/plat.py", b"x = 1\n"
)
wheel.add("compiles-1.0.data/scripts/script.py", b"#!python\nx = 1\n").add(
    "compiles-1.0.data/data/share/data.py", b"x = 1\n"
)
wheel.add("compiles-1.0.dist-info/extra/inside.py", b"x = 1\n")
wheel.write(sys.argv[1])
end
wheels=("$tmp"/wheels/*.whl)
compiles=$tmp/wheels/compiles-1.0-py3-none-any.whl

# bytecode PREFIX ARGUMENT...; wheels are paths
bytecode() {
	local prefix=$1 arguments=() argument
	shift
	for argument; do
		[[ $argument != *.whl ]] || argument=${argument##*/}=$argument
		arguments+=("$argument")
	done
	"$python" "$top/tools/layers/bytecode.py" --tools "$top/build" --store "$tmp/store" \
		--python "$version" --site "$prefix/lib/python$minor/site-packages" \
		"${arguments[@]}"
}
layer() { # PREFIX ARGUMENT...
	local prefix=$1
	shift
	"$bin/layer" --python "$minor" --prefix "$prefix" \
		--site "$prefix/lib/python$minor/site-packages" "$@"
}
site=opt/venv/lib/python$minor/site-packages

# --- what pip makes -----------------------------------------------------------------

"$python" -m venv --without-pip "$tmp/venv" && rm -rf "$tmp/venv/include"
env -i PATH="$PATH" HOME="$tmp" LC_ALL=C.UTF-8 PIP_CONFIG_FILE=/dev/null PIP_FROM="$("$python" -c '
import sysconfig

print(sysconfig.get_path("purelib"))')" \
	"$tmp/venv/bin/python3" -W ignore "$top/tests/support/pip_oracle.py" install "$tmp/venv" \
	"${wheels[@]}" --compile | sort >"$tmp/pip.list"
bytecode "$tmp/venv" "${wheels[@]}" >"$tmp/arguments" 2>"$tmp/said"
is 'the wheels are compiled' $? 0
layer "$tmp/venv" -o "$tmp/out/same.tar.gz" "@$tmp/arguments" "${wheels[@]}" >"$tmp/same.json"
"$python" "$top/tests/support/pip_oracle.py" list "$tmp/out/same.tar.gz" --compile |
	sort >"$tmp/layer.list"
ok 'the files, code and RECORD rows that pip makes with --compile' diff "$tmp/pip.list" \
	"$tmp/layer.list"
for name in "compiles/__pycache__/consts.$tag" "__pycache__/plat.$tag" "names/__pycache__/文.$tag" \
	"__pycache__/dotted.name.$tag" "extra/__pycache__/inside.$tag"; do
	ok "among them $name" grep -q -F "$name.pyc" "$tmp/layer.list"
done
is 'what does not compile has none' \
	"$(jq -r '.uncompiled[]' "$tmp/same.json" | sed 's,.*/,,' | grep -v '^nn*\.py$' |
		LC_ALL=C sort | tr '\n' ' ')" \
	'deep.py encoding.py nul.py sha384.py sha512.py template.py two.py undecodable.py '
is 'nor has what would have too long a name' \
	"$(jq -r '.uncompiled[]' "$tmp/same.json" | grep -c '/nn*\.py$')" 1
like 'which is said, the first few' "$(cat "$tmp/said")" \
	'compiles-1\.0-py3-none-any\.whl: compiles/template\.py gets no \.pyc: line 1: '
is 'and how many more' "$(grep -c compiles "$tmp/said") $(grep compiles "$tmp/said" | tail -n 1)" \
	'6 bytecode.py: compiles-1.0-py3-none-any.whl: 1 more get none'
is 'said again when they are taken from the store' \
	"$(bytecode "$tmp/venv" "${wheels[@]}" 2>&1 >/dev/null)" "$(cat "$tmp/said")"
is 'or not, with --quiet' "$(bytecode "$tmp/venv" --quiet "${wheels[@]}" 2>&1 >/dev/null)" ''

# --- the bytes ------------------------------------------------------------------------

bytecode /opt/venv --quiet "$compiles" >"$tmp/arguments"
archive=$(sed -n 's/^compiles.*=//p' "$tmp/arguments")
layer /opt/venv -o "$tmp/out/a.tar.gz" "@$tmp/arguments" "$compiles" >"$tmp/a.json"
mkdir "$tmp/root" && tar -C "$tmp/root" -xzf "$tmp/out/a.tar.gz"
like 'their mode' "$(stat -c %a "$tmp/root/$site/compiles/__pycache__/pure.$tag.pyc")" '^644$'
as_py_compile() {
	"$python" -W ignore - "$tmp/root" <<-'end'
		import marshal, pathlib, py_compile, sys, tempfile

		root, count = pathlib.Path(sys.argv[1]), 0
		for pyc in root.rglob(f"*.{sys.implementation.cache_tag}.pyc"):
		    source = pyc.parent.parent / (
		        pyc.name.removesuffix(f".{sys.implementation.cache_tag}.pyc") + ".py"
		    )
		    with tempfile.TemporaryDirectory() as directory:
		        wanted = py_compile.compile(
		            str(source),
		            f"{directory}/x.pyc",
		            f"/{source.relative_to(root)}",
		            doraise=True,
		            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
		        )
		        wanted = pathlib.Path(wanted).read_bytes()
		    got = pyc.read_bytes()
		    assert got[:16] == wanted[:16], pyc
		    got, wanted = marshal.loads(got[16:]), marshal.loads(wanted[16:])
		    assert (
		        got == wanted
		        and got.co_filename == wanted.co_filename == f"/{source.relative_to(root)}"
		    ), pyc
		    assert marshal.dumps(got, 2) == marshal.dumps(wanted, 2), pyc
		    count += 1
		assert count > 10, count
	end
}
ok 'magic number, hash of the source, code and its path are those of py_compile' as_py_compile
imported() {
	printf 'answer = 0\n' >"$tmp/root/$site/compiles/__init__.py"
	"$python" -I -c '
import sys

sys.path.insert(0, sys.argv[1])
import compiles, compiles.consts

print(compiles.answer, compiles.__cached__.endswith(".pyc"))' "$tmp/root/$site"
}
is 'Python imports them and does not look into the sources' "$(imported)" '42 True'

# by NAME COMMAND...: another process, which makes the same archive from the same wheel.
again() {
	local name=$1
	shift
	rm -rf "$tmp/store/keys"
	"$@" >"$tmp/arguments.again" 2>/dev/null
	is "the same bytes $name" "$(cat "$tmp/arguments.again")" "$(cat "$tmp/arguments")"
}
again 'in another directory, locale and time zone, with other hashes' env -C / LC_ALL=tr_TR.UTF-8 \
	TZ=Asia/Tokyo PYTHONHASHSEED=7 PYTHONOPTIMIZE=2 PYTHONWARNINGS=error \
	"$python" "$top/tools/layers/bytecode.py" --tools "$top/build" --store "$tmp/store" \
	--python "$version" --site "/$site" "${compiles##*/}=$compiles"
again 'by several processes' bytecode /opt/venv --jobs 7 "$compiles"
again 'by one' bytecode /opt/venv --jobs 1 "$compiles"
again 'by an interpreter that is named' bytecode /opt/venv --interpreter "$("$python" -c '
import os, sys

print(os.path.realpath(sys.executable))')" "$compiles"
orders() {
	"$python" -W ignore - "$top/tools/layers" "$tmp/root/$site" "$1" <<-'end'
		import hashlib, pathlib, subprocess, sys

		lib, root, order = sys.argv[1:]
		sys.path.insert(0, lib)
		if order == "last":  # a process that holds all kinds of strings and constants
		    import argparse, asyncio, decimal, email, http.client, typing, unittest, xml.dom  # noqa: F401

		    held = [
		        sys.intern(text)
		        for text in (
		            "/",
		            " ",
		            ",",
		            "not a name",
		            "A.method",
		            "A.B",
		            "A.B.<lambda>",
		            "f.<locals>",
		            "\u00e9",
		        )
		    ]
		import compiler

		found = {}
		paths = sorted(pathlib.Path(compiler.json.__file__).parent.glob("*.py")) + sorted(
		    pathlib.Path(root).rglob("*.py")
		)
		kept = []
		for path in paths if order == "first" else reversed(paths):
		    try:
		        source = path.read_bytes()
		        found[str(path)] = compiler.compiled(source, "/there.py")
		        kept.append(compile(source, "/there.py", "exec", dont_inherit=True))
		    except Exception:
		        pass
		assert len(found) > 10
		print(hashlib.sha256(b"".join(found[path] for path in sorted(found))).hexdigest())
	end
}
is 'the same bytes in whatever order, whatever else the process holds' \
	"$(PYTHONHASHSEED=0 orders first)" "$(PYTHONHASHSEED=0 orders last)"

# --- parts, recall ----------------------------------------------------------------------

bytecode /opt/venv --quiet "${wheels[@]}" >"$tmp/arguments"
"$python" - "$tmp/out" <<'end'
import sys
from wheels import Wheel

wheel = Wheel("many", "1.0")
for number in range(90):
    wheel.add(
        f"many/{number % 7}/m{number}.py",
        b"".join(
            b"def f%d_%d(x): return x + %d\n" % (number, i, i * number) for i in range(number)
        ),
    )
wheel.write(sys.argv[1])
end
many=$tmp/out/many-1.0-py3-none-any.whl
bytecode /opt/venv --jobs 2 "$many" >"$tmp/many.arguments"
layer /opt/venv -o "$tmp/out/whole.tar.gz" "@$tmp/many.arguments" "$many" >"$tmp/whole.json"
is 'all that compiles: the list is empty' "$(jq -c .uncompiled "$tmp/whole.json")" '[]'
apart=0
for part in 1 2 3 4 5; do
	layer /opt/venv --part "$part/5" -o "$tmp/out/part.tar.gz" "@$tmp/many.arguments" "$many" \
		>/dev/null
	tar -tzf "$tmp/out/part.tar.gz" | grep -v '/$' >"$tmp/part.list"
	cat "$tmp/part.list" >>"$tmp/parts.list"
	diff <(grep '\.py$' "$tmp/part.list" | sort) \
		<(sed -n "s,__pycache__/\(.*\)\.$tag\.pyc$,\1.py,p" "$tmp/part.list" | sort) \
		>/dev/null || apart=$((apart + 1))
done
is 'the parts are all' "$(sort "$tmp/parts.list")" \
	"$(tar -tzf "$tmp/out/whole.tar.gz" | grep -v '/$' | sort)"
is 'and a .pyc is in the part that has its source' "$apart" 0

layer /opt/venv --store "$tmp/layers" --recall "@$tmp/many.arguments" "$many" >"$tmp/first.json"
ok '--recall: the same again' cmp -s "$tmp/first.json" \
	<(layer /opt/venv --store "$tmp/layers" --recall "@$tmp/many.arguments" "$many")
ok 'without the .pyc files it is another' test \
	"$(layer /opt/venv --store "$tmp/layers" --recall "$many" | jq -r .digest)" \
	!= "$(jq -r .digest "$tmp/first.json")"

# --- archives that are refused -----------------------------------------------------------

# zip FILE NAME=CONTENT...; the layer format's golden digest does not depend on a version of Python
zip() {
	"$python" - "$@" <<-'end'
		import sys, zipfile
		with zipfile.ZipFile(sys.argv[1], "w") as archive:
		    for member in sys.argv[2:]:
		        name, _, content = member.partition("=")
		        archive.writestr(zipfile.ZipInfo(name), content * 200)
	end
}
"$python" - "$tmp/out" <<'end'
import sys
from wheels import Wheel

Wheel("small", "1.0").add("small/a.py", b"x = 1\n" * 200, stored=True).add(
    "small/text.txt", b""
).write(sys.argv[1])
own = (
    Wheel("own", "1.0")
    .add("a.py", b"x = 1\n")
    .add("__pycache__/a.cpython-312.pyc", b"its own", mode=0o100755)
)
own.add("own-1.0.data/purelib/b/c.py", b"").add(
    "own-1.0.data/purelib/b/__pycache__/c.cpython-312.pyc", b"its own"
).add(".py", b"")
own.write(sys.argv[1])
twice = Wheel("twice", "1.0")
for scheme in ("", "twice-1.0.data/purelib/", "twice-1.0.data/platlib/"):
    twice.add(f"{scheme}a.py", b"x = 1\n")
twice.write(sys.argv[1])
end
small=$tmp/out/small-1.0-py3-none-any.whl
with() { # WHEEL NAME=CONTENT...
	local wheel=$1
	shift
	zip "$tmp/out/x.zip" "$@" 2>/dev/null &&
		"$bin/layer" --python 3.12 --prefix /opt/venv \
		--site /opt/venv/lib/python3.12/site-packages -o "$tmp/out/x.tar.gz" \
		--bytecode "${wheel##*/}=$tmp/out/x.zip" "$wheel"
}
good=small/__pycache__/a.cpython-312.pyc
ok 'a made-up archive' with "$small" "$good=made up"
is 'is compressed here, with a golden digest' "$(sha256sum <"$tmp/out/x.tar.gz" | cut -c1-64)" \
	09161eb537562a9a1513e0cbd0437a14f7fb02653d5f3bc4207bb404c05d735c
is 'without a hash in RECORD' \
	"$(tar -xzOf "$tmp/out/x.tar.gz" \
		opt/venv/lib/python3.12/site-packages/small-1.0.dist-info/RECORD | grep pyc)" \
		"$good,,"$'\r'
ok 'it goes before .pyc files that the wheel has itself' with "$tmp/out/own-1.0-py3-none-any.whl" \
	__pycache__/a.cpython-312.pyc=made b/__pycache__/c.cpython-312.pyc=made
is 'which are not there' "$(tar -xzOf "$tmp/out/x.tar.gz" --wildcards '*.pyc' | sort -u)" \
	"$(printf 'made%.0s' {1..400})"
is 'with their modes' "$(tar -tvzf "$tmp/out/x.tar.gz" | grep 'pyc$' | cut -c1-10 | sort -u)" \
	'-rw-r--r--'
is 'and RECORD does not say so either' \
	"$(tar -xzOf "$tmp/out/x.tar.gz" \
		opt/venv/lib/python3.12/site-packages/own-1.0.dist-info/RECORD | grep -c 'pyc,,')" 2
refused='its \.pyc files: there are files that are no \.pyc of the wheel.s \.py files$'
for name in small/b.py small/a.pyc __pycache__/a.cpython-312.pyc \
	small/__pycache__/a.cpython-311.pyc small/__pycache__/a.cpython-312.opt-1.pyc \
	small/__pycache__/text.cpython-312.pyc small/__pycache__/ small-1.0.dist-info/RECORD \
	../bin/a.cpython-312.pyc; do
	fails "refused: $name" 1 \
		"^layer: small-1\.0-py3-none-any\.whl: its \.pyc files: ($name: the name |there \
are files that are no )" with "$small" "$good=x" "$name"
done
fails 'a file of the wheel.s, which is a .py' 1 "$refused" with "$small" small/a.py=x
fails 'the same twice' 1 'its \.pyc files: .* is there twice$' with "$small" "$good=x" "$good=y"
ok 'a source that the wheel has three times has one' with "$tmp/out/twice-1.0-py3-none-any.whl" \
	__pycache__/a.cpython-312.pyc=x
zip "$tmp/out/x.zip" "$good=made up"
damaged() { layer /opt/venv -o "$tmp/out/y" --bytecode "small-1.0-py3-none-any.whl=$1" "$small"; }
printf x | dd of="$tmp/out/x.zip" bs=1 seek=100 conv=notrunc 2>/dev/null
fails 'damaged content' 1 'its \.pyc files: ' damaged "$tmp/out/x.zip"
head -c 500 "$tmp/out/x.zip" >"$tmp/out/y.zip"
fails 'cut off' 1 'its \.pyc files: ' damaged "$tmp/out/y.zip"
fails 'missing' 1 '/nonexistent: cannot open: ' damaged /nonexistent
for call in "--bytecode $tmp/out/x.zip" "--bytecode other-1.0-py3-none-any.whl=$tmp/out/x.zip" \
	"--bytecode small-1.0-py3-none-any.whl=" \
	"--bytecode small-1.0-py3-none-any.whl=a --bytecode small-1.0-py3-none-any.whl=b"; do
	# shellcheck disable=SC2086 # words
	fails "usage: ${call//$tmp/TMP}" 2 '^layer: .*see layer --help' layer /opt/venv \
		-o "$tmp/out/y" $call "$small"
done

# --- wheels and interpreters that are refused --------------------------------------------

other=$minor.$((${version##*.} + 1))
version_is() {
	local version=$1
	shift
	bytecode "$@"
}
fails 'another version' 1 \
	"^bytecode\.py: small-1\.0-py3-none-any\.whl: Python ${other//./\\.}, the image's, is \
needed to compile it, and .*: install it, or write PYLOCK_PYC_PYTHON := <path of one>$" \
	version_is "$other" /opt/venv "$small"
fails 'the one that is named is another' 1 "and $python is ${version//./\\.}: install it" \
	version_is "$other" /opt/venv --interpreter "$python" "$small"
fails 'or no Python' 1 'and /bin/true is nothing that starts: install it' bytecode /opt/venv \
	--interpreter /bin/true "$small"
fails 'or not there' 1 'PYLOCK_PYC_PYTHON is /nonexistent: there is no such program$' bytecode \
	/opt/venv --interpreter /nonexistent "$small"
ended() { # an interpreter that ends in the middle of what it says, as when it is killed
	PYTHONPATH=$top/tools "$python" - "$tmp" "$small" <<-'end'
		import pathlib, sys, types

		sys.path[0] = __import__("os").environ["PYTHONPATH"] + "/layers"
		import bytecode

		program = pathlib.Path(sys.argv[1]) / "ends"
		program.write_text("#!/bin/sh\nread line\nprintf '{\"size\": 100}\\nx'\n")
		program.chmod(0o755)
		try:
		    list(
		        bytecode.compile_all(
		            pathlib.Path(sys.argv[2]),
		            [("small/a.py", "small/a.py", "x")],
		            types.SimpleNamespace(jobs=1, site="/s"),
		            bytecode.Compilers(lambda: str(program)),
		        )
		    )
		except bytecode.BadInput as error:
		    sys.exit(str(error))
	end
}
fails 'an interpreter that ends' 1 '^small/a\.py: the interpreter ended when it compiled this$' \
	ended
printf 'not a wheel' >"$tmp/out/bad-1.0-py3-none-any.whl"
fails 'no wheel' 1 '^bytecode\.py: bad-1\.0-py3-none-any\.whl: ' bytecode /opt/venv \
	"$tmp/out/bad-1.0-py3-none-any.whl"
is 'nothing partial is left' \
	"$(find "$tmp/store/tmp" "$tmp/store/keys" -name '*.new' 2>/dev/null)" ''
done_testing
