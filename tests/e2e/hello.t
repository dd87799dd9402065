#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The hello project, from two clones to running containers: the same image everywhere, verified,
# pushed, loaded, run.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
unset PYLOCK_STORE
cache=${XDG_CACHE_HOME:-$HOME/.cache}/pylock.mk

# clone DIRECTORY: the repository's committed state and what is not committed yet, with the programs
# that are built here.
clone() {
	mkdir -p "$1/build"
	git -C "$top" ls-files -z --cached --others --exclude-standard |
		(cd "$top" && xargs -0 cp --parents -t "$1" 2>/dev/null)
	ln -s "$bin" "$1/build/bin"
	ln -s "$top/build/setup" "$1/build/setup"
}
make_in() { # directory, arguments
	make --no-print-directory -C "$1/projects/hello" PYLOCK_LOCKED=1 "${@:2}"
}
digest() { cat "$1/projects/hello/build/$2/image.digest"; }

# Given two clones, when the image is made in different circumstances, then it is the same.
clone "$tmp/one"
clone "$tmp/with a blank"
ok 'a fresh clone makes the image, from its locks alone' make_in "$tmp/one" image verify \
	PYLOCK_STORE="$cache"
umask 077
ok 'another, from an empty store, elsewhere, with other habits' env TZ=Asia/Tokyo LC_ALL=C \
	LANG=de_DE.UTF-8 \
	make --no-print-directory -j4 -C "$tmp/with a blank/projects/hello" PYLOCK_LOCKED=1 \
	PYLOCK_STORE="$tmp/store" image verify
umask 022
is 'the same digest' "$(digest "$tmp/with a blank" debian12-amd64)" \
	"$(digest "$tmp/one" debian12-amd64)"
# Another digest is another image for everyone who has the same locks: it is written here anew only
# with the change that makes it.
is 'the golden digest' "$(digest "$tmp/one" debian12-amd64)" \
	sha256:da3ab7114d5d73f851b61af0e3c20a9afdd1dc869a382b5c7f2d4a185470c177
is 'the locks were not touched' \
	"$(cd "$top" && git ls-files 'projects/hello/*.lock' 'projects/hello/pylock.*' |
		while read -r lock; do
	cmp "$lock" "$tmp/one/$lock"; done 2>&1)" ''
ok 'nothing left to do' make_in "$tmp/one" PYLOCK_STORE="$cache" -q image
ok 'the arm64 image' make_in "$tmp/one" PYLOCK_STORE="$cache" TARGET=debian12-arm64 image verify
amd64=$tmp/one/projects/hello/build/debian12-amd64/image \
	arm64=$tmp/one/projects/hello/build/debian12-arm64/image

# When run, then it says hello on either machine.
like 'it runs here' "$(run_in_image "$amd64" x86_64 python3 /app/hello.py 2>&1)" \
	'^hello from Python 3\.11\.2 on x86_64: a layer is 1\.0 MB at most$'
like 'it runs on arm64' "$(run_in_image "$arm64" aarch64 python3 /app/hello.py 2>&1)" \
	'^hello from Python 3\.11\.2 on aarch64'
is 'pip finds nothing wrong with the environment' \
	"$(run_in_image "$amd64" x86_64 python3 -c '
import importlib.metadata as m

print([(d.name, d.version) for d in m.distributions()])' 2>&1)" \
	"[('humanize', '$(sed -n '/^name = "humanize"/{n;s/version = "\(.*\)"/\1/p}' \
		"$top/projects/hello/pylock.debian12-amd64.toml")')]"

# With a base whose packages are configured for real, the image runs just the same.
ok 'a configured base' make --no-print-directory -C "$tmp/with a blank/projects/hello" \
	PYLOCK_STORE="$cache" PYLOCK_BASE_CONFIGURE=run image verify
like 'it runs' \
	"$(run_in_image "$tmp/with a blank/projects/hello/build/debian12-amd64/image" x86_64 \
		python3 /app/hello.py 2>&1)" '^hello from Python 3\.11\.2 on x86_64'
is 'with no files of the machine that configured it' \
	"$(tar -tf "$tmp/with a blank/projects/hello/build/debian12-amd64/rootfs.tar" |
	grep -E '^./(etc/(passwd|hostname|resolv.conf|apt/sources.list)|var/log/dpkg.log)$')" \
	./etc/passwd

# When pushed, then the registry has that image, and it is the same when it comes back.
serve_registry
ok 'push, after verify' make_in "$tmp/one" PYLOCK_STORE="$cache" push \
	PYLOCK_REPOSITORY="$registry/team/hello"
tag=$(digest "$tmp/one" debian12-amd64 | cut -c8-19)
is 'under the digest as its tag' \
	"$(skopeo inspect --tls-verify=false --format '{{.Digest}}' \
		"docker://$registry/team/hello:$tag")" "$(digest "$tmp/one" debian12-amd64)"
ok 'another tag' make_in "$tmp/one" PYLOCK_STORE="$cache" push \
	PYLOCK_REPOSITORY="$registry/team/hello" PYLOCK_TAG=v1
is 'both are there, latest is not; and what goes with the image, listed by a tag' \
	"$(skopeo list-tags --tls-verify=false "docker://$registry/team/hello" |
		jq -c '.Tags | sort')" \
	"$(jq -cn --arg tag "$tag" --arg digest "$(digest "$tmp/one" debian12-amd64)" \
		'[$tag, "v1", ($digest | sub(":"; "-"))] | sort')"
said=$(make_in "$tmp/one" PYLOCK_STORE="$cache" push 2>&1)
like 'without a repository' "$said" 'PYLOCK_REPOSITORY is not set: write PYLOCK_REPOSITORY='

# When loaded into docker, then the line that is printed runs it.
serve_docker
said=$(make_in "$tmp/one" PYLOCK_STORE="$cache" load 2>&1)
is 'load' $? 0
like 'the line that runs it is printed' "$said" "docker run --rm hello:$tag"
like 'and it does' "$(docker run --rm --network none "hello:$tag" 2>&1)" \
	'^hello from Python 3\.11\.2 on x86_64'
said=$(make_in "$tmp/one" PYLOCK_STORE="$cache" verify RUN=1 PYLOCK_RUNNER=docker 2>&1)
is 'verify RUN=1 in docker' $? 0
like 'imports what is in it' "$said" \
	'ok    humanize [0-9.]*: /opt/venv/lib/python3.11/site-packages/humanize/__init__\.py'
make_in "$tmp/one" PYLOCK_STORE="$cache" -s device-check >/dev/null
sh "$tmp/one/projects/hello/build/debian12-amd64/device-check.sh" "hello:$tag" >"$tmp/result.json" \
	2>/dev/null
is 'device-check, with a real docker' $? 0
ok 'its result is taken' make_in "$tmp/one" PYLOCK_STORE="$cache" device-result \
	FILE="$tmp/result.json"
done_testing
