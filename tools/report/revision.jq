# SPDX-License-Identifier: MIT
# What a revision's locks say of its image: $layers is its layers.<target>.lock, $packages its lock
# in pip's form, $base its base.<target>.lock, $configuration the lines of the project's makefiles
# that are others now. A file that was not there is empty.

def rows($text): $text | split("\n") | map(select(. != "" and (startswith("#") | not)));

{
	what: $what,
	layers: (if $layers == "" then null else
		[rows($layers)[] | split(" ") | select(length == 7)
			| {name: .[0], digest: .[2], size: (.[4] | tonumber? // 0)}] end),
	packages: ([rows($packages)[] | capture("^(?<name>[^=@ ]+)==(?<version>[^ ]+)")?
		| {key: .name, value: .version}] | from_entries),
	debian: ([rows($base)[] | split(" ") | select(length == 6) | {key: .[0], value: .[1]}]
		| from_entries),
	base: ([rows($base)[] | select(startswith("sha256:"))] | first // null),
	configuration: rows($configuration)
}
