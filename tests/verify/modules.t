#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# modules.py: wheels that are damaged, and sources in which something is nested as deeply as their
# author likes: it says what it found of each, as the compiler does, and goes on with the next.
. "$(dirname "$0")/../tap.sh"
python=$top/build/setup/venv/bin/python
needs jq "$python"
cd "$tmp" || exit 1
minor=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
cat >make.py <<'END'
import sys
import zipfile

sys.setrecursionlimit(10000)  # as the other has it
FORMS = [("(", "1", ")"), ("[", "1", "]"), ("{1:", "1", "}"), ("-", "1", ""), ("not ", "1", ""),
         ("", "a", ".a"), ("", "a", "()"), ("", "1", "+1"), ("lambda: ", "1", ""),
         ("1 if 1 else ", "1", ""), ("f'{", "1", "}'"), ("a(", "1", ")")]
for begin, inner, end in FORMS:
    for depth in (90, 1_000, 9_000, 100_000):
        name = f"{begin}{inner}{end}-{depth}.whl".replace("/", "")
        with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("deep.py", f"x = {begin * depth}{inner}{end * depth}\n")
            archive.writestr("d-1.dist-info/entry_points.txt", "[any]\na = deep:x\nb = deep.x\n")
        try:
            compile(f"x = {begin * depth}{inner}{end * depth}\n", "deep.py", "exec", 1 << 10)
            judged = "compiles"
        except (SyntaxError, RecursionError, MemoryError):
            judged = "does not"
        print(f"{name}\t{judged}")
END
"$python" make.py >wheels
cut -f 1 wheels | "$python" -B "$top/tools/verify/modules.py" "$minor" >found 2>said
is 'status' $? 0
is 'it says nothing beside what it found' "$(wc -c <said)" 0
is 'of each wheel' "$(jq -s length found)" "$(wc -l <wheels)"
is 'an error where the compiler has one' \
	"$(jq -r 'if .syntax == [] then "compiles" else "does not" end' found)" "$(cut -f 2 wheels)"
is 'of which it says something' "$(jq -r '.syntax[][2] | select(. == "")' found)" ''
is 'and nothing of the entry points into it' "$(jq -c '.entryPoints[][3] | values' found)" ''

# A wheel that is damaged in the middle of its data, or of its directory
cat >damage.py <<'END'
import pathlib

whole = pathlib.Path("(1)-90.whl").read_bytes()
for at in range(0, len(whole)):
    path = pathlib.Path(f"damaged-{at}.whl")
    path.write_bytes(whole[:at] + b"\xff" * 4 + whole[at + 4:])
    print(path)
END
"$python" damage.py >damaged
"$python" -B "$top/tools/verify/modules.py" "$minor" <damaged >found 2>said
is 'damaged wheels' "$(jq -s length found)" "$(wc -l <damaged)"
is 'without a word beside' "$(wc -c <said)" 0
done_testing
