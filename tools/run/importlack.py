# SPDX-License-Identifier: MIT
"""What an import lacks that no version of a package brings: part of importcheck.py(1), handed to
the image's own Python with it."""

import importlib.metadata
import re
import shutil

from run.installed import normal

# What an import ends with for want of something that no version of a package brings: the program's
# name, or the exception's.
NO_SETTINGS = re.compile(r"^(?:\w+\.)*(ImproperlyConfigured|AppRegistryNotReady)\b", re.M)
NO_PROGRAM = re.compile(r"^(?:\w+\.)*(?:FileNotFoundError: \[Errno 2\] No such file or directory: "
                        r"'([\w.+-]+)'|ImportError: Bad (\w+) executable)", re.M)
NO_MODULE = re.compile(r"^ModuleNotFoundError: No module named '(\w+)[\w.]*'", re.M)


def brought_by_extra(module, names):
    """The (package, distribution) of NAMES of which an extra asks for a package of that name, which
    is not installed; or None."""
    for name in names:
        try:
            wanted = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue
        for requirement in wanted:
            package = normal(re.match(r"[\w.-]*", requirement).group())
            if normal(module) in package and re.search(r";.*\bextra\b", requirement):
                return package, name
    return None


def unmet(text, names, modules):
    """What an import lacks, as (kind, reason), by what it said, when that is nothing that another
    version mends: a program, settings, or what only an extra brings. Else None."""
    found = NO_SETTINGS.search(text)
    if found:
        return "settings", "it needs settings: %s" % found.group(1)
    found = NO_PROGRAM.search(text)
    program = found and (found.group(1) or found.group(2))
    if program and ("subprocess" in text or found.group(2)) and not shutil.which(program):
        return "program", "it needs the program %s, which is not in the image" % program
    found = NO_MODULE.search(text)
    extra = found and found.group(1) not in modules and brought_by_extra(found.group(1), names)
    if extra:
        return "extra", "it needs %s, which an extra of %s brings" % extra
    return None
