# SPDX-License-Identifier: MIT
# showrun.jq: the page that shows what came of running an image to a person.
#
#	jq -r -L tools/run -f tools/run/showrun.jq run.json

include "runresult";

# A line for a terminal: what an image or a device said may not control it.
def line:
  explode | map(if . != 9 and misleads then 63 else . end) | implode;

def critical:
  .versions as $versions | .imports[] | select(.critical and .status == "ok")
  | (if (.version // "") != "" then .version
     else "(\($versions[.distributions[0]]) by its metadata)" end) as $version
  | (if (.file // "") != "" then .file else "a namespace" end) as $file
  | "  ok    \(.module) \($version): \($file)";

def cuda:
  .cuda | select(.)
  | if .available and .status == "ok" then
      "  ok    CUDA \(.version // "") on "
      + ([.devices[]? | "\(.name) \(.capability)"] | join(", "))
    elif .required | not then
      "  note  CUDA is not available here; the device can tell: make device-check"
    else empty end;

# The last lines of what failed, by its name, but for the very last, which is in the finding.
def last_lines:
  [(.imports[] | select(.last) | {key: .module, value: .last[:-1]}),
   (.smoke[] | {key: .name, value: .last[:-1]})] | from_entries;

last_lines as $before
| (.findings | map(select(is_declared | not))) as $bad
| (.device // {} | to_entries[] | "  \(.key): \(if .value == "" then "unknown" else .value end)"),
  "run: \(.target), \(.manifest), Python \(.python) on \(.machine)",
  critical,
  "  ok    \([.imports[] | select(.status == "ok")] | length) modules are imported, "
    + "each in a process of its own",
  (.smoke[] | select(.status == "ok") | "  ok    \(.name): \(.last[-1] // "")"),
  cuda,
  (.imports[] | select(.after) |
    "  note  \(.module) can be imported only after \(.after), which requires it"),
  (.imports[] | select(.status == "skipped") | "  note  \(.module) is not imported (\(.reason))"),
  (.findings[] | select(is_declared) | "  note  \(.text) (\(.declared))"),
  ($bad[] | "  FAIL  \(.text)", ($before[.name][]? | "          \(.)")),
  "run: \($bad | if length == 0 then "no finding that is not declared"
                 else "\(length) finding\(if length > 1 then "s" else "" end)" end)"
| line
