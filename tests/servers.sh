# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# servers.sh: real parts for tests and benchmarks, on loopback, sourced after tap.sh. Each ends with
# the test.
#
#   serve_faults DIR        servers/faults.py: sets $faults to its URL, without a slash at the end;
#   requests go to $faults_log serve_nginx DIR [TLS [DAYS]]
#                           nginx: sets $nginx to its URL; with TLS it speaks HTTP/2, and $nginx_ca
#                           is the CA to trust, of a certificate that is good for so many days, or,
#                           with 0, has expired; $nginx_log has a line per request: connection,
#                           protocol, method, path; an index.json is a page in JSON (PEP 691),
#                           $nginx_lines are further directives
#   nowhere                 prints the URL of a port of which nobody listens
#   serve_devpi MIRRORED    devpi-server with a stage jp6/cu129, a board vendor's, which passes the
#   simple index MIRRORED through: sets
#                           $devpi to the server's URL, $devpi_log has a line per request,
#                           $devpi_pid ends it
#   devpi_upload FILE...    puts files into that stage
#   serve_registry          docker-registry: sets $registry to its HOST:PORT (plain HTTP) and
#                           $registry_log, with a line per request
#   serve_private_registry USER PASSWORD
#                           the same; it wants them for everything
#   serve_faulty_registry [TLS]
#                           servers/registry.py: sets $faulty to its HOST:PORT, $faulty_log to the
#                           file with its requests, with TLS $faulty_ca to the CA to trust
#   serve_docker            dockerd with its own data and no network, for root: sets DOCKER_HOST
#   serve_podman            what `podman` needs, for root: images and containers of its own, no
#                           network, no control groups but the machine's; podman_run runs a
#                           container
#   make_sdists DIR FILENAME=SHA256...
#                           puts an index of these sdists into DIR, out of the index of `make
#                           setup`, for packages that have wheels, too
#   need_crane              sets $crane to the program, built from Go's modules when build/setup/bin
#                           does not have it yet
#   copy_python DIR ROOT    this machine's Python into DIR/bin and DIR/lib, and the libraries that
#   it needs into ROOT; sets $python_full
#                           and $python_minor
#   make_here PROJECT [LINE...]
#                           the preset of a target `here`, this machine with the Python of
#                           copy_python, and PROJECT/Makefile with the framework, that target, the
#                           base $tmp/base.tar, the index of serve_nginx and the lines
#   run_in_image LAYOUT ARCH COMMAND...
#                           runs the command in the image, without network: natively, else through
#                           qemu. ARCH as `uname -m` has it; environment and working directory are
#                           the image's. Options of bwrap in the array image_options come first
#
# What cannot start ends the test as failed: a part that is missing is not a pass.
#
# shellcheck shell=bash disable=SC2154 # what tap.sh sets

serve_faults() {
	local port
	faults_log=$tmp/faults.log
	: >"$faults_log"
	: >"$tmp/faults.port"
	python3 "$top/tests/servers/faults.py" "$1" "$faults_log" >"$tmp/faults.port" \
		2>"$tmp/faults.err" &
	started $!
	until read -r port <"$tmp/faults.port"; do
		kill -0 $! || cannot 'python3 cannot serve'
		sleep 0.05
	done
	# shellcheck disable=SC2034 # for the test
	faults=http://127.0.0.1:$port
}

free_port() {
	python3 -c '
import socket

s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}

nowhere() {
	printf 'http://127.0.0.1:%s' "$(free_port)"
}

make_ca() { # directory [days that the server's certificate is good]
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
		-subj '/CN=throw-away CA' -keyout "$1/ca.key" -out "$1/ca.pem"
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=127.0.0.1 \
		-keyout "$1/server.key" -out "$1/server.csr"
	printf 'subjectAltName=IP:127.0.0.1\n' >"$1/server.ext"
	openssl x509 -req -days "${2:-2}" -in "$1/server.csr" -CA "$1/ca.pem" -CAkey "$1/ca.key" \
		-CAcreateserial \
		-extfile "$1/server.ext" -out "$1/server.pem"
	[ "${2:-2}" -gt 0 ] || sleep 2 # it is good to the end of the second in which it was made
}

serve_nginx() {
	local home port scheme=http listen tls=
	home=$(mktemp -d "$tmp/nginx.XXXXXX")
	port=$(free_port)
	listen=127.0.0.1:$port
	if [ -n "${2:-}" ]; then
		make_ca "$home" "${3:-2}" >"$home/openssl.log" 2>&1
		scheme=https
		listen="$listen ssl http2"
		tls="ssl_certificate $home/server.pem; ssl_certificate_key $home/server.key;"
	fi
	cat >"$home/nginx.conf" <<-EOF
		worker_processes 1; daemon off; pid $home/pid; error_log $home/error.log;
		$([ "$(id -u)" -ne 0 ] || echo 'user root;')
		events { worker_connections 512; }
		http {
			client_body_temp_path $home/t1; proxy_temp_path $home/t2; fastcgi_temp_path $home/t3;
			uwsgi_temp_path $home/t4; scgi_temp_path $home/t5;
			log_format short '\$connection \$server_protocol \$request_method \$uri';
			access_log $home/access.log short;
			sendfile on; tcp_nopush on; keepalive_requests 100000;
			types { text/html html; application/vnd.pypi.simple.v1+json json; }
			server {
				listen $listen; root $1; $tls
				index index.json index.html; ${nginx_lines:-}
			}
		}
	EOF
	PATH=$PATH:/usr/sbin nginx -p "$home" -e "$home/error.log" -c "$home/nginx.conf" \
		2>"$home/stderr" &
	started $!
	until [ -s "$home/pid" ]; do
		kill -0 $! || cannot 'nginx does not start'
		sleep 0.05
	done
	# shellcheck disable=SC2034 # for the test
	nginx=$scheme://127.0.0.1:$port nginx_log=$home/access.log nginx_ca=$home/ca.pem
}

# Ends the test as failed.
cannot() {
	tap_result 1 "$1"
	[ -z "${2:-}" ] || tap_show log "$(tail -n 20 "$2" 2>/dev/null)"
	done_testing
}

# Waits until the process either has made the command succeed or ended. Usage: wait_for PID
# COMMAND...
wait_for() {
	local pid=$1
	shift
	until "$@" >/dev/null 2>&1; do
		kill -0 "$pid" 2>/dev/null || return 1
		sleep 0.05
	done
}

# Starts a registry; what is in the variable registry_auth goes into its configuration.
start_registry() { # directory
	cat >"$1/config.yml" <<-EOF
		version: 0.1
		storage: {filesystem: {rootdirectory: $1/data}}
		http: {addr: "127.0.0.1:0"}
		${registry_auth:-}
	EOF
	# skopeo's REGISTRY_AUTH_FILE would be taken for a setting
	env -u REGISTRY_AUTH_FILE OTEL_TRACES_EXPORTER=none docker-registry serve "$1/config.yml" \
		>"$1/log" 2>&1 &
	started $!
	wait_for $! grep -q 'listening on' "$1/log" || cannot 'docker-registry starts' "$1/log"
	# shellcheck disable=SC2034 # for the test
	registry_log=$1/log \
		registry=$(sed -n 's/.*listening on \(127\.0\.0\.1:[0-9]*\).*/\1/p' "$1/log" |
			head -n 1)
}

serve_devpi() {
	local home port
	home=$(mktemp -d "$tmp/devpi.XXXXXX")
	port=$(free_port)
	devpi=http://127.0.0.1:$port devpi_log=$home/log
	"$top/build/setup/tests/bin/devpi-init" --serverdir "$home/data" \
		--no-root-pypi >"$home/init" 2>&1 || cannot 'devpi-init' "$home/init"
	"$top/build/setup/tests/bin/devpi-server" --serverdir "$home/data" --host 127.0.0.1 \
		--port "$port" >"$devpi_log" 2>&1 &
	devpi_pid=$!
	started $!
	wait_for $! bash -c "exec 3<>/dev/tcp/127.0.0.1/$port" ||
		cannot 'devpi-server starts (make setup test)' "$devpi_log"
	"$top/build/setup/tests/bin/python" "$top/tests/servers/devpi.py" "$devpi" create "$1" \
		>"$home/create" 2>&1 || cannot 'a devpi stage' "$home/create"
}

devpi_upload() {
	"$top/build/setup/tests/bin/python" "$top/tests/servers/devpi.py" "$devpi" upload "$@" \
		>"$tmp/devpi.upload" 2>&1 ||
		cannot 'uploads to devpi' "$tmp/devpi.upload"
}

serve_registry() {
	start_registry "$(mktemp -d "$tmp/registry.XXXXXX")"
}

serve_private_registry() { # user password
	local home
	home=$(mktemp -d "$tmp/registry.XXXXXX")
	# shellcheck disable=SC2016 # a salt of bcrypt
	perl -e 'printf "%s:%s\n", $ARGV[0], crypt($ARGV[1], q($2y$05$abcdefghijklmnopqrstuu))' \
		"$1" "$2" >"$home/htpasswd"
	registry_auth="auth: {htpasswd: {realm: tests, path: $home/htpasswd}}"
	start_registry "$home"
	registry_auth=''
}

serve_faulty_registry() {
	local home port rest certificate=()
	home=$(mktemp -d "$tmp/faulty.XXXXXX")
	if [ -n "${1:-}" ]; then
		make_ca "$home" >"$home/openssl.log" 2>&1
		certificate=("$home/server.pem" "$home/server.key")
	fi
	: >"$home/log"
	: >"$home/port"
	python3 "$top/tests/servers/registry.py" "$home/log" "${certificate[@]}" >"$home/port" \
		2>"$home/err" &
	started $!
	until read -r port rest <"$home/port"; do
		kill -0 $! || cannot 'python3 cannot serve' "$home/err"
		sleep 0.05
	done
	# shellcheck disable=SC2034 # for the test
	faulty=127.0.0.1:$port faulty_log=$home/log faulty_ca=$home/ca.pem
}

serve_docker() {
	local home
	[ "$(id -u)" -eq 0 ] || cannot 'dockerd starts, which needs root'
	home=$(mktemp -d "$tmp/docker.XXXXXX")
	PATH=$PATH:/usr/sbin:/sbin dockerd --data-root "$home/data" --exec-root "$home/exec" \
		--pidfile "$home/pid" --host "unix://$home/socket" \
		--storage-driver overlay2 --iptables=false --ip6tables=false --bridge=none \
		>"$home/log" 2>&1 &
	started $!
	export DOCKER_HOST=unix://$home/socket
	wait_for $! docker version || cannot 'dockerd starts' "$home/log"
}

# Limits on processes and files that this machine does not allow are podman's default.
serve_podman() {
	[ "$(id -u)" -eq 0 ] || cannot 'podman runs, which needs root'
	needs podman runc
	podman_home=$(mktemp -d "$tmp/podman.XXXXXX")
	podman_storage=overlay
	podman info >"$podman_home/log" 2>&1 || podman_storage=vfs
	podman info >"$podman_home/log" 2>&1 || cannot 'podman runs' "$podman_home/log"
}

podman() {
	command podman --root "$podman_home/root" --runroot "$podman_home/run" \
		--tmpdir "$podman_home/tmp" --storage-driver "$podman_storage" \
		--cgroup-manager=cgroupfs --events-backend=file \
		--runtime "$(PATH=$PATH:/usr/sbin command -v runc)" "$@"
}

podman_run() { # option... image command...
	podman run --rm --network=none --ulimit "nofile=$(ulimit -Sn):$(ulimit -Sn)" \
		--ulimit "nproc=1024:1024" "$@"
}

make_sdists() {
	python3 "$top/tests/servers/sdists.py" "$(cat "$top/build/setup/index")" "$@" \
		2>"$tmp/sdists.err" || cannot 'sdists are downloaded' "$tmp/sdists.err"
}

need_crane() {
	local version=v0.20.2 # the last that Go 1.19 builds without a newer tool chain
	crane=$top/build/setup/bin/crane
	[ "$("$crane" version 2>/dev/null)" = "$version" ] && return
	GOBIN=$top/build/setup/bin go install \
		"github.com/google/go-containerregistry/cmd/crane@$version" >"$tmp/crane.log" \
		2>&1 ||
		cannot 'crane is built from the Go modules' "$tmp/crane.log"
}

# Makes programs of that machine run on this one. Registered with the flag F, qemu is found from
# within an image.
need_machine() { # arch
	local registered=/proc/sys/fs/binfmt_misc
	[ "$1" = "$(uname -m)" ] && return
	[ -e $registered/register ] || mount -t binfmt_misc binfmt_misc $registered 2>/dev/null
	[ -e "$registered/qemu-$1" ] ||
		cat "/usr/lib/binfmt.d/qemu-$1.conf" >$registered/register 2>/dev/null
	grep -q '^flags:.*F' "$registered/qemu-$1" 2>/dev/null ||
		cannot "programs for $1 can be run (qemu-user-static, and root to register it)"
}

run_in_image() {
	local layout=$1 arch=$2 digest root config name option=()
	shift 2
	digest=$(jq -r '.manifests[0].digest[7:]' "$layout/index.json")
	root=$tmp/unpacked/$digest
	need_machine "$arch"
	if [ ! -d "$root" ]; then
		mkdir -p "$tmp/unpacked"
		umoci unpack --rootless --image "$layout:latest" "$root" >"$tmp/umoci.log" 2>&1 ||
			cannot "umoci unpacks $layout" "$tmp/umoci.log"
	fi
	config=$layout/blobs/sha256/$(jq -r '.config.digest[7:]' "$layout/blobs/sha256/$digest")
	while IFS= read -r -d '' name; do
		option+=(--setenv "${name%%=*}" "${name#*=}")
	done < <(jq -j '.config.Env // [] | .[] + "\u0000"' "$config")
	bwrap --bind "$root/rootfs" / --proc /proc --dev /dev --tmpfs /tmp --unshare-all \
		--die-with-parent --clearenv \
		--setenv PATH /usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		--setenv HOME /tmp "${option[@]}" ${image_options[@]+"${image_options[@]}"} \
		--chdir "$(jq -r \
			'if (.config.WorkingDir // "") == "" then "/" else .config.WorkingDir end' \
			"$config")" "$@"
}

copy_python() { # directory root
	local python
	needs ldd
	python=$(readlink -f /usr/bin/python3)
	python_full=$("$python" -c 'import platform; print(platform.python_version())')
	python_minor=${python_full%.*}
	mkdir -p "$1/bin" "$1/lib" "$2"
	cp "$python" "$1/bin/"
	ln -s "python$python_minor" "$1/bin/python3"
	cp -r "/usr/lib/python$python_minor" "$1/lib/"
	find "$1/lib" -depth \( -name __pycache__ -o -name test -o -name 'config-*' \) -exec rm \
		-rf {} +
	ldd "$python" "/usr/lib/python$python_minor"/lib-dynload/*.so | grep -o '/[^ ]*' |
		grep '^/lib' | tr -d : | sort -u | while read -r library; do
		mkdir -p "$2${library%/*}" && cp -L "$library" "$2$library"
	done
}

make_here() { # project lines
	mkdir -p "$1/targets"
	printf 'PYLOCK_ARCH := %s\nPYLOCK_GLIBC := %s\nPYLOCK_BASE_PYTHON := %s\n' \
		"$(uname -m)" "$(getconf GNU_LIBC_VERSION | cut -d' ' -f2)" "$python_full" \
		>"$1/targets/here.mk"
	{
		printf \
			'PYLOCK_NAME := sample\nPYLOCK_TARGETS := here\nPYLOCK_INDEX_URL := '\
'%s/simple\nPYLOCK_BASE := %s/base.tar\n' "$nginx" "$tmp"
		printf '%s\n' "${@:2}"
		printf 'include %s/mk/pylock.mk\n' "$top"
	} >"$1/Makefile"
}
