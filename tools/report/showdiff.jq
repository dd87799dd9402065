# SPDX-License-Identifier: MIT
# The page that shows what diff.jq says to a person.

include "sizes";

def change($noun):
	if .old == null then "    + \(.name) \(.new)" + if .size then ", \(.size | bytes)" else "" end
	elif .new == null then "    - \(.name) \(.old)"
	else "    ~ \(.name) \(.old) -> \(.new)" + if .size then ", \(.size | bytes)" else "" end end;

"diff: \(.target) beside \(.base)",
(if (.packages | length) == 0 then "  packages: the same"
	else "  packages", (.packages[] | change("package")) end),
(if .layers == null then "  layers: not known, \(.base) has no lock of layers"
	elif (.layers.added + .layers.removed | length) == 0
	then "  layers: the same \(.layers.kept)"
	else "  layers: \(.layers.kept) the same, \(.layers.added | length) new "
		+ "(\([.layers.added[].size // 0] | add // 0 | bytes)), \(.layers.removed | length) gone",
		(.layers.added[] | "    + \(.name), "
			+ if .digest then "\(.digest[:19]), \(.size | bytes)"
			else "not made yet, about \(.size | bytes)" end),
		(.layers.removed[] | "    - \(.name), \(.digest[:19]), \(.size | bytes)") end),
(if (.debian | length) > 0 then "  the base's packages", (.debian[] | change("package"))
	elif .baseImage then "  the base is another image"
	else "  the base's packages: the same" end),
(if (.configuration | length) > 0 then "  configuration", (.configuration[] | "    \(.)")
	else empty end)
| shown
