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
fails 'a file that is not there' 1 'none\.in' input -r none.in
fails 'no file' 2 'are wanted' input
fails 'no such option' 2 '' input --frobnicate
ok 'help' "$bin/resolverinput" --help
done_testing
