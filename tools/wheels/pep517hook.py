# SPDX-License-Identifier: MIT
"""Runs a hook of a build back end (PEP 517) in a build root: BACKEND BACKEND-PATH HOOK OUTPUT
[ARGUMENT]...

BACKEND-PATH, a list, and each ARGUMENT are JSON. What the hook returns is written to OUTPUT as
JSON; a hook that the back end does not have returns nothing. The hook `metadata` is none of PEP
517: it returns what METADATA would say, without the description. Run by the Python of the box.
"""

import importlib
import json
import os
import site
import sys
import tempfile
import zipfile


def metadata(found, settings):
    with tempfile.TemporaryDirectory() as place:
        if hasattr(found, "prepare_metadata_for_build_wheel"):
            name = found.prepare_metadata_for_build_wheel(place, settings)
            with open(os.path.join(place, name, "METADATA"), "rb") as file:
                text = file.read()
        else:
            with zipfile.ZipFile(os.path.join(place, found.build_wheel(place, settings))) as wheel:
                text = next(wheel.read(member) for member in wheel.namelist()
                            if member.endswith(".dist-info/METADATA"))
    return text.decode("utf-8", "replace").replace("\r\n", "\n").partition("\n\n")[0]


def main(backend, path, hook, output, *arguments):
    sys.path[:1] = map(os.path.abspath, json.loads(path))
    site.addsitedir("/build/tools")
    module, _, attributes = backend.partition(":")
    found = importlib.import_module(module)
    for name in filter(None, attributes.split(".")):
        found = getattr(found, name)
    function = getattr(found, hook, None)
    if hook == "metadata":
        result = metadata(found, *map(json.loads, arguments))
    else:
        result = function(*map(json.loads, arguments)) if function else None
    with open(output, "w", encoding="utf-8") as file:
        json.dump(result, file)


if __name__ == "__main__":
    main(*sys.argv[1:])
