# SPDX-License-Identifier: MIT
"""What pip, uv and layer do with the wheels of stretched_wheels.py: the rows of pylock-wheels(7).

    VENV/bin/python3 wheel_verdicts.py VENV LAYER UV DIRECTORY

Prints for each section `.Ss NAME`, and for each wheel `.It PIP Ta UV Ta VERDICT Ta TEXT`, as the
page has them; on stderr what is not as it has to be: another verdict than the wheel's case says,
and, for a wheel that layer takes, a tree that is not pip's. pip is that of the directory PIP_FROM
and runs in a process for each wheel, with the Python of the virtual environment VENV, which is made
anew each time.

PIP and UV: takes, refuses, and for uv `elsewhere` when it puts files at other places than pip."""

import hashlib
import os
import shutil
import subprocess
import sys

import pip_oracle
from stretched_wheels import CASES

venv, layer, uv, directory = sys.argv[1:]
pristine = f"{directory}/pristine"
site = f"{venv}/lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"
OWN = (
    "INSTALLER",
    "RECORD",
    "REQUESTED",
    "direct_url.json",
    "uv_cache.json",
    ".lock",
)  # installers differ in these
NAMES = {"taken": "takes", "noted": "notes", "asked": "asks", "never": "refuses"}


def renew():
    shutil.rmtree(venv)
    shutil.copytree(pristine, venv, symlinks=True)


def places(before):
    return {
        path
        for path in pip_oracle.walk(venv)
        if path not in before and not os.path.isdir(path) and os.path.basename(path) not in OWN
    }


def by_pip(wheel, before):
    """The lines of what pip installs, and their paths; None when it refuses."""
    renew()
    child = os.fork()
    if not child:
        os.dup2(os.open(f"{directory}/pip.list", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
        os.dup2(os.open(f"{directory}/pip.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
        status = 1
        try:
            pip_oracle.install(venv, [wheel])
            sys.stdout.flush()
            status = 0
        finally:
            os._exit(status)
    if os.waitpid(child, 0)[1]:
        return None, set()
    with open(f"{directory}/pip.list", encoding="utf-8") as file:
        return sorted(file), places(before)


def by_uv(wheel, before):
    renew()
    command = [
        uv,
        "pip",
        "install",
        "-q",
        "--no-deps",
        "--offline",
        "--no-index",
        "--python",
        f"{venv}/bin/python3",
        wheel,
    ]
    return (
        None
        if subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode
        else places(before)
    )


def by_layer(wheel, *options):
    """The verdict, and the lines of what the layer has."""
    out = f"{directory}/layer.tar.gz"
    done = subprocess.run(
        [
            layer,
            "--python",
            "%d.%d" % sys.version_info[:2],
            "--prefix",
            venv,
            "--site",
            site,
            *options,
            "-o",
            out,
            wheel,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return ("asked" if "PYLOCK_ALLOW_WHEEL" in done.stderr else "never"), done.stderr
    with open(f"{directory}/layer.list", "w", encoding="utf-8") as file:
        subprocess.run([sys.executable, pip_oracle.__file__, "list", out], stdout=file, check=True)
    with open(f"{directory}/layer.list", encoding="utf-8") as file:
        return ("noted" if done.stderr else "taken"), sorted(file)


def complain(case, what):
    print(f"{case.section}: {case.text}: {what}", file=sys.stderr)


def judge(case, number, before):
    os.mkdir(f"{directory}/{number}")
    wheel = case.write(f"{directory}/{number}")
    pips, its_places = by_pip(wheel, before)
    uvs = by_uv(wheel, before)
    verdict, ours = by_layer(wheel)
    if verdict == "asked":
        with open(wheel, "rb") as file:
            sha256 = hashlib.sha256(file.read()).hexdigest()
        if f"PYLOCK_ALLOW_WHEEL.{sha256} := <reason>" not in ours:
            complain(case, f"the line to write is not in: {ours}")
        with_line, ours = by_layer(wheel, "--allow-wheel", sha256)
        if with_line != "noted":
            complain(case, f"is refused even where it is allowed: {ours}")
    if verdict == "never" and by_layer(wheel, *allow(wheel))[0] != "never":
        complain(case, "can be allowed")
    if verdict != case.verdict:
        complain(case, f"is {verdict}, and is to be {case.verdict}")
    if verdict != "never" and pips is not None and ours != pips:
        complain(case, f"is not what pip makes: {sorted(set(ours) ^ set(pips))}")
    if verdict in ("noted", "asked") and pips is None:
        complain(case, "pip refuses it")
    told = (
        "refuses"
        if uvs is None
        else "elsewhere"
        if pips is not None and uvs != its_places
        else "takes"
    )
    return (
        f".It {'takes' if pips is not None else 'refuses'} Ta {told} Ta {NAMES[verdict]} Ta "
        f"{case.text}"
    )


def allow(wheel):
    with open(wheel, "rb") as file:
        return "--allow-wheel", hashlib.sha256(file.read()).hexdigest()


def main():
    shutil.copytree(venv, pristine, symlinks=True)
    before = set(pip_oracle.walk(venv))
    sys.path.append(os.environ["PIP_FROM"])
    import pip._internal.commands.install  # noqa: F401 so that no child has to

    section = None
    for number, case in enumerate(CASES):
        if case.section != section:
            section = case.section
            print(f".Ss {section}", flush=True)
        print(judge(case, number, before), flush=True)


main()
