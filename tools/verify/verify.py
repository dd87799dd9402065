#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""verify.py: whether an image holds what its lock says, from the evidence that inspect(1) collected. Runs nothing of the target.

Requirements and markers are evaluated by the packaging library. Each finding is an error unless it is declared: by an
override, by PYLOCK_EXCLUDE, by PYLOCK_ALLOW.<package> or by PYLOCK_ACCEPT.<id>. Exit status 1 when an error is left. See verify.py(1).
"""

import argparse
import json
import os
import pathlib
import re
import sys

from packaging.markers import UndefinedEnvironmentName
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

sys.path[0] = os.path.dirname(sys.path[0])

from pypa.environment import marker_environment
from verify.extensions import check_numpy, check_shared, check_tags
from verify.flaws import NOTED, check_wheels
from verify.gpucheck import check_builds, check_code
from verify.linkage import Linkage
from verify.report import Report, plural, show, they_are
from verify.sourcecheck import check_sources

MAX_EXAMPLES = 5


def parse_arguments():
    parser = argparse.ArgumentParser(prog="verify.py", description="Compares an image with its lock.")
    parser.add_argument("--plan", type=pathlib.Path, required=True, help="plan.json of lockplan")
    parser.add_argument("--evidence", type=pathlib.Path, required=True, help="the JSON that inspect printed")
    parser.add_argument("--lock-sha256", required=True, help="of what is installed of the lock, as the plan has it; the image's label must say the same")
    parser.add_argument("--override", type=pathlib.Path, action="append", default=[], help="a file of overrides")
    parser.add_argument("--allow", action="append", default=[], metavar="PACKAGE=REASON", help="accepts findings on a package")
    parser.add_argument("--accept", action="append", default=[], metavar="ID=REASON", help="accepts the finding with that id; * stands for anything")
    parser.add_argument("--allow-wheel", action="append", default=[], metavar="SHA256=REASON", help="declares what layers say of that wheel")
    parser.add_argument("--flaws", type=pathlib.Path, help="what layers say of wheels that are not as the rules want them")
    parser.add_argument("--driver", action="append", default=[], metavar="SONAME=VERSION", help="a library that the device's driver supplies")
    parser.add_argument("--cuda", default="", help="the target's version of CUDA")
    parser.add_argument("--capability", action="append", default=[], metavar="8.7", help="the compute capability of a GPU of the target")
    parser.add_argument("--cuda-package", action="append", default=[], metavar="PACKAGE", help="a package that is to be a CUDA build")
    parser.add_argument("--sources", type=pathlib.Path, help="what sources.py printed")
    parser.add_argument("--owners", type=pathlib.Path, help="lines of a soname and the Debian package that has it")
    parser.add_argument("--critical", action="append", default=[], metavar="PACKAGE", help="must be in the image")
    parser.add_argument("--uncompiled", type=pathlib.Path, help="the paths of .py files that layers say do not compile")
    parser.add_argument("--gpu", action="store_true", help="the target has an NVIDIA GPU, which the image must ask for")
    parser.add_argument("--provided", type=pathlib.Path, help="provided.json of provided.py: what the base provides")
    parser.add_argument("--owned", type=pathlib.Path, help="what image decided about files that several packages have")
    parser.add_argument("--quiet", action="store_true", help="prints nothing; for --json")
    parser.add_argument("--json", type=pathlib.Path, help="where the findings go as JSON")
    return parser.parse_args()


def examples(items):
    items = list(items)
    more = f" and {len(items) - MAX_EXAMPLES} more" if len(items) > MAX_EXAMPLES else ""
    return ", ".join(items[:MAX_EXAMPLES]) + more


def same_version(installed, locked):
    """PEP 440: a local version satisfies its public pin, not the other way round."""
    try:
        installed, locked = Version(installed), Version(locked)
    except InvalidVersion:
        return installed == locked
    return installed == locked if locked.local else Version(installed.public) == locked


# --- checks ---------------------------------------------------------------------


def check_distributions(plan, installed, flawed, report):
    """Every distribution of the package layers is the lock's, at the lock's version."""
    locked = {package["name"]: package["version"] for package in plan["packages"]}
    before = len(report.findings)
    for name in sorted(locked.keys() - installed.keys()):
        report.find("lock", name, f"{name} {locked[name]} is in the lock and not in the image")
    for name in sorted(installed.keys() - locked.keys()):
        report.find("lock", name, f"{name} {installed[name]['version']} is in the image and not in the lock")
    for name in sorted(installed.keys() & locked.keys()):
        if not same_version(installed[name]["version"], locked[name]):
            report.find("lock", name, f"{name} is {installed[name]['version']} in the image and {locked[name]} in the lock",
                        flawed.get(name) if flawed.get(name) != NOTED else None)
    if len(report.findings) == before:
        report.ok(f"{they_are(len(installed), 'distribution')} the lock's, at the lock's versions")
    for name in plan["excluded"]:
        if name in installed:
            report.find("lock", name, f"{name} is to be left out and is in the image")
        else:
            report.find("excluded", name, f"{name} is left out", "PYLOCK_EXCLUDE")


def check_provided(provided, plan, distributions, report):
    """What the base provides is there, as it was when the lock was made, and nothing shadows it. Returns what counts as installed."""
    present = {}
    for name, wanted in sorted(provided.items()):
        same = [entry for entry in distributions if canonicalize_name(entry["name"]) == name]
        base = [entry for entry in same if entry.get("base") and "/" + entry["path"].rpartition("/")[0] == wanted["site"]]
        counts = f"{name} {wanted['base']} of the base counts as {wanted['version']}"
        for entry in same:
            if not entry.get("base"):
                report.find("shadow", name, f"{name} {entry['version']} in the virtual environment shadows the base's {wanted['base']}, which PYLOCK_PROVIDED names")
        if any(package["name"] == name for package in plan["packages"]):
            report.find("provided", name, f"{name} is provided by the base and in the lock: run `make resolve`")
        if not base:
            report.find("provided", name, f"{name} is to be provided by the base and is not in {wanted['site']}")
        elif base[0]["version"] != wanted["base"]:
            report.find("provided", name, f"{name} is {base[0]['version']} in the image and was {wanted['base']} in the base: run `make resolve`")
        else:
            report.find("provided", name, counts, "PYLOCK_PROVIDED")
            present[name] = {**base[0], "version": wanted["version"]}
    return present


def check_critical(critical, plan, installed, report):
    missing = [name for name in map(canonicalize_name, critical) if name not in installed and name not in plan["excluded"]]
    for name in missing:
        report.find("critical", name, f"{name} is critical and not in the image")
    if critical and not missing:
        report.ok(f"critical packages: {' '.join(critical)}")


def named(distributions, report):
    """Those with a name and a version; the others are findings."""
    for entry in distributions:
        if not (entry["name"] and entry["version"]):
            report.find("metadata", None, f"{entry['path']}: METADATA names no distribution and version")
    return [entry for entry in distributions if entry["name"] and entry["version"]]


def check_records(evidence, installed, flawed, report):
    """RECORD names every file, with the hash that the file has; FLAWED has the reason where a wheel's own does not."""
    before = len(report.findings)
    for name, distribution in sorted(installed.items()):
        record = distribution["record"]
        if not record:
            report.find("record", name, f"{name}: no RECORD")
            continue
        if record["unchecked"]:
            report.find("record", name, f"{name}: RECORD has no SHA-256 for {examples(record['unchecked'])}", flawed.get(name))
        if record["missing"]:
            report.find("record", name, f"{name}: RECORD names files that are not there: {examples(record['missing'])}")
        if record["changed"]:
            report.find("record", name, f"{name}: files differ from RECORD: {examples(record['changed'])}",
                        flawed.get(name) if flawed.get(name) != NOTED else None)
    if evidence["unowned"]:
        report.find("record", None, f"files that no distribution's RECORD has: {examples(evidence['unowned'])}")
    if len(report.findings) == before:
        files = sum(distribution["record"]["files"] for distribution in installed.values())
        report.ok(f"{they_are(files, 'file')} as their RECORD says, and no other file is there")


def check_owned(owned, report):
    """Which files are one package's by a rule of PYLOCK_OWNER, and which rules decide nothing."""

    def line(rule):
        return "PYLOCK_OWNER.{0[0]} := {0[2]}".format(rule.rpartition("="))

    for decision in owned["owned"]:
        more = f" and {decision['count'] - 1} more" if decision["count"] > 1 else ""
        name, other = decision["owner"], decision["from"]
        report.find("owner", other.split()[0], f"{other}: /{decision['path']}{more}: the file of {name} is there instead",
                    line(decision["rule"]), subject=name.split()[0])
    for rule in owned["unused"]:
        report.find("owner", None, f"{line(rule['rule'])} decides nothing", f"{rule['why']}: take it out", subject=rule["rule"])


def check_bytecode(plan, installed, uncompiled, report):
    """Where .pyc files are promised, every .py file has one, but for those that do not compile."""
    excluded, names = set(plan["excluded"]), {package["name"] for package in plan["packages"]}
    for name in sorted({canonicalize_name(name) for name in plan["target"].get("pyc", []) if name != "*"} - names - excluded):
        report.find("pyc", name, f"PYLOCK_PYC names {name}, which is not in the lock")
    promised = [package["name"] for package in plan["packages"] if package.get("pyc") and package["name"] in installed]
    before = len(report.findings)
    for name in promised:
        without = sorted(set((installed[name]["record"] or {}).get("uncompiled", [])) - uncompiled)
        if without:
            report.find("pyc", name, f"{name}: {plural(len(without), '.py file')} without the .pyc that PYLOCK_PYC promises: {examples(without)}")
    if promised and len(report.findings) == before:
        left_out = f"; {plural(len(uncompiled), '.py file')} without, not being Python {plan['target']['python']}" if uncompiled else ""
        report.ok(f"the .pyc files of {plural(len(promised), 'distribution')} are there{left_out}")


def requirements_of(distribution, extras, environment, report):
    """The requirements that hold for the target, with these extras."""
    for text in distribution["requiresDist"]:
        try:
            requirement = Requirement(text)
            holds = requirement.marker is None or any(
                requirement.marker.evaluate(environment | {"extra": extra}) for extra in {"", *extras})
        except (InvalidRequirement, UndefinedEnvironmentName) as error:
            report.find("requires", distribution["name"], f"{distribution['name']}: Requires-Dist: {error}")
            continue
        if holds:
            yield requirement


def check_one_requirement(who, requirement, installed, excluded, overridden, report):
    name = canonicalize_name(requirement.name)
    what = f"{who['name']} {who['version']} wants {requirement.name}{requirement.specifier}"
    if name in installed:
        version = installed[name]["version"]
        if not requirement.specifier.contains(version, prereleases=True):
            declared = f"overridden in {overridden[name]}" if name in overridden else None
            report.find("requires", who["name"], f"{what}: {version} is installed", declared, subject=name)
    elif name in excluded:
        report.find("requires", who["name"], f"{what}: it is left out", "PYLOCK_EXCLUDE", subject=name)
    else:
        declared = f"overridden in {overridden[name]}" if name in overridden else None
        report.find("requires", who["name"], f"{what}: it is not installed", declared, subject=name)


def check_requirements(plan, installed, overridden, report):
    """Requires-Dist of each distribution holds for the target; an extra counts where a requirement asks for it. Returns which distribution
    wants which others."""
    environment = marker_environment(plan["target"])
    excluded = set(plan["excluded"])
    before, seen, edges = len(report.errors()), set(), {name: set() for name in installed}
    todo = [(name, frozenset()) for name in sorted(installed)]
    count = 0
    while todo:
        name, extras = todo.pop(0)
        for requirement in requirements_of(installed[name], extras, environment, report):
            key = (name, str(requirement))
            if key in seen:
                continue
            seen.add(key)
            count += 1
            check_one_requirement(installed[name], requirement, installed, excluded, overridden, report)
            wanted = canonicalize_name(requirement.name)
            edges[name].add(wanted)
            if requirement.extras and wanted in installed:
                todo.append((wanted, frozenset(requirement.extras)))
    if len(report.errors()) == before:
        report.ok(f"{plural(count, 'requirement')} among them {'holds' if count == 1 else 'hold'} for {plan['target']['name']}")
    return edges


def check_python(plan, installed, report):
    version = plan["target"]["pythonFull"]
    for name, distribution in sorted(installed.items()):
        wanted = distribution["requiresPython"]
        try:
            if wanted and not SpecifierSet(wanted).contains(version, prereleases=True):
                report.find("python", name, f"{name} {distribution['version']} wants Python {wanted}: the image has {version}")
        except InvalidSpecifier:
            report.find("python", name, f"{name}: Requires-Python '{wanted}' is not a specifier")


# Machines whose code lies in files as data: CUDA, AMD's GPUs, BPF.
DEVICE_MACHINES = {"elf-190", "elf-224", "elf-247"}


def check_elf(plan, evidence, report):
    """Every ELF file is for the target's machine."""
    machine = plan["target"]["arch"]
    wrong = {}
    for entry in evidence["elf"]:
        if entry["machine"] != machine and entry["machine"] not in DEVICE_MACHINES:
            wrong.setdefault(entry.get("distribution"), []).append(f"{entry['path']} ({entry['machine']})")
    for name, paths in sorted(wrong.items(), key=str):
        report.find("elf", name, f"{name or 'base'}: not for {machine}: {examples(paths)}")
    if not wrong:
        report.ok(f"{they_are(len(evidence['elf']), 'ELF file')} for {machine}")


def report_origins(plan, report):
    """Which index each package comes from, when there are several, and why one file was taken rather than another of its release."""
    names = {}
    for package in plan["packages"]:
        names.setdefault(package.get("index", "default"), []).append(package["name"])
    for index, packages in sorted(names.items()):
        if index != "default":
            report.ok(f"{len(packages)} of {len(plan['packages'])} packages are from index {index}: {' '.join(packages)}")
    for package in plan["packages"]:
        if package.get("choice"):
            report.ok(f"{package['name']}: {package['file']['filename']} was taken by {package['choice']['by']}, over "
                      f"{examples(package['choice']['over'])}")


def check_label(evidence, sha256, report):
    labels = (evidence["config"].get("config") or {}).get("Labels") or {}
    if labels.get("mk.pylock.lock") != f"sha256:{sha256}":
        report.find("label", None, "the image's label mk.pylock.lock is not the hash of the lock: the image is of another lock")
    else:
        report.ok("the image is of this lock")


def environment_of(evidence):
    return dict(item.split("=", 1) for item in (evidence["config"].get("config") or {}).get("Env") or [] if "=" in item)


def check_environment(evidence, report):
    """The base's variables do not lead Python away from the packages of the lock."""
    environment, shadows = environment_of(evidence), {}
    if environment.get("PYTHONHOME"):
        report.find("environment", None, f"PYTHONHOME is {environment['PYTHONHOME']} in the image: with it Python does not find the virtual environment",
                    subject="PYTHONHOME", todo="write PYLOCK_ENV_UNSET += PYTHONHOME")
    for entry in evidence.get("startup", {}).get("shadows", []):
        shadows.setdefault(entry["directory"], set()).add(entry.get("distribution") or entry["module"])
    for directory, names in sorted(shadows.items()):
        report.find("environment", None, f"PYTHONPATH leads to {directory} first, which has its own {examples(sorted(names))}: "
                    "these are imported in place of the lock's", subject="PYTHONPATH", todo="write PYLOCK_ENV_UNSET += PYTHONPATH")


def check_startup(evidence, report):
    """What the image is to start is there, for a user that is there."""
    startup = evidence.get("startup")
    if not startup:
        return
    before = len(report.findings)
    for entry in startup["programs"]:
        if entry.get("problem"):
            where = entry.get("path") if entry.get("path") not in (None, entry["program"]) else None
            report.find("start", None, f"{entry['of']} of the image: {entry['program']}{f' ({where})' if where else ''}: {entry['problem']}", subject=entry["of"])
    user, _, group = ((evidence["config"].get("config") or {}).get("User") or "").partition(":")
    for name, kind, known in (user, "user", startup["users"]), (group, "group", startup["groups"]):
        if name and not name.isdigit() and name not in known:
            report.find("start", None, f"User of the image: there is no {kind} {name} in it", subject="User", todo="write a number in PYLOCK_USER, or PYLOCK_USERS")
    if startup["programs"] and len(report.findings) == before:
        report.ok(f"what is started is there: {examples(entry['program'] for entry in startup['programs'])}")


def check_gpu(evidence, report):
    """NVIDIA's container runtime gives a container no GPU unless its environment asks for one."""
    environment = environment_of(evidence)
    before = len(report.findings)
    if environment.get("NVIDIA_VISIBLE_DEVICES", "") in ("", "void", "none"):
        report.find("gpu", None, "NVIDIA_VISIBLE_DEVICES is not set in the image: NVIDIA's runtime shows it no GPU", subject="devices",
                    todo="write PYLOCK_ENV.NVIDIA_VISIBLE_DEVICES := all")
    capabilities = set(environment.get("NVIDIA_DRIVER_CAPABILITIES", "").split(","))
    if not capabilities & {"all"} and not capabilities >= {"compute", "utility"}:
        report.find("gpu", None, "NVIDIA_DRIVER_CAPABILITIES of the image lacks compute or utility: CUDA finds no driver", subject="capabilities",
                    todo="write PYLOCK_ENV.NVIDIA_DRIVER_CAPABILITIES := compute,utility")
    if len(report.findings) == before:
        report.ok("the image asks NVIDIA's runtime for a GPU")


def read_overrides(paths):
    """Names that override files give, and in which file."""
    names = {}
    for path in paths:
        for line in path.read_text(encoding="utf-8-sig").splitlines():
            line = re.sub(r"(^|\s)#.*$", "", line).strip()
            if line and not line.startswith("-"):
                try:
                    names[canonicalize_name(Requirement(line).name)] = path.name
                except InvalidRequirement:
                    continue
    return names


def read_owners(path):
    """What to write for a library that a package of the base's archive has."""
    owners = dict(line.split()[:2] for line in path.read_text(encoding="utf-8").splitlines() if line.strip()) if path and path.exists() else {}
    return lambda soname: f"add PYLOCK_APT += {owners[soname]}" if soname in owners else None


def pairs(items):
    return [(key, value) for key, _, value in (item.partition("=") for item in items)]


def normalized(elf):
    return [entry | ({"distribution": canonicalize_name(entry["distribution"])} if entry.get("distribution") else {}) for entry in elf]


def verify(args, plan, evidence, report):
    distributions = named(evidence["distributions"], report)
    provided = json.loads(args.provided.read_text(encoding="utf-8")) if args.provided else {}
    installed = {canonicalize_name(entry["name"]): entry for entry in distributions if not entry.get("base")}
    elf = normalized(evidence["elf"])

    check_label(evidence, args.lock_sha256, report)
    check_startup(evidence, report)
    check_environment(evidence, report)
    flaws = json.loads(args.flaws.read_text(encoding="utf-8")) if args.flaws else []
    flawed = check_wheels(plan, flaws, {sha256.lower(): reason for sha256, reason in pairs(args.allow_wheel)}, report)
    check_records(evidence, installed, flawed, report)
    if args.owned and args.owned.exists():
        check_owned(json.loads(args.owned.read_text(encoding="utf-8")), report)
    check_shared(installed, report)
    check_bytecode(plan, installed, set(json.loads(args.uncompiled.read_text(encoding="utf-8")) if args.uncompiled else []), report)
    report.group = "lock"
    report_origins(plan, report)
    check_distributions({**plan, "packages": [package for package in plan["packages"] if package["name"] not in provided]},
                        {name: entry for name, entry in installed.items() if name not in provided}, flawed, report)
    present = {**installed, **check_provided(provided, plan, distributions, report)}
    check_critical(args.critical, plan, present, report)
    wants = check_requirements(plan, present, read_overrides(args.override), report)
    report.group = "python"
    check_python(plan, installed, report)
    check_tags(elf, plan["target"], report)
    check_numpy(elf, installed, report)
    if args.sources:
        check_sources(json.loads(args.sources.read_text(encoding="utf-8")), report)
    report.group = "libraries"
    check_elf(plan, evidence, report)
    Linkage(elf, evidence.get("interpreter"), dict(pairs(args.driver)), wants, read_owners(args.owners), report).check()
    report.group = "gpu"
    check_code(elf, args.capability, report)
    check_builds(map(canonicalize_name, args.cuda_package), args.cuda, installed, elf, report)
    if args.gpu:
        check_gpu(evidence, report)


def main():
    args = parse_arguments()
    plan = json.loads(args.plan.read_text(encoding="utf-8"))
    evidence = json.loads(args.evidence.read_text(encoding="utf-8"))
    report = Report(pairs(args.accept), {canonicalize_name(name): reason for name, reason in pairs(args.allow)})
    verify(args, plan, evidence, report)
    head = {"target": plan["target"]["name"], "manifest": evidence["manifest"]}
    if args.json:
        report.write(args.json, **head)
    if args.quiet:
        return 1 if report.errors() else 0
    return show(report.document(**head), sys.stdout.isatty(), sys.stdout)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (OSError, ValueError, KeyError) as error:
        sys.exit(print(f"verify.py: {error!r}", file=sys.stderr) or 3)
