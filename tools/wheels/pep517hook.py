# SPDX-License-Identifier: MIT
"""Runs a hook of a build back end (PEP 517) in a build root: BACKEND BACKEND-PATH HOOK OUTPUT
[ARGUMENT]...

BACKEND-PATH, a list, and each ARGUMENT are JSON. What the hook returns is written to OUTPUT as
JSON; a hook that the back end does not have returns nothing. Run by the Python of the box.
"""

import importlib
import json
import os
import site
import sys


def main(backend, path, hook, output, *arguments):
    sys.path[:1] = map(os.path.abspath, json.loads(path))
    site.addsitedir("/build/tools")
    module, _, attributes = backend.partition(":")
    found = importlib.import_module(module)
    for name in filter(None, attributes.split(".")):
        found = getattr(found, name)
    function = getattr(found, hook, None)
    result = function(*map(json.loads, arguments)) if function else None
    with open(output, "w", encoding="utf-8") as file:
        json.dump(result, file)


if __name__ == "__main__":
    main(*sys.argv[1:])
