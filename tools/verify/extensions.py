# SPDX-License-Identifier: MIT
"""Whether Python loads the extension modules of an image: the tags in their names, and the C interface of NumPy that they use."""

import re

from packaging.utils import canonicalize_name

from verify.report import plural, they_are

TAGGED = re.compile(r"(.*)\.((?:cpython|pypy|abi)[^.]*)\.so")


def tags_for(target):
    """The suffixes that the target's interpreter tries (PEP 3149), besides a plain .so."""
    libc = "musl" if target.get("musl") else "gnu"
    soabi = f"cpython-{target['python'].replace('.', '')}"
    return {soabi, f"{soabi}-{target['arch']}-linux-{libc}", "abi3"}


def check_tags(elf, target, report):
    """A module counts as there when one of its files fits."""
    fitting, modules = tags_for(target), {}
    for entry in elf:
        match = TAGGED.fullmatch(entry["path"]) if entry.get("distribution") else None
        if match:
            modules.setdefault((entry["distribution"], match[1]), set()).add(match[2])
    before = len(report.findings)
    for (distribution, module), tags in sorted(modules.items()):
        if not tags & fitting:
            report.find("abi", distribution, f"{distribution}: {module.rpartition('/')[2]} is for {', '.join(sorted(tags))}, and Python {target['python']} "
                        f"on {target['arch']} does not load it", subject=module.rpartition("/")[2], todo="take a wheel for this Python")
    if len(report.findings) == before:
        report.ok(f"{they_are(len(modules), 'extension module')} for Python {target['python']}")


def check_numpy(elf, installed, report):
    """What was compiled with NumPy 1's headers is refused by NumPy 2; NumPy 2's headers serve both, from 1.19 on (NumPy 2.0's
    migration guide, "C-API")."""
    if "numpy" not in installed:
        return
    version = installed["numpy"]["version"]
    users = {entry["distribution"]: entry["numpy"] for entry in sorted(elf, key=lambda entry: -entry.get("numpy", 0))
             if entry.get("numpy") and entry.get("distribution")}
    bad = sorted(name for name, interface in users.items() if interface == 1 and int(version.split(".")[0]) >= 2)
    for name in bad:
        report.find("numpy", name, f"{name} was compiled for NumPy 1, and NumPy {version} refuses it", todo=f"constrain numpy<2, or take a newer {name}")
    if not bad and users:
        report.ok(f"the C interface that {plural(len(users), 'distribution')} {'was' if len(users) == 1 else 'were'} compiled for is one of NumPy {version}")


def check_shared(installed, report):
    """Two distributions that claim one file: whichever was written last is there. The same bytes do no harm."""
    same = set()
    for name, distribution in sorted(installed.items()):
        claims = {}
        for path, other, equal in distribution.get("shared", ()):
            if equal and not path.rpartition("/")[2].startswith("__init__."):  # those of a namespace are of no interest
                same.add(path)
            elif equal:
                continue
            else:
                claims.setdefault(canonicalize_name(other), []).append(path)
        for other, paths in sorted(claims.items()):
            report.find("claim", name, f"{name} and {other} both claim {paths[0]}{f' and {len(paths) - 1} more' if len(paths) > 1 else ''}, with other bytes",
                        subject=other, todo="leave one of them out (PYLOCK_EXCLUDE), or say whose it is (PYLOCK_OWNER.<path>)")
    if same:
        report.find("claim", None, f"several distributions claim {sorted(same)[0]}{f' and {len(same) - 1} more' if len(same) > 1 else ''}", "with the same bytes",
                    subject="same")
