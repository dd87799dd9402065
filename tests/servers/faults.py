# SPDX-License-Identifier: MIT
"""A web server that misbehaves on request, for tests of programs that download.

    faults.py DIR LOG

Serves DIR/<path> under http://127.0.0.1:PORT/<fault>/<path>, in the way that the fault says (see
the functions below); a fault may have a number, as in /flaky=2/. Prints the port on its first line.
Each request is a line in LOG: method, path, the Range header or `-`.
"""

import gzip
import os
import socket
import struct
import sys
import threading
import time
from base64 import b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ROOT, LOG = sys.argv[1:3]
lock = threading.Lock()
counts = {}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        fault, _, self.file = self.path.split("?")[0].lstrip("/").partition("/")
        name, _, number = fault.partition("=")
        with lock:
            counts[self.path] = counts.get(self.path, 0) + 1
            self.count = counts[self.path]
            with open(LOG, "a") as log:
                print(self.command, self.path, self.headers.get("Range", "-"), file=log)
        self.number = int(number) if number else 1
        path = os.path.join(ROOT, self.file)
        self.data = b""
        if os.path.isfile(path):
            with open(path, "rb") as file:
                self.data = file.read()
        try:
            getattr(self, "serve_" + name)()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    do_HEAD = do_GET

    # --- pieces ---

    def header(self, status, **fields):
        self.send_response(status)
        for name, value in fields.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()

    def body(self, data):
        if self.command != "HEAD":
            self.wfile.write(data)
            self.wfile.flush()

    def whole(self, data, **fields):
        self.header(200, Content_Length=len(data), **fields)
        self.body(data)

    def start(self):
        """Where the Range header wants the body to begin, or None."""
        value = self.headers.get("Range", "")
        return int(value[6:].rstrip("-")) if value.startswith("bytes=") else None

    def reset(self):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def half(self):
        """The answer of a good server, of which half of the body comes."""
        start = self.start()
        rest = self.data[start or 0 :]
        if start is None:
            self.header(200, Content_Length=len(rest))
        else:
            self.header(206, Content_Length=len(rest), Content_Range=self.range(start))
        self.body(rest[: len(rest) // 2])

    def range(self, start):
        return "bytes %d-%d/%d" % (start, len(self.data) - 1, len(self.data))

    # --- faults ---

    def serve_good(self):
        start = self.start()
        if start is None:
            self.whole(self.data)
        elif start >= len(self.data):
            self.header(416, Content_Length=0, Content_Range="bytes */%d" % len(self.data))
        else:
            rest = self.data[start:]
            self.header(206, Content_Length=len(rest), Content_Range=self.range(start))
            self.body(rest)

    def serve_reset(self):
        """The first N times, the connection is reset in the middle."""
        if self.count > self.number:
            return self.serve_good()
        self.half()
        time.sleep(0.1)
        return self.reset()

    def serve_truncated(self):
        """The same, with an orderly end."""
        if self.count > self.number:
            return self.serve_good()
        self.half()
        self.close_connection = True
        return None

    def serve_late(self):
        """Half of the body, and then nothing for a minute."""
        self.half()
        time.sleep(60)

    def serve_mixed(self):
        """The first time, half of another file of that length."""
        if self.count > 1:
            return self.serve_good()
        self.data = bytes(255 - byte for byte in self.data)
        return self.serve_truncated()

    def serve_long(self):
        self.whole(self.data + b"x")

    def serve_endless(self):
        self.header(200, Transfer_Encoding="chunked")
        while True:
            self.body(b"10000\r\n" + b"x" * 65536 + b"\r\n")

    def serve_wrong(self):
        self.data = bytes(255 - byte for byte in self.data)
        self.serve_good()

    def serve_short(self):
        """Complete, but fewer bytes than the file ought to have."""
        self.data = self.data[:-1]
        self.serve_good()

    def serve_empty(self):
        self.whole(b"")

    def serve_status(self):
        self.header(self.number, Content_Length=5)
        self.body(b"sorry")

    def serve_limit(self):
        """Too many requests, once; come back in N seconds."""
        if self.count > 1:
            return self.serve_good()
        return self.header(429, Content_Length=0, Retry_After=self.number)

    def serve_flaky(self):
        """An internal error, N times."""
        if self.count > self.number:
            return self.serve_good()
        return self.header(500, Content_Length=0)

    def serve_loop(self):
        self.header(302, Content_Length=0, Location=self.path)

    def serve_redirect(self):
        self.header(302, Content_Length=0, Location="/good/" + self.file)

    def serve_tofile(self):
        self.header(
            302,
            Content_Length=0,
            Location="file://" + os.path.abspath(os.path.join(ROOT, self.file)),
        )

    def serve_gzip(self):
        self.whole(gzip.compress(self.data), Content_Encoding="gzip")

    def serve_labelled(self):
        """The bytes as they are, but called gzip: some servers do so with .tar.gz."""
        self.whole(self.data, Content_Encoding="gzip")

    def serve_norange(self):
        self.whole(self.data)

    def serve_badrange(self):
        """Another part than was asked for."""
        if self.start() is None:
            return self.whole(self.data)
        rest = self.data[1:]
        self.header(206, Content_Length=len(rest), Content_Range=self.range(1))
        return self.body(rest)

    def serve_trickle(self):
        self.header(200, Content_Length=len(self.data))
        for byte in self.data:
            self.body(bytes([byte]))
            time.sleep(0.05)

    def serve_hang(self):
        time.sleep(60)

    def serve_http10(self):
        """No length: the end of the connection is the end of the body. N times it comes too
        early."""
        data = self.data if self.count > self.number else self.data[: len(self.data) // 2]
        self.wfile.write(
            b"HTTP/1.0 200 OK\r\nContent-Type: application/octet-stream\r\n\r\n" + data
        )
        self.close_connection = True

    def serve_garbage(self):
        self.wfile.write(b"\x00\x01\x02 this is no HTTP\r\n\r\n")
        self.close_connection = True

    def serve_secret(self):
        """For user `user` with password `secret`."""
        if self.headers.get("Authorization") != "Basic " + b64encode(b"user:secret").decode():
            return self.header(401, Content_Length=0, WWW_Authenticate='Basic realm="test"')
        return self.serve_good()

    def serve_expired(self):
        """As for who comes with a token that was good (RFC 6750)."""
        return self.header(
            401,
            Content_Length=0,
            WWW_Authenticate='Bearer error="invalid_token", error_description="The token '
                             'expired\x1b"',
        )

    def serve_page(self):
        """A project's page: the file's name tells its type."""
        kinds = {
            ".json": "application/vnd.pypi.simple.v1+json",
            ".html": "text/html; charset=utf-8",
            ".txt": "text/plain",
        }
        for suffix, kind in kinds.items():
            path = os.path.join(ROOT, self.file.rstrip("/") + suffix)
            if os.path.isfile(path):
                with open(path, "rb") as file:
                    return self.whole(file.read(), Content_Type=kind)
        return self.header(404, Content_Length=0)

    def serve_flakypage(self):
        return self.serve_page() if self.count > self.number else self.header(500, Content_Length=0)

    def serve_limitpage(self):
        return (
            self.serve_page()
            if self.count > self.number
            else self.header(429, Content_Length=0, Retry_After=1)
        )

    def serve_secretpage(self):
        """For user `user` with password `secret`; its files are under /secret/."""
        if self.headers.get("Authorization") != "Basic " + b64encode(b"user:secret").decode():
            return self.header(401, Content_Length=0, WWW_Authenticate='Basic realm="test"')
        return self.serve_page()


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
print(server.server_address[1], flush=True)
server.serve_forever()
