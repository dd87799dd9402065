# config.json for `image`: the OCI configuration from named arguments and from env:NAME=VALUE and label:KEY=VALUE ones; what the
# target asks of the device comes as preset:KEY=VALUE and is a label mk.pylock.KEY. $plan tells which packages come from which index
# besides `default`, by which rule a file was taken rather than another of its release, what is left out, and the hash of what is installed. $base is the lock of a registry's base, or "".
def words: split(" ") | map(select(. != ""));
def given($kind): [$ARGS.positional[] | capture("^\($kind):(?<key>[^=]+)=(?<value>.*)$"; "s")];

($plan[0].packages | map(select(.index != "default")) | group_by(.index)
  | map({key: "mk.pylock.index.\(.[0].index)", value: (map(.name) | join(" "))}) | from_entries) as $indexes
| ($plan[0].packages | map(select(.choice) | {key: "mk.pylock.choice.\(.name)", value: "\(.choice.by): \(.file.filename)"})
  | from_entries) as $choices
| ($base | [capture("# image docker://(?<name>[^\\s@]+)").name] as $name | [scan("sha256:[0-9a-f]{64}")] | if $name == [] then {} else
    {"org.opencontainers.image.base.name": $name[0], "org.opencontainers.image.base.digest": .[-1]} end) as $from
| given("env") as $env
| given("label") as $labels
| given("preset") as $preset
| {
    architecture: $architecture,
    os: "linux",
    config: ({
      Env: (["PATH=\($prefix)/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "VIRTUAL_ENV=\($prefix)"]
        + ($env | map("\(.key)=\(.value)"))),
      Entrypoint: ($entrypoint | words),
      Cmd: ($cmd | words),
      User: $user,
      WorkingDir: $workdir,
      Labels: ({
        "org.opencontainers.image.title": $name,
        "mk.pylock.target": $target,
        "mk.pylock.lock": "sha256:\($plan[0].installed)"
      } + (if $plan[0].excluded == [] then {} else {"mk.pylock.excluded": ($plan[0].excluded | join(" "))} end)
        + $from + $indexes + $choices + ($preset | map(.key |= "mk.pylock." + .) | from_entries) + ($labels | from_entries))
    } | with_entries(select(.value != "" and .value != [])))
  }
| if $architecture == "arm64" then .variant = "v8" else . end
