# SPDX-License-Identifier: MIT
"""malformedforms.py: malformed files, made of well-formed ones. What `spoiled` yields for a form is
the same for the same random numbers.

A file that is spoiled is a pair: what was done to it, in words, and either its bytes or one of
SPECIAL, something else at its path."""

import json
import re
import tomllib

LONG = "x" * 300_000
ODD_TEXTS = [
    *("", " ", "\x1b[31mred\x07", "a\nb", "é\u2028\u202e", "../../etc/passwd", "/", "..", "%s%n"),
    *("x\x00y", "-", "--help", "@x", "sha256:", "0" * 64, "1.0", LONG, "$(id)", "\\", "'", '"'),
]
ODD_VALUES = [
    *(None, True, False, 0, -1, 1, 2**31, 2**63 - 1, 2**64, 10**30, 1.5, -0.0, 1e308, [], {}),
    *([[]], [None], [1, "a"], {"": {}}, {"a": 1}, [[[[{}]]]], *ODD_TEXTS),
]
# What may stand anywhere in JSON or TOML: numbers that are none, nesting, what is not closed.
RAW = [
    *("NaN", "-Infinity", "1e999", "'a'", "\\u0000", "01", "+1", "0x10", '"\\ud800"', '"\\u0000"'),
    *("]", "}", ",", ":", '"', "\\", "//", "nul", "1" * 5000, "-" + "9" * 400, "[" * 100_000),
    *("\t", "\x0b", '{"a":' * 100_000),
]
ODD_BYTES = [
    *(b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc0\x80", b"\xed\xa0\x80", b"\x1b]0;t\x07", b"\r"),
    *(b"\n\n", b"\xe2\x80\xae", b"x" * 70_000, b"\x85", b"=" * 500, b";", b"[", b"]", b"(" * 3000),
    *(b"#", b"\\", b"\\\n", b"'", b'"', b"@", b"-r /dev/null\n", b"9" * 20, b"-1"),
]
SPECIAL = [
    *("a directory", "nothing", "/dev/null", "/dev/zero", "a link to itself", "a hole of 8 GiB"),
    "a file of mode 0",
]


def places(value, path=()):
    """The paths of all that is inside VALUE, and of itself."""
    yield path
    for key, member in (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    ):
        yield from places(member, (*path, key))


def changed(value, path, change):
    """A copy of VALUE in which CHANGE was made to what is at PATH: it gets its container, shallowly
    copied, and the key."""
    if len(path) == 1:
        copy = value.copy()
        change(copy, path[0])
        return copy
    copy = value.copy()
    copy[path[0]] = changed(value[path[0]], path[1:], change)
    return copy


def rename(container, key):
    if isinstance(container, dict):
        container["\x1b" + str(key)] = container.pop(key)
    else:
        container.append(container[key])


def data_changes(document):
    """Changes to a document of objects and arrays: all members, once without each, and with other
    values; as functions, so that the few that are taken are made."""
    for path in places(document):
        name = "." + ".".join(map(str, path))
        if path:
            yield f"without {name}", lambda p=path: changed(document, p, lambda c, k: c.pop(k))
            yield f"{name} renamed or twice", lambda p=path: changed(document, p, rename)
        for odd in ODD_VALUES:
            what = repr(odd)[:30]
            yield (
                f"{name} = {what}",
                (
                    lambda p=path, o=odd: (
                        changed(document, p, lambda c, k: c.__setitem__(k, o)) if p else o
                    )
                ),
            )


def toml(value):
    """VALUE as an inline value of TOML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{toml(str(k))} = {toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(value, default=str) if value is not None else '"none"'


def toml_document(value):
    if not isinstance(value, dict):
        return f"document = {toml(value)}\n"
    return "".join(f"{toml(str(k))} = {toml(v)}\n" for k, v in value.items())


def in_text(text, rng):
    """TEXT of JSON or TOML, spoiled where it has marks, numbers or keys."""
    key = rng.choice(re.findall(r'"?[\w.-]+"? ?[:=]', text) or [""])
    raw = rng.choice([*RAW, f"{key} 1, {key}", f"{key} 1\n{key}"])
    at = rng.choice([i for i, c in enumerate(text) if c in '",:[]{}=0123456789'] or [0])
    new = (
        text.replace(key, raw, 1)
        if key and raw.endswith(key)
        else (text[:at] + raw + text[at + rng.randrange(2) :])
    )
    return f"{raw[:20]!r} at byte {at}", new.encode()


def data_form(parse, write):
    def spoil(content, rng, count):
        changes = list(data_changes(parse(content)))
        without = [change for change in changes if change[0].startswith("without")]
        taken = rng.sample(without, min(len(without), count // 3))
        taken += rng.sample(changes, min(len(changes), count - len(taken) - count // 4))
        for what, change in taken:
            try:
                yield what, write(change()).encode("utf-8", "surrogatepass")
            except (KeyError, IndexError):
                continue
        text = content.decode()
        for _ in range(count // 4):
            yield in_text(text, rng)

    return spoil


def json_text(value):
    """VALUE as JSON, as it is where UTF-8 can say it, else with escapes."""
    text = json.dumps(value, ensure_ascii=False)
    return json.dumps(value) if re.search("[\ud800-\udfff]", text) else text


def spoil_text(content, rng, count):
    lines = content.splitlines(keepends=True) or [b""]
    changes = {
        "without line": lambda at: lines[:at] + lines[at + 1 :],
        "twice line": lambda at: lines[:at] + [lines[at]] + lines[at:],
        "a thousand times line": lambda at: lines[:at] + lines[at : at + 1] * 1000 + lines[at:],
        "joined with the next: line": lambda at: [
            *lines[:at],
            lines[at].rstrip(b"\n"),
            *lines[at + 1 :],
        ],
        "turned around: line": lambda at: [*lines[:at], lines[at][::-1], *lines[at + 1 :]],
        "without its middle: line": lambda at: [
            *lines[:at],
            lines[at][:3] + lines[at][-3:],
            *lines[at + 1 :],
        ],
    }
    yield "CRLF", content.replace(b"\n", b"\r\n")
    yield "UTF-16", content.decode(errors="replace").encode("utf-16")
    yield "no end of line", content.rstrip(b"\n")
    yield "one line", content.replace(b"\n", b" ")
    for _ in range(count // 2):
        odd, at = rng.choice(ODD_BYTES), rng.randrange(len(content) + 1)
        yield f"{odd[:12]!r} at byte {at}", content[:at] + odd + content[at + rng.randrange(4) :]
    for _ in range(count // 2):
        what = rng.choice(list(changes))
        at = rng.randrange(len(lines))
        yield f"{what} {at + 1}", b"".join(changes[what](at))


def spoil_bytes(content, rng, count):
    size = len(content)
    for _ in range(count // 4):
        at = rng.randrange(size + 1)
        yield f"the first {at} bytes", content[:at]
    for _ in range(count):
        at, what = rng.randrange(size or 1), rng.randrange(6)
        run = rng.choice([1, 2, 4, 8, 64])
        if what < 2:
            bit = 1 << rng.randrange(8)
            yield (
                f"bit {bit} of byte {at}",
                bytes([*content[:at], content[at] ^ bit]) + content[at + 1 :],
            )
        elif what == 2:
            fill = rng.choice([b"\0", b"\xff", b"\x7f", b"\x80"])
            yield f"{run} times {fill!r} at {at}", content[:at] + fill * run + content[at + run :]
        elif what == 3:
            yield f"without {run} bytes at {at}", content[:at] + content[at + run :]
        elif what == 4:
            yield f"{run} bytes more at {at}", content[:at] + rng.randbytes(run) + content[at:]
        else:
            other = rng.randrange(size or 1)
            yield (
                f"{run} bytes of {other} at {at}",
                content[:at] + content[other : other + run] + content[at + run :],
            )


def json_lines(content):
    return [json.loads(line) for line in content.splitlines()]


def json_lines_text(value):
    return "".join(
        json_text(line) + "\n" for line in (value if isinstance(value, list) else [value])
    )


FORMS = {
    "json": data_form(json.loads, json_text),
    "json lines": data_form(json_lines, json_lines_text),
    "toml": data_form(lambda content: tomllib.loads(content.decode()), toml_document),
    "text": spoil_text,
    "python": spoil_text,
    "bytes": lambda content, rng, count: iter(()),
}


def spoiled(form, content, rng, count):
    """COUNT malformed ones of CONTENT, a file of FORM: most by what the form is, some by its bytes,
    and all that can be in the place of a file."""
    share = count // 5 if form != "bytes" else count
    made = [
        *FORMS[form](content, rng, count),
        *spoil_bytes(content, rng, share),
        ("empty", b""),
        ("a line of 300,000 bytes", LONG.encode()),
        ("NUL bytes", bytes(3000)),
        ("twice", content + content),
        ("a BOM before it", b"\xef\xbb\xbf" + content),
    ]
    special = [(what, what) for what in SPECIAL]
    if count < len(special) * 4:
        special = rng.sample(special, 1)
    return rng.sample(made, min(len(made), max(count - len(special), 1))) + special
