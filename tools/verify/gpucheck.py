# SPDX-License-Identifier: MIT
"""The CUDA code of an image's packages, and whether each package that is to have some is a CUDA build of the right major version."""

import re

from verify.gpucode import dotted, judge, split

# Libraries of the toolkit that carry its major version: libcudart.so.12, libcublas.so.11.
RUNTIME = re.compile(r"lib(?:cudart|cublas|cublasLt|nvrtc|nvJitLink)(?:[-.][0-9a-f]{6,})?\.so\.(\d+)(?:\..*)?")
LOCAL = re.compile(r"\+(?:.*\.)?cu(\d{2,3})(?:\.|$)")


def with_code(elf):
    """{distribution: objects that hold CUDA code}"""
    found = {}
    for entry in elf:
        if entry.get("distribution") and judge(entry.get("cuda"), None, 0).word != "no code":
            found.setdefault(entry["distribution"], []).append(entry)
    return found


def summary(entries):
    """All that a package's objects have code for, together."""
    sass, ptx = ([code for code in sorted({str(code) for entry in entries for code in entry["cuda"][key]}, key=split)] for key in ("sass", "ptx"))
    return " ".join(sass) + (f" PTX {' '.join(ptx)}" if ptx else "")


def check_code(elf, gpus, report):
    """GPUS are compute capabilities such as 8.7."""
    packages = with_code(elf)
    if not packages:
        report.ok("no package has CUDA code")
    elif not gpus:
        codes = "; ".join(f"{name} {summary(entries)}" for name, entries in sorted(packages.items()))
        report.ok(f"CUDA code, whereas the target names no GPU (PYLOCK_CUDA_ARCHS): {codes}")
    for gpu in gpus:
        says = {}
        for name, entries in sorted(packages.items()):
            says.setdefault(check_package(name, entries, round(10 * float(gpu)), report), []).append(name)
        for text, who in sorted((text, who) for text, who in says.items() if text):
            report.ok(f"on {gpu} {text}: {' '.join(who)}")


def check_package(name, entries, gpu, report):
    """Returns what is said of all that runs, None when something does not."""
    verdicts = [judge(entry["cuda"], entry.get("ptx"), gpu) for entry in entries]
    for entry, verdict in zip(entries, verdicts):
        report.details.setdefault("gpu", {}).setdefault(entry["path"], {})[dotted(gpu)] = vars(verdict)
    bad = [verdict for verdict in verdicts if verdict.word == "none"]
    if not bad:
        return "; ".join(sorted({verdict.says() for verdict in verdicts}))
    report.find("cuda", name, f"{name}: {bad[0].says()}; so {len(bad)} of its {len(entries)} files with CUDA code", subject=dotted(gpu),
                todo=f"take a {name} that was built for {dotted(gpu)}")
    return None


def build_of(name, installed, elf):
    """The CUDA major that a distribution was built for: a number, 0 for one that cannot be told, None for none."""
    local = LOCAL.search(installed[name]["version"])
    if local:
        return int(local[1][:-1])
    own = [entry for entry in elf if entry.get("distribution") == name]
    majors = {int(match[1]) for entry in own for match in map(RUNTIME.fullmatch, entry.get("needed", ())) if match}
    majors |= {int(match[1]) for entry in own for match in map(RUNTIME.fullmatch, entry.get("besides", ())) if match}
    if majors:
        return max(majors)
    return 0 if name in with_code(own) else None


def check_builds(names, cuda, installed, elf, report):
    """CUDA is the target's version, such as 12.9, or empty."""
    wanted = int(cuda.split(".")[0]) if cuda else 0
    before, seen = len(report.findings), []
    for name in sorted(set(names) & installed.keys()):
        major = build_of(name, installed, elf)
        version = installed[name]["version"]
        seen.append(name)
        if major is None:
            report.find("build", name, f"{name} {version} is the build for the CPU: it has no CUDA code and needs none of CUDA's libraries", subject="cpu",
                        todo=f"take it from an index with CUDA builds (PYLOCK_INDEX.{name}, PYLOCK_PREFER.{name})")
        elif major and wanted and major != wanted:
            report.find("build", name, f"{name} {version} is built for CUDA {major}, and the target has CUDA {cuda}", subject=f"cuda{major}",
                        todo=f"take one for CUDA {wanted}")
    if seen and len(report.findings) == before:
        report.ok(f"built for CUDA{f' {wanted}' if wanted else ''}: {' '.join(seen)}")
