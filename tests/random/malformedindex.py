# SPDX-License-Identifier: MIT
"""malformedindex.py: an index on loopback whose pages and files may be malformed ones."""

import functools
import http.server
import json
import pathlib
import threading

from malformedparts import Sample, sha256, wheel

TYPES = {".html": "text/html", ".json": "application/vnd.pypi.simple.v1+json"}


class Handler(http.server.SimpleHTTPRequestHandler):
    """The files of a directory; that of a directory in it is its index.html or index.json."""

    protocol_version = "HTTP/1.1"

    def guess_type(self, path):
        return TYPES.get(pathlib.Path(path).suffix, "application/octet-stream")

    def send_head(self):
        path = pathlib.Path(self.translate_path(self.path))
        try:
            if path.is_dir() and (path / "index.json").exists():
                self.path = self.path.rstrip("/") + "/index.json"
            return super().send_head()
        except (OSError, ValueError):
            self.send_error(404)
            return None

    def list_directory(self, path):
        self.send_error(404)

    def log_message(self, *_):
        pass

    def handle(self):
        try:
            super().handle()
        except ConnectionError:
            pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def serve(directory):
    """The address under which DIRECTORY is served until the program ends."""
    server = Server(("127.0.0.1", 0), functools.partial(Handler, directory=directory))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


def policy(url):
    return {
        "indexes": {
            "default": {"url": url, "mirrors": [], "timeout": 5, "retries": 0},
            "other": {"url": f"{url}/none", "retries": 0},
        },
        "packages": [{"pattern": "x-*", "index": "other"}],
        "prefer": [{"pattern": "al*", "rules": ["tag:linux_x86_64", "local:none"]}],
    }


def html_page(files):
    """FILES: {filename: bytes}."""
    return (
        "<!DOCTYPE html><html><head><meta name='pypi:repository-version' content='1.1'></head>"
        "<body>\n"
        + "".join(
            f'<a href="{name}#sha256={sha256(content)}" data-requires-python="&gt;=3" '
            f'data-core-metadata="true">{name}</a>\n'
            for name, content in files.items()
        )
        + "</body></html>\n"
    ).encode()


def json_page(files):
    return json.dumps(
        {
            "meta": {"api-version": "1.1"},
            "name": "alpha",
            "versions": ["1.0"],
            "files": [
                {
                    "filename": name,
                    "url": name,
                    "hashes": {"sha256": sha256(content)},
                    "size": len(content),
                    "yanked": False,
                    "core-metadata": True,
                    "requires-python": ">=3",
                    "upload-time": "2026-01-01T00:00:00Z",
                }
                for name, content in files.items()
            ],
        }
    ).encode()


class Index:
    """An index below ROOT, which is served at URL, with the packages alpha and beta."""

    def __init__(self, root, url):
        self.root, self.url = root, url
        self.wheels = {name: wheel(name=name) for name in ("alpha", "beta")}
        self.files = {made.filename(): made.archive() for made in self.wheels.values()}
        self.metadata = self.wheels["alpha"].metadata
        self.names = [made.filename() for made in self.wheels.values()]

    def put(self, directory, changes):
        """Writes the index, but of alpha the files in CHANGES, {name: bytes}, as these say. Returns
        its policy's path."""
        for name, filename in zip(self.wheels, self.names):
            place = directory / "simple" / name
            place.mkdir(parents=True)
            files = {filename: self.files[filename]}
            (place / filename).write_bytes(self.files[filename])
            (place / f"{filename}.metadata").write_bytes(self.wheels[name].metadata)
            (place / "index.html").write_bytes(html_page(files))
        place = directory / "simple/alpha"
        for name, content in changes.items():
            (place / name).write_bytes(content)
        path = directory / "policy.json"
        url = f"{self.url}/{directory.relative_to(self.root)}/simple"
        path.write_text(json.dumps(policy(url)), encoding="utf-8")
        return path

    def sample(self, form, name, content):
        return Sample(form, content, name, lambda directory, new: self.put(directory, {name: new}))

    def samples(self):
        filename = self.names[0]
        files = {filename: self.files[filename]}
        return {
            "page.html": self.sample("text", "index.html", html_page(files)),
            "page.json": self.sample("json", "index.json", json_page(files)),
            "core-metadata": self.sample("text", f"{filename}.metadata", self.metadata),
            "served-wheel": self.sample("bytes", filename, self.files[filename]),
        }
