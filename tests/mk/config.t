#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# config: what variables say of the image's configuration arrives byte for byte, what the base says
# is gone on from, and what a runtime would refuse when a container starts is refused when the image
# is made.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
cd "$tmp" || exit 1

mkdir index
"$top/tests/support/mkindex" index alpha==1.0
serve_nginx "$tmp/index"
export UV_CACHE_DIR=$tmp/uv

# A base that says much, and knows some users
printf 'root:x:0:0:root:/root:/bin/sh\nwww:x:33:33::/var/www:/bin/false\n' >passwd
printf 'root:x:0:\nwww:x:33:\nvideo:x:44:\n' >group
"$top/tests/support/mkbase" --env PATH=/usr/local/nvidia/bin:/usr/bin:/bin \
	--env LD_LIBRARY_PATH=/usr/local/cuda/lib64 --env 'OLD=a b=c' \
	--env PYTHONPATH=/opt/old --env EMPTY= base etc/passwd=@passwd etc/group=@group \
	0755:usr/bin/serve=1

# new DIRECTORY LINE...: a project of one package on that base, with its lock when there is one; run
# it with make_in.
new() {
	mkdir -p "$1"
	echo alpha >"$1/requirements.in"
	cp bytes/*.lock* bytes/pylock.* "$1" 2>/dev/null
	{
		printf \
			'PYLOCK_NAME := sample\nPYLOCK_TARGETS := debian12-amd64 '\
'debian12-arm64\nPYLOCK_BASE := %s/base\nPYLOCK_DOCUMENTS := no\nPYLOCK_INDEX_URL := %s/simple\n' \
"$tmp" "$nginx"
		printf '%s\n' "${@:2}"
		printf 'include %s/mk/pylock.mk\n' "$top"
	} >"$1/Makefile"
}
make_in() { make --no-print-directory -C "$1" PYLOCK_STORE="$tmp/store" "${@:2}"; }
B=build/debian12-amd64
config() { # directory filter
	local layout=$1/$B/image
	jq -c "$2" "$layout/blobs/sha256/$(jq -r '.config.digest[7:]' \
		"$layout/blobs/sha256/$(jq -r '.manifests[0].digest[7:]' "$layout/index.json")")"
}
env_of() {
	config "$1" '.config.Env[]' |
		jq -r --arg name "$2" 'select(startswith($name + "=")) | .[($name | length + 1):]'
}

# --- bytes ------------------------------------------------------------------------

new bytes 'define PYLOCK_ENTRYPOINT' "sh -c 'echo one" \
	"echo \"two\"; echo \$\$HOME | cat' arg\\ 1" 'endef' \
	"PYLOCK_CMD := [\"a b\", \"\$\$X\", \"it's\", \"100%\", \"\\\\n\", \"é\", \"\"]" \
	"PYLOCK_ENV.DOLLAR := a\$\$b\$\$\$\$c \$\$(x) \$\${}" \
	"PYLOCK_ENV.QUOTES := it's \"so\" \`x\` \\ \\\\ \\n" \
	'PYLOCK_ENV.HASH := a\#b' 'PYLOCK_ENV.COMMA := a,b, c;%s %d 100% $(comma)' \
	'define PYLOCK_ENV.LINES' 'one' '' '  two\ x ' 'endef' \
	"PYLOCK_LABEL.it's,a%b := x=y \$\$z, 'q' \"r\" %" 'define PYLOCK_LABEL.org.example.lines' \
	'l1' 'l2' 'endef' 'PYLOCK_ENV.BLANK := ' \
	'PYLOCK_ENV.ONE@debian12-amd64 := 1' 'PYLOCK_ENV.TWO@debian12-arm64 := 2'
ok 'an image of values with everything' make_in bytes image
is 'the entrypoint' "$(config bytes .config.Entrypoint)" \
	"$(jq -nc '["sh","-c","echo one\necho \"two\"; echo $HOME | cat","arg 1"]')"
is 'the command' "$(config bytes .config.Cmd)" \
	"$(jq -nc '["a b","$X","it'"'"'s","100%","\\n","é",""]')"
is 'dollars' "$(env_of bytes DOLLAR)" 'a$b$$c $(x) ${}'
is 'quotes and backslashes' "$(env_of bytes QUOTES)" "it's \"so\" \`x\` \\ \\\\ \\n"
is 'a hash' "$(env_of bytes HASH)" 'a#b'
is 'commas, percents, what is undefined' "$(env_of bytes COMMA)" 'a,b, c;%s %d 100%'
is 'lines' "$(env_of bytes LINES)" $'one\n\n  two\\ x'
is 'nothing' "$(config bytes '.config.Env | index("BLANK=") != null')" true
is 'for this target, not for another' "$(env_of bytes ONE)$(env_of bytes TWO)" 1
is 'labels' "$(config bytes '.config.Labels | [."it'"'"'s,a%b", ."org.example.lines"]')" \
	"$(jq -nc '["x=y $z, '"'q'"' \"r\" %", "l1\nl2"]')"
ok 'nothing is made again' make_in bytes -q image
sed -i 's/^l2/l3/' bytes/Makefile
ok 'another line' make_in bytes image
is 'is another label' "$(config bytes '.config.Labels["org.example.lines"]')" '"l1\nl3"'
printf 'PYLOCK_LABEL.long := %s\n' "$(head -c 100000 /dev/zero | tr '\0' x)" >long.mk
ok 'a value longer than a line of the shell' make -s -C bytes PYLOCK_STORE="$tmp/store" \
	-f "$tmp/long.mk" -f Makefile image
is 'arrives' "$(config bytes '.config.Labels.long | length')" 100000

printf 'PYLOCK_LABEL.long := %s\n' \
	"$(head -c 131072 /dev/zero | tr '\0' 'x, #$' | sed 's/[#]/\\#/g')" >long.mk
make -s -C bytes PYLOCK_STORE="$tmp/store" -f "$tmp/long.mk" -f Makefile image >long.out 2>&1
like 'one that is longer than the kernel takes is refused by a line' "$(cat long.out)" \
	'pylock\.mk: what is to be written to build/debian12-amd64/config\.note is longer than '\
'128 KiB'

# --- the base's -------------------------------------------------------------------

new plain
ok 'nothing said' make_in plain image
is "the base's PATH, after the environment's" "$(env_of plain PATH)" \
	/opt/venv/bin:/usr/local/nvidia/bin:/usr/bin:/bin
is 'its other variables' \
	"$(env_of plain OLD) $(env_of plain LD_LIBRARY_PATH) $(env_of plain PYTHONPATH)" \
	'a b=c /usr/local/cuda/lib64 /opt/old'
is 'a directory to start in, and no user' "$(config plain '[.config.WorkingDir, .config.User]')" \
	'["/",null]'
is 'a fixed time' "$(config plain .created)" '"1980-01-01T00:00:00Z"'

new expands 'PYLOCK_ENV.LD_LIBRARY_PATH := /opt/x/lib:$${LD_LIBRARY_PATH}' \
	'PYLOCK_ENV.OTHER := $${OLD} $${NONE}|$${NONE:-d '\
'$${OLD}}|$${EMPTY:-e}|$${OLD:+y$$OLD}|$${NONE:+z}' \
	'PYLOCK_ENV.KEPT := \$${OLD} \\$${OLD} $$OLD $${1} $${a b} $${OLD' \
	'PYLOCK_ENV.PATH := /first:$${PATH}:/last' 'PYLOCK_ENV.SELF := $${DOLLAR}' \
	'PYLOCK_ENV.É := é$${OLD}é$${OLD}' 'PYLOCK_ENV_UNSET := PYTHONPATH NOT_THERE'
ok 'variables that go on from those of the base' make_in expands image
is 'before it' "$(env_of expands LD_LIBRARY_PATH)" /opt/x/lib:/usr/local/cuda/lib64
is 'as a Dockerfile has it' "$(env_of expands OTHER)" 'a b=c |d a b=c|e|ya b=c|'
is 'with a backslash, or not in that form, it stays' "$(env_of expands KEPT)" \
	'${OLD} \a b=c $OLD ${1} ${a b} ${OLD'
is 'PATH is the one with the environment' "$(env_of expands PATH)" \
	/first:/opt/venv/bin:/usr/local/nvidia/bin:/usr/bin:/bin:/last
is 'beyond ASCII' "$(env_of expands É)" 'éa b=céa b=c'
is 'what is unset is not there' \
	"$(config expands '.config.Env | map(select(startswith("PYTHONPATH")))')" '[]'

# A base that says all that a configuration can
blob() { # file layout: puts it there; prints its descriptor's members
	local digest
	digest=$(sha256sum <"$1" | cut -c1-64)
	mv "$1" "$2/blobs/sha256/$digest"
	jq -nc --arg digest "sha256:$digest" --argjson size \
		"$(stat -c %s "$2/blobs/sha256/$digest")" '{$digest, $size}'
}
copy() { # from to filter
	local manifest
	cp -r "$1" "$2"
	manifest=$2/blobs/sha256/$(jq -r '.manifests[0].digest[7:]' "$1/index.json")
	jq -c "$3" "$2/blobs/sha256/$(jq -r '.config.digest[7:]' "$manifest")" >new.config
	jq -c --argjson new "$(blob new.config "$2")" '.config += $new' "$manifest" >new.manifest
	jq -c --argjson new "$(blob new.manifest "$2")" '.manifests[0] += $new' "$1/index.json" \
		>new.index
	mv new.index "$2/index.json"
}
copy base full \
	'.config += {User: "www", WorkingDir: "/srv", Entrypoint: ["/usr/bin/serve"], Cmd: ["--all"],
	Labels: {a: "1", b: "1"},
	ExposedPorts: {"80/tcp": {}}, Volumes: {"/old": {}}, StopSignal: "SIGINT",
	Healthcheck: {Test: ["CMD", "old"], Retries: 2}, OnBuild: ["RUN x"], Shell: ["/bin/bash"]}'
new inherits "PYLOCK_BASE := $tmp/full"
ok 'a base that says much' make_in inherits image
is 'is gone on from, as after FROM' \
	"$(config inherits '.config | del(.Env, .Labels) | tojson | fromjson' | jq -cS .)" \
	'{"Cmd":["--all"],"Entrypoint":["/usr/bin/serve"],"ExposedPorts":{"80/tcp":{}},'\
'"Healthcheck":{"Retries":2,"Test":["CMD","old"]},"Shell":["/bin/bash"],"StopSignal":"SIGINT",'\
'"User":"www","Volumes":{"/old":{}},"WorkingDir":"/srv"}'
new adds "PYLOCK_BASE := $tmp/full" 'PYLOCK_ENTRYPOINT := serve --port 80' 'PYLOCK_LABEL.b := 2' \
	'PYLOCK_EXPOSE := 8080 53/UDP 7000-7002' \
	'PYLOCK_VOLUME := /data/ "/a b"' 'PYLOCK_STOPSIGNAL := quit' \
	'PYLOCK_HEALTHCHECK := curl -f "http://localhost/?a=b"' \
	'PYLOCK_HEALTHCHECK.interval := 1m30s' \
	'PYLOCK_HEALTHCHECK.timeout := 500ms' 'PYLOCK_HEALTHCHECK.start-period := 5' \
	'PYLOCK_HEALTHCHECK.retries := 3' 'PYLOCK_USER := root' \
	'PYLOCK_WORKDIR := /srv/app/' 'PYLOCK_CREATED := 2026-01-31T12:00:00+01:00'
ok 'and is added to' make_in adds image
is 'the whole configuration' "$(config adds '.config | del(.Env) | .Labels |= {a, b}' | jq -cS .)" \
	'{"Entrypoint":["serve","--port","80"],"ExposedPorts":{"53/udp":{},"7000/tcp":{},'\
'"7001/tcp":{},"7002/tcp":{},"80/tcp":{},"8080/tcp":{}},"Healthcheck":{"Interval":90000000000,'\
'"Retries":3,"StartPeriod":5000000000,"Test":["CMD","curl","-f","http://localhost/?a=b"],'\
'"Timeout":500000000},"Labels":{"a":"1","b":"2"},"Shell":["/bin/bash"],"StopSignal":"SIGQUIT",'\
'"User":"root","Volumes":{"/a b":{},"/data":{},"/old":{}},"WorkingDir":"/srv/app"}'
is 'and when' "$(config adds .created)" '"2026-01-31T12:00:00+01:00"'
new takes "PYLOCK_BASE := $tmp/full" 'PYLOCK_ENTRYPOINT := []' 'PYLOCK_HEALTHCHECK := NONE' \
	'PYLOCK_USER := 1000:video'
ok 'what the base says can be taken away' make_in takes image
is 'no entrypoint, no command, no check' \
	"$(config takes '.config | [.Entrypoint, .Cmd, .Healthcheck.Test, .User]')" \
	'[null,null,["NONE"],"1000:video"]'

# --- created ------------------------------------------------------------------------

ok 'SOURCE_DATE_EPOCH' env SOURCE_DATE_EPOCH=1700000000 make -s -C plain PYLOCK_STORE="$tmp/store" \
	image
is 'is when' "$(config plain .created)" "\"$(date -u -d @1700000000 +%Y-%m-%dT%H:%M:%SZ)\""
ok 'PYLOCK_CREATED' env SOURCE_DATE_EPOCH=1700000000 make -s -C plain PYLOCK_STORE="$tmp/store" \
	PYLOCK_CREATED=1 image
is 'comes first' "$(config plain '[.created, (.history[-1].created)]')" \
	'["1970-01-01T00:00:01Z","1970-01-01T00:00:01Z"]'

# --- what is refused ------------------------------------------------------------------

# refused NAME REGEX LINE...: one line, and no image.
refused() {
	rm -rf wrong
	new wrong "${@:3}"
	make_in wrong image >out 2>&1
	is "$1: refused" "$? $(test -e wrong/$B/image/index.json && echo made)" '2 '
	is "$1: in one line" \
		"$(grep \
			-cE \
			'^(pylock\.mk|imagevalues|Makefile:[0-9]+: \*\*\* pylock\.mk|[^ '\
']*\.mk:[0-9]+: \*\*\* pylock\.mk): ' out)" 1
	like "$1" "$(grep -E '(pylock\.mk|imagevalues): ' out)" "$2"
}
refused 'a relative directory' 'PYLOCK_WORKDIR' 'PYLOCK_WORKDIR := app'
refused 'a directory above' 'PYLOCK_WORKDIR' 'PYLOCK_WORKDIR := /app/../x'
refused 'two slashes' 'PYLOCK_WORKDIR' 'PYLOCK_WORKDIR := /app//x'
refused 'a pipe' \
	"PYLOCK_ENTRYPOINT is 'a . b': .\\|. would need a shell: quote it, or write sh -c \
'\.\.\.'" 'PYLOCK_ENTRYPOINT := a | b'
refused 'a parameter' 'PYLOCK_CMD is .*\$HOME. would need a shell' 'PYLOCK_CMD := a $$HOME'
refused 'an open quote' 'PYLOCK_CMD is .* not closed' 'PYLOCK_CMD := a "b'
refused 'JSON that is no array of strings' 'PYLOCK_ENTRYPOINT is .* JSON array of strings' \
	'PYLOCK_ENTRYPOINT := ["a", 1]'
refused 'broken JSON' 'PYLOCK_ENTRYPOINT is .* JSON array of strings' "PYLOCK_ENTRYPOINT := ['a']"
refused 'a user that nobody knows' \
	"PYLOCK_USER is 'app', and the base's /etc/passwd has no user app: write a number such as \
1000:1000, or make the user by PYLOCK_USERS" 'PYLOCK_USER := app'
refused 'a group that nobody knows' \
	"PYLOCK_USER is 'www:gpu', and the base's /etc/group has no group gpu" \
	'PYLOCK_USER := www:gpu'
refused 'the group of a user who has one of the base' \
	"PYLOCK_USER is 'app:app', and the base's /etc/group has no group app" \
	'PYLOCK_USER := app:app' 'PYLOCK_USERS := app:1000:44:/home/app'
refused 'half a user' "PYLOCK_USER is 'www:'" 'PYLOCK_USER := www:'
refused 'a port that is none' 'PYLOCK_EXPOSE' 'PYLOCK_EXPOSE := 80 70000'
refused 'a range that goes down' 'PYLOCK_EXPOSE' 'PYLOCK_EXPOSE := 90-80'
refused 'a volume that is no path' 'PYLOCK_VOLUME' 'PYLOCK_VOLUME := data'
refused 'a signal that is none' 'PYLOCK_STOPSIGNAL' 'PYLOCK_STOPSIGNAL := SIGNOTHING'
refused 'a time that is none' 'PYLOCK_CREATED' 'PYLOCK_CREATED := 2026-02-30T00:00:00Z'
refused 'a duration that is none' 'PYLOCK_HEALTHCHECK.interval' 'PYLOCK_HEALTHCHECK := x' \
	'PYLOCK_HEALTHCHECK.interval := often'
refused 'an interval of no check' 'PYLOCK_HEALTHCHECK is not set' \
	'PYLOCK_HEALTHCHECK.interval := 3s'
refused 'a member that is none' 'PYLOCK_HEALTHCHECK.every' 'PYLOCK_HEALTHCHECK := x' \
	'PYLOCK_HEALTHCHECK.every := 3s'
refused 'a name with an equals sign' 'PYLOCK_ENV.A=B' 'eq := =' 'PYLOCK_ENV.A$(eq)B := x'
refused 'a name with a blank' 'PYLOCK_ENV.A ' 'define PYLOCK_ENV.A B' 'x' 'endef'
refused 'no name' 'PYLOCK_ENV\.' 'PYLOCK_ENV. := x'
refused 'no key' 'PYLOCK_LABEL\.' 'PYLOCK_LABEL. := x'
refused 'the family itself' 'PYLOCK_ENV' 'PYLOCK_ENV := A=x'
refused 'a variable that does not go on from itself' \
	'PYLOCK_ENV.PATH has \$PATH, which nothing replaces: write \$\$\{PATH\} for what the base '\
'has' 'PYLOCK_ENV.PATH := /app/bin:$$PATH'
refused 'set and unset' 'PYLOCK_ENV_UNSET has A, which PYLOCK_ENV.A sets' 'PYLOCK_ENV.A := x' \
	'PYLOCK_ENV_UNSET := A'
refused 'no PATH' 'PYLOCK_ENV_UNSET' 'PYLOCK_ENV_UNSET := PATH'
refused 'a name that registries refuse' "PYLOCK_NAME is 'My_App'" 'PYLOCK_NAME := My_App'
for prefix in / /usr /bin /lib /etc /usr/local /opt /tmp/venv /proc/x; do
	refused "PYLOCK_PREFIX := $prefix" \
		"PYLOCK_PREFIX is '$prefix', a directory of the system: write one of your own, \
such as /opt/venv" "PYLOCK_PREFIX := $prefix"
done
echo x >file
refused 'a file over the prefix' "PYLOCK_FILES: '.*file:/opt' is a file where" \
	"PYLOCK_FILES := $tmp/file:/opt"
refused 'a file where the container starts' "PYLOCK_FILES: '.*file:/app' is a file where" \
	"PYLOCK_FILES := $tmp/file:/app" 'PYLOCK_WORKDIR := /app'
"$top/tests/support/mkbase" --tar --usr conda conda.tar
refused "the base's own Python" \
	"PYLOCK_PREFIX is '/conda', where the base has a Python of its own \
\\(/conda/bin/python3.11\\)" "PYLOCK_BASE := $tmp/conda.tar" 'PYLOCK_PREFIX := /conda'
new accounts 'PYLOCK_USER := app' "PYLOCK_FILES := $tmp/app-passwd:/etc/passwd"
printf 'root:x:0:0::/root:\napp:x:5:5::/:\n' >app-passwd
ok "a user of the project's own passwd" make_in accounts image
mkdir own && mv app-passwd own/passwd
sed -i 's|^PYLOCK_FILES .*|PYLOCK_FILES := ../own/passwd:/etc/|' accounts/Makefile
ok 'of one that keeps its name' make_in accounts image
done_testing
