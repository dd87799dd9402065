#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# PYLOCK_OWNER: real packages that bring files of one path, as pip has them when the owner is
# installed last.
. "$(dirname "$0")/../tap.sh"
. "$top/tests/servers.sh"
needs bwrap jq tar
cd "$tmp" || exit 1
python=$top/build/setup/venv/bin/python
export PYTHONDONTWRITEBYTECODE=1 PIP_DISABLE_PIP_VERSION_CHECK=1

# Given a base with this machine's Python, and packages of which some have the same files and some
# different ones
copy_python root/usr root
find root -type l -lname '/*' -delete
mkdir -p root/tmp
tar -cf base.tar -C root .
venv=$tmp/venv
project() { # LINE...
	make_here project "$@"
	sed -i '/^PYLOCK_INDEX_URL/d' project/Makefile
	printf '%s\n' opencv-python opencv-python-headless fastapi fastapi-cli alive-progress \
		backports.tarfile backports.functools-lru-cache \
		>project/requirements.in
}
nginx=none
run() {
	make --no-print-directory -C project PYLOCK_STORE="${PYLOCK_STORE:-$tmp/store}" "$@" >out \
		2>&1
}

# When nobody says whose they are, then the lines to write are said, first those of a layer that
# packages share.
project
run image
like 'a LICENSE in the prefix' "$(cat out)" \
	"/opt/venv/LICENSE: about-time [0-9.]+ and alive-progress [0-9.]+ have different files \
there: write .PYLOCK_OWNER.LICENSE := about-time., or alive-progress"
project 'PYLOCK_OWNER.LICENSE := alive-progress'
run image
like 'the pair of OpenCV' "$(cat out)" \
	"/cv2/[^ ]+ and [0-9]+ more: opencv-python [0-9.]+ and opencv-python-headless [0-9.]+ have \
different files there: write .PYLOCK_OWNER.cv2/\\* := opencv-python., or opencv-python-headless"
is 'and nothing else: equal launchers and __init__.py are none' \
	"$(grep -c 'have different files' out)" 1

project 'PYLOCK_OWNER.LICENSE := alive-progress' 'PYLOCK_OWNER.cv2/* := OpenCV_Python.headless'
run image
is 'with an owner for each there is an image' $? 0 || note "$(tail -n 5 out)"

# Then its files are those that pip leaves when the owners are installed last.
mkdir wheels
jq -r '.packages[].file | "\(.sha256) \(.filename)"' project/build/here/plan.json |
	while read -r sha256 filename; do
	cp "${PYLOCK_STORE:-$tmp/store}/sha256/${sha256:0:2}/$sha256" "wheels/$filename"
done
"$python" -m venv --without-pip "$venv" && rm -rf "$venv/include"
pip() {
	"$python" -m pip --python "$venv/bin/python3" "$@" >pip.out 2>&1 || {
		cat pip.out && false
	}
}
others=()
for wheel in wheels/*.whl; do
	case $wheel in */opencv_python_headless-* | */alive_progress-*) ;;
	*) others+=("$wheel") ;; esac
done
umask 022
pip install --no-deps --no-index --no-compile "${others[@]}" &&
	pip install --no-deps --no-index --no-compile --ignore-installed \
	wheels/opencv_python_headless-* wheels/alive_progress-*
is 'pip installs them all' $? 0
# tree DIRECTORY: its files with mode and content, but for what a distribution says of its
# installation
tree() {
	(cd "$1" &&
		find . -type f ! -path '*/__pycache__/*' ! -path '*.dist-info/RECORD' \
		! -path '*.dist-info/INSTALLER' ! -path '*.dist-info/REQUESTED' \
		! -path '*.dist-info/direct_url.json' ! -name pyvenv.cfg \
		! -path './bin/[Aa]ctivate*' -printf '%m %p ' -exec sha256sum {} \; |
		cut -d' ' -f1-3 | LC_ALL=C sort)
}
# scripts begin with the interpreter's place
find "$venv/bin" -type f -exec sed -i "1s,$venv,/opt/venv," {} +
tree "$venv" >pip.tree
mkdir image
layout=project/build/here/image
for digest in $(jq -r '.layers[].digest[7:]' \
	"$layout/blobs/sha256/$(jq -r '.manifests[0].digest[7:]' "$layout/index.json")"); do
	tar -C image -xf "$layout/blobs/sha256/$digest"
done
tree image/opt/venv >image.tree
ok "$(wc -l <pip.tree) files are pip's, in place, mode and bytes" diff pip.tree image.tree

# Then RECORDs are true, and who takes one package away leaves the files that are another's.
run verify
like 'verify: files are what RECORD says' "$(cat out)" \
	'files are as their RECORD says, and no other file is there'
like 'verify: whose they are, by which rule' "$(cat out)" \
	"note  opencv-python [0-9.]+: /opt/venv/.*/cv2/[^ ]+ and [0-9]+ more: the file of \
opencv-python-headless [0-9.]+ is there instead \\(PYLOCK_OWNER.cv2/\\* := \
opencv-python-headless\\)"
is 'verify: nothing of that is a finding' "$(grep FAIL out | grep -c -E 'record/|claim/|owner/')" 0
venv=$tmp/image/opt/venv
ok 'pip has nothing to say' pip check
works() { "$venv/bin/python3" -c '
import cv2, alive_progress, fastapi

print(cv2.__version__, cv2.imencode(".png", __import__("numpy").zeros((2, 2)))[0])'; }
like 'the owner works' "$(works 2>&1)" 'True$'
pip uninstall -y opencv-python about-time
is 'pip takes the others away' $? 0
shared=$venv/lib/python$python_minor/site-packages/cv2
ok "and leaves what is the owner's" test -e "$shared/cv2.abi3.so" -a -e "$venv/LICENSE"
ok 'not what both had, byte by byte, as pip does' test ! -e "$shared/__init__.py"
done_testing
