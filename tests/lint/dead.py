#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""dead.py: no code that nothing uses. Names what is defined, and said nowhere else.

Of C the functions that a header declares, and the enumerators and members of its types; of Python
functions, classes, methods, fields and constants; of jq and shell functions; of Make the private
variables. A use is the name as a word in any file of tools/ or mk/, other than a comment of C, the
declaration and the definition; tests do not count: what they alone use is dead, too."""
import ast
import collections
import pathlib
import re
import sys

TOP = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
WORD = re.compile(r"[A-Za-z_]\w*")
C_COMMENT = re.compile(r'("(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\')|/\*.*?\*/', re.DOTALL)
C_FUNCTION = re.compile(r"^(?!typedef|static)[A-Za-z_][\w *]*[ *](\w+)\(", re.MULTILINE)
C_MEMBER = re.compile(r"^\t(?:const |unsigned |struct |enum )*\w+ (?:const )?\**(\w+)(?:\[[^;]*\])?"
                      r"(?:, \**\w+)*;", re.MULTILINE)
C_ENUMERATOR = re.compile(r"^\t([A-Z][A-Z0-9_]+)(?: = [^,]+)?,", re.MULTILINE)
# What the standard library, pip and packaging call, or read, by its name.
CALLED = re.compile(r"__\w+__|visit_\w+|do_[A-Z]+|handle_\w+|main|readable|seekable|seek|readinto|"
                    r"protocol_version|log_message|daemon_threads|request_queue_size|"
                    r"close_connection|disable_nagle_algorithm|optionxform|create_system|gname|"
                    r"default_environment|get_sorted_tags|get_unsorted_tags|user_supplied|malloc")


def python_names(text):
    """What a Python file defines: a name for each place that defines it or gives it a value."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def defined(path, text):
    """Names that are defined in a file, once for each time that it says them to do so."""
    if path.suffix == ".h":
        yield from C_FUNCTION.findall(text)
        yield from C_MEMBER.findall(text)
        yield from C_ENUMERATOR.findall(text)
    elif path.suffix in (".c", ".cc"):
        yield from C_FUNCTION.findall(text)
    elif path.suffix == ".py":
        yield from python_names(text)
    elif path.suffix == ".jq":
        yield from re.findall(r"\bdef (\w+)[(:]", text)
    elif path.suffix == ".sh":
        yield from re.findall(r"^(\w+)\(\)", text, re.MULTILINE)
    elif path.suffix == ".mk":
        yield from re.findall(r"^(?:define )?(_pylock_\w+)\s*(?:[:?+]?=|$)", text, re.MULTILINE)


def main():
    said, definitions, where = collections.Counter(), collections.Counter(), {}
    for path in sorted([*TOP.glob("tools/**/*"), *TOP.glob("mk/**/*")]):
        if not path.is_file() or path.suffix in (".1", ".7", ".pyc") or path.name == "opened.json":
            continue
        text = path.read_text(encoding="utf-8")
        if path.suffix in (".c", ".cc", ".h"):
            text = C_COMMENT.sub(lambda match: match[1] or " ", text)
        said.update(WORD.findall(text))
        for name in defined(path, text):
            definitions[name] += 1
            where.setdefault(name, path.relative_to(TOP))
    dead = [f"{where[name]}: {name} is used by nothing" for name, count in definitions.items()
            if said[name] <= count and not CALLED.fullmatch(name)]
    print(*dead, sep="\n", end="\n" if dead else "", file=sys.stderr)
    return 1 if dead else 0


if __name__ == "__main__":
    sys.exit(main())
