# SPDX-License-Identifier: MIT
"""buildmetadata.py: the name and version of a source tree that only its build back end tells."""

import subprocess

from lib.badinput import BadInput


def built_identity(builder, top, subdirectory, subject):
    """(name, version) of the SUBDIRECTORY of TOP. BUILDER is the words of sdistmetadata.py(1),
    which runs back ends in a box; without it they are run nowhere."""
    command = [*builder, "--subdirectory", subdirectory, top]
    done = subprocess.run(command, text=True, stdin=subprocess.DEVNULL, check=False,
                          stdout=subprocess.PIPE) if builder else None
    if not done or done.returncode != 0:
        raise BadInput(f"{subject}: its build back end tells no version, as explained above")
    fields = dict(line.split(": ", 1) for line in done.stdout.splitlines())
    return fields["Name"], fields["Version"]
