# SPDX-License-Identifier: MIT
"""newfile.py: files that appear by rename, complete or not at all; of several that write one at a
time, one is left whole."""

import json
import os
import threading


def write(path, text):
    new = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}.new")
    try:
        new.write_text(text, encoding="utf-8")
        new.replace(path)
    except OSError:
        new.unlink(missing_ok=True)
        raise


def write_json(path, document, **form):
    """FORM is for json.dumps; there is a newline at the end."""
    write(path, json.dumps(document, **form) + "\n")
