# SPDX-License-Identifier: MIT
"""What the command lines of all programs in Python have in common: --version, and how they end."""

import argparse
import os
import pathlib
import subprocess
import sys

from lib.badinput import Stop

VERSION = pathlib.Path(__file__).resolve().parent.parent / "VERSION"


class ArgumentParser(argparse.ArgumentParser):
    """A wrong command line is one line on standard error and exit status 2."""

    def __init__(self, **arguments):
        super().__init__(**arguments)
        self.add_argument("--version", action="version", help="print the version and exit",
                          version=f"{self.prog} {VERSION.read_text(encoding='ascii').strip()}")

    def error(self, message):
        self.exit(2, f"{self.prog}: {message} (see {self.prog} --help)\n")


def run(main, subject=""):
    """Ends the program with what MAIN returns. What stops it is one line on standard error, which
    begins with the program's name and the SUBJECT, and an exit status: 1 for bad input, 3 for a
    system that fails."""
    program, status = os.path.basename(sys.argv[0]), 3
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
    except Stop as error:
        text, status = error, error.status
    except OSError as error:
        text = f"{error.filename}: {error.strerror}" if error.filename else error
    except subprocess.SubprocessError as error:
        text = error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        text = f"{type(error).__name__}: {error}"
    sys.exit(print(f"{program}: {subject}{text}", file=sys.stderr) or status)
