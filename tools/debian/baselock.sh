#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# baselock.sh: locks the Debian packages of a base, and says where locked ones are; see
# baselock.sh(1).
set -u -o pipefail
export LC_ALL=C

usage="usage: baselock.sh --suite SUITE --arch ARCH [--essential] [--offline] [--mirror URL]... \
[--source SOURCE]...
                   -o LOCK PACKAGE...
       baselock.sh --list [--offline] [--mirror URL]... [--source SOURCE]... LOCK
       baselock.sh --debs STORE LOCK
       baselock.sh --owners --suite SUITE --arch ARCH [--offline] [--mirror URL]... SONAME...

  --suite SUITE  Debian suite, such as bookworm
  --arch ARCH    Debian's name of the architecture, such as arm64
  --essential    lock the suite's Essential packages, too
  --mirror URL   address of an archive: debian or debian-security, whichever stands in it
  --source SOURCE
                 another archive: NAME|ADDRESS|SUITE|COMPONENTS|KEY[|sha256=HEX][|snapshot]
  -o LOCK        write the lock for PACKAGE... and all that they depend on to LOCK
  --list         print the locked files as fetch takes them: sha256 size filename url...
  --offline      open no socket: --list names no addresses, and a lock cannot be made
  --owners       print, for each library in /lib or /usr/lib, its name and the package that has it;
                 bin/FILE, include/FILE and lib/FILE are files anywhere below that one of /usr
  --debs STORE   print them as baselayer takes them: filename=path, in the store STORE
  -h, --help     print this"

end() { # status message...
	local status=$1
	shift
	printf 'baselock.sh: %s\n' "$*" >&2
	exit "$status"
}

# shellcheck source=tools/lib/inputfile.sh
. "$(dirname "$0")/../lib/inputfile.sh"
# shellcheck source=tools/lib/shown.sh
. "$(dirname "$0")/../lib/shown.sh"
# shellcheck source=tools/debian/aptsources.sh
. "$(dirname "$0")/aptsources.sh"
# shellcheck source=tools/debian/aptresolve.sh
. "$(dirname "$0")/aptresolve.sh"

is_archive() { [[ $1 =~ ^(https?|file|copy)://?[A-Za-z0-9.:/@%_~+-]+$ ]]; } # url

# --- mirrors -------------------------------------------------------------------

# The archives of Debian that apt on this machine uses; where it uses none, those that mmdebstrap
# has built in.
default_mirrors() {
	local found=''
	if command -v apt-get >/dev/null; then
		# shellcheck disable=SC2016 # apt's variable
		found=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' \
			2>/dev/null |
			grep -E '/debian(-security)?(/|$)' | sort -u)
	fi
	if [ -z "$found" ] && command -v mmdebstrap >/dev/null; then
		found=$(sed -nE "s/^ *my \\\$(sec)?mirror *= '(.*)';/\2/p" \
			"$(command -v mmdebstrap)")
	fi
	[ -z "$found" ] || printf '%s\n' "$found"
}

# The mirrors of an archive, debian or debian-security. Where only the other one has any, it lies
# beside that.
mirrors_of() { # archive
	local url security=() plain=()
	for url in "${mirrors[@]}"; do
		case $url in
		*-security | *-security/*) security+=("${url%/}") ;;
		*) plain+=("${url%/}") ;;
		esac
	done
	if [ ${#security[@]} -eq 0 ]; then
		mapfile -t security < \
			<(printf '%s\n' "${plain[@]}" |
				sed -nE 's,/debian(/|$),/debian-security\1,p')
	elif [ ${#plain[@]} -eq 0 ]; then
		mapfile -t plain < \
			<(printf '%s\n' "${security[@]}" |
				sed -nE 's,/debian-security(/|$),/debian\1,p')
	fi
	case $1 in
	debian) printf '%s\n' "${plain[@]}" ;;
	debian-security) printf '%s\n' "${security[@]}" ;;
	esac
}

need_mirrors() {
	[ ${#mirrors[@]} -gt 0 ] || mapfile -t mirrors < <(default_mirrors)
	# shellcheck disable=SC2015 # all of it, or the end
	[ ${#mirrors[@]} -gt 0 ] && [ -n "$(mirrors_of debian)" ] &&
		[ -n "$(mirrors_of debian-security)" ] ||
		end 1 'no addresses of debian and debian-security are known: give --mirror'
}

# --- a lock ----------------------------------------------------------------------

# Prints the lines of a lock: size, sha256, archive, path, filename. Anything that is not as this
# program writes it is refused.
largest_lock=16777216
read_lock() { # lock
	local problem
	problem=$(input_problem "$1" "$largest_lock")
	[ -z "$problem" ] || end 1 "$1: $problem"
	awk -v lock="$1" '
		/^#/ || /^$/ { next }
		NF != 6 || $1 !~ /^[a-z0-9][a-z0-9+.-]*$/ || $2 !~ /^[A-Za-z0-9+.:~-]+$/ ||
		$3 !~ /^[a-z0-9-]+$/ ||
		$4 !~ /^[0-9]+$/ || length($4) > 12 || $5 !~ /^[0-9a-f]+$/ || length($5) != 64 ||
		$6 !~ /^[a-z0-9][a-z0-9-]*\/[A-Za-z0-9+._~\/-]+\.deb$/ || $6 ~ /\.\.\// ||
		($6 ~ /^debian(-security)?\// && $6 !~ /^debian(-security)?\/pool\//) {
			printf "baselock.sh: %s:%d: not a line of a lock\n", lock, NR >"/dev/stderr"
			exit 1
		}
		{
			archive = $6; sub(/\/.*/, "", archive)
			path = $6; sub(/^[^\/]*\//, "", path)
			name = path; sub(/.*\//, "", name)
			print $4, $5, archive, path, name
		}' "$1"
}

print_list() { # lock
	local lines size sha256 archive path name url urls debian security
	lines=$(read_lock "$1") || exit 1
	[ -n "$offline" ] || need_mirrors
	debian=$(mirrors_of debian) security=$(mirrors_of debian-security)
	while read -r size sha256 archive path name; do
		[ -n "$size" ] || continue
		path=${path//+/%2b}
		path=${path//\~/%7e}
		case $archive in
		debian) urls=$debian ;;
		debian-security) urls=$security ;;
		*)
			urls=$(source_address "$archive") || exit
			[ -n "$urls$offline" ] ||
				end 1 \
				"$1: $name is from the archive $archive, which PYLOCK_APT_SOURCES does not name"
			;;
		esac
		printf '%s %s %s' "$sha256" "$size" "$name"
		for url in $urls; do printf ' %s/%s' "$url" "$path"; done
		[ -z "$offline" ] || printf ' none:'
		printf '\n'
	done <<<"$lines"
}

print_debs() { # store lock
	local lines
	lines=$(read_lock "$2") || exit 1
	awk -v store="$1" 'NF { printf "%s=%s/sha256/%s/%s\n", $5, store, substr($2, 1, 2), $2 }' \
		<<<"$lines"
}

# --- owners ----------------------------------------------------------------------

# The lists of files that the archives publish beside those of packages; signed as these are.
want_contents() { # directory
	cat >>"$1/apt.conf" <<-'CONF'
		Acquire::IndexTargets::deb::Contents-deb {
			MetaKey "$(COMPONENT)/Contents-$(ARCHITECTURE)";
			ShortDescription "Contents-$(ARCHITECTURE)";
			Description "$(RELEASE)/$(COMPONENT) $(ARCHITECTURE) Contents (deb)";
			KeepCompressed "true";
			PDiffs "false";
			DefaultEnabled "true";
		};
	CONF
}

# Of several packages that have it the one with the shortest name is meant: libgl1 rather than a
# driver's; of files below a directory the one that is the least deep comes first.
print_owners() { # sonames
	local work
	[ -z "$offline" ] ||
		end 1 "which package has $1 is said by Debian's archives, and PYLOCK_OFFLINE=1"
	need_mirrors
	command -v apt-get >/dev/null ||
		end 3 'apt-get is missing: packages are looked for on Debian and its kin only'
	work=$(mktemp -d) || end 3 'cannot make a temporary directory'
	# shellcheck disable=SC2064 # now, while the variable is known
	trap "rm -rf '$work'" EXIT
	prepare_apt "$work"
	want_contents "$work"
	apt-get -q update >"$work/said" 2>&1 || {
		shown <"$work/said" >&2
		end 3 "the archives' indexes cannot be had"
	}
	# shellcheck disable=SC2016 # apt's variable
	apt-get indextargets --format '$(FILENAME)' 'Created-By: Contents-deb' |
		while read -r file; do
		[ -r "$file" ] && /usr/lib/apt/apt-helper cat-file "$file"
	done | awk -v wanted="$*" '
		BEGIN {
			count = split(wanted, list, " ")
			for (i = 1; i <= count; i++) {
				base = list[i]; sub(/.*\//, "", base)
				want[base] = want[base] " " list[i]
			}
		}
		function has(path, word,   end) {
			if (word !~ /\//)
				return path ~ /^(usr\/)?lib\/([a-z0-9_]+-linux-[a-z]+\/)?[^\/]+$/
			end = substr(word, index(word, "/"))
			return index(path, "usr/" substr(word, 1, index(word, "/"))) == 1 &&
				substr(path, length(path) - length(end) + 1) == end
		}
		{
			name = $1; sub(/.*\//, "", name)
			if (!(name in want)) next
			deep = split($1, parts, "/") - ($1 ~ /\/[a-z0-9_]+-linux-[a-z]+\//)
			count = split(want[name], words, " ")
			of = split($2, packages, ",")
			for (w = 1; w <= count; w++) {
				if (!has($1, words[w])) continue
				for (i = 1; i <= of; i++) {
					package = packages[i]; sub(/.*\//, "", package)
					cost = sprintf("%03d %03d %s", words[w] ~ /\// ? deep : 0,
						length(package), package)
					if (!(words[w] in best) || cost < best[words[w]])
						best[words[w]] = cost
				}
			}
		}
		END { for (name in best) print name, substr(best[name], 9) }' | sort
}

# --- command line ------------------------------------------------------------------

suite='' arch='' essential='' output='' list='' store='' owners='' offline='' mirrors=() rest=()
while [ $# -gt 0 ]; do
	case $1 in
	-h | --help) printf '%s\n' "$usage"; exit 0 ;;
	--version) printf '%s %s\n' "${0##*/}" "$(cat "${0%/*}/../VERSION")"; exit ;;
	--suite | --arch | --mirror | --source | --debs | -o)
		[ $# -ge 2 ] || end 2 "$1: a value is wanted (see baselock.sh --help)"
		case $1 in
		--suite) suite=$2 ;;
		--arch) arch=$2 ;;
		--mirror) mirrors+=("$2") ;;
		--source) sources+=("$2") ;;
		--debs) store=$2 ;;
		-o) output=$2 ;;
		esac
		shift 2
		;;
	--list) list=yes; shift ;;
	--owners) owners=yes; shift ;;
	--offline) offline=yes; shift ;;
	--essential) essential=yes; shift ;;
	--) shift; rest+=("$@"); break ;;
	-*) end 2 "$1: no such option (see baselock.sh --help)" ;;
	*) rest+=("$1"); shift ;;
	esac
done
for url in ${mirrors[@]+"${mirrors[@]}"}; do
	is_archive "$url" || end 2 "--mirror: '$url' is not an address of an archive"
done
sources_line >/dev/null

if [ -n "$list$store" ]; then
	[ ${#rest[@]} -eq 1 ] || end 2 'exactly one LOCK must be given (see baselock.sh --help)'
	if [ -n "$store" ]; then print_debs "$store" "${rest[0]}"; else print_list "${rest[0]}"; fi
	exit
fi
[[ $suite =~ ^[a-z]+$ ]] || end 2 "--suite: '$suite' is not a suite such as bookworm"
[[ $arch =~ ^[a-z0-9]+$ ]] || end 2 "--arch: '$arch' is not an architecture such as arm64"
if [ -n "$owners" ]; then
	for name in ${rest[@]+"${rest[@]}"}; do
		[[ $name =~ ^((bin|include|lib)/)?[A-Za-z0-9._+-]+(/[A-Za-z0-9._+-]+)*$ ]] ||
			end 1 "'$name' is not the name of a library or file"
	done
	[ ${#rest[@]} -gt 0 ] || end 2 'no libraries are given'
	print_owners "${rest[@]}"
	exit
fi
[ -n "$output" ] || end 2 '-o is missing'
[ ${#rest[@]} -gt 0 ] || end 2 'no packages are given'
for package in "${rest[@]}"; do
	[[ $package =~ ^[a-z0-9][a-z0-9+.-]*$ ]] ||
		end 1 "'$package' is not a name of a Debian package"
done
resolve "${rest[@]}"
