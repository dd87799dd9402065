# target.json from NAME=VALUE arguments: `exclude` is a list, `layerSplit` and `layerMax` are numbers.
[$ARGS.positional[] | capture("^(?<key>[^=]+)=(?<value>.*)$"; "s")] | from_entries
| .exclude |= (split(",") | map(select(. != "")))
| (.layerSplit, .layerMax | values) |= tonumber
