#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# pullrecords: contents that a list names come from the registry into the store, checked, and no
# others; or one line says why not.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
needs docker-registry jq
cd "$tmp" || exit 1
export HOME=$tmp/home DOCKER_CONFIG='' XDG_RUNTIME_DIR='' XDG_CONFIG_HOME='' # nobody's own
unset REGISTRY_AUTH_FILE
mkdir home
pull() { "$bin/pullrecords" --store store "$@"; }
stored() { (cd store/sha256 && find . -type f | sed 's,.*/,sha256:,' | sort); }

fails 'no arguments' 2 '^pullrecords: --store, a repository and a list must be given' \
	"$bin/pullrecords"
fails 'no list' 2 '^pullrecords: --store, a repository and a list must be given' \
	pull r.example/a
fails 'no store' 2 '^pullrecords: --store, a repository and a list must be given' \
	"$bin/pullrecords" r.example/a list
fails 'a repository that is none' 2 '^pullrecords: r\.example/A: not a repository' \
	pull r.example/A list

# Given an image in a registry, whose blobs stand for records
serve_registry
"$top/tests/support/mkbase" --layers 3 image
jq -r '.manifests[0].digest' image/index.json | cut -c8- >digest
jq -r '.layers[].digest' "image/blobs/sha256/$(cat digest)" | sort >all
sed 1d all >list
push() { "$bin/push" -q image "$1" >pushed; }
push "$registry/team/app:1"
ok 'what the list names' pull "$registry/team/app" list
is 'is in the store, and nothing else' "$(stored)" "$(cat list)"
ok 'as it was' sh -c 'cd store/sha256 && for f in */*; do
	cmp "$f" "../../image/blobs/sha256/${f#*/}" || exit 1; done'
: >"$registry_log"
ok 'again' pull "$registry/team/app" list
is 'nothing is asked for' "$(grep -c /blobs/ "$registry_log")" 0
is 'from standard input, with an empty line, with no sha256:' \
	"$( (echo; sed 's/^sha256://' all) | pull "$registry/team/app" - 2>&1; stored)" "$(cat all)"
none=sha256:$(printf '%064d' 1)
rm -rf store
echo "$none" >>list
fails 'what the registry lacks is left out, and said' 0 \
	'^pullrecords: the registry does not have 1 of 3 records: those layers are made again' \
	pull "$registry/team/app" list
is 'the others are there' "$(stored)" "$(sed '$d' list)"
echo "$none" >gone
fails 'a repository that is not there' 0 'does not have 1 of 1 records' \
	pull "$registry/nobody/app" gone
: >empty
ok 'an empty list asks nobody' pull r.example/nobody/app empty

# Lists that are none
for bad in sha256:12 'sha256:x' "$none $none" "$none/../x" "../$none" '<<<<<<< ours'; do
	echo "$bad" >bad
	fails "a list with $bad" 1 '^pullrecords: bad: .* is not a SHA-256 digest' \
		pull "$registry/team/app" bad
done
head -c 1048577 /dev/zero | tr '\0' '\n' >bad
fails 'a list that is too large' 1 '^pullrecords: bad: ' pull "$registry/team/app" bad
fails 'no such list' 1 '^pullrecords: nowhere: ' pull "$registry/team/app" nowhere

# A registry that wants to know who it is
serve_private_registry me 'se:cret'
fails 'no credentials' 1 "the registry wants other credentials: run \`skopeo login $registry\`" \
	pull "$registry/app" gone
mkdir home/.docker
printf '{"auths": {"%s": {"auth": "%s"}}}' "$registry" "$(printf me:se:cret | base64)" \
	>home/.docker/config.json
push "$registry/app:1"
rm -rf store
ok 'with those of a login' pull "$registry/app" all
is 'they come' "$(stored)" "$(cat all)"
rm home/.docker/config.json

# A registry that has its faults
serve_faulty_registry ''
for fault in good token busy referrers blobcut; do
	push "$faulty/$fault/app:1"
	rm -rf store
	ok "$fault" pull "$faulty/$fault/app" all
	is "$fault: they come" "$(stored)" "$(cat all)"
done
push "$faulty/othersbytes/app:1"
rm -rf store
fails 'other bytes' 1 '^pullrecords: blobs/sha256:.*: the registry.s content is not what its' \
	pull "$faulty/othersbytes/app" all
fails 'denied' 1 'the registry denies it' pull "$faulty/denied/app" all
fails 'more than a record has' 1 '^pullrecords: ' pull "$faulty/toolarge/app" all
fails 'no token' 1 'gives no token' pull "$faulty/notoken/app" all
ok 'the store has nothing of these' test ! -e store/sha256
done_testing
