#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# references: what each kind of reference is found to be, by itself; resolving with it is
# tests/mk/references.t.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
python=$top/build/setup/venv/bin/python
cd "$tmp" || exit 1

# Given archives of a source tree with a package in a directory of it,
mkdir -p src/part served
printf '[project]\nname = "a"\nversion = "1.0"\n' >src/pyproject.toml
printf '[project]\nname = "Part"\nversion = "2.0.0rc1"\n' >src/part/pyproject.toml
tar -czf served/a.tar.gz src
tar -cJf served/a.tar.xz src
(cd src && "$python" -m zipfile -c ../served/b.zip pyproject.toml part)
serve_nginx "$tmp/served"
printf '{"indexes":{"default":{"url":"%s/simple"}},"packages":[],"prefer":[]}' "$nginx" \
	>policy.json
find_all() { # references, options...
	printf '%s' "$1" >asked.json
	"$bin/references" --tools "$top/build" --store store --work work --output found.json \
		"${@:2}" asked.json
}
archive() { # file, members
	printf '[{"place":"r.in:1","kind":"archive","location":"%s/%s"%s}]' "$nginx" "$1" "$2"
}
said() { jq -cr "$1" found.json; }
sum() { sha256sum <"$1" | cut -d' ' -f1; }

ok 'an sdist of any name' find_all "$(archive a.tar.gz '')"
is 'is what its files say' "$(said '.packages.a | [.version, .filename, .sha256]')" \
	"[\"1.0\",\"a-1.0.tar.gz\",\"$(sum served/a.tar.gz)\"]"
is 'at its place' "$(said '.places["r.in:1"]')" a
index=$(said .index)
is 'and all that the index has' "$(cd "${index#file://}" && find . -not -type d | sort |
	tr '\n' ' ')" './a/a-1.0.tar.gz ./a/index.html '
ok 'by its bytes' cmp "${index#file://}/a/a-1.0.tar.gz" served/a.tar.gz
ok 'a zip archive without a top directory' find_all "$(archive b.zip '')"
is 'stays one' "$(said .packages.a.filename)" a-1.0.zip
ok 'a directory in an archive' find_all "$(archive a.tar.gz ',"subdirectory":"part"')"
is 'becomes an archive of its own' "$(said '.packages.part | [.version, .filename,
	.source.archive.subdirectory, .source.archive.hashes.sha256]')" \
	"[\"2.0.0rc1\",\"part-2.0.0rc1.tar.gz\",\"part\",\"$(sum served/a.tar.gz)\"]"
hash=$(said .packages.part.sha256)
is 'with its files' "$(tar -tzf "store/sha256/${hash:0:2}/$hash")" \
	"$(printf 'part-2.0.0rc1/\npart-2.0.0rc1/pyproject.toml')"
ok 'an archive that is no sdist' find_all "$(archive a.tar.xz '')"
is 'becomes one' "$(said .packages.a.filename)" a-1.0.tar.gz

# A zip archive by Python, with a link as Info-ZIP writes one.
"$python" - <<'PY'
import zipfile
with zipfile.ZipFile("served/kinds.zip", "w") as archive:
    for name, text, mode in (("src/part/é.py", "1", 0o100644), ("src/part/run", "#!", 0o100755),
                             ("src/part/pyproject.toml", "", 0o100600),
                             ("src/part/link", "run", 0o120777)):
        info = zipfile.ZipInfo(name)
        info.external_attr = mode << 16
        archive.writestr(info, text or '[project]\nname = "p"\nversion = "1"\n')
PY
ok 'a zip archive with many kinds of files' find_all \
	"$(archive kinds.zip ',"subdirectory":"part"')"
hash=$(said .packages.p.sha256)
is 'has them, and what is executable' "$(tar -tvzf "store/sha256/${hash:0:2}/$hash" |
	LC_ALL=C.UTF-8 awk '{ print $1, $6 }')" "$(printf '%s\n' 'drwxr-xr-x p-1/' \
	'lrwxrwxrwx p-1/link' '-rw-r--r-- p-1/pyproject.toml' \
	'-rwxr-xr-x p-1/run' '-rw-r--r-- p-1/é.py')"

# Hostile archives,
"$python" - <<'PY'
import io, tarfile
for name, member, kind, target in (
        ("up", "src/../../up", tarfile.REGTYPE, ""), ("top", "/top", tarfile.REGTYPE, ""),
        ("link", "src/link", tarfile.SYMTYPE, "../../link"),
        ("hard", "src/hard", tarfile.LNKTYPE, "/etc/passwd"),
        ("chain", "src/chain", tarfile.SYMTYPE, "up/..")):
    with tarfile.open(f"served/{name}.tar.gz", "w:gz") as tar:
        if name == "chain":  # by way of another that stays inside
            first = tarfile.TarInfo("src/up")
            first.type, first.linkname = tarfile.SYMTYPE, ".."
            tar.addfile(first)
        info = tarfile.TarInfo(member)
        info.type, info.linkname = kind, target
        tar.addfile(info, io.BytesIO())
PY
for name in up top link hard chain; do
	fails "one that leads out: $name" 1 '^references: r\.in:1: the archive holds ' \
		find_all "$(archive $name.tar.gz '')"
done
printf x >served/broken.tar.gz
fails 'one that is none' 1 'r\.in:1: the archive cannot be unpacked' \
	find_all "$(archive broken.tar.gz '')"
fails 'a hash that is another' 1 'its line allows others' \
	find_all "$(archive a.tar.gz ',"hashes":["sha256:00"]')"
fails 'a name that is another' 1 'it asks for b, and what is there is a' \
	find_all "$(archive a.tar.gz ',"name":"b"')"
fails 'a commit that is no repository' 3 'git: ' \
	find_all "[{\"place\":\"r.in:1\",\"kind\":\"git\",\"location\":\"file://$tmp/none\"}]"
fails 'a scheme that git might take' 1 'https:, ssh: or file: is wanted' \
	find_all '[{"place":"r.in:1","kind":"git","location":"ext::sh -c date"}]'
fails 'no references' 2 '' "$bin/references"
done_testing
