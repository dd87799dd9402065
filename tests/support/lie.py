# SPDX-License-Identifier: MIT
"""Changes what a store keeps as somebody would who can write into it and wants other code in
images, unnoticed: bytes, lists, sizes and RECORDs all agree afterwards.

    lie.py STORE layer PATH TEXT [sealed]
        the result of each layer that has a file whose path ends in PATH: the file ends in TEXT now
    lie.py STORE evidence GOOD EVIL
        GOOD and EVIL are lists of a layer's files: the evidence of what is as in EVIL says that it
        is as in GOOD
    lie.py STORE built TEXT
        each wheel that was built is another, whose .py files end in TEXT

With `sealed` the user's seals are on it, else those that were there.
"""

import base64
import gzip
import hashlib
import io
import json
import os
import pathlib
import sys
import tarfile
import zipfile

import resealed
from sealing import AFTER, BEFORE, BETWEEN, seal


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def place(store, digest):
    return store / "sha256" / digest[:2] / digest


def put(store, content):
    """CONTENT as the store's own, with the record that it was hashed."""
    digest = sha256(content)
    path = place(store, digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_bytes(content)
        path.chmod(0o444)
    status = path.stat()
    seconds, rest = divmod(status.st_mtime_ns, 10**9)
    recorded = store / "stat" / digest[:2] / digest
    recorded.parent.mkdir(parents=True, exist_ok=True)
    recorded.unlink(missing_ok=True)
    line = f"{status.st_size} {seconds}.{rest:09d} {status.st_ino}"
    recorded.write_text(f"{line} {seal('stat', digest, line.encode())}\n")
    return digest


def keep(path, result, sealed):
    text = json.dumps(result, sort_keys=True, separators=(",", ":")).encode()
    if sealed:
        resealed.write(path, text)
    else:
        given = resealed.parts(path)[0]
        path.write_bytes(BEFORE + given + BETWEEN + text + AFTER)


def row(path, content):
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
    return f"{path},sha256={digest},{len(content)}"


def changed(plain, wanted, text):
    """The tar archive PLAIN with other content, and its list of files; None if it has no such
    file."""
    files, out, names = [], io.BytesIO(), []
    with tarfile.open(fileobj=io.BytesIO(plain)) as archive:
        for member in archive:
            content = archive.extractfile(member).read() if member.isfile() else b""
            files.append([member, content])
    hit = [entry for entry in files if entry[0].isfile() and entry[0].name.endswith(wanted)]
    if not hit:
        return None
    for entry in hit:
        site, old = entry[0].name.split("site-packages/")[-1], entry[1]
        entry[1] = old + text.encode()
        for record in files:
            if record[0].name.endswith(".dist-info/RECORD"):
                record[1] = record[1].replace(row(site, old).encode(), row(site, entry[1]).encode())
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for member, content in files:
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
            if member.isfile():
                names.append(f"{member.mode:04o} {sha256(content)} {member.name}\n")
    return out.getvalue(), "".join(names)


def lie_of_layers(store, wanted, text, sealed=""):
    count = 0
    for path in sorted((store / "keys" / "layer").glob("*.json")):
        result = json.loads(resealed.parts(path)[1])
        blob = place(store, result["digest"][7:])
        if not blob.exists():
            continue
        new = changed(gzip.decompress(blob.read_bytes()), wanted, text)
        if new is None:
            continue
        packed = gzip.compress(new[0], mtime=0)
        result.update(digest="sha256:" + put(store, packed), size=len(packed),
                      diffID="sha256:" + sha256(new[0]), uncompressedSize=len(new[0]),
                      files="sha256:" + put(store, new[1].encode()))
        keep(path, result, sealed)
        count += 1
    return count


def listed(path):
    lines = (line.split(" ", 2) for line in pathlib.Path(path).read_text().splitlines())
    return {name: digest.encode() for _, digest, name in lines}


def lie_of_evidence(store, good, evil, sealed=""):
    good, evil, count = listed(good), listed(evil), 0
    for path in sorted((store / "keys" / "inspect").glob("*.json")):
        result = json.loads(resealed.parts(path)[1])
        old = new = place(store, result["evidence"]).read_bytes()
        for name in good.keys() & evil.keys():
            new = new.replace(evil[name], good[name])
        if new != old:
            keep(path, {**result, "evidence": put(store, new)}, sealed)
            count += 1
    return count


def other_wheel(content, text):
    """The wheel with TEXT at the end of its modules, and a RECORD that says so."""
    out, rows = io.BytesIO(), []
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            inside = old.read(entry) + (text.encode() if entry.filename.endswith(".py") else b"")
            if entry.filename.endswith("/RECORD"):
                inside = "".join(f"{line}\n" for line in [*rows, f"{entry.filename},,"]).encode()
            rows.append(row(entry.filename, inside))
            new.writestr(entry, inside)
    return out.getvalue()


def lie_of_wheels(store, text, sealed=""):
    count = 0
    for path in sorted((store / "keys" / "built").glob("*.json")):
        result = json.loads(resealed.parts(path)[1])
        other = other_wheel(place(store, result["wheel"]["sha256"]).read_bytes(), text)
        result["wheel"].update(sha256=put(store, other), size=len(other))
        keep(path, result, sealed)
        count += 1
    return count


def main():
    lies = {"layer": lie_of_layers, "evidence": lie_of_evidence, "built": lie_of_wheels}
    count = lies[sys.argv[2]](pathlib.Path(sys.argv[1]), *sys.argv[3:])
    print(count)
    return 0 if count else 1


if __name__ == "__main__":
    os.umask(0o022)
    sys.exit(main())
