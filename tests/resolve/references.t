#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# references.py: what each kind of reference is found to be, by itself; resolving with it is
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
	"$python" "$top/tools/resolve/references.py" --tools "$top/build" --store store \
		--work work --output found.json "${@:2}" asked.json
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

# Hostile archives,
"$python" - <<'PY'
import io, tarfile
for name, member, kind, target in (
        ("up", "src/../../up", tarfile.REGTYPE, ""), ("top", "/top", tarfile.REGTYPE, ""),
        ("link", "src/link", tarfile.SYMTYPE, "../../link"),
        ("hard", "src/hard", tarfile.LNKTYPE, "/etc/passwd")):
    with tarfile.open(f"served/{name}.tar.gz", "w:gz") as tar:
        info = tarfile.TarInfo(member)
        info.type, info.linkname = kind, target
        tar.addfile(info, io.BytesIO())
PY
for name in up top link hard; do
	fails "one that leads out: $name" 1 '^references.py: r\.in:1: a path leads out' \
		find_all "$(archive $name.tar.gz '')"
done
printf x >served/broken.tar.gz
fails 'one that is none' 1 'r\.in:1: cannot be unpacked' find_all "$(archive broken.tar.gz '')"
fails 'a hash that is another' 1 'its line allows others' \
	find_all "$(archive a.tar.gz ',"hashes":["sha256:00"]')"
fails 'a name that is another' 1 'it asks for b, and what is there is a' \
	find_all "$(archive a.tar.gz ',"name":"b"')"
fails 'a commit that is no repository' 3 'git: ' \
	find_all "[{\"place\":\"r.in:1\",\"kind\":\"git\",\"location\":\"file://$tmp/none\"}]"
fails 'a scheme that git might take' 1 'https:, ssh: or file: is wanted' \
	find_all '[{"place":"r.in:1","kind":"git","location":"ext::sh -c date"}]'
fails 'no references' 2 '' "$python" "$top/tools/resolve/references.py"
done_testing
