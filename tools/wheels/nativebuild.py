# SPDX-License-Identifier: MIT
"""The native builder: the sdist's build back end, run by this machine's Python in a virtual
environment of its own. What builders have in common: the box around a back end, the requirements of
its build, and what it leaves.

Nothing of this machine that a back end may write to is followed by the host: the build's own
directories are mounted below /build, what the host reads or writes lies beside them, and a result
is taken by `taken`.
"""

import json
import os
import pathlib
import re
import shutil
import stat
import subprocess
import sys

from lib.badinput import BadInput
from lib.jsonfile import read_json
from wheels.sdist import checked_requirements

# The time that is written into archives: 1980-01-01, the first that zip knows.
EPOCH = "315532800"
TOOLS = pathlib.Path(__file__).parent.parent
# What a build writes in, and what it reads, below its directory.
WRITTEN = ("source", "home", "dist", "returned", "made", "cargo", "target")
READ = ("bin", "tools", "venv", "vendor", "cross.ini", "cross.cmake")
WHEEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+!-]*\.whl")
POLICY = {"indexes": {"default": {"url": str}}}
MAX_RETURNED = 1 << 20
MAX_WHEEL = 16 << 30


def environment():
    """A clean one: what the user's shell has set does not reach the build."""
    keep = {name: value for name, value in os.environ.items()
            if name in ("PATH", "HOME", "TMPDIR", "UV_CACHE_DIR", "XDG_CACHE_HOME", "SSL_CERT_FILE",
                        "NETRC")
            or name.lower().endswith("_proxy")}
    return keep | {"SOURCE_DATE_EPOCH": EPOCH, "PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8",
                   "TZ": "UTC"}


def remove(directory):
    """Removes it, however deep what is in it, and whatever its modes."""
    if directory.is_dir() and not directory.is_symlink():
        subprocess.run(["chmod", "-R", "u+rwX", "--", directory], check=False,
                       stderr=subprocess.DEVNULL)
    subprocess.run(["rm", "-rf", "--one-file-system", "--", directory], check=True)


def taken(path, most, place):
    """A file that a build left at PATH, whose name the build chose, as a new one in the directory
    PLACE: a regular file of at most MOST bytes, and no link."""
    try:
        file = open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb")
    except OSError as error:
        raise BadInput(f"the build left no file {path.name!r}: {error.strerror}") from error
    with file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode) or found.st_size > most:
            raise BadInput(f"the build left {path.name!r}, which is no file, or of more than "
                           f"{most} bytes")
        place.mkdir(exist_ok=True)
        with open(place / path.name, "wb") as copy:
            shutil.copyfileobj(file, copy, 1 << 20)
    return place / path.name


class Native:
    """One build of an sdist with the build system SYSTEM, in its own virtual environment; what the
    tools print goes into the log."""

    name = "native"
    # Targets that are alike in this get the same wheel.
    serves = ("arch", "python", "glibc", "musl")
    libraries = None
    root = sysroot = None
    python = "python3"  # of the root
    accepting = (", or accept that what the sdist holds is run as you, with all that is yours: "
                 "PYLOCK_BUILD_UNCONFINED := <reason>")

    def __init__(self, args, system):
        self.args, self.system = args, system
        self.uv = args.tools / "setup" / "venv" / "bin" / "uv"
        self.log_path = args.work / "build.log"
        self.unconfined = ""
        policy = read_json(args.policy, POLICY)
        # A policy of more than the default index holds for builds too. Preferences are the image's:
        # builds run on this machine.
        self.via = [] if not (policy.get("packages") or policy.get("prefer")) or args.offline else [
            sys.executable, TOOLS / "resolve" / "routeindex.py", "--policy", args.policy, "--tools",
            args.tools, "--"]
        self.environment = environment() | {
            "UV_DEFAULT_INDEX": policy["indexes"]["default"]["url"], "UV_SYSTEM_CERTS": "1",
            "UV_NO_CONFIG": "1",
            "UV_PYTHON_DOWNLOADS": "never"}
        if args.offline:
            self.environment |= {"UV_OFFLINE": "1"}
            bundled = args.tools / "setup" / "wheels"
            if bundled.is_dir():
                self.environment |= {"UV_FIND_LINKS": str(bundled)}
        remove(args.work)
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

    def library_paths(self):
        """Directories of libraries that a wheel gets copies of: none."""
        return []

    # --- the box ------------------------------------------------------------------------

    @property
    def top(self):
        """Where a build sees its directory."""
        return self.args.work if self.unconfined else pathlib.Path("/build")

    def variables(self):
        """Of the build's environment."""
        home, venv = self.top / "home", self.top / "venv"
        return {"PATH": f"{venv}/bin:/usr/local/bin:/usr/bin:/bin", "HOME": str(home),
                "VIRTUAL_ENV": str(venv), "LC_ALL": "C.UTF-8", "TZ": "UTC",
                "SOURCE_DATE_EPOCH": EPOCH, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1",
                "CFLAGS": f"-g0 -ffile-prefix-map={self.top}=/build"}

    def seen(self):
        """(place, where the build sees it) of what it reads besides its directory."""
        base = pathlib.Path(sys.base_prefix)
        return [] if base.is_relative_to("/usr") else [(base, base)]

    def boxed(self, source, command, network=()):
        """Runs the command in SOURCE, a path below the build's directory, with the options NETWORK
        of confine; the time it took goes into the log."""
        work, options = self.args.work, []
        for name in WRITTEN:
            (work / name).mkdir(exist_ok=True)
            options += ["--write", f"{work / name}=/build/{name}"]
        for place, seen in [(TOOLS / "wheels" / "pep517hook.py", "/build/hook.py"), *self.seen(),
                            *((work / name, f"/build/{name}") for name in READ)]:
            options += ["--read", f"{place}={seen}"] if place.exists() else []
        for name, value in sorted((self.variables() | dict(self.args.env)).items()):
            options += ["--set", f"{name}={value}"]
        self.run([self.args.tools / "bin" / "confine", *self.args.limits, *options, *network,
                  *(("--root", self.root) if self.root else ()),
                  *(("--unconfined",) if self.unconfined else ()),
                  "--chdir", self.top / source.relative_to(work), "--", *command])

    def check_box(self):
        """Builds can be run: namespaces can be made on this machine, or there is a reason to do
        without."""
        if not shutil.which("bwrap"):
            said, remedy = "bwrap is missing", "install bubblewrap (make setup)"
        else:
            words = ["bwrap", "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev",
                     "--unshare-all", "true"]
            done = subprocess.run(words, text=True, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.PIPE, check=False)
            if not done.returncode:
                return
            said = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            remedy = ("allow them (sysctl kernel.unprivileged_userns_clone=1, "
                      "kernel.apparmor_restrict_unprivileged_userns=0)")
        if self.args.unconfined and self.accepting:
            self.unconfined = self.args.unconfined
            return
        raise BadInput(f"builds run in namespaces of their own, and this machine does not give "
                       f"any ({said}): {remedy}, or take the wheel from a store where it was "
                       f"built, or a bundle{self.accepting}")

    # --- the requirements ---------------------------------------------------------------

    @property
    def for_lock(self):
        """Options of uv: for which Python the build requirements are resolved."""
        return ["--python", self.args.work / "venv" / "bin" / "python"]

    for_install = for_lock  # and where they are installed

    def prepare(self, known):
        """What a build needs before its requirements. Returns what to record of it."""
        self.check_box()
        base = self.args.tools / "setup" / "venv" / "bin" / "python"
        self.run([self.uv, "venv", "--quiet", "--relocatable", "--python", base,
                  self.args.work / "venv"])
        return {"unconfined": self.unconfined} if self.unconfined else {}

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

    def requirements_of(self, source, besides=(), settings=None):
        """Installs what the back end asks for, and what is given besides: first what pyproject.toml
        says, then, with that installed, what the back end says. Returns the pins."""
        static = checked_requirements([*self.system.requires, *besides, *self.args.require],
                                      "build-system.requires")
        pins = self.lock(static)
        self.install(pins)
        dynamic = checked_requirements(
            self.hook(source, "get_requires_for_build_wheel", settings) or [],
            "what get_requires_for_build_wheel returns")
        if dynamic <= static:
            return pins
        pins = self.lock(static | dynamic)
        remove(self.args.work / "tools")
        self.install(pins)
        return pins

    # --- the build ------------------------------------------------------------------------

    def hook(self, source, name, *arguments):
        """What that hook of the back end returns, whose arguments are whatever JSON can say."""
        python = self.top / "venv" / "bin" / "python" if not self.root else self.python
        here = TOOLS / "wheels" / "pep517hook.py" if self.unconfined else "/build/hook.py"
        self.boxed(source, [python, here, self.system.backend, json.dumps(self.system.path), name,
                            self.top / "returned" / "returned.json", *map(json.dumps, arguments)])
        return self.returned(self.args.work / "returned")

    def returned(self, directory):
        """What a hook returned, which it left in DIRECTORY."""
        return read_json(taken(directory / "returned.json", MAX_RETURNED, self.args.work / "taken"))

    def built_by_hook(self, source, known, besides, used, settings=None):
        """The wheel that the back end makes, told SETTINGS, and what to record: the pins, and what
        was USED besides. Where metadata is wanted alone, its text in place of a wheel."""
        if known:
            pins = known["requires"]
            self.install(pins)
        else:
            pins = self.requirements_of(source, besides, settings)
        if self.args.metadata:
            return self.hook(source, "metadata", settings), {}
        self.hook(source, "build_wheel", str(self.top / "dist"), settings)
        return self.built(), {"requires": pins, **used}

    def built_metadata(self, source):
        """What METADATA of a wheel of SOURCE would say."""
        return self.wheel(source, None)[0]

    def built(self):
        """The one wheel in dist."""
        wheels = list((self.args.work / "dist").glob("*.whl"))
        if len(wheels) != 1:
            raise BadInput(f"the build gave {len(wheels)} wheels; the log is {self.log_path}")
        if not WHEEL.fullmatch(wheels[0].name):
            raise BadInput(f"the build gave {wheels[0].name!r}, which is not the name of a wheel")
        return taken(wheels[0], MAX_WHEEL, self.args.work / "taken")

    def wheel(self, source, known):
        """Builds in SOURCE, with the requirements of the lock's entry KNOWN, or None. Returns the
        wheel and what to record."""
        return self.built_by_hook(source, known, (), self.prepare(known))
