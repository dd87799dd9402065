# SPDX-License-Identifier: MIT
# junit.jq: what came of running an image, as JUnit XML: a suite of imports, and one of the rest. A
# finding that is declared is a success.
#
#	jq -r -L tools/run -f tools/run/junit.jq run.json

include "runresult";

# What XML 1.0 cannot say, and what may mislead who reads the file, becomes "?".
def characters:
  explode
  | map(if . == 9 or . == 10 or ((. < 55296 or (. >= 57344 and . < 65534) or . >= 65536)
          and (misleads | not)) then . else 63 end)
  | implode | split("&") | join("&amp;") | split("<") | join("&lt;") | split(">") | join("&gt;");
def quoted:
  characters | split("\"") | join("&quot;") | split("\n") | join("&#10;") | split("\t")
  | join("&#09;") | "\"\(.)\"";

# With two digits after the point
def seconds:
  . * 100 | round | "\(. / 100 | floor).\(. % 100 | if . < 10 then "0\(.)" else . end)";

def case($class):
  "    <testcase classname=\($class | quoted) name=\(.name | quoted) time=\"\(.seconds | seconds)\""
  + if .reason != null then
      ">\n      <skipped message=\(.reason | quoted) />\n    </testcase>"
    elif .failure != null then
      ">\n      <failure message=\(.failure | quoted)"
      + (.last // [] | join("\n") | characters | if . == "" then " />" else ">\(.)</failure>" end)
      + "\n    </testcase>"
    else " />" end;

# A suite of the cases that are the input.
def suite($target; $name):
  "  <testsuite name=\"\($name)\" tests=\"\(length)\" errors=\"0\""
  + " failures=\"\(map(select(.failure != null)) | length)\""
  + " skipped=\"\(map(select(.reason != null)) | length)\""
  + " time=\"\(map(.seconds) | add // 0 | seconds)\""
  + if length == 0 then " />" else ">" end,
  (.[] | case("\($target).\($name)")),
  if length == 0 then empty else "  </testsuite>" end;

# What failed that is no import, smoke test or CUDA, each name once, in the order of the findings.
def others($failures; $done):
  $failures | to_entries | group_by(.value.name) | map(.[0]) | sort_by(.key)
  | map(.value.name | select(in($done) | not) | {name: ., seconds: 0});

[.findings[] | select(is_declared | not)] as $failures
| ($failures | map({key: .name, value: .text}) | from_entries) as $texts
| def judge: map(.failure = $texts[.name] | if .status == "skipped" then . else del(.reason) end);
  (.imports | map(.name = .module)) as $imports
| (.smoke + (.cuda | if . then [.name = "cuda"] else [] end)) as $rest
| ([$imports[], $rest[]] | map({key: .name, value: true}) | from_entries) as $done
| .target as $target
| "<?xml version='1.0' encoding='utf-8'?>",
  "<testsuites name=\("pylock \(.target)" | quoted)>",
  ($imports | judge | suite($target; "imports")),
  ($rest + others($failures; $done) | judge | suite($target; "image")),
  "</testsuites>"
