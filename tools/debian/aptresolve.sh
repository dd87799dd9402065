# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154 # what baselock.sh has
# aptresolve.sh: apt chooses the packages of a lock, part of baselock.sh(1).
#
# It is asked in a directory of its own, from the archives of Debian and the sources that are given;
# what it would download becomes the lines of the lock.

# A directory in which apt knows nothing of this machine but its proxies and passwords.
prepare_apt() { # directory
	local keyring=/usr/share/keyrings/debian-archive-keyring.gpg url
	[ -r "$keyring" ] || end 3 "$keyring is missing: install debian-archive-keyring"
	mkdir -p "$1/lists/partial" "$1/archives/partial" "$1/etc/preferences.d" \
		"$1/etc/apt.conf.d" "$1/etc/sources.list.d" \
		"$1/etc/trusted.gpg.d"
	{
		printf 'APT::Architecture "%s";\nAPT::Architectures { "%s"; };\n' "$arch" "$arch"
		printf 'Dir "%s";\nDir::State "%s";\nDir::State::lists "%s/lists";\n' "$1" "$1" "$1"
		printf 'Dir::Cache "%s";\nDir::Etc "%s/etc";\n' "$1" "$1"
		printf \
			'Dir::Etc::netrc "/etc/apt/auth.conf";\nDir::Etc::netrcparts "/etc/apt/auth.conf.d";\n'
		printf 'Dir::State::status "/dev/null";\nDir::Log "%s";\n' "$1"
		printf \
			'APT::Install-Recommends "false";\nAPT::Sandbox::User "root";\nAPT::Update::Error-Mode "any";\n'
		printf \
			'Acquire::Languages "none";\nAcquire::IndexTargets::deb::Contents-deb::DefaultEnabled "false";\n'
		apt-config dump | grep -E '^Acquire::https?::(Proxy|CaInfo|Verify)'
	} >"$1/apt.conf"
	for url in $(mirrors_of debian); do
		printf 'deb [signed-by=%s] %s %s main\n' "$keyring" "$url" "$suite"
		printf 'deb [signed-by=%s] %s %s-updates main\n' "$keyring" "$url" "$suite"
	done >"$1/etc/sources.list"
	for url in $(mirrors_of debian-security); do
		printf 'deb [signed-by=%s] %s %s-security main\n' "$keyring" "$url" "$suite"
	done >>"$1/etc/sources.list"
	export APT_CONFIG=$1/apt.conf
}

# What packages may rely on without saying so.
essential_packages() {
	apt-cache dumpavail | awk '/^Package: / { name = $2 } /^Essential: yes$/ { print name }' |
		sort -u
}

# Lines of a lock from what `apt-get --print-uris` prints: 'URL' FILENAME SIZE SHA256:DIGEST
lock_lines() {
	local source names=''
	for source in ${sources[@]+"${sources[@]}"}; do
		read_source "$source"
		names+="$source_name ${source_url/#file:\/\//file:}"$'\n'
	done
	awk -v sources="$names" '
		function locate(url,   i, part, at) {
			sub(/^file:\/\//, "file:", url)
			for (i = 1; i <= count; i++) {
				split(list[i], part, " ")
				if (index(url, part[2] "/") == 1) {
					at = substr(url, length(part[2]) + 2)
					sub(/^(\.\/)+/, "", at)
					return part[1] "/" at
				}
			}
			i = url ~ /-security\/pool\// ? "debian-security" : "debian"
			sub(/.*\/pool\//, "pool/", url)
			return i "/" url
		}
		BEGIN { count = split(sources, list, "\n") - 1 }
		function decode(text,   out, i) {
			while (i = index(text, "%")) {
				out = out substr(text, 1, i - 1) sprintf("%c", hex(substr(text, i + 1, 2)))
				text = substr(text, i + 3)
			}
			return out text
		}
		function hex(digits) {
			return (index("0123456789abcdef", tolower(substr(digits, 1, 1))) - 1) * 16 + \
				index("0123456789abcdef", tolower(substr(digits, 2, 1))) - 1
		}
		/^\047/ {
			url = decode(substr($1, 2, length($1) - 2))
			split($2, part, "_")
			sub(/\.deb$/, "", part[3])
			sub(/^SHA256:/, "", $4)
			print part[1], decode(part[2]), part[3], $3, $4, locate(url)
		}' | sort -u
}

resolve() { # packages
	local work all=("$@")
	[ -z "$offline" ] ||
		end 1 "$output: to be made, which needs Debian's archives, and PYLOCK_OFFLINE=1:" \
			"run \`make base\` once without it"
	need_mirrors
	command -v apt-get >/dev/null ||
		end 3 'apt-get is missing: a base is locked on Debian and its kin only'
	work=$(mktemp -d) || end 3 'cannot make a temporary directory'
	# shellcheck disable=SC2064 # now, while the variable is known
	trap "rm -rf '$work' '$output.new.$$'" EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
	prepare_apt "$work"
	prepare_sources "$work"
	apt-get -q update >"$work/said" 2>&1 || {
		explain_sources "$work/said"
		shown <"$work/said" >&2
		end 3 "the archives' indexes cannot be had"
	}
	[ -z "$essential" ] || mapfile -t all < <(printf '%s\n' "$@" && essential_packages)
	apt-get -qq --yes -o Acquire::ForceHash=SHA256 --print-uris install "${all[@]}" \
		>"$work/uris" 2>"$work/said" ||
		{
			cat "$work/said" "$work/uris" | shown >&2
			end 1 'the packages cannot be resolved; the lock is as it was'
		}
	write_lock "$work" "$@"
}

write_lock() { # directory packages...
	local work=$1 new=$output.new.$$ line
	shift
	line=$(sources_line) || exit
	{
		printf '# The Debian packages of a base. Made by baselock.sh; do not edit.\n'
		printf '# suite %s\n# architecture %s\n# essential %s\n' "$suite" "$arch" \
			"${essential:-no}"
		printf '# packages %s\n' "$(printf '%s\n' "$@" | sort -u | xargs)"
		[ -z "$line" ] || printf '# sources %s\n' "$line"
		printf '# name version architecture size sha256 path\n'
		lock_lines <"$work/uris"
	} >"$new" || end 3 "$output: cannot be written"
	read_lock "$new" >"$work/lines" || exit 1
	[ -s "$work/lines" ] || end 1 'apt names no packages'
	if cmp -s "$new" "$output"; then rm -f "$new"; else
		mv -f "$new" "$output" || end 3 "$output: cannot be written"
	fi
}
