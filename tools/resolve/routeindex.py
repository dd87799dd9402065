#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""routeindex.py: runs a command that sees one package index on loopback, which follows the policy.

Resolvers choose among all indexes that they know, for every package that anything asks for; a
policy that holds must stand before them. What PYLOCK_PREFER does not mean is left out of the pages,
so that the metadata that is read is that of the file that is taken. See routeindex.py(1).
"""

import hashlib
import hmac
import json
import os
import pathlib
import secrets
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from packaging.utils import canonicalize_name

sys.path[0] = os.path.dirname(sys.path[0])

from lib.commandline import ArgumentParser
from fetch.pages import Failed, Missing, Pages, Unchanged

HTML, JSON = "application/vnd.pypi.simple.v1+html", "application/vnd.pypi.simple.v1+json"
PORTS = range(20000, 32768)  # below those that kernels give away
MAX_LISTED = 5


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
    parser.add_argument("command", nargs="+")
    return parser.parse_args()


def secret_of(tools):
    """Random bytes that are always the same here: nobody else on this machine guesses the address.
    """
    path = tools / "setup" / "route.secret"
    try:
        return path.read_bytes()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f"{path.name}.{os.getpid()}")
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(32))
        try:
            os.link(new, path)
        except FileExistsError:
            pass
        os.unlink(new)
        return path.read_bytes()


def provided_file(path, base):
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return {
        "filename": path.name,
        "url": f"{base}/provided/{path.name}",
        "hashes": {"sha256": sha256},
    }


class Router:
    """What each name is, and what became of those that were asked for."""

    def __init__(self, args):
        self.indexes = json.loads(args.policy.read_text(encoding="utf-8"))["indexes"]
        self.pages = Pages(args.tools / "bin", args.policy, args.target, args.exclude_newer)
        self.provided = {}
        for path in sorted(args.provided.glob("*.whl")) if args.provided else ():
            self.provided.setdefault(canonicalize_name(path.name.split("-")[0]), []).append(path)
        self.lock = threading.Lock()
        self.missing, self.failed, self.narrowed = {}, {}, {}
        self.key = self._key(args)

    def _key(self, args):
        """Changes with everything that the answers depend on, besides the indexes themselves: a
        resolver's cache goes by addresses."""
        target = json.loads(args.target.read_text(encoding="utf-8")) if args.target else None
        parts = [
            args.policy.read_bytes(),
            (args.exclude_newer or "").encode(),
            json.dumps(target, sort_keys=True).encode(),
        ]
        for paths in self.provided.values():
            parts += [hashlib.sha256(path.read_bytes()).digest() for path in paths]
        return hmac.new(secret_of(args.tools), b"\0".join(parts), "sha256").hexdigest()

    def page(self, name, form, base, etag):
        """(page, headers) in the form `json` or `html`; raises what Pages.ask raises."""
        if name in self.provided:
            return self.pages.ask(
                project=name,
                files=[provided_file(path, base) for path in self.provided[name]],
                **{"as": form},
            )[1], {}
        try:
            answer, page = self.pages.ask(
                project=name, **{"as": form}, **({"etag": etag} if etag else {})
            )
        except Missing as error:
            with self.lock:
                self.missing[name] = error.index
            raise
        except Failed as error:
            with self.lock:
                self.failed[name] = error
            raise
        if answer["leftOut"]:
            with self.lock:
                self.narrowed[name] = answer["pattern"], answer["leftOut"]
        return page, {
            header: answer[key]
            for header, key in (("ETag", "etag"), ("Cache-Control", "cacheControl"))
            if key in answer
        }

    # --- what is said at the end ------------------------------------------------

    def explain_missing(self, name):
        """Where else there is a package that its index lacks. The others are asked for this line
        only."""
        mine, found = self.missing[name], []
        for index in self.indexes:
            if index == mine:
                continue
            try:
                versions = self.pages.ask(project=name, index=index, **{"as": "versions"})[0][
                    "versions"
                ][-MAX_LISTED:]
            except (Failed, Missing):
                continue
            found.append((index, ", ".join(versions)))
        if not found:
            return f"{name}: not at index {mine}" + (
                ", nor at any other" if len(self.indexes) > 1 else ""
            )
        where = "; ".join(f"{index} has {versions}" for index, versions in found)
        return f"{name}: not at index {mine}; {where}: write PYLOCK_INDEX.{name} := {found[0][0]}"

    def report(self, succeeded):
        """Says what went wrong, and whether anything did that the command cannot know: a page that
        could not be had."""
        for name, error in sorted(self.failed.items()):
            say(f"{name}: {error}")
        for name, index in sorted(self.missing.items()):
            if not succeeded:
                say(self.explain_missing(name))
            elif index != "default":
                say(
                    f"note: {name}: not at index {index}; versions of others that need it were "
                    f"passed over"
                )
        for name, (pattern, versions) in sorted(self.narrowed.items()):
            if not succeeded:
                say(
                    f"{name}: PYLOCK_PREFER.{pattern} leaves out "
                    f"{', '.join(versions[-MAX_LISTED:])}"
                )


def say(text):
    print(f"routeindex.py: {text}", file=sys.stderr)


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
            sys.stderr.write(line.decode("utf-8", "replace").replace(url, "<index>"))
            sys.stderr.flush()
    status = process.returncode
    router.report(status == 0)
    if router.failed:
        return 1 if all(error.refused for error in router.failed.values()) else 3
    return status if status >= 0 else 3


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
    except (OSError, ValueError, KeyError, subprocess.CalledProcessError) as error:
        sys.exit(print(f"routeindex.py: {error}", file=sys.stderr) or 3)
