#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# config: an image with every variable of the configuration, in docker, beside what `docker build`
# makes of the same said in a Dockerfile.
. "$(dirname "$0")/../tap.sh"
. "$top/tests/servers.sh"
needs docker jq skopeo
cd "$tmp" || exit 1

# Given a base with this machine's Python, that says much itself
copy_python "$tmp/root/usr" "$tmp/root"
find root -type l -lname '/*' -delete
mkdir -p root/etc root/tmp
printf 'root:x:0:0:root:/root:/bin/sh\napp:x:1000:1000::/home/app:/bin/sh\n' >root/etc/passwd
printf 'root:x:0:\napp:x:1000:\n' >root/etc/group
printf 'tree\t/\troot\n' >base.list
"$bin/filelayer" --store store base.list >base.json
jq -n --arg arch "$(dpkg --print-architecture)" \
	'{architecture: $arch, os: "linux",
	config: {Env: ["PATH=/usr/local/nvidia/bin:/usr/bin:/bin",
	"LD_LIBRARY_PATH=/usr/local/cuda/lib64",
	"PYTHONPATH=/opt/old"], WorkingDir: "/srv", Cmd: ["bash"], Labels: {"maintainer": "base"},
	ExposedPorts: {"80/tcp": {}}, Volumes: {"/cache": {}}, StopSignal: "SIGINT"}}' >base.config
"$bin/image" --blobs store --config base.config -o base base.json >/dev/null
mkdir index project
"$top/tests/support/mkindex" index alpha==1.0
serve_nginx "$tmp/index"
cat >project/main.py <<'END'
import alpha, json, os, sys

print(
    json.dumps(
        [
            sys.argv[1:],
            os.getcwd(),
            os.getuid(),
            os.getgid(),
            os.environ["LD_LIBRARY_PATH"],
            os.environ["TEXT"],
            "PYTHONPATH" in os.environ,
            sys.prefix,
        ]
    )
)
END
echo alpha >project/requirements.in
make_here project "PYLOCK_BASE := $tmp/base" 'PYLOCK_FILES := main.py:/app/main.py' \
	'PYLOCK_ENTRYPOINT := python3 /app/main.py "two words"' \
	"PYLOCK_CMD := [\"it's\", \"\$\$HOME\"]" \
	'PYLOCK_ENV.LD_LIBRARY_PATH := /opt/x/lib$${LD_LIBRARY_PATH:+:$$LD_LIBRARY_PATH}' \
	"PYLOCK_ENV.TEXT := a,b 'c' \"d\" \\ \$\$e 100%" 'PYLOCK_ENV_UNSET := PYTHONPATH' \
	"PYLOCK_LABEL.org.example.text := it's \"x\", \$\$y" 'PYLOCK_USER := app' \
	'PYLOCK_WORKDIR := /srv/app' 'PYLOCK_EXPOSE := 8080 53/udp 7000-7002' \
	'PYLOCK_VOLUME := /data "/two words"' \
	'PYLOCK_HEALTHCHECK := python3 -c "import alpha; print(1)"' \
	'PYLOCK_HEALTHCHECK.interval := 1m30s' 'PYLOCK_HEALTHCHECK.timeout := 3s' \
	'PYLOCK_HEALTHCHECK.start-period := 500ms' 'PYLOCK_HEALTHCHECK.retries := 4' \
	'PYLOCK_STOPSIGNAL := SIGQUIT' 'PYLOCK_CREATED := 2026-01-31T12:00:00Z' 'PYLOCK_TAG := test'
export UV_CACHE_DIR=$tmp/uv
make_in() { make --no-print-directory -C project PYLOCK_STORE="$tmp/store" "$@"; }
ok 'the image, verified, in bubblewrap' make_in image verify RUN=1
serve_docker
ok 'is loaded' make_in load

# When a Dockerfile says the same
cat >Dockerfile <<'END'
FROM base:test
ENV PATH=/opt/venv/bin:$PATH VIRTUAL_ENV=/opt/venv
ENV LD_LIBRARY_PATH=/opt/x/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
ENV TEXT="a,b 'c' \"d\" \\ \$e 100%"
LABEL org.example.text="it's \"x\", \$y"
EXPOSE 8080 53/udp 7000-7002
VOLUME ["/data", "/two words"]
HEALTHCHECK --interval=1m30s --timeout=3s --start-period=500ms --retries=4 \
	CMD ["python3", "-c", "import alpha; print(1)"]
STOPSIGNAL SIGQUIT
WORKDIR /srv/app
USER app
ENTRYPOINT ["python3", "/app/main.py", "two words"]
CMD ["it's", "$HOME"]
END
skopeo copy -q oci:base:latest docker-archive:base.docker:base:test
docker load -q -i base.docker >/dev/null
mkdir context
docker build -q -t built:test -f Dockerfile context >built.log 2>&1 ||
	cannot 'docker build' built.log
inspected() { # image
	docker image inspect "$1" |
		jq \
		-S \
		'.[0].Config |
		{Env: ((.Env // []) | map(select(startswith("PYTHONPATH=") | not)) | sort),
		Entrypoint, Cmd, User, WorkingDir, ExposedPorts,
		Volumes, StopSignal, Healthcheck, OnBuild,
		Labels: (.Labels |
		with_entries(select(.key | test("^mk.pylock|image.title$") | not)))}'
}
is 'docker inspect shows the same of both' "$(inspected sample:test)" "$(inspected built:test)"
like 'which is not nothing' "$(inspected sample:test)" '"Interval": 90000000000'
is 'and when it was made' "$(docker image inspect sample:test | jq -r '.[0].Created')" \
	2026-01-31T12:00:00Z
is 'what is unset is not there' \
	"$(docker image inspect sample:test |
		jq -c '.[0].Config.Env | map(select(startswith("PYTHONPATH")))')" '[]'
is 'docker runs it as it says' "$(docker run --rm --network none sample:test 2>&1)" \
	'[["two words", "it'"'"'s", "$HOME"], "/srv/app", 1000, 1000, '\
'"/opt/x/lib:/usr/local/cuda/lib64", "a,b '"'c'"' \"d\" \\ $e 100%", false, "/opt/venv"]'
done_testing
