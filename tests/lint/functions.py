#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""functions.py: no function of Python or shell has more than 60 lines. Names those that do.

Of Python those after the line with its name count; of shell those between the line NAME() { and the
first that begins with a closing brace."""
import ast
import pathlib
import re
import sys

TOP = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
MOST = 60
SHELL = re.compile(r"^(\w+)\(\) *[{(]( *#.*)?$")


def python_functions(text):
    """(name, where it begins, how many lines it has) of each."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.name, node.lineno, node.end_lineno - node.lineno


def shell_functions(text):
    name = first = None
    for number, line in enumerate(text.split("\n"), 1):
        begins = SHELL.match(line)
        if begins:
            name, first = begins.group(1), number
        if name and re.match(r"[})]", line):
            yield name, first, number - first - 1
            name = None


def main():
    found = 0
    for path in sorted(p for room in ("tools", "tests") for p in (TOP / room).rglob("*")):
        functions = {".py": python_functions, ".sh": shell_functions,
                     ".t": shell_functions}.get(path.suffix)
        for name, first, count in functions(path.read_text(encoding="utf-8")) if functions else ():
            if count > MOST:
                print(f"lint: {path.relative_to(TOP)}:{first}: {name} has {count} lines")
                found = 1
    return found


if __name__ == "__main__":
    sys.exit(main())
