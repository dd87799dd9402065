#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# provided: what a base provides, as wheels that the packaging library and pip read; bad input is
# one line. A whole project: tests/e2e/provided.t.
. "$(dirname "$0")/../tap.sh"
python=$top/build/setup/venv/bin/python
needs "$python" jq unzip
cd "$tmp" || exit 1

# Given a base that has packages in two directories, of which the interpreter looks into one first
distribution() { # name version requirement...
	jq \
		-nc \
		'{name: $ARGS.positional[0], version: $ARGS.positional[1],
		requiresPython: ">=3.8,\n <4",
		providesExtra: ["fast"], requiresDist: $ARGS.positional[2:]}' --args -- "$@"
}
jq -n --argjson torch "$(distribution Torch_Vision 2.7.0a0+7c8ec84dab.nv25.4 'numpy>=1' \
	$'x ;\n extra == "fast"')" \
	--argjson other "$(distribution torch-vision 1.0)" --argjson odd \
	"$(distribution odd 2004d)" \
	'{sites: [{path: "/late", distributions: [$other, $odd]},
		{path: "/early", distributions: [$torch]}]}' \
	>facts.json
echo '{"path": "/usr/bin/python3", "sites": ["/early", "/late"]}' >python.json
provided() {
	"$bin/provided" --facts facts.json --python python.json --target here --wheels wheels \
		-o provided.json "$@"
}

# When it is asked for them, then there is a wheel for each.
mkdir wheels
touch wheels/stray.whl
ok 'provided' provided torch.vision=2.7.0 odd=2004.4
is 'the wheels, and no others' "$(ls wheels)" 'odd-2004.4-py3-none-any.whl
torch_vision-2.7.0-py3-none-any.whl'
is 'what they count as, and what the base says' \
	"$(jq -c '.["torch-vision"] | [.version, .base, .site]' provided.json)" \
	'["2.7.0","2.7.0a0+7c8ec84dab.nv25.4","/early"]'
is 'METADATA' "$(unzip -p wheels/torch_vision-2.7.0-py3-none-any.whl '*/METADATA')" \
	'Metadata-Version: 2.1
Name: Torch_Vision
Version: 2.7.0
Requires-Python: >=3.8, <4
Provides-Extra: fast
Requires-Dist: numpy>=1
Requires-Dist: x ; extra == "fast"'
is 'its digest' \
	"$(unzip -p wheels/torch_vision-2.7.0-py3-none-any.whl '*/METADATA' | sha256sum |
		cut -c1-64)" \
	"$(jq -r '.["torch-vision"].metadata' provided.json)"
ok 'a wheel by its checksums' unzip -tq wheels/odd-2004.4-py3-none-any.whl
ok 'pip installs it' "$python" -m pip install -q --disable-pip-version-check --no-deps --no-index \
	--target site wheels/odd-2004.4-py3-none-any.whl
cp -r wheels before
ok 'again' provided odd=2004.4 torch-vision=2.7.0
ok 'the same bytes' diff -r before wheels
ok 'as the base has it, when nothing is declared' provided torch-vision
is 'that version' "$(jq -r '.["torch-vision"].version' provided.json)" 2.7.0a0+7c8ec84dab.nv25.4

# When something is declared that the base is not, then a line says what to write, and nothing
# changes.
cp provided.json kept.json
wanted='^provided: PYLOCK_PROVIDED\.torch-vision is 2\.6, but the base has 2\.7\.0a0.*: '
fails 'another release' 1 "${wanted}write PYLOCK_PROVIDED\.torch-vision := 2\.7\.0$" \
	provided torch-vision=2.6
fails 'no version' 1 "PYLOCK_PROVIDED\.odd is 'x y', which is no version by PEP 440" \
	provided 'odd=x y'
fails 'none declared' 1 "the base's odd says version '2004d', which is none by PEP 440: declare" \
	provided odd
fails 'not there' 1 \
	'base of here has no gone for /usr/bin/python3 \(looked into: /early, /late\): ' \
	provided gone
fails 'no name' 1 "'\.\./x' is not a package's name" provided ../x
provided gone odd >said 2>&1
is 'a line for each' "$(wc -l <said)" 2
ok 'the result is that of before' cmp provided.json kept.json
fails 'no package' 2 'wants --facts' provided

# Given input that lacks a member, or has one of a wrong kind, then one line says which.
broken() { # file; what jq makes of it
	cp "$1" whole.json
	jq "$2" whole.json >"$1"
	fails "$1: $2" 1 "^provided: $1: .*[a-z]" provided torch-vision=2.7.0
	cp whole.json "$1"
}
for change in 'del(.sites)' '.sites = 5' '.sites = [5]' 'del(.sites[1].distributions)' \
	'del(.sites[0].path)' '.sites[1].distributions[0].name = 5' \
	'.sites[1].distributions[0].version = 5' '.sites[1].distributions[0].requiresPython = 5' \
	'del(.sites[1].distributions[0].requiresDist)' \
	'.sites[1].distributions[0].requiresDist = [5]' \
	'.sites[1].distributions[0].providesExtra = "x"' '[]'; do
	broken facts.json "$change"
done
for change in 'del(.sites)' '.sites = 5' '.sites = [5]' '[]'; do
	broken python.json "$change"
done
jq 'del(.path)' python.json >other.json && mv other.json python.json
fails 'no path to name' 1 'python\.json: \.path: missing' provided gone
echo '{' >facts.json
fails 'no JSON' 1 'facts\.json:' provided odd
rm facts.json
fails 'no file' 1 'facts\.json' provided odd
done_testing
