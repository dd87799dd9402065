#!/usr/bin/env bash
# variables: every variable has a kind, and its value is read as that, however it is spelt.
. "$(dirname "$0")/../tap.sh"

# project ASSIGNMENTS...: a project in $tmp/project that includes the framework, as another repository would.
project() {
	mkdir -p "$tmp/project"
	{
		printf 'PYLOCK_NAME := a\nPYLOCK_TARGETS := debian12-arm64 debian12-amd64\n'
		printf '%s\n' "$@"
		printf 'include %s/mk/pylock.mk\n' "$top"
		# shellcheck disable=SC2016 # Make's
		printf 'value: ; @$(info [$(call _pylock_var,$(OF))])\nyes: ; @$(info [$(call _pylock_yes,$(OF))])\nasked: ; @$(info [$(call _pylock_asked,$(OF))])\n'
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
like 'V=0 shows no commands' "$(run -n V=0 resolve | grep -c lockhash; run V=0 -pn help | grep '^_pylock_q')" ':= @'

# --- blanks around a value -------------------------------------------------------------------

project 'PYLOCK_USER := app      # a comment' 'PYLOCK_ENV.A := two  words	 # a comment'
is 'blanks before a comment are no part of a value' "$(run value OF=USER)" '[app]'
is 'those within a text are' "$(run value OF=ENV.A)" '[two  words]'
project 'PYLOCK_USER = $(IT)' "IT := app # a comment"
is 'nor are those of another variable' "$(run value OF=USER)" '[app]'
project 'define PYLOCK_ENV.A' '' '  first' 'second  ' '' 'endef'
is 'nor newlines around a text' "$(run value OF=ENV.A)" $'[first\nsecond]'
done_testing
