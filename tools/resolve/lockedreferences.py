# SPDX-License-Identifier: MIT
"""lockedreferences.py: what a lock has of direct references (PEP 751: archive, vcs, directory)."""

import tomllib


class Locked:
    """What the lock has of references, as long as it is not to be asked anew."""

    def __init__(self, path, upgrade, names):
        self.packages = []
        if path and path.exists() and (not upgrade or names):
            lock = tomllib.loads(path.read_text(encoding="utf-8"))
            self.packages = [package for package in lock.get("packages", ())
                             if package["name"] not in names]

    def find(self, kind, **members):
        """(the table KIND with these members, what the lock knows of it), or two that are empty."""
        for package in self.packages:
            table = package.get(kind, {})
            if table and all(table.get(key) == value for key, value in members.items()):
                tool = package.get("tool", {}).get("pylock-mk", {})
                known = {"name": package["name"],
                         "version": package.get("version", tool.get("version"))}
                if "file" in tool:
                    known.update(filename=tool["file"], sha256=tool["sha256"], size=tool["size"])
                return table, known
        return {}, {}
