#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# provided: a package that the base has is resolved against, by either resolver, not fetched, not
# installed, and imported in the image.
. "$(dirname "$0")/../tap.sh"
. "$top/tests/servers.sh"
needs jq tar bwrap umoci
cd "$tmp" || exit 1

# Given a base with Python and a vendor's build of a package, and an index that has another build of
# it
copy_python root/usr root
site=root/usr/local/lib/python$python_minor/dist-packages
mkdir -p "$site/torch-2.7.0a0+7c8ec84dab.nv25.4.dist-info"
printf \
	'Metadata-Version: 2.1\nName: torch\nVersion: 2.7.0a0+7c8ec84dab.nv25.4\nRequires-Dist: '\
'gamma\n' >"$site/torch-2.7.0a0+7c8ec84dab.nv25.4.dist-info/METADATA"
echo 'version = "of the vendor"' >"$site/torch.py"
tar -cf base.tar -C root .
mkdir index project
"$top/tests/support/mkindex" index 'user==1.0;torch>=2.7' torch==2.6.0 torch==2.9.0 gamma==1.0 \
	'shadow==1.0;torch>=2.9'
serve_nginx "$tmp/index"
make_here project 'PYLOCK_PROVIDED := torch' 'PYLOCK_PROVIDED.torch := 2.7.0'
echo user >project/requirements.in
run() {
	make --no-print-directory -C project PYLOCK_STORE="$tmp/store" UV_CACHE_DIR="$tmp/uv" "$@" \
		>"$tmp/out" 2>&1
}
locked() { sed -n 's/^name = "\(.*\)"/\1/p' project/pylock.here.toml | xargs; }

ok 'an image' run image
is 'the lock has what the base does not provide, and what that needs' "$(locked)" 'gamma user'
like 'and says what is provided' "$(cat project/pylock.here.toml)" \
	'provided = \["torch 2\.7\.0, 2\.7\.0a0\+7c8ec84dab\.nv25\.4 of the base"\]'
is 'the requirements file has it neither' "$(grep -c torch project/requirements.lock.here.txt)" 0
is 'no index was asked for it' "$(grep -c torch "$nginx_log")" 0
is 'the image imports the vendor.s' \
	"$(run_in_image project/build/here/image "$(uname -m)" python3 -c '
import torch, user, sys

print(torch.version, user.version, torch.__file__)')" \
	"of the vendor 1.0 /usr/local/lib/python$python_minor/dist-packages/torch.py"
is 'it has a label' \
	"$(skopeo inspect --config oci:project/build/here/image:latest |
		jq -r '.config.Labels["mk.pylock.provided.torch"]')" 2.7.0
ok 'verified' run verify
like 'with both versions' "$(cat out)" \
	'torch 2\.7\.0a0\+7c8ec84dab\.nv25\.4 of the base counts as 2\.7\.0 \(PYLOCK_PROVIDED\)'
ok 'a fresh lock stays' run resolve CHECK=1
ok 'nothing is done again' run -q image

cp project/pylock.here.toml uv.toml
ok 'by pip-compile' run resolve PYLOCK_RESOLVER=pip-compile
is 'the same packages' "$(locked)" 'gamma user'
cp uv.toml project/pylock.here.toml

# What asks for another version is an error, not another torch
echo shadow >project/requirements.in
run resolve
is 'a requirement that the base does not meet: exit status' $? 2
like 'which the resolver explains' "$(cat out)" 'torch>=2\.9'
ok 'the lock is untouched' cmp uv.toml project/pylock.here.toml
echo user >project/requirements.in

# A base with another release makes the lock stale, and what was declared wrong
sed -i 's/^Version: .*/Version: 2.8.0a0+nv25.6/' "$site"/torch-*/METADATA
tar -cf base.tar -C root .
run image PYLOCK_LOCKED=1
like 'another release in the base' "$(cat out)" \
	'PYLOCK_PROVIDED\.torch is 2\.7\.0, but the base has 2\.8\.0a0\+nv25\.6: write '\
'PYLOCK_PROVIDED\.torch := 2\.8\.0'
run image PYLOCK_LOCKED=1 PYLOCK_PROVIDED.torch=2.8.0
like 'declared: the lock is not fresh' "$(cat out)" 'not fresh, and PYLOCK_LOCKED=1'
done_testing
