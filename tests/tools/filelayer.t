#!/bin/bash
# filelayer: files, trees, links and texts become a layer that is the same everywhere.
# shellcheck disable=SC2317 # functions are called by ok and fails
. "$(dirname "$0")/../tap.sh"
cd "$tmp" || exit 1

sha() { sha256sum | cut -c1-64; }

# Given a project's files and a list of them
mkdir -p 'src/a dir/deep'
echo run >src/run.sh
echo data >'src/a dir/data'
ln -s '../a dir/data' 'src/a dir/link'
chmod 700 src/run.sh
chmod 600 'src/a dir/data'
{
	printf 'dir\t0755\t/opt/venv\n'
	printf 'text\t0644\t/opt/venv/pyvenv.cfg\thome = /usr/bin\\nversion = 3.11\\n\n'
	printf 'link\t/opt/venv/bin/python3\t/usr/bin/python3\n'
	printf 'tree\t/app\tsrc\n'
	printf 'file\t-\t/usr/local/bin/run\tsrc/run.sh\n'
	printf 'dir\t1777\t/scratch\n'
} >list

# When a layer is made of it
json=$("$bin/filelayer" -o layer.tar.gz --files files --deps deps --annotation a.b=c=d list)

# Then tar sees the entries in the order of their paths, owned by root, with a fixed time
is 'entries' "$(TZ=UTC tar --full-time -tvzf layer.tar.gz | tr -s ' ')" \
"drwxr-xr-x 0/0 0 1980-01-01 00:00:00 app/
drwxr-xr-x 0/0 0 1980-01-01 00:00:00 app/a dir/
-rw-r--r-- 0/0 5 1980-01-01 00:00:00 app/a dir/data
drwxr-xr-x 0/0 0 1980-01-01 00:00:00 app/a dir/deep/
lrwxrwxrwx 0/0 0 1980-01-01 00:00:00 app/a dir/link -> ../a dir/data
-rwxr-xr-x 0/0 4 1980-01-01 00:00:00 app/run.sh
drwxr-xr-x 0/0 0 1980-01-01 00:00:00 opt/venv/
lrwxrwxrwx 0/0 0 1980-01-01 00:00:00 opt/venv/bin/python3 -> /usr/bin/python3
-rw-r--r-- 0/0 31 1980-01-01 00:00:00 opt/venv/pyvenv.cfg
drwxrwxrwt 0/0 0 1980-01-01 00:00:00 scratch/
-rwxr-xr-x 0/0 4 1980-01-01 00:00:00 usr/local/bin/run"
is 'text' "$(tar -xzOf layer.tar.gz opt/venv/pyvenv.cfg)" $'home = /usr/bin\nversion = 3.11'

# And the descriptor says what the file is
is 'digest' "$(jq -r .digest <<<"$json")" "sha256:$(sha <layer.tar.gz)"
is 'size' "$(jq -r .size <<<"$json")" "$(stat -c %s layer.tar.gz)"
is 'diffID' "$(jq -r .diffID <<<"$json")" "sha256:$(gzip -dc layer.tar.gz | sha)"
is 'annotation' "$(jq -r '.annotations["a.b"]' <<<"$json")" c=d
is 'list of files' "$(cat files)" \
"0644 $(sha <'src/a dir/data') app/a dir/data
0777 $(printf '../a dir/data' | sha) app/a dir/link
0755 $(sha <src/run.sh) app/run.sh
0777 $(printf /usr/bin/python3 | sha) opt/venv/bin/python3
0644 $(printf 'home = /usr/bin\nversion = 3.11\n' | sha) opt/venv/pyvenv.cfg
0755 $(sha <src/run.sh) usr/local/bin/run"

# And Make can tell from the prerequisites when to run again, even for new files
cat >Makefile <<'MAKE'
define newline


endef
deps := $(subst $(newline), ,$(file < deps))
out: $(deps) ; @echo made; touch out
MAKE
find src -exec touch -h -d '1 hour ago' {} +
is 'Make takes the prerequisites' "$(make)" made
touch -d '1 minute ago' out # times of files within one tick of the clock are equal
ok 'Make has nothing to do' make -q
touch 'src/a dir/deep/new'
make -q
is 'Make notices a new file' $? 1
rm 'src/a dir/deep/new'

# The bytes do not depend on umask, time zone, locale or directory
mkdir copy
(umask 077; cd copy && cp -r ../src src && TZ=Asia/Tokyo LC_ALL=C "$bin/filelayer" -o layer.tar.gz ../list >/dev/null)
ok 'the same layer elsewhere' cmp layer.tar.gz copy/layer.tar.gz
is 'golden digest' "$(jq -r .digest <<<"$json")" \
	sha256:6f0b93773d39396eb196b80eef04ae8101669d81e1b619b153d5e883b9c594da

# With a store, layer and list are content there
json=$("$bin/filelayer" --store store list)
digest=$(jq -r '.digest[7:]' <<<"$json")
files=$(jq -r '.files[7:]' <<<"$json")
ok 'layer in the store' cmp layer.tar.gz "store/sha256/${digest:0:2}/$digest"
ok 'list in the store' cmp files "store/sha256/${files:0:2}/$files"
is 'nothing else in the store' "$(find store/tmp -mindepth 1)" ''

# The list may come from standard input
is 'standard input' "$("$bin/filelayer" -o in.tar.gz - <list | jq -r .digest)" "sha256:$(sha <layer.tar.gz)"

# What is bad is refused with one line, and nothing is left behind
bad() { # name pattern line
	printf '%b\n' "$3" >bad
	fails "$1" 1 "$2" "$bin/filelayer" -o bad.tar.gz --files bad.files bad
}
bad 'a path that leads out' '^filelayer: bad:1: /../x: leads out' 'text\t0644\t/../x\ty'
bad 'a missing source' '^filelayer: bad:1: nowhere: cannot open: No such file' 'file\t-\tx\tnowhere'
bad 'a device' '^filelayer: bad:1: /dev/null: is no regular file$' 'file\t-\tx\t/dev/null'
ln -s /etc/passwd src/evil
bad 'a link that leads out of its tree' '^filelayer: bad:1: src/evil: is a symbolic link that leads out' 'tree\tx\tsrc'
rm src/evil
mkfifo src/pipe
bad 'a pipe in a tree' '^filelayer: bad:1: src/pipe: is no regular file$' 'tree\tx\tsrc'
rm src/pipe
is 'nothing is left' "$(find . -name 'bad.*' -o -name '.*' ! -name .)" ''
fails 'no list' 1 '^filelayer: none: cannot open: No such file' "$bin/filelayer" -o x none
fails 'no output' 2 'either -o or --store' "$bin/filelayer" list
fails 'both outputs' 2 'either -o or --store' "$bin/filelayer" -o x --store y list
fails 'two lists' 2 'exactly one LIST' "$bin/filelayer" -o x list list
fails 'a wrong annotation' 2 "'x' is not KEY=VALUE" "$bin/filelayer" -o x --annotation x list
print_to_full() { "$bin/filelayer" -o x list >/dev/full; }
fails 'a full standard output' 3 '^filelayer: standard output: No space left' print_to_full
write_nothing() { (trap '' XFSZ; ulimit -f 0; exec "$bin/filelayer" -o limited list); }
fails 'a disk without room' 3 '^filelayer: temporary file: cannot write: File too large$' write_nothing

done_testing
