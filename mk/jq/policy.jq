# SPDX-License-Identifier: MIT
# policy.json from arguments: index:NAME:MEMBER=VALUE, package:PATTERN=INDEX, prefer:PATTERN=RULES.
# $default is the address of the index `default` when no argument gives it; "" for the rules alone.
# Exact names come before globs, longer globs before shorter.
def stop($what): "pylock.mk: \($what)\n" | halt_error(1);
def words: split(" ") | map(select(. != ""));
def given($kind): [$ARGS.positional[]
    | capture("^\($kind):(?<name>[^:=]+)(:(?<member>[a-z]+))?=(?<value>.*)$"; "s")];
def normal: ascii_downcase | gsub("[-_.]+"; "-");
def pattern($variable):
  if test("^[a-z0-9*]([a-z0-9*-]*[a-z0-9*])?$") then .
  else stop("\($variable).\(.): not a normalized name or a glob of one: write " +
    "\($variable).\(normal)") end;
def in_order: sort_by([(.pattern | test("[*]")), -(.pattern | length), .pattern]);
def number($what): if test("^[0-9]{1,4}$") then tonumber
    else stop("\($what) is '\(.)': a number is wanted") end;
def rule($variable):
  if test("^(tag:[A-Za-z0-9_.*-]+|local:[a-z0-9._]+|sha256:[0-9a-f]{64}|index:[A-Za-z0-9_-]+)$")
    then .
  else stop("\($variable): '\(.)' is not tag:<platform tag>, local:<label>, local:none, " +
    "sha256:<hash> or index:<index>") end;

(given("index") | group_by(.name) | map({key: .[0].name,
  value: (map({key: .member, value}) | from_entries)}) | from_entries
  | with_entries(.key as $index
    | if $index | test("^[A-Za-z0-9_-]+$") then .
      else stop("PYLOCK_INDEXES: '\($index)' is not made of letters, digits, - and _") end
    | .value |= {
      url: (if $index == "default" and .url == "" then $default else .url end
        | if test("^https?://[^/@ ]+(/|$)") then .
          elif test("^([a-z]+:)?/*[^/]*@") then stop("the address of index '\($index)' holds " +
            "credentials: put them into ~/.netrc and set PYLOCK_INDEX_URL without them")
          else stop("the address of index '\($index)' is '\(.)': http:// or https:// is " +
            "wanted") end),
      mirrors: (.mirrors | words),
      timeout: (.timeout | number("PYLOCK_INDEX_TIMEOUT.\($index)")),
      retries: (.retries | number("PYLOCK_INDEX_RETRIES.\($index)"))})) as $indexes
| {
    packages: ([given("package")[] | {pattern: (.name | pattern("PYLOCK_INDEX")), index: .value}]
      | in_order),
    prefer: ([given("prefer")[] | .name as $name
      | {pattern: ($name | pattern("PYLOCK_PREFER")),
        rules: (.value | words | map(rule("PYLOCK_PREFER.\($name)")))}] | in_order)
  }
| if $default == "" then . else . + {$indexes} end
