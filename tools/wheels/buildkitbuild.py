# SPDX-License-Identifier: MIT
"""The buildkit builder: the emulated builder's root as a Dockerfile stage on a docker or BuildKit
endpoint, such as a native arm64 machine."""

import json
import os
import shutil
import subprocess
import uuid

from wheels.boxedbuild import DEBIAN, TOOLS
from wheels.emulatedbuild import Emulated
from wheels.nativebuild import MAX_WHEEL, environment, remove, taken
from lib.badinput import BadInput
from lib.commandline import show


class Buildkit(Emulated):
    """One build; each hook of the back end is one docker build, without network, whose result comes
    back as files."""

    name = "buildkit"

    def check_machine(self):
        if not self.args.wheel_host:
            raise BadInput("the builder buildkit needs an endpoint: set PYLOCK_WHEEL_HOST, such as "
                           "ssh://user@machine or unix:///var/run/docker.sock")
        if not shutil.which("docker"):
            raise BadInput("docker is missing, the client that the builder buildkit uses: install "
                           "docker.io")

    def docker(self, *words):
        """Runs docker; what it prints goes into the log, too. Returns its status and its standard
        output."""
        known = environment() | {name: os.environ[name] for name in os.environ
                                 if name.startswith("DOCKER_")} | {
            "DOCKER_HOST": self.args.wheel_host}
        with open(self.log_path, "a", encoding="utf-8") as log:
            print("+ docker", *words, file=log, flush=True)
            done = subprocess.run(["docker", *words], stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=log, text=True, env=known,
                                  check=False)
            log.write(done.stdout)
        return done.returncode, done.stdout.strip()

    def need(self, *words):
        """Its standard output; when it fails that is the end."""
        status, said = self.docker(*words)
        if status:
            lines = self.log_path.read_text(encoding="utf-8", errors="replace").splitlines()[-15:]
            show("\n".join(f"  | {line}" for line in lines))
            raise BadInput(f"docker {words[0]} at {self.args.wheel_host} failed; the whole log is "
                           f"{self.log_path}")
        return said

    def check_box(self):
        """The endpoint answers, and is of the target's machine."""
        status, machine = self.docker("version", "--format", "{{.Server.Arch}}")
        if status:
            raise BadInput(f"no docker answers at {self.args.wheel_host} (PYLOCK_WHEEL_HOST); the "
                           f"log is {self.log_path}")
        if machine != DEBIAN[self.arch]:
            raise BadInput(f"the docker at {self.args.wheel_host} (PYLOCK_WHEEL_HOST) is on "
                           f"{machine}, and the target is {self.arch}")

    def prepare(self, known):
        """The endpoint has the root as an image, too."""
        used = super().prepare(known)
        self.image = f"pylock-root:{self.root.name}"
        if self.docker("image", "inspect", "--format", "{{.Id}}", self.image)[0]:
            dockerfile = self.args.work / "Dockerfile"
            dockerfile.write_text("FROM scratch\nCOPY . /\n", encoding="ascii")
            self.need("build", "--tag", self.image, "--file", dockerfile, self.root)
        return used

    def dockerfile(self, command):
        return "\n".join([f"FROM {self.image} AS build", "COPY . /build",
                          *(["COPY sysroot /sysroot"] if self.sysroot else []),
                          f"RUN {json.dumps(command)}",
                          "FROM scratch", "COPY --from=build /build/returned /returned",
                          "COPY --from=build /build/dist /dist", ""])

    def hook(self, source, name, *arguments):
        work, result = self.args.work, self.args.work / "result"
        shutil.copyfile(TOOLS / "wheels" / "pep517hook.py", work / "hook.py")
        for made in ("home", "dist", "returned"):
            (work / made).mkdir(exist_ok=True)
        if self.sysroot and not (work / "sysroot").exists():
            shutil.copytree(self.sysroot, work / "sysroot", symlinks=True)
        variables = self.variables() | dict(self.args.env)
        command = ["env", "-i", "-C", str(self.top / source.relative_to(work)),
                   *(f"{key}={value}" for key, value in sorted(variables.items())),
                   "python3", "/build/hook.py", self.system.backend, json.dumps(self.system.path),
                   name, "/build/returned/returned.json", *map(json.dumps, arguments)]
        (work / "Dockerfile").write_text(self.dockerfile(command), encoding="utf-8")
        tag = f"pylock-wheel:{uuid.uuid4().hex}"
        self.need("build", "--network", "none", "--tag", tag, work)
        container = self.need("create", tag, "none")
        self.need("cp", f"{container}:/", result)
        self.docker("rm", container)
        self.docker("rmi", tag)
        if (result / "returned").is_symlink() or (result / "dist").is_symlink():
            raise BadInput("the build left links in place of its directories")
        for wheel in (result / "dist").glob("*.whl"):
            taken(wheel, MAX_WHEEL, work / "dist")
        returned = self.returned(result / "returned")
        remove(result)
        return returned
