#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# requirements: the lines that it prints are those that pip's own reader takes out of the same
# files.
. "$(dirname "$0")/../tap.sh"
python=$top/build/setup/venv/bin/python
needs "$python" jq
cd "$tmp" || exit 1

# What pip makes of files, for each into FILE.pip: of each requirement what it is, its text, and its
# hashes, then `end`.
cat >pips.py <<'END'
import logging, sys
from pip._internal.network.session import PipSession
from pip._internal.req.req_file import parse_requirements
from pip._internal.index.package_finder import PackageFinder
logging.disable(logging.CRITICAL)


def tell(parsed, file):
    found = (parsed.options or {}).get("hashes", {})
    hashes = sorted(f"{name}:{value}" for name, values in found.items() for value in values)
    kind = "constraint" if parsed.constraint else "requirement"
    text = " ".join(parsed.requirement.split())
    print(kind, "editable" if parsed.is_editable else "plain", text, *hashes, sep="|", file=file)


for path in sys.argv[1:]:
    with open(f"{path}.pip", "w") as file:
        for parsed in parse_requirements(path, session=PipSession()):
            tell(parsed, file)
        print("end", file=file)
END
cat >ours.jq <<'END'
.lines[] | select(.kind == "requirement" or .kind == "constraint") |
[.kind, (if .editable then "editable" else "plain" end), (.editable // .location // .requirement)] +
  (.hashes | sort) | join("|")
END

mkdir 'a b' sub
echo 'in-blank==1' >'a b/my reqs.in'
echo 'in-blank==1' >'my reqs.in'
printf -- '-r deeper.in\nsub-one\n' >sub/sub.in
echo 'deeper>=2 # of sub' >sub/deeper.in
echo 'bound<9' >bound.txt
hash=$(printf '%064d' 7)

# same NAME TEXT: both shall read the same out of a file of TEXT, and come to its end.
names=() cases=()
same() {
	names+=("$1")
	cases+=("case${#names[@]}.in")
	printf '%b' "$2" >"${cases[-1]}"
}
same 'names, extras, specifiers, markers' \
	'a\nB_c [x, Y]>=1,<2 ; python_version<"4"\nd~=1.0\ne===1.0.foo\n'
same 'comments' '# first\na # second\nb @ file:///x#y # z\n'
same 'a line that goes on' 'a \\\n>=1 \\\n  --hash=sha256:'"$hash"'\nb\n'
same 'a comment in a line that goes on' 'a \\\n# no\nb\n'
same 'hashes' "a==1 --hash=sha256:$hash --hash sha256:${hash/7/8}\n"
same 'quoted names of files' '-r "my reqs.in"\n'
same 'single quotes' "-r 'my reqs.in'\n"
same 'an escaped blank' '-r my\\ reqs.in\n'
same 'quotes within a word' '-r "a b"/my\\ reqs.in\n'
same 'joined to its option' '-rbound.txt\n'
same 'joined and quoted' '-r"my reqs.in"\n'
same 'with an equals sign' '--requirement=bound.txt\n--constraint="bound.txt"\n'
same 'with a blank' '--requirement bound.txt\n-c bound.txt\n'
same 'relative to the file that includes' '-r sub/sub.in\nlast\n'
same 'editable' '-e ./sub\n-e"./sub"\n--editable=./sub\n'
same 'addresses' \
	'a @ https://host.example/a.whl#sha256=00\nhttps://host.example/b-1-py3-none-any.whl#egg=b\n'
same 'a path' './sub/x-1-py3-none-any.whl\n'
same 'line ends of Windows' 'a\r\nb \\\r\n==1\r\n'
same 'a mark of byte order' '\xef\xbb\xbfa==1\nb\n'
same 'no end of line' 'a'
encoded() { # name, what Python calls the encoding, text
	same "$1" "$3"
	"$python" -c 'import pathlib, sys
path = pathlib.Path(sys.argv[1])
path.write_bytes(path.read_bytes().decode().encode(sys.argv[2]))' "${cases[-1]}" "$2"
}
encoded 'as PowerShell writes it' utf-16 'a==1\r\nb \\\r\n>=2 ; python_version > "3"\r\n'
encoded 'a mark of UTF-8' utf-8-sig 'a==1\nb\n'
encoded 'UTF-32' utf-32 'a==1\n# caf\xc3\xa9\nb\n'
encoded 'a comment that says the encoding' latin-1 \
	'# -*- coding: latin-1 -*-\na==1 # caf\xc3\xa9\nb\n'
encoded 'in the second line' cp1252 \
	'# caf\xc3\xa9\n# vim: set fileencoding=cp1252 :\n./caf\xc3\xa9.whl\n'
ok 'pip reads them all' "$python" -W ignore pips.py "${cases[@]}"
for i in "${!cases[@]}"; do
	is "${names[i]}" \
		"$("$bin/requirements" -r "${cases[i]}" 2>&1 | jq -rf ours.jq && echo end)" \
		"$(<"${cases[i]}.pip")"
done
: >case.in
is 'an empty file' "$("$bin/requirements" -r case.in 2>&1 | jq -rf ours.jq)" ''

# --- what else is printed ---------------------------------------------------------------------

cat >all.in <<'END'
# about one
one==1  # why

--pre
--index-url https://host.example/simple
# above the include
-r sub/deeper.in
-c bound.txt
# at the end
END
"$bin/requirements" -r all.in -o bound.txt >all.json
line() { jq -c "[.lines[] | select($1)][0] | $2" all.json; }
is 'comments' "$(line '.name == "one"' '[.comment, .above, .file, .line]')" \
	'["# why",["# about one"],"all.in",2]'
is 'what stands above an include' "$(line '.name == "deeper"' '[.above, .comment, .file]')" \
	'[["# above the include"],"# of sub","sub/deeper.in"]'
is 'at the end' "$(line '.kind == "end" and .file == "all.in"' '.above')" '["# at the end"]'
is 'options' \
	"$(jq -c '[.lines[] | select(.kind == "option") | [.option, .value, .line]]' all.json)" \
	'[["--pre",null,4],["--index-url","https://host.example/simple",5]]'
is 'constraints and overrides' "$(jq -c '[.lines[] | select(.name == "bound") | .kind]' all.json)" \
	'["constraint","override"]'
is 'parts' "$(printf 'X_y[B,a] >=1.0,<2; python_version < "3"\n' >parts.in
	"$bin/requirements" -r parts.in | jq -c '.lines[0] |
		[.name, .extras, .specifier, .marker, .requirement]')" \
	'["x-y",["a","b"],"<2,>=1","python_version < \"3\"","X_y[B,a] >=1.0,<2; python_version < \"3\""]'

# --- what is refused --------------------------------------------------------------------------

refused() { # NAME TEXT REGEX
	printf '%b' "$2" >case.in
	fails "$1" 1 "^requirements: case\\.in:[0-9]+: $3" "$bin/requirements" -r case.in
}
refused 'what is no requirement' 'a\n???\n' '.*'
refused 'a quote that does not end' '-r "my reqs.in\n' '.*'
refused 'a file that is not there' '-r none.in\n' "cannot include 'none\\.in': No such file"
refused 'an address as a file' '-r https://host.example/r.txt\n' 'only files can be included'
refused 'a circle' '-r case.in\n' 'the file includes itself'
refused 'an unknown option' '--frobnicate\n' 'not an option'
refused 'control characters' 'a\x01\n' 'has the control character'
refused 'what is not UTF-8' 'a\xff\n' 'not UTF-8'
fails 'no file' 2 'is wanted' "$bin/requirements"
fails 'a file without its option' 2 'by -r, -c or -o' "$bin/requirements" case.in
fails 'a file that is not there' 1 '^requirements: none\.in: ' "$bin/requirements" -o none.in
done_testing
