# SPDX-License-Identifier: MIT
"""The native builder: the sdist's build back end, run on this machine in a virtual environment of
its own."""

import functools
import os
import pathlib
import shutil
import subprocess
import sys

import build

from lib.badinput import BadInput
from lib.jsonfile import read_json
from wheels.sdist import checked_requirements

# The time that is written into archives: 1980-01-01, the first that zip knows.
EPOCH = "315532800"
TOOLS = pathlib.Path(__file__).parent.parent


def environment():
    """A clean one: what the user's shell has set does not reach the build."""
    keep = {name: value for name, value in os.environ.items()
            if name in ("PATH", "HOME", "TMPDIR", "UV_CACHE_DIR", "XDG_CACHE_HOME", "SSL_CERT_FILE",
                        "NETRC")
            or name.lower().endswith("_proxy")}
    return keep | {"SOURCE_DATE_EPOCH": EPOCH, "PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8",
                   "TZ": "UTC"}


class Native:
    """One build of an sdist with the build system SYSTEM, in its own virtual environment; what the
    tools print goes into the log."""

    name = "native"
    # Targets that are alike in this get the same wheel.
    serves = ("arch", "python", "glibc", "musl")

    def __init__(self, args, system):
        self.args, self.system = args, system
        self.uv = args.tools / "setup" / "venv" / "bin" / "uv"
        self.python = args.work / "venv" / "bin" / "python"
        self.log_path = args.work / "build.log"
        policy = read_json(args.policy)
        # A policy of more than the default index holds for builds too. Preferences are the image's:
        # builds run on this machine.
        self.via = [] if not (policy.get("packages") or policy.get("prefer")) or args.offline else [
            sys.executable, TOOLS / "resolve" / "routeindex.py", "--policy", args.policy, "--tools",
            args.tools, "--"]
        self.environment = environment() | {
            "UV_DEFAULT_INDEX": policy["indexes"]["default"]["url"], "UV_SYSTEM_CERTS": "1",
            "UV_NO_CONFIG": "1",
            "UV_PYTHON_DOWNLOADS": "never",
            "CFLAGS": f"-g0 -ffile-prefix-map={args.work}=/build"} | dict(args.env)
        if args.offline:
            self.environment |= {"UV_OFFLINE": "1"}
            bundled = args.tools / "setup" / "wheels"
            if bundled.is_dir():
                self.environment |= {"UV_FIND_LINKS": str(bundled)}
        shutil.rmtree(args.work, ignore_errors=True)
        args.work.mkdir(parents=True)
        os.umask(0o022)

    @classmethod
    def toolchain(cls, args, system):
        """What the lock says of the compilers: nothing, they are this machine's."""
        return {}

    def run(self, command, **options):
        with open(self.log_path, "a", encoding="utf-8") as log:
            print("+", *command, file=log, flush=True)
            return subprocess.run(command, stdout=log, stderr=log, env=self.environment, check=True,
                                  **options)

    def run_hook(self, command, cwd=None, extra_environ=None):
        with open(self.log_path, "a", encoding="utf-8") as log:
            # nothing secret for a back end
            known = {name: value for name, value in self.environment.items() if name != "NETRC"}
            subprocess.run([*self.without_network, *command], cwd=cwd, stdout=log, stderr=log,
                           check=True, env=known | dict(extra_environ or {}))

    @functools.cached_property
    def without_network(self):
        """The first words of a command that gets no network; none, which is said, where the machine
        gives no namespaces."""
        words = ["bwrap", "--dev-bind", "/", "/", "--unshare-net", "--die-with-parent", "--"]
        if shutil.which("bwrap") and subprocess.run([*words, "true"], stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, check=False).returncode == 0:
            return words
        print(f"buildwheel.py: {self.args.name} {self.args.version}: its build is not cut off from "
              f"the network: bwrap cannot make a namespace here "
              f"(make doctor says what to do)", file=sys.stderr)
        return []

    def library_paths(self):
        """Directories of libraries that a wheel gets copies of: none."""
        return []

    libraries = None

    def make_environment(self):
        base = self.args.tools / "setup" / "venv" / "bin" / "python"
        self.run([self.uv, "venv", "--quiet", "--python", base, self.args.work / "venv"])

    @property
    def for_lock(self):
        """Options of uv: for which Python the build requirements are resolved."""
        return ["--python", self.python]

    @property
    def for_install(self):
        """And where they are installed."""
        return ["--python", self.python]

    def install(self, pins):
        requirements = self.args.work / "requirements.txt"
        requirements.write_text("".join(f"{pin}\n" for pin in pins), encoding="utf-8")
        if not pins:
            return
        try:
            self.run([*self.via, self.uv, "pip", "install", "--quiet", *self.for_install,
                      "--no-deps", "--only-binary", ":all:",
                      "--require-hashes", "-r", requirements])
        except subprocess.CalledProcessError:
            if not self.args.offline:
                raise
            raise BadInput(f"neither the wheel nor what its build requires is here, and "
                           f"PYLOCK_OFFLINE=1: run once without it, "
                          f"or unpack a bundle that has them (make setup BUNDLE=FILE); uv says why "
                          f"in {self.log_path}") from None

    def lock(self, requirements):
        """Resolves build requirements to `name==version --hash=sha256:…` lines."""
        source = self.args.work / "requirements.in"
        source.write_text("".join(f"{line}\n" for line in sorted(requirements)), encoding="utf-8")
        output = self.args.work / "requirements.txt"
        newer = ["--exclude-newer", self.args.exclude_newer] if self.args.exclude_newer else []
        bounds = self.args.work / "constraints.txt"
        bounds.write_text("".join(f"{line}\n" for line in self.args.constraint), encoding="utf-8")
        self.run([*self.via, self.uv, "pip", "compile", "--quiet", *self.for_lock, *newer,
                  "--only-binary", ":all:", "--generate-hashes", "--constraint", bounds,
                  "--no-header", "--no-annotate", "-o", output, source])
        text = output.read_text(encoding="utf-8").replace("\\\n", " ")
        return [" ".join(line.split()) for line in text.splitlines() if line.strip()]

    def requirements(self, source):
        """What the backend asks for: first what pyproject.toml says, then, with that installed,
        what the backend says."""
        builder = build.ProjectBuilder(source, python_executable=str(self.python),
                                       runner=self.run_hook)
        static = checked_requirements([*builder.build_system_requires, *self.args.require],
                                      "build-system.requires")
        pins = self.lock(static)
        self.install(pins)
        dynamic = checked_requirements(list(builder.get_requires_for_build("wheel")),
                                       "what get_requires_for_build_wheel returns")
        if dynamic <= static:
            return pins
        pins = self.lock(static | dynamic)
        self.install(pins)
        return pins

    def wheel(self, source, known):
        """Builds in SOURCE, with the requirements of the lock's entry KNOWN, or None. Returns the
        wheel and what to record."""
        self.make_environment()
        if known:
            pins = known["requires"]
            self.install(pins)
        else:
            pins = self.requirements(source)
        builder = build.ProjectBuilder(source, python_executable=str(self.python),
                                       runner=self.run_hook)
        return pathlib.Path(builder.build("wheel", self.args.work / "dist")), {"requires": pins}
