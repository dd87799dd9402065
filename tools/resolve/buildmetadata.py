# SPDX-License-Identifier: MIT
"""buildmetadata.py: the name and version of a source tree that only its build back end tells.

pip asks the back end, in an environment of its own; what that requires comes through the routing
index, so from where the policy says.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from lib.badinput import BadInput

HERE = pathlib.Path(__file__).resolve().parent
LEFT_OUT = shutil.ignore_patterns("build", "dist", ".venv", "*.egg-info", "__pycache__")


def environment(scratch):
    """Nothing of the user's pip reaches the build, but what builds may require."""
    values = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    constraints = os.environ.get("PYLOCK_BUILD_CONSTRAINTS", "").split()
    if constraints:
        path = pathlib.Path(scratch, "constraints.txt")
        path.write_text("\n".join(constraints) + "\n", encoding="utf-8")
        values["PIP_BUILD_CONSTRAINT"] = str(path)
    return {**values, "PIP_CONFIG_FILE": os.devnull, "PIP_NO_INPUT": "1",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def built_identity(args, top, subdirectory, subject):
    """(name, version) of the SUBDIRECTORY of TOP, of which a copy is built: back ends write beside
    the sources. ARGS has the framework's build directory, TOOLS, and the POLICY."""
    with tempfile.TemporaryDirectory() as scratch:
        report, copy = pathlib.Path(scratch, "report.json"), pathlib.Path(scratch, "copy")
        shutil.copytree(top, copy, symlinks=True, ignore=LEFT_OUT)
        done = subprocess.run(
            [sys.executable, HERE / "routeindex.py", "--policy", args.policy, "--tools", args.tools,
             "--", sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--no-deps",
             "--ignore-installed", "--ignore-requires-python", "--report", report,
             copy / subdirectory],
            env=environment(scratch), stdin=subprocess.DEVNULL, capture_output=True, text=True,
            check=False)
        if done.returncode != 0:
            print(done.stderr, end="", file=sys.stderr)
            raise BadInput(f"{subject}: its build back end tells no version, as explained above")
        metadata = json.loads(report.read_text(encoding="utf-8"))["install"][0]["metadata"]
        return metadata["name"], metadata["version"]
