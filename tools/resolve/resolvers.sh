# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154 # what resolve.sh has
# resolvers.sh: how uv and pip-compile are run, part of resolve.sh(1).
#
# `compile` is the same call for either. They see the default index's own pages, or the routing
# index, which follows the policy.

uv=$tools/setup/venv/bin/uv python=$tools/setup/venv/bin/python here=$(dirname "$0")
[ -x "$uv" ] || die "uv is not there; run \`make setup\` in the framework's directory" 3
export UV_SYSTEM_CERTS=1 UV_PYTHON_DOWNLOADS=never UV_NO_CONFIG=1
[ -z "$cached" ] || export UV_OFFLINE=1

# What builds may require, where only a build tells what an sdist requires.
if [ -n "${PYLOCK_BUILD_CONSTRAINTS:-}" ]; then
	tr -s ' ' '\n' <<<"$PYLOCK_BUILD_CONSTRAINTS" >"$work/build-constraints.txt"
	export UV_BUILD_CONSTRAINT=$work/build-constraints.txt
	export PIP_BUILD_CONSTRAINT=$UV_BUILD_CONSTRAINT
fi

# A resolver that shall see more than the default index's own pages sees the routing index, which
# follows the policy.
route=("$python" "$here/routeindex.py" --policy "$policy" --tools "$tools" --target "$target" \
	${provided:+--provided "$provided"}
	${newer:+--exclude-newer "$newer"} --)
via=()
if [ -n "$provided" ] || [ "${resolver%%==*}" != uv ] || jq -e .platforms "$target" >/dev/null ||
	jq -e '[.packages[]?, .prefer[]?, (.allowed // {} | del(.exact))[]] != []' "$policy" \
		>/dev/null; then
	via=("${route[@]}")
else
	UV_DEFAULT_INDEX=$(jq -r .indexes.default.url "$policy")
	UV_HTTP_TIMEOUT=$(jq -r '.indexes.default.timeout // 60' "$policy")
	UV_HTTP_RETRIES=$(jq -r '.indexes.default.retries // 3' "$policy")
	export UV_DEFAULT_INDEX UV_HTTP_TIMEOUT UV_HTTP_RETRIES
fi

# What uv calls the target: by its C library, or by the newest older one that uv has a name for.
platform() {
	jq -r 'if .glibc then (.glibc | split(".")[1] | tonumber) as $minor
		| "\(.arch)-manylinux_2_\([17, 28, range(31; 41) | select(. <= $minor)] | max)"
		else "\(.arch)-unknown-linux-musl" end' "$target"
}

# What a resolver is run by: it may build an sdist to learn what that requires, and no back end
# shall see the variables of the user's shell, but for those that say how an index is reached.
clean=(env)
while IFS= read -r -d '' pair; do
	case ${pair%%=*} in
	*PASSWORD* | *TOKEN* | *SECRET*) ;;
	PATH | HOME | TMPDIR | XDG_CACHE_HOME | NETRC | LANG | LC_* | UV_* | PIP_* | SSL_CERT_* | \
		REQUESTS_CA_BUNDLE | CURL_CA_BUNDLE | *_[Pp][Rr][Oo][Xx][Yy] | *SAN_OPTIONS)
		continue
		;;
	esac
	clean+=(-u "${pair%%=*}")
done < <(env -0)

# compile OUTPUT [OPTION...]: OUTPUT is the lock to stay close to, and becomes the new one.
compile() {
	case $resolver in
	uv==*) compile_by_uv "$@" ;;
	*) compile_by_pip "$@" ;;
	esac
}

compile_by_uv() {
	local output=$1
	shift
	local excludes=()
	if [ "${#excluded[@]}" -gt 0 ]; then
		printf '%s\n' "${excluded[@]}" >"$work/excludes.txt"
		excludes=(--excludes "$work/excludes.txt")
	fi
	"${via[@]}" "${clean[@]}" "$uv" pip compile --format pylock.toml --output-file "$output" \
		--python "$python" \
		--python-version "$(jq -r .pythonFull "$target")" --python-platform "$(platform)" \
		--generate-hashes \
		"${asked_constraints[@]/#/--constraints=}" "${asked_overrides[@]/#/--overrides=}" \
		"${excludes[@]}" ${newer:+--exclude-newer "$newer"} "$@" \
		"$work/asked/requirements.txt" >"$work/uv.out"
}

# pip-compile reads and writes pins; the files of what it resolved are those that the indexes list.
compile_by_pip() {
	local output=$1 pip_arguments='' options=() excludes=("${excluded[@]/#/--exclude=}")
	shift
	while [ $# -gt 0 ]; do
		case $1 in
		--only-binary) pip_arguments+=" --only-binary=$2" ;;
		*) options+=("$1" "$2") ;;
		esac
		shift 2
	done
	rm -f "$work/pins.txt"
	[ ! -e "$output" ] ||
		awk '{ gsub("\"", "", $3) }
			$1 == "name" { name = $3 } $1 == "version" { print name "==" $3 }' \
			"$output" >"$work/pins.txt"
	"${via[@]}" "${clean[@]}" "$python" "$here/pipcompile.py" --tools "$tools" --target "$target" \
		"${overrides[@]/#/--override=}" "${excludes[@]}" -- \
		--quiet --resolver backtracking --no-config --no-header --no-annotate \
		--strip-extras --allow-unsafe --no-emit-index-url \
		--no-emit-trusted-host --no-emit-options --output-file "$work/pins.txt" \
		${pip_arguments:+--pip-args "$pip_arguments"} \
		"${asked_constraints[@]/#/--constraint=}" "${options[@]}" \
		"$work/asked/requirements.txt" >"$work/pip.out" || return
	if [ -n "$provided" ]; then
		grep -vE "^(${provided_names//$'\n'/|})==" "$work/pins.txt" >"$work/pins.new" ||
			true
		mv "$work/pins.new" "$work/pins.txt"
	fi
	mean "$work/pins.txt" --lock "$output"
}

# uv takes an index that refuses to answer for one that has nothing. What it really was, the routing
# index tells.
explain() {
	[ "${#via[@]}" -eq 0 ] &&
		grep -qE '\b(401|403|429|50[0-9])\b|Request failed|Failed to fetch|certificate' \
		"$work/resolver.err" || return 0
	via=("${route[@]}")
	compile "$work/pylock.explained.toml" "${options[@]}" 2>&1 | grep '^routeindex.py: ' >&2 ||
		true
}
