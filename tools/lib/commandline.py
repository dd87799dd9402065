# SPDX-License-Identifier: MIT
"""What the command lines of all programs in Python have in common: --version, and how they end."""

import argparse
import contextlib
import os
import pathlib
import re
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


# Users and passwords in addresses, as lib/userinfo.h has them: up to the last @ of the authority,
# or of the whole word when a slash in a password is not encoded. For ssh a user alone is none.
USERINFO = re.compile(r"""(?x) ([\w+.-]*) ://
    ( [^\s/?\#"<>`]+ | [^\s/?\#"<>`:\[]+ : \d* [^\s\d/?\#"<>`] [^\s"<>`]* ) (?=@)""")
# What could write to the terminal, ends a line, or turns the direction of text around.
MISLEADING = re.compile("[\0-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def hidden(text):
    """TEXT without the users and passwords of its addresses."""
    return USERINFO.sub(
        lambda found: found[0] if found[1].endswith("ssh") and ":" not in found[2]
        else f"{found[1]}://****", text)


def shown(text):
    """TEXT, of one line, in which nothing can mislead who reads it and no address has a password,
    as lib/die.h has it."""
    return MISLEADING.sub(
        lambda found: "".join(f"\\x{byte:02x}" for byte in found[0].encode(
            "utf-8", "surrogateescape" if "\udc80" <= found[0] <= "\udcff" else "surrogatepass")),
        hidden(text))


def show(text, file=None):
    """Each line of TEXT, on standard error if FILE is not given."""
    for line in text.split("\n"):
        with contextlib.suppress(BrokenPipeError):
            print(shown(line), file=file or sys.stderr, flush=True)


def say(program, text):
    """Each line of TEXT on standard error, behind the program's name."""
    for line in text.split("\n"):
        show(f"{program}: {line}")


def run(main, subject=""):
    """Ends the program with what MAIN returns. What stops it is one line on standard error, which
    begins with the program's name and the SUBJECT, and an exit status: 1 for bad input, 3 for a
    system that fails."""
    program, status = os.path.basename(sys.argv[0]), 3
    os.umask(os.umask(0o022) | 0o022)  # others can write nothing of what it makes
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
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, MemoryError) as error:
        text = f"{type(error).__name__}: {error}"
    say(program, f"{subject}{text}".rstrip("\n"))
    sys.exit(status)
