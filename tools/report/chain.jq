# SPDX-License-Identifier: MIT
# From a package's version to its file, its wheel and its layer: $plan is plan.json, $known what
# layercost(1) printed, $built built.<target>.lock or {}, $base what an earlier image has
# (imagebase.sh(1)), or null. The arguments are names of packages.

include "sizes";

def normal: ascii_downcase | gsub("[-_.]+"; "-");
def short: ltrimstr("sha256:") | "sha256:\(.[:12])";
def row($word; $text): "    " + ($word | padded(8)) + $text;

$plan[0] as $plan | $known[0] as $known | ($built[0] // {}) as $built | $base[0] as $base
| [$ARGS.positional[] | normal] as $names
| $plan.packages[] | select(.name | IN($names[])) | . as $package
| ($built[.name].wheel) as $wheel
| [$known.layers[] | select(.packages | index($package.name))] as $layers
| "  \(.name) \(.version)",
	row("file"; "\(.file.filename), \(.file.sha256 | short), "
		+ (if .file.size then "\(.file.size | bytes), " else "" end)
		+ if .file.source then "of a direct reference" else "of index \(.index)" end),
	(if .file.kind == "sdist" then row("wheel"; if $wheel
		then "\($wheel.filename), \($wheel.sha256 | short), \($wheel.size | bytes), built here"
		else "not built yet" end) else empty end),
	($layers[] | ([.packages[] | select(. != $package.name)]) as $others
		| row("layer"; "\(.name | sub("-[0-9a-f]{12}$"; ""))"
		+ (if .digest then ", \(.digest | short), \(.size | bytes)"
			else ", not made yet" end)
		+ (if ($others | length) > 0 then ", with \($others | length | plural("other package"))"
			else "" end)
		+ if .here then "; it is in the store" else "" end)),
	(if $base == null then empty
	elif $base.layers == null then row("new"; "not known: \($base.what) has no lock of layers")
	else
		([$base.layers[].digest]) as $had
		| ([$layers[] | select(.digest == null or (.digest | IN($had[]) | not))]) as $new
		| row(if ($new | length) > 0 then "new" else "same" end;
			if ($new | length) == 0 then "\($base.what) has the same layer"
			elif $base.packages[.name] == null then "\($base.what) has no \(.name)"
			elif $base.packages[.name] != .version
			then "\($base.what) has \(.name) \($base.packages[.name])"
			else "its layer has others that moved: "
				+ ([$new[].packages[] as $name | $plan.packages[]
					| select(.name == $name and $base.packages[$name] != .version)
					| "\(.name) \($base.packages[.name] // "none") -> \(.version)"]
					| if length > 0 then .[:6] | join(", ")
					else "or it is made otherwise" end) end) end)
| shown
