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

# What is shown to a resolver follows the policy, and sdists as what need not be built: the routing
# index asks whoever builds them, in a box. Resolvers run nothing of what they find.
route=("$python" "$here/routeindex.py" --policy "$policy" --tools "$tools" --target "$target" \
	${builder:+--builder "$builder"} ${provided:+--provided "$provided"}
	${newer:+--exclude-newer "$newer"})

# What uv calls the target: by its C library, or by the newest older one that uv has a name for.
platform() {
	jq -r 'if .glibc then (.glibc | split(".")[1] | tonumber) as $minor
		| "\(.arch)-manylinux_2_\([17, 28, range(31; 41) | select(. <= $minor)] | max)"
		else "\(.arch)-unknown-linux-musl" end' "$target"
}

# What a resolver is run by: it sees no variables of the user's shell, but for those that say how an
# index is reached.
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

# compile OUTPUT [--upgrade-package NAME | --only-binary NAME]...: OUTPUT is the lock to stay close
# to, and becomes the new one.
compile() {
	local output=$1 options=() via=("${route[@]}")
	shift
	while [ $# -gt 0 ]; do
		case $1 in
		--only-binary) via+=(--wheels-only "$2") ;;
		*) options+=("$1" "$2") ;;
		esac
		shift 2
	done
	case $resolver in
	uv==*) compile_by_uv "$output" "${options[@]}" ;;
	*) compile_by_pip "$output" "${options[@]}" ;;
	esac
}

# What was shown as a wheel is the sdist that it stands for.
as_sdists() { # LOCK
	local shown='url = "http://127\.0\.0\.1:[0-9]*/[0-9a-f]*/sdists/'
	sed -e "s#^wheels = \[{ $shown\([^/\"]*\)/[^\"]*\(\".*\)\]\$#sdist = { path = \"\1\2#" \
		-e "\#^ *{ $shown#d" "$1" >"$1.new"
	mv "$1.new" "$1"
}

compile_by_uv() {
	local output=$1
	shift
	local excludes=()
	if [ "${#excluded[@]}" -gt 0 ]; then
		printf '%s\n' "${excluded[@]}" >"$work/excludes.txt"
		excludes=(--excludes "$work/excludes.txt")
	fi
	"${via[@]}" -- "${clean[@]}" "$uv" pip compile --no-build --format pylock.toml \
		--output-file "$output" \
		--python "$python" \
		--python-version "$(jq -r .pythonFull "$target")" --python-platform "$(platform)" \
		--generate-hashes "${refresh[@]}" \
		"${asked_constraints[@]/#/--constraints=}" "${asked_overrides[@]/#/--overrides=}" \
		"${excludes[@]}" ${newer:+--exclude-newer "$newer"} "$@" \
		"$work/asked/requirements.txt" >"$work/uv.out" || return
	as_sdists "$output"
}

# pip-compile reads and writes pins; the files of what it resolved are those that the indexes list.
compile_by_pip() {
	local output=$1 excludes=("${excluded[@]/#/--exclude=}")
	shift
	rm -f "$work/pins.txt"
	[ ! -e "$output" ] ||
		awk '{ gsub("\"", "", $3) }
			$1 == "name" { name = $3 } $1 == "version" { print name "==" $3 }' \
			"$output" >"$work/pins.txt"
	"${via[@]}" -- "${clean[@]}" "$python" "$here/pipcompile.py" --tools "$tools" --target "$target" \
		"${overrides[@]/#/--override=}" "${excludes[@]}" -- \
		--quiet --resolver backtracking --no-config --no-header --no-annotate \
		--strip-extras --allow-unsafe --no-emit-index-url \
		--no-emit-trusted-host --no-emit-options --output-file "$work/pins.txt" \
		--pip-args --only-binary=:all: \
		"${asked_constraints[@]/#/--constraint=}" "$@" \
		"$work/asked/requirements.txt" >"$work/pip.out" || return
	if [ -n "$provided" ]; then
		grep -vE "^(${provided_names//$'\n'/|})==" "$work/pins.txt" >"$work/pins.new" ||
			true
		mv "$work/pins.new" "$work/pins.txt"
	fi
	mean "$work/pins.txt" --lock "$output"
}
