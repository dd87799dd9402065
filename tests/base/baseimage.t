#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# baseimage.sh: the lock of an image says what skopeo says of it, the layout is the image, and what
# fails writes no lock. Indexes, docker's formats, rate limits: tests/e2e/registry-base.t.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
needs skopeo docker-registry jq
cd "$tmp" || exit 1
export REGISTRY_AUTH_FILE=$tmp/auth.json TMPDIR=$tmp/scratch # nobody's own
mkdir scratch
baseimage() { "$top/tools/base/baseimage.sh" "$@"; }
tls=--src-tls-verify=false
zeros=$(printf '%064d' 0)
lock() { baseimage --arch amd64 --option $tls -o "$@"; }
pull() { baseimage --pull "$1" --store store --option "$tls" "${@:2}"; }

is 'help' "$(baseimage --help | head -n 1)" \
	'usage: baseimage.sh --arch ARCH [--offline] [--option OPTION]... -o LOCK IMAGE'
is 'version' "$(baseimage --version)" "baseimage.sh $(cat "$top/tools/VERSION")"
usage() { fails "$1" 2 "^baseimage\\.sh: $2" baseimage "${@:3}"; }
usage 'no image' 'exactly one IMAGE or LOCK must be given'
usage 'two' 'exactly one IMAGE or LOCK must be given' --arch amd64 -o a.lock docker://a docker://b
usage 'an option that is none' '--none: no such option' --none docker://a
usage 'an option without its value' '--arch: a value is wanted' --arch
usage 'no architecture' "--arch: '' is not an architecture" -o a.lock docker://a
usage 'an architecture that is none' "--arch: 'linux/amd64' is not an architecture" \
	--arch linux/amd64 -o a.lock docker://a
usage 'no lock to write' '-o is missing' --arch amd64 docker://a
usage 'no store to pull to' '--store is missing' --pull layout a.lock
usage 'no store to count from' '--store is missing' --layers a.lock

# Given an image in a registry
serve_registry
"$top/tests/support/mkbase" --arch amd64 --layers 3 image etc/x=1
skopeo copy -q --preserve-digests --dest-tls-verify=false oci:image:latest \
	"docker://$registry/team/base:1"
digest=$(jq -r '.manifests[0].digest' image/index.json)
ok 'a lock' lock a.lock "docker://$registry/team/base:1"
is 'says what the layout is' "$(grep -v '^# The image' a.lock)" \
	"# image docker://$registry/team/base:1
# platform linux/amd64
# layers $(skopeo inspect --raw oci:image:latest | jq '.layers | length')
# digest, and manifest of the platform
$digest $digest"
touch -d @1 a.lock
lock a.lock "docker://$registry/team/base:1"
is 'which is not touched when nothing changed' "$(stat -c %Y a.lock)" 1
ok 'by its digest, whatever the tag' lock b.lock "docker://$registry/team/base:9@$digest"
is 'the same' "$(tail -n 1 b.lock)" "$digest $digest"

# What is locked comes once
ok 'a layout' pull layout a.lock
is 'of that image' "$(jq -r '.manifests[0].digest' layout/index.json)" "$digest"
is 'with its blobs' "$(find layout/blobs -type f -printf '%P\n' | sort)" \
	"$(find image/blobs -type f -printf '%P\n' | sort)"
is 'how many layers, by the lock' "$(baseimage --layers --store store --offline a.lock)" 3
sed '/^# layers/d' a.lock >old.lock
is 'by the manifest, where an older lock does not say it' \
	"$(baseimage --layers --store store --offline old.lock)" 3
asked=$(wc -l <"$registry_log")
rm -r layout
ok 'from the store' pull layout --offline a.lock
is 'the same layout' "$(jq -r '.manifests[0].digest' layout/index.json)" "$digest"
is 'no registry was asked' "$(wc -l <"$registry_log")" "$asked"

# What fails, and leaves nothing
refused() { # name status regex command...
	fails "$1" "$2" "^baseimage\\.sh: $3" "${@:4}"
	is "$1: nothing is written" "$(ls -d -- c.lock* other 2>/dev/null)" ''
}
for image in registry/team/base:1 oci:image docker:// 'docker://a b' docker://-x \
	docker://a@sha256:1 "docker://a@md5:$zeros"; do
	refused "not an image: $image" 1 \
		'.*: not of the form docker://NAME\[:TAG\]\[@sha256:DIGEST\]$' lock c.lock "$image"
done
refused 'another architecture' 1 '.*: has no image for linux/arm64; it has linux/amd64$' \
	baseimage --arch arm64 --option $tls -o c.lock "docker://$registry/team/base:1"
refused 'a tag that is not there' 1 '.*: not in the registry \(any more\)' \
	lock c.lock "docker://$registry/team/base:none"
refused 'a digest that is not there' 1 '.*: not in the registry \(any more\)' \
	lock c.lock "docker://$registry/team/base@sha256:$zeros"
refused 'offline' 1 'c\.lock: to be made, which only the registry can tell' \
	lock c.lock --offline "docker://$registry/team/base:1"
refused 'without TLS' 3 '.*: the registry has no TLS: PYLOCK_PULL_OPTIONS' \
	baseimage --arch amd64 -o c.lock "docker://$registry/team/base:1"
gone=$(nowhere)
refused 'nobody there' 3 '.*: the registry cannot be reached: ' \
	lock c.lock "docker://${gone#http://}/base:1"
refused 'a lock in no directory' 3 'no/such/c\.lock: cannot be written$' \
	lock no/such/c.lock "docker://$registry/team/base:1"
refused 'no lock' 1 'no\.lock: No such file or directory$' pull other no.lock
printf '# image docker://a\n' >bad.lock
refused 'a lock without digests' 1 'bad\.lock: not a lock of an image' pull other bad.lock
printf '# image docker://a;b\nsha256:%s sha256:%s\n' "$zeros" "$zeros" >bad.lock
refused 'a lock of no image' 1 'docker://a;b: not of the form' pull other bad.lock
sed "\$s/.*/sha256:$zeros sha256:$zeros/" a.lock >bad.lock
refused 'what the registry no longer has' 1 \
	'.*: the registry no longer has what bad\.lock names: `make base-upgrade` locks' \
	pull other bad.lock
refused 'what the store does not have, offline' 1 ".*: the store lacks its manifest sha256:$zeros" \
	pull other --offline bad.lock
layer=$(skopeo inspect --raw oci:image:latest | jq -r '.layers[1].digest[7:]')
rm -rf layout "store/sha256/${layer:0:2}/$layer"
fails 'one layer is not in the store, offline' 1 'the store lacks 1 of its blobs' \
	pull layout --offline a.lock
ok 'it comes alone' pull layout a.lock
ok 'as it was' cmp "layout/blobs/sha256/$layer" "image/blobs/sha256/$layer"
is 'no temporary file stays' "$(ls scratch)" ''
done_testing
