# SPDX-License-Identifier: MIT
# Of plan.json the sdists all of whose layers are among the records that the arguments name: a line
# `NAME-HASH` each, as their files in built/ are called.

[$ARGS.positional[] | sub(".*/"; "") | rtrimstr(".json")] as $there
| .layers as $layers
| .packages[] | select(.file.kind == "sdist") | .name as $name
| select([$layers[] | select(.packages | index($name)) | .name | IN($there[])] | all)
| "\(.name)-\(.file.sha256[:12])"
