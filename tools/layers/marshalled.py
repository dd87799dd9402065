# SPDX-License-Identifier: MIT
"""Marshalled code objects in one form, whatever process they come from; the standard library alone,
of any version from 3.8 on.

What marshal writes tells more than the value: an object is marked as referable when anything else
in the process holds it too, a string as interned when anybody interned it, and by these marks a
frozenset is ordered. Here the strings that look like names are interned, strings and numbers are
shared by their bytes, tuples and code by being one object, what is referred to is marked, and the
elements of a frozenset are in the order of their bytes.
"""

import marshal
import sys

FLAG = 0x80
NAME = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
SINGLETONS = frozenset((b"N", b"T", b"F", b"S", b"."))
FIXED = {ord("N"): 0, ord("T"): 0, ord("F"): 0, ord("S"): 0, ord("."): 0, ord("i"): 4, ord("g"): 8,
         ord("y"): 16}
# Code: numbers, objects, the number of the first line, objects.
CODE = (5, 8, 2) if sys.version_info >= (3, 11) else (6, 8, 1)


class Unknown(Exception):
    """This Python's marshal writes what is not known here."""


class Plain(bytes):
    """Bytes that are part of an object, not an object."""


class Reader:
    """Objects as bytes, or, when they hold others, lists of Plain and objects; one that is referred
    to is the same list."""

    def __init__(self, data):
        self.data, self.at, self.known = data, 0, []

    def take(self, count):
        self.at += count
        return self.data[self.at - count:self.at]

    def number(self):
        return int.from_bytes(self.take(4), "little", signed=True)

    def object(self):
        kind = self.data[self.at]
        self.at += 1
        if kind == 0x72:  # r
            return self.known[self.number()]
        place = -1
        if kind & FLAG:
            kind &= ~FLAG
            place = len(self.known)
            self.known.append(None)
        found = self.held(kind, place)
        if place >= 0:
            self.known[place] = found
        return found

    def held(self, kind, place):
        if kind in b"zZaA":
            start = self.at
            short = kind in b"zZ"
            text = self.take(self.take(1)[0] if short else self.number())
            name = len(text) < 2 or not text.translate(None, NAME)
            return ((b"Z" if name else b"z")
                    if short else (b"A" if name else b"a")) + self.data[start:self.at]
        if kind in FIXED:
            return bytes((kind,)) + self.take(FIXED[kind])
        if kind in b"sut":
            start = self.at
            content = self.take(self.number())
            if kind in b"ut":
                text = content.decode("utf-8", "surrogatepass")
                kind = ord("t") if len(text) == 1 or text.isidentifier() else ord("u")
            return bytes((kind,)) + self.data[start:self.at]
        if kind in b"l":
            start = self.at
            self.take(2 * abs(self.number()))
            return b"l" + self.data[start:self.at]
        return self.holding(kind, place)

    def holding(self, kind, place):
        found = []
        if place >= 0:
            self.known[place] = found
        if kind in b"c":
            numbers, objects, more = CODE
            found.append(Plain(b"c" + self.take(4 * numbers)))
            found.extend(self.object() for _ in range(objects))
            found.append(Plain(self.take(4)))
            found.extend(self.object() for _ in range(more))
        elif kind in b"(){>:":
            small = kind in b")"
            start = self.at
            count = 3 if kind in b":" else self.take(1)[0] if small else self.number()
            found.append(Plain(bytes((kind,)) + self.data[start:self.at]))
            elements = [self.object() for _ in range(count)]
            found.extend(sorted(elements, key=flat) if kind in b">" else elements)
        else:
            raise Unknown(f"type {kind}")
        return found


def flat(node):
    return node if isinstance(node, bytes) else b"".join(map(flat, node))


class Writer:
    def __init__(self):
        self.out, self.first, self.references = bytearray(), {}, []

    def object(self, node):
        held = isinstance(node, list)
        key = id(node) if held else node
        at = self.first.get(key)
        if at is not None:
            self.references.append((len(self.out), at))
            self.out += b"r\0\0\0\0"
            return
        if not held:
            if node not in SINGLETONS:
                self.first[key] = len(self.out)
            self.out += node
            return
        self.first[key] = len(self.out)
        for part in node:
            if isinstance(part, Plain):
                self.out += part
            else:
                self.object(part)

    def bytes(self):
        places = {at: number for number, at in enumerate(sorted({at for _, at in self.references}))}
        for at in places:
            self.out[at] |= FLAG
        for reference, at in self.references:
            self.out[reference + 1:reference + 5] = places[at].to_bytes(4, "little")
        return bytes(self.out)


def one_form(plain):
    writer = Writer()
    writer.object(Reader(plain).object())
    return writer.bytes()


def dumps(code):
    """CODE as marshal.loads() reads it. ValueError, from marshal, when it nests too deep."""
    plain = marshal.dumps(code)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(20_000)
    try:
        data = one_form(plain)
        same = marshal.loads(data) == code
    except (ValueError, IndexError, TypeError, EOFError) as error:
        raise Unknown(f"{error!r}") from error
    finally:
        sys.setrecursionlimit(limit)
    if not same:
        raise Unknown("what was written is not what is read")
    return data
