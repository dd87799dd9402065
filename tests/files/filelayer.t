#!/bin/bash
# SPDX-License-Identifier: MIT
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
(umask 077
	cd copy && cp -r ../src src &&
		TZ=Asia/Tokyo LC_ALL=C "$bin/filelayer" -o layer.tar.gz ../list >/dev/null)
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
is 'standard input' "$("$bin/filelayer" -o in.tar.gz - <list | jq -r .digest)" \
	"sha256:$(sha <layer.tar.gz)"

# Given a base with links and directories of its own, what is written lands where tar, following
# links, would put it, and the base's directories stay what they are
"$top/tests/support/mklayer" store base.json 1777:0:0:tmp/ 0700:0:0:root/ 'bin->usr/bin' \
	'lib64->usr/lib64' 'usr/lib64->lib' usr/lib/a= usr/bin/sh= 'var/run->/run' \
	0755:0:0:run/ 2775:5:6:srv/ 0644:0:0:etc/passwd=$'root:x:0:0:root:/root:/bin/sh\n' \
	etc/group=$'root:x:0:\nstaff:x:50:\n' 0640:0:42:etc/shadow=$'root:*:19000:0:99999:7:::\n' \
	0640:0:42:etc/gshadow=$'root:*::\nstaff:*::\n'
echo '{"architecture":"amd64","os":"linux"}' >config.json
"$bin/image" --blobs store --config config.json -o base base.json >/dev/null
"$bin/basefacts" --tree base.tree base >/dev/null
mkdir -p fs/bin fs/tmp fs/lib64 fs/var/run fs/srv/www fs/root
touch fs/bin/tool fs/lib64/so fs/var/run/pid fs/srv/www/x fs/root/.rc
entries() { TZ=UTC tar -tvzf "$1" | awk '{ print $1, $2, $6 }'; }
"$bin/filelayer" --base base.tree --copy fs:/ -o over.tar.gz >/dev/null
is 'links are followed, directories keep mode and owner' "$(entries over.tar.gz)" \
'drwx------ 0/0 root/
-rw-r--r-- 0/0 root/.rc
drwxr-xr-x 0/0 run/
-rw-r--r-- 0/0 run/pid
drwxrwsr-x 5/6 srv/
drwxr-xr-x 0/0 srv/www/
-rw-r--r-- 0/0 srv/www/x
drwxrwxrwt 0/0 tmp/
drwxr-xr-x 0/0 usr/
drwxr-xr-x 0/0 usr/bin/
-rw-r--r-- 0/0 usr/bin/tool
drwxr-xr-x 0/0 usr/lib/
-rw-r--r-- 0/0 usr/lib/so
drwxr-xr-x 0/0 var/'
is 'a list, too' \
	"$(printf 'tree\t/\tfs\n' | "$bin/filelayer" --base base.tree -o list.tar.gz - >/dev/null
	entries list.tar.gz)" "$(entries over.tar.gz)"
fails 'a file in the place of a link to a directory' 1 \
	'^filelayer: PYLOCK_FILES: /bin: is no directory, but the base has a link there, /bin, '\
'that leads to the directory /usr/bin$' \
	"$bin/filelayer" --base base.tree --copy src/run.sh:/bin -o bad.tar.gz
"$bin/filelayer" --base base.tree --copy src/run.sh:/bin/ --copy src/run.sh:/var/run/ \
	-o into.tar.gz >/dev/null
is 'but into what it leads to' "$(entries into.tar.gz | grep '^-')" \
	$'-rwxr-xr-x 0/0 run/run.sh\n-rwxr-xr-x 0/0 usr/bin/run.sh'
fails 'a link on the way, where none may be' 1 \
	"^filelayer: PYLOCK_PREFIX: /bin/venv: the base's links lead to /usr/bin/venv: write that \
path$" \
	"$bin/filelayer" --base base.tree --straight --variable PYLOCK_PREFIX -o bad.tar.gz - < \
	<(printf 'dir\t0755\t/bin/venv\n')
printf 'link\t/opt/venv/lib64\tlib\ndir\t0755\t/opt/venv/lib\n' >venv.list
"$bin/filelayer" --base base.tree --over venv.list --copy src/run.sh:/opt/venv/lib64/run \
	-o venv.tar.gz >/dev/null
"$bin/filelayer" --base base.tree --copy :/srv:owner=9 --copy :/tmp:mode=0700 --copy :/root \
	-o set.tar.gz >/dev/null
is 'a directory that is named itself gets what is said' "$(entries set.tar.gz)" \
	$'drwx------ 0/0 root/\ndrwxrwsr-x 9/9 srv/\ndrwx------ 0/0 tmp/'
printf 'link\t/bin\tusr/bin\nlink\t/lib64\tusr/lib64\ndir\t0755\t/opt\n' >same.list
is 'a link that is there already' \
	"$("$bin/filelayer" --base base.tree --straight -o same.tar.gz same.list >/dev/null
	entries same.tar.gz)" 'drwxr-xr-x 0/0 opt/'
like 'a link of the layer below' "$(entries venv.tar.gz)" ' opt/venv/lib/run$'

# Users are what useradd makes of the same files, but for the day
mkdir -p made/etc && for file in passwd group shadow gshadow; do
	tar -xOzf "$(find store/sha256 -name "$(jq -r '.digest[7:]' base.json)")" "etc/$file" \
		>"made/etc/$file"
done
PATH=$PATH:/usr/sbin:/sbin
needs useradd groupadd
cp /etc/login.defs made/etc
groupadd -P "$tmp/made" -g 1000 app &&
	useradd -P "$tmp/made" -u 1000 -g 1000 -d /home/app -s /bin/sh app &&
	useradd -P "$tmp/made" -u 1001 -g 50 -d /srv/job -s /usr/sbin/nologin -G root job
"$bin/filelayer" --base base.tree --user app:1000:1000:/home/app \
	--user job:1001:50:/srv/job:/usr/sbin/nologin:root \
	--copy :/var/lib/app:owner=app,mode=0770 \
	--copy src/run.sh:/srv/run:owner=job:app,mode=0550 -o users.tar.gz >/dev/null
for file in passwd group gshadow; do
	is "/etc/$file" "$(tar -xzOf users.tar.gz "etc/$file")" "$(cat "made/etc/$file")"
done
is '/etc/shadow' "$(tar -xzOf users.tar.gz etc/shadow | sed '2,$s/:!::/:!:DAY:/')" \
	"$(sed -E '2,$s/:!:[0-9]+:/:!:DAY:/' made/etc/shadow)"
is 'homes, owners and modes' "$(entries users.tar.gz)" \
'drwxr-xr-x 0/0 etc/
-rw-r--r-- 0/0 etc/group
-rw-r----- 0/42 etc/gshadow
-rw-r--r-- 0/0 etc/passwd
-rw-r----- 0/42 etc/shadow
drwxr-xr-x 0/0 home/
drwxr-xr-x 1000/1000 home/app/
drwxrwsr-x 5/6 srv/
drwxr-xr-x 1001/50 srv/job/
-r-xr-x--- 1001/1000 srv/run
drwxr-xr-x 0/0 var/
drwxr-xr-x 0/0 var/lib/
drwxrwx--- 1000/1000 var/lib/app/'
fails 'a name that is taken' 1 \
	"^filelayer: PYLOCK_USERS: 'root:7:7:/x': the image has 'root:x:0:0:root:/root:/bin/sh' \
already$" "$bin/filelayer" --base base.tree --user root:7:7:/x -o bad.tar.gz
fails 'an owner that nobody is' 1 "the image has no user 'app'; PYLOCK_USERS makes one" \
	"$bin/filelayer" --base base.tree --copy src:/x:owner=app -o bad.tar.gz

# Links of a tree are what they are, as COPY and tar have them, and what goes through one lands
# where it leads
mkdir links && touch links/f
ln -s /srv/app/v2 links/current && ln -s ../../../etc links/up && ln -s x/../../y links/round &&
	ln -s nowhere links/dangling
TZ=UTC tar -C links --sort=name --transform 's|^\./|app/|' --no-recursion --owner=0 --group=0 \
	--numeric-owner -c ./current ./dangling ./f ./round ./up >links.tar
"$bin/filelayer" --base base.tree --copy links:/app -o links.tar.gz 2>links.err >/dev/null
listed() { TZ=UTC tar -tv"$1" "$2" | awk '{ print $1, $2, $6, $7, $8 }' | grep -v '/ *$'; }
is "a tree's links are tar's" "$(listed zf links.tar.gz)" "$(listed f links.tar)"
is 'those that lead to nothing are said' "$(cat links.err)" \
	'filelayer: note: links to what neither the base nor PYLOCK_FILES has: /app/current -> '\
'/srv/app/v2, /app/dangling -> nowhere, /app/round -> x/../../y'
is 'a later file lands behind them' \
	"$("$bin/filelayer" --base base.tree --copy links:/app --copy src/run.sh:/app/current/run \
		--copy src/run.sh:/app/up/run -o links.tar.gz 2>&1 >/dev/null
entries links.tar.gz | grep run)" \
$'filelayer: note: links to what neither the base nor PYLOCK_FILES has: /app/dangling -> nowhere, '\
$'/app/round -> x/../../y
-rwxr-xr-x 0/0 etc/run
-rwxr-xr-x 0/0 srv/app/v2/run'
fails 'a link in the place of a directory' 1 \
	'^filelayer: PYLOCK_FILES: /app/current: is given twice$' \
	"$bin/filelayer" --base base.tree --copy src/run.sh:/app/current/run --copy links:/app \
	-o bad.tar.gz

# What looks like a secret is said, and goes in
mkdir secret && touch secret/.env secret/id_rsa secret/.env.example
like 'secrets are named' "$("$bin/filelayer" --copy secret:/s -o secret.tar.gz 2>&1 >/dev/null)" \
	'^filelayer: note: the image gets secret/\.env \(settings with passwords\), secret/id_rsa '\
'\(a private key\); PYLOCK_FILES_EXCLUDE'
is 'and left out where that is wanted' \
	"$("$bin/filelayer" --copy secret:/s --exclude '*' --exclude '!*.example' -o secret.tar.gz \
		2>&1 >/dev/null; entries secret.tar.gz)" \
'filelayer: note: left out of PYLOCK_FILES: secret/.env, secret/id_rsa
drwxr-xr-x 0/0 s/
-rw-r--r-- 0/0 s/.env.example'

# What is bad is refused with one line, and nothing is left behind
bad() { # name pattern line
	printf '%b\n' "$3" >bad
	fails "$1" 1 "$2" "$bin/filelayer" -o bad.tar.gz --files bad.files bad
}
bad 'a path that leads out' '^filelayer: bad:1: /../x: leads out' 'text\t0644\t/../x\ty'
bad 'a missing source' '^filelayer: bad:1: nowhere: cannot open: No such file' 'file\t-\tx\tnowhere'
bad 'a device' '^filelayer: bad:1: /dev/null: is no regular file$' 'file\t-\tx\t/dev/null'
mkfifo src/pipe
bad 'a pipe in a tree' '^filelayer: bad:1: src/pipe: is no regular file$' 'tree\tx\tsrc'
rm src/pipe
is 'nothing is left' \
	"$(find . -name 'bad.*' -o -name '.*' ! -name . ! -path './secret/*' ! -path './fs/*')" ''
fails 'no list' 1 '^filelayer: none: cannot open: No such file' "$bin/filelayer" -o x none
fails 'no output' 2 'either -o or --store' "$bin/filelayer" list
fails 'both outputs' 2 'either -o or --store' "$bin/filelayer" -o x --store y list
fails 'two lists' 2 'exactly one LIST' "$bin/filelayer" -o x list list
fails 'a wrong annotation' 2 "'x' is not KEY=VALUE" "$bin/filelayer" -o x --annotation x list
print_to_full() { "$bin/filelayer" -o x list >/dev/full; }
fails 'a full standard output' 3 '^filelayer: standard output: No space left' print_to_full
write_nothing() { (trap '' XFSZ; ulimit -f 0; exec "$bin/filelayer" -o limited list); }
fails 'a disk without room' 3 '^filelayer: temporary file: cannot write: File too large$' \
	write_nothing

done_testing
