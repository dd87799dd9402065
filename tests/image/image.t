#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# image: layers and a base become a layout; what collides, is missing or is no base is refused by
# name.
. "$(dirname "$0")/../tap.sh"
needs strace
cd "$tmp" || exit 1
layer() { "$top/tests/support/mklayer" "$@"; }
image() { "$bin/image" --blobs store --config config.json "$@"; }
manifest() { cat "$1/blobs/sha256/$(jq -r '.manifests[0].digest[7:]' "$1/index.json")"; }
config() { cat "$1/blobs/sha256/$(manifest "$1" | jq -r '.config.digest[7:]')"; }
# The layout's files with their content, times and inodes: what must not change.
state() { find "$1" -type f -printf '%p %s %T@ %i ' -exec sha256sum {} \; | sort; }
# Whether each blob is named by its digest.
# shellcheck disable=SC2317 # called by ok
blobs_right() {
	(cd "$1/blobs/sha256" && for blob in *; do
		[ "$(sha256sum <"$blob")" = "$blob  -" ] || exit 1
	done)
}

cat >config.json <<'EOF'
{"architecture":"arm64","os":"linux","variant":"v8",
 "config":{"Entrypoint":["/opt/venv/bin/python3"],"Env":["A=new","C=3"],
 "Labels":{"lock":"abc"},"User":"1000"},"annotations":{"org.opencontainers.image.title":"hello"}}
EOF
layer --compress none store rootfs.json etc/ etc/passwd=root bin/sh=elf
layer --wheels 'numpy 1.26.4' --list store numpy.json opt/venv/lib/numpy/__init__.py=1 \
	opt/venv/lib/nvidia/__init__.py=
layer --wheels 'six 1.16.0, idna 3.7' store six.json opt/venv/lib/six.py=2 \
	opt/venv/lib/nvidia/__init__.py=
layer --overlay store files.json app/main.py=3 opt/venv/lib/six.py=patched

# A base from nothing, then an image on it.
echo \
	'{"architecture":"arm64","os":"linux","config":{"Env":["A=old","B=2"],"Cmd":["sh"],'\
'"Labels":{"base":"x"}}}' >base.json
base_digest=$("$bin/image" --blobs store --config base.json -o base rootfs.json)
digest=$(image --base base -o out numpy.json six.json files.json)
is 'prints the digest of the manifest in the index' "$digest" \
	"$(jq -r '.manifests[0].digest' out/index.json)"
is 'the base is an image, too' "$base_digest" "$(jq -r '.manifests[0].digest' base/index.json)"
ok 'every blob has its digest as its name' blobs_right out
is 'oci-layout' "$(cat out/oci-layout)" '{"imageLayoutVersion":"1.0.0"}'
is 'the index has one image, tagged latest, with its platform' \
	"$(jq \
		-c \
		'[.schemaVersion, .mediaType, (.manifests | length), .manifests[0].platform,
	.manifests[0].annotations]' out/index.json)" \
	'[2,"application/vnd.oci.image.index.v1+json",1,{"architecture":"arm64","os":"linux",'\
'"variant":"v8"},{"org.opencontainers.image.ref.name":"latest"}]'
is 'the manifest has all layers, the base first' "$(manifest out | jq -c '[.layers[].digest]')" \
	"$(jq -sc '[.[].digest]' rootfs.json numpy.json six.json files.json)"
is 'with their annotations' "$(manifest out | jq -r '.layers[1].annotations["mk.pylock.wheels"]')" \
	'numpy 1.26.4'
is 'and its own' "$(manifest out | jq -c .annotations)" '{"org.opencontainers.image.title":"hello"}'
is 'the diff_ids are those of the layers' "$(config out | jq -c .rootfs.diff_ids)" \
	"$(jq -sc '[.[].diffID]' rootfs.json numpy.json six.json files.json)"
is 'there is a history entry for each' "$(config out | jq -c '[.history[].created_by]')" \
	'["pylock.mk: files","pylock.mk: numpy 1.26.4","pylock.mk: six 1.16.0, idna 3.7",'\
'"pylock.mk: files"]'
is "the base's configuration is merged" "$(config out | jq -cS .config)" \
	'{"Entrypoint":["/opt/venv/bin/python3"],"Env":["A=new","B=2","C=3"],"Labels":{"base":"x",'\
'"lock":"abc"},"User":"1000"}'
is 'the time is fixed' "$(config out | jq -r .created)" 1980-01-01T00:00:00Z
is 'no blob is a symbolic link' "$(find out -type l)" ''
is 'blobs of the store are not copied' \
	"$(stat -c %i "out/blobs/sha256/$(jq -r '.digest[7:]' six.json)")" \
	"$(stat -c %i "$(find store/sha256 -name "$(jq -r '.digest[7:]' six.json)")")"

# Again: nothing is touched but index.json.
before=$(state out/blobs)
is 'the same inputs give the same image' \
	"$(image --base base -o out numpy.json six.json files.json)" "$digest"
is 'and touch no blob' "$(state out/blobs)" "$before"
is 'in another directory, umask, time zone and locale, too' \
	"$(umask 077 &&
		TZ=Asia/Tokyo LC_ALL=C image --base base -o elsewhere/deep/out numpy.json six.json \
		files.json)" "$digest"
ok 'byte by byte' diff -r out elsewhere/deep/out

# A bump: what is no longer needed goes, what stays is not touched.
layer --wheels 'six 1.17.0' store six2.json opt/venv/lib/six.py=22
old=$(jq -r '.digest[7:]' six.json) stays=$(jq -r '.digest[7:]' numpy.json)
before=$(state "out/blobs/sha256/$stays")
image --base base -o out numpy.json six2.json files.json >new-digest
is 'a bump gives another image' "$(cat new-digest)" "$(jq -r '.manifests[0].digest' out/index.json)"
ok 'the old layer is gone' test ! -e "out/blobs/sha256/$old"
is 'others stay as they were' "$(state "out/blobs/sha256/$stays")" "$before"

# Blobs from the output of the last run, and from the base.
cp -r store full
rm -rf store/sha256 store/stat
is 'without the store, blobs come from the last run' \
	"$(image --base base -o out numpy.json six2.json files.json)" "$(cat new-digest)"
ok 'blobs of the base come from the base' image --base base -o base-only
cp -r --no-preserve=timestamps out copied
is 'blobs that lost their time are hashed, and used' \
	"$(image --base base -o copied numpy.json six2.json files.json)" "$(cat new-digest)"
chmod u+w "copied/blobs/sha256/$stays" && echo wrong >>"copied/blobs/sha256/$stays"
fails 'a blob that was written to is not used' 1 "numpy.json: its blob sha256:$stays is nowhere" \
	image --base base -o copied numpy.json six2.json files.json
fails 'a blob that is nowhere is named' 1 "^image: six.json: its blob sha256:$old is nowhere$" \
	image --base base -o out numpy.json six.json files.json
is 'the old image stays' "$(jq -r '.manifests[0].digest' out/index.json)" "$(cat new-digest)"
fails 'several are counted' 1 \
	'^image: numpy.json: its blob sha256:[0-9a-f]+ is nowhere; nor are those of 2 other '\
'layers$' \
	image -o fresh --missing missing numpy.json six2.json files.json
is 'and listed' "$(cat missing)" "$(printf '%s\n' numpy.json six2.json files.json)"
ok 'nothing was written' test -z "$(ls -A fresh)"
rm -rf store && mv full store
image -o fresh --missing missing numpy.json six2.json files.json >/dev/null
ok 'the list is empty when nothing is missing' test -e missing -a ! -s missing
damaged=$(find store/sha256 -name "$stays")
chmod u+w "$damaged" && echo wrong >>"$damaged"
like 'a damaged blob of the store is said and not used' "$(image -o fresh2 numpy.json 2>&1)" \
	'the content is not what its name says; removed'
layer --wheels 'numpy 1.26.4' --list store numpy.json opt/venv/lib/numpy/__init__.py=1 \
	opt/venv/lib/nvidia/__init__.py=

# Plain directories of blobs.
layer --plain plain a.json a=1
layer --plain --compress zstd plain/blobs b.json b=2
ok 'DIR/sha256 and DIR/blobs/sha256 are taken, zstd, too' "$bin/image" --blobs plain \
	--config config.json -o from-plain a.json b.json

# Collisions.
layer --wheels 'clash 1.0' --list store clash.json opt/venv/lib/numpy/__init__.py=2
layer --wheels 'clash 1.0' store clash-tar.json opt/venv/lib/numpy/__init__.py=2
layer --wheels 'same 1.0' --list store same.json opt/venv/lib/numpy/__init__.py=1
layer --wheels 'same 1.0' store same-tar.json opt/venv/lib/numpy/__init__.py=1
layer --wheels 'same 1.0' --list store mode.json 0755:opt/venv/lib/numpy/__init__.py=1
layer --wheels 'clash 2.0' --list store above.json opt/venv/lib/six.py/inside=1
layer --wheels 'clash 3.0' store whiteout.json opt/venv/lib/.wh.six.py=
before=$(state fresh)
ok 'the same bytes are no collision' image -o equal numpy.json same.json
ok 'nor when the archive tells' image -o equal same-tar.json numpy.json
for layer in clash clash-tar mode; do
	name=${layer%-tar}
	fails "other bytes or another mode name both distributions: $layer" 1 \
		"^image: /opt/venv/lib/numpy/__init__.py: numpy 1.26.4 and [a-z]+ 1.0 have \
different files there: write \`PYLOCK_OWNER./opt/venv/lib/numpy/__init__.py := numpy\`, or \
(${name/mode/same})$" \
		image -o fresh numpy.json "$layer.json"
done

# The skeleton of the virtual environment is a layer like any other: no wheel may replace the
# interpreter.
printf \
	'link\topt/venv/bin/python3\t/usr/bin/python3.11\ntext\t0644\topt/venv/pyvenv.cfg\thome = '\
'/usr/bin\\n\n' |
	sed 's,\topt,\t/opt,' | grep . >skeleton.list
"$bin/filelayer" --store store --annotation mk.pylock.files='virtual environment' skeleton.list \
	>skeleton.json
for path in bin/python3 pyvenv.cfg; do
	layer --wheels 'evil 1.0' --list store evil.json "opt/venv/$path=mine"
	fails "a wheel that brings $path" 1 \
		"^image: opt/venv/$path: both in virtual environment and in evil 1.0$" image \
		-o fresh skeleton.json evil.json
done
fails 'a file where another has a directory' 1 \
	'^image: opt/venv/lib/six.py: a file in six 1.17.0, a directory in clash 2.0$' \
	image -o fresh six2.json above.json
fails 'a layer that deletes' 1 \
	'clash 3.0: opt/venv/lib/six.py: a layer of packages would delete this' \
	image -o fresh six2.json whiteout.json
is 'nothing was written' "$(state fresh)" "$before"

# Bases of all kinds, and what is no base.
ok 'no layers at all' image --base base -o none
echo '{"architecture":"amd64","os":"linux"}' >amd64.json
fails 'a base for another machine' 1 'the image is for linux/arm64, not for linux/amd64$' \
	"$bin/image" --blobs store --config amd64.json --base base -o x numpy.json
fails 'a base that is none' 1 '^image: store: not an OCI image layout' image --base store -o x \
	numpy.json
cp -r base bad && chmod -R u+w bad
echo '{' >bad/index.json
fails 'a base with a broken index' 1 'bad/index.json:2:0: not valid JSON' image --base bad -o x \
	numpy.json
head -c 600000 /dev/zero >bad/index.json
fails 'a base with an endless index' 1 'bad/index.json: larger than' image --base bad -o x \
	numpy.json
cp base/index.json bad/index.json
rootfs=$(jq -r '.digest[7:]' rootfs.json)
mv store/sha256/"${rootfs:0:2}" aside
printf 'wrong, but as long' |
	head -c "$(stat -c %s "base/blobs/sha256/$rootfs")" >"bad/blobs/sha256/$rootfs"
truncate -s "$(stat -c %s "base/blobs/sha256/$rootfs")" "bad/blobs/sha256/$rootfs"
fails 'a base with a wrong layer' 1 \
	"bad/blobs/sha256/$rootfs: the content is not what its digest and size say" \
	image --base bad -o x2 numpy.json
rm -f "bad/blobs/sha256/$rootfs"
fails 'a base without its layer' 1 "its blob sha256:$rootfs is nowhere" image --base bad -o x2 \
	numpy.json
mv aside store/sha256/"${rootfs:0:2}"
mkdir -p something/else
fails 'an output that is something else' 1 \
	'^image: something: exists and is not an OCI image layout; not touched$' \
	image -o something numpy.json

# Too many layers.
mkdir -p many plain-tar
for i in $(seq 127); do
	echo "$i" >"plain-tar/f$i"
	tar cf tar -C plain-tar "f$i"
	digest=$(sha256sum <tar)
	mkdir -p "store/sha256/${digest:0:2}" && cp tar "store/sha256/${digest:0:2}/${digest:0:64}"
	printf \
		'{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"sha256:%s",'\
'"diffID":"sha256:%s","size":%d}\n' \
		"${digest:0:64}" "${digest:0:64}" "$(stat -c %s tar)" >"many/$i.json"
done
ok '125 layers' image -o full many/?.json many/??.json many/10?.json many/11?.json many/12[0-5].json
is 'of which nothing is said' \
	"$(image -o full many/?.json many/??.json many/10?.json many/11?.json many/12[0-5].json \
		2>&1 >/dev/null)" ''
is 'of 127 it is said that docker does not take them' \
	"$(image -o full many/*.json 2>&1 >/dev/null)" \
	"image: full: 127 layers, 0 of them the base's: docker's graph drivers take 125; \
containerd and podman take them"
# Those that are not of packages become one when docker would not take all.
layer --files 'virtual environment' store venv.json opt/venv/ 0755:opt/venv/bin/ \
	'opt/venv/bin/python3->/usr/bin/python3'
layer --files documents store documents.json 0700:opt/notes/ 0600:opt/notes/a=1 \
	'opt/notes/b=>opt/notes/a'
image -o apart venv.json many/?.json many/??.json many/10?.json many/11?.json many/12[0-3].json \
	documents.json
is '125 layers: each for itself' "$(manifest apart | jq '.layers | length')" 125
image -o joined venv.json many/?.json many/??.json many/10?.json many/11?.json many/12[0-4].json \
	documents.json
is '126: two of them become one' \
	"$(manifest joined | jq -c '[(.layers | length), .layers[-1].annotations]')" \
	'[125,{"mk.pylock.files":"virtual environment, documents"}]'
is 'that has what they have' \
	"$(tar -tvf "joined/blobs/sha256/$(manifest joined | jq -r '.layers[-1].digest[7:]')" |
		tr -s ' ' | cut -d' ' -f1,2,6-)" \
	"$(for one in venv documents; do
		tar -tvf "$(find store/sha256 -name "$(jq -r '.digest[7:]' $one.json)")"
	done | tr -s ' ' | cut -d' ' -f1,2,6-)"
is 'and its diffID' "$(config joined | jq -r '.rootfs.diff_ids[-1]')" \
	"sha256:$(zcat "joined/blobs/sha256/$(manifest joined | jq -r '.layers[-1].digest[7:]')" |
		sha256sum | cut -c1-64)"
is 'history and layers agree' \
	"$(config joined |
		jq '[(.history | length), (.rootfs.diff_ids | length)] | unique | tostring')" \
		'"[125]"'
# A path that several of them have is there once, as the last has it: podman refuses an archive with
# one twice.
layer --files 'virtual environment' store venv.json opt/ opt/venv/ 'opt/venv/a=1' 'opt/venv/b->a' \
	0755:opt/venv/c=of-venv
layer --overlay --files documents store documents.json 0750:opt/ 0700:opt/venv/ \
	0600:opt/venv/c=of-documents 'opt/venv/b=2'
image -o twice venv.json many/?.json many/??.json many/10?.json many/11?.json many/12[0-4].json \
	documents.json
twice=twice/blobs/sha256/$(manifest twice | jq -r '.layers[-1].digest[7:]')
is 'each path once' "$(tar -tvf "$twice" | tr -s ' ' | cut -d' ' -f1,6- | sort -k 2)" \
	"$(printf '%s\n' 'drwxr-x--- opt/' 'drwx------ opt/venv/' '-rw-r--r-- opt/venv/a' \
		'-rw-r--r-- opt/venv/b' '-rw------- opt/venv/c')"
is 'what is above its directory comes after it' "$(tar -tf "$twice" | head -n 2 | tr '\n' ' ')" \
	'opt/ opt/venv/ '
is 'with the content of the last' "$(tar -xOf "$twice" opt/venv/c)" of-documents

fails '128 are too many' 1 \
	'128 layers, 1 of them the base.s, but an image may have at most 127: take a base with '\
'fewer layers' image --base base -o x many/*.json

# Input that is none.
echo '{"architecture":"arm64","os":"linux","cfg":{}}' >unknown.json
fails 'an unknown member of the configuration' 1 '^image: unknown.json: .cfg: unknown member$' \
	"$bin/image" --blobs store --config unknown.json -o x
jq '.size += 1' numpy.json >size.json
fails 'a layer of another size' 1 '^image: size.json: .size: [0-9]+, but .* has [0-9]+ bytes$' \
	image -o x size.json
jq '.mediaType = "text/plain"' numpy.json >type.json
fails 'a layer of another kind' 1 \
	"^image: type.json: .mediaType: 'text/plain' is not one of a layer$" image -o x type.json
jq --arg other "$(jq -r .diffID six.json)" '.diffID = $other | del(.files)' numpy.json >diffid.json
fails 'a layer that unpacks to something else' 1 \
	'^image: diffid.json: .diffID: sha256:[0-9a-f]+, but its blob unpacks to '\
'sha256:[0-9a-f]+$' \
	image -o x diffid.json
fails 'a layer that is not there' 1 '^image: gone.json: cannot open' image -o x gone.json
fails 'no output given' 2 'must be given' "$bin/image" --blobs store --config config.json
fails 'an option that does not exist' 2 'not an option' image --fast -o x
like '--help' "$("$bin/image" --help)" '^usage: image --blobs DIR'
printf '%s\n' numpy.json six2.json >arguments
ok 'arguments from a file' image -o x3 @arguments

# Killed before any of the calls that change the layout, the old image or the new one is there; the
# next run needs nothing.
image -o killed numpy.json six2.json >/dev/null
one=$(jq -r '.manifests[0].digest' killed/index.json)
two=$(image -o reference many/[1-4].json)
whole=0
hit=0
killed_at() { # system call, number of it: whether that many are made
	# the program itself, not a shell around it
	strace -f -o /dev/null -e trace="$1" -e inject="$1:signal=KILL:when=$2" \
		"$bin/image" --blobs store --config config.json -o killed many/[1-4].json \
		>/dev/null 2>&1
	[ $? -eq 137 ]
}
cp -rp killed before
for call in write rename renameat link linkat unlink unlinkat; do
	count=0
	while killed_at $call $((count + 1)) 2>/dev/null; do
		count=$((count + 1)) hit=$((hit + 1))
		now=$(jq -r '.manifests[0].digest' killed/index.json)
		for blob in $(manifest killed | jq -r '.config.digest, .layers[].digest'); do
			[ -e "killed/blobs/sha256/${blob#sha256:}" ] || whole=1
		done
		[ "$now" = "$one" ] || [ "$now" = "$two" ] || whole=1
		[ -e after ] || [ "$now" = "$one" ] || cp -rp killed after
		find killed -maxdepth 1 -name '.index*' -exec cp -t before {} +
		rm -rf killed
		cp -rp before killed
	done
done
is 'killed at any moment, an image is whole' "$whole" 0
ok 'which hit at each of many calls' [ "$hit" -ge 10 ]
ok 'some before the new one was there, and some after' [ -e after ]
is 'and the next run makes it' "$(image -o killed many/[1-4].json)" "$two"
is 'and leaves nothing behind' "$(find killed -name '.*' -type f)" ''

# Two at once on one layout.
image -o both numpy.json six2.json >one.out & first=$!
image -o both many/*.json >two.out & second=$!
wait "$first" "$second"
ok 'two runs at once leave one whole image' blobs_right both
is 'with all its blobs' "$(manifest both | jq '.layers | length')" \
	"$(($(find both/blobs -type f | wc -l) - 2))"
# What the base has on the way is asked for
layer store linked.json 'opt->usr/opt' usr/opt/x= 'srv/venv/share->/usr/share' usr/share/y= \
	var/tool/z=
"$bin/image" --blobs store --config config.json -o linked linked.json >/dev/null
"$bin/basefacts" --tree linked.tree linked >/dev/null
over() {
	"$bin/image" --blobs store --base linked --tree linked.tree --config config.json -o over \
		"$1"
}
layer --list --wheels 'a 1' store a.json opt/venv/lib/a.py=1
layer --list --wheels 'b 1' store b.json srv/venv/share=1
layer --list store c.json var/tool=1
layer --list --wheels 'd 1' store d.json srv/venv/lib/d.py=1 var/lib/x=1
fails 'a wheel behind a link of the base' 1 \
	'^image: PYLOCK_PREFIX: /opt/venv/lib/a\.py goes through /opt, which the base has as a '\
'link to usr/opt: write a path that begins with /usr/opt$' over a.json
fails 'a file in the place of a link to a directory' 1 \
	'^image: PYLOCK_PREFIX: /srv/venv/share is no directory, but the base has one there '\
'\(/usr/share\)$' over b.json
fails "an interpreter's file in the place of a directory" 1 \
	'^image: PYLOCK_PYTHON_FROM: /var/tool is no directory' over c.json
ok 'what goes through nothing' over d.json

# A lean image: blobs that are nowhere are left out, unless their bytes are needed.
mkdir lean && cd lean || exit 1
cp ../config.json .
layer --compress none store rootfs.json etc/passwd=root
layer --wheels 'one 1.0' --list store one.json opt/venv/lib/one.py=1 opt/venv/lib/both=1 \
	opt/venv/lib/one-1.0.dist-info/RECORD=$'one.py,,\nboth,,\none-1.0.dist-info/RECORD,,\n'
layer --wheels 'two 1.0' --list store two.json opt/venv/lib/two.py=1
layer --wheels 'rival 1.0' --list store rival.json opt/venv/lib/both=2
"$bin/image" --blobs store --config ../base.json -o base rootfs.json >/dev/null
"$bin/image" --blobs store --base base --config config.json -o whole one.json two.json >whole-digest
gone() { # its blob is nowhere, its list of files stays
	local hash
	hash=$(jq -r '.digest[7:]' "$1")
	rm -f "store/sha256/${hash:0:2}/$hash" "base/blobs/sha256/$hash"
}
lean() { image --lean --base base --missing missing "$@"; }
cp -r store kept && cp -r base whole-base
gone rootfs.json
gone two.json
is 'a lean image is the same' "$(lean -o out one.json two.json)" "$(cat whole-digest)"
is 'without two blobs' "$(cd whole/blobs/sha256 && find . -type f | sort |
	comm -3 - <(cd ../../../out/blobs/sha256 && find . -type f | sort) | sort)" \
	"$(jq -r '"./" + .digest[7:]' rootfs.json two.json | sort)"
fails 'not lean, it says what is missing' 1 "^image: two.json: its blob sha256:$(jq -r \
	'.digest[7:]' two.json) is nowhere" image --base whole-base --missing missing -o other two.json
is 'and lists it' "$(cat missing)" two.json
gone one.json
rm -rf out missing
is 'nothing but lists' "$(lean -o out one.json two.json)" "$(cat whole-digest)"
is 'has configuration and manifest' "$(find out/blobs -type f | wc -l)" 2
rm -rf out
fails 'what collides collides without the bytes' 1 \
	'^image: /opt/venv/lib/both: one 1.0 and rival 1.0 have different files there: ' \
	lean -o out one.json rival.json
rule=(--owner 'both=rival' --prefix /opt/venv --site /opt/venv/lib)
fails 'a rule that takes a file away needs the bytes' 1 \
	"^image: one.json: its blob sha256:[0-9a-f]+ is nowhere$" \
	lean -o out "${rule[@]}" one.json two.json rival.json
is 'they are listed, and no others' "$(cat missing)" one.json
one=$(jq -r '.digest[7:]' one.json)
cp "kept/sha256/${one:0:2}/$one" "store/sha256/${one:0:2}/"
ok 'with them it is decided' lean -o out "${rule[@]}" one.json two.json rival.json
is 'and the other one is still nowhere' \
	"$(test -e "out/blobs/sha256/$(jq -r '.digest[7:]' two.json)"; echo $?)" 1
jq 'del(.files)' two.json >listless.json
fails 'a layer without a list needs its bytes' 1 \
	'^image: listless.json: its blob sha256:[0-9a-f]+ is nowhere$' \
	lean -o out2 one.json listless.json
is 'which is listed, too' "$(cat missing)" listless.json
cd .. || exit 1

done_testing
