#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The builders that run a back end in a root of the target's machine: under qemu, and as a
# Dockerfile stage of a docker elsewhere.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
needs bwrap docker readelf
cd "$tmp" || exit 1
store=${XDG_CACHE_HOME:-$HOME/.cache}/pylock.mk
markupsafe="markupsafe-3.0.2.tar.gz=\
ee55d3edf80167e48ea11a923c7386f4669df67d7994554387f84e7d8b0a2bf0"
pyyaml='pyyaml-6.0.2.tar.gz=d584d9ec91ad65861cc08d42e834324ef890a082e591037abe114850ff7bbc3e'

# Given projects that take the sdists of extensions in C, and a docker
project() { # name, target, requirement, more lines...
	mkdir -p "$1"
	printf '%s\n' "$3" >"$1/requirements.in"
	printf '%s\n' "PYLOCK_NAME := $1" "PYLOCK_TARGETS := $2" 'PYLOCK_INDEXES := default made' \
		'PYLOCK_INDEX.markupsafe := made' \
		'PYLOCK_INDEX.pyyaml := made' "PYLOCK_INDEX_URL.made := $nginx/simple" \
		'PYLOCK_BUILD_APT.pyyaml := libyaml-dev' "${@:4}" "include $top/mk/pylock.mk" \
		>"$1/Makefile"
}
run() { make --no-print-directory -C "$@" PYLOCK_STORE="$store" >out 2>&1; }
forget() {
	grep -lE '"(markupsafe|pyyaml)-' "$store"/keys/built/*.json 2>/dev/null | xargs -r rm -f
}
sha256() { jq -r ".$2.wheel.sha256" "$1"/built.*.lock; }
make_sdists "$tmp/index" "$markupsafe" "$pyyaml"
serve_nginx "$tmp/index"
serve_docker
need_machine aarch64

# When the root is the target's, and this machine another
forget
project emulated debian12-arm64 markupsafe==3.0.2 'PYLOCK_BUILDER.markupsafe := emulated'
run emulated wheels
is 'under qemu: exit status' $? 0 || note "$(tail -n 20 out)"
like 'which is said' "$(cat out)" \
	'BUILD    markupsafe 3\.0\.2: emulated, because PYLOCK_BUILDER\.markupsafe says so'
"$top/build/setup/venv/bin/python" -m zipfile \
	-e emulated/build/debian12-arm64/built/markupsafe-*.whl files
like 'its extension is for the target' "$(readelf -h files/markupsafe/*.so)" 'Machine: +AArch64'
like 'and its tag says what it needs' "$(echo emulated/build/debian12-arm64/built/*.whl)" \
	'manylinux_2_[12][0-9]_aarch64\.whl$'

# When docker is asked, by either of its ways to build, then the wheel is what the same root gives
# here.
project here debian12-amd64 pyyaml==6.0.2 'PYLOCK_BUILDER.pyyaml := emulated'
run here wheels
is 'a root of this machine' $? 0 || note "$(tail -n 20 out)"
project classic debian12-amd64 pyyaml==6.0.2 'PYLOCK_BUILDER.pyyaml := buildkit' \
	"PYLOCK_WHEEL_HOST := $DOCKER_HOST"
DOCKER_BUILDKIT=0 run classic wheels
is 'the same root in docker' $? 0 || note "$(tail -n 20 out)"
is 'the same bytes' "$(sha256 classic pyyaml)" "$(sha256 here pyyaml)"
forget
project buildkit debian12-amd64 pyyaml==6.0.2 'PYLOCK_BUILDER.pyyaml := buildkit' \
	"PYLOCK_WHEEL_HOST := $DOCKER_HOST"
DOCKER_BUILDKIT=1 PATH=/usr/bin:$PATH run buildkit wheels # Debian's docker has BuildKit in it
is 'and in BuildKit' $? 0 || note "$(tail -n 20 out)"
is 'the same bytes' "$(sha256 buildkit pyyaml)" "$(sha256 here pyyaml)"
like 'with the library' \
	"$("$top/build/setup/venv/bin/python" -m zipfile \
		-l buildkit/build/debian12-amd64/built/pyyaml-*.whl)" \
		'pyyaml\.libs/libyaml-0\.so\.2'
is 'nothing of it is left there' "$(docker image ls -q pylock-wheel; docker ps -aq)" ''

# When the docker is on another machine than the target's
project wrong debian12-arm64 markupsafe==3.0.2 'PYLOCK_BUILDER.markupsafe := buildkit' \
	"PYLOCK_WHEEL_HOST := $DOCKER_HOST"
run wrong wheels
is 'a docker of another machine: exit status' $? 2
like 'is refused' "$(cat out)" \
	'markupsafe 3\.0\.2: the docker at unix://.* \(PYLOCK_WHEEL_HOST\) is on amd64, and the '\
'target is aarch64'
done_testing
