# SPDX-License-Identifier: MIT
# What the manifest of an image says of it: its layers, and the packages that pylock.mk's
# annotations name.

{
	what: $what,
	layers: [.layers[] | {
		name: (.annotations["mk.pylock.wheels"] // .annotations["mk.pylock.files"] // "base"),
		digest, size}],
	packages: ([.layers[].annotations["mk.pylock.wheels"] // empty | split(", ")[]
		| capture("^(?<name>[^ ]+) (?<version>.+)$")
		| {key: (.name | ascii_downcase | gsub("[-_.]+"; "-")), value: .version}] | from_entries),
	debian: {}, base: null, configuration: []
}
