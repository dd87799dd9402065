# SPDX-License-Identifier: MIT
"""environment.py: what markers (PEP 508) see on a target that target.json describes, whatever
machine this is."""

import pathlib
import re

TABLE = pathlib.Path(__file__).with_name("environment.def").read_text(encoding="utf-8")
VARIABLES = re.findall(r'^VARIABLE\((\w+), \w+, "(.*)"\)$', TABLE, re.MULTILINE)


def marker_environment(target):
    values = {"@arch": target["arch"], "@python": target["python"],
              "@full": target.get("pythonFull") or f"{target['python']}.0"}
    return {name: values.get(value, value) for name, value in VARIABLES}
