# SPDX-License-Identifier: MIT
# Of a share of the plan the packages alone whose layers are wanted: the arguments are the paths of
# records, $plan is plan.json.

[$ARGS.positional[] | sub(".*/"; "") | rtrimstr(".json")] as $names
| [$plan[0].layers[] | select(.name | IN($names[])) | .packages[]] as $wanted
| .packages |= map(select(.name | IN($wanted[])))
