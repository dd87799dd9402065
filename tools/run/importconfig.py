# SPDX-License-Identifier: MIT
"""importconfig.py: what importcheck.py is told to do, from a file. By Python 3.8, too."""

import json
import sys

MOST_CONFIG = 1 << 25
# What a configuration has to have.
MEMBERS = {"target": str, "manifest": str, "packages": dict, "critical": list, "skip": dict,
           "cuda": dict, "timeout": (int, float), "jobs": int, "smoke": list}


def problem_of(config):
    """Why it is no configuration, or None."""
    if not isinstance(config, dict):
        return "not an object"
    for name, kind in sorted(MEMBERS.items()):
        if name not in config:
            return ".%s: missing" % name
        if not isinstance(config[name], kind) or isinstance(config[name], bool):
            return ".%s: not what it should be" % name
    tests = [test if isinstance(test, list) else [] for test in config["smoke"]]
    texts = sum(([*config[name]] for name in ("critical", "start", "select") if name in config),
                [*config["packages"].values(), *config["skip"].values(), *sum(tests, [])])
    if not all(isinstance(text, str) for text in texts) or any(len(test) != 2 for test in tests):
        return "not text where it should be"
    if type(config["cuda"].get("required")) is not bool:
        return ".cuda.required: not what it should be"
    return None if 0 < config["jobs"] < 1000 and config["timeout"] > 0 else ".jobs or .timeout"


def read(path):
    """The configuration in the file. Ends the program, with a line, when it is none."""
    try:
        with open(path, encoding="utf-8") as file:
            config = json.loads(file.read(MOST_CONFIG))
        problem = problem_of(config)
        if not problem:
            return config
    except OSError as error:
        problem = error.strerror
    except (ValueError, RecursionError) as error:
        problem = "not valid JSON: %s" % error
    sys.exit(print("importcheck.py: %s: %s" % (path, problem), file=sys.stderr) or 1)
