# SPDX-License-Identifier: MIT
# What `make verify FULL=1` says of the manifest that is $here and the one that was made $again,
# whose digest is $manifest: a line for each layer that is another, and one at the end.
def contents: .annotations as $a
	| ($a["mk.pylock.wheels"] // $a["mk.pylock.files"] // "of the base")
	+ if $a["mk.pylock.part"] then " (\($a["mk.pylock.part"]))" else "" end;

$here[0].layers as $old | $again[0].layers as $new
| [range([($old | length), ($new | length)] | max)
	| select($old[.].digest != $new[.].digest)
	| "full: layer \(.), \($new[.] // $old[.] | contents): \($old[.].digest // "none") here, "
		+ "\($new[.].digest // "none") made again"]
| .[],
	(if length > 0 then "full: \(length) of \($new | length) layers are others, made again"
	else "full: \($new | length) layers made again are the same: sha256:\($manifest)" end)
