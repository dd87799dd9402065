#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# resolverinput: what a resolver gets of a project's files.
. "$(dirname "$0")/../tap.sh"
cd "$tmp" || exit 1
printf '{"name":"t","arch":"x86_64","glibc":"2.36","python":"3.11"}' >target.json
printf '{"indexes":{"default":{"url":"http://a/"}},"prefer":[]}' >policy.json
printf -- '-r more.in\n-c bounds.txt\na==1 \\\n  --hash=sha256:%064d # why\n' 1 >r.in
printf -- '--no-binary b\nb\n' >more.in
printf 'a<2\n' >bounds.txt
printf 'c>1\n' >o.txt
input() {
	"$bin/resolverinput" --target target.json --policy policy.json --output out "$@"
}
ok 'files' input --only-binary :all: --no-binary d -r r.in -o o.txt
is 'requirements are plain lines' "$(cat out/requirements.txt)" "$(printf 'b\na==1')"
is 'so are constraints' "$(cat out/constraints.txt)" 'a<2'
is 'and overrides' "$(cat out/overrides.txt)" 'c>1'
is 'the policy has what they allow' "$(jq -c .allowed out/policy.json)" \
	'{"hashes":[{"hashes":["sha256:'"$(printf %064d 1)"\
'"],"name":"a","place":"r.in:3","specifier":"==1"}],"noBinary":["b","d"],"onlyBinary":[":all:"]}'
ok 'files that say nothing of that' input -r bounds.txt
is 'leave it as it is' "$(jq -c . out/policy.json)" "$(jq -cS . policy.json)"
is 'and what there is not is empty' "$(cat out/constraints.txt out/overrides.txt)" ''
printf 'a==1 --hash=md5:0\n' >bad.in
fails 'what is no hash' 1 "^resolverinput: bad\.in:1: not a hash .*: 'md5:0'$" input -r bad.in

# What pip would follow and nobody here does is refused, with what to write; an index that the
# policy has may stand there.
printf -- '--index-url http://a\na\n' >same.in
ok 'the index that the policy has' input -r same.in
is 'is not handed on' "$(cat out/requirements.txt)" a
refuses() { # line, what is to be written
	rm -rf out && mkdir out
	printf 'a\n%s\n' "$1" >bad.in
	fails "$1" 1 "^resolverinput: bad\.in:2: .* is not followed: .*$2" input -r bad.in
	is "$1: nothing is written" "$(ls out)" ''
}
refuses '--extra-index-url https://u:secret@b/simple' 'PYLOCK_INDEX_URL\.extra := https://b/simple '
refuses '-f wheels' 'PYLOCK_INDEX_URL\.<index>'
refuses '--pre' 'name>=2\.0rc1'
refuses 'lib @ git+https://u:secret@h.example/lib' '/\.netrc'
refuses 'lib @ hg+https://h.example/lib@v1' 'git\+https:'
refuses 'lib --config-settings=a=b' 'PYLOCK_BUILD_ENV'
printf 'a\nlib @ git+https://h.example/lib ; python_version < "3"\n' >marker.in
ok 'what is for another target counts for nothing' input -r marker.in
is 'nor is it asked for' "$(cat out/references.json)" '[]'

# A direct reference is asked for, until somebody has found out what it is; then the resolver sees
# its name alone, and an index that has nothing but its file.
printf 'a\nlib[x] @ git+https://h.example/lib@v1#subdirectory=py\n' >git.in
ok 'a reference' input -r git.in
is 'is asked for' "$(cat out/references.json)" '[{"kind":"git","location":"https://h.example/lib",'\
'"name":"lib","place":"git.in:2","revision":"v1","subdirectory":"py"}]'
is 'and no line of a resolver' "$(cat out/requirements.txt)" a
printf '{"index":"file:///i","places":{"git.in:2":"lib"},"packages":{"lib":{}}}' >found.json
ok 'one that is known' input --references found.json -r git.in
is 'is a name' "$(cat out/requirements.txt)" "$(printf 'a\nlib[x]')"
is 'that comes from its index' "$(jq -c '[.indexes["direct-references"].url, .packages]' \
	out/policy.json)" '["file:///i",[{"index":"direct-references","pattern":"lib"}]]'
fails 'a file that is not there' 1 'none\.in' input -r none.in
fails 'no file' 2 'are wanted' input
fails 'no such option' 2 '' input --frobnicate
ok 'help' "$bin/resolverinput" --help
done_testing
