# SPDX-License-Identifier: MIT
"""The graph of a lock, as `why --json` prints it: its packages, and who asks for them."""

import json

from lib.programs import output_of


def read_graph(tools, lock, target, files):
    """TOOLS is the directory that has bin/; FILES are to each of -r, -c and -o the paths of such
    files. Raises BadInput."""
    inputs = [word for option, paths in files.items() for path in paths for word in (option, path)]
    return json.loads(output_of(tools / "bin" / "why", "--json", "--lock", lock, "--target",
                                target, *inputs))
