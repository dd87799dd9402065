# SPDX-License-Identifier: MIT
"""programs.py: what the framework's programs in C print."""

import os
import pathlib
import subprocess

from lib.badinput import BadInput

PROGRAMS = pathlib.Path(__file__).resolve().parents[2] / "build" / "bin"


def output_of(program, *words, given=b""):
    """The bytes that PROGRAM, a name or path, prints, with the bytes GIVEN as its standard input.
    Raises BadInput where it refuses its input, else OSError, with its message."""
    done = subprocess.run([PROGRAMS / program, *words], input=given, capture_output=True,
                          check=False)
    if done.returncode:
        said = os.fsdecode(done.stderr).strip().removeprefix(f"{os.path.basename(program)}: ")
        raise BadInput(said) if done.returncode == 1 else OSError(said)
    return done.stdout
