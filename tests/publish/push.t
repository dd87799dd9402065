#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# push: an image comes into the registry as it is, with what the registry lacks and no more; or one
# line says why it did not.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
needs skopeo docker-registry jq
cd "$tmp" || exit 1
export HOME=$tmp/home DOCKER_CONFIG='' XDG_RUNTIME_DIR='' XDG_CONFIG_HOME='' # nobody's own
unset REGISTRY_AUTH_FILE
mkdir home
push() { "$bin/push" -q "$@"; }
digest() { jq -r '.manifests[0].digest' "$1/index.json"; }
has() { # reference: the digest that another tool finds there
	printf 'sha256:%s' "$(skopeo inspect --raw --tls-verify=false "docker://$1" |
		sha256sum | cut -c1-64)"
}
# A further layer of SIZE bytes, for another image in OUT.
add_layer() { # out in size [digest that it is said to have]
	cp -r "$2" "$1"
	head -c "$3" /dev/urandom >layer
	blobs=$1/blobs/sha256
	hash=${4:-$(sha256sum <layer | cut -c1-64)}
	chmod -R u+w "$1" && mv layer "$blobs/$hash"
	manifest=$(digest "$2")
	jq -c --arg digest "sha256:$hash" --argjson size "$3" '.layers += [{digest: $digest,
		size: $size, mediaType: "application/vnd.oci.image.layer.v1.tar"}]' \
		"$blobs/${manifest#sha256:}" >manifest
	hash=$(sha256sum <manifest | cut -c1-64)
	jq -c --arg digest "sha256:$hash" --argjson size "$(wc -c <manifest)" \
		'.manifests[0] += {digest: $digest, size: $size}' "$2/index.json" >"$1/index.json"
	mv manifest "$blobs/$hash"
}

fails 'no arguments' 2 '^push: a layout and a reference must be given' push
fails 'a layout alone' 2 '^push: a layout and a reference must be given' push image
fails 'a tag that is none' 2 '^push: r\.example/a:-: not a tag' push image r.example/a:-
fails 'a repository that is none' 2 '^push: r\.example/A: not a repository' push image r.example/A
fails 'an account' 2 '^push: REFERENCE: neither an account' push image me:secret@r.example/a:1
fails 'a mount that is none' 2 '^push: --mount: no tag stands' push --mount a:b image r.example/a

# Given an image and a registry
serve_registry
"$top/tests/support/mkbase" small etc/x=1
"$top/tests/support/mkbase" plain etc/x=2
add_layer image small 20000000
is 'prints the digest that the layout has' "$(push image "$registry/app:1")" "$(digest image)"
is 'which the registry has' "$(has "$registry/app:1")" "$(digest image)"
skopeo copy -q --src-tls-verify=false "docker://$registry/app:1" oci:back:latest
is 'and its blobs' "$(cd back/blobs/sha256 && sha256sum -- * | awk '$1 != $2' | wc -l)" 0
is 'no tag: that of its digest' "$(push image "$registry/app")" "$(digest image)"
is 'is there' "$(has "$registry/app:$(digest image | cut -c8-19)")" "$(digest image)"
sent() { "$bin/push" "$@" 2>&1 | grep -oE '[0-9]+ of [0-9]+ blobs sent'; }
is 'what it has is not sent' "$(sent image "$registry/app:2")" '0 of 3 blobs sent'
add_layer more image 1000
is 'one layer more is sent alone' "$(sent more "$registry/app:3")" '1 of 4 blobs sent'
is 'a repository of the registry has some' \
	"$(sent --mount "$registry/app" --mount "$registry/none" more "$registry/other/app:3")" \
	'0 of 4 blobs sent'
is 'one of another registry has none' \
	"$(sent --mount r.example/app image "$registry/third/app:3")" '3 of 3 blobs sent'

# Blobs that the layout lacks: the store has them, the registry does, or a plan makes them
lean() { # out in: without its blobs, but for manifest and configuration
	local keep
	keep=$(digest "$2" | cut -c8-)
	rm -rf "$1" && cp -r "$2" "$1" && chmod -R u+w "$1"
	find "$1/blobs" -type f ! -name "$keep" \
		! -name "$(jq -r '.config.digest[7:]' "$2/blobs/sha256/$keep")" -delete
}
cat >keep <<'END'
#!/bin/sh
# What lean left out of the image comes into the store.
echo "$@" >said
for blob in image/blobs/sha256/*; do
	name=${blob##*/}
	[ -e "lean/blobs/sha256/$name" ] && continue
	place=store/sha256/$(echo "$name" | cut -c1-2)
	mkdir -p "$place" && cp "$blob" "$place/"
done
END
chmod +x keep
lean lean image
is 'a lean image that the registry has' "$(push --store store lean "$registry/app:lean")" \
	"$(digest image)"
is 'mounted' "$(sent --store store --mount "$registry/app" lean "$registry/mounted/app:1")" \
	'0 of 3 blobs sent'
fails 'without a store' 1 '^push: lean/blobs/.*: cannot be read: ' push lean "$registry/app:lean"
fails 'a blob that is nowhere' 1 '^push: 2 blobs are neither in the layouts nor in the registry' \
	push --store store lean "$registry/lean/a:1"
layers() { jq -r '.layers[].digest' "image/blobs/sha256/$(digest image | cut -c8-)"; }
plan() { # command, words of the two layers
	echo "$1"
	layers | paste -d ' ' - <(printf '%s\n' "${@:2}")
}
plan ./keep base.json app/layer.json >made
is 'a plan makes it' "$(push --store store --plan made lean "$registry/lean/a:1")" \
	"$(digest image)"
is 'asked for what the registry lacks' "$(tr ' ' '\n' <said | sort | paste -sd ' ')" \
	'app/layer.json base.json'
is 'the registry has it' "$(has "$registry/lean/a:1")" "$(digest image)"
rm said
is 'what the store has by now needs no plan' \
	"$(sent --store store --plan made lean "$registry/lean/b:1")" '3 of 3 blobs sent'
ok 'nothing was asked for' test ! -e said
rm -rf store
refused() { # name message plan
	fails "$1" 1 "^push: $2" push --store store --plan "$3" lean "$registry/refused/a:1"
}
plan false a b >bad
refused 'a plan whose command fails' 'bad: its command failed, so that nothing is pushed' bad
plan true a b >bad
refused 'a plan that makes nothing' 'sha256:[0-9a-f]{64}: what is made now is not that: ' bad
for word in '$(id)' 'a;b' '' '-f' 'a b' "a'b"; do
	plan true a "$word" >bad
	refused "a plan with the word $word" \
		"bad: it does not say how $(layers | sed -n 2p) is made" bad
done
plan true a b | sed 2d >bad
refused 'a plan without a blob' "bad: it does not say how $(layers | sed -n 1p) is made" bad
refused 'no such plan' 'gone: cannot open' gone
is 'nothing is there' "$(curl -sS "http://$registry/v2/refused/a/tags/list" |
	jq -r '.errors[0].code')" NAME_UNKNOWN
fails '--plan without --store' 2 '^push: --plan and --records need --store' \
	push --plan made lean "$registry/app:1"

# Records go with the image
mkdir -p store/sha256
record() { # text: its digest, which the store has
	local hash
	hash=$(printf %s "$1" | sha256sum | cut -c1-64)
	mkdir -p "store/sha256/${hash:0:2}" && printf %s "$1" >"store/sha256/${hash:0:2}/$hash"
	echo "sha256:$hash"
}
{ record one; record two; echo "sha256:$(printf '%064d' 7)"; } >records
recorded() { push --store store --records records "$@"; }
raw() { skopeo inspect --raw --tls-verify=false "docker://$1"; }
is 'with records' "$(recorded image "$registry/rec/a:1")" "$(digest image)"
is 'the image is the same' "$(has "$registry/rec/a:1")" "$(digest image)"
tag=$(digest image | tr : -)
is 'the tag of its digest has an index of one artifact' \
	"$(raw "$registry/rec/a:$tag" | jq -c '[.mediaType, [.manifests[].artifactType]]')" \
	'["application/vnd.oci.image.index.v1+json",["application/vnd.pylock.records.v1"]]'
artifact=$(raw "$registry/rec/a:$tag" | jq -r '.manifests[0].digest')
is 'whose subject is the image' "$(raw "$registry/rec/a@$artifact" | jq -r .subject.digest)" \
	"$(digest image)"
is 'with what the store has of the list' \
	"$(raw "$registry/rec/a@$artifact" | jq -r '.layers[].digest')" "$(head -n 2 records)"
is 'a further push changes nothing' \
	"$(recorded image "$registry/rec/a:1"; raw "$registry/rec/a:$tag" | jq '.manifests | length')" \
	"$(digest image)
1"
record three >records
recorded image "$registry/rec/a:1" >/dev/null
is 'other records are an artifact more' \
	"$(raw "$registry/rec/a:$tag" | jq '[.manifests[].digest] | unique | length')" 2
echo x >records
fails 'a list that is none' 1 "^push: records: 'x' is not a SHA-256 digest" \
	recorded image "$registry/rec/a:1"

# Several images are one index
cp -r small arm
chmod -R u+w arm
config=$(jq -r '.config.digest[7:]' "arm/blobs/sha256/$(digest small | cut -c8-)")
jq -c '.architecture = "arm64" | .variant = "v8"' "arm/blobs/sha256/$config" >other
hash=$(sha256sum <other | cut -c1-64)
jq -c --arg digest "sha256:$hash" --argjson size "$(wc -c <other)" \
	'.config += {digest: $digest, size: $size}' \
	"arm/blobs/sha256/$(digest small | cut -c8-)" >manifest
mv other "arm/blobs/sha256/$hash"
hash=$(sha256sum <manifest | cut -c1-64)
jq -c --arg digest "sha256:$hash" --argjson size "$(wc -c <manifest)" \
	'.manifests[0] += {digest: $digest, size: $size}' small/index.json >arm/index.json
mv manifest "arm/blobs/sha256/$hash"
is 'two images: an index' "$(push small arm "$registry/app:both")" "$(has "$registry/app:both")"
is 'with each for its platform' "$(skopeo inspect --raw --tls-verify=false \
	"docker://$registry/app:both" | jq -c '[.manifests[] | [.digest, .platform]]')" \
	"$(jq -cn --arg a "$(digest small)" --arg b "$(digest arm)" '[[$a, {architecture: "amd64",
		os: "linux"}], [$b, {architecture: "arm64", os: "linux", variant: "v8"}]]')"
is 'that another tool takes' "$(skopeo --override-arch arm64 inspect --tls-verify=false \
	"docker://$registry/app:both" | jq -r .Architecture)" arm64
skopeo copy -q --all --src-tls-verify=false "docker://$registry/app:both" oci:index:latest
is 'a layout that has an index' "$(push index "$registry/app:again")" "$(digest index)"
fails 'two for one platform' 1 '^push: plain: another image for linux/amd64: an index has one' \
	push small plain "$registry/app:twice"

# What is refused prints no digest
fails 'no layout' 1 '^push: nowhere: ' push nowhere "$registry/a:1"
mkdir none && printf '{"imageLayoutVersion": "1.0.0"}' >none/oci-layout
printf '{"schemaVersion": 2, "manifests": []}' >none/index.json
fails 'an index of nothing' 1 '^push: none/index\.json: ' push none "$registry/a:1"
cp -r image lacking && chmod -R u+w lacking
rm "lacking/blobs/sha256/$(digest image | cut -c8-)"
fails 'a layout without its manifest' 1 '^push: lacking/blobs/' push lacking "$registry/lacking:1"
cp -r image cut && chmod -R u+w cut
find cut/blobs -size +1000k -exec truncate -s 999 {} +
fails 'a blob that is cut off' 1 '^push: cut/.*not of the 20000000 bytes' push cut "$registry/cut:1"
is 'the registry has nothing of them' "$(for name in lacking cut; do
	curl -sS "http://$registry/v2/$name/tags/list" | jq -r '.errors[0].code'; done | uniq)" \
	NAME_UNKNOWN
add_layer changed small 3000000 "$(printf '%064d' 1)"
fails 'a blob that is another' 1 '^push: changed/.*is not what its digest says: make the image' \
	push changed "$registry/changed:1"
gone=$(nowhere)
fails 'nobody there' 3 'the registry cannot be reached: ' push image "${gone#http://}/app:1"

# A registry that wants to know who it is
serve_private_registry me 'se:cret'
denied="the registry wants other credentials: run \`skopeo login $registry\`"
fails 'no credentials' 1 "$denied" push image "$registry/app:1"
login() { # file [repository [auth]]
	mkdir -p "$(dirname "$1")"
	printf '{"auths": {"%s": {"auth": "%s"}}}' "${2:-$registry}" \
		"$(printf '%s' "${3:-me:se:cret}" | base64)" >"$1"
}
for file in home/.docker/config.json home/.config/containers/auth.json; do
	login "$file"
	is "$file" "$(push image "$registry/app:1" 2>&1)" "$(digest image)"
	rm "$file"
done
login home/.docker/config.json "https://$registry/v1/"
is 'a name as docker has them' "$(push image "$registry/app:1" 2>&1)" "$(digest image)"
login elsewhere "$registry" me:wrong
fails 'wrong ones' 1 "$denied" env "REGISTRY_AUTH_FILE=$tmp/elsewhere" \
	"$bin/push" -q image "$registry/app:1"
jq --arg wide "$registry" --arg near "$registry/team" '.auths[$near] = .auths[$wide] |
	.auths[$wide].auth = "bm8="' elsewhere | jq --arg near "$registry/team" --arg auth \
	"$(printf me:se:cret | base64)" '.auths[$near].auth = $auth' >nearer
is 'those of the nearest name' "$(REGISTRY_AUTH_FILE=$tmp/nearer push image \
	"$registry/team/app:1" 2>&1)" "$(digest image)"
fails 'no base64' 1 '^push: .*nearer: .*no user and password in base64' \
	env "REGISTRY_AUTH_FILE=$tmp/nearer" "$bin/push" -q image "$registry/app:1"
echo '{"auths": [' >damaged
fails 'a damaged file' 1 '^push: .*/damaged:' env "REGISTRY_AUTH_FILE=$tmp/damaged" \
	"$bin/push" -q image "$registry/app:1"
REGISTRY_AUTH_FILE=$tmp/real skopeo login --tls-verify=false -u me --password-stdin "$registry" \
	<<<se:cret >said 2>&1
is 'what skopeo login writes' "$(REGISTRY_AUTH_FILE=$tmp/real push image "$registry/app:1" 2>&1)" \
	"$(digest image)"
mkdir bin
cat >bin/docker-credential-mine <<'END'
#!/bin/sh
read -r server
[ "$1 $server" = "get $WANTED" ] || { echo credentials not found in native keychain; exit 1; }
printf '{"ServerURL": "%s", "Username": "me", "Secret": "se:cret"}' "$server"
END
chmod +x bin/docker-credential-mine
export PATH=$tmp/bin:$PATH WANTED=$registry
for kind in "{\"credsStore\": \"mine\"}" "{\"credHelpers\": {\"$registry\": \"mine\"}}"; do
	echo "$kind" >home/.docker/config.json
	is "a program: $kind" "$(push image "$registry/app:1" 2>&1)" "$(digest image)"
	WANTED=none fails 'that knows nothing' 1 "$denied" push image "$registry/app:1"
done
echo '{"credsStore": "absent"}' >home/.docker/config.json
fails 'a program that is not there' 1 '^push: docker-credential-absent: there is no such program' \
	push image "$registry/app:1"
echo '{"credsStore": "../x"}' >home/.docker/config.json
fails 'a program that is a path' 1 '^push: .*not the name of a program' push image "$registry/app:1"
rm home/.docker/config.json

# A registry that lists by itself what refers to an image
serve_faulty_registry
record four >records
is 'records' "$(push --store store --records records small "$faulty/referrers/a:1")" \
	"$(digest small)"
is 'have a manifest of their own' \
	"$(grep -c "^own PUT /v2/referrers/a/manifests/sha256:" "$faulty_log")" 1
is 'and no tag' "$(grep -c "/manifests/sha256-" "$faulty_log")" 0
is 'one that does not' "$(push --store store --records records small "$faulty/good/a:1")" \
	"$(digest small)"
is 'has a tag' "$(grep -c "^own PUT /v2/good/a/manifests/sha256-" "$faulty_log")" 1

# A registry that has its faults, with TLS
serve_faulty_registry tls
export CURL_CA_BUNDLE=$faulty_ca
add_layer large plain 20000000
for fault in good cut cuts part lost expired token busy small chunks elsewhere absolute; do
	is "$fault: pushed" "$(push large "$faulty/$fault/app:1" 2>&1)" "$(digest large)"
done
requests() { grep -E " (POST|PATCH|PUT|GET) /v2/$1/" "$faulty_log"; }
is 'after a cut it goes on' "$(requests cut/app | grep -c '^own POST')" 3
is 'from where the registry is' \
	"$(requests cut/app | awk '/PATCH/ {print $NF}' | paste -sd' ')" '20000000 10000000'
is 'what is lost is sent again' \
	"$(requests lost/app | awk '/PATCH/ {print $NF}' | paste -sd' ')" '20000000 20000000'
is 'too much at once: less' \
	"$(requests small/app | awk '/PATCH/ {print $NF}' | sed 1d | paste -sd' ')" \
	'16777216 3222784'
is 'what is sent elsewhere is sent without credentials' \
	"$(grep -c '^other .* with ' "$faulty_log")" 0
is 'and was sent there' "$(grep -cE '^other (PATCH|PUT) .* without ' "$faulty_log" |
	sed 's/^[1-9].*/yes/')" yes
login home/.docker/config.json "$faulty"
is 'with a login as well' "$(push large "$faulty/token/b:1" 2>&1)" "$(digest large)"
is 'which goes where tokens are' "$(grep -c '^own GET /token with ' "$faulty_log")" 1
fails 'tokens at an address of another kind' 1 'it has its tokens at ' \
	push plain "$faulty/plaintoken/a:1"
fails 'no token' 1 'gives no token' push plain "$faulty/notoken/a:1"
fails 'another manifest' 1 'the registry has sha256:[0-9a-f]{64} there, and the image is sha256:' \
	push plain "$faulty/wrong/a:1"
fails 'no place for uploads' 1 'does not say where it is to be sent' \
	push plain "$faulty/nowhere/a:1"
fails 'denied' 1 'the registry denies it \(HTTP status 403\): run .skopeo login' \
	push plain "$faulty/denied/a:1"
fails 'digests that are none' 1 'is not what its digest says' push plain "$faulty/digest/a:1"
fails 'more than anybody wants' 1 'sends more than was to be expected' \
	push plain "$faulty/huge/a:1"
fails 'no certificate that is known' 3 'PYLOCK_INSECURE := yes \(--insecure\) allows that' \
	env -u CURL_CA_BUNDLE "$bin/push" -q plain "$faulty/good/b:1"
is 'which may be allowed' \
	"$(env -u CURL_CA_BUNDLE "$bin/push" -q --insecure plain "$faulty/good/b:1")" \
	"$(digest plain)"
done_testing
