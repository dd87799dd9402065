# SPDX-License-Identifier: MIT
# config.json for `image`, from the lists of one: $values (what imagevalues printed), $facts
# (basefacts of the base) and $plan, and $base, the lock of a registry's base, or "". What a user, a
# path or a variable means, the base decides; `image` lays the result over the base's configuration.
# A value that does not go with the base ends it with a line.
def refuse: "pylock.mk: \(.)\n" | halt_error(1);

# ${NAME}, ${NAME:-WORD} and ${NAME:+WORD} as after ENV in a Dockerfile, by the variables of $scope;
# in WORD also $NAME. A backslash before it keeps it as it is, two are one. All other text, other
# dollars and backslashes included, is left alone.
def of($scope; $name): $scope[$name] // "";
def spliced($found; value): . as $text | reduce $found[] as $match ({at: 0, out: ""};
    .out += $text[.at:$match.offset] + ($match | value) | .at = $match.offset + $match.length)
      | .out + $text[.at:];
def captured($name): [.captures[] | select(.name == $name).string][0];
def word_expanded($scope): . as $text
    | [match("\\$(\\{(?<braced>[A-Za-z_][A-Za-z0-9_]*)\\}|" +
        "(?<bare>[A-Za-z_][A-Za-z0-9_]*))"; "g")] as $found
  | $text | spliced($found; of($scope; captured("braced") // captured("bare")));
def expanded($scope): . as $text
  | [match("(?<slashes>\\\\*)\\$\\{(?<name>[A-Za-z_][A-Za-z0-9_]*)" +
      "(:(?<how>[-+])(?<word>([^{}]|\\$\\{[A-Za-z_][A-Za-z0-9_]*\\})*))?\\}"; "g")] as $found
  | $text | spliced($found;
      captured("slashes") as $slashes | captured("word") as $word | captured("how") as $how
        | of($scope; captured("name")) as $value
      | $slashes[:($slashes | length / 2 | floor)]
        + (if ($slashes | length) % 2 == 1 then .string[($slashes | length):]
           elif $how == "-" and $value == "" then $word | word_expanded($scope)
           elif $how == "+" then (if $value == "" then "" else $word | word_expanded($scope) end)
           else $value end));

$values[0] as $said
| $said.given as $given
| ($facts[0].config // {}) as $old
| ([$old.Env[]? | capture("^(?<key>[^=]*)=(?<value>.*)$"; "s")] | from_entries) as $inherited

# A variable that is to go on from itself; what stands in ${X:+…} is replaced
| ([$said.environment[] | select(.[0] | test("^[A-Za-z_][A-Za-z0-9_]*$"))
  | select(.[0] as $name | .[1] | gsub("\\$\\{[^}]*\\}"; "")
    | test("(^|[^\\\\])\\$\($name)([^A-Za-z0-9_]|$)"))[0]][0]) as $bare
| if $bare then "PYLOCK_ENV.\($bare) has $\($bare), which nothing replaces: write $${\($bare)} " +
  "for what the base has" | refuse else . end

# Where the environment lies, and what its programs find
| ([$facts[0].interpreters[]?.path, $facts[0].sites[]?.path
  | select(startswith($given.prefix + "/"))][0]) as $taken
| if $taken then "PYLOCK_PREFIX is '\($given.prefix)', where the base has a Python of its own " +
  "(\($taken)): write another directory, such as /opt/\($given.name)" | refuse else . end
| ($given.prefix + "/bin") as $programs
| (if of($inherited; "PATH") == ""
  then "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
  else $inherited.PATH end) as $path
| {PATH: ([$programs, ($path | split(":")[] | select(. != $programs))] | join(":")),
  VIRTUAL_ENV: $given.prefix} as $own
| ($inherited + $own) as $scope
| ([$own | to_entries[] | select(.key as $key | $said.unset | index($key) | not) | [.key, .value]]
  + [$said.environment[] | [.[0], (.[1] | expanded($scope))]]) as $environment

# For whom
| [$given.users | splits("[ \t]+") | select(. != "") | split(":")] as $users
| [$users[][0]] as $made
| [$users | unique_by(.[2])[]
  | select([(.[2] | tonumber?)] - [$facts[0].groups[]?.gid] != [])[0]] as $made_groups
| (($said.config.User // "") | split(":")) as $user
| (if $user == [] or $given.passwd != "" or ($user[0] | test("^[0-9]+$"))
  or ([$facts[0].users[]?.name] + $made | index($user[0])) then empty
   else "PYLOCK_USER is '\($said.config.User)', and the base's /etc/passwd has no user " +
     "\($user[0]): write a number such as 1000:1000, or make the user by PYLOCK_USERS := " +
     "\($user[0]):1000:1000:/home/\($user[0])" | refuse end,
   if ($user | length) < 2 or $given.passwd != "" or ($user[1] | test("^[0-9]+$"))
     or ([$facts[0].groups[]?.name] + $made_groups | index($user[1])) then .
   else "PYLOCK_USER is '\($said.config.User)', and the base's /etc/group has no group " +
     "\($user[1]): write its number" | refuse end)

# What it is made of
| ($plan[0].packages | map(select(.index and .index != "default")) | group_by(.index)
  | map({key: "mk.pylock.index.\(.[0].index)", value: (map(.name) | join(" "))})
    | from_entries) as $indexes
| ($plan[0].packages | map(select(.choice) | {key: "mk.pylock.choice.\(.name)",
  value: "\(.choice.by): \(.file.filename)"})
  | from_entries) as $choices
| ($base | [capture("# image docker://(?<name>[^\\s@]+)").name] as $name
  | [scan("sha256:[0-9a-f]{64}")] | if $name == [] then {} else
    {"org.opencontainers.image.base.name": $name[0],
      "org.opencontainers.image.base.digest": .[-1]} end) as $from
| ([$given | to_entries[] | select(.key | startswith("preset.")) | .key |= "mk.pylock." + .[7:]]
  | from_entries) as $preset
| {
    architecture: $given.architecture,
    os: "linux",
    unset: $said.unset,
    config: ($said.config + {
      Env: ($environment | map("\(.[0])=\(.[1])")),
      WorkingDir: ($said.config.WorkingDir // (if of($old; "WorkingDir") == "" then "/"
        else $old.WorkingDir end)),
      Labels: ({
        "org.opencontainers.image.title": $given.name,
        "mk.pylock.target": $given.target,
        "mk.pylock.lock": "sha256:\($plan[0].installed)"
      } + (if $plan[0].excluded == [] then {} else {"mk.pylock.excluded": ($plan[0].excluded
        | join(" "))} end)
        + $from + $indexes + $choices + $preset + $said.labels)
    })
  }
  + (if $said.created then {created: $said.created} else {} end)
| if .unset == [] then del(.unset) else . end
| if $given.architecture == "arm64" then .variant = "v8" else . end
