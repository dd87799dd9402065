#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# bench/docker.sh: the audiobook project for a GPU server (83 packages, 3 GB) beside docker build
# and docker push of the same wheels: cold, one small package bumped, nothing changed, and into a
# registry on loopback. Needs root, for dockerd, and 40 GB of disk.
set -eu
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
unset MAKEFLAGS MAKELEVEL MFLAGS
export DOCKER_BUILDKIT=1 PATH=/usr/bin:$PATH # Debian's docker has BuildKit in it
project=$tmp/project build=$tmp/project/build/cuda-amd64 context=$tmp/context
store=${PYLOCK_STORE:-${XDG_CACHE_HOME:-$HOME/.cache}/pylock.mk}

timed() { # NAME COMMAND...: sets seconds
	local start=$EPOCHREALTIME
	"${@:2}" >"$tmp/out" 2>&1 || { tail -n 20 "$tmp/out" >&2; exit 1; }
	seconds=$(awk "BEGIN { print $EPOCHREALTIME - $start }")
	printf '%9.3f s  %s\n' "$seconds" "$1"
}
ratio() { awk "BEGIN { printf \"%9.1f    times as fast as docker: $3\n\", ($1) / ($2) }"; }
run() { make -s --no-print-directory -C "$project" "$@"; }

# Given one project with its lock before and after a bump, both fetched, and the base made.
mkdir "$project"
cp "$top"/projects/audiobook/{requirements.in,overrides.txt} "$project"
printf \
	'PYLOCK_NAME := audiobook\nPYLOCK_TARGETS := cuda-amd64\nPYLOCK_VERIFY := no\ninclude '\
'%s/mk/pylock.mk\n' "$top" >"$project/Makefile"
for idna in 3.9 3.10; do
	{
		cat "$top/projects/audiobook/constraints.txt" && printf 'idna==%s\n' "$idna"
	} >"$project/constraints.txt"
	run fetch wheels base >/dev/null 2>&1
	mkdir "$tmp/$idna"
	cp "$project"/constraints.txt "$project"/*.lock "$project"/pylock.* \
		"$project"/requirements.lock.* "$tmp/$idna"
	mkdir -p "$context-$idna/wheels"
	cp -L "$build"/wheelhouse/*.whl "$build"/built/*/*.whl "$build"/built/*.whl \
		"$context-$idna/wheels" 2>/dev/null || :
	cp -r "$top"/build/setup/venv/lib/python3.*/site-packages/pip "$context-$idna/pip"
done
cp "$tmp/3.9"/* "$project"
# All but the wheels and the base is forgotten.
run -j2 image >/dev/null 2>&1
jq -r '.digest[7:]' "$build"/layers/*.json "$build/skeleton.json" | while read -r blob; do
	rm -f "$store/sha256/${blob:0:2}/$blob"
done
rm -rf "$build"/plan.* "$build"/layers "$build"/skeleton.json "$build"/image* "$store/keys/layer"
serve_docker
serve_registry
skopeo copy -q "oci:$build/base:latest" "docker-archive:$tmp/base.tar:base:latest"
docker load -q -i "$tmp/base.tar" >/dev/null
rm "$tmp/base.tar"
cat >"$tmp/Dockerfile" <<'EOF'
FROM base
RUN --mount=type=bind,target=/in PYTHONPATH=/in python3 -m pip install -q --no-compile \
	--no-deps --no-index --root-user-action ignore \
	--prefix /opt/venv /in/wheels/*.whl
EOF
docker_build() {
	docker build --network none -q -t "$registry/docker:$1" -f "$tmp/Dockerfile" "$context-$1"
}
ours_push() {
	run push PYLOCK_REPOSITORY="$registry/ours"
}

printf '%d wheels, %d MB, %d cores\n' "$(find "$context-3.9/wheels" -name '*.whl' | wc -l)" \
	"$(($(du -sb "$context-3.9/wheels" | cut -f1) / 1000000))" "$(nproc)"
timed 'make -j2 image, cold' run -j2 image
ours=$seconds
timed 'make push' ours_push
ours_pushed="$ours + $seconds"
timed 'docker build, cold' docker_build 3.9
theirs=$seconds
timed 'docker push' docker push -q "$registry/docker:3.9"
theirs_pushed="$theirs + $seconds"
ratio "$theirs" "$ours" 'cold'
ratio "$theirs_pushed" "$ours_pushed" 'cold, into a registry'

timed 'docker build, nothing changed' docker_build 3.9
theirs=$seconds
timed 'make image, nothing changed' run image
ratio "$theirs" "$seconds" 'nothing changed'

cp "$tmp/3.10"/* "$project"
timed 'make -j2 image, one bumped' run -j2 image
ours=$seconds
timed 'make push' ours_push
ours_pushed="$ours + $seconds"
timed 'docker build, one bumped' docker_build 3.10
theirs=$seconds
timed 'docker push' docker push -q "$registry/docker:3.10"
theirs_pushed="$theirs + $seconds"
ratio "$theirs" "$ours" 'one small wheel bumped'
ratio "$theirs_pushed" "$ours_pushed" 'that, into a registry'
