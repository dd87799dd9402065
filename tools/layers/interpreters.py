# SPDX-License-Identifier: MIT
"""An interpreter of exactly one version, among those of this machine."""

import json
import shutil
import subprocess
import sys

from lib.badinput import BadInput

ASK = ("import json, sys; print(json.dumps([sys.implementation.name, '%d.%d.%d' % "
       "sys.version_info[:3] + ('' if sys.version_info[3] == 'final' else sys.version_info[3]), "
       "sys.abiflags, sys.executable]))")


def ask(command):
    """(what it is, its own path), or None when it does not start: version managers leave such
    behind."""
    done = subprocess.run([command, "-I", "-S", "-c", ASK], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False, text=True)
    try:
        implementation, version, flags, path = json.loads(done.stdout)
    except ValueError:
        return None
    return ("" if implementation == "cpython" else implementation + " ") + version + flags, path


def candidates(version):
    names = [f"python{'.'.join(version.split('.')[:2])}", "python3"]
    places = [shutil.which(name) for name in names] + [f"/usr/bin/{name}"
        for name in names] + [sys.executable]
    return list(dict.fromkeys(place for place in places if place and shutil.which(place)))


def find(version, given, who):
    """The path of CPython VERSION: GIVEN, which WHO named, or, when that is empty, one that is
    found."""
    if given and not shutil.which(given):
        raise BadInput(f"{who} is {given}: there is no such program")
    seen = {}
    for place in [given] if given else candidates(version):
        found = ask(place)
        if found and found[0] == version:
            return found[1]
        seen.setdefault(found[1] if found else place,
                        f"{place} is {found[0] if found else 'nothing that starts'}")
    raise BadInput(f"Python {version}, the image's, is needed to compile it, and "
                   f"{', '.join(seen.values()) or 'there is no Python here'}: "
                  f"install it, or write {who} := <path of one>")
