# SPDX-License-Identifier: MIT
"""seal.py: what shows that this user wrote down a result of the store, as seal.h says."""

import functools
import hmac
import os
import pathlib
import re
import secrets
import stat

from lib.commandline import say


def key_path():
    state, home = os.environ.get("XDG_STATE_HOME", ""), os.environ.get("HOME", "")
    if state.startswith("/"):
        return pathlib.Path(state, "pylock.mk/key")
    return pathlib.Path(home, ".local/state/pylock.mk/key") if home.startswith("/") else None


def read_key(path):
    """The key; OSError or ValueError says why it is not taken."""
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode) or status.st_uid != os.geteuid():
            raise ValueError("it is not a file of this user")
        if status.st_mode & 0o077:
            raise ValueError("others can read it: make one that they cannot (rm it)")
        text = file.read(66).split(b"\n")[0]
    if not re.fullmatch(rb"[0-9a-f]{64}", text):
        raise ValueError("it is not 64 hexadecimal digits")
    return text


def make_key(path):
    """Unless another process is first."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_name(f"key.{secrets.token_hex(8)}")
    with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w",
              encoding="ascii") as file:
        file.write(f"{secrets.token_hex(32)}\n")
    try:
        os.link(temporary, path)
    except FileExistsError:
        pass
    except OSError:
        os.rename(temporary, path)
    temporary.unlink(missing_ok=True)


@functools.cache
def user_key():
    """The user's key, or None, which is said."""
    path = key_path()
    try:
        if path is None:
            raise ValueError("HOME is not set")
        if not path.exists():
            make_key(path)
        return read_key(path)
    except (OSError, ValueError) as error:
        if "_pylock_turn" not in os.environ:
            say("store", f"{path or 'the user key'}: {getattr(error, 'strerror', None) or error}"
                ": what the store keeps of earlier runs is not used")
        return None


def seal(room, name, content):
    """The seal of CONTENT, bytes, as what is kept in ROOM under NAME; None without a key."""
    key = user_key()
    if key is None:
        return None
    return hmac.digest(key, f"pylock.mk 1 {room} {name}\n".encode() + content, "sha256").hex()


def holds(given, room, name, content):
    own = seal(room, name, content)
    return own is not None and hmac.compare_digest(own, given)
