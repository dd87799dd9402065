# SPDX-License-Identifier: MIT
# migrated.jq: where a lock differs from the file of pins that it was made of, and why; in words.
# The input is the graph that `why --json` prints. See migrate.sh(1).
#
#	$lock $from     the names of the files
#	$report $tool   documents, in arrays of one: what migrate reports, and what resolve.sh
#	                says of the lock (tool.json)

# Two spellings of a version are the same version when they differ in zeros at the end of the
# release, or in case.
def canonical: ascii_downcase | sub("(\\.0)+(?=$|[a-z+])"; "");

# Who asks for the package NAME, with what.
def asked($name):
  [(.asked[$name] // [])[] | .who + (if .specifier == "any" then "" else " (\(.specifier))" end)]
  | unique | if length > 5 then .[:5] + ["others"] else . end | join(", ")
  | if . == "" then "nobody" else . end;

def absence($pin):
  if any($tool[0].excluded[]?; . == $pin.name) then "it is excluded by PYLOCK_EXCLUDE"
  else first(($tool[0].provided // [])[] | select(startswith($pin.name + " ")) |
    "the base provides it: \(.)") // $pin.reason // "nobody asks for it"
  end;

. as $graph
| $report[0].pins as $pins
| ($pins | map({(.name): true}) | add // {}) as $pinned
| [$pins[] | . as $pin | $graph.packages[.name].version as $version
  | if $version == null then "    \(.name) \(.version): not in the lock: \(absence($pin))"
    elif ($version | canonical) == (.version | canonical) then empty
    else "    \(.name) \(.version) -> \($version): \(.reason //
      "asked for by " + ($graph | asked($pin.name)))" end] as $changed
| [$graph.packages | to_entries[] | select($pinned[.key] | not) | .key as $name
  | "    \(.key) \(.value.version): is new: asked for by \($graph | asked($name))"] as $new
| ($pins | length) as $count
| "\($lock): " + (if $changed + $new == []
  then "every pin of \($from) (\($count)), and nothing else"
  else "\($count - ($changed | length)) of \($count) pins of \($from); these differ:" end),
  $changed[], $new[]
