#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""routeindex.py: runs a command that sees one package index on loopback, which follows the policy.

Resolvers choose among all indexes that they know, for every package that anything asks for; a
policy that holds must stand before them. What PYLOCK_PREFER does not mean is left out of the pages,
so that the metadata that is read is that of the file that is taken. See routeindex.py(1).
"""

import hmac
import os
import pathlib
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from packaging.utils import canonicalize_name

sys.path[0] = os.path.dirname(sys.path[0])

from lib.commandline import ArgumentParser, run, show
from fetch.pages import Failed, Missing, Unchanged
from resolve.router import Router, say

HTML, JSON = "application/vnd.pypi.simple.v1+html", "application/vnd.pypi.simple.v1+json"
BUILD = 3600  # s that a client waits for metadata
PORTS = range(20000, 32768)  # below those that kernels give away


def parse_arguments():
    parser = ArgumentParser(
        prog="routeindex.py",
        description="Runs a command that sees one index, which follows the policy.",
    )
    parser.add_argument("--policy", type=pathlib.Path, required=True, help="policy.json")
    parser.add_argument(
        "--tools", type=pathlib.Path, required=True, help="the framework's build directory"
    )
    parser.add_argument(
        "--target", type=pathlib.Path, help="target.json; without it nothing is preferred"
    )
    parser.add_argument(
        "--provided",
        type=pathlib.Path,
        help="a directory of wheels; what has one there comes from there",
    )
    parser.add_argument(
        "--exclude-newer", help="what was uploaded later, or nobody knows when, does not exist"
    )
    parser.add_argument(
        "--builder", type=pathlib.Path, metavar="FILE",
        help="the words, in JSON, of a program that makes the metadata of sdists; they are shown "
             "as wheels, of which a resolver needs no more",
    )
    parser.add_argument(
        "--wheels-only", action="append", default=[], metavar="NAME",
        help="with --builder: whose sdists are not shown",
    )
    parser.add_argument("command", nargs="+")
    return parser.parse_args()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def do_GET(self):
        parts = self.path.split("?")[0].split("/")
        if len(parts) < 3 or not hmac.compare_digest(
            parts[1].encode(), self.server.router.key.encode()
        ):
            return self.answer(404, "text/plain", b"")
        if parts[2] == "simple" and len(parts) == 5 and not parts[4]:
            return self.serve_page(canonicalize_name(parts[3]))
        if parts[2] == "provided" and len(parts) == 4:
            return self.serve_file(parts[3])
        if parts[2] == "sdists" and len(parts) == 5 and parts[4].endswith(".whl.metadata"):
            return self.serve_metadata(parts[3], parts[4].removesuffix(".metadata"))
        return self.answer(404, "text/plain", b"")

    do_HEAD = do_GET

    def serve_page(self, name):
        base = f"http://127.0.0.1:{self.server.server_port}/{self.server.router.key}"
        accept = self.headers.get("Accept", "")
        form = "json" if JSON in accept or "application/json" in accept else "html"
        try:
            page, headers = self.server.router.page(
                name, form, base, self.headers.get("If-None-Match")
            )
        except Unchanged:
            return self.answer(304, None, b"")
        except Missing:
            return self.answer(404, "text/plain", b"not at its index")
        except Failed as error:  # not 5xx: the client shall not try again, that was done
            return self.answer(424, "text/plain", str(error).encode())
        return self.answer(
            200, JSON if form == "json" else HTML if HTML in accept else "text/html", page, headers
        )

    def serve_metadata(self, sdist, wheel):
        try:
            metadata = self.server.router.metadata(sdist, wheel)
        except Missing:
            return self.answer(404, "text/plain", b"not at its index")
        except Failed as error:
            return self.answer(424, "text/plain", str(error).encode())
        return self.answer(200, "text/plain", metadata)

    def serve_file(self, filename):
        for paths in self.server.router.provided.values():
            for path in paths:
                if path.name == filename:
                    return self.answer(200, "application/octet-stream", path.read_bytes())
        return self.answer(404, "text/plain", b"")

    def answer(self, status, kind, body, headers=()):
        try:
            self.send_response(status)
            if kind:
                self.send_header("Content-Type", kind)
            for name, value in dict(headers).items():
                self.send_header(name, value)
            if status != 304:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], (BrokenPipeError, ConnectionResetError)):
            say(f"a request failed: {sys.exc_info()[1]!r}")


def serve(router):
    """A server at the address that goes with the key, or, when that port is taken, at another."""
    first = int(router.key[:8], 16) % len(PORTS)
    for port in [PORTS[(first + step) % len(PORTS)] for step in range(8)] + [0]:
        try:
            server = Server(("127.0.0.1", port), Handler)
            break
        except OSError:
            continue
    server.router = router
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/{router.key}/simple"


def environment(router, url):
    """The command's: it sees this index alone, and waits as long as the slowest of the policy may
    take."""
    patience = (
        max(
            index.get("timeout", 60)
            * (index.get("retries", 3) + 1)
            * (len(index.get("mirrors", ())) + 1)
            for index in router.indexes.values()
        )
        + 60
        + (BUILD if router.builder else 0)
    )
    values = dict(
        os.environ,
        UV_DEFAULT_INDEX=url,
        PIP_INDEX_URL=url,
        UV_HTTP_TIMEOUT=str(patience),
        PIP_DEFAULT_TIMEOUT=str(patience),
    )
    for name in ("no_proxy", "NO_PROXY"):
        values[name] = ",".join(filter(None, [os.environ.get(name), "127.0.0.1"]))
    for name in (
        "UV_INDEX",
        "UV_EXTRA_INDEX_URL",
        "UV_INDEX_URL",
        "UV_FIND_LINKS",
        "PIP_EXTRA_INDEX_URL",
        "PIP_FIND_LINKS",
    ):
        values.pop(name, None)
    return values


def main():
    args = parse_arguments()
    router = Router(args)
    url = serve(router)
    with subprocess.Popen(
        args.command, env=environment(router, url), stderr=subprocess.PIPE
    ) as process:
        for line in process.stderr:  # whoever reads it shall not wonder at our address, nor know it
            show(line.decode("utf-8", "replace").rstrip("\n").replace(url, "<index>"))
    status = process.returncode
    router.report(status == 0)
    if router.failed:
        return 1 if all(error.refused for error in router.failed.values()) else 3
    if status and router.unknown:
        return 1
    return status if status >= 0 else 3


if __name__ == "__main__":
    run(main)
