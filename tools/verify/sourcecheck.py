# SPDX-License-Identifier: MIT
"""What sources.py found in the Python files of the packages, judged."""

from verify.report import plural, they_are


def check_sources(sources, report):
    wheels = {name: found for name, found in sources["wheels"].items() if found}
    unknown = sorted(sources["wheels"].keys() - wheels.keys())
    before = len(report.findings)
    for name, found in sorted(wheels.items()):
        for path, line, what in found["syntax"]:
            report.find("syntax", name, f"{name}: {path}:{line}: {what} (Python {sources['python']})", subject=path)
        for top in found["standard"]:
            report.find("standard", name, f"{name} installs {top}, which is a module of Python's own: one of the two is never imported", subject=top)
    check_entry_points(wheels, report)
    if unknown:
        report.ok(f"not looked at, as their wheels are no longer in the store: {' '.join(unknown)}")
    if len(report.findings) == before:
        parsed = sum(found["files"] for found in wheels.values() if not found["declared"])
        declared = sum(1 for found in wheels.values() if found["declared"])
        points = sum(len(found["entryPoints"]) for found in wheels.values())
        report.ok(f"{plural(parsed, 'source file')} parse as Python {sources['python']} ({they_are(declared, 'distribution')} declared "
                  f"for it and not parsed); {plural(points, 'entry point')} lead somewhere; no name hides one of Python's own")


def check_entry_points(wheels, report):
    """One that names a module of another distribution leads somewhere when any has its top-level package."""
    tops = {top for found in wheels.values() for top in found["tops"]}
    for name, found in sorted(wheels.items()):
        for group, point, value, problem in found["entryPoints"]:
            if problem == "elsewhere":
                top = value.split(":")[0].split(".")[0].strip()
                problem = None if top in tops else f"there is no module {top}"
            if problem:
                report.find("entry", name, f"{name}: the entry point {point} ({group}) is {value}: {problem}", subject=point)
