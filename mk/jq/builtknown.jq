# SPDX-License-Identifier: MIT
# Of built.<target>.lock the entries whose wheels are those that would be built today, by what the
# project declares: $declared has lines `package<TAB>what<TAB>word`, perhaps after blanks, what
# being builder, environment, apt, besides or constraint.

($declared | split("\n") | map(split("\t") | select(length == 3)
	| {package: (.[0] | sub("^ +"; "")), what: .[1], word: .[2]})) as $lines
| def words($package; $what):
	[$lines[] | select(.what == $what and (.package == $package or .package == "*")) | .word];
with_entries(.key as $name | select(.value
	| (words($name; "builder") as $builder | $builder == [] or $builder == [.builder])
	and (.environment // {}) == (words($name; "environment")
		| map(capture("^(?<key>[^=]*)=(?<value>.*)$"; "s")) | from_entries)
	and (.apt.packages // []) == (words($name; "apt") | sort)
	and (.besides // []) == [] and words($name; "besides") == []
	and (.constraints // []) == (words($name; "constraint") | sort)))
