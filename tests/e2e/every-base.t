#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# every-base: a project that uses all that an image can have, on each kind of base, run by docker
# and by podman; its tree is compared path by path, and its configuration, with what docker makes of
# a Dockerfile of the same content.
. "$(dirname "$0")/../tap.sh"
. "$top/tests/servers.sh"
needs docker podman skopeo jq python3
[ "$(uname -m)" = x86_64 ] || cannot 'this is a machine whose Debian base can be run'
cd "$tmp" || exit 1
unset PYLOCK_STORE SOURCE_DATE_EPOCH
export DOCKER_BUILDKIT=0 UV_CACHE_DIR=$tmp/uv
store=${XDG_CACHE_HOME:-$HOME/.cache}/pylock.mk
target=debian12-amd64
mkdir -p index/files
python3 - "$top/tests/support" <<'EOF' # two packages with a file each at one path
import pathlib, sys
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
from wheels import Wheel
for name in ("gamma", "delta"):
    wheel = Wheel(name, "1.0")
    wheel.add("shared.py", f"owner = {name!r}\n".encode())
    wheel.write(pathlib.Path("index/files"))
EOF
"$top/tests/support/mkindex" index 'alpha==1.0;beta' beta==2.0
serve_nginx "$tmp/index"

# --- the project, and a Dockerfile that says the same ---------------------------------

mkdir -p p/app/lib p/app/logs p/fs/bin p/fs/tmp p/fs/etc/every 'p/fs/srv/a dir'
cat >p/app/main.py <<'EOF'
import grp, os, pwd, shutil, sys
import alpha, beta, shared

user = pwd.getpwuid(os.getuid())
print(
    user.pw_name,
    user.pw_dir,
    [grp.getgrgid(g).gr_name for g in sorted(set(os.getgroups()) | {os.getgid()})],
    os.getcwd(),
)
print(sys.argv[1:], sys.prefix, alpha.version, beta.version, alpha.__file__, shared.owner)
print(
    [
        (name, os.environ.get(name))
        for name in ("HOME", "GREETING", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
    ],
    shutil.which("tool"),
)
print(
    [
        os.access(path, os.W_OK)
        for path in ("/tmp", "/var/lib/every", user.pw_dir, "/srv/app", "/etc")
    ]
)
EOF
echo libx >p/app/lib/x
echo noise >p/app/logs/today.log
echo kept >p/app/logs/kept.txt
echo 'PASSWORD=secret' >p/app/.env
printf '#!/bin/sh\necho tool\n' >p/fs/bin/tool && chmod 755 p/fs/bin/tool
echo 12:30 >'p/fs/srv/a dir/12:30 $x.txt'
echo conf >p/fs/etc/every/conf
echo scratch >p/fs/tmp/scratch
ln -s conf p/fs/etc/every/link
echo 'read me' >'p/read me.txt'
printf '**/.env\n' >p/.dockerignore
cat >p/Makefile <<EOF
PYLOCK_NAME         := every
PYLOCK_TARGETS      := $target
PYLOCK_INDEX_URL    := $nginx/simple
PYLOCK_APT          := passwd
PYLOCK_OWNER.shared.py := gamma
PYLOCK_USERS        := app:1000:1000:/home/app     # with a home of its own
PYLOCK_FILES        := fs:/ app:/srv/app:owner=app,mode=0640,dirmode=0750 \\
                       :/var/lib/every:owner=app,mode=0700 read%20me.txt:/srv/read%20me.txt
PYLOCK_FILES_EXCLUDE := *.log **/*.log
PYLOCK_ENV.GREETING := hello  you
PYLOCK_ENV.LD_LIBRARY_PATH := /srv/app/lib\$\${LD_LIBRARY_PATH:+:\$\${LD_LIBRARY_PATH}}
PYLOCK_ENV_UNSET    := PYTHONPATH
PYLOCK_LABEL.org.example.what := every
PYLOCK_ENTRYPOINT   := sh -c 'exec python3 /srv/app/main.py "\$\$@"' --
PYLOCK_CMD          := one "two words"
PYLOCK_USER         := app
PYLOCK_WORKDIR      := /srv/app
PYLOCK_EXPOSE       := 8080 53/udp
PYLOCK_VOLUME       := /data
PYLOCK_HEALTHCHECK  := python3 -c 'import alpha'
PYLOCK_HEALTHCHECK.interval := 30s
PYLOCK_HEALTHCHECK.retries := 2
PYLOCK_STOPSIGNAL   := SIGINT
PYLOCK_CREATED      := 2026-01-31T12:00:00Z
PYLOCK_TAG          ?= ours
include $top/mk/pylock.mk
EOF
printf 'alpha\ngamma\ndelta\n' >p/requirements.in

mkdir -p context/rest && cp -r p/app context && cp -r p/fs 'p/read me.txt' index/files context/rest
rm context/app/.env context/app/logs/today.log
chmod -R u=rwX,g=rX,o= context/app
cp -r "$(dirname "$("$top/build/setup/venv/bin/python" -c '
import pip

print(pip.__file__)')")" context/rest/pip
# Few instructions: each is a layer, and a base may leave but four. cp, since COPY fs / would take
# the base's links and modes away.
cat >context/Dockerfile <<'EOF'
ARG BASE
FROM $BASE
COPY rest /rest
RUN export PYTHONDONTWRITEBYTECODE=1 \
 && /usr/bin/python3 -m venv --without-pip /opt/venv \
 && PYTHONPATH=/rest /opt/venv/bin/python3 -m pip install --no-index --find-links /rest/files \
      --no-compile --no-warn-script-location --disable-pip-version-check \
      --root-user-action=ignore delta \
 && PYTHONPATH=/rest /opt/venv/bin/python3 -m pip install --no-index --find-links /rest/files \
      --no-compile --no-warn-script-location --disable-pip-version-check \
      --root-user-action=ignore alpha gamma \
 && groupadd -g 1000 app && useradd -u 1000 -g 1000 -d /home/app -s /bin/sh \
      -K HOME_MODE=0755 -k /none -m app \
 && rm -f /etc/passwd- /etc/group- /etc/shadow- /etc/gshadow- /etc/subuid* /etc/subgid* \
      /etc/.pwd.lock \
 && cp /rest/fs/bin/tool /bin/ && cp -r /rest/fs/etc/every /etc/ \
 && cp -r "/rest/fs/srv/a dir" /srv/ && cp /rest/fs/tmp/scratch /tmp/ \
 && cp "/rest/read me.txt" /srv/ \
 && { [ -d /srv/app ] || { mkdir -m 0750 /srv/app && chown app:app /srv/app; }; } \
 && mkdir /var/lib/every && chown app:app /var/lib/every && chmod 0700 /var/lib/every \
 && rm -rf /rest
COPY --chown=app:app app /srv/app
ENV PATH=/opt/venv/bin:$PATH VIRTUAL_ENV=/opt/venv GREETING="hello  you" \
    LD_LIBRARY_PATH=/srv/app/lib${LD_LIBRARY_PATH:+:${LD_LIBRARY_PATH}}
LABEL org.example.what=every
EXPOSE 8080 53/udp
VOLUME /data
HEALTHCHECK --interval=30s --retries=2 CMD ["python3", "-c", "import alpha"]
STOPSIGNAL SIGINT
USER app
WORKDIR /srv/app
ENTRYPOINT ["sh", "-c", "exec python3 /srv/app/main.py \"$@\"", "--"]
CMD ["one", "two words"]
EOF

run() {
	make --no-print-directory -C p PYLOCK_STORE="$store" "$@" >out 2>&1 || {
		tail -n 20 out >&2 && return 1
	}
}
image=p/build/$target/image

# --- the bases: all stand on the project's own, of Debian packages -----------------------

layer() { "$top/tests/support/mklayer" blobs "$@"; }
on_debian() { # layout configuration layer...
	printf '{"architecture":"amd64","os":"linux","config":%s}\n' "$2" >"$1.config"
	"$bin/image" --blobs blobs --base debian --config "$1.config" -o "$1" "${@:3}" >said
}
serve_docker
serve_podman
ok "the base of Debian's packages" run base
cp -r "p/build/$target/base" debian
for number in $(seq 119); do layer "many-$number.json" "layers/$number=$number"; done
on_debian many '{}' $(seq -f 'many-%g.json' 119)
layer cuda.json usr/local/cuda-12.6/ 0755:usr/local/cuda-12.6/bin/nvcc=$'#!/bin/sh\necho nvcc\n' \
	'usr/local/cuda->cuda-12.6' \
	'usr/local/cuda-12.6/version.json={"cuda":{"version":"12.6.68"}}' \
	usr/local/cuda-12.6/targets/x86_64-linux/lib/libcudart.so.12=x \
	'usr/local/cuda-12.6/lib64->targets/x86_64-linux/lib'
layer links.json 'srv->/mnt/srv' 0775:mnt/srv/ 0770:0:1000:mnt/srv/app/ 1777:workspace/ \
	opt/nv/python/beta.py='version = "of the base"'
on_debian nvidia \
	'{"Env":["PATH=/usr/local/nvidia/bin:/usr/local/cuda/bin:'\
'/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
	"PYTHONPATH=/opt/nv/python","LD_LIBRARY_PATH=/usr/local/cuda/lib64"],"Cmd":["bash"],
	"WorkingDir":"/workspace","User":"0"}' cuda.json links.json
"$top/tests/support/mkbase" --arch arm64 arm64
"$top/tests/support/mkmulti" --attest multi arm64=linux/arm64/v8 debian=linux/amd64
jq -r '.layers[0].digest[7:]' \
	"debian/blobs/sha256/$(jq -r '.manifests[0].digest[7:]' debian/index.json)" >digest
zcat "debian/blobs/sha256/$(cat digest)" >root.tar
serve_registry
skopeo copy -q --dest-tls-verify=false oci:nvidia:latest "docker://$registry/nvidia:1"

# --- each base, both ways --------------------------------------------------------------------

# What of a configuration both must say alike. The Dockerfile cannot unset a variable, and has one
# of its own.
said_of() { # image
	docker image inspect "$1" |
		jq \
		-S \
		'.[0].Config |
		{Entrypoint, Cmd, User, WorkingDir, ExposedPorts, Volumes, StopSignal, Healthcheck,
		Env: (.Env | map(select(test("^PYTHON") | not)) | sort),
		label: .Labels["org.example.what"]}'
}
tree() { # image archive
	local id
	id=$(docker create --network none "$1") && docker export "$id" >"$2" &&
		docker rm -v "$id" >said
}
# What docker makes of the Dockerfile on a base: BASE.tar, BASE.said and BASE.out.
real() { # layout
	[ ! -e "$1.tar" ] || return 0
	skopeo copy -q "oci:$1:latest" "docker-archive:archive.tar:base:$1" &&
		docker load -q -i archive.tar && rm archive.tar &&
		docker build --network none --build-arg "BASE=base:$1" -t "real:$1" context &&
		said_of "real:$1" >"$1.said" &&
		tree "real:$1" "$1.tar" &&
		docker run --rm --network none --env PYTHONPATH= "real:$1" >"$1.out" 2>&1
}

both() { # name layout-of-the-base PYLOCK_BASE
	local name=$1 base=$2
	real "$base" >said 2>&1 ||
		cannot "$name: docker makes and runs an image of the Dockerfile" said
	ok "$name: the image is made, and docker loads it" run load PYLOCK_BASE="$3" \
		PYLOCK_PULL_OPTIONS=--src-tls-verify=false
	is "$name: the configuration is the Dockerfile's" "$(said_of every:ours)" \
		"$(cat "$base.said")"
	tree every:ours ours.tar
	ok "$name: the trees are, path by path" python3 "$top/tests/e2e/compare-roots.py" \
		"$top/tests/e2e/every-base-differences.txt" ours.tar "$base.tar"
	like "$name: docker runs it" \
		"$(docker run --rm --network none every:ours 2>&1 | tee out.docker)" \
		"^app /home/app \['app'\] /(mnt/)?srv/app.*\['one', 'two words'\] /opt/venv 1\.0 \
2\.0 .* gamma"
	is "$name: as the other" "$(cat out.docker)" "$(cat "$base.out")"
	podman pull -q "oci:$image:latest" >id 2>said ||
		cannot "$name: podman takes the layout" said
	is "$name: podman runs it alike" "$(podman_run "$(tail -n 1 id)" 2>&1)" "$(cat out.docker)"
	docker rmi -f every:ours >said 2>&1 # so that what fails to load next is not this one
}

both debian debian ""
both multi debian "$tmp/multi"
both tarball debian "$tmp/root.tar"
both many many "$tmp/many"
both nvidia nvidia "$tmp/nvidia"
both registry nvidia "docker://$registry/nvidia:1"
done_testing
