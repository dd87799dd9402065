#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# registry-base: a base from a registry: locked, by platform, in docker's formats, transferred once;
# and each way in which it fails.
. "$(dirname "$0")/../tap.sh"
. "$top/tests/servers.sh"
needs skopeo docker-registry perl jq python3
cd "$tmp" || exit 1
export REGISTRY_AUTH_FILE=$tmp/auth.json # nobody's own
serve_registry
plain=--dest-tls-verify=false
digest_of() { skopeo inspect --raw --tls-verify=false "docker://$1" | sha256sum | cut -c1-64; }

# index NAME TAG MEDIA-TYPE NAME:TAG=OS/ARCH/VARIANT...: puts an index of these manifests.
index() {
	local name=$1 tag=$2 type=$3 entry
	shift 3
	for entry; do
		skopeo inspect --raw --tls-verify=false "docker://$registry/${entry%%=*}" >m.json
		jq -c --arg digest "sha256:$(sha256sum <m.json | cut -c1-64)" --argjson size \
			"$(stat -c %s m.json)" --arg platform "${entry#*=}" \
			'($platform / "/") as $p | {mediaType, $digest, $size, platform: ({os: '\
'$p[0], architecture: $p[1]} + if $p[2] then {variant: $p[2]} else {} end)}' m.json
	done |
		jq -cs --arg type "$type" '{schemaVersion: 2, mediaType: $type, manifests: .}' \
		>index.json
	curl -fsS -X PUT -H "Content-Type: $type" --data-binary @index.json \
		"http://$registry/v2/$name/manifests/$tag"
}
oci=application/vnd.oci.image.index.v1+json
list=application/vnd.docker.distribution.manifest.list.v2+json

# Given images for two architectures, in the formats of OCI and docker, and indexes of both
for arch in amd64 arm64; do
	"$top/tests/support/mkbase" --arch $arch --env "WHICH=$arch" "image-$arch" "etc/arch=$arch"
	ok "an image for $arch" skopeo copy -q $plain "oci:image-$arch:latest" \
		"docker://$registry/python:$arch"
	skopeo copy -q $plain --format v2s2 "oci:image-$arch:latest" \
		"docker://$registry/docker:$arch"
done
index python multi $oci python:amd64=linux/amd64 python:arm64=linux/arm64/v8 \
	python:amd64=unknown/unknown
index docker multi $list docker:amd64=linux/amd64 docker:arm64=linux/arm64

new_project() { # directory image
	mkdir -p "$1"
	printf \
		'PYLOCK_NAME := a\nPYLOCK_TARGETS := debian12-arm64 debian12-amd64\nPYLOCK_BASE '\
':= docker://%s\nPYLOCK_PULL_OPTIONS := --src-tls-verify=false\ninclude %s/mk/pylock.mk\n' \
		"$2" "$top" >"$1/Makefile"
	: >"$1/requirements.in"
}
run() { make --no-print-directory -C "$1" PYLOCK_STORE="$tmp/store" "${@:2}" >"$tmp/out" 2>&1; }
env_of() { skopeo inspect --config "oci:$1/build/$2/base:latest" | jq -r '.config.Env[0]'; }
blobs_asked() { grep -c '"GET /v2/[^ ]*/blobs/' "$registry_log"; }

new_project p "$registry/python:multi"
ok 'a tag' run p base
lock=$(cat p/base.debian12-arm64.lock)
like 'is locked to the digests of the index and of the platform' "$lock" \
	"# image docker://$registry/python:multi.*# platform linux/arm64.*sha256:$(digest_of \
		"$registry/python:multi") sha256:$(digest_of "$registry/python:arm64")\$"
is 'the image of the platform' "$(env_of p debian12-arm64)" WHICH=arm64
is 'an OCI manifest' \
	"$(skopeo inspect --raw oci:p/build/debian12-arm64/base:latest | jq -r .mediaType)" \
	application/vnd.oci.image.manifest.v1+json
is 'its facts' \
	"$(jq -c '[.architecture, .interpreters[0].version, .libc.glibc]' \
		p/build/debian12-arm64/base.facts.json)" '["arm64","3.11.2","2.36"]'
ok 'the other target' run p base TARGET=debian12-amd64
is 'has the other image' "$(env_of p debian12-amd64)" WHICH=amd64
ok 'nothing is done again' run p -q base

# A bundle has the base
printf '{"packages": []}' | tee p/build/debian12-arm64/plan.json >p/build/debian12-arm64/policy.json
: >p/build/debian12-arm64/bundle.extra
ok 'a bundle' env -C p "$top/tools/setup/bundle.sh" \
	--tools "$top/build" --store "$tmp/store" --no-setup -o "$tmp/b.tar" debian12-arm64
ok 'comes into another store' "$top/tools/setup/unbundle.sh" "$tmp/b.tar" "$tmp/store2" \
	"$tmp/setup2"
mkdir -p offline && cp -r p/Makefile p/requirements.in p/*.lock offline
before=$(wc -l <"$registry_log")
ok 'from which the base is made without network' make -C offline PYLOCK_STORE="$tmp/store2" \
	PYLOCK_OFFLINE=1 base
is 'the same' "$(cat offline/build/debian12-arm64/base.digest)" \
	"$(cat p/build/debian12-arm64/base.digest)"
is 'and the registry is asked nothing' "$(wc -l <"$registry_log")" "$before"
rm p/build/debian12-arm64/p[lo]*.json

# The store shares between projects, and a base that it has needs no registry
before=$(wc -l <"$registry_log")
mkdir -p other && cp -r p/Makefile p/requirements.in p/base.*.lock other
ok 'a clone with its lock' run other base PYLOCK_LOCKED=1
is 'asks the registry nothing' "$(wc -l <"$registry_log")" "$before"
is 'and has the same base' "$(cat other/build/debian12-arm64/base.digest)" \
	"$(cat p/build/debian12-arm64/base.digest)"
config=$(skopeo inspect --raw --tls-verify=false "docker://$registry/python:arm64" |
	jq -r '.config.digest[7:]')
rm -rf "store/sha256/${config:0:2}/$config" other/build
before=$(blobs_asked)
ok 'with part of it' run other base
is 'only what is missing is transferred' "$(($(blobs_asked) - before))" 1
"$top/tests/support/mkbase" --arch arm64 --env WHICH=sibling sibling etc/arch=arm64
skopeo copy -q $plain oci:sibling:latest "docker://$registry/python:sibling"
layer=$(skopeo inspect --raw --tls-verify=false "docker://$registry/python:sibling" |
	jq -r '.layers[0].digest')
is 'given another image with the same layer' \
	"$(skopeo inspect --raw --tls-verify=false "docker://$registry/python:arm64" |
		jq -r '.layers[0].digest')" "$layer"
new_project sister "$registry/python:sibling"
before=$(grep -c "\"GET /v2/python/blobs/$layer" "$registry_log")
ok 'a project with that image' run sister base
is 'does not transfer the layer' "$(grep -c "\"GET /v2/python/blobs/$layer" "$registry_log")" \
	"$before"
is 'and has its own configuration' "$(env_of sister debian12-arm64)" WHICH=sibling

# docker's formats become OCI's, with the layers as they are
new_project d "$registry/docker:multi"
ok 'a manifest list of docker' run d base
is 'becomes an OCI manifest' \
	"$(skopeo inspect --raw oci:d/build/debian12-arm64/base:latest |
		jq -c '[.mediaType, .config.mediaType, .layers[].mediaType]')" \
	'["application/vnd.oci.image.manifest.v1+json","application/vnd.oci.image.config.v1+json",'\
'"application/vnd.oci.image.layer.v1.tar+gzip"]'
is 'its layer is the one in the registry' \
	"$(skopeo inspect --raw oci:d/build/debian12-arm64/base:latest |
		jq -r '.layers[].digest')" \
	"$(skopeo inspect --raw --tls-verify=false "docker://$registry/docker:arm64" |
		jq -r '.layers[].digest')"
is 'and it says what it said' "$(env_of d debian12-arm64)" WHICH=arm64
new_project one "$registry/docker:arm64"
ok 'a manifest without an index' run one base

# A tag that moves
old=$(cat p/base.debian12-arm64.lock)
"$top/tests/support/mkbase" --arch arm64 --python 3.11.9 moved
skopeo copy -q $plain oci:moved:latest "docker://$registry/python:multi"
ok 'a tag that has moved' run p base
is 'moves nothing' "$(cat p/base.debian12-arm64.lock)" "$old"
ok 'base-upgrade' run p base-upgrade
like 'locks what it is now' "$(cat p/base.debian12-arm64.lock)" \
	"sha256:$(digest_of "$registry/python:multi") sha256:$(digest_of \
		"$registry/python:multi")\$"
ok 'and the base' run p base
is 'is that' "$(jq -r '.interpreters[0].version' p/build/debian12-arm64/base.facts.json)" 3.11.9
run p base-upgrade TARGET=debian12-amd64
like 'no image for the platform' "$(cat out)" \
	"baseimage\.sh: docker://$registry/python:multi: has no image for linux/amd64; it has \
linux/arm64"

# By digest
new_project by "$registry/python@sha256:$(digest_of "$registry/docker:arm64")"
run by base
like 'a digest that this repository does not have' "$(cat out)" \
	'baseimage\.sh: docker://[^ ]*: not in the registry \(any more\): name a tag or digest '\
'that is there'
is 'no lock is written' "$(find by -name '*.lock*' ! -name .lock)" ''
new_project by "$registry/python:ignored@sha256:$(digest_of "$registry/python:arm64")"
run by base PYLOCK_LOCKED=1
like 'locked: no lock' "$(cat out)" \
	'pylock\.mk: base\.debian12-arm64\.lock is not of docker://.* for linux/arm64; run `make '\
'base-upgrade TARGET=debian12-arm64` and commit it'
ok 'a digest' run by base
like 'is locked' "$(cat by/base.debian12-arm64.lock)" \
	"sha256:$(digest_of "$registry/python:arm64") sha256:$(digest_of \
		"$registry/python:arm64")\$"

# What fails: FAILS NAME REGEX IMAGE ARGUMENTS...
refuses() {
	new_project wrong "$3"
	run wrong base "${@:4}"
	is "$1: exit status" $? 2
	is "$1: one line" "$(grep -c '^baseimage\.sh:' out)" 1
	like "$1" "$(cat out)" "baseimage\.sh: docker://$3[^ ]*: $2"
	rm -rf wrong
}
index python exotic $oci python:amd64=linux/s390x python:arm64=linux/arm/v7 \
	python:arm64=windows/arm64
refuses 'no image for the platform in an index' \
	'has no image for linux/arm64; it has linux/arm/v7, linux/s390x, windows/arm64' \
	"$registry/python:exotic"
refuses 'a tag that is not there' 'not in the registry \(any more\): name a tag or digest' \
	"$registry/python:none"
refuses 'a repository that is not there' 'not in the registry \(any more\)' "$registry/nothing"
refuses 'no TLS' 'the registry has no TLS: PYLOCK_PULL_OPTIONS := --src-tls-verify=false' \
	"$registry/python:arm64" PYLOCK_PULL_OPTIONS=
gone=$(nowhere)
refuses 'nobody there' 'the registry cannot be reached: ' "${gone#http://}/python:arm64"
new_project wrong "$registry/UPPER:tag"
run wrong base
like 'a name that is none' "$(cat out)" 'baseimage\.sh: docker://'

# What a lock names is gone from registry and store
digest=$(digest_of "$registry/docker:amd64")
new_project gone "$registry/gone:tag"
printf '# image docker://%s/gone:tag\n# platform linux/arm64\nsha256:%064d sha256:%064d\n' \
	"$registry" 0 0 >gone/base.debian12-arm64.lock
run gone base
like 'a locked digest that is gone' "$(cat out)" \
	'the registry no longer has what [^ ]*base\.lock names: `make base-upgrade` locks what is '\
'there now'
printf '# image docker://%s/gone:tag\n# platform linux/arm64\nsha256:x ../../etc\n' "$registry" \
	>gone/base.debian12-arm64.lock
run gone base
like 'a lock that is none' "$(cat out)" 'not a lock of an image; `make base-upgrade` makes it anew'
run p base-upgrade PYLOCK_OFFLINE=1
like 'offline: no lock can be made' "$(cat out)" \
	'baseimage\.sh: base\.debian12-arm64\.lock: to be made, which only the registry can tell, '\
'and PYLOCK_OFFLINE=1'
rm -rf p/build
ok 'offline: what the store has' run p base PYLOCK_OFFLINE=1
rm -rf store p/build
run p base PYLOCK_OFFLINE=1
like 'offline: what it lacks' "$(cat out)" \
	'baseimage\.sh: docker://[^ ]*: the store lacks its manifest sha256:[0-9a-f]*, and '\
'PYLOCK_OFFLINE=1: run `make base` once without it'
before=$(blobs_asked)
ok 'without the store' run p base
ok 'it is transferred again' test "$(blobs_asked)" -gt "$before"

# Credentials are skopeo's
open=$registry
serve_private_registry me secret
ok 'a registry with accounts' skopeo copy -q $plain --src-tls-verify=false --dest-creds me:secret \
	"docker://$open/python:arm64" "docker://$registry/private:1"
refuses 'no credentials' \
	"the registry wants other credentials \(401\): run .skopeo login $registry" \
	"$registry/private:1"
printf wrong | skopeo login --tls-verify=false -u me --password-stdin "$registry" >said 2>&1
is 'a wrong password cannot log in' $? 1
jq -n --arg host "$registry" --arg auth "$(printf me:wrong | base64)" \
	'{auths: {($host): {$auth}}}' >auth.json
refuses 'wrong credentials' 'the registry wants other credentials \(401\)' "$registry/private:1"
ok 'skopeo login' sh \
	-c "printf secret | skopeo login --tls-verify=false -u me --password-stdin $registry"
new_project private "$registry/private:1"
ok 'is all that is needed' run private base
is 'no credential in the project' "$(grep -rl "secret\|$(printf me:secret | base64)" private)" ''

# A registry that says that it is enough
cat >limit.py <<'END'
import http.server

class Limit(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        limited = self.path != "/v2/"
        body = (
            b'{"errors":[{"code":"TOOMANYREQUESTS","message":"You have reached your pull '
            b'rate limit."}]}'
            if limited
            else b"{}"
        )
        self.send_response(429 if limited else 200)
        self.send_header("Retry-After", "0")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass

server = http.server.HTTPServer(("127.0.0.1", 0), Limit)
print(server.server_port, flush=True)
server.serve_forever()
END
python3 limit.py >port &
started $!
wait_for $! test -s port || cannot 'a server that limits starts'
refuses 'a rate limit' "the registry's rate limit is reached: wait, or log in" \
	"127.0.0.1:$(cat port)/python:1"
done_testing
