# SPDX-License-Identifier: MIT
# What is another in an image than in an earlier one, as JSON: $base is the earlier one
# (imagebase.sh(1)), $known what layercost(1) printed of this one, $debian its base.<target>.lock.

def rows($text): $text | split("\n") | map(select(. != "" and (startswith("#") | not)));
def changes($old; $new):
	[($old + $new | keys_unsorted | unique[]) as $name
		| select($old[$name] != $new[$name])
		| {name: $name, old: $old[$name], new: $new[$name]}];

$base[0] as $base | $known[0] as $known
| [$known.layers[], $known.others[]] as $layers
| [$base.layers[]?.digest] as $had | [$layers[].digest // empty] as $has
| ([$known.packages[] | {key: .name, value: .version}] | from_entries) as $packages
| ([$known.packages[] | {key: .name, value: .size}] | from_entries) as $sizes
| ([rows($debian)[] | split(" ") | select(length == 6) | {key: .[0], value: .[1]}]
	| from_entries) as $debs
| ([rows($debian)[] | select(startswith("sha256:"))] | first // null) as $image
| {
	target: $target, base: $base.what,
	packages: [changes($base.packages; $packages)[] | .size = $sizes[.name]],
	layers: (if $base.layers == null then null else {
		added: [$layers[] | select(.digest == null or (.digest | IN($had[]) | not))
			| {name: (.name | sub("-[0-9a-f]{12}$"; "")), digest, size: (.size // .planned)}],
		removed: [$base.layers[] | select(.digest | IN($has[]) | not)],
		kept: ([$layers[] | select(.digest != null and (.digest | IN($had[])))] | length)} end),
	debian: (if $base.debian == {} then [] else changes($base.debian; $debs) end),
	baseImage: (if $base.base != $image and $base.base != null
		then {old: $base.base, new: $image} else null end),
	configuration: $base.configuration
}
