# SPDX-License-Identifier: MIT
"""A build back end that tries what a stranger's could: each attempt is a line on its output,
`attempt WAY: NAME: reached` or `stopped`. @VICTIM@ is a directory of the host with what to reach;
tests/e2e/hostile.t fills it, and looks at what became of it."""

import atexit
import base64
import ctypes
import hashlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
import zipfile

VICTIM = pathlib.Path("@VICTIM@")
NAMES = json.loads('@NAMES@')
LIBC = ctypes.CDLL(None, use_errno=True)


def attempt(way, name, what):
    try:
        reached = what()
    except BaseException:
        reached = False
    print(f"attempt {way}: {name}: {'reached' if reached else 'stopped'}", flush=True)


def opened_for_writing(path):
    """Whether it can be, without a change of it."""
    os.close(os.open(path, os.O_WRONLY))
    return True


def created(path):
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
    return True


def read(path):
    return bool(pathlib.Path(path).read_bytes())


def connected(family, address):
    with socket.socket(family) as client:
        client.settimeout(5)
        client.connect(address)
    return True


def write():
    attempt("write", "a file of the user's", lambda: opened_for_writing(VICTIM / "file"))
    attempt("write", "a new file beside it", lambda: created(VICTIM / "planted"))
    attempt("write", "the store", lambda: created(VICTIM / "store" / "planted"))
    attempt("write", "the framework", lambda: opened_for_writing(NAMES["tool"]))
    attempt("write", "its requirements", lambda: created("/build/tools/planted.pth"))
    attempt("write", "/usr", lambda: created("/usr/lib/planted"))
    attempt("write", "/etc", lambda: created("/etc/ld.so.preload"))
    attempt("write", "a kernel setting",
            lambda: opened_for_writing("/proc/sys/kernel/core_pattern"))
    attempt("write", "a device", lambda: opened_for_writing(NAMES["disk"]))
    attempt("write", "/usr, mounted again",
            lambda: LIBC.mount(b"none", b"/usr", None, 32 | 4096, None) == 0)


def reads():
    attempt("read", "a file of the user's", lambda: read(VICTIM / "file"))
    attempt("read", "netrc", lambda: read(VICTIM / "home" / ".netrc"))
    attempt("read", "a key of ssh", lambda: read(VICTIM / "home" / ".ssh" / "id_ed25519"))
    attempt("read", "~/.netrc", lambda: read(os.path.expanduser("~/.netrc")))
    attempt("read", "/etc/shadow", lambda: read("/etc/shadow"))
    attempt("read", "the log of its build", lambda: read(VICTIM / "work" / "hostile" / "build.log"))
    attempt("read", "inherited files", lambda: any(
        b"password" in os.pread(fd, 4096, 0) for fd in range(3, 64) if is_open(fd)))


def is_open(fd):
    try:
        os.fstat(fd)
        return os.lseek(fd, 0, os.SEEK_CUR) >= 0
    except OSError:
        return False


def environment():
    attempt("environment", "its own", lambda: "PYLOCK_SECRET" in os.environ)
    attempt("environment", "NETRC", lambda: "NETRC" in os.environ)
    attempt("environment", "that of others", lambda: any(
        b"PYLOCK_SECRET" in environ_of(path) for path in pathlib.Path("/proc").glob("[0-9]*")))
    attempt("environment", "their command lines", lambda: any(
        b"buildwheel.py" in (path / "cmdline").read_bytes()
        for path in pathlib.Path("/proc").glob("[0-9]*")))


def environ_of(path):
    try:
        return (path / "environ").read_bytes()
    except OSError:
        return b""


def sockets():
    attempt("sockets", "a Unix socket", lambda: connected(socket.AF_UNIX, str(VICTIM / "socket")))
    attempt("sockets", "an abstract one",
            lambda: connected(socket.AF_UNIX, "\0" + NAMES["abstract"]))
    attempt("sockets", "docker's", lambda: connected(socket.AF_UNIX, "/run/docker.sock"))
    attempt("sockets", "vsock", lambda: socket.socket(40, socket.SOCK_STREAM) and True)
    attempt("sockets", "packets", lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW) and True)


def network():
    attempt("network", "a server here",
            lambda: connected(socket.AF_INET, ("127.0.0.1", NAMES["port"])))
    attempt("network", "an address elsewhere",
            lambda: connected(socket.AF_INET, ("192.0.2.1", 80)))
    attempt("network", "a name", lambda: socket.getaddrinfo("example.org", 80))
    attempt("network", "a new interface",
            lambda: LIBC.unshare(0x10000000) == 0)


def processes():
    attempt("processes", "a signal to the host's", lambda: os.kill(NAMES["process"], 0) is None)
    attempt("processes", "its memory", lambda: read(f"/proc/{NAMES['process']}/maps"))
    # Whether it is left the host looks.
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)", NAMES["left"]],
                     start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                     stderr=subprocess.DEVNULL)
    if os.fork() == 0:
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        os.closerange(0, 64)
        os.execv(sys.executable, [sys.executable, "-c", "import time; time.sleep(600)",
                                  NAMES["left"]])


def links():
    """In each place that the host once wrote to or read from, a link to a file of the user's."""
    for directory in ("/build", "/build/dist", "/build/home", "/build/returned", "/build/source",
                      NAMES["work"]):
        for name in ("requirements.in", "requirements.txt", "constraints.txt", "build.log",
                     "hook.py", "apt.lock", "Dockerfile", "tools", "bin", "venv",
                     "dist", "wheel", "taken", "result", "vendor", "not-run"):
            try:
                os.symlink(VICTIM / "file", os.path.join(directory, name))
            except OSError:
                pass


def kept():
    """Of what it may, each is a way to stay."""
    for name in ("sitecustomize.py", "usercustomize.py", ".pythonrc.py", ".profile"):
        pathlib.Path(os.path.expanduser("~"), name).write_text("raise SystemExit('kept')\n")


def greed(what):
    if what == "time":
        time.sleep(600)
    if what == "memory":
        blocks = []
        if os.fork() == 0 or True:
            while True:
                blocks.append(bytearray(os.urandom(1 << 16) * 256))
                time.sleep(0.001)
    if what == "processes":
        while True:
            try:
                if os.fork() == 0:
                    time.sleep(600)
            except OSError:
                time.sleep(0.1)
    if what == "depth":
        for _ in range(3000):
            os.mkdir("d")
            os.chdir("d")


def get_requires_for_build_wheel(settings=None):
    if NAMES["greed"]:
        return []
    for way in (write, reads, environment, sockets, network, processes, links, kept):
        way()
    return []


def build_wheel(directory, settings=None, metadata_directory=None):
    greed(NAMES["greed"])
    links()
    filename = "hostile-1.0-py3-none-any.whl"
    path = pathlib.Path(directory, filename)
    kind = NAMES["wheel"]
    if kind == "answer":  # of a wheel, which the hook writes when this has returned
        atexit.register(os.symlink, VICTIM / "file", "/build/returned/returned.json")
        atexit.register(os.unlink, "/build/returned/returned.json")
    if kind == "link":
        os.symlink(VICTIM / "index" / filename, path)
        return filename
    if kind == "pipe":
        os.mkfifo(path)
        return filename
    if kind == "directory":
        path.mkdir()
        return filename
    if kind == "name":
        path = pathlib.Path(directory, "hostile-1.0-py3-none-any\nx=y.whl")
    if kind == "elsewhere":
        os.rmdir(directory)
        os.symlink(VICTIM / "index", directory)
        return filename
    members = {"hostile.py": "x = 1\n",
               "hostile-1.0.dist-info/METADATA":
                   "Metadata-Version: 2.1\nName: hostile\nVersion: 1.0\n",
               "hostile-1.0.dist-info/WHEEL":
                   "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"}
    rows = "".join(f"{name},sha256={digest(text)},{len(text)}\n" for name, text in members.items())
    members["hostile-1.0.dist-info/RECORD"] = rows + "hostile-1.0.dist-info/RECORD,,\n"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path.name


def digest(text):
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
