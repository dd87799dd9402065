# SPDX-License-Identifier: MIT
"""What is installed for the Python that runs this, and can be imported: part of importcheck.py(1),
handed to the image's own Python with it."""

import importlib.machinery
import importlib.metadata
import re


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def modules_of(files):
    """The modules of a distribution at the top: single ones, packages, and packages in directories
    that are none themselves."""
    names = {tuple(str(file).split("/")) for file in files}
    packages = {parts[:-1] for parts in names if re.match(r"__init__\.(py|.*so)$", parts[-1])}
    found = set()
    for parts in names:
        if parts[0] == ".." or not all(part.isidentifier() for part in parts[:-1]):
            continue
        inside = next((parts[:depth] for depth in range(1, len(parts))
                       if parts[:depth] in packages), None)
        stem, _, suffix = parts[-1].partition(".")
        is_module = stem.isidentifier() and (suffix == "py"
            or "." + suffix in importlib.machinery.EXTENSION_SUFFIXES)
        if inside:
            found.add(".".join(inside))
        elif len(parts) == 1 and is_module and not stem.startswith("lib"):
            found.add(stem)
    return sorted(found)


def survey(config):
    """Which distribution has which modules and paths: {module: distributions}, {first part of a
    path: distributions}, versions."""
    modules, owners, versions, paths = {}, {}, {}, set()
    for distribution in importlib.metadata.distributions():
        name = normal(distribution.metadata["Name"] or "")
        if name in versions or name not in config["packages"]:
            continue
        versions[name] = distribution.version
        files = [str(file) for file in distribution.files or []]
        paths.update(files)
        for file in files:
            if not file.startswith(".."):
                owners.setdefault(file.split("/")[0], set()).add(name)
        for module in modules_of(files):
            modules.setdefault(module, set()).add(name)
    return modules, owners, versions, paths


def modules_above(names, modules):
    """The MODULES, at most four, of distributions that require one of NAMES."""
    above = set()
    for distribution in importlib.metadata.distributions():
        for requirement in distribution.requires or ():
            if normal(re.match(r"[\w.-]*", requirement).group()) in names:
                above.add(normal(distribution.metadata["Name"] or ""))
    return sorted(module for module, owners in modules.items()
                  if owners & above.difference(names))[:4]
