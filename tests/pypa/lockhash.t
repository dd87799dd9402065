#!/bin/bash
# SPDX-License-Identifier: MIT
# lockhash: a hash of what a requirements file means, no more and no less.
. "$(dirname "$0")/../tap.sh"

python=$top/build/setup/venv/bin/python
needs "$python"
cd "$tmp" || exit 1

# hash_of TEXT: of a file with that text (printf's escapes).
hash_of() {
	printf '%b' "$1" >hashed.in
	"$bin/lockhash" hashed.in | cut -d ' ' -f 1
}

# sha256 TEXT: as another tool computes it.
sha256() { printf '%b' "$1" | sha256sum | cut -d ' ' -f 1; }

# --- what is printed

printf 'numpy\n' >a.in
printf 'einops\n' >'b c.in'
is 'a hash, two spaces and the file, each on a line' "$("$bin/lockhash" a.in 'b c.in')" \
	"$(sha256 'requirement numpy\n')  a.in
$(sha256 'requirement einops\n')  b c.in"
is 'a file that says nothing' "$(hash_of '\n# only a comment\n')" "$(sha256 '')"
is 'the entries as the manual has them' \
	"$(hash_of \
		"-i https://host/x\n--pre\nB_b [y,X] == 1.0 ; os.name=='nt' \\\\\n \
--hash=sha256:$(printf %064d 2) --hash sha256:$(printf %064d \
	1)\n-e ./a\n--only-binary=x\n--no-binary :all:\n")" \
	"$(sha256 \
		"option\n  --index-url https://host/x\noption\n  --only-binary x\n  --no-binary \
:all:\noption\n  --pre\nrequirement --editable ./a\nrequirement b-b[x,y]==1; os_name == \"nt\"\n  \
--hash=sha256:$(printf %064d 1)\n  --hash=sha256:$(printf %064d 2)\n")"

# --- what does not count

base='torch==2.2.0\nNumPy[a,b]>=1.24.0,<2.0.0 ; python_version < "3.13" and os_name == '\
'"posix"\n--pre\n'
same() { # name text
	is "$1 does not count" "$(hash_of "$2")" "$(hash_of "$base")"
}
same 'order' \
	'--pre\nNumPy[a,b]>=1.24.0,<2.0.0 ; python_version < "3.13" and os_name == '\
'"posix"\ntorch==2.2.0\n'
same 'a comment, an empty line or space' \
	'# why\n\n  torch == 2.2.0  # pinned\nNumPy [ a , b ]  >= 1.24.0 , < '\
'2.0.0;python_version<"3.13"and os_name=="posix"\n--pre\n'
same 'the spelling of a name or extra' \
	'Torch==2.2.0\nnumpy[B,A]>=1.24.0,<2.0.0 ; python_version < "3.13" and os_name == '\
'"posix"\n--pre\n'
same 'the order of specifiers, extras and what "and" joins' \
	'torch==2.2.0\nnumpy[b,a]<2.0.0,>=1.24.0 ; os_name == "posix" and python_version < '\
'"3.13"\n--pre\n'
same 'a zero at the end of a version' \
	'torch==2.2\nnumpy[a,b]>=1.24,<2 ; python_version < "3.13" and os_name == "posix"\n--pre\n'
same 'quotes, parentheses and old names of variables' \
	"torch (==2.2.0)\nnumpy[a,b]>=1.24.0,<2.0.0 ; (python_version < '3.13') and ((os.name == \
'posix'))\n--pre\n"
same 'where a line is broken' \
	'torch==\\\n2.2.0\nnumpy[a,b]>=1.24.0,<2.0.0 \\\n  ; python_version < "3.13" \\\n  and '\
'os_name == "posix"\n--pre'
same 'a byte order mark, CR LF' \
	'\xef\xbb\xbftorch==2.2.0\r\nnumpy[a,b]>=1.24.0,<2.0.0 ; python_version < "3.13" and '\
'os_name == "posix"\r\n--pre\r\n'
same 'what is said twice' "${base}torch==2.2.0\n--pre\n$base"

# --- what counts

differ() { # name text text
	[ "$(hash_of "$2")" != "$(hash_of "$3")" ]
	tap_result $? "$1 counts"
}
differ 'a version' 'a==1' 'a==1.0.1'
differ 'an operator' 'a>=1' 'a>1'
differ 'a zero after ~=' 'a~=1.0' 'a~=1.0.0'
differ 'a zero before .*' 'a==1.*' 'a==1.0.*'
differ 'a local version' 'a==1' 'a==1+cu121'
differ 'an extra' 'a' 'a[b]'
differ 'a marker' 'a' 'a; os_name == "nt"'
differ 'and instead of or' 'a; os_name == "nt" and extra == "b"' \
	'a; os_name == "nt" or extra == "b"'
differ 'a parenthesis that changes the order' \
	'a; (os_name == "nt" or extra == "b") and extra == "c"' \
	'a; os_name == "nt" or extra == "b" and extra == "c"'
differ 'a hash' 'a==1' "a==1 --hash=sha256:$(printf %064d 1)"
differ 'another hash' "a==1 --hash=sha256:$(printf %064d 2)" "a==1 --hash=sha256:$(printf %064d 1)"
differ 'a URL' 'a @ https://host/a.whl' 'a @ https://host/b.whl'
differ 'an option' 'a' 'a\n--pre'
differ "an option's value" '-i https://host/a' '-i https://host/b'
differ 'the order of indexes' '--extra-index-url a\n--extra-index-url b' \
	'--extra-index-url b\n--extra-index-url a'
differ 'an extra of a path' '.' '.[dev]'
differ 'editable' './a' '-e ./a'
differ 'a config setting' 'a' 'a --config-settings "x=y z"'
is 'an option is the same in each of its forms' \
	"$(hash_of '-i "https://host/x"\n--editable=.')" \
	"$(hash_of "--index-url=https://host/x\n-e '.'")"
is 'the order of different options does not count' \
	"$(hash_of '--pre\n-f x\n--extra-index-url y')" \
	"$(hash_of '--extra-index-url y\n-f x\n--pre')"
# shellcheck disable=SC2016 # as it is
is 'a variable stays as it is' "$(TOKEN=secret hash_of '-i https://${TOKEN}@host/')" \
	"$(sha256 'option\n  --index-url https://${TOKEN}@host/\n')"

# --- what is included

mkdir -p 'sub dir' && printf -- '-r b.in\nx\n' >top.in && printf -- '-c "sub dir/c.in"\ny\n' >b.in
printf -- '-r d#1.in\nz\n' >'sub dir/c.in' && printf 'w==1' >'sub dir/d#1.in'
is 'includes count as what they say' "$("$bin/lockhash" --deps deps.mk top.in | cut -d ' ' -f 1)" \
	"$(sha256 'constraint z\nconstraint-requirement w==1\nrequirement x\nrequirement y\n')"
is 'the makefile names them' "$(cat deps.mk)" 'deps.mk: top.in b.in sub\ dir/c.in sub\ dir/d\#1.in
b.in:
sub\ dir/c.in:
sub\ dir/d\#1.in:'
"$bin/lockhash" --files list top.in >out
is 'the list names them' "$(cat list)" \
	"$(printf '%s\n' top.in b.in 'sub dir/c.in' 'sub dir/d#1.in')"
touch -d '2 hours ago' list
before=$(stat -c %Y list)
"$bin/lockhash" --files list top.in >out
is 'and stays as it is while it says the same' "$(stat -c %Y list)" "$before"
printf '%s\n' './my lib[x]' 'a @ file:///srv/a%25b ; os_name == "x"' '-e .' \
	'b @ https://h/b.whl' c >local.in
"$bin/lockhash" --local list local.in >out
is 'paths of direct references' "$(cat list)" "$(printf '%s\n' . ./my%20lib /srv/a%25b)"
printf 'a\n' >'d$x.in'
"$bin/lockhash" --deps dollar.mk 'd$x.in' >out
printf '\ninclude dollar.mk\n' >Dollar
is 'Make reads a dollar as one' \
	"$(make -s -f Dollar dollar.mk 2>&1 | grep -v 'Nothing to be done')" ''
rm 'd$x.in'
printf 'deps.mk: ; @echo "again for $?"\ninclude deps.mk\n' >Makefile
touch -d '2 hours ago' ./*.in 'sub dir'/*
touch -d '1 hour ago' deps.mk
is 'Make finds nothing to do' "$(make -s deps.mk)" ''
touch 'sub dir/d#1.in'
like 'Make sees that an include changed' "$(timeout 5 make -s deps.mk 2>&1 | head -n 1)" \
	'^again for sub dir/d#1.in$'
rm b.in
fails 'Make does not stop when an include is gone, and we say where it was wanted' 1 \
	"^lockhash: top.in:1: cannot include 'b.in': No such file or directory$" "$bin/lockhash" \
	top.in
printf -- '-r ./two.in\n-r three.in\n' >one.in && printf -- '-r three.in\nx' >two.in &&
	printf 'y' >three.in
is 'a file may be included twice' "$("$bin/lockhash" one.in | cut -d ' ' -f 1)" \
	"$(sha256 'requirement x\nrequirement y\n')"
printf -- '\n\n-r loop2.in' >loop.in && printf -- '-c loop.in' >loop2.in
fails 'a cycle' 1 "^lockhash: loop2.in:1: the file includes itself: 'loop.in'$" "$bin/lockhash" \
	loop.in
for i in {0..40}; do echo "-r deep$((i + 1)).in" >"deep$i.in"; done
fails 'too deep' 1 "^lockhash: deep32.in:1: files are included too deep: 'deep33.in'$" \
	"$bin/lockhash" deep0.in
for i in {0..20}; do
	printf -- '-r t%d.in\n-c t%d.in\n-r t%d.in\n' $((i + 1)) $((i + 1)) $((i + 1)) >"t$i.in"
done
echo a >t21.in
ok 'what is included again and again is read once' timeout 10 "$bin/lockhash" t0.in
mkfifo pipe && mkdir directory
for included in pipe directory /dev/zero https://host/x.in file:///x.in; do
	echo "-r $included" >special.in
	fails "$included is not included" 1 '^lockhash: special.in:1: ' timeout 5 "$bin/lockhash" \
		special.in
done
printf 'a\n' >'a=b.in'
fails 'a name that no makefile can hold' 1 '^lockhash: a=b.in: has a character' "$bin/lockhash" \
	--deps deps2.mk 'a=b.in'
ok 'nothing is written then' test ! -e deps2.mk

# --- what is refused

refused() { # line regex
	printf 'ok\n# comment\n%b\n' "$1" >bad.in
	fails "refused: ${1:0:60}" 1 "^lockhash: bad.in:3: $2" "$bin/lockhash" a.in bad.in
}
refused 'numpy=1.2' "not an operator .*: 'numpy=1.2'$"
refused 'numpy==' "a version .* is wanted after the operator: 'numpy=='$"
refused 'numpy 1.2' "'@ URL', a specifier such as ==1.2, or '; MARKER' is wanted here: 'numpy 1.2'$"
refused '==1.2' 'the name of a distribution is wanted first'
refused 'numpy>=1.*' '\.\* goes only with == and !='
refused 'numpy==1a1.*' '\.\* goes only with a release'
refused 'numpy~=1' '~= wants a version with at least two numbers'
refused 'numpy>1+cu121' 'a local version'
refused 'numpy[a' 'the list of extras is not closed'
refused 'numpy[a,]' 'the name of an extra is wanted'
refused 'numpy (>=1' 'the parenthesis around the specifiers is not closed'
refused 'numpy @' 'a URL is wanted after @'
refused 'numpy @ https://host/x y' 'after the URL only'
refused 'numpy; os_name' 'an operator .* is wanted in the marker'
refused 'numpy; os_name == posix' "a marker's variable or a value in quotes is wanted"
refused 'numpy; os_name == "posix' 'a quote in the marker is not closed'
refused 'numpy; (os_name == "posix"' 'a parenthesis in the marker is not closed'
refused 'numpy; os_name == "posix" "x"' "'and', 'or' or the end is wanted"
refused "numpy; $(printf '(%.0s' {1..100})os_name=='nt'$(printf ')%.0s' {1..100})" \
	'the marker.s parentheses are nested too deep'
refused 'numpy==1 --hash=sha256:abc' "not a hash .*: 'sha256:abc'$"
refused "numpy==1 --hash=md5:$(printf %032d 1)" 'not a hash'
refused '--hash=sha256:abc' 'not a hash'
refused "--hash=sha256:$(printf %064d 1)" 'the option belongs behind a requirement'
refused '--frobnicate' "not an option that requirements files have: '--frobnicate'$"
refused '-x' 'not an option'
refused '--pre numpy' "not an option that requirements files have: 'numpy'$"
refused '--pre=yes' 'the option takes no value'
refused '--index-url' 'the option wants a value'
refused '--index-url "x' 'a quote is not closed'
refused '-r' 'the option wants a value'
refused 'numpy --pre' 'this option must stand on a line of its own'
refused 'numpy -r a.in' 'this option must stand on a line of its own'
refused 'numpy -e .' '-e must begin its line'
refused '-e . -e .' 'only one -e can stand on a line'
refused 'caf\xe9' 'not UTF-8 text'
refused '# a\xc3' 'not UTF-8 text'
refused '# \xed\xa0\x80' 'not UTF-8 text'
refused 'a\0b' 'has the control character U\+0000'
refused '# hidden\x0bevil' 'has the control character U\+000B'
refused '# hidden\xe2\x80\xa8evil' 'has the control character U\+2028'
refused '\x1b[2J' 'has the control character U\+001B'
refused 'a \\\n  ,' ''
head -c 300000 /dev/zero | tr '\0' a >long.in
fails 'a line of 300 kB' 1 '^lockhash: long.in:1: the line is longer than' "$bin/lockhash" long.in
yes a | head -c 5000000 >large.in
fails 'a file of 5 MB' 1 '^lockhash: large.in: larger than' "$bin/lockhash" large.in
is 'nothing is printed when one file is bad' "$("$bin/lockhash" a.in large.in 2>/dev/null)" ''
fails 'a file that is not there' 1 '^lockhash: gone.in: cannot open: No such file' "$bin/lockhash" \
	gone.in
fails 'a directory that nobody may make' 3 \
	'^lockhash: /sys/x: cannot create the directory: .*(permitted|denied|Read-only)' \
	"$bin/lockhash" --deps /sys/x/deps a.in
fails 'no file' 2 'FILE is wanted' "$bin/lockhash"
fails 'an option that is not known' 2 'option' "$bin/lockhash" --wat a.in
print_to_full_disk() { "$bin/lockhash" a.in >/dev/full; }
said=$(print_to_full_disk 2>&1)
is 'a full disk' "$?: $said" '3: lockhash: standard output: No space left on device'

# --- lines: what pip reads from a file is what we read from it

cat >pip_reads.py <<'EOF'
import sys
from pip._internal.network.session import PipSession
from pip._internal.req.req_file import parse_requirements
for line in parse_requirements(sys.argv[1], PipSession()):
    print(line.requirement, *("--hash=" + "".join(f"{a}:{h}" for h in hs)
                              for a, hs in (line.options or {}).get("hashes", {}).items()))
EOF
printf \
	'\xef\xbb\xbf# comment \\\na==1 # comment '\
'\\\nswallowed==1\nc@https://host/#not-a-comment\n  # x\nd \\\n==\\\\\n  4\n' >read.in
printf 'e ; \\\n os_name == "a"\r\nf==1 \\\n# ends it \\\ng\rh \\\n--hash=sha256:%064d \\\n' 7 \
	>>read.in
"$python" pip_reads.py read.in >pip.in
is 'pip reads something' "$(wc -l <pip.in)" 7
is 'we read the same' "$("$bin/lockhash" read.in | cut -d ' ' -f 1)" \
	"$("$bin/lockhash" pip.in | cut -d ' ' -f 1)"

# --- requirements: the packaging library has the same verdict and sees the same meaning

cat >oracle.py <<'EOF'
"""write DIR: requirements, one a file, under DIR/good and DIR/bad by the library's verdict.
judge DIR HASHES: whether requirements have equal hashes just when they mean the same."""

import itertools, os, random, re, sys
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

chance = random.Random(508)
names = ["numpy", "Vector_Quantize.pytorch", "zope.interface", "a", "X-1"]
versions = [
    "1",
    "1.0",
    "1.24.0",
    "2.0.0rc1",
    "1!2.0",
    "0.4.dev3",
    "1.0.post2",
    "v3.1",
    "1.0-ALPHA",
    "10.0",
]
specifiers = ["==1.*", "!=1.2.*", "==2.2.0+CU121", "~=1.4.2", "~=2.0", "===exactly", "<=3.0c1"]
comparisons = [
    "python_version {} '3.12'",
    "python_full_version >= '3.8.0'",
    "os_name == 'posix'",
    "os.name != 'nt'",
    "sys_platform in 'linux darwin'",
    "platform_machine == 'aarch64'",
    "extra == 'Cu_Da'",
    "extra == 'cu-da'",
    "'linux' not in sys_platform",
    "python_implementation == 'CPython'",
    "platform_system == 'it\"s'",
]


def space():
    return chance.choice(["", "", " ", "  ", "\t"])


def spell_name(name):
    name = "".join(chance.choice([c.upper(), c.lower()]) for c in name)
    return re.sub("[._-]", lambda match: chance.choice("._-"), name)


def spell_marker(marker):
    if isinstance(marker, str):
        text = re.sub(r" ?(==|!=|>=|<=|<|>) ?", lambda m: space() + m[1] + space(), marker)
        if '"' not in text and chance.random() < 0.5:
            text = text.replace("'", '"')
        return f"({text})" if chance.random() < 0.2 else text
    operator, *operands = marker
    chance.shuffle(operands)
    inner = f" {operator} ".join(
        spell_marker(o) if isinstance(o, str) or operator == "or" else f"({spell_marker(o)})"
        for o in operands
    )
    return f"({space()}{inner}{space()})" if chance.random() < 0.2 else inner


def spell(requirement):
    name, extras, specs, url, marker = requirement
    text = space() + spell_name(name)
    if extras:
        extras = [spell_name(extra) for extra in extras]
        chance.shuffle(extras)
        text += f"{space()}[{space()}{(space() + ',' + space()).join(extras)}{space()}]"
    if url:
        text += f"{space()}@{space()}{url}"
    elif specs:
        chance.shuffle(specs)
        if (
            "===exactly" in specs
        ):  # the library takes what follows it without a space for a part of it
            specs = ",".join(specs)
        else:
            specs = [
                re.sub("^([=<>!~]+)", lambda match: match[1] + space(), spec) for spec in specs
            ]
            specs = (space() + "," + space()).join(specs)
        text += space() + (f"({specs})" if chance.random() < 0.3 else specs)
    if marker:
        text += (" " if url else space()) + ";" + space() + spell_marker(marker)
    return text + space()


def random_marker(depth=0):
    if depth == 2 or chance.random() < 0.4:
        return chance.choice(comparisons).format(chance.choice(["<", ">=", "=="]))
    operands = [random_marker(depth + 1) for _ in range(chance.choice([2, 2, 3]))]
    return (chance.choice(["and", "or"]), *operands)


def random_requirement():
    url = (
        chance.choice(["https://host/x.whl", "git+ssh://g@h/r@v1#egg=x"])
        if chance.random() < 0.15
        else None
    )
    specs = [
        chance.choice(["<", "<=", ">", ">=", "==", "!="]) + chance.choice(versions)
        for _ in range(chance.choice([0, 1, 2]))
    ]
    if chance.random() < 0.3:
        specs.append(chance.choice(specifiers))
    extras = chance.sample(["a", "b.c", "d_e"], chance.choice([0, 0, 1, 3]))
    return (
        chance.choice(names),
        extras,
        specs,
        url,
        random_marker() if chance.random() < 0.5 else None,
    )


def damage(text):
    at = chance.randrange(len(text))
    wanted = chance.choice(["", *"[](),;@=<>~!.* 1a+'\"", "and", "or", "not", "in"])
    return text[:at] + wanted + text[at + chance.choice([0, 1]) :]


def ours_to_judge(text):
    # Not options, comments or paths; not where we are stricter on purpose (see requirement.h).
    return (
        not re.search(r"(^|\s)[-#]|^\s*[./]|^\s*\S*://|===|_(\s|$|[^\w.-])|\\", text)
        and text.strip()
    )


def write(directory):
    groups = [
        {spell(requirement) for _ in range(4)}
        for requirement in (random_requirement() for _ in range(120))
    ]
    damaged = {damage(chance.choice(sorted(group))) for group in groups for _ in range(4)}
    table = [(group, text) for group, texts in enumerate(groups) for text in sorted(texts)]
    table += [("damaged", text) for text in sorted(damaged) if ours_to_judge(text)]
    for i, (group, text) in enumerate(table):
        try:
            Requirement(text)
            verdict = "good"
        except InvalidRequirement:
            verdict = "bad"
        with open(f"{directory}/{verdict}/{i:04}-{group}", "w") as file:
            file.write(text + "\n")


environments = [
    dict(zip(("python_version", "os_name", "sys_platform", "platform_machine", "extra"), values))
    | {
        "python_full_version": values[0] + ".1",
        "platform_python_implementation": "CPython",
        "platform_system": "Linux",
    }
    for values in itertools.product(
        ("3.7", "3.12", "3.13"),
        ("posix", "nt"),
        ("linux", "win32"),
        ("aarch64", "x86_64"),
        ("", "cu-da"),
    )
]


def meaning(text):
    requirement = Requirement(text)
    specs = frozenset(
        (spec.operator, str(Version(spec.version[:-2])) + ".*")
        if spec.version.endswith(".*")
        else spec
        for spec in requirement.specifier
    )

    def holds(environment):
        try:
            return requirement.marker.evaluate(environment)
        except Exception as exception:
            return type(exception).__name__

    return (
        canonicalize_name(requirement.name),
        frozenset(map(canonicalize_name, requirement.extras)),
        specs,
        requirement.url,
        requirement.marker and tuple(map(holds, environments)),
    )


def judge(directory, hashes):
    by_hash, by_group, requirements, wrong = {}, {}, [], 0
    for line in open(hashes):
        digest, path = line.rstrip("\n").split("  ")
        text = open(path).read()[:-1]
        group = os.path.basename(path).split("-")[1]
        by_hash.setdefault(digest, {}).setdefault(meaning(text), text)
        if group != "damaged":
            by_group.setdefault(group, {}).setdefault(digest, text)
        requirements.append((Requirement(text), digest, text))
    for texts in by_hash.values():
        if len(texts) > 1:
            wrong += 1
            print("equal hashes, other meanings:", *map(repr, texts.values()))
    for texts in by_group.values():
        if len(texts) > 1:
            wrong += 1
            print("equal meanings, other hashes:", *map(repr, texts.values()))
    for (left, left_digest, text), (right, right_digest, other) in itertools.combinations(
        requirements, 2
    ):
        if left == right and left_digest != right_digest:
            wrong += 1
            print("equal to the library, other hashes:", repr(text), repr(other))
    sys.exit(wrong > 0)


{"write": write, "judge": judge}[sys.argv[1]](*sys.argv[2:])
EOF
mkdir -p oracle/good oracle/bad
"$python" oracle.py write oracle
good=$(find oracle/good -type f | wc -l) bad=$(find oracle/bad -type f | wc -l)
ok "there are several hundred requirements ($good good, $bad bad)" test "$good" -ge 400 -a "$bad" \
	-ge 200
printf '%s\n' oracle/good/* >good.list
ok 'what the library accepts we accept' "$bin/lockhash" @good.list
accepted=
for file in oracle/bad/*; do
	"$bin/lockhash" "$file" >/dev/null 2>&1
	[ $? -eq 1 ] || accepted+="$(cat "$file")"$'\n'
done
is 'what the library refuses we refuse' "$accepted" ''
"$bin/lockhash" @good.list >hashes 2>/dev/null
ok 'hashes are equal just when requirements mean the same' "$python" oracle.py judge oracle hashes

done_testing
