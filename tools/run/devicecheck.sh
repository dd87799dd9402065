# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154 # what is set above
# What follows is the same for every target; what is above says which.
#
#   sh device-check.sh IMAGE      on the device: looks at the board, then runs the image by docker
#   and imports what is in it sh device-check.sh --here     in a container of the image
#
# Prints one JSON object, for `make device-result FILE=`; what is being done goes to stderr. Exit
# status 0 when all is well, 1 when something is not, 2 when the command line is wrong. $DEVICE_ROOT
# is put before the paths of the board's files, for tests.
set -u
root=${DEVICE_ROOT:-}
facts='' findings=''

say() { printf 'device-check: %s\n' "$*" >&2; }

quoted() { # text: as a string of JSON
	printf '"%s"' "$(printf '%s' "$1" | tr -d '\000-\010\013-\037' |
		sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/	/ /g' | tr '\n' ' ')"
}
fact() { # name value
	facts="$facts${facts:+, }$(quoted "$1"): $(quoted "$2")"
}
finding() { # name text
	findings="$findings${findings:+, }{\"name\": $(quoted "$1"), \"text\": $(quoted "$2")}"
	say "$2"
}

# at_least VERSION WANTED: number by number
at_least() {
	awk -v has="$1" -v wants="$2" 'BEGIN {
		n = split(wants, w, "[^0-9]+"); split(has, h, "[^0-9]+")
		for (i = 1; i <= n; i++) if (h[i] + 0 != w[i] + 0) exit !(h[i] + 0 > w[i] + 0)
		exit 0
	}'
}
first_version() { sed -n 's/^[^0-9]*\([0-9][0-9]*\(\.[0-9][0-9]*\)\{1,\}\).*/\1/p' | head -n 1; }

# --- the board ------------------------------------------------------------------

check_machine() {
	machine=$(uname -m)
	fact machine "$machine"
	[ "$machine" = "$wanted_arch" ] ||
		finding machine \
		"this device is $machine, and the image is for $wanted_arch: build the target for this device"
}

# "# R36 (release), REVISION: 4.3, GCID: ..." is 36.4.3.
check_l4t() {
	l4t=''
	if [ -r "$root/etc/nv_tegra_release" ]; then
		l4t=$(sed -n '1s/^# *R\([0-9]*\) .*REVISION: *\([0-9.]*\).*/\1.\2/p' \
			"$root/etc/nv_tegra_release")
	fi
	fact l4t "$l4t"
	[ -n "$wanted_l4t" ] || return 0
	if [ -z "$l4t" ]; then
		finding l4t \
			"no L4T release in /etc/nv_tegra_release: $target is for a Jetson with L4T R$wanted_l4t"
	elif [ "${l4t%%.*}" != "${wanted_l4t%%.*}" ]; then
		finding l4t \
			"L4T is R$l4t, and $target is for R$wanted_l4t: \
another JetPack; build the target for it, or flash the board"
	elif ! at_least "$l4t" "$wanted_l4t"; then
		finding l4t \
			"L4T is R$l4t, and $target wants at least R$wanted_l4t: upgrade the board (apt-get dist-upgrade)"
	fi
}

check_driver() {
	driver=''
	for file in /proc/driver/nvidia/version /sys/module/nvidia/version; do
		[ -n "$driver" ] || [ ! -r "$root$file" ] ||
			driver=$(grep -v '^GCC' "$root$file" | tr ' ' '\n' |
				grep '^[0-9][0-9]*\.[0-9.]*$' | head -n 1)
	done
	fact driver "$driver"
	[ -n "$wanted_driver" ] || return 0
	if [ -z "$driver" ]; then
		finding driver \
			"no NVIDIA driver is loaded (/proc/driver/nvidia/version): $target wants at least $wanted_driver"
	elif ! at_least "$driver" "$wanted_driver"; then
		finding driver \
			"the NVIDIA driver is $driver, and the image wants at least $wanted_driver: upgrade it"
	fi
}

check_toolkit() {
	toolkit=''
	for program in nvidia-ctk nvidia-container-cli; do
		[ -n "$toolkit" ] || toolkit=$("$program" --version 2>/dev/null | first_version)
	done
	mode=$(sed -n 's/^[[:space:]]*mode[[:space:]]*=[[:space:]]*"\([a-z]*\)".*/\1/p' \
		"$root/etc/nvidia-container-runtime/config.toml" 2>/dev/null | head -n 1)
	fact toolkit "$toolkit"
	fact runtime-mode "$mode"
	[ "$gpu" = yes ] || return 0
	if [ -z "$toolkit" ]; then
		finding toolkit \
			"NVIDIA's container toolkit is not installed: apt-get install nvidia-container-toolkit"
	elif [ -n "$wanted_toolkit" ] && ! at_least "$toolkit" "$wanted_toolkit"; then
		finding toolkit \
			"NVIDIA's container toolkit is $toolkit, and $target wants at least $wanted_toolkit: upgrade it"
	fi
	if [ "$mode" = legacy ] && [ -n "$l4t" ] && ! at_least "$l4t" 38; then
		finding runtime-mode \
			'the mode of the runtime is legacy, which gives a container on a Jetson no GPU: '\
'set mode = "auto" in /etc/nvidia-container-runtime/config.toml'
	fi
}

# --- docker and the image -------------------------------------------------------

check_docker() { # image
	if ! command -v docker >/dev/null; then
		finding docker 'docker is not installed'
		return 1
	fi
	runtimes=$(docker info --format '{{range $name, $runtime := .Runtimes}}{{$name}} {{end}}' \
		2>/dev/null) || {
		finding docker 'docker does not answer: is it running, and may this user use it?'
		return 1
	}
	directory=$(docker info --format '{{.DockerRootDir}}' 2>/dev/null)
	fact docker "$(docker version --format '{{.Server.Version}}' 2>/dev/null)"
	fact runtimes "$runtimes"
	case " $runtimes " in
	*' nvidia '*) ;;
	*) [ "$gpu" != yes ] ||
		finding runtimes \
		'docker has no runtime nvidia: '\
'nvidia-ctk runtime configure --runtime=docker, and restart docker' ;;
	esac
	check_disk "$directory" "$1"
	lock=$(docker image inspect --format '{{index .Config.Labels "mk.pylock.lock"}}' "$1" \
		2>/dev/null) || {
		finding image "docker has no image $1: pull or load it"
		return 1
	}
	fact lock "$lock"
	[ "$lock" = "$wanted_lock" ] ||
		finding image \
		"$1 is of the lock $lock, and this check is for $wanted_lock: \
make device-check again, or take the image that was verified"
}

check_disk() { # directory image
	while [ -n "$1" ] && [ ! -d "$root$1" ]; do set -- "${1%/*}" "$2"; done
	free=$(df -Pk "$root${1:-/}" 2>/dev/null | awk 'NR == 2 { print $4 }')
	fact disk-free-kb "$free"
	docker image inspect "$2" >/dev/null 2>&1 && return
	[ "${free:-0}" -ge "$wanted_kb" ] ||
		finding disk \
		"$free kB are free in ${1:-/}, and the image needs $wanted_kb kB: \
make room, or move docker's data"
}

# run COMMAND...: the image's Python reads the check on standard input; what it says is kept.
run() {
	image=$(sed '1,/^: <<.PYLOCK_PROGRAM.$/d; /^PYLOCK_PROGRAM$/,$d' "$0" | "$@") || :
	case $image in
	'{'*'}') ;;
	*) image=null; finding image "the image's Python did not run the check: $*" ;;
	esac
	case $image in
	*'"findings": []'* | null) ;;
	*) failed=1 ;;
	esac
}

case ${1:-} in
--here)
	failed=0
	check_machine
	run python3 -
	;;
'' | -*)
	printf 'usage: sh %s IMAGE | --here\n' "$0" >&2
	exit 2
	;;
*)
	failed=0 image=null
	say "the board"
	check_machine
	check_l4t
	check_driver
	check_toolkit
	if check_docker "$1"; then
		say "the image: imports what is in it, which takes some minutes"
		if [ "$gpu" = yes ]; then
			run docker run --rm --interactive --network none --runtime nvidia \
				--entrypoint python3 --env HOME=/tmp \
				--env PYTHONPYCACHEPREFIX=/tmp/pycache "$1" -
		else
			run docker run --rm --interactive --network none --entrypoint python3 \
				--env HOME=/tmp --env PYTHONPYCACHEPREFIX=/tmp/pycache "$1" -
		fi
	fi
	;;
esac
printf '{"target": %s, "wantedLock": %s, "device": {%s}, "findings": [%s], "image": %s}\n' \
	"$(quoted "$target")" "$(quoted "$wanted_lock")" "$facts" "$findings" "$image"
[ -z "$findings" ] && [ "$failed" = 0 ]
exit
