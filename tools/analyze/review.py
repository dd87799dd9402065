# SPDX-License-Identifier: MIT
"""What is to be said of requirements that resolve: releases without a wheel or withdrawn, pins that
are behind, overrides and constraints that do nothing."""

import concurrent.futures
from dataclasses import dataclass

from packaging.version import Version

from analyze import changes
from analyze.trials import Broken, OutOfTime

JOBS = 12
TRIALS = 3
MOST = 6


@dataclass
class Finding:
    """`wrong`: the analysis fails for it; else it is only said."""

    check: str
    package: str
    text: str
    wrong: bool = False


def some(items):
    items = list(map(str, items))
    return ", ".join(items[:MOST]) + (f" and {len(items) - MOST} more" if len(items) > MOST else "")


def no_wheel(market, name, version, target):
    """A finding when the release has no wheel for the target; what there is instead, and which near
    release has one. Else None."""
    version = Version(version)
    if market.has_wheel(name, version, target):
        return None
    wanted = market.other_python(name, version, target)
    if wanted:
        return Finding("Python", name, f"{name} {version} wants Python {wanted}, and "
                                       f"{target['name']} has "
                                       f"{target.get('pythonFull') or target['python']}",
                                       wrong=True)
    platforms = market.platforms(name, version)
    instead = [f"wheels for {some(platforms)}"] * bool(platforms) + ["an sdist"] * market.has_sdist(
        name, version)
    others = sorted(market.versions(name, target, wheels_only=True),
                    key=lambda other: (other < version,
                                       abs_distance(market, name, target, other, version)))
    near = f"{others[0]} has one" if others else "no release has one"
    return Finding("no wheel", name, f"{name} {version}: no wheel for {target['name']}; there "
            f"{'are' if instead and instead[0].startswith('wheels') else 'is'} "
            f"{' and '.join(instead) or 'nothing'}; {near}",
                   wrong=not market.has_sdist(name, version))


def abs_distance(market, name, target, one, other):
    releases = market.versions(name, target)
    return abs(sum(each < one for each in releases) - sum(each < other for each in releases))


def of_index(market, name, version, locked_sha256):
    """A finding when the index has withdrawn the release (PEP 592)."""
    files = [file for file in market.files(name) if file.version == Version(version)]
    mine = [file for file in files if file.sha256 in locked_sha256] or files
    if not mine or not all(file.yanked is not None for file in mine):
        return None
    reason = next((file.yanked for file in mine if file.yanked), "")
    return Finding("yanked", name, f"{name} {version} was withdrawn from its "
                                   f"index{': ' + reason if reason else ''}: move to another "
                                   f"release", wrong=True)


def releases(market, packages, target, hashes):
    """Findings on what was resolved, from the indexes' pages."""
    def look(item):
        name, version = item
        return [finding for finding in (no_wheel(market, name, version, target),
                                        of_index(market, name, version, hashes.get(name, ())))
                                        if finding]

    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        return [finding for found in pool.map(look, sorted(packages.items())) for finding in found]


def behind(market, lines, target):
    """Pins of the requirements for which there is a newer release."""
    for line in lines:
        pinned = changes.pinned(line)
        if line.kind != "requirement" or pinned is None:
            continue
        newer = [version for version in market.versions(line.name, target)
                 if version > pinned and not version.is_prerelease]
        if newer:
            yield Finding("behind", line.name,
                          f"{line.place}: {line.text}: {newer[-1]} is the newest, {len(newer)} "
                          f"release{'s' * (len(newer) > 1)} on")


def off_index(market, lines, target, cuda):
    """Pins whose release the package's own index does not have for the target."""
    what = f"CUDA {cuda} build" if cuda else "build"
    for line in lines:
        index = market.pages.index_of(line.name) if line.name else "default"
        pinned = changes.pinned(line)
        if line.kind != "requirement" or pinned is None or index == "default":
            continue
        versions = market.versions(line.name, target)
        if not any(version.public == pinned.public for version in versions):
            yield Finding("no build", line.name,
                          f"{line.place}: {line.name} {pinned}: index '{index}' has no {what} of "
                          f"it for {target['name']}; "
                          f"it has {some(versions[::-1]) or 'none at all'}", wrong=True)


MENDED = {"module": str, "said": str, "involved": [str], "also": [str], "constraint?": str}


def lies(mended):
    """That modules of the image could not be imported, and what mend.py found."""
    module, also = mended["module"], mended["also"]
    text = f"{module}: {mended['said']}: metadata of {some(mended['involved'])} does not say so; "
    if mended["constraint"]:
        text += (f"add to constraints.txt: {mended['constraint']} (tried: "
                 f"{'they' if also else 'it'} can then be "
                 f"imported{f': {some([module, *also])}' if also else ''})")
    else:
        text += (f"no release that resolves helps; if it need not be imported, declare it by "
                 f"PYLOCK_IMPORT_SKIP.{module} := <reason>")
    return Finding("import", module, text, wrong=True)


def vain_overrides(graph, lines):
    """Overrides that silence nobody: what is locked is what all packages ask for."""
    for line in lines:
        if line.kind != "override":
            continue
        edges = graph["asked"].get(line.name, ())
        if line.name not in graph["packages"] and edges:
            continue  # its marker is false: it takes the package away
        if line.name not in graph["packages"]:
            yield Finding("override", line.name,
                          f"{line.place}: {line.text}: changes nothing, {line.name} is not in the "
                          f"lock")
        elif all(edge["met"] for edge in edges):
            who = some(f"{edge['who']} asks for {edge['specifier']}" for edge in edges)
            yield Finding("override", line.name,
                          f"{line.place}: {line.text}: overrides nothing any more: {who}, and "
                          f"{graph['packages'][line.name]['version']} is that; take it away, or "
                          f"make it a constraint")


def vain_constraints(lines, target, trials, resolver):
    """Constraints without which the same is resolved, from nothing."""
    constraints = [line for line in lines if line.kind == "constraint"]

    def packages_without(line):
        return trials.run(changes.setting([other for other in lines if other is not line], target,
                                          ()), resolver, anew=True, near=False).packages

    if not constraints:
        return []
    try:
        with concurrent.futures.ThreadPoolExecutor(TRIALS) as pool:
            base, *others = pool.map(packages_without, [None, *constraints])
    except (Broken, OutOfTime):
        return []
    return [Finding("constraint", line.name, f"{line.place}: {line.text}: " + (
        f"never binds, {line.name} is not in the lock"
        if line.name not in without else "does not bind: without it the same is resolved"))
        for line, without in zip(constraints, others) if base and without and base == without]
