# SPDX-License-Identifier: MIT
# What an image costs, as JSON. $known is what layercost(1) printed; $registry the digests that the
# registry has, a line each, or null when there is none; $repository its name; $base what an earlier
# image has (imagebase.sh(1)), or null; $budgets lines `NAME BYTES`.

def total(f): map(f // 0) | add // 0;
def size: .size // .planned // 0;
def lines($text): [$text // "" | split("\n")[] | select(. != "")];

$known[0] as $known
| lines($registry) as $has
| [$known.layers[], $known.others[]] as $all
| ($registry != null) as $asks
# Without a registry all bytes are wanted here.
| [$all[] | select(if $asks and .digest then (.digest | IN($has[]) | not) and (.here | not)
	else .here | not end)] as $made
| [$made[].packages[]?] as $wanted
| [$known.packages[] | select((.name | IN($wanted[])) and (.here | not)
	and (.kind == "wheel" or (.built | not)))] as $fetched
| [$known.packages[] | select((.name | IN($wanted[])) and (.built | not))] as $built
| [$all[] | select((.digest == null) or (.digest | IN($has[]) | not))] as $pushed
| ([$base[0]?.layers[]?.digest]) as $old
| [$all[] | select((.digest == null) or (.digest | IN($old[]) | not))] as $pulled
| def sum: {layers: length, bytes: total(size), about: any(.[]; .size == null)};
([$all[].distributions[]?] | group_by(.name | ascii_downcase | gsub("[-_.]+"; "-"))
	| map({key: (.[0].name | ascii_downcase | gsub("[-_.]+"; "-")),
		value: {files: total(.files), uncompressedBytes: total(.bytes)}})
	| from_entries) as $installed
| {
	target: $target,
	fetch: {files: ($fetched | length), of: ($known.packages | length),
		bytes: ($fetched | total(.size)), names: [$fetched[] | "\(.name) \(.version)"]},
	build: {wheels: ($built | length), of: ([$known.packages[] | select(.kind == "sdist")]
		| length), names: [$built[] | "\(.name) \(.version)"]},
	make: ($made | sum | .of = ($all | length) | .names = [$made[].name | sub("-[0-9a-f]{12}$"; "")]),
	push: (if $asks then $pushed | sum | .of = ($all | length) | .repository = $repository
		else null end),
	pull: (if $base == null or $base == [] then null else
		$pulled | sum | .of = ($all | length) | .base = $base[0].what
		| .known = ($base[0].layers != null) end),
	image: ($all | sum + {uncompressedBytes: (if all($known.layers[]; .uncompressedSize)
		then [$all[]] | total(.uncompressedSize) else null end)}),
	packages: [$known.packages[] | {name, version, bytes: .size} + ($installed[.name] // {})]
} as $cost
| $cost + {budgets: [lines($budgets)[] | capture("^ *(?<name>[A-Z]+) (?<limit>[0-9]+)$")
	| .limit |= tonumber
	| .bytes = (if .name == "IMAGE" then $cost.image.bytes
		elif .name == "PUSH" then $cost.push.bytes else $cost.pull.bytes end)
	| .over = (.bytes != null and .bytes > .limit)]}
