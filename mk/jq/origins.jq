# SPDX-License-Identifier: MIT
# What an image was to be made of, for `inspect --origins`: $plan has the packages and, of those
# that the lock has as wheels, their hashes; $built the hashes of those that were built; $base the
# manifest of the base; the inputs are the records of layers. $lock, which may be empty, is the lock
# of layers that is believed: what it has is taken as the base is, and not compared with wheels.

($built[0] // {}) as $built
| [inputs] as $layers
| ([$lock | splits("\n") | select(startswith("#") | not) | split(" ") | "\(.[1]) \(.[2])"]) as $rows
| [$layers[] | select(.wheels and ("\(.key) \(.digest)" | IN($rows[])))] as $known
| [$known[].wheels[]] as $taken
| [$base[0].layers[].digest | "base \(.[7:])"] + [$known[].digest | "known \(.[7:])"]
+ [$layers[] | select(.wheels | not) | .files // empty | "list \(.[7:])"]
+ [$plan[0].packages[]
	| (if .file.kind == "wheel" then .file else $built[.name].wheel // empty end) as $wheel
	| select($wheel.sha256 | IN($taken[]) | not)
	| "wheel \($wheel.sha256) \($wheel.filename)" + if .pyc == true then " pyc" else "" end]
| .[]
