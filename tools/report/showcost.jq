# SPDX-License-Identifier: MIT
# The page that shows what cost.jq says to a person.

include "sizes";

def most: 12;
def about: if . then "about " else "" end;
def some($names): if ($names | length) == 0 then ""
	else ": " + ($names[:most] | join(", "))
		+ (if ($names | length) > most then ", and \(($names | length) - most) more" else "" end) end;
def row($word; $text): "  " + ($word | padded(10)) + $text;

"cost: \(.target)",
row("fetch"; "\(.fetch.files | commas) of \(.fetch.of | plural("file")), \(.fetch.bytes | bytes)"
	+ some(.fetch.names)),
(if .build.of > 0 then row("build"; "\(.build.wheels) of \(.build.of | plural("wheel"))"
	+ some(.build.names)) else empty end),
row("make"; "\(.make.layers) of \(.make.of | plural("layer"))"
	+ (if .make.layers > 0 then ", \(.make.about | about)\(.make.bytes | bytes)" else "" end)
	+ some(.make.names)),
(if .push then row("push"; "\(.push.layers) of \(.push.of | plural("layer")), "
		+ "\(.push.about | about)\(.push.bytes | bytes), to \(.push.repository)")
	else row("push"; "not known: PYLOCK_REPOSITORY is not set, or PYLOCK_OFFLINE is") end),
(if .pull and .pull.known then row("pull"; "\(.pull.layers) of \(.pull.of | plural("layer")), "
		+ "\(.pull.about | about)\(.pull.bytes | bytes), for who has \(.pull.base)")
	elif .pull then row("pull"; "not known: \(.pull.base) has no lock of layers") else empty end),
row("image"; "\(.image.layers | plural("layer")), \(.image.about | about)\(.image.bytes | bytes)"
	+ if .image.uncompressedBytes then ", packages \(.image.uncompressedBytes | bytes) unpacked"
	else "" end),
"  the largest packages",
(.packages | sort_by(-.bytes)[:most][]
	| "    " + ((.bytes // 0 | bytes) | right(10)) + "  "
	+ (if .uncompressedBytes then "\((.uncompressedBytes | bytes) | right(10)) unpacked, "
		+ "\(.files | plural("file") | padded(13))" else "" end) + " \(.name) \(.version)"),
(.budgets[] | row("budget"; "PYLOCK_BUDGET_\(.name) := \(.limit | bytes): "
	+ if .over then "exceeded, \(.bytes | bytes)" elif .bytes == null then "not known"
	else "kept, \(.bytes | bytes)" end))
| shown
