# SPDX-License-Identifier: MIT
"""The user's seal on what a store keeps, as tools/store/seal.h says it, made without our programs;
a program has made the key before."""

import hmac
import os
import pathlib

BEFORE, BETWEEN, AFTER = b'{"seal":"', b'","result":', b"}"


def seal(room, name, content):
    """The seal of CONTENT, bytes, as what is kept in ROOM under NAME."""
    state = os.environ.get("XDG_STATE_HOME") or pathlib.Path.home() / ".local/state"
    key = pathlib.Path(state, "pylock.mk/key").read_bytes().strip()
    return hmac.digest(key, f"pylock.mk 1 {room} {name}\n".encode() + content, "sha256").hex()
