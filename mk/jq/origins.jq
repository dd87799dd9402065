# SPDX-License-Identifier: MIT
# What an image was to be made of, for `inspect --origins`: $plan has the packages and, of those
# that the lock has as wheels, their hashes; $built the hashes of those that were built; $base the
# manifest of the base; the inputs are the records of layers that are of no wheel.

($built[0] // {}) as $built
| [$base[0].layers[].digest | "base \(.[7:])"]
+ [inputs.files // empty | "list \(.[7:])"]
+ [$plan[0].packages[]
	| (if .file.kind == "wheel" then .file else $built[.name].wheel // empty end) as $wheel
	| "wheel \($wheel.sha256) \($wheel.filename)" + if .pyc == true then " pyc" else "" end]
| .[]
