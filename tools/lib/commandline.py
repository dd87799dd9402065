# SPDX-License-Identifier: MIT
"""What the command lines of all programs in Python have in common: --version."""

import argparse
import pathlib

VERSION = pathlib.Path(__file__).resolve().parent.parent / "VERSION"


class ArgumentParser(argparse.ArgumentParser):
    def __init__(self, **arguments):
        super().__init__(**arguments)
        self.add_argument("--version", action="version", help="print the version and exit",
                          version=f"{self.prog} {VERSION.read_text(encoding='ascii').strip()}")
