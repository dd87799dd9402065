#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Hostile builds: an sdist whose back end tries to write, to read, to reach others, to stay and to
# take all there is, under each builder. Every attempt is stopped; the table of them is printed.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
needs bwrap docker jq pgrep
cd "$tmp" || exit 1
python=$top/build/setup/venv/bin/python
store=${XDG_CACHE_HOME:-$HOME/.cache}/pylock.mk
export XDG_STATE_HOME=$tmp/state # the key of seals
[ "$bin" = "$top/build/bin" ] || ln -sfn "$top/build/setup" "${bin%/bin}/setup"

# Given what there is to reach: files, a key, credentials, sockets, servers, a process
mkdir -p victim/{home/.ssh,store,index} sdists
printf '["not", "yours"]\n' >victim/file
printf 'machine x login y password hidden\n' | tee victim/home/.netrc >victim/home/.ssh/id_ed25519
PYTHONPATH=$top/tests/support "$python" -B -c '
import sys
from wheels import Wheel
Wheel("hostile", "1.0").add("hostile.py", b"x = 2\n").write(sys.argv[1])' victim/index
cp -a victim untouched
serve_nginx "$tmp/victim/index"
serve_docker
"$python" -c '
import socket, sys, time
servers = []
for address in sys.argv[1:]:
    server = socket.socket(socket.AF_UNIX)
    server.bind(address.replace("@", "\0"))
    server.listen(9)
    servers.append(server)
time.sleep(3000)' "$tmp/victim/socket" "@pylock-$$" &
started $!
victim=$!
until [ -S victim/socket ]; do sleep 0.1; done

jq -n --arg url "$(cat "$top/build/setup/index")" '{indexes: {default: {$url}}}' >policy.json
jq -n '{name: "t", python: "3.11", arch: "x86_64", glibc: "2.36", prefix: "/opt/venv",
	site: "/opt/venv/lib/python3.11/site-packages"}' >target.json

sdist() { # wheel greed: hostile-1.0.tar.gz, whose back end does this
	rm -rf src && mkdir -p src/hostile-1.0
	names=$(jq -cn --arg wheel "$1" --arg greed "$2" --arg abstract "pylock-$$" --arg left \
		"left-$$" --arg work "$tmp/work/hostile" --arg tool "$top/mk/pylock.mk" \
		--argjson port "${nginx##*:}" --argjson process "$victim" \
		--arg disk "$(findmnt -nvo SOURCE / | head -n 1)" \
		'{$wheel, $greed, $abstract, $left, $work, $tool, $port, $process, $disk}')
	VICTIM=$tmp/victim NAMES=$names awk '{
		while (i = index($0, "@VICTIM@"))
			$0 = substr($0, 1, i - 1) ENVIRON["VICTIM"] substr($0, i + 8)
		while (i = index($0, "@NAMES@"))
			$0 = substr($0, 1, i - 1) ENVIRON["NAMES"] substr($0, i + 7)
		print }' "$top/tests/support/hostile.py" >src/hostile-1.0/backend.py
	printf '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n' \
		>src/hostile-1.0/pyproject.toml
	printf '%s' "$1$2" >src/hostile-1.0/which
	tar -czf hostile-1.0.tar.gz -C src hostile-1.0
}
build() { # builder options...
	rm -rf work built.lock
	exec 9<victim/home/.netrc
	PYLOCK_SECRET=hidden HOME=$tmp/victim/home NETRC=/proc/self/fd/9 XDG_CACHE_HOME=$cache \
		"$python" "$top/tools/wheels/buildwheel.py" --tools "${bin%/bin}" --store "$store" \
		--lock built.lock --work work/hostile --policy policy.json --target target.json \
		--wheel-host "$DOCKER_HOST" --builder "$@" hostile 1.0 \
		hostile-1.0.tar.gz=hostile-1.0.tar.gz >printed 2>said
}
cache=${XDG_CACHE_HOME:-$HOME/.cache}
untouched() { # NAME: nothing of what there was to reach has changed
	is "$1: nothing of the user's has changed" \
		"$(diff -r --exclude socket --no-dereference untouched victim && echo same)" same
	is "$1: no process is left" "$(pgrep -fc "left-$$")" 0
}

# When nothing stops it, then it reaches what there is: these attempts can succeed
sdist wheel ''
(
	exec 9<victim/home/.netrc
	cd src/hostile-1.0 && PYLOCK_SECRET=hidden HOME=$tmp/victim/home NETRC=/proc/self/fd/9 \
		"$python" -B -c 'import backend
for way in backend.reads, backend.environment, backend.sockets, backend.network:
    way()'
) >reached
is 'in no box it reaches' "$(sed -n "s/^attempt \(.*\): reached$/\1/p" reached |
	grep -vE 'shadow|command lines|vsock|packets|elsewhere|a name|new interface|docker' |
	sort)" "$(printf '%s\n' 'environment: NETRC' 'environment: its own' \
	'environment: that of others' 'network: a server here' "read: a file of the user's" \
	'read: a key of ssh' 'read: inherited files' 'read: netrc' 'read: ~/.netrc' \
	'sockets: a Unix socket' 'sockets: an abstract one' | LC_ALL=C.UTF-8 sort)"

# What other builds left under this key is no build
forget() { grep -lE '"hostile-' "$store"/keys/built/*.json 2>/dev/null | xargs -r rm -f; }

# When it is built, by each builder
builders=(native emulated cross buildkit)
for builder in "${builders[@]}"; do
	forget
	sdist wheel ''
	build "$builder"
	is "$builder: it is built all the same" "$?" 0 || note "$(tail -n 20 said)"
	# The hook that asks for requirements runs once, and so does each attempt.
	sed -n 's/^\(.*\] \)\{0,1\}\(#[0-9]* [0-9.]* \)\{0,1\}attempt /attempt /p' \
		work/hostile/build.log | sort -u >"$builder.attempts"
	# A container has files of its own, and docker has its own filter of system calls.
	[ "$builder" != buildkit ] || sed -i -E \
		'/: (\/usr|\/etc|its requirements|vsock|packets): /d' "$builder.attempts"
	is "$builder: every way was tried" "$(cut -d: -f1 "$builder.attempts" | sort -u | xargs)" \
		'attempt environment attempt network attempt processes attempt read attempt sockets '\
'attempt write'
	is "$builder: what it reached" "$(grep ': reached$' "$builder.attempts")" ''
	untouched "$builder"
done

# When what it leaves is no wheel but leads to one
for kind in link pipe directory name elsewhere answer; do
	for builder in native emulated buildkit; do
		[ "$builder:$kind" != buildkit:pipe ] || continue # docker copies none
		sdist "$kind" ''
		build "$builder"
		is "$builder: a wheel that is a $kind: exit status" "$?" 1
		is "$builder: a wheel that is a $kind: one line" \
			"$(grep -c '^buildwheel\.py: hostile 1\.0: ' said)" 1
		is "$builder: nothing is taken" "$(cat printed)$(ls built.lock 2>/dev/null)" ''
		echo "attempt links: a wheel that is a $kind: stopped" >>"$builder.attempts"
		untouched "$builder, $kind"
	done
done

# When it takes all there is
for kind in time memory processes depth; do
	for builder in native emulated cross; do
		sdist wheel "$kind"
		build "$builder" --timeout "$([ $kind = time ] && echo 2 || echo 100)" \
			--memory "$((1 << 29))"
		is "$builder: all $kind: exit status" "$?" 1
		like "$builder: all $kind: is said" "$(tail -n 1 said)" \
			'hostile 1\.0: the build failed \(confine: it takes more than '
		echo "attempt resources: $kind: stopped" >>"$builder.attempts"
		untouched "$builder, $kind"
	done
done
forget

# The table: ways and builders, how many attempts were stopped of how many
{
	printf '%-12s' ''
	printf '%10s' "${builders[@]}"
	echo
	for way in write read environment sockets network processes links resources; do
		printf '%-12s' "$way"
		for builder in "${builders[@]}"; do
			printf '%10s' "$(awk -v way="$way:" '$2 == way { all++; n += /: stopped$/ }
				END { print all ? n "/" all : "-" }' "$builder.attempts")"
		done
		echo
	done
} >table
note "attempts that were stopped, of all"
while IFS= read -r line; do note "$line"; done <table
done_testing
