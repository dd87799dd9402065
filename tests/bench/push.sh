#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# bench/push.sh: an image of 12 layers and 1.5 GB of random bytes into a registry on loopback, by
# push, crane and skopeo, each three times into a registry of its own, and the least that there is
# to do for any of them: the registry's own work, its bytes sent by curl in one connection.
set -eu
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
need_crane
cd "$tmp"
export HOME=$tmp/home
mkdir home blobs

"$top/tests/support/mkbase" image etc/x=1
blobs=image/blobs/sha256
manifest=$blobs/$(jq -r '.manifests[0].digest[7:]' image/index.json)
config=$blobs/$(jq -r '.config.digest[7:]' "$manifest")
chmod -R u+w image
add() { # json-file filter arguments...: changed in place
	jq -c "${@:2}" "$1" >"$1.new" && mv "$1.new" "$1"
}
rename() { # file: by its content; prints its digest and size
	local hash
	hash=$(sha256sum <"$1" | cut -c1-64)
	mv "$1" "$blobs/$hash" && printf '%s %s' "$hash" "$(stat -c %s "$blobs/$hash")"
}
cp "$manifest" manifest && cp "$config" config
for size in 600 300 200 100 100 50 50 40 30 20 5 5; do
	head -c "${size}M" /dev/urandom >layer
	read -r hash bytes <<<"$(rename layer)"
	add manifest --arg digest "sha256:$hash" --argjson size "$bytes" \
		'.layers += [{digest: $digest, size: $size,
			mediaType: "application/vnd.oci.image.layer.v1.tar"}]'
	add config --arg digest "sha256:$hash" '.rootfs.diff_ids += [$digest]'
done
read -r hash bytes <<<"$(rename config)"
add manifest --arg digest "sha256:$hash" --argjson size "$bytes" \
	'.config += {digest: $digest, size: $size}'
read -r hash bytes <<<"$(rename manifest)"
add image/index.json --arg digest "sha256:$hash" --argjson size "$bytes" \
	'.manifests[0] += {digest: $digest, size: $size}'

limit() { # each blob by a request of its own, over one connection
	local blob url
	for blob in "$blobs"/*; do
		url=$(curl -sSi -X POST "http://$registry/v2/app/blobs/uploads/" |
			sed -n 's/^Location: \(.*\)\r$/\1/p')
		curl -sS -o /dev/null -X PUT -T "$blob" -H 'Expect:' \
			"$url&digest=sha256:${blob##*/}" || return
	done
}
ours() { "$bin/push" -q image "$registry/app:1"; }
crane() { "$crane" push --insecure image "$registry/app:1"; }
skopeo() { command skopeo copy -q --dest-tls-verify=false oci:image "docker://$registry/app:1"; }
timed() { # command: wall and CPU seconds of three, each into an empty registry
	local i
	for i in 1 2 3; do
		serve_registry
		TIMEFORMAT='%R %U %S'
		{ time "$1" >said 2>&1; } 2>took
		awk -v name="$1" '{printf "%-7s %6.2f s, and %5.2f s of the processor\n", name, $1,
			$2 + $3}' took | tee -a times
		rm -rf "$tmp"/registry.*/data
	done
}
for command in limit ours crane skopeo; do timed "$command"; done
awk '{sum[$1] += $2; cpu[$1] += $5} END {
	printf "push takes %.2f times the least, %.2f times what crane takes, %.2f what skopeo takes;\n",
		sum["ours"] / sum["limit"], sum["ours"] / sum["crane"], sum["ours"] / sum["skopeo"]
	printf "of the processor, crane takes %.1f times and skopeo %.1f times what push takes\n",
		cpu["crane"] / cpu["ours"], cpu["skopeo"] / cpu["ours"]}' times
