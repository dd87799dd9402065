# SPDX-License-Identifier: MIT
"""The process that compiles Python files of wheels, run by the target's version of Python; the
standard library alone, from 3.8 on.

{"wheel": PATH, "entry": NAME, "path": PATH IN THE IMAGE}       a line on standard input {"size":
BYTES} and the .pyc, {"problem": TEXT}, or {"unknown": TEXT} of a Python whose .pyc are not known
here      what comes back

Nothing is imported or run. A .pyc has the hash of its source, which Python is told not to compare
(PEP 552, unchecked): an image's files do not change, and an import then reads one file, whatever
the times of both.
"""

import _imp
import importlib.util
import json
import sys
import threading
import warnings
import zipfile

import marshalled

MAX_SOURCE = 64 << 20
# So that what nests too deep is what the interpreter says, not the machine's limit on stacks.
STACK = 64 << 20
UNCHECKED = 1


def compiled(source, path):
    """The bytes that importlib finds beside PATH."""
    code = compile(source, path, "exec", dont_inherit=True, optimize=0)
    key = int.from_bytes(importlib.util.MAGIC_NUMBER, "little")
    return (importlib.util.MAGIC_NUMBER + UNCHECKED.to_bytes(4, "little") + _imp.source_hash(key,
            source) + marshalled.dumps(code))


def read(archive, name):
    if archive.getinfo(name).file_size > MAX_SOURCE:
        raise ValueError("larger than any source")
    return archive.read(name)


def said_by(error):
    # the parser's own limit is said so by some versions
    if isinstance(error, (MemoryError, RecursionError)):
        return "nests too deep"
    line = f"line {error.lineno}: " if getattr(error, "lineno", None) else ""
    return f"{line}{getattr(error, 'msg', None) or error}"


def answer(archive, request, out):
    head, data = {}, b""
    try:
        data = compiled(read(archive, request["entry"]), request["path"])
        head["size"] = len(data)
    except marshalled.Unknown as error:
        head["unknown"] = str(error)
    except Exception as error:  # whatever compile() finds, as compileall does
        head["problem"] = said_by(error)
    out.write(json.dumps(head).encode() + b"\n" + data)
    out.flush()


def serve():
    opened = (None, None)
    for line in sys.stdin.buffer:
        request = json.loads(line)
        if opened[0] != request["wheel"]:
            opened = (request["wheel"], zipfile.ZipFile(request["wheel"]))
        answer(opened[1], request, sys.stdout.buffer)


def main():
    warnings.simplefilter("ignore")
    threading.stack_size(STACK)
    thread = threading.Thread(target=serve)
    thread.start()
    thread.join()


if __name__ == "__main__":
    main()
