#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# files: the project's own files in the image are, path by path, what a Dockerfile with the same
# COPY makes of them. Over links and directories of the base docker build is no model, it replaces
# them: there it is what open(2) and mkdir(2) do in that root.
. "$(dirname "$0")/../tap.sh"
. "$top/tests/servers.sh"
needs docker podman skopeo

mkdir "$tmp/index"
"$top/tests/support/mkindex" "$tmp/index" alpha==1.0
serve_nginx "$tmp/index"
export UV_CACHE_DIR=$tmp/uv

# Given a base with links and with directories that are not 0755 and root's
"$top/tests/support/mkbase" --arch amd64 "$tmp/base" 1777:0:0:tmp/ 0700:0:0:root/ 'bin->usr/bin' \
	'lib64->/usr/lib64' 'usr/lib64->lib' 0711:7:8:opt/ 'srv->/data/srv' 0750:0:33:data/srv/ \
	1775:3:4:var/spool/ 'var/run->/run' run/ home/app/ \
	etc/passwd=$'root:x:0:0:root:/root:/bin/sh\napp:x:1000:1001::/:/bin/sh\n' \
	etc/group=$'root:x:0:\nstaff:x:50:\n'

# And a project with a tree for the root, all of itself, and a file for a user
mkdir -p "$tmp/project" && cd "$tmp/project" || exit 1
umask 022
mkdir -p fs/bin fs/tmp fs/lib64/deep fs/srv/www fs/var/run fs/var/spool/new fs/root/.config \
	fs/opt/tool pkg/__pycache__ pkg/data .git docs/in
echo tool >fs/bin/tool && chmod 755 fs/bin/tool
for file in fs/tmp/t fs/lib64/deep/so fs/srv/www/'a b.html' fs/var/run/pid fs/var/spool/new/job \
	fs/root/.config/rc fs/opt/tool/x pkg/main.py \
	pkg/__pycache__/main.pyc pkg/data/'été.csv' .git/HEAD docs/a.md docs/in/b.md \
	docs/in/keep.md secret.txt 12:30.txt; do
		echo "$file" >"$file"
	done
ln -s ../data pkg/data/link
printf '%s\n' '# what stays here' '**/*.md' '!docs/in/keep.md' ' /secret.txt ' '.git' \
	'**/__pycache__' build 'pylock.*.toml' 'requirements.lock.*' 'layers.*.lock' >.dockerignore
cat >Makefile <<END
PYLOCK_NAME      := files
PYLOCK_TARGETS   := debian12-amd64
PYLOCK_INDEX_URL := $nginx/simple
PYLOCK_BASE      := $tmp/base
PYLOCK_DOCUMENTS := no
PYLOCK_FILES     := fs:/ .:/app pkg/main.py:/home/app/run:owner=app:staff pkg:/home/app/pkg:owner=5
include $top/mk/pylock.mk
END
cat >Dockerfile <<'END'
FROM base:latest
COPY . /app
COPY --chown=app:staff pkg/main.py /home/app/run
COPY --chown=5 pkg /home/app/pkg
END
echo alpha >requirements.in

# When both are made
ok 'the image' make --no-print-directory PYLOCK_STORE="$tmp/store" image
serve_docker
load() {
	skopeo copy -q "oci:$1" "docker-archive:$tmp/$2.image:$2:latest" &&
		docker load -q -i "$tmp/$2.image"
}
ok 'docker takes the base' load "$tmp/base" base
ok 'and the image' load build/debian12-amd64/image:latest ours
ok 'docker build' env DOCKER_BUILDKIT=0 docker build --network none -q -t real .
export_of() {
	docker create --name "made-$1" "$1:latest" /none >/dev/null && docker export "made-$1"
}
export_of ours >"$tmp/ours.tar"
export_of real >"$tmp/built.tar"
mkdir "$tmp/real"
tar -xpf "$tmp/built.tar" -C "$tmp/real" --numeric-owner
python3 - fs "$tmp/real" <<'END'
import os, shutil, sys

copies = [
    (
        os.path.relpath(os.path.join(where, name), sys.argv[1]),
        name in names and open(os.path.join(where, name), "rb"),
    )
    for where, directories, names in os.walk(sys.argv[1])
    for name in directories + names
]
os.chroot(sys.argv[2])
for path, file in copies:
    if file:
        with open("/" + path, "wb") as new:
            shutil.copyfileobj(file, new)
        os.chmod("/" + path, 0o755 if os.fstat(file.fileno()).st_mode & 0o100 else 0o644)
    elif not os.path.isdir("/" + path):
        os.mkdir("/" + path)
END
tar -cf "$tmp/real.tar" -C "$tmp/real" --numeric-owner .

# Then they differ in nothing but the virtual environment and what docker adds
cat >"$tmp/differences" <<'END'
opt/venv          the virtual environment
opt/venv/*        the virtual environment
END
is 'path by path' \
	"$(python3 "$top/tests/e2e/compare-roots.py" "$tmp/differences" "$tmp/ours.tar" \
		"$tmp/real.tar")" ''
is "the base's directories" \
	"$(tar --numeric-owner -tvf "$tmp/ours.tar" |
		awk '$6 ~ "^(tmp|root|opt|data/srv|var/spool)/$" { print $1, $2, $6 }')" \
	'drwxr-x--- 0/33 data/srv/
drwx--x--x 7/8 opt/
drwx------ 0/0 root/
drwxrwxrwt 0/0 tmp/
drwxrwxr-t 3/4 var/spool/'

# And podman has the same files
serve_podman
ok 'podman takes the image' podman load -q -i "$tmp/ours.image"
podman export "$(podman create ours:latest /none)" >"$tmp/podman.tar"
is 'path by path, with podman' \
	"$(python3 "$top/tests/e2e/compare-roots.py" /dev/null "$tmp/podman.tar" "$tmp/ours.tar" |
		grep \
		-Ev '^(\.dockerenv|dev|etc/(hostname|hosts|mtab|resolv.conf)|proc|sys|etc)[/: ]')" \
		''
done_testing
