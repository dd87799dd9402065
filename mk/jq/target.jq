# target.json from NAME=VALUE arguments: `exclude` and `pyc` are lists, `layerSplit` and `layerMax` are numbers.
[$ARGS.positional[] | capture("^(?<key>[^=]+)=(?<value>.*)$"; "s")] | from_entries
| .exclude |= (split(",") | map(select(. != "")))
| (.pyc | values) |= split(",")
| (.layerSplit, .layerMax | values) |= tonumber
