#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# bundle.sh: what it takes, and what it refuses; tests/e2e/bundle.t has what comes of it.
. "$(dirname "$0")/../tap.sh"
needs jq
cd "$tmp" || exit 1
target=debian12-amd64
bundle() {
	"$top/tools/setup/bundle.sh" --tools "$top/build" --store store/ --no-setup -o out/b.tar "$@"
}
# put KIND...: files of the store, whose content is their kind; $one has the last one's hash.
put() {
	local kind
	for kind; do
		one=$(printf %s "$kind" | sha256sum | cut -c1-64)
		mkdir -p "store/sha256/${one:0:2}"
		printf %s "$kind" >"store/sha256/${one:0:2}/$one"
	done
}
# plan SHA256 KIND FILENAME: a plan of one package.
plan() {
	jq -n --arg sha256 "$1" --arg kind "$2" --arg filename "$3" \
		'{packages: [{name: "a", file: $ARGS.named}]}' >build/$target/plan.json
}
mkdir -p build/$target
echo '{"indexes": {}}' >build/$target/policy.json
: >build/$target/bundle.extra

# The command line
like 'help' "$("$top/tools/setup/bundle.sh" --help)" '^usage: bundle\.sh --tools DIR --store DIR'
is 'the version' "$("$top/tools/setup/bundle.sh" --version)" "bundle.sh $(cat "$top/tools/VERSION")"
program=$top/tools/setup/bundle.sh
fails 'no tools' 2 '^bundle\.sh: --tools is missing' "$program" --store s -o b $target
fails 'no store' 2 '^bundle\.sh: --store is missing' "$program" --tools t -o b $target
fails 'no output' 2 '^bundle\.sh: -o is missing' "$program" --tools t --store s $target
fails 'no target' 2 '^bundle\.sh: no TARGET is given' bundle
fails 'no value' 2 '^bundle\.sh: -o wants a value' "$program" -o
fails 'an unknown option' 2 "^bundle\\.sh: unknown option '--other'" bundle --other
fails 'a target that is a path' 2 "^bundle\\.sh: '\\.\\./x' is not the name" bundle ../x
fails 'a target of two lines' 2 "^bundle\\.sh: 'a\\?b' is not the name" bundle $'a\nb'
fails 'a target without a plan' 1 '^bundle\.sh: build/other/plan\.json: No such file' bundle other

# Whatever tar reads comes out as it is in the store, and the list has the order of kinds.
put wheel deb interpreter
printf 'x 1 all 3 %s debian/pool/x_1_all.deb\n' "$(printf deb | sha256sum | cut -c1-64)" \
	>build/$target/base.lock
printf '%s:interpreter:python+3.tar.gz\n' "$one" >build/$target/bundle.extra
plan "$(printf wheel | sha256sum | cut -c1-64)" wheel a-1-py3-none-any.whl
ok 'a bundle' bundle "$target" "$target"
is 'its list' "$(tar -xOf out/b.tar pylock-bundle | cut -d' ' -f2-)" "pylock.mk bundle 1
targets $target $target
5 wheel a-1-py3-none-any.whl
3 deb x_1_all.deb
11 interpreter python+3.tar.gz"
mkdir files && tar -xf out/b.tar -C files
ok 'its files' diff -r files/sha256 store/sha256
# Nothing of the files' own times, modes and owners is in it.
is 'its members' "$("$top/build/setup/venv/bin/python" -c '
import tarfile
print(*sorted({(m.mode, m.uid, m.gid, m.uname, m.mtime, m.type)
               for m in tarfile.open("out/b.tar")}))')" "(292, 0, 0, '', 315532800, b'0')"
is 'in this order' "$(tar -tf out/b.tar | tail -n +2)" \
	"$(cd store && find sha256 -type f | LC_ALL=C sort)"
cp out/b.tar again.tar
find store -type f -exec chmod 0600 {} + -exec touch -d 2020-02-02 {} +
ok 'packed again' bundle $target $target
ok 'its bytes' cmp out/b.tar again.tar
printf 'garbage' >"store/sha256/${one:0:2}/$one"
fails 'content that is not what its name says' 1 \
	"^bundle\\.sh: store/sha256/${one:0:2}/$one: the content is not what its name says; remove" \
	bundle $target
ok 'the last bundle is left' cmp out/b.tar again.tar
is 'and nothing else' "$(ls out)" b.tar
put interpreter

# What is hostile in the plan and beside it
refused() { # name regex
	fails "$1" 1 "^bundle\\.sh: $2" bundle $target
	ok "$1: the last bundle is left" cmp out/b.tar again.tar
}
form='not a filename and a sha256$'
plan "$one" wheel $'a.whl\nb'
refused 'a name of two lines' "'a\\\\nb\\.whl|'a\\.whl\\\\nb', '$one': $form"
plan "$one" wheel $'a\tb'
refused 'a name with a tab' "'a\\\\tb', '$one': $form"
plan "$one" wheel $'a\033[2J'
refused 'a name that speaks to the terminal' "'a\\?\\[2J', '$one': $form"
plan "$one" wheel ../a
refused 'a name that climbs out' "'\\.\\./a', '$one': $form"
plan "$one" wheel 'a b'
refused 'a name of two words' "'a b', '$one': $form"
plan ../../etc/passwd wheel a.whl
refused 'a hash that is a path' "'a\\.whl', '\\.\\./\\.\\./etc/passwd': $form"
plan "$one" 'x]$(touch evil)' a.whl
refused 'a kind that nobody knows' "$target: 'x\\]\\\$\\(touch evil\\)' is not a kind of file"
is 'nothing of it is run' "$(ls -d evil 2>/dev/null)" ''
plan "${one//[0-9]/0}" wheel a.whl
refused 'a file that the store lacks' 'a\.whl: not in the store store; run `make bundle` again$'
plan "$one" sdist a.tar.gz
refused 'an sdist without a lock' "built\\.$target\\.lock: No such file"
echo '{"b": {}}' >built.$target.lock
refused 'a lock without it' "built\\.$target\\.lock: has no build of 'a'"
jq -n --arg one "$one" '{a: {builder: "native", requires: ["b\n-r /etc/passwd"],
	wheel: {sha256: $one, filename: "a.whl"}}}' >built.$target.lock
refused 'a requirement of two lines' "built\\.$target\\.lock: not as pylock\\.mk writes it"
jq '.a.builder = "none"' built.$target.lock >again.lock && mv again.lock built.$target.lock
fails 'a builder that nobody knows' 1 "^buildparts\\.py: a: 'none' is not a builder$" bundle $target
for text in '' '[]' '{} {}' '{"packages": 1}' 'x'; do
	printf %s "$text" >build/$target/plan.json
	refused "a plan that is '$text'" "build/$target/plan\\.json: not as pylock\\.mk writes it"
done
plan "$one" wheel a.whl
echo "$one:wheel" >build/$target/bundle.extra
refused 'a word without a name' "'', '$one': $form"
: >build/$target/bundle.extra
echo 'x 1 all' >build/$target/base.lock
refused 'a base.lock that is none' "build/$target/base\\.lock: not as pylock\\.mk writes it"
done_testing
