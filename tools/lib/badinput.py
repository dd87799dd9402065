# SPDX-License-Identifier: MIT
"""What stops a program: see `run` in lib/commandline.py."""


class Stop(Exception):
    """Its text is the line that the user reads, its status that of the program."""

    status = 3


class BadInput(Stop):
    """The input is bad, or the result is not what was asked for."""

    status = 1
