#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# pushimage.sh: the image comes into the registry as it is, or one line says why it did not; what
# `make push` says of it is in tests/mk/publish.t.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
needs skopeo docker-registry jq
cd "$tmp" || exit 1
export REGISTRY_AUTH_FILE=$tmp/auth.json TMPDIR=$tmp/scratch # nobody's own
mkdir scratch
push() { "$top/tools/publish/pushimage.sh" "$@"; }
tls=--dest-tls-verify=false

is 'help' "$(push --help | head -n 1)" \
	'usage: pushimage.sh [--option OPTION]... LAYOUT REFERENCE'
is 'version' "$(push --version)" "pushimage.sh $(cat "$top/tools/VERSION")"
fails 'no arguments' 2 '^pushimage\.sh: a layout and a reference must be given' push
fails 'a layout alone' 2 '^pushimage\.sh: a layout and a reference must be given' push image
fails 'one word too many' 2 '^pushimage\.sh: a layout and a reference must be given' push a b c
fails 'an option that is none' 2 '^pushimage\.sh: --none: not an option' push --none a b
fails 'an option without its value' 2 '^pushimage\.sh: --option: its value is missing' \
	push --option

# Given an image and a registry
serve_registry
"$top/tests/support/mkbase" image etc/x=1
digest=$(jq -r '.manifests[0].digest' image/index.json)
is 'prints the digest that the layout has' \
	"$(push --option $tls image "$registry/app:1")" "$digest"
is 'which is what the registry has' \
	"sha256:$(skopeo inspect --raw --tls-verify=false "docker://$registry/app:1" |
		sha256sum | cut -c1-64)" "$digest"
is 'an option in two words' \
	"$(push --option --retry-times --option 1 --option $tls image "$registry/app:2")" "$digest"

# What is refused, and prints no digest
fails 'no layout' 1 '^pushimage\.sh: nowhere: not an OCI image layout$' push nowhere "$registry/a:1"
mkdir empty broken none
fails 'an empty directory' 1 '^pushimage\.sh: empty: not an OCI image layout$' \
	push empty "$registry/a:1"
printf '{' >broken/index.json
fails 'a damaged index' 1 '^pushimage\.sh: broken: not an OCI image layout$' \
	push broken "$registry/a:1"
printf '{"manifests": []}' >none/index.json
fails 'an index of nothing' 1 '^pushimage\.sh: none: not an OCI image layout$' \
	push none "$registry/a:1"
cp -r image lacking
rm "lacking/blobs/sha256/${digest#sha256:}"
fails 'a layout without its manifest' 3 "^pushimage\\.sh: $registry/lacking:1: skopeo: " \
	push --option $tls lacking "$registry/lacking:1"
is 'the registry has nothing of it' \
	"$(curl -sS "http://$registry/v2/lacking/tags/list" | jq -r '.errors[0].code')" NAME_UNKNOWN
is 'nor is anything printed' \
	"$(push --option $tls lacking "$registry/lacking:1" 2>said; wc -l <said)" 1
fails 'a reference that is none' 3 'skopeo: .*invalid reference format' \
	push --option $tls image "$registry/A b"
fails 'a registry without TLS' 3 \
	'the registry has no TLS: PYLOCK_PUSH_OPTIONS := --dest-tls-verify=false allows that' \
	push image "$registry/app:3"
gone=$(nowhere)
fails 'nobody there' 3 'the registry cannot be reached: ' \
	push --option $tls image "${gone#http://}/app:1"

# A registry that wants to know who it is
serve_private_registry me 'se:cret'
fails 'no credentials' 1 \
	"the registry wants other credentials: run \`skopeo login $registry\`" \
	push --option $tls image "$registry/app:1"
push --option $tls --option --dest-creds=me:wrong image "$registry/app:1" >printed 2>said
is 'wrong ones: status' $? 1
is 'are not shown' "$(grep -c wrong said)" 0
is 'no digest is printed' "$(wc -c <printed)" 0
is 'right ones' \
	"$(push --option $tls --option '--dest-creds=me:se:cret' image "$registry/app:1")" "$digest"

# Without its programs
mkdir bin
for program in bash env cat jq; do ln -s "$(command -v $program)" bin/; done
fails 'without skopeo' 3 'skopeo: not found: `make setup` installs it' \
	env "PATH=$tmp/bin" "$top/tools/publish/pushimage.sh" image "$registry/app:1"
is 'no temporary file stays' "$(ls scratch)" ''
done_testing
