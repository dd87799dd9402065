# SPDX-License-Identifier: MIT
"""A registry that misbehaves on request, for tests of programs that push (OCI distribution-spec
1.1).

    registry.py LOG [CERTIFICATE KEY]

Serves repositories <fault>/<name>: each does what the spec says, but for what the fault says (see
the table below). Prints its port, and that of another server, to which some faults refer. Each
request is a line in LOG: server, method, path without its query, `with` or `without` credentials,
and the bytes of its body.
"""

import hashlib
import json
import re
import ssl
import sys
import threading
import urllib.parse
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FAULTS = {
    "good": "none",
    "cut": "the connection ends in the middle of each first body",
    "cuts": "the same, and every further one but the last three",
    "part": "takes the first half of a part, and says so",
    "lost": "the first upload is forgotten in its middle",
    "expired": "the token is refused in the middle of an upload, once",
    "token": "wants a token, which has to be asked for",
    "plaintoken": "has its tokens at an address of another scheme",
    "notoken": "gives no token",
    "busy": "429 at first, to be asked again at once",
    "broken": "503 always",
    "small": "413 for more than 16 MiB at once",
    "chunks": "wants parts of 1 MiB or more",
    "elsewhere": "307 to another server for what is uploaded",
    "absolute": "uploads go to another server",
    "wrong": "has another manifest than was put",
    "digest": "finds no digest right",
    "nowhere": "does not say where uploads go",
    "denied": "403",
    "huge": "answers with more than anybody wants",
    "toolarge": "has blobs of 65 MiB",
    "referrers": "lists what refers to a manifest by itself, and says so when it is put",
    "othersbytes": "has blobs of other bytes than their digests say",
    "blobcut": "the connection ends in the middle of each blob, the first time",
}
HALF = {"cut", "cuts", "lost", "expired"}

lock = threading.Lock()
blobs, manifests, uploads, seen = {}, {}, {}, {}
ports, scheme, log_file = [], "http", sys.argv[1]


def first(key, times=1):
    with lock:
        seen[key] = seen.get(key, 0) + 1
        return seen[key] <= times


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def handle_expect_100(self):
        """Says nothing: what is redirected need not be sent."""
        elsewhere = "/elsewhere/" in self.path and self.server.server_port == ports[0]
        return elsewhere or super().handle_expect_100()

    def answer(self, status, body=b"", **fields):
        self.send_response(status)
        for name, value in fields.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def refuse(self, status, code, **fields):
        error = {"errors": [{"code": code, "message": "\x1b[31mno"}]}
        self.answer(status, json.dumps(error).encode(), **fields)

    def take(self, length):
        body = b""
        while len(body) < length:
            got = self.rfile.read(min(1 << 20, length - len(body)))
            if not got:
                break
            body += got
        return body

    def handle_any(self):
        self.url = urllib.parse.urlsplit(self.path)
        self.query = dict(urllib.parse.parse_qsl(self.url.query))
        self.own = self.server.server_port == ports[0]
        length = int(self.headers.get("Content-Length") or 0)
        said = "with" if self.headers.get("Authorization") else "without"
        with lock, open(log_file, "a") as log:
            print("own" if self.own else "other", self.command, self.url.path, said, length,
                  file=log)
        if self.url.path == "/token":
            return self.token()
        if self.url.path == "/v2/":
            return self.answer(200)
        found = re.fullmatch(r"/v2/((\w+)/[a-z0-9/]+?)/(blobs/uploads|blobs|manifests)/(.*)",
                             self.url.path)
        if not found:
            return self.refuse(404, "NAME_UNKNOWN")
        self.name, self.fault, kind, self.rest = found.groups()
        if self.stopped():
            return None
        return getattr(self, kind.replace("/", "_"))(length)

    do_GET = do_HEAD = do_PUT = do_POST = do_PATCH = handle_any

    def stopped(self):
        """Whether the fault has answered already."""
        if self.fault == "huge":
            self.answer(404 if self.command == "HEAD" else 200, b"x" * (9 << 20))
        elif self.fault == "toolarge" and "/blobs/sha256" in self.path:
            self.answer(200, b"x" * (65 << 20))
        elif self.fault == "denied":
            self.refuse(403, "DENIED")
        elif self.fault == "broken":
            self.refuse(503, "UNAVAILABLE", Retry_After="0")
        elif self.fault == "busy" and first((self.name, self.command)):
            self.take(int(self.headers.get("Content-Length") or 0))
            self.refuse(429, "TOOMANYREQUESTS", Retry_After="0")
        elif self.fault in ("token", "plaintoken", "notoken") and self.own and \
                self.headers.get("Authorization") != "Bearer right":
            self.challenge()
        else:
            return False
        return True

    def challenge(self):
        realm = "ftp" if self.fault == "plaintoken" else scheme
        self.refuse(401, "UNAUTHORIZED", WWW_Authenticate=f'Bearer realm="{realm}://127.0.0.1:'
                    f'{ports[0]}/token?fault={self.fault}",service="tests, \\"all\\"",'
                    'scope="repository:x:pull"')

    def token(self):
        scopes = urllib.parse.parse_qs(self.url.query).get("scope", [])
        if self.query.get("service") != 'tests, "all"' or not any(
                scope.endswith(":pull,push") for scope in scopes):
            return self.refuse(400, "QUERY")
        right = "" if self.query.get("fault") == "notoken" else "right"
        return self.answer(200, json.dumps({"token": right, "expires_in": 60}).encode())

    def blobs(self, _):
        if (self.name, self.rest) in blobs:
            data = blobs[self.name, self.rest]
            if self.fault == "blobcut" and self.command == "GET" and first(self.rest):
                self.send_response(200)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data[:len(data) // 2])
                self.close_connection = True
                return self.connection.close()
            return self.answer(200, data[::-1] if self.fault == "othersbytes" else data)
        return self.refuse(404, "BLOB_UNKNOWN")

    def place(self, upload):
        host = ports[1] if self.fault == "absolute" else ports[0]
        path = f"/v2/{self.name}/blobs/uploads/{upload}?state={len(uploads[upload])}"
        return path if self.fault not in ("absolute", "chunks") else \
            f"{scheme}://127.0.0.1:{host}{path}"

    def blobs_uploads(self, length):
        if self.command == "POST":
            source = self.query.get("from"), self.query.get("mount")
            if source in blobs:
                blobs[self.name, source[1]] = blobs[source]
                return self.answer(201)
            upload = uuid.uuid4().hex
            uploads[upload] = bytearray()
            if self.fault == "nowhere":
                return self.answer(202)
            fields = {"OCI_Chunk_Min_Length": str(1 << 20)} if self.fault == "chunks" else {}
            return self.answer(202, Location=self.place(upload), **fields)
        if self.fault == "elsewhere" and self.own and self.command in ("PATCH", "PUT"):
            if self.headers.get("Expect") is None:
                self.take(length)
            self.close_connection = True
            return self.answer(307, Location=f"{scheme}://127.0.0.1:{ports[1]}{self.path}")
        data = uploads.get(self.rest)
        if data is None:
            self.take(length)
            return self.refuse(404, "BLOB_UPLOAD_UNKNOWN")
        if self.command == "GET":
            return self.answer(204, Location=self.place(self.rest),
                               Range=f"0-{max(0, len(data) - 1)}")
        return self.patch(data, length) if self.command == "PATCH" else self.put(data, length)

    def patch(self, data, length):
        start, end = map(int, self.headers["Content-Range"].split("-"))
        if start != len(data) or end - start + 1 != length:
            self.take(length)
            return self.refuse(416, "RANGE")
        if self.fault == "small" and length > 16 << 20:
            self.take(length)
            return self.refuse(413, "SIZE")
        if self.fault in HALF and first(self.name, 1 if self.fault != "cuts" else 4):
            data += self.take(length // 2)
            self.close_connection = True
            if self.fault == "lost":
                del uploads[self.rest]
            if self.fault == "expired":
                return self.challenge()
            return self.connection.close()
        if self.fault == "part" and first(self.name):
            data += self.take(length)[:length // 2]
        else:
            data += self.take(length)
        return self.answer(202, Location=self.place(self.rest), Range=f"0-{len(data) - 1}")

    def put(self, data, length):
        data += self.take(length)
        digest = "sha256:" + hashlib.sha256(data).hexdigest()
        if digest != self.query.get("digest") or self.fault == "digest":
            return self.refuse(400, "DIGEST_INVALID")
        blobs[self.name, digest] = bytes(data)
        del uploads[self.rest]
        return self.answer(201, Location=f"/v2/{self.name}/blobs/{digest}")

    def manifests(self, length):
        key = self.name, self.rest
        if self.command == "PUT":
            body = self.take(length)
            for item in self.named(json.loads(body)):
                if (self.name, item) not in blobs and (self.name, item) not in manifests:
                    return self.refuse(400, "MANIFEST_BLOB_UNKNOWN")
            kept = body + b" " if self.fault == "wrong" else body
            manifests[key] = kept, self.headers["Content-Type"]
            manifests[self.name, "sha256:" + hashlib.sha256(body).hexdigest()] = manifests[key]
            subject = json.loads(body).get("subject")
            if subject and self.fault == "referrers":
                return self.answer(201, OCI_Subject=subject["digest"])
            return self.answer(201)
        if key not in manifests:
            return self.refuse(404, "MANIFEST_UNKNOWN")
        return self.answer(200, manifests[key][0], Content_Type=manifests[key][1])

    @staticmethod
    def named(manifest):
        items = manifest.get("manifests") or [manifest["config"], *manifest["layers"]]
        return [item["digest"] for item in items]


def main():
    global scheme
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), Handler) for _ in range(2)]
    ports.extend(server.server_port for server in servers)
    if len(sys.argv) > 2:
        scheme = "https"
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[2], sys.argv[3])
        for server in servers:
            server.socket = context.wrap_socket(server.socket, server_side=True)
    print(*ports, flush=True)
    threading.Thread(target=servers[1].serve_forever, daemon=True).start()
    servers[0].serve_forever()


main()
