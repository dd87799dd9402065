# SPDX-License-Identifier: MIT
"""Changes what a store keeps as somebody would who can write into it and wants other code in
images, unnoticed: bytes, lists, sizes and RECORDs all agree afterwards.

    lie.py STORE layer PATH TEXT [sealed]
        the result of each layer that has a file whose path ends in PATH: the file ends in TEXT now

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

import resealed
from store import results, seal


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
    recorded.write_text(f"{line} {seal.seal('stat', digest, line.encode())}\n")
    return digest


def keep(path, result, sealed):
    text = json.dumps(result, sort_keys=True, separators=(",", ":")).encode()
    if sealed:
        resealed.write(path, text)
    else:
        given = resealed.parts(path)[0]
        path.write_bytes(results.BEFORE + given + results.BETWEEN + text + results.AFTER)


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


def main():
    store, kind, wanted = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    count = {"layer": lie_of_layers}[kind](store, wanted, *sys.argv[4:])
    print(count)
    return 0 if count else 1


if __name__ == "__main__":
    os.umask(0o022)
    sys.exit(main())
