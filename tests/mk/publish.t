#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# publish: push says that the registry has the image when the registry says so; what cannot be
# pushed or loaded is said before anything is made.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
needs skopeo docker-registry
cd "$tmp" || exit 1
export REGISTRY_AUTH_FILE=$tmp/auth.json UV_CACHE_DIR=$tmp/uv
mkdir index p
"$top/tests/support/mkindex" index alpha==1.0
serve_nginx "$tmp/index"
serve_registry
"$top/tests/support/mkbase" base
echo alpha >p/requirements.in
printf \
	'PYLOCK_NAME := sample\nPYLOCK_TARGETS := debian12-amd64\nPYLOCK_BASE := '\
'%s/base\nPYLOCK_INDEX_URL := %s/simple\nPYLOCK_VERIFY := no\ninclude %s/mk/pylock.mk\n' \
	"$tmp" "$nginx" "$top" >p/Makefile
run() { make --no-print-directory -C p PYLOCK_STORE="$tmp/store" "$@" >out 2>&1; }
image=p/build/debian12-amd64/image
# refused NAME REGEX ARGUMENTS...: said in one line, and nothing is made.
refused() {
	run "${@:3}"
	is "$1: refused" "$?" 2
	like "$1" "$(grep -E '(pylock\.mk|imagevalues): ' out)" "$2"
	ok "$1: nothing is made" test ! -e "$image"
	is "$1: no word of success" "$(grep -c 'run it' out)" 0
}
refused 'no repository' 'PYLOCK_REPOSITORY is not set: write PYLOCK_REPOSITORY=' push
refused 'a blank in it' 'PYLOCK_REPOSITORY is' push "PYLOCK_REPOSITORY=$registry/a b"
refused 'capital letters' "PYLOCK_REPOSITORY is '.*not a repository" push \
	"PYLOCK_REPOSITORY=$registry/App"
refused 'a tag in it' \
	"PYLOCK_REPOSITORY is '.*no tag stands in it: write <registry>/<name>, and PYLOCK_TAG" \
	push "PYLOCK_REPOSITORY=$registry/app:v1"
refused 'a scheme' 'PYLOCK_REPOSITORY is .*no scheme' push \
	"PYLOCK_REPOSITORY=docker://$registry/app"
refused 'a tag that is none' "PYLOCK_TAG is" push "PYLOCK_REPOSITORY=$registry/app" 'PYLOCK_TAG=-x'
refused 'options of a program that pushes no more' \
	'PYLOCK_PUSH_OPTIONS is not a variable of pylock.mk: PYLOCK_INSECURE := yes says' push \
	"PYLOCK_REPOSITORY=$registry/app" PYLOCK_PUSH_OPTIONS=--dest-tls-verify=false
refused 'an account' 'PYLOCK_REPOSITORY: neither an account nor a digest stands in it' push \
	"PYLOCK_REPOSITORY=me:secret@$registry/app"
is 'no secret is shown' "$(grep -c secret out)" 0
refused 'docker that does not answer' 'docker does not answer: start it' load \
	"DOCKER_HOST=unix://$tmp/nothing"

# failed NAME REGEX ARGUMENTS...: exit status, one line, no word of success.
failed() {
	run push "${@:3}"
	is "$1: fails" "$?" 2
	like "$1" "$(grep '^push: ' out | tail -n 1)" "$2"
	is "$1: no word of success" "$(grep -c 'run it' out)" 0
}
ok 'an image' run image
digest=$(cat p/build/debian12-amd64/image.digest)
ok 'a push' run push "PYLOCK_REPOSITORY=$registry/team/app" PYLOCK_TAG=v1
like 'says that the registry has it' "$(cat out)" "the registry has it; run it on the target:
  docker run --rm $registry/team/app@$digest"
is 'and it has' \
	"$(skopeo inspect --raw --tls-verify=false "docker://$registry/team/app:v1" | sha256sum |
		cut -c1-64)" "${digest#sha256:}"
is 'asked for it' \
	"$(grep -c '"GET /v2/team/app/manifests/v1' "$registry_log" | sed 's/^[1-9].*/yes/')" yes
ok 'without a tag' run push "PYLOCK_REPOSITORY=$registry/app"
is 'the tag is of the digest' \
	"$(skopeo list-tags --tls-verify=false "docker://$registry/app" | jq -r '.Tags[]')" \
	"${digest:7:12}"

gone=$(nowhere)
failed 'nobody there' 'the registry cannot be reached' "PYLOCK_REPOSITORY=${gone#http://}/app"
serve_private_registry me 'se:cret'
failed 'no credentials' 'wants other credentials: run .skopeo login' \
	"PYLOCK_REPOSITORY=$registry/app"
ok 'skopeo login' sh \
	-c "printf se:cret | skopeo login --tls-verify=false -u me --password-stdin $registry"
ok 'is all that is needed' run push "PYLOCK_REPOSITORY=$registry/app"

serve_faulty_registry
failed 'a registry that took it and has something else' 'the registry has sha256:' \
	"PYLOCK_REPOSITORY=$faulty/wrong/app"
serve_faulty_registry tls
failed 'one of which nobody knows the certificate' 'PYLOCK_INSECURE := yes' \
	"PYLOCK_REPOSITORY=$faulty/good/app"
ok 'which is allowed' run push "PYLOCK_REPOSITORY=$faulty/good/app" PYLOCK_INSECURE=yes
serve_registry

# What another repository of the registry has is not sent.
ok 'to one repository' run push "PYLOCK_REPOSITORY=$registry/one" PYLOCK_TAG=v1
ok 'then to another' run push "PYLOCK_REPOSITORY=$registry/two" "PYLOCK_MOUNT_FROM=$registry/one"
like 'nothing is sent' "$(cat out)" ' 0 of [0-9]+ blobs sent'
skopeo copy -q --dest-tls-verify=false oci:base:latest "docker://$registry/base:v1"
cp -r p on-registry
rm -rf on-registry/build
sed -i "s,^PYLOCK_BASE := .*,PYLOCK_BASE := docker://$registry/base:v1\nPYLOCK_PULL_OPTIONS := \
--src-tls-verify=false," on-registry/Makefile
make --no-print-directory -C on-registry PYLOCK_STORE="$tmp/store" push \
	"PYLOCK_REPOSITORY=$registry/three" >out 2>&1
is 'on a base of the registry' $? 0
like 'whose layers are not sent' "$(cat out)" 'the registry had 0, and took 1 from other'

# All targets are one index.
sed -i 's/^PYLOCK_TARGETS := .*/PYLOCK_TARGETS := debian12-amd64 debian12-arm64/' p/Makefile
"$top/tests/support/mkbase" --arch arm64 base-arm64
sed -i "1i PYLOCK_BASE@debian12-arm64 := $tmp/base-arm64" p/Makefile
refused_all() { run push TARGET=all; grep -c 'PYLOCK_REPOSITORY is not set' out; }
is 'all targets: where to, is asked first' "$(refused_all)" 1
ok 'all targets' run push TARGET=all "PYLOCK_REPOSITORY=$registry/all" PYLOCK_TAG=v1
is 'are one index' "$(skopeo inspect --raw --tls-verify=false "docker://$registry/all:v1" |
	jq -c '[.manifests[] | [.digest, .platform.architecture]]')" \
	"$(jq -cn --arg a "$(cat p/build/debian12-amd64/image.digest)" \
		--arg b "$(cat p/build/debian12-arm64/image.digest)" '[[$a, "amd64"], [$b, "arm64"]]')"
ok 'their records' run verify TARGET=all
ok 'go with the index' run push TARGET=all "PYLOCK_REPOSITORY=$registry/all" PYLOCK_TAG=v1
raw() { skopeo inspect --raw --tls-verify=false "docker://$registry/all$1"; }
artifact=$(raw ":sha256-$(raw :v1 | sha256sum | cut -c1-64)" | jq -r '.manifests[0].digest')
is 'those of all targets' "$(raw "@$artifact" | jq -r '.layers[].digest' | sort)" \
	"$(sed -n 's/.* \(sha256:[0-9a-f]*\)$/\1/p' p/layers.*.lock | sort -u)"
done_testing
