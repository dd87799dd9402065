# SPDX-License-Identifier: MIT
"""Projects' pages from package indexes: with each index's own time-out, retries and mirrors, and one clear line when it cannot be had.

Credentials are netrc's ($NETRC or ~/.netrc); proxies and certificates those of the environment, else the system's."""

import os
import re
import ssl
import threading
import time
from urllib.parse import urlsplit

import requests

from fetch.simple import ACCEPT, NotAPage, read_page

MAX_PAGE = 64 << 20
MAX_PAUSE = 60  # s
AGAIN = {408, 425, 429, 500, 502, 503, 504}


class Failed(Exception):
    """The index did not answer the question. `refused`: it answered, and the answer is no; else something broke."""

    def __init__(self, message, refused=False):
        super().__init__("".join(character if character.isprintable() else "?" for character in message))
        self.refused = refused


class Missing(Exception):
    """The index does not have the project."""


class Unchanged(Exception):
    """The page is still the one that the caller has."""


def shown(url):
    """The address without what may be secret."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}{f':{parts.port}' if parts.port else ''}{parts.path}"


def _page_url(url, name):
    return f"{url.rstrip('/')}/{name}/"


def _explain(error, index):
    text = str(error)
    if isinstance(error, requests.exceptions.SSLError):
        if "expired" in text:
            return "its certificate has expired"
        return f"its certificate is not trusted ({getattr(error.args[0], 'reason', error)}); set SSL_CERT_FILE if it has a CA of its own"
    if isinstance(error, requests.exceptions.Timeout):
        return f"no answer within {index.timeout} s (PYLOCK_INDEX_TIMEOUT.{index.name})"
    if isinstance(error, requests.exceptions.ConnectionError):
        reason = error.args[0] if error.args else error
        reason = getattr(reason, "reason", None) or (reason.args[-1] if getattr(reason, "args", None) else reason)
        return f"cannot be reached: {str(reason).rpartition(': ')[2]}"
    return text


def _status(response):
    """The status, and what the server says of the credentials (RFC 6750)."""
    said = re.search(r'error_description="([^"]{1,100})', response.headers.get("WWW-Authenticate", ""))
    return f"HTTP status {response.status_code}{f': {said[1]}' if said else ''}"


def _judge(response, index):
    """Raises what a status other than 200 means; None when it may pass."""
    status = response.status_code
    where = urlsplit(response.url).hostname
    if status == 304:
        raise Unchanged
    if status in (404, 410):
        raise Missing
    if status in (401, 403):
        if "Authorization" in response.request.headers:
            raise Failed(f"it refuses the credentials for {where} ({_status(response)}): are they right, and not expired?", True)
        raise Failed(f"it wants credentials ({_status(response)}): put `machine {where} login … password …` into ~/.netrc, or set "
                     f"PYLOCK_INDEX_{index.name.upper().replace('-', '_')}_USERNAME and _PASSWORD", True)
    if status not in AGAIN:
        raise Failed(f"HTTP status {status}", True)


class Upstream:
    """Asks indexes for pages; may be used by several threads."""

    def __init__(self):
        self._threads = threading.local()
        self._trust = (os.environ.get("CURL_CA_BUNDLE") or os.environ.get("SSL_CERT_FILE") or ssl.get_default_verify_paths().cafile
                       or True)

    def _session(self):
        if not hasattr(self._threads, "session"):
            session = requests.Session()
            session.headers.update({"Accept": ACCEPT, "User-Agent": "pylock.mk"})
            self._threads.session = session
        return self._threads.session

    def _get(self, url, index, etag):
        """One attempt: (response, body)."""
        headers = {"If-None-Match": etag} if etag else {}
        with self._session().get(url, timeout=index.timeout, headers=headers, stream=True, verify=self._trust) as response:
            if response.status_code != 200:
                return response, b""
            body, deadline = bytearray(), time.monotonic() + index.timeout
            for piece in response.iter_content(1 << 16):
                body += piece
                if len(body) > MAX_PAGE:
                    raise Failed("its page is larger than 64 MiB", True)
                if time.monotonic() > deadline + len(body) / 1024:
                    raise requests.exceptions.Timeout
            return response, bytes(body)

    def _from(self, url, index, name, etag):
        """The page from one address, after so many retries as the index is given."""
        reason, pause = "", 0
        for attempt in range(index.retries + 1):
            if attempt:
                time.sleep(max(pause, min(0.5 * 2 ** (attempt - 1), 8)))
            try:
                response, body = self._get(url, index, etag)
            except requests.exceptions.SSLError as error:
                raise Failed(f"{shown(url)}: {_explain(error, index)}", True) from error
            except (requests.exceptions.RequestException, OSError) as error:
                reason = _explain(error, index)
                continue
            if response.status_code == 200:
                try:
                    return read_page(name, response.headers.get("Content-Type", ""), body, response.url), response.headers
                except NotAPage as error:
                    raise Failed(f"{shown(url)}: {error}", True) from error
            try:
                _judge(response, index)
            except Failed as error:
                raise Failed(f"{shown(url)}: {error}", error.refused) from error
            wait = response.headers.get("Retry-After", "")
            pause = int(wait) if wait.isdigit() else 0
            reason = f"HTTP status {response.status_code}" + (", too many requests" if response.status_code == 429 else "")
            if pause > MAX_PAUSE:
                raise Failed(f"{shown(url)}: {reason}, and it wants to be asked again in {pause} s only")
        tries = f" (tried {index.retries + 1} times)" if index.retries else ""
        raise Failed(f"{shown(url)}: {reason}{tries}")

    def page(self, index, name, etag=None):
        """(page, headers) of the project NAME (normalized) at the index; when it does not answer, from a mirror. Raises Failed, Missing,
        Unchanged (for ETAG)."""
        failures = []
        for url in (index.url, *index.mirrors):
            try:
                return self._from(_page_url(url, name), index, name, etag)
            except Failed as error:
                failures.append(error)
        raise Failed(f"index '{index.name}': " + "; ".join(map(str, failures)), all(error.refused for error in failures))

    def content(self, index, url, limit, headers=None):
        """(response, body) of a file that the index names, at most LIMIT bytes of it. Raises Failed."""
        reason = ""
        for attempt in range(index.retries + 1):
            if attempt:
                time.sleep(min(0.5 * 2 ** (attempt - 1), 8))
            try:
                with self._session().get(url, timeout=index.timeout, stream=True, verify=self._trust,
                                         headers={"Accept": "*/*", "Accept-Encoding": "identity", **(headers or {})}) as response:
                    if response.status_code in AGAIN:
                        reason = f"HTTP status {response.status_code}"
                        continue
                    body = bytearray()
                    for piece in response.iter_content(1 << 16):
                        body += piece
                        if len(body) > limit:
                            raise Failed(f"{shown(url)}: larger than {limit >> 20} MiB", True)
                    return response, bytes(body)
            except (requests.exceptions.RequestException, OSError) as error:
                reason = _explain(error, index)
        raise Failed(f"{shown(url)}: {reason}")

    def page_at(self, url, index, name):
        """The page at one address of the index: its own, or a mirror's."""
        return self._from(_page_url(url, name), index, name, None)[0]
