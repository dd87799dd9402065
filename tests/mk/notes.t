#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# tests/lint/notes.py finds the value that no note holds, wherever it is read; in the fragments
# there is none.
. "$(dirname "$0")/../tap.sh"
python=$top/build/setup/venv/bin/python
lint() { "$python" -B "$top/tests/lint/notes.py" --mk "$tmp/top/mk"; }
fragments() {
	rm -rf "$tmp/top"
	mkdir "$tmp/top"
	ln -s "$top/tools" "$top/build" "$tmp/top"
	cp -r "$top/mk" "$tmp/top"
}

fragments
is 'nothing in the fragments' "$(lint 2>&1)" ''

# finds NAME FRAGMENT SED-SCRIPT VARIABLE TARGET: with the fragment edited, the value is found in
# the recipe of the target.
finds() {
	fragments
	sed -i "$3" "$tmp/top/mk/$2"
	ok "$1: the edit is one" test -n "$(diff "$top/mk/$2" "$tmp/top/mk/$2")"
	ok "$1: found" eval 'lint 2>"$tmp/said"; [ $? -eq 1 ]'
	like "$1: said" "$(cat "$tmp/said")" "$5: its recipe reads PYLOCK_$4, and no note"
}
finds 'a value that is taken out of a note' verify.mk \
	's/^\(_pylock_verify_words *= \)/\1/; s/--critical \$(name)/$(name)/; s/\$(eval \$(call '\
'_pylock_note,\$(_pylock_build)\/verify.note,_pylock_verify_words))/$(eval $(call '\
'_pylock_note,$(_pylock_build)\/verify.note,TARGET))/' CRITICAL 'verify\.json'
finds 'a note that is no prerequisite' lib/target.mk \
	's/^\(\$(_pylock_build)\/target.json:\) \$(_pylock_build)\/target.note/\1/' EXCLUDE \
	'target\.json'
finds 'a note that only orders' lib/target.mk \
	's/^\(\$(_pylock_build)\/target.json:\) \$(_pylock_build)\/target.note/\1 |/' LAYER_SPLIT \
	'target\.json'
finds 'a new value in a recipe' image.mk \
	's/--annotation mk.pylock.files=.virtual environment./--annotation x=$(call '\
'_pylock_variable,WORKDIR)/' WORKDIR 'skeleton\.json'
finds 'by way of a variable' image.mk \
	's/--annotation mk.pylock.files=.virtual environment./$(_pylock_by_way)/; $a '\
'_pylock_by_way = $(_pylock_by_way_of)\n_pylock_by_way_of := $(foreach name,$(call '\
'_pylock_members,LABEL),$(name))' LABEL 'skeleton\.json'
finds 'by way of a condition' image.mk \
	's/--annotation mk.pylock.files=.virtual environment./$(_pylock_by_way)/; $a ifneq '\
'($(PYLOCK_CMD),)\n_pylock_by_way := x\nendif' CMD 'skeleton\.json'
finds 'a list whose length depends on it' image.mk \
	's/--annotation mk.pylock.files=.virtual environment./$(if $(call '\
'_pylock_yes,DOCUMENTS),x)/' DOCUMENTS 'skeleton\.json'
done_testing
