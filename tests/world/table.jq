# SPDX-License-Identifier: MIT
# table.jq: the table of the README, of the results of tests/world.
#
#	jq -n -r -f tests/world/table.jq --slurpfile rows projects.json RESULT.json...

def seconds: round | tostring;

([inputs | {(.name): .}] | add) as $results
| "| project | target | declared | packages, files | migrate and image | with verify | uv |",
  "|---|---|---|---|---|---|---|",
  ($rows[0][] | $results[.name] as $result
   | "| \(.shape) | \(.target) | \(.makefile // {} | keys | map("`\(.)`") | join("<br>")) "
     + if $result == null then "| not run | | | |"
       elif $result.ok | not then "| failed | | | |"
       else "| \($result.packages), \($result.files) | \($result.image | seconds) s "
         + "| \($result.all | seconds) s | \($result.uv | seconds) s |" end)
