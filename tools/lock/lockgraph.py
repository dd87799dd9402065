# SPDX-License-Identifier: MIT
"""The graph of a lock, as `why --json` prints it: its packages, and who asks for them."""

import json
import subprocess

from lib.badinput import BadInput


def read_graph(tools, lock, target, files):
    """TOOLS is the directory that has bin/; FILES are to each of -r, -c and -o the paths of such
    files. Raises BadInput."""
    inputs = [word for option, paths in files.items() for path in paths for word in (option, path)]
    command = [tools / "bin" / "why", "--json", "--lock", lock, "--target", target, *inputs]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        raise BadInput(result.stderr.strip().removeprefix("why: "))
    return json.loads(result.stdout)
