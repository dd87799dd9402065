# SPDX-License-Identifier: MIT
# report.jq: what analyze.py(1) found, which `facts` in analyze.py has, as the page for a person and
# as analysis.json.
#
#	jq -f report.jq <facts

def plural($noun): "\(.) \($noun)\(if . == 1 then "" else "s" end)";
def indented: map("  " + .);

# --- the fixes -------------------------------------------------------------------------------

def is_target: .kind == "python" or .kind == "platform";
def file: {override: "overrides.txt", requirement: "requirements.in"}[.add];

# Presets for the same machine with Python 3.$python, or with glibc 2.$glibc or newer. Where Python
# may stay what it is, those that have it, if there are any.
def near($facts; $python; $glibc):
  $facts.target as $target
  | [$facts.presets[] | select(.arch == $target.arch and .name != $target.name)]
  | if $python != null then
      map(select(.python == "3.\($python)" or (.python | startswith("3.\($python)."))))
    else
      map(select((.glibc | split(".")[1] | tonumber) >= $glibc))
      | . as $all
      | map(select((.python | split(".")[:2]) == ($target.python | split("."))))
      | if . == [] then $all else . end
    end;

def target_advice($facts):
  .value[0] as $minor
  | if .kind == "python" then
      [near($facts; $minor; null)[].name]
      | (if . == [] then "" else "TARGET with Python 3.\($minor): \(join(" ")); or " end)
        + "PYLOCK_PYTHON := 3.\($minor).<n>, with PYLOCK_PYTHON_FROM"
    else
      [near($facts; null; $minor)[]
       | (if .python == "none" then "no Python of its own" else "Python \(.python)" end) as $python
       | "\(.name) (glibc \(.glibc), \($python))"]
      | "a base with glibc 2.\($minor) or newer"
        + (if . == [] then "" else ": a target that has it is \(join(", "))" end)
    end;

# A change as text to paste.
def change_lines($facts):
  (.text // "") as $text
  | if is_target then target_advice($facts)
    elif .place != "" then
      . as $change
      | first($facts.lines[] | select(.place == $change.place)).text as $before
      | if $text != "" then "\(.place): in place of `\($before)`:", "    \($text)"
        else "\(.place): take `\($before)` away" end
    else
      "add to \(file):",
      (if .reason != "" then "    # \(.reason)" else empty end),
      "    \(.text)"
    end;

def effect($facts):
  if $facts.graph != null then
    [.moves[] | "\(.[0]) \(.[1] // "new") -> \(.[2] // "gone")"]
    | "     moves: " + (if . == [] then "nothing" else join(", ") end)
  else
    .packages as $packages
    | [.changes[].name] | unique | map(select($packages[.]) | "\(.) \($packages[.])")
    | if . == [] then empty else "     then: " + join(", ") end
  end;

def fix_lines($facts; $number):
  "\($number). \(.changes | length | plural("change")); verified: resolves to "
    + (.packages | length | plural("package")),
  (.changes[] | "     " + change_lines($facts)),
  effect($facts),
  "";

def search_line($facts):
  (if $facts.known > 0 then " (\($facts.known) known from before)" else "" end) as $known
  | (if .tried == 1 then "was" else "were" end) as $verb
  | "\(.tried | plural("set")) of changes \($verb) tried\($known)" as $effort
  | if (.complete | not) or $facts.interrupted then
      "The search is not complete: "
      + (if $facts.interrupted then "interrupted"
         else "\($facts.limit) s (PYLOCK_ANALYZE_LIMIT) were over" end)
      + "; \($effort), it stood at sets of \(.size), \(.open) open. "
      + "`make analyze` again goes on from there."
    elif $facts.fixes == [] then
      "No set of changes helps: neither overrides nor other versions, pre-releases, Pythons or C "
      + "libraries; \($effort)."
    else "No smaller set of changes helps; \($effort)." end;

# --- the trees ---------------------------------------------------------------------------------

def counts($extras): .extra == "" or (.extra | IN($extras[]));

# What $name with $extras requires, each with whether it is the last.
def edges($packages; $name; $extras):
  [$packages[$name].requires[] | select(counts($extras) and $packages[.name])]
  | sort_by(.name, .extra)
  | (length - 1) as $last
  | [to_entries[] | .value + {last: (.key == $last)}];

# Adds the lines of what $name with $extras requires to the state: an object of lines by their
# numbers, and of what was shown, true by its JSON. It is flat, since jq copies an object that is
# within the one that it changes. What was shown with the same extras is not shown again but marked
# (*).
def branches($packages; $name; $extras; $indent):
  reduce edges($packages; $name; $extras)[] as $edge (.;
    ($edge.extras | unique) as $wanted
    | ([$edge.name, $wanted] | tojson) as $key
    | (has($key) and any($packages[$edge.name].requires[]; counts($wanted))) as $again
    | ("\($indent)\(if $edge.last then "└" else "├" end)── \($edge.name) "
        + "[required: \($edge.specifier), installed: \($packages[$edge.name].version)"
        + (if $edge.extra != "" then ", extra: \($edge.extra)" else "" end) + "]"
        + (if $again then " (*)" else "" end)) as $line
    | "\(length)" as $number
    | . + {($number): $line, ($key): true}
    | if $again then .
      else branches($packages; $edge.name; $wanted;
             $indent + (if $edge.last then "    " else "│   " end)) end);

# The lines that pipdeptree prints for a package.
def tree($packages; $name):
  if $packages[$name] then
    "\($name)==\($packages[$name].version)",
    ({([$name, []] | tojson): true} | branches($packages; $name; []; "")
     | [to_entries[] | select(.value != true)] | sort_by(.key | tonumber)[].value)
  else "\($name): not in the lock" end;

def trees:
  if .critical == [] or .graph == null then empty
  elif .graph.knowsEdges | not then
    "The lock does not say what its packages require: `make resolve RENEW=1` adds that and moves "
    + "nothing."
  else
    .graph.packages as $packages
    | "The critical packages in \(.lock)\(if .fresh then "" else ", which is not fresh" end):",
      (.critical | sort[] | "", tree($packages; .))
  end;

# --- the page and the document -------------------------------------------------------------------

def outcome($resolver):
  if .root == null then
    if .offline then "Not resolved: no index may be asked (PYLOCK_OFFLINE=1)."
    else "Not resolved: interrupted." end
  elif .root.packages != null then
    "The requirements resolve: \(.root.packages | length | plural("package")), by \($resolver)."
  else
    "The requirements cannot be resolved, by \($resolver):",
    "",
    (.root.lines | indented[]),
    (.uv as $uv | .proof | select(. != null and .packages == null)
     | "", "As \($uv) puts it:", "", (.lines | indented[]))
  end;

def findings($title; $wrong):
  [.findings[] | select(.wrong == $wrong)]
  | if . == [] then empty else "", $title, (.[] | "  \(.check): \(.text)") end;

def page($trees):
  . as $facts
  | "analysis of \(.requirements) for \(.target.name)",
    "",
    outcome(.resolver),
    (.search | select(.) |
      "",
      (if $facts.fixes != [] then
         "What mends it, each tried by resolving again with \($facts.resolver), the least first:",
         "",
         ($facts.fixes | to_entries[] | .key as $place | .value | fix_lines($facts; $place + 1))
       else empty end),
      search_line($facts)),
    findings("Wrong:"; true),
    findings("To know:"; false),
    ($trees | select(. != []) | "", .[]);

def change_document:
  {kind: (if .kind == "exact" then "override" else .kind end), package: .name,
   place: (if .place == "" then null else .place end), text, file: file,
   value: (if is_target then .value[0] else null end)};

def document($trees):
  {target: .target.name, resolver, wrong, findings,
   resolves: (if .root then .root.packages != null else null end),
   explanation: (if .root and .root.packages == null then .root.text else null end),
   fixes: [.fixes[] |
     {changes: [.changes[] | change_document], verified, packages,
      moves: [.moves[] | {package: .[0], from: .[1], to: .[2]}]}],
   search: (.interrupted as $interrupted | .search
     | if . then {complete: (.complete and ($interrupted | not)), tried, size, open}
       else null end),
   tree: ($trees | if . == [] then null else join("\n") end)};

[trees] as $trees | {page: [page($trees)], document: document($trees)}
