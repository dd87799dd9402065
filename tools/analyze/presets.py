# SPDX-License-Identifier: MIT
"""The targets that there are, as far as a resolver is concerned, read from their files in
mk/targets without make."""

import re
from dataclasses import dataclass

_ASSIGNMENT = re.compile(r"^(PYLOCK_ARCH|PYLOCK_GLIBC|PYLOCK_BASE_PYTHON)\s*[?:]?=\s*([^\s#]+)",
                         re.MULTILINE)
_INCLUDE = re.compile(r"^include\s+\$\(_pylock_mk\)/(\S+)", re.MULTILINE)


@dataclass(frozen=True)
class Preset:
    name: str
    arch: str
    glibc: str
    python: str


def _values(path, top, depth=0):
    text = path.read_text(encoding="utf-8")
    values = dict(reversed(_ASSIGNMENT.findall(text)))
    for name in _INCLUDE.findall(text) if depth < 5 else ():
        if (top / name).is_file():
            values = {**_values(top / name, top, depth + 1), **values}
    return values


def read_presets(top):
    """Those of the framework, whose directory mk is TOP, that say all of it."""
    presets = []
    for path in sorted((top / "targets").glob("*.mk")):
        values = _values(path, top)
        if {"PYLOCK_ARCH", "PYLOCK_GLIBC",
            "PYLOCK_BASE_PYTHON"} <= values.keys() and "$" not in "".join(values.values()):
            presets.append(Preset(path.stem, values["PYLOCK_ARCH"], values["PYLOCK_GLIBC"],
                                  values["PYLOCK_BASE_PYTHON"]))
    return presets
