# SPDX-License-Identifier: MIT
# target.json from NAME=VALUE arguments: `exclude`, `pyc` and `allowWheel` are lists, `layerSplit`
# and `layerMax` are numbers, each `owner` is one of a list.
[$ARGS.positional[] | select(startswith("owner=")) | .[6:]] as $owner
| [$ARGS.positional[] | capture("^(?<key>[^=]+)=(?<value>.*)$"; "s")] | from_entries
| .exclude |= (split(",") | map(select(. != "")))
| (.pyc, .allowWheel | values) |= split(",")
| (.layerSplit, .layerMax | values) |= tonumber
| if $owner == [] then . else .owner = $owner end
