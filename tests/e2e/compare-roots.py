# SPDX-License-Identifier: MIT
"""compare-roots.py DIFFERENCES OURS REAL: compares two roots in tar archives path by path: type,
mode, owner, link, bytes.

DIFFERENCES has lines `PATTERN<blanks>REASON`: paths (fnmatch) where the roots may differ; a reason
that begins with `order:` allows another order of the same lines only. Prints every other
difference, and every line of DIFFERENCES that nothing needs. Exits with 1 when it printed any.
"""

import fnmatch
import sys
import tarfile


def read(name):
    files = {}
    with tarfile.open(name) as tar:
        for member in tar:
            path = member.name.removeprefix("./").strip("/")
            if not path or path == ".":
                continue
            if member.islnk():
                files[path] = files[member.linkname.removeprefix("./")]
                continue
            data = tar.extractfile(member).read() if member.isreg() else None
            kind = "file" if member.isreg() else member.type.decode()
            link = member.linkname if member.issym() else ""
            files[path] = (kind, oct(member.mode & 0o7777), member.uid, member.gid, link, data)
    return files


def describe(entry):
    return "nothing" if entry is None else " ".join(str(part) for part in entry[:5] if part != "")


def same_lines(ours, real):
    return (
        ours
        and real
        and ours[:5] == real[:5]
        and sorted(ours[5].split(b"\n")) == sorted(real[5].split(b"\n"))
    )


def main():
    allowed = [
        line.split(None, 1)
        for line in open(sys.argv[1])
        if line.strip() and not line.startswith("#")
    ]
    needed = set()
    ours, real = read(sys.argv[2]), read(sys.argv[3])
    bad = 0
    for path in sorted(set(ours) | set(real)):
        a, b = ours.get(path), real.get(path)
        if a == b:
            continue
        for pattern, reason in allowed:
            if fnmatch.fnmatchcase(path, pattern) and (
                not reason.startswith("order:") or same_lines(a, b)
            ):
                needed.add(pattern)
                break
        else:
            bad = 1
            print(
                f"{path}: ours is {describe(a)}, the real one {describe(b)}"
                + (", and the content differs" if a and b and a[5] != b[5] else "")
            )
    for pattern, reason in allowed:
        if pattern not in needed and "(if any)" not in reason:
            bad = 1
            print(f"{pattern}: declared as a difference, but there is none")
    print(f"# {len(ours)} and {len(real)} paths compared", file=sys.stderr)
    return bad


sys.exit(main())
