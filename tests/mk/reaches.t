#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Every variable, one after the other: one that reaches the image gives the image of a clean build,
# and taken back the first one again; any other leaves the image as it is. A variable of `make help
# topic=variables` without a row here fails this test.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
needs jq dpkg-deb
python=$top/build/setup/venv/bin/python
version=$("$python" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])')
minor=${version%.*}
export UV_CACHE_DIR=$tmp/uv

# --- given a project with hostile names and two of everything -------------------------------

mkdir "$tmp/index"
"$top/tests/support/mkindex" "$tmp/index" 'alpha==1.0;beta' beta==1.0 beta==2.0@2026-02-01 \
	given==1.0 lonely==1.0 delta==1.0 \
	"fits==1.0#cp${minor/./}-cp${minor/./}-manylinux_2_17_x86_64" \
	"fits==1.0#cp${minor/./}-cp${minor/./}-manylinux_2_30_x86_64" \
	"fits==1.0#py3-none-manylinux_2_17_aarch64" "fits==1.0#py3-none-musllinux_1_1_x86_64"
PYTHONPATH=$top/tests/support "$python" -B - "$tmp/index/files" <<'PY'
import random, sys
from wheels import Wheel
wheel = Wheel("large", "1.0")
wheel.add("large.bin", random.Random(1).randbytes(1_200_000), stored=True)
wheel.add("second.bin", random.Random(2).randbytes(1_200_000), stored=True)
wheel.add("shared.txt", b"of large\n")
wheel.write(sys.argv[1])
wheel = Wheel("rival", "1.0")
wheel.add("shared.txt", b"of its rival\n")
wheel.write(sys.argv[1])
PY
mkdir -p "$tmp/src/gamma-1.0"
printf 'Metadata-Version: 2.2\nName: gamma\nVersion: 1.0\n' >"$tmp/src/gamma-1.0/PKG-INFO"
printf \
	'[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = '\
'["."]\n[project]\nname = "gamma"\nversion = "1.0"\n' >"$tmp/src/gamma-1.0/pyproject.toml"
{
	cat "$top/tests/support/wheels.py"
	printf 'def build_wheel(directory, config_settings=None, metadata_directory=None):\n'
	printf \
		'    return os.path.basename(Wheel("gamma", "1.0").add("gamma.py", '\
'os.environ.get("MADE", "no").encode() + b" = 1\\n").write(directory))\n'
} >"$tmp/src/gamma-1.0/backend.py"
tar -czf "$tmp/index/files/gamma-1.0.tar.gz" -C "$tmp/src" gamma-1.0
"$top/tests/support/mkindex" "$tmp/index"
serve_nginx "$tmp/index"

base() { # name options...: with what it provides, in a place that the interpreter sees
	"$top/tests/support/mkbase" "$tmp/$1" "${@:2}" \
		"usr/local/lib/python$minor/dist-packages/given-1.0.dist-info/METADATA=$(printf \
			'Metadata-Version: 2.1\nName: given\nVersion: 1.0\n')"
}
base 'base' --python "$version" --env CUDA_VERSION=12.6.1
base 'other' --python "$version" --env CUDA_VERSION=12.6.1 etc/other=1
base 'arm' --python "$version" --arch arm64
base 'musl' --python "$version" --musl 1.2.3
base 'next' --python 3.12.1
"$top/tests/support/mkbase" --tar --usr python --python 3.12.1 --glibc '' "$tmp/python.tar" \
	python/lib/python3.12/os.py=1
touch -d 2020-01-01 "$tmp"/*/index.json "$tmp/base/index.json"

# Debian packages: base.here.lock says which, and the store has them.
deb() { # name paths...
	local name=$1 root=$tmp/debs/$1 path
	mkdir -p "$root/DEBIAN"
	printf 'Package: %s\nVersion: 1.0\nArchitecture: all\nMaintainer: x <y>\nDescription: x\n' \
		"$name" >"$root/DEBIAN/control"
	for path in "${@:2}"; do
		mkdir -p "$root/${path%/*}"
		cp "$tmp/debs/files/$path" "$root/$path" 2>/dev/null || echo "$name" >"$root/$path"
	done
	SOURCE_DATE_EPOCH=0 dpkg-deb --root-owner-group -b "$root" "$root.deb" >/dev/null
	sha=$(sha256sum <"$root.deb" | cut -c1-64)
	mkdir -p "$tmp/store/sha256/${sha:0:2}"
	cp "$root.deb" "$tmp/store/sha256/${sha:0:2}/$sha"
	printf '%s 1.0 all %s %s debian/pool/%s_1.0_all.deb\n' "$name" "$(stat -c %s "$root.deb")" \
		"$sha" "$name" >"$tmp/debs/$name.line"
}
mkdir -p "$tmp/debs/files"
"$top/tests/support/mkbase" --tar --python "$version" "$tmp/debs/python.tar" &&
	tar -xf "$tmp/debs/python.tar" -C "$tmp/debs/files"
deb python3 "usr/bin/python$minor" usr/lib/x86_64-linux-gnu/libc.so.6
deb tool usr/bin/tool
base_lock() { # suite packages [sources [archive of tool]]
	printf '# suite %s\n# architecture amd64\n# essential no\n' "$1"
	[ -z "${3:-}" ] || printf '# sources %s\n' "$3"
	printf '# packages %s\n' "$2"
	for name in $2; do sed "s, debian/, ${4:-debian}/," "$tmp/debs/$name.line"; done
}

p=$tmp/project
mkdir -p "$p/targets" "$p/the app"
cp -r "$p/the app" "$p/app"
printf 'alpha\nfits\nlarge\nrival\ngamma\nlonely\ngiven>=1\n' >"$p/requirements.in"
printf 'lonely\n' >"$p/more.in"
for name in 'a b.txt' '12:30.txt' 'c$d' '#h' "it's" 'é' '%' '*'; do
	printf '%s\n' "$name" >"$p/app/$name"
done
mkdir "$p/app/a dir" "$p/etc"
printf 'x\n' >"$p/app/a dir/x"
printf 'conf\n' >"$p/etc/app.conf"
printf 'merge bin\n' >"$p/base.steps"
cat >"$p/targets/here.mk" <<EOT
PYLOCK_ARCH        := x86_64
PYLOCK_GLIBC       := 2.36
PYLOCK_BASE_PYTHON := $version
PYLOCK_BASE_SUITE  := bookworm
PYLOCK_BASE_APT    := python3
PYLOCK_BASE_STEPS  := base.steps
-include preset.mk
EOT
sed 's/x86_64/x86_64/' "$p/targets/here.mk" >"$p/targets/there.mk"
cat >"$p/Makefile" <<EOT
PYLOCK_NAME           := sample
PYLOCK_TARGETS        := here there
PYLOCK_INDEX_URL      := $nginx/simple
PYLOCK_BASE           := $tmp/base
PYLOCK_FILES          := app:/app etc/app.conf:/etc/app.conf
PYLOCK_ENV.FIRST      := it's \$\$HOME "quoted"  and blanks
PYLOCK_ENV.SECOND     := 2
PYLOCK_LABEL.one      := it's 1 \$\$x
PYLOCK_LABEL.two      := 2
PYLOCK_OWNER.shared.* := large
PYLOCK_PREFER.fits    := tag:manylinux_2_30_x86_64
-include more.mk
include $top/mk/pylock.mk
EOT
: >"$p/more.mk"
: >"$p/preset.mk"

# --- what a row does ----------------------------------------------------------------------

make_image() {
	make --no-print-directory -C "$1" PYLOCK_STORE="$tmp/store" image >"$1.out" 2>&1 || {
		printf 'FAILED:\n'
		grep -vE '^  [A-Z]+ ' "$1.out"
		return 1
	}
}
digest() { jq -r '.manifests[0].digest' "$1/build/here/image/index.json"; }
sources() { tar -C "$1" --exclude=./build -cf - .; }

# In DIRECTORY, a copy of a project whose image is FIRST, the commands change something. What is
# wrong is printed.
row() { # directory first reaches|stays commands
	local dir=$1 first=$2 kind=$3 now
	mkdir -p "$dir"
	(cd "$dir/row" && eval "$4") || echo 'the command failed'
	make_image "$dir/row" || return
	now=$(digest "$dir/row")
	case $kind in
	reaches) [ "$now" != "$first" ] || echo 'it does not reach the image' ;;
	stays) [ "$now" = "$first" ] || echo 'it changes the image' ;;
	esac
	if [ "$kind" = stays ]; then
		make_image "$dir/row"
		grep -q 'Nothing to be done' "$dir/row.out" || {
			echo 'the next make does something:'
			cat "$dir/row.out"
		}
		return
	fi
	mkdir "$dir/clean"
	sources "$dir/row" | tar -C "$dir/clean" -xf -
	make_image "$dir/clean" && [ "$(digest "$dir/clean")" = "$now" ] ||
		echo 'a clean build is another one'
	find "$dir/row" -mindepth 1 -maxdepth 1 ! -name build -exec rm -r {} +
	sources "${5:-$p}" | tar -C "$dir/row" -xf -
	make_image "$dir/row" && [ "$(digest "$dir/row")" = "$first" ] ||
		echo 'taken back, it is not the first again'
}

# start NAME KIND COMMANDS: a row, while others run. `on` says of which project.
names=() row_pids=() reaching=()
start() {
	local name=$1 number=${#names[@]}
	names+=("$name")
	[ "$2" = stays ] || reaching+=("$name")
	[ "${#row_pids[@]}" -lt 3 ] || wait "${row_pids[-3]}"
	{
		mkdir -p "$tmp/rows/$number"
		cp -a "$project" "$tmp/rows/$number/row"
		row "$tmp/rows/$number" "$first" "$2" "$3" "$project" >"$tmp/rows/$number.said" 2>&1
		rm -rf "$tmp/rows/${number:?}"
	} &
	row_pids+=($!)
}
put() { printf '%b\n' "$2" >"$1"; }
reaches() { start "$1" reaches "${3:-}
	put more.mk '$2'"; }
preset() { start "$1" reaches "${3:-}
	put preset.mk '$2'"; }
stays() { start "$1" stays "${3:-}
	put more.mk '$2'"; }
elsewhere() { # NAME test: it reaches the image, and needs more than a quick test has
	reaching+=("$1")
	grep -q "PYLOCK_$1" "$top/$2" || echo "$2 does not have it" >"$tmp/rows/${#names[@]}.said"
	names+=("$1")
}
mkdir "$tmp/rows"
ok 'an image' make_image "$p" || note "$(cat "$p.out")"
first=$(digest "$p") project=$p

# --- each variable that reaches the image ----------------------------------------------------

reaches NAME 'PYLOCK_NAME := another'
reaches FILES 'PYLOCK_FILES := app:/app'
reaches FILES 'PYLOCK_FILES :='
reaches DOCUMENTS 'PYLOCK_DOCUMENTS := no'
reaches ENTRYPOINT 'PYLOCK_ENTRYPOINT := python3 -c pass'
reaches CMD 'PYLOCK_CMD := a b'
reaches ENV 'PYLOCK_ENV.THIRD := 3'
reaches ENV 'PYLOCK_ENV.SECOND@here := 3'
reaches LABEL 'PYLOCK_LABEL.three := 3'
reaches ENV_UNSET 'PYLOCK_ENV_UNSET := CUDA_VERSION'
reaches EXPOSE 'PYLOCK_EXPOSE := 8080 53/udp'
reaches VOLUME 'PYLOCK_VOLUME := /data "/with blank"'
reaches HEALTHCHECK 'PYLOCK_HEALTHCHECK := python3 -c pass'
reaches HEALTHCHECK 'PYLOCK_HEALTHCHECK := python3 -c pass\nPYLOCK_HEALTHCHECK.interval := 7s'
reaches STOPSIGNAL 'PYLOCK_STOPSIGNAL := SIGINT'
reaches CREATED 'PYLOCK_CREATED := 2026-01-01T00:00:00Z'
reaches USER 'PYLOCK_USER := 1000:1000'
reaches WORKDIR 'PYLOCK_WORKDIR := /app'
reaches PREFIX 'PYLOCK_PREFIX := /srv/venv'
reaches OWNER 'PYLOCK_OWNER.shared.* := rival'
reaches OWNER 'PYLOCK_OWNER.shared.txt := rival'
reaches PYC 'PYLOCK_PYC := yes'
reaches PYC 'PYLOCK_PYC := gamma alpha'
reaches LAYER_SPLIT 'PYLOCK_LAYER_SPLIT := 1300000'
reaches BASE "PYLOCK_BASE := $tmp/other"
reaches PROVIDED 'PYLOCK_PROVIDED := given'
reaches PROVIDED 'PYLOCK_PROVIDED := given\nPYLOCK_PROVIDED.given := 1.0'
reaches PYTHON \
	"PYLOCK_PYTHON := 3.12.1\nPYLOCK_PYTHON_FROM := $tmp/python.tar\\\\#sha256=$(sha256sum \
		<"$tmp/python.tar" | cut -c1-64)\nPYLOCK_EXCLUDE := fits"
names+=(PYTHON_FROM)
reaching+=(PYTHON_FROM)
reaches EXCLUDE 'PYLOCK_EXCLUDE := beta'
reaches FILES_EXCLUDE 'PYLOCK_FILES_EXCLUDE := *.txt'
reaches USERS 'PYLOCK_USERS := app:1000:1000:/home/app'
reaches BUILD_ENV 'PYLOCK_BUILD_ENV.gamma := MADE=yes'

preset ARCH 'PYLOCK_ARCH := aarch64\nPYLOCK_PREFER.fits :=' "put more.mk 'PYLOCK_BASE := $tmp/arm'"
preset GLIBC 'PYLOCK_GLIBC := 2.20\nPYLOCK_PREFER.fits :='
preset MUSL 'PYLOCK_GLIBC :=\nPYLOCK_MUSL := 1.2\nPYLOCK_PREFER.fits :=' \
	"put more.mk 'PYLOCK_BASE := $tmp/musl'"
preset PLATFORMS 'PYLOCK_PLATFORMS := manylinux_2_17_*\nPYLOCK_PREFER.fits :='
preset BASE_PYTHON 'PYLOCK_BASE_PYTHON := 3.12.1' \
	"put more.mk 'PYLOCK_BASE := $tmp/next\nPYLOCK_EXCLUDE := fits'"
preset BASE_IMAGE "PYLOCK_BASE_IMAGE := $tmp/other" "put more.mk 'PYLOCK_BASE :='"
preset CUDA 'PYLOCK_CUDA := 12.6'
preset CUDA_ARCHS 'PYLOCK_CUDA_ARCHS := 8.7 9.0'
preset DRIVER 'PYLOCK_DRIVER.libcuda.so.1 := 540.4'
preset L4T 'PYLOCK_L4T := 36.4'
preset TOOLKIT 'PYLOCK_TOOLKIT := 1.14'
preset LAYER_MAX 'PYLOCK_LAYER_MAX := 1'

# --- each that does not -------------------------------------------------------------------------

# All of them at once; when the image is another, one by one.
lines=("REQUIREMENTS := requirements.in more.in" "PYC_PYTHON := $python" \
	'PREFER.lonely := local:none' 'INDEXES := default second'
	"INDEX_URL.second := $nginx/simple" "INDEX_URL := $nginx/./simple" \
		'INDEX.delta := default' "MIRRORS := $nginx/mirror" 'INDEX_TIMEOUT := 7'
	'INDEX_RETRIES := 7' 'KEYRING := no' 'EXCLUDE_NEWER := 2100-01-01' \
		'PREFER_BINARY := alpha' 'ONLY_BINARY := alpha' 'RESOLVER := pip-compile' "PYTHONS := $minor"
	'BOARD := jp6/cu126' 'TARGETS := here' 'SHORT := yes' 'ANALYZE_LIMIT := 9' \
		'CRITICAL := alpha' 'ALLOW.alpha := why' 'ACCEPT.x/y := why' "ALLOW_WHEEL.$(printf \
			'%064d' 1) := why"
	'CUDA_PACKAGES := alpha' 'SMOKE := etc/app.conf' 'IMPORT_SKIP.alpha := why' \
		'IMPORT_TIMEOUT := 9' 'RUNNER := docker' 'GPU_HERE := no' 'VERIFY := no'
	'REPOSITORY := registry.invalid/a' 'MOUNT_FROM := x' 'INSECURE := yes' 'BUDGET_IMAGE := 1G' \
		'BUDGET_PUSH := 1G' 'BUDGET_PULL := 1G' 'BYTES := all' \
		'PULL_OPTIONS := --x' 'TAG := x' \
		'BUILDER.gamma := native' 'JOBS_BUILD := 1' 'BUILD_TIMEOUT := 9m' \
		'BUILD_MEMORY := 1G' 'BUILD_UNCONFINED := why'
	'WHEEL_HOST := unix:///x' 'APT_MIRRORS := http://m.invalid/debian' 'BASE_SUITE := trixie')
stays "$(printf '%s ' "${lines[@]%%[. ]*}")" "$(printf 'PYLOCK_%s\\n' "${lines[@]}")"
wait "${row_pids[-1]}"
if [ -s "$tmp/rows/$((${#names[@]} - 1)).said" ]; then
	for line in "${lines[@]}"; do stays "${line%%[. ]*}" "PYLOCK_$line"; done
fi
stays LOCKED 'PYLOCK_LOCKED := yes'
stays OFFLINE 'PYLOCK_OFFLINE := 1'
stays STORE_SHARED 'PYLOCK_STORE_SHARED := yes'
stays STORE '' \
	'cp -a "$tmp/store" "$tmp/other-store"; sed -i "s,^-include more.mk,override PYLOCK_STORE '\
':= $tmp/other-store," Makefile'
elsewhere BASE_CONFIGURE tests/e2e/hello.t
elsewhere BUILD_APT tests/e2e/cross.t
elsewhere NO_BINARY tests/e2e/locked-files.t
elsewhere PROJECT tests/mk/project.t
names+=(EXTRAS GROUPS) # they say what is locked, and count by the lock: tests/mk/project.t
for name in BUILD_REQUIRES BUILD_CONSTRAINTS; do elsewhere $name tests/mk/wheels.t; done

# --- and of a project that stands on Debian packages ---------------------------------------------

project=$tmp/debian
mkdir "$project"
sources "$p" | tar -C "$project" -xf -
sed -i 's,^PYLOCK_BASE .*,PYLOCK_APT_MIRRORS := http://m.invalid/debian,' "$project/Makefile"
base_lock bookworm python3 >"$project/base.here.lock"
make_image "$project" || note "$(cat "$project.out")"
first=$(digest "$project")
with_tool='bookworm "python3 tool"'
reaches APT 'PYLOCK_APT := tool' "base_lock $with_tool >base.here.lock"
reaches APT_SOURCES \
	'PYLOCK_APT := tool\nPYLOCK_APT_SOURCES := vendor|http://v.invalid|/|-|key.asc' \
	"base_lock $with_tool 'vendor|/|-' vendor >base.here.lock"
preset BASE_APT 'PYLOCK_BASE_APT := python3 tool' "base_lock $with_tool >base.here.lock"
start BASE_SUITE stays \
	'put preset.mk "PYLOCK_BASE_SUITE := trixie"; base_lock trixie python3 >base.here.lock'
preset BASE_STEPS 'PYLOCK_BASE_STEPS := base.steps more.steps' \
	"printf 'package python3\n  file 0644 0:0 /etc/made\n  |made\n' >more.steps"
for pid in "${row_pids[@]}"; do wait "$pid"; done

for number in "${!names[@]}"; do
	is "${names[number]} ($number)" "$(cat "$tmp/rows/$number.said" 2>/dev/null)" ''
done
documented=$(make --no-print-directory -C "$p" help topic=variables | grep -oE '^  PYLOCK_[^:]*:' |
	grep -oE 'PYLOCK_[A-Z0-9_]+' | sort -u)
# shellcheck disable=SC2048,SC2086 # one of them is many
is 'every variable has a row' \
	"$(comm -23 <(printf '%s\n' "$documented") <(printf 'PYLOCK_%s\n' ${names[*]} | sort -u))" \
	''
flagged=$(awk \
	'/^_pylock_kind\./ { for (i = 4; i <= NF; i++) if ($i == "image") { sub(/^_pylock_kind\./,'\
' "", $1); sub(/\..*/, "", $1); print $1 } }' "$top"/mk/defaults/*.mk | sort -u)
is 'those that reach the image are declared so' "$(printf '%s\n' "${reaching[@]}" | sort -u)" \
	"$flagged"
is 'there are variables' "$(test "$(wc -l <<<"$documented")" -gt 60; echo $?)" 0
done_testing
