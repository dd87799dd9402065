# SPDX-License-Identifier: MIT
"""sdists.py: an index (PEP 503) of sdists alone, so that a package is built of which the real index
has wheels, too.

    sdists.py URL DIR FILENAME=SHA256...

URL is the simple index that has them; files go to DIR/files, pages to DIR/simple, to be served by
any web server.
"""

import hashlib
import html
import pathlib
import re
import sys
import urllib.parse
import urllib.request


def read(url):
    with urllib.request.urlopen(url, timeout=60) as answer:
        return answer.read()


def fetch(index, filename):
    """The content of the file of that name."""
    page = f"{index.rstrip('/')}/{re.sub('[-_.]+', '-', filename.rpartition('-')[0]).lower()}/"
    for link in re.findall(r'href="([^"]+)"', read(page).decode("utf-8")):
        url = urllib.parse.urljoin(page, html.unescape(link))
        if urllib.parse.urlsplit(url).path.endswith(f"/{filename}"):
            return read(url)
    sys.exit(f"sdists.py: {filename}: not at {page}")


def main(index, directory, *wanted):
    for filename, _, sha256 in (word.partition("=") for word in wanted):
        content = fetch(index, filename)
        if hashlib.sha256(content).hexdigest() != sha256:
            sys.exit(f"sdists.py: {filename}: another sha256")
        name = filename.rpartition("-")[0]
        for path, data in (
            (f"files/{filename}", content),
            (
                f"simple/{name}/index.html",
                f'<!DOCTYPE html><a '
                f'href="../../files/{filename}#sha256={sha256}">{filename}</a>\n'.encode(),
            ),
        ):
            made = pathlib.Path(directory) / path
            made.parent.mkdir(parents=True, exist_ok=True)
            made.write_bytes(data)


if __name__ == "__main__":
    main(*sys.argv[1:])
