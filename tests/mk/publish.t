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
'%s/base\nPYLOCK_INDEX_URL := %s/simple\nPYLOCK_VERIFY := no\nPYLOCK_PUSH_OPTIONS := '\
'--dest-tls-verify=false\ninclude %s/mk/pylock.mk\n' \
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
refused 'an account' 'PYLOCK_REPOSITORY: neither an account nor a digest stands in it' push \
	"PYLOCK_REPOSITORY=me:secret@$registry/app"
is 'no secret is shown' "$(grep -c secret out)" 0
refused 'docker that does not answer' 'docker does not answer: start it' load \
	"DOCKER_HOST=unix://$tmp/nothing"

# failed NAME REGEX ARGUMENTS...: exit status, one line, no word of success.
failed() {
	run push "${@:3}"
	is "$1: fails" "$?" 2
	like "$1" "$(grep '^pushimage.sh: ' out)" "$2"
	is "$1: no word of success" "$(grep -c 'run it' out)" 0
}
ok 'an image' run image
digest=$(cat p/build/debian12-amd64/image.digest)
mkdir -p older path
printf '#!/bin/sh\n[ "$*" = "copy --help" ] || exec %s "$@"\n' "$(command -v skopeo)" >older/skopeo
chmod +x older/skopeo
PATH=$tmp/older:$PATH failed 'an older skopeo, which compresses a plain layer' \
	"the registry has sha256:[0-9a-f]{64} there, and the image is $digest" \
	"PYLOCK_REPOSITORY=$registry/older"
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

failed 'a registry without TLS' 'the registry has no TLS' "PYLOCK_REPOSITORY=$registry/app" \
	PYLOCK_PUSH_OPTIONS=
gone=$(nowhere)
failed 'nobody there' 'the registry cannot be reached' "PYLOCK_REPOSITORY=${gone#http://}/app"
serve_private_registry me 'se:cret'
failed 'no credentials' 'wants other credentials: run .skopeo login' \
	"PYLOCK_REPOSITORY=$registry/app"
failed 'wrong ones' 'wants other credentials' "PYLOCK_REPOSITORY=$registry/app" \
	'PYLOCK_PUSH_OPTIONS=--dest-tls-verify=false --dest-creds me:hidden'
is 'are not shown' "$(grep -c hidden out)" 0
ok 'right ones hold for the question, too' run push "PYLOCK_REPOSITORY=$registry/app" \
	'PYLOCK_PUSH_OPTIONS=--dest-tls-verify=false --dest-creds me:se:cret'
ok 'in one word as well' run push "PYLOCK_REPOSITORY=$registry/app" \
	'PYLOCK_PUSH_OPTIONS=--dest-tls-verify=false --dest-creds=me:se:cret'
is 'and are not shown' "$(grep -c cret out)" 0
ok 'skopeo login' sh \
	-c "printf se:cret | skopeo login --tls-verify=false -u me --password-stdin $registry"
ok 'is all that is needed' run push "PYLOCK_REPOSITORY=$registry/app"

# A registry that takes all and has nothing
cat >path/skopeo <<'END'
#!/bin/sh
[ "$1" = copy ] && exit 0
echo '{}'
END
chmod +x path/skopeo
PATH=$tmp/path:$PATH failed 'a registry that took it and has something else' \
	'the registry has sha256:' "PYLOCK_REPOSITORY=$registry/app"
fails 'no layout' 1 '^pushimage.sh: gone: not an OCI image layout' \
	"$top/tools/publish/pushimage.sh" gone a/b:c
fails 'no reference' 2 'must be given' "$top/tools/publish/pushimage.sh" gone
fails 'an unknown option' 2 'not an option' "$top/tools/publish/pushimage.sh" --what a b
like 'help' "$("$top/tools/publish/pushimage.sh" --help)" '^usage: pushimage.sh'
done_testing
