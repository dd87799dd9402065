# SPDX-License-Identifier: MIT
"""How many builds run at once, on the whole machine: each holds one of so many slots."""

import contextlib
import fcntl
import os
import time

# What a build may take: compilers of C++ and Rust come near this.
MEMORY = 2 << 30


def default():
    """As many as there are processors, and as there is memory for."""
    return max(1, min(len(os.sched_getaffinity(0)), available() // MEMORY))


def available():
    """Bytes of memory that programs may still take (proc(5))."""
    try:
        with open("/proc/meminfo", encoding="ascii") as file:
            return next(int(line.split()[1]) << 10 for line in file
                        if line.startswith("MemAvailable:"))
    except (OSError, StopIteration):
        return MEMORY


@contextlib.contextmanager
def held(path):
    """Only one process at a time is here, for the file PATH."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def slot(directory, count):
    """Waits for one of COUNT slots, and holds it; a process that ends, however it does, holds none.
    """
    directory.mkdir(parents=True, exist_ok=True)
    while True:
        for number in range(count):
            with open(directory / str(number), "w", encoding="ascii") as file:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue
                yield
                return
        time.sleep(0.2)
