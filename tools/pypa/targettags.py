# SPDX-License-Identifier: MIT
"""The tags of wheels that a target takes, as the program wheeltags prints them."""

import subprocess

from lib.badinput import BadInput


def target_options(target):
    """The target that target.json describes, as the program is told."""
    return [
        word
        for name in ("python", "arch", "glibc", "musl", "platforms")
        if target.get(name)
        for word in (f"--{name}", target[name])
    ]


def tag_lines(wheeltags, target):
    """The tags of the target, best first. Raises BadInput when it lacks something."""
    done = subprocess.run(
        [wheeltags, *target_options(target), "list"], check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise BadInput(done.stderr.strip().replace("wheeltags: --", "target: "))
    return done.stdout.split()
