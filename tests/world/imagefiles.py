# SPDX-License-Identifier: MIT
"""imagefiles.py: the packages' files in an image, read as any reader of OCI layouts would."""

import csv
import gzip
import hashlib
import io
import json
import re
import tarfile

# What an installer says of itself.
OWN = {"RECORD", "INSTALLER", "REQUESTED", "direct_url.json", "uv_cache.json", "uv_build.json"}


def normalized(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def in_image(layout, python):
    """The packages' files, below the place of packages or the environment: their hashes, and the
    paths that each distribution's RECORD has."""
    found, records = {}, {}

    def blob(descriptor):
        return layout / "blobs" / descriptor["digest"].replace(":", "/")

    manifest = json.loads((layout / "index.json").read_text())["manifests"][0]
    prefix, site = "opt/venv/", f"lib/python{python}/site-packages/"
    for layer in json.loads(blob(manifest).read_text())["layers"]:
        if "mk.pylock.wheels" not in layer.get("annotations", {}):
            continue
        with gzip.open(blob(layer)) as members, tarfile.open(fileobj=members, mode="r|") as archive:
            for member in archive:
                if not member.isfile():
                    continue
                path = member.name.removeprefix("./").removeprefix(prefix).removeprefix(site)
                path = path.replace(f"include/site/python{python}/", "include/")
                name, content = path.rpartition("/")[2], archive.extractfile(member)
                if name == "RECORD":
                    distribution = normalized(path.split("-")[0])
                    records[distribution] = [
                        row[0].removeprefix("../../../")
                        for row in csv.reader(io.StringIO(content.read().decode()))]
                elif name not in OWN:
                    found[path] = hashlib.file_digest(content, "sha256").hexdigest()
    return found, records
