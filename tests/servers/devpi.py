# SPDX-License-Identifier: MIT
"""A board vendor's index on a devpi-server: the stage jp6/cu129, which passes another index
through.

devpi.py URL create MIRRORED-URL
devpi.py URL upload FILE...
"""

import base64
import pathlib
import sys

import requests


class Devpi:
    def __init__(self, url):
        self.url = url
        self.session = requests.Session()
        self.session.trust_env = False

    def call(self, method, path, **options):
        response = self.session.request(method, self.url + path, timeout=60, **options)
        if not response.ok:
            sys.exit(f"{method} {path}: {response.status_code} {response.text[:400]}")
        return response

    def login(self, user, password):
        token = self.call("POST", "/+login", json={"user": user, "password": password}).json()[
            "result"
        ]["password"]
        self.session.headers["X-Devpi-Auth"] = base64.b64encode(f"{user}:{token}".encode()).decode()

    def create(self, mirrored):
        self.call("PUT", "/jp6", json={"password": "secret"})
        self.login("jp6", "secret")
        self.call(
            "PUT",
            "/jp6/public",
            json={"type": "mirror", "mirror_url": mirrored, "mirror_cache_expiry": 0},
        )
        self.call(
            "PUT",
            "/jp6/cu129",
            json={"type": "stage", "bases": ["jp6/public"], "mirror_whitelist": ["torch"]},
        )

    def upload(self, paths):
        self.login("jp6", "secret")
        for path in map(pathlib.Path, paths):
            name, version = path.name.split("-")[:2]
            kind = (
                {"filetype": "bdist_wheel", "pyversion": "py3"}
                if path.suffix == ".whl"
                else {"filetype": "sdist", "pyversion": "source"}
            )
            fields = {
                ":action": "file_upload",
                "name": name.replace("_", "-"),
                "version": version.removesuffix(".tar.gz"),
                "metadata_version": "2.1",
                **kind,
            }
            with open(path, "rb") as file:
                self.call("POST", "/jp6/cu129/", data=fields, files={"content": (path.name, file)})


def main():
    devpi = Devpi(sys.argv[1])
    if sys.argv[2] == "create":
        devpi.create(sys.argv[3])
    else:
        devpi.upload(sys.argv[3:])


main()
