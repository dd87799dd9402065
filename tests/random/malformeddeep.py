# SPDX-License-Identifier: MIT
"""malformeddeep.py: well-formed files in which something is nested more deeply than recursion goes:
what `deep` yields is the same for the same random numbers."""

import json
import tomllib

from malformedforms import changed, json_lines, json_lines_text, json_text, places, toml_document

DEPTHS = (300, 990, 3_000, 100_000)  # some more than jq, Python and jansson take
HERE = "@here@"
# What nests in each form: what begins a level, what is innermost, what ends a level.
NESTED = {
    "json": [("[", "", "]"), ('{"a":', "1", "}"), ('[{"a":', "[]", "}]")],
    "toml": [("[", "", "]"), ("{a=", "1", "}")],
    "text": [("(", "", ")"), ("[", "", "]"), ("{", "", "}"), ("not ", "x", ""), ("$(", "x", ")")],
    "python": [("(", "1", ")"), ("[", "", "]"), ("-", "1", ""), ("", "a", ".a"), ("", "a", "()"),
               ("", "1", " + 1"), ("lambda: ", "1", ""), ("1 if 1 else ", "1", "")],
}
# How each form is read and written.
DATA = {
    "json": (json.loads, json_text),
    "json lines": (json_lines, json_lines_text),
    "toml": (lambda content: tomllib.loads(content.decode()), toml_document),
}


def in_data(form, content, text, rng):
    """(where, CONTENT with TEXT in the place of one of its values)"""
    read, write = DATA[form]
    document = read(content)
    path = rng.choice([path for path in places(document) if path])
    document = changed(document, path, lambda container, key: container.__setitem__(key, HERE))
    return "." + ".".join(map(str, path)), write(document).replace(f'"{HERE}"', text)


def in_lines(form, content, text, rng):
    """(where, CONTENT with TEXT in one of its lines, or as one of its own)"""
    lines = content.decode(errors="replace").splitlines(keepends=True)
    at = rng.randrange(len(lines) + 1)
    if form == "text" and at < len(lines):
        end = rng.randrange(len(lines[at]) + 1)
        lines[at] = lines[at][:end] + text + lines[at][end:]
    else:
        lines.insert(at, f"x = {text}\n" if form == "python" else f"{text}\n")
    return f"line {at + 1}", "".join(lines)


def deep(form, content, rng, count):
    """COUNT of CONTENT, a file of FORM, in each of which something is nested: pairs of what was
    done to it, in words, and its bytes."""
    kinds = NESTED.get(form.partition(" ")[0], [])
    for _ in range(count if kinds else 0):
        depth, (begin, inner, end) = rng.choice(DEPTHS), rng.choice(kinds)
        text, put = begin * depth + inner + end * depth, in_data if form in DATA else in_lines
        what = f"{begin}{inner}{end}"
        if form == "toml" and rng.random() < 0.3:  # a key or a table's name of many parts
            what, text, put = rng.choice([("a.a", "a." * depth + "a = 1", in_lines),
                                          ("[a.a]", "[" + "a." * depth + "a]", in_lines)])
        where, made = put(form, content, text, rng)
        yield f"{what}, {depth} deep, at {where}", made.encode("utf-8", "surrogatepass")
