# SPDX-License-Identifier: MIT
"""What pip makes of wheels, compared with what layer makes of them.

    oracle.py install VENV WHEEL...     pip installs the wheels, whatever platform they are for,
    into VENV;
                                        prints the paths that it added, with type, mode and SHA-256
    oracle.py list LAYER                prints the same of a layer

With --compile as the last argument pip compiles, too; of a .pyc file the hash is that of the code
in it, however it is written there.

Both leave out what layer's man page says is different: INSTALLER's content, REQUESTED and
direct_url.json, rows of RECORD for files that are not there.

install runs with VENV's own Python (`VENV/bin/python3 oracle.py`), so that pip sees the environment
that the image has; PIP_FROM is the site-packages directory that pip itself comes from."""

import csv
import hashlib
import io
import marshal
import os
import stat
import sys
import tarfile

INSTALLER = b"pylock.mk\n"
compiles = sys.argv[-1] == "--compile"
if compiles:
    sys.argv.pop()


def is_pyc_elsewhere(path):
    """pip compiles the scripts in bin, too."""
    return "__pycache__" in path.split("/") and "site-packages" not in path.split("/")


def line(kind, mode, content, path):
    if path.endswith(f".{sys.implementation.cache_tag}.pyc"):
        content = marshal.dumps(marshal.loads(content[16:]), 2)
    return f"{kind} {mode:04o} {hashlib.sha256(content).hexdigest() if kind == 'f' else '-'} {path}"


def our_record(content, info, exists):
    """pip's RECORD as layer would write it."""
    rows = []
    for path, digest, size in csv.reader(io.StringIO(content.decode(), newline="")):
        if (
            path in (f"{info}/REQUESTED", f"{info}/direct_url.json")
            or not exists(path)
            or path.startswith("../")
            and is_pyc_elsewhere(path)
        ):
            continue
        if path == f"{info}/INSTALLER":
            digest = "sha256=" + record_digest(INSTALLER)
            size = len(INSTALLER)
        if (path, digest, size) not in rows:
            rows.append((path, digest, size))
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def record_digest(content):
    import base64

    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")


def walk(root):
    for directory, names, files in os.walk(root):
        for name in names + files:
            yield os.path.join(directory, name)


def pip_install(wheels):
    sys.path.append(os.environ["PIP_FROM"])
    from pip._internal.cli.main import main
    from pip._internal.models.wheel import Wheel

    Wheel.supported = lambda self, tags: True
    sys.argv[0] = "pip"
    options = (
        f"--no-deps --no-index --{'' if compiles else 'no-'}compile --no-cache-dir "
        f"--ignore-installed --ignore-requires-python"
    )
    status = main(["install", "--quiet", "--no-warn-script-location", *options.split(), *wheels])
    if status:
        sys.exit(status)


def install(venv, wheels):
    before = set(walk(venv))
    os.umask(0o022)
    pip_install(wheels)
    for path in walk(venv):
        if path in before or is_pyc_elsewhere(path):
            continue
        status = os.lstat(path)
        mode = stat.S_IMODE(status.st_mode)
        if stat.S_ISDIR(status.st_mode):
            print(line("d", mode, b"", path))
            continue
        assert stat.S_ISREG(status.st_mode), path
        parent, name = os.path.split(path)
        with open(path, "rb") as file:
            content = file.read()
        site, info = os.path.split(parent)
        if info.endswith(".dist-info") and os.path.basename(site) == "site-packages":
            if name in ("REQUESTED", "direct_url.json"):
                continue
            if name == "INSTALLER":
                content = INSTALLER
            if name == "RECORD":
                content = our_record(
                    content, info, lambda row: os.path.exists(os.path.join(site, row))
                )
        print(line("f", mode, content, path))


def list_layer(layer):
    with tarfile.open(layer) as tar:
        for member in tar:
            assert (member.uid, member.gid, member.mtime) == (0, 0, 315532800), member
            assert not member.uname and not member.gname, member
            assert member.isfile() or member.isdir(), member
            content = tar.extractfile(member).read() if member.isfile() else b""
            print(line("f" if member.isfile() else "d", member.mode, content, "/" + member.name))


if __name__ == "__main__":
    if sys.argv[1] == "install":
        install(sys.argv[2], sys.argv[3:])
    else:
        list_layer(sys.argv[2])
