# SPDX-License-Identifier: MIT
"""A project's page of the simple repository API: read in both forms (PEP 503, PEP 691), and written in both."""

import functools
import html
import json
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from packaging.utils import (InvalidSdistFilename, InvalidWheelFilename, canonicalize_name, parse_sdist_filename,
                             parse_wheel_filename)
from packaging.version import InvalidVersion, Version

JSON = "application/vnd.pypi.simple.v1+json"
HTML = "application/vnd.pypi.simple.v1+html"
ACCEPT = f"{JSON}, {HTML};q=0.2, text/html;q=0.01"


class NotAPage(Exception):
    """What came is no page of the simple API."""


@functools.lru_cache(maxsize=1 << 14)
def _version(text):
    try:
        return Version(text)
    except InvalidVersion:
        return None


class File:
    """A file that a page lists. What its name and its entry say is read when it is asked for: a page may list thousands."""

    def __init__(self, filename, make_entry):
        self.filename, self._make_entry = filename, make_entry

    @functools.cached_property
    def entry(self):
        """What PEP 691 says of it, its URL absolute."""
        return self._make_entry()

    @functools.cached_property
    def _parts(self):
        """(normalized name, version); (None, None) for an egg or an installer, which nobody takes."""
        if self.is_wheel:
            parts = self.filename.split("-")
            return (canonicalize_name(parts[0]), _version(parts[1].replace("_", "-"))) if len(parts) in (5, 6) else (None, None)
        try:
            return parse_sdist_filename(self.filename)
        except (InvalidSdistFilename, InvalidVersion):
            return None, None

    @functools.cached_property
    def tags(self):
        """Of a wheel: the tags it has; none when its name is malformed."""
        try:
            return parse_wheel_filename(self.filename)[3] if self.is_wheel else frozenset()
        except (InvalidWheelFilename, InvalidVersion):
            return frozenset()

    @property
    def is_wheel(self):
        return self.filename.endswith(".whl")

    @property
    def name(self):
        return self._parts[0]

    @property
    def version(self):
        return self._parts[1]

    @property
    def url(self):
        return self.entry["url"]

    @property
    def uploaded(self):
        """When; None when nobody knows."""
        try:
            return moment(self.entry["upload-time"])
        except (KeyError, ValueError):
            return None

    @property
    def sha256(self):
        return self.entry.get("hashes", {}).get("sha256", "").lower()

    @property
    def yanked(self):
        return self.entry.get("yanked", False) is not False

    @property
    def release(self):
        """The version without its local part."""
        return self.version.public if self.version else None


def moment(text):
    """A date and time of RFC 3339, in UTC when it says no zone. Raises ValueError."""
    time = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return (time if time.tzinfo else time.replace(tzinfo=timezone.utc)).astimezone(timezone.utc)


def existed(date):
    """Whether a file had been uploaded by then; a date alone means until its end. A file of which nobody knows counts."""
    limit = moment(date) + (timedelta(days=1) if len(date) == len("2026-11-01") else timedelta(0))

    return lambda file: not file.uploaded or file.uploaded < limit


@dataclass
class Page:
    name: str
    files: list = field(default_factory=list)
    api_version: str = "1.0"

    @property
    def versions(self):
        """Of the files, the lowest first."""
        return [str(version) for version in sorted({file.version for file in self.files if file.version})]

    def as_json(self):
        document = {"meta": {"api-version": self.api_version}, "name": self.name, "versions": self.versions,
                    "files": [file.entry for file in self.files]}
        return json.dumps(document, separators=(",", ":")).encode()

    def as_html(self):
        lines = [_anchor(file.entry) for file in self.files]
        return (f'<!DOCTYPE html><html><head><meta name="pypi:repository-version" content="1.0"><title>{html.escape(self.name)}</title>'
                "</head><body>\n" + "".join(f"{line}<br>\n" for line in lines) + "</body></html>\n").encode()


# --- written ----------------------------------------------------------------------


def _anchor(entry):
    sha256 = entry.get("hashes", {}).get("sha256")
    attributes = {"href": entry["url"] + (f"#sha256={sha256}" if sha256 else ""), "data-requires-python": entry.get("requires-python"),
                  "data-upload-time": entry.get("upload-time")}
    if entry.get("yanked", False) is not False:
        attributes["data-yanked"] = entry["yanked"] if isinstance(entry["yanked"], str) else ""
    metadata = entry.get("core-metadata", entry.get("dist-info-metadata"))
    if metadata:
        attributes["data-core-metadata"] = f"sha256={metadata['sha256']}" if isinstance(metadata, dict) and "sha256" in metadata else "true"
    text = "".join(f' {name}="{html.escape(value)}"' for name, value in attributes.items() if value is not None)
    return f"<a{text}>{html.escape(entry['filename'])}</a>"


# --- read ---------------------------------------------------------------------------


def _absolute(base, url):
    """URL as it stands on a page at BASE, without fragment; None when it is not on the web."""
    if url.startswith(("https://", "http://")):
        return url.partition("#")[0]
    try:
        absolute, _ = urldefrag(urljoin(base, url))
        return absolute if urlsplit(absolute).scheme in ("http", "https") else None
    except ValueError:
        return None


def _is_filename(text):
    return isinstance(text, str) and text.isprintable() and text and "/" not in text and len(text) < 256


def _hashes(text):
    """`sha256=…`, perhaps among other things, as a fragment or an attribute has it."""
    return {name: value.lower() for name, value in re.findall(r"(?:^|&)(md5|sha\d+)=([0-9A-Fa-f]+)", text or "")}


# Start tags with their attributes, whose quoted values may hold anything; comments are taken away before.
_TAG = re.compile(r"""<(a|base|meta)\s+((?:[^<>"']|"[^"]*"|'[^']*')*+)>""", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([^\s=>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?""")
_HREF = re.compile(r"""(?:^|\s)href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""", re.IGNORECASE)


def _attributes(text):
    return {match[1].lower(): html.unescape(match[2] or match[3] or match[4] or "") for match in _ATTRIBUTE.finditer(text)}


def _entry_of_anchor(filename, url, reference, text):
    values = _attributes(text)
    entry = {"filename": filename, "url": url, "hashes": _hashes(reference.partition("#")[2])}
    for name in ("requires-python", "upload-time"):
        if values.get(f"data-{name}"):
            entry[name] = values[f"data-{name}"]
    if "data-yanked" in values:
        entry["yanked"] = values["data-yanked"] or True
    metadata = values.get("data-core-metadata") or values.get("data-dist-info-metadata")
    if metadata:
        entry["core-metadata"] = _hashes(metadata) or True
    return entry


def _files_of_html(body, base):
    files, based = [], False
    for match in _TAG.finditer(re.sub(r"<!--.*?-->", "", body.decode("utf-8", "replace"), flags=re.DOTALL)):
        tag, text = match[1].lower(), match[2]
        if tag == "meta":
            values = _attributes(text)
            if values.get("name") == "pypi:repository-version":
                _check_api_version(values.get("content", ""))
            continue
        href = _HREF.search(text)
        reference = html.unescape(href[1] or href[2] or href[3] or "").strip() if href else ""
        if tag == "base" and reference and not based:
            base, based = urljoin(base, reference), True
        elif tag == "a" and reference:
            url = _absolute(base, reference)
            filename = unquote(url.partition("?")[0].rpartition("/")[2]) if url else ""
            if _is_filename(filename):
                files.append(File(filename, functools.partial(_entry_of_anchor, filename, url, reference, text)))
    return files


def _check_api_version(version):
    if version.split(".")[0] != "1":
        raise NotAPage(f"follows version {version[:20]} of the simple API, not 1")


# The members of a file that are used, and what they must be; others are passed on as they are.
_TYPES = {"hashes": dict, "requires-python": str, "upload-time": str, "size": int, "yanked": (bool, str), "core-metadata": (bool, dict),
          "dist-info-metadata": (bool, dict)}


def _entry_of_json(entry, url):
    entry = {name: value for name, value in entry.items() if isinstance(value, _TYPES.get(name, object))} | {"url": url}
    for name in ("hashes", "core-metadata", "dist-info-metadata"):
        if isinstance(entry.get(name), dict):
            entry[name] = {kind: value for kind, value in entry[name].items() if isinstance(value, str)}
    return entry


def _files_of_json(body, base):
    try:
        document = json.loads(body)
        version = str(document.get("meta", {}).get("api-version", "1.0"))
        _check_api_version(version)
        files = []
        for entry in document["files"]:
            url = _absolute(base, entry["url"])
            if url and _is_filename(entry["filename"]):
                files.append(File(entry["filename"], functools.partial(_entry_of_json, entry, url)))
        return files, version
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NotAPage(f"not a page in JSON: {type(error).__name__}: {error}") from error


def read_page(name, kind, body, base):
    """The page of the project NAME (normalized): KIND is its Content-Type, BASE where it comes from. Files of other projects are left out."""
    kind = kind.split(";")[0].strip().lower()
    api_version = "1.0"
    if kind in (JSON, "application/json"):
        files, api_version = _files_of_json(body, base)
    elif kind in (HTML, "text/html", ""):
        files = _files_of_html(body, base)
    else:
        raise NotAPage(f"not an index's page but {kind[:60]}")
    return Page(name, [file for file in files if file.name is None or file.name == name], api_version)
