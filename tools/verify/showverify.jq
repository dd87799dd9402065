# SPDX-License-Identifier: MIT
# showverify.jq: the page that shows verify.json, what verify(1) found, to a person.
#
#	jq -r --argjson colour false -f showverify.jq verify.json

# The groups of findings in their order, and their titles.
def groups:
  {image: "the image", lock: "the lock", python: "Python", libraries: "libraries", gpu: "GPU"};

# Of the declared findings of a group so many are shown, the rest is counted; but what was declared
# of wheels, and what runs unasked, is never left out.
def most_shown: 8;
def is_kept: .check == "wheel" or .check == "unasked";

def commas: tostring | if length > 3 then (.[:-3] | commas) + "," + .[-3:] else . end;
def plural($noun): "\(commas) \($noun)\(if . == 1 then "" else "s" end)";

# What files of the image say may not control a terminal, nor turn the direction of text around.
def shown:
  explode
  | map(if . < 32 or (. >= 127 and . < 160) or . == 8206 or . == 8207
      or (. >= 8232 and . <= 8238) or (. >= 8294 and . <= 8297) then 63 else . end)
  | implode;

def line($code; $word; $text):
  ($word + "     ")[:5]
  | "    \(if $colour then "\u001b[\($code)m\(.)\u001b[0m" else . end) \($text | shown)";

def is_declared: .declared != null and .declared != "";

def passed($group):
  [.passed, .groups] | transpose[] | select(.[1] == $group) | line(32; "ok"; .[0]);

def declared:
  map(select(is_declared))
  | ([map(select(is_kept)) | length, most_shown] | max) as $shown
  | (sort_by(is_kept | not)[:$shown][] | line(33; "note"; "\(.text) (\(.declared))")),
    (select(length > $shown) | line(33; "note"; "and \(length - $shown) more that are declared"));

def failed:
  .[] | select(is_declared | not)
  | line(31; "FAIL"; "\(.text)\(if (.todo // "") != "" then "; " + .todo else "" end) [\(.id)]");

"verify: \(.target), \(.manifest)",
(. as $all | groups | to_entries[] | . as $group
  | [$all | passed($group.key)] as $passed
  | [$all.findings[] | select(.group == $group.key)]
  | select(length + ($passed | length) > 0)
  | "  \($group.value)", $passed[], declared, failed),
(.unused[] | "  PYLOCK_ACCEPT.\(.) is declared and does not occur: take it out"),
(.idle[]? | "  \(shown)"),
(if .errors > 0
  then "verify: \(.errors | plural("finding")); "
    + "mend, or declare with PYLOCK_ACCEPT.<id> := <reason>"
  else "verify: no finding that is not declared" end)
