#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""credentials.py: runs a command with the credentials of the indexes in a netrc of its own.

They come from the environment (PYLOCK_INDEX_<INDEX>_USERNAME and _PASSWORD), from the user's netrc,
or from a keyring. uv, curl and Python all read the file that $NETRC names; it is in memory, ends
with the command, and is on no command line. See credentials.py(1).
"""

import json
import netrc
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
from urllib.parse import urlsplit

sys.path[0] = os.path.dirname(sys.path[0])

from lib.badinput import BadInput
from lib.commandline import ArgumentParser, run
from lib.jsonfile import read_json

TOKEN_USER = "__token__"  # what index servers take for the user of a token


def parse_arguments():
    parser = ArgumentParser(
        prog="credentials.py", description="Runs a command with the credentials of the indexes."
    )
    parser.add_argument("--policy", type=pathlib.Path, required=True, help="policy.json")
    parser.add_argument(
        "--keyring", action="store_true", help="ask the program keyring for what is not known"
    )
    parser.add_argument("command", nargs="+")
    return parser.parse_args()


def variable(index, what):
    return f"PYLOCK_INDEX_{index.upper().replace('-', '_')}_{what}"


def from_environment(index):
    """(user, password) or None."""
    user = os.environ.get(variable(index, "USERNAME"))
    password = os.environ.get(variable(index, "PASSWORD"))
    if password is None:
        return None
    return user or TOKEN_USER, password


def from_keyring(index, url):
    """The same from the program `keyring`, which knows services by their address or host."""
    if not shutil.which("keyring"):
        raise BadInput(
            "PYLOCK_KEYRING is set, and there is no program `keyring`: install it, or use ~/.netrc"
        )
    for service in (url, urlsplit(url).hostname):
        user = os.environ.get(variable(index, "USERNAME"))
        command = (
            ["keyring", "get", service, user]
            if user
            else ["keyring", "--mode", "creds", "--output", "json", "get", service]
        )
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
        if answer.returncode == 0 and answer.stdout.strip():
            if user:
                return user, answer.stdout.rstrip("\n")
            try:
                said = json.loads(answer.stdout)
                return said["username"] or TOKEN_USER, said["password"] + ""
            except (ValueError, KeyError, TypeError):
                host = urlsplit(url).hostname
                raise BadInput(f"keyring: its answer for {host} has no user and password") from None
    return None


def users_netrc():
    """{host: (user, password)} of the user's own file."""
    path = os.environ.get("NETRC") or os.path.expanduser("~/.netrc")
    try:
        hosts = netrc.netrc(path).hosts
    except FileNotFoundError:
        return {}
    except netrc.NetrcParseError as error:
        raise BadInput(f"{path}:{error.lineno}: {error.msg}") from error
    return {host: (user, password) for host, (user, _, password) in hosts.items()}


def collect(indexes, keyring):
    hosts, owners = users_netrc(), {}
    for index, url in ((name, entry["url"]) for name, entry in indexes.items()):
        host = urlsplit(url).hostname
        found = from_environment(index)
        if not found and keyring and host not in hosts:
            found = from_keyring(index, url)
        if not found:
            continue
        if host in owners and hosts[host] != found:
            raise BadInput(
                f"indexes {owners[host]} and {index} have different credentials for {host}: one "
                f"host can have one only"
            )
        for part in found:
            if not part or re.search(r"[\x00-\x1f\x7f]", part):
                raise BadInput(
                    f"the credentials of index {index} are empty or hold a control character, "
                    f"which netrc cannot"
                )
        hosts[host], owners[host] = found, index
    return hosts


def quoted(text):
    """TEXT as one token, as curl and Python read it: in quotes where it needs them; a backslash
    there takes what follows as it is."""
    return (
        text
        if re.fullmatch(r"[^\s\"'\\#]+", text)
        else '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'
    )


def entry(host, user, password):
    """The line of a host. One without a login, or without a password, is an entry all the same:
    the first that fits counts."""
    parts = ["default" if host == "default" else f"machine {host}"]
    parts += [
        f"{word} {quoted(text)}" for word, text in (("login", user), ("password", password)) if text
    ]
    return " ".join(parts) + "\n"


def write(hosts):
    """A netrc in memory: its path, which is good as long as this process."""
    lines = [
        entry(host, *found)
        for host, found in sorted(hosts.items(), key=lambda item: item[0] == "default")
    ]
    file = os.memfd_create("netrc")
    os.fchmod(file, 0o600)
    os.write(file, "".join(lines).encode())
    return f"/proc/{os.getpid()}/fd/{file}"


def main():
    args = parse_arguments()
    path = write(
        collect(read_json(args.policy)["indexes"], args.keyring)
    )
    environment = {
        name: value
        for name, value in os.environ.items()
        if not re.fullmatch(r"PYLOCK_INDEX_\w+_(USERNAME|PASSWORD)", name)
    }
    with subprocess.Popen(args.command, env=environment | {"NETRC": path}) as process:
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda number, _: process.send_signal(number))
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the command gets it too
        status = process.wait()
    return status if status >= 0 else 3


if __name__ == "__main__":
    run(main)
