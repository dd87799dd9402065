# SPDX-License-Identifier: MIT
"""Delta debugging: the least part of a sequence that still fails.

    steps = shortened(steps, fails, seconds)

FAILS tells of a list of steps whether it fails as the whole did. No step of what comes back can be
left out, unless the time was over before that was known."""

import time


def shortened(steps, fails, seconds):
    until = time.monotonic() + seconds
    # Most faults need the last steps alone.
    for count in (1, 2, 4, 8):
        if count < len(steps) and time.monotonic() < until and fails(steps[-count:]):
            steps = steps[-count:]
            break
    parts = 2
    while len(steps) > 1 and time.monotonic() < until:
        size = -(-len(steps) // parts)
        for begin in range(0, len(steps), size):
            rest = steps[:begin] + steps[begin + size :]
            if rest and time.monotonic() < until and fails(rest):
                steps, parts = rest, max(parts - 1, 2)
                break
        else:
            if size == 1:
                break
            parts = min(2 * parts, len(steps))
    return steps
