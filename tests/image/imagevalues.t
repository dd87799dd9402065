#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# imagevalues: words are those of a shell here, ports and times those of other tools; one line for
# what is wrong.
. "$(dirname "$0")/../tap.sh"
cd "$tmp" || exit 1
values() { printf '%s\n' "$@" | "$bin/imagevalues" -; }

# Each command is split by a shell, which has nothing to expand in it.
while IFS= read -r command; do
	is "split as sh splits it: $command" \
		"$(values "CMD=${command//\\/\\\\}" | jq -c .config.Cmd)" \
		"$(sh -c "printf '%s\\n' $command" | jq -Rsc 'split("\n")[:-1]')"
done <<'END'
python3 -m app --x=1
sh -c "python3 /app/x.py"
sh -c 'echo "a b" | cat && exit 0' x
a"b"'c'd\ e  "" ''
"a\"b\\c\d\$e\`"
'it'"'"'s' 100% a,b a=b x#y 5$ é
END
is 'the same, as Python splits it' "$(values "CMD=sh -c \"echo \$HOME\"" | jq -c .config.Cmd)" \
	"$(python3 \
		-c \
		'import json, shlex; print(json.dumps(shlex.split("sh -c \"echo $HOME\""), '\
'separators=(",", ":")))')"

printf 'CMD=a | b\n' >wrong
fails 'what is wrong is said' 1 "^imagevalues: PYLOCK_CMD is 'a . b': .* would need a shell" \
	"$bin/imagevalues" wrong
fails 'with --check, too' 1 'would need a shell' "$bin/imagevalues" --check wrong
printf 'CMD=a\n' >right
is 'what is right is not, with --check' "$("$bin/imagevalues" --check right)" ''
fails 'a file that is not there' 1 'gone: cannot open' "$bin/imagevalues" gone
fails 'two files' 2 'one file must be given' "$bin/imagevalues" right wrong
fails 'no credential is shown' 1 \
	'^imagevalues: PYLOCK_REPOSITORY: neither an account nor a digest' "$bin/imagevalues" \
	<(printf 'REPOSITORY=me:secret@h.example/a\n')
is 'a long value' \
	"$(head -c 1000000 /dev/zero | tr '\0' a | sed 's/^/LABEL.x=/' | "$bin/imagevalues" - |
		jq '.labels.x | length')" 1000000
done_testing
