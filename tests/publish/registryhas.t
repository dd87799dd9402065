#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# registryhas: which blobs a registry has, held against what was put into it.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
needs skopeo docker-registry
cd "$tmp" || exit 1
export REGISTRY_AUTH_FILE=$tmp/auth.json
serve_registry
"$top/tests/support/mkbase" base
skopeo copy -q --dest-tls-verify=false oci:base "docker://$registry/team/app:v1"
there=$(skopeo inspect --raw --tls-verify=false "docker://$registry/team/app:v1" |
	jq -r '.layers[].digest, .config.digest')
none=sha256:$(printf '%064d' 7)
printf '%s\n' "$none" "$there" '' >list
is 'those that are there, in their order' "$("$bin/registryhas" "$registry/team/app" list)" "$there"
is 'from standard input' "$("$bin/registryhas" "$registry/team/app" - <list)" "$there"
is 'of another repository nothing' "$("$bin/registryhas" "$registry/team/none" list)" ''
is 'a digest without its algorithm' \
	"$(sed 's/^sha256://' list | "$bin/registryhas" "$registry/team/app" -)" "$there"
# fails NAME STATUS REGEX ARGUMENTS...
fails() {
	"$bin/registryhas" "${@:4}" >out 2>err
	is "$1: status" "$?" "$2"
	like "$1" "$(cat err)" "$3"
}
printf 'x\n' >bad
fails 'what is no digest' 1 "bad: 'x' is not a SHA-256 digest" "$registry/team/app" bad
fails 'no list' 2 'must be given' "$registry/team/app"
fails 'a repository that is none' 2 'registryhas: ' 'a b' list
fails 'a list that is missing' 1 'nothing: .*No such file' "$registry/team/app" nothing
fails 'nobody answers' 3 'cannot be reached' "$(nowhere | sed 's,^http://,,')/app" list
done_testing
