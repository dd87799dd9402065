# SPDX-License-Identifier: MIT
# flaws.json from the results of layers, its inputs: what their wheels have otherwise than the rules
# want it. $built has the lock of what was built here, if there is one: a build that was declared to
# be run without its box is such a flaw, too.

[inputs.flaws[]?]
+ [$built[] | to_entries[] | select(.value.unconfined)
	| {name: .key, wheel: (.value.wheel.filename // .key), flaw: "its build was not confined",
		reason: "PYLOCK_BUILD_UNCONFINED: \(.value.unconfined)"}]
