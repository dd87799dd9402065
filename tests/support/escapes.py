#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""escapes.py: an index in which all that strangers write has control characters: names of files,
links, reasons, headers, metadata, sources and what build back ends say.

    escapes.py serve            prints the port; a project of each kind at /simple/<kind>/
    escapes.py kinds            prints the kinds
    escapes.py clean FILE...    prints the files that have a control character, with the line
"""

import hashlib
import html
import http.server
import io
import re
import sys
import tarfile

from wheels import Wheel

# A title, a colour, a bell, DEL, CSI of one byte, the direction turned around, a line written over.
EVIL = "\x1b]0;T\x07\x1b[31m\x7f\x9b\u202e\u2028"
RAW = EVIL.encode() + b"\x9b\xff"
CONTROL = re.compile(b"[\0-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\x8e\x8f\xa8-\xae]|"
                     b"\xe2\x81[\xa6-\xa9]")
BACKEND = f"""
import sys
print({EVIL!r} + "said")
sys.stderr.write({EVIL!r} + "complained\\r\\n")
raise RuntimeError({EVIL!r} + "raised")
"""


def wheel(name, lines="", version="1.0", **files):
    made = Wheel(name, version)
    made.metadata = (f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{lines}\n"
                     ).encode("utf-8", "surrogateescape")
    made.add(f"{name}.py", files.pop("source", b"x = 1\n"))
    for path, content in files.pop("members", {}).items():
        made.add(path, content)
    for path, content in files.pop("info", {}).items():
        made.add_info(path, content)
    return made


def sdist(name):
    out = io.BytesIO()
    members = {
        "PKG-INFO": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        "pyproject.toml": '[build-system]\nrequires = []\nbuild-backend = "backend"\n'
                          'backend-path = ["."]\n',
        "backend.py": BACKEND,
    }
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for path, text in members.items():
            info = tarfile.TarInfo(f"{name}-1.0/{path}")
            info.size = len(text.encode())
            archive.addfile(info, io.BytesIO(text.encode()))
    return out.getvalue()


def texts():
    """One that is installed, and whose texts get into reports."""
    evil = EVIL.replace("\u2028", "")
    lines = "".join(f"{field}: {evil}it\n" for field in (
        "Summary", "Author", "Author-email", "License", "License-Expression", "Home-page",
        "Project-URL", "Keywords", "Classifier"))
    return wheel("texts", lines, source=b"x = (\n" + RAW,
                 members={"texts.pth": b"import os; x = '" + RAW + b"'\n",
                          "sitecustomize.py": RAW},
                 info={"entry_points.txt": f"[plug.ins]\na{evil} = gone{evil}:x\n"
                       f"b = texts:{evil}\nc = texts.{evil}\n".encode()})


def page(*links, attributes=""):
    return "<!DOCTYPE html>\n" + "".join(
        f'<a {attributes} href="{html.escape(url)}">{html.escape(name)}</a>\n'
        for url, name in links)


class Index:
    def __init__(self):
        self.files, self.answers = {}, {}
        for name, made in {
            "texts": texts(),
            "plain": wheel("plain"),
            "yanked": wheel("yanked"),
            "python": wheel("python"),
            "requires": wheel("requires", f"Requires-Dist: lib>=1 {EVIL}\n"),
            "extra": wheel("extra", f"Provides-Extra: {EVIL}\n"
                           f"Requires-Dist: lib; extra=='{EVIL}'\n"),
            "versioned": wheel("versioned", f"Version: 1.0{EVIL}\n"),
            "member": wheel("member", members={f"member{EVIL}.py": b""}),
        }.items():
            self.add(name, made.filename(), made.archive())
        renamed = wheel("named")
        renamed.metadata = f"Metadata-Version: 2.1\nName: named{EVIL}\nVersion: 1.0\n".encode()
        self.add("named", renamed.filename(), renamed.archive())
        self.add("backend", "backend-1.0.tar.gz", sdist("backend"))
        self.link("yanked", f'data-yanked="{html.escape(EVIL)}a mistake"')
        self.link("python", f'data-requires-python="{html.escape(EVIL)}"')
        self.answers["link"] = 200, "OK", {}, page((f"{EVIL}#sha256={'0' * 64}",
                                                    f"link-1.0{EVIL}-py3-none-any.whl"))
        self.answers["json"] = 200, "OK", {"Content-Type": "application/vnd.pypi.simple.v1+json"}, (
            '{"meta": {"api-version": "' + EVIL + '"}, "name": "' + EVIL + '", "files": 1}')
        self.answers["type"] = 200, "OK", {"Content-Type": EVIL}, EVIL
        self.answers["gone"] = 404, f"Not {EVIL} Found", {}, EVIL
        self.answers["broken"] = 400, f"Bad {EVIL}", {}, EVIL
        self.answers["denied"] = 401, f"No {EVIL}", {
            "WWW-Authenticate": f'Basic realm="{EVIL}"'}, EVIL
        self.answers["moved"] = 302, "Found", {"Location": f"http://127.0.0.1:1/{EVIL}"}, ""

    def add(self, name, filename, content):
        self.files[filename] = content
        self.answers[name] = filename
        self.link(name)

    def link(self, name, attributes=""):
        filename = self.answers[name]
        filename = filename if isinstance(filename, str) else filename[4]
        url = f"/files/{filename}#sha256={hashlib.sha256(self.files[filename]).hexdigest()}"
        self.answers[name] = 200, "OK", {}, page((url, filename), attributes=attributes), filename


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    index = None

    def do_GET(self):
        parts = self.path.split("/")
        if parts[1] == "files":
            content = self.index.files.get(parts[2])
            answer = (200, "OK", {}, content) if content else (404, "No", {}, b"")
        else:
            answer = self.index.answers.get(parts[2], (404, "No", {}, ""))
        status, reason, headers, content = answer[:4]
        content = content if isinstance(content, bytes) else content.encode()
        lines = [f"HTTP/1.1 {status} {reason}"]
        headers = {"Content-Type": "text/html", **headers, "Content-Length": len(content)}
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self.wfile.write("\r\n".join([*lines, "", ""]).encode() + content)

    do_HEAD = do_GET

    def log_message(self, *_):
        pass


def serve():
    Handler.index = Index()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()


def clean(paths):
    for path in paths:
        with open(path, "rb") as file:
            content = file.read()
        for line in content.split(b"\n"):
            if CONTROL.search(line) or not is_utf8(line):
                print(f"{path}: {line[:300]!r}")


def is_utf8(line):
    try:
        line.decode()
        return True
    except UnicodeDecodeError:
        return False


if __name__ == "__main__":
    match sys.argv[1]:
        case "serve":
            serve()
        case "kinds":
            print("\n".join(Index().answers))
        case "clean":
            clean(sys.argv[2:])
