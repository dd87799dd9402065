# SPDX-License-Identifier: MIT
"""router.py: what routeindex.py answers for each name, and what it says at the end of those that
could not be had. See routeindex.py(1)."""

import hashlib
import hmac
import json
import os
import pathlib
import secrets
import subprocess
import tempfile
import threading
import urllib.parse

from packaging.utils import canonicalize_name

from lib import commandline
from lib.badinput import BadInput
from lib.inputfile import read_bytes
from lib.jsonfile import read_json
from lib.programs import output_of
from pypa.targetfile import read_target
from fetch.pages import Failed, Missing, Pages

MAX_LISTED = 5
MAX_SDIST = 256 << 20


def say(text):
    commandline.say("routeindex.py", text)


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


POLICY = {"indexes": {...: {"url": str, "mirrors?": [str], "timeout?": int, "retries?": int}},
          "allowed?": {}}


class Router:
    """What each name is, and what became of those that were asked for."""

    def __init__(self, args):
        self.indexes = read_json(args.policy, POLICY)["indexes"]
        self.pages = Pages(args.tools / "bin", args.policy, args.target, args.exclude_newer)
        self.provided = {}
        for path in sorted(args.provided.glob("*.whl")) if args.provided else ():
            self.provided.setdefault(canonicalize_name(path.name.split("-")[0]), []).append(path)
        self.builder = read_json(args.builder, [str]) if args.builder else []
        self.wheels_only = sorted(map(canonicalize_name, args.wheels_only))
        self.lock = threading.Lock()
        self.missing, self.failed, self.narrowed, self.unknown = {}, {}, {}, {}
        self.key = self._key(args)

    def _key(self, args):
        """Changes with everything that the answers depend on, besides the indexes themselves: a
        resolver's cache goes by addresses. Which version a line allows alone changes no page."""
        target = read_target(args.target) if args.target else None
        policy = read_json(args.policy, POLICY)
        policy.get("allowed", {}).pop("exact", None)
        parts = [
            json.dumps([policy, self.builder, self.wheels_only], sort_keys=True).encode(),
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
            shown = self.builder and name not in self.wheels_only
            answer, page = self.pages.ask(
                project=name, **{"as": form}, **({"etag": etag} if etag else {}),
                **({"sdists": f"{base}/sdists"} if shown else {}),
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
                self.narrowed[name] = answer["limits"], answer["leftOut"]
        return page, {
            header: answer[key]
            for header, key in (("ETag", "etag"), ("Cache-Control", "cacheControl"))
            if key in answer
        }

    def metadata(self, sdist, wheel):
        """The metadata of an sdist, which is shown as that WHEEL: what its files say, or else what
        the builder makes of it, in a box. Raises Failed, Missing."""
        name = canonicalize_name(wheel.split("-")[0])
        files, index = self.pages.files(name)
        file = next((file for file in files if file.filename == sdist), None)
        if not file:
            raise Missing(index)
        release = f"{name} {file.version}"
        try:
            text, said = self._metadata(file, index, name)
        except BadInput as error:
            text, said = "", f"routeindex.py: {release}: {error}"
        if not text:
            with self.lock:
                self.unknown[release] = said
            raise Failed(said, refused=True)
        return text

    def _metadata(self, file, index, name):
        """(metadata, "") or ("", why there is none). Raises Failed, BadInput."""
        body = self._content(index, file.url)
        if file.sha256 and hashlib.sha256(body).hexdigest() != file.sha256:
            raise BadInput("not the file that its index names")
        with tempfile.TemporaryDirectory() as scratch:
            path = pathlib.Path(scratch, file.filename)
            path.write_bytes(body)
            text = output_of("staticmetadata", "--release", f"{name}=={file.version}", path)
            if text:
                return text, ""
            done = subprocess.run(
                [*self.builder, "--release", name, str(file.version), path],
                stdin=subprocess.DEVNULL, capture_output=True, check=False)
        said = done.stderr.decode("utf-8", "replace").strip()
        return (done.stdout, "") if done.returncode == 0 else (b"", said)

    def _content(self, index, url):
        """The bytes of an sdist."""
        parts = urllib.parse.urlsplit(url)
        if parts.scheme == "file":
            return read_bytes(urllib.parse.unquote(parts.path))
        status, body = self.pages.content(index, url, MAX_SDIST)
        if status != 200:
            raise BadInput(f"HTTP status {status}")
        return body

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
        for said in () if succeeded else self.unknown.values():
            commandline.show(said)
        for name, (limits, versions) in sorted(self.narrowed.items()):
            if not succeeded:
                say(f"{name}: {limits} leaves out {', '.join(versions[-MAX_LISTED:])}")
