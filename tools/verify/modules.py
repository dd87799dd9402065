# SPDX-License-Identifier: MIT
"""What the Python files of one wheel say, by parsing them.

Only the standard library is used, of any version from 3.8 on. As a program, `modules.py 3.13`, it
reads the path of a wheel a line on standard input and prints what it found, a line each, for a
target that has Python 3.13.

A wheel is trusted to be one that a layer was made of; it is read, never unpacked or imported.
"""

import ast
import configparser
import gc
import json
import re
import struct
import sys
import warnings
import zipfile
import zlib

MAX_ERRORS = 20
MAX_SOURCE = 64 << 20
# What zipfile raises of archives that are none, or none of those that it knows.
DAMAGED = (OSError, EOFError, RuntimeError, ValueError, struct.error, zipfile.BadZipFile,
           zlib.error)
TOO_DEEP = (RecursionError, MemoryError)  # what the parser raises of nested source


def is_source(name):
    top = name.split("/")[0] + "/"
    return name.endswith(".py") and ".dist-info/" not in name and ".data/" not in top


def bound_names(body):
    """Names that the statements of a module bind, outside functions and classes, at any depth.

    Also returns the modules of `import *`.
    """
    names, stars = set(), []
    todo = list(body)
    while todo:
        node = todo.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.Import):
            names.update((alias.asname or alias.name).split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if alias.name == "*":
                    stars.append((node.level, node.module or ""))
                else:
                    names.add(alias.asname or alias.name)
        else:
            names.update(
                child.id
                for child in ast.walk(node)
                if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store)
            )
            todo.extend(
                child
                for child in ast.iter_child_nodes(node)
                if isinstance(child, (ast.stmt, ast.excepthandler))
            )
    return names, stars


class Wheel:
    def __init__(self, path):
        self.zip = zipfile.ZipFile(path)
        self.names = set(self.zip.namelist())

    def source(self, name):
        if self.zip.getinfo(name).file_size > MAX_SOURCE:
            raise SyntaxError("larger than any source")
        return self.zip.read(name)

    def file_of(self, module):
        """The file of a module: its source, or None for an extension or a package without __init__.

        Raises KeyError when there is no such module.
        """
        base = module.replace(".", "/")
        for name in (f"{base}/__init__.py", f"{base}.py"):
            if name in self.names:
                return name
        for name in self.names:
            if name.startswith(f"{base}/") or name.startswith(f"{base}.") and name.endswith(".so"):
                return None
        raise KeyError(module)

    def has(self, module, attribute, seen=()):
        """Whether the module has that attribute, as far as parsing tells.

        What cannot be told counts as there.
        """
        file = self.file_of(module)
        if file is None or module in seen:
            return True
        try:
            self.file_of(f"{module}.{attribute}")
            return True
        except KeyError:
            pass
        names, stars = bound_names(ast.parse(self.source(file)).body)
        if attribute in names or "__getattr__" in names:
            return True
        return any(self.star_has(module, file, star, attribute, (*seen, module)) for star in stars)

    def star_has(self, module, file, star, attribute, seen):
        level, name = star
        parts = module.split(".")
        if level:
            parts = parts[:len(parts) - level + file.endswith("/__init__.py")]
            name = ".".join([*parts, *([name] if name else [])])
        try:
            return self.has(name, attribute, seen)
        except KeyError:
            return True  # of another distribution


def declares_python(wheel, python):
    """Whether its metadata says, by a classifier, that it was made for that version of Python.

    Such a wheel is taken at its word: parsing all that an image holds takes half a minute, and the
    errors are in the others.
    """
    wanted = f"Classifier: Programming Language :: Python :: {python}"
    for name in wheel.names:
        if name.count("/") == 1 and name.endswith(".dist-info/METADATA"):
            text = wheel.zip.read(name).decode("utf-8", "replace").replace("\r", "")
            head = text.partition("\n\n")[0]
            return wanted in (line.strip() for line in head.split("\n"))
    return False


def syntax_errors(wheel):
    errors = []
    for name in sorted(filter(is_source, wheel.names)):
        try:
            compile(wheel.source(name), name, "exec", ast.PyCF_ONLY_AST, True)
        except (SyntaxError, ValueError, *TOO_DEEP) as error:
            message = str(getattr(error, "msg", None) or error) or "nested too deeply"
            errors.append([name, getattr(error, "lineno", None), message])
    return errors


def entry_points(wheel):
    """[group, name, value, what is wrong or None]

    What is wrong is "elsewhere" when the module is of another distribution.
    """
    found = []
    for file in wheel.names:
        if file.count("/") != 1 or not file.endswith(".dist-info/entry_points.txt"):
            continue
        parser = configparser.RawConfigParser(delimiters=("=",), strict=False)
        parser.optionxform = str
        try:
            parser.read_string(wheel.zip.read(file).decode("utf-8", "replace"))
        except configparser.Error as error:
            found.append(["", "", "", f"entry_points.txt: {error.args[0].splitlines()[0]}"])
        found += [
            [group, name, value, problem(wheel, group, value)]
            for group in parser.sections()
            for name, value in parser.items(group)
        ]
    return found


def problem(wheel, group, value):
    value = value.split("[")[0].strip()
    if ":" not in value and not group.endswith("_scripts") and has_dotted(wheel, value):
        return None
    module, _, attribute = value.partition(":")
    module, attribute = module.strip(), attribute.strip().split(".")[0]
    try:
        if not attribute:
            wheel.file_of(module)
        elif not wheel.has(module, attribute):
            return f"{module} has no {attribute}"
    except KeyError:
        top = module.split(".")[0]
        lost = top in top_names(wheel) and not may_be_elsewhere(wheel, module)
        return f"there is no module {module}" if lost else "elsewhere"
    except (SyntaxError, ValueError, *TOO_DEEP):
        return None  # a finding of its own
    return None


def may_be_elsewhere(wheel, module):
    """Whether another distribution may have the module: it is in a namespace, whose directories
    have no __init__.py in this wheel, or one that lets others add to the package."""
    parts = module.split(".")
    for depth in range(1, len(parts)):
        directory = "/".join(parts[:depth])
        if f"{directory}.py" in wheel.names:
            return False
        name = f"{directory}/__init__.py"
        if name in wheel.names and not re.search(b"extend_path|declare_namespace",
                                                 wheel.source(name)):
            return False
    return len(parts) > 1


def has_dotted(wheel, value):
    """Some readers of entry points take a.b.C for a.b:C, as fsspec does."""
    module, _, attribute = value.rpartition(".")
    try:
        return bool(module) and wheel.has(module, attribute)
    except KeyError:
        return False
    except (SyntaxError, ValueError, *TOO_DEEP):
        return True  # a finding of its own


def top_names(wheel):
    """Names of modules and packages at the top."""
    tops = set()
    for name in wheel.names:
        first, slash, rest = name.partition("/")
        if slash and first.endswith((".dist-info", ".data", ".libs")):
            continue
        if slash and rest.endswith((".py", ".so")):
            tops.add(first)
        elif not slash and first.endswith((".py", ".so")):
            tops.add(first.split(".")[0])
    return tops


def examine(path, python):
    """{"syntax": [[file, line, what]], "entryPoints": [...], "tops": [...],
    "declared": it says that it is for PYTHON, the target's version, and was not parsed,
    "files": how many there are}"""
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(10000)
    gc.disable()  # nothing here makes cycles, and looking for them takes a third of the time
    try:
        wheel = Wheel(path)
        declared, tops = declares_python(wheel, python), top_names(wheel)
        errors = [] if declared else syntax_errors(wheel)
        return {
            "syntax": errors[:MAX_ERRORS],
            "syntaxCount": len(errors),
            "entryPoints": entry_points(wheel),
            "tops": sorted(tops),
            "declared": declared,
            "files": sum(map(is_source, wheel.names)),
        }
    except DAMAGED as error:
        return {
            "syntax": [],
            "syntaxCount": 0,
            "entryPoints": [],
            "tops": [],
            "declared": False,
            "files": 0,
            "flaw": str(error),
        }


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(examine(line.rstrip("\n"), sys.argv[1])), flush=True)
