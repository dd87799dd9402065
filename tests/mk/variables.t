#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# variables: every variable has a kind, and its value is read as that, however it is spelt.
. "$(dirname "$0")/../tap.sh"

# project ASSIGNMENTS...: a project in $tmp/project that includes the framework, as another
# repository would.
project() {
	mkdir -p "$tmp/project"
	{
		printf 'PYLOCK_NAME := a\nPYLOCK_TARGETS := debian12-arm64 debian12-amd64\n'
		printf '%s\n' "$@"
		printf 'include %s/mk/pylock.mk\n' "$top"
		# shellcheck disable=SC2016 # Make's
		printf \
			'value: ; @$(info [$(call _pylock_variable,$(OF))])\nyes: ; @$(info '\
'[$(call _pylock_yes,$(OF))])\nasked: ; @$(info [$(call _pylock_asked,$(OF))])\n'
	} >"$tmp/project/Makefile"
	printf 'humanize\n' >"$tmp/project/requirements.in"
}
run() { make -s --no-print-directory -C "$tmp/project" PYLOCK_STORE="$tmp/store" "$@"; }

# --- yes and no ----------------------------------------------------------------------------

for word in yes Yes YES true True TRUE on On ON y Y 1 'yes # a comment' '1   '; do
	project "PYLOCK_LOCKED := $word"
	is "LOCKED := $word is yes" "$(run yes OF=LOCKED)" '[yes]'
	is "RUN=${word%% *}, too" "$(run asked OF=RUN "RUN=${word%% *}")" '[yes]'
done
for word in no No NO false False FALSE off Off OFF n N 0 '' 'no # a comment'; do
	project "PYLOCK_DOCUMENTS := ${word:-no}"
	is "DOCUMENTS := $word is no" "$(run yes OF=DOCUMENTS)" '[]'
	is "RUN=${word%% *}, too" "$(run asked OF=RUN "RUN=${word%% *}")" '[]'
done
project
is 'the environment asks for nothing' "$(RUN=1 run asked OF=RUN)" '[]'
like 'V=0 shows no commands' \
	"$(run -n V=0 resolve | grep -c lockhash; run V=0 -pn help | grep '^_pylock_quiet')" ':= @'

# --- blanks around a value -------------------------------------------------------------------

project 'PYLOCK_USER := app      # a comment' 'PYLOCK_ENV.A := two  words	 # a comment'
is 'blanks before a comment are no part of a value' "$(run value OF=USER)" '[app]'
is 'those within a text are' "$(run value OF=ENV.A)" '[two  words]'
project 'PYLOCK_USER = $(IT)' "IT := app # a comment"
is 'nor are those of another variable' "$(run value OF=USER)" '[app]'
project 'define PYLOCK_ENV.A' '' '  first' 'second  ' '' 'endef'
is 'nor newlines around a text' "$(run value OF=ENV.A)" $'[first\nsecond]'

# --- each kind, as it is written in real life ----------------------------------------------------

# good NAME VALUE READ: VALUE is taken, and read as READ.
good() {
	project "PYLOCK_$1 := $2"
	is "$1 := $2" "$(run value OF="$1" 2>&1)" "[$3]"
}
# bad NAME VALUE REGEX: VALUE is refused, by one line that says what to write and where it stands.
bad() {
	project "PYLOCK_$1 := $2"
	fails "$1 := $2" 2 \
		"pylock\\.mk: PYLOCK_${1//./\\.} is '.*': write .*$3.* \\(Makefile:3\\)" run value
}

good LOCKED TRUE yes
good KEYRING Off no
bad LOCKED maybe '`yes` or `no`'
bad OFFLINE 'yes please' '`yes` or `no`'
bad VERIFY 2 '`yes` or `no`'
good JOBS_BUILD '4   # all of them' 4
bad JOBS_BUILD many 'a number, 1 or more'
bad JOBS_BUILD 0 'a number, 1 or more'
bad JOBS_BUILD -1 'a number'
bad JOBS_BUILD 1.5 'a number'
bad JOBS_BUILD '2 4' 'a number'
good BUILD_TIMEOUT 90m 5400
bad BUILD_TIMEOUT never 'seconds, or a number with s, m or h'
good BUILD_MEMORY 8G 8589934592
bad BUILD_MEMORY much 'bytes, or a number with K, M or G'
good INDEX_RETRIES 0 0
bad LAYER_MAX '0x20' 'a number'
for pair in 1:1 100K:102400 100k:102400 256M:268435456 12MiB:12582912 1G:1073741824 \
	2T:2199023255552; do
	good LAYER_SPLIT "${pair%:*}" "${pair#*:}"
done
bad LAYER_SPLIT 256MB 'bytes, or a number with K, M or G, such as 256M'
bad LAYER_SPLIT 1.5G bytes
bad LAYER_SPLIT '256 M' bytes
bad LAYER_SPLIT M bytes
for pair in 60:60 90s:90 5m:300 2h:7200 0:0 99m:5940; do
	good IMPORT_TIMEOUT "${pair%:*}" "${pair#*:}"
done
bad ANALYZE_LIMIT soon 'seconds, or a number with s, m or h, such as 90s or 5m'
bad ANALYZE_LIMIT 500ms seconds
bad INDEX_TIMEOUT 1m30s seconds
bad IMPORT_TIMEOUT '5 m' seconds
good PYC_PYTHON '/usr/bin/python3 # this one' /usr/bin/python3
bad PYC_PYTHON '/usr/local/my python' 'a path without blanks'
bad PYC_PYTHON "'/usr/bin/python3'" "a path without '"
# shellcheck disable=SC2088
bad PYC_PYTHON '~/python' 'a path without ~'
good REQUIREMENTS 'requirements.in   requirements.in ' 'requirements.in   requirements.in'
bad SMOKE '"tests/a.py"' 'a path without "'
good WORKDIR '/app      # here' /app
bad WORKDIR app 'an absolute path of the image, such as /app'
bad WORKDIR '/my app' 'an absolute path'
bad WORKDIR /app/../etc 'an absolute path'
bad PREFIX '"/opt/venv"' 'an absolute path'
good USER '1000:1000  #' 1000:1000
bad USER 'app staff' 'one word'
bad USER '"app"' 'it without "'
bad REPOSITORY 'registry.example/a b' 'one word'
good RESOLVER 'pip-compile # the old one' pip-compile
bad RESOLVER poetry '`uv` or `pip-compile`'
bad RUNNER podman '`bubblewrap` or `docker`'
bad BASE_CONFIGURE 'static run' '`static` or `run`'
good PULL_OPTIONS '--a=b  --c' '--a=b  --c'
bad MOUNT_FROM '"a/b"' 'it without "'
good EXCLUDE 'Foo_Bar zope.interface a--b' 'foo-bar zope-interface a-b'
bad EXCLUDE 'torch==2.2' 'names of packages'
bad EXCLUDE 'torch, numpy' 'names of packages'
bad CRITICAL 'uvicorn[standard]' 'names of packages'
good PREFER_BINARY all all
good NO_BINARY 'Foo_Bar b' 'foo-bar b'
good ONLY_BINARY all all
bad NO_BINARY 'all numpy' '`all`, or names of packages'
bad PREFER_BINARY 'all numpy' '`all`, or names of packages'
good PYC true yes
good PYC 'No # not now' no
good PYC 'Foo_Bar b' 'foo-bar b'
bad PYC 'yes numpy' '`yes`, or names of packages'
good EXCLUDE_NEWER 2026-11-01 2026-11-01
good EXCLUDE_NEWER 2026-11-01T12:00:00Z 2026-11-01T12:00:00Z
bad EXCLUDE_NEWER yesterday 'a date such as 2026-11-01'
bad EXCLUDE_NEWER 01.11.2026 'a date'
bad PYTHON py312 'a version such as 3\.12'
bad CUDA_ARCHS 'sm_87' 'versions such as 8\.7'

# What Make and the shell might take for something else stays in a text.
good ENV.A 'a, (b) %c "d" '"'e'"' \# f' "a, (b) %c \"d\" 'e' # f"
# shellcheck disable=SC2016
good LABEL.a.b '$$HOME $$(date)  `x`' '$HOME $(date)  `x`'
project 'define PYLOCK_CMD' '[' '  "a, b"' ']' 'endef'
is 'a text of several lines' "$(run value OF=CMD)" $'[[\n  "a, b"\n]]'

# --- nothing is the default ----------------------------------------------------------------------

for pair in PREFIX:/opt/venv RESOLVER:uv IMPORT_TIMEOUT:120 DOCUMENTS:yes; do
	good "${pair%:*}" '' "${pair#*:}"
	good "${pair%:*}" ' # nothing' "${pair#*:}"
done
is 'an empty variable of the environment, too' "$(PYLOCK_RESOLVER='' run value OF=RESOLVER)" '[uv]'
good CUDA_PACKAGES '' ''
project 'PYLOCK_REQUIREMENTS@debian12-arm64 :='
is 'nothing for one target is nothing' \
	"$(run value OF=REQUIREMENTS) $(run value OF=REQUIREMENTS TARGET=debian12-amd64)" \
	'[] [requirements.in]'

# --- where a value comes from
# ----------------------------------------------------------------------

refuses() { fails "$1" 2 "pylock\\.mk: $2" run "${@:3}"; } # name regex arguments...
project 'PYLOCK_RUNNER := podman # a comment' 'PYLOCK_USER@debian12-amd64 := a b'
refuses 'a line of the Makefile' 'PYLOCK_RUNNER is .podman.: .* \(Makefile:3\)' help
refuses 'the command line' 'PYLOCK_RUNNER is .x.: .* \(on the command line\)' help PYLOCK_RUNNER=x
sed -i 3d "$tmp/project/Makefile"
refuses 'of another target' 'PYLOCK_USER@debian12-amd64 is .a b.: write one word \(Makefile:3\)' \
	help
project
PYLOCK_RUNNER=x refuses 'the environment' 'PYLOCK_RUNNER is .x.: .* \(in the environment\)' help
project 'include common.mk'
printf '# ours\n\nexport PYLOCK_USER = first user\n' >"$tmp/project/common.mk"
refuses 'a file that it includes' 'PYLOCK_USER is .first user.: .* \(common\.mk:3\)' help
mkdir -p "$tmp/project/targets"
printf '# mine: ours.\nPYLOCK_USER := two words\ninclude %s/mk/targets/debian12-amd64.mk\n' "$top" \
	>"$tmp/project/targets/mine.mk"
project 'PYLOCK_TARGETS := mine'
refuses 'a preset of the project' 'PYLOCK_USER is .two words.: .* \(targets/mine\.mk:2\)' help
rm -r "$tmp/project/targets"

# --- per target, per member
# --------------------------------------------------------------------------

project 'PYLOCK_ENV.A := all' 'PYLOCK_ENV.A@debian12-amd64 := one  # of two' \
	'PYLOCK_TAG@debian12-amd64 := t' 'PYLOCK_PREFIX@debian12-arm64 := /p'
is 'for one target' "$(run value OF=ENV.A) $(run value OF=ENV.A TARGET=debian12-amd64)" \
	'[all] [one]'
is 'whichever way a fragment reads it' \
	"$(run value OF=TAG) $(run value OF=TAG TARGET=debian12-amd64) $(run value \
		OF=PREFIX) $(run value OF=PREFIX TARGET=debian12-amd64)" '[] [t] [/p] [/opt/venv]'
is 'the command line goes first' "$(run value OF=PREFIX PYLOCK_PREFIX=/q)" '[/q]'
is 'for one target also there' \
	"$(run value OF=PREFIX PYLOCK_PREFIX=/q PYLOCK_PREFIX@debian12-arm64=/r)" '[/r]'
project 'PYLOCK_GLIBC@debian12-arm64 := 2.30' \
	'PYLOCK_ENV.X@debian13-arm64 := of a preset that this project does not make'
is "a preset's value" "$(run value OF=GLIBC) $(run value OF=GLIBC TARGET=debian12-amd64)" \
	'[2.30] [2.36]'
project 'PYLOCK_USER@debian12-arn64 := x'
refuses 'a target that is none' \
	"PYLOCK_USER@debian12-arn64: there is no target 'debian12-arn64'; PYLOCK_TARGETS has .* \
\\(Makefile:3\\)" help
project 'PYLOCK_ENV.A@b@debian12-arm64 := x'
refuses 'a member with an @' 'PYLOCK_ENV\.A@b@debian12-arm64 has more than one @' help
project 'PYLOCK_STORE@debian12-arm64 := /x'
refuses 'what is not per target' \
	'PYLOCK_STORE@debian12-arm64 cannot be said for one target: write PYLOCK_STORE' help
project 'PYLOCK_USER.root := x'
refuses 'a member where none is taken' \
	'PYLOCK_USER\.root is not a variable .*: did you mean PYLOCK_USER\?' help
project 'PYLOCK_ENV := A=1'
refuses 'a family without its member' \
	'PYLOCK_ENV is not a variable .*: did you mean PYLOCK_ENV\.<name>\?' help
project 'PYLOCK_BUILD_ENV.Foo_Bar := A=1'
refuses 'a member that is no normalized name' \
	'PYLOCK_BUILD_ENV\.Foo_Bar: not a normalized name of a package: write '\
'PYLOCK_BUILD_ENV\.foo-bar' help

# --- misspelt
# ----------------------------------------------------------------------------------------------

# misspelt NAME MEANT: it is said what was meant.
misspelt() {
	project "PYLOCK_$1 := x"
	refuses "PYLOCK_$1" \
		"PYLOCK_${1//./\\.} is not a variable of pylock\\.mk: did you mean \
PYLOCK_${2//./\\.}\\? \\(Makefile:3\\)" help
}
misspelt EXCULDE EXCLUDE
misspelt DOCUMENT DOCUMENTS
misspelt ENTRYPIONT ENTRYPOINT
misspelt Name NAME
misspelt ENV_A 'ENV.<name>'
misspelt EVN.A ENV.A
misspelt LABELS.a.b LABEL.a.b
misspelt ENVIRON.X ENV.X
misspelt INDEX_URLS INDEX_URL
misspelt USR@debian12-arm64 USER@debian12-arm64
project 'PYLOCK_SOMETHING := x'
refuses 'what is like nothing' \
	'PYLOCK_SOMETHING is not a variable of pylock\.mk: see .make help topic=variables. '\
'\(Makefile:3\)' help

# On the command line and in the environment: what is nearly one of ours, and is read by nothing.
project 'mine: ; @echo $(FORM)'
for pair in TARGTE=TARGET PACKGE=PACKAGE PACKAGES=PACKAGE run=RUN target=TARGET DRY_RUN=DRYRUN \
	CHEKC=CHECK LOCKED=PYLOCK_LOCKED OFLINE=PYLOCK_OFFLINE; do
	refuses "${pair%=*}= on the command line" \
		"${pair%=*} is read by nothing: did you mean ${pair#*=}\\? \\(on the command \
line\\)" image "${pair%=*}=1"
done
for name in LOCKD OFFLNE LOCK EXCULDE; do
	export "PYLOCK_$name=1"
	refuses "PYLOCK_$name in the environment" \
		"PYLOCK_$name is read by nothing: did you mean PYLOCK_.*\\? \\(in the \
environment\\)" help
	unset "PYLOCK_$name"
done
is "what the project's Makefile reads is its own" \
	"$(run mine resolve -n FORM=a4 2>&1 | head -n 1)" 'echo a4'
is 'and so is what goes to goals of its own' "$(run mine PACKAGES=1)" ''
for name in PREFIX=/usr DESTDIR=/tmp PATH=/usr/bin:/bin CC=gcc VERSION=1 'A=b c=d TARGTE=x' X:=1; do
	is "$name is nobody's mistake" "$(run help "$name" 2>&1 | grep -c Stop)" 0
done
is 'nor are variables that others export' \
	"$(PYLOCK_CI_RUN=1 PYLOCK_ENV=production PYLOCK_BIN=x PYLOCK_INDEX_JETSON_PASSWORD=x run \
		help 2>&1 | grep -c Stop)" 0
# shellcheck disable=SC2016
printf 'all: ; @$(MAKE) -s -C project value OF=USER\n' >"$tmp/outer.mk"
project
is "nor are another make's" "$(make -s -C "$tmp" -f outer.mk PACKAGES=1 RUN=all 2>&1)" '[]'

# --- arguments have kinds, too
# -----------------------------------------------------------------------------

refuses 'RUN=maybe' 'RUN is .maybe.: write .yes. or .no. \(on the command line\)' verify RUN=maybe
refuses 'PATHS=some' 'PATHS is .some.: write .all.' why PACKAGE=a PATHS=some
refuses 'PACKAGE=a==1' 'PACKAGE is .a==1.: write names of packages' upgrade PACKAGE=a==1
project 'mine: ; @:'
is 'for another goal they may be anything' "$(run mine RUN=unit 2>&1)" ''

# --- help and vars
# ---------------------------------------------------------------------------------------

project 'PYLOCK_RUNNER := podman'
refuses 'help says what is wrong' 'PYLOCK_RUNNER is .podman.' help topic=PYLOCK_RUNNER
like 'and helps all the same' "$(run help topic=PYLOCK_RUNNER 2>/dev/null)" \
	'PYLOCK_RUNNER: what runs the image .*PYLOCK_RUNNER: bubblewrap or docker, per target; '\
'default: bubblewrap'
project
ok 'help on everything' run help topic=variables
is 'has every variable that has a kind' \
	"$(run help topic=variables | grep -oE '^      PYLOCK_[^: ]*: ' | tr -d ' :' |
		sed 's/<.*>/*/' | sort)" \
	"$(sed -n 's/^_pylock_kind\.\([^ ]*\) := .*/PYLOCK_\1/p' "$top"/mk/defaults/*.mk | sort)"
is 'no line of it is too long to read' "$(run help topic=variables | awk 'length > 200')" ''
is 'help among other goals is given once' \
	"$(run help mine resolve -n 2>/dev/null | grep -c 'topic=targets,')" 0

project 'PYLOCK_USER := app  # ours' 'PYLOCK_PYC@debian12-arm64 := Yes' 'define PYLOCK_ENV.B' '{' \
	'  "a"' '}' 'endef' 'PYLOCK_IMPORT_TIMEOUT := 2m'
vars() { PYLOCK_TAG=v1 run vars PYLOCK_RUNNER=docker "$@" | sed 's/  */ /g'; }
vars >"$tmp/vars"
for line in 'PYLOCK_USER := app # Makefile:3' \
	'PYLOCK_PYC := yes # Makefile:4, by PYLOCK_PYC@debian12-arm64' \
	'PYLOCK_ENV.B := {\n "a"\n} # Makefile:5' \
	'PYLOCK_IMPORT_TIMEOUT := 120 # Makefile:10; default: 120' \
	'PYLOCK_TAG := v1 # environment' \
	'PYLOCK_RUNNER := docker # command line; default: bubblewrap' \
	'PYLOCK_RESOLVER := uv # default' \
	'PYLOCK_ARCH := aarch64 # '"$top"'/mk/targets/debian12-arm64.mk:4'; do
	ok "vars: $line" grep -qxF -- "$line" "$tmp/vars"
done
like 'of another target' "$(vars TARGET=debian12-amd64 | grep 'PYLOCK_ARCH\|PYLOCK_PYC ')" \
	'PYLOCK_ARCH := x86_64 .*PYLOCK_PYC := # default'
is 'and of all' "$(vars TARGET=all | grep -c 'PYLOCK_ARCH :=')" 2
is 'it makes nothing' "$(ls "$tmp/project")" $'Makefile\ncommon.mk\nrequirements.in'

# --- lists in two words
# ------------------------------------------------------------------------------------

touch "$tmp/project/a" "$tmp/project/b"
project 'PYLOCK_FILES := a:/app/a b:/app/b' 'PYLOCK_MIRRORS := http://a.invalid http://b.invalid'
is 'two files, two mirrors' "$(run value OF=FILES 2>&1)" '[a:/app/a b:/app/b]'

# --- at the top of the checkout
# --------------------------------------------------------------------------------

# Its own Makefile reads PROJECT, and starts the project's make.
top_make() { make -s --no-print-directory -C "$top" "$@" 2>&1; }
like 'the top takes a project' "$(top_make help PROJECT=hello)" 'hello: from requirements to image'
like 'and its stages' "$(top_make vars PROJECT=hello | tail -n 5)" 'PYLOCK_'
like 'a name that is nearly one' "$(top_make help PROJEKT=hello)" \
	'PROJEKT is read by nothing: did you mean PROJECT\? \(on the command line\)'
like 'of the project, too' "$(top_make help PROJECT=hello TARGTE=all)" 'did you mean TARGET'
ok 'with programs that are made, -q says that nothing is to be done' top_make -q tools
is 'and nothing is said' "$(top_make tools)" ''
done_testing
