# SPDX-License-Identifier: MIT
"""worldfiles.py: the files of a project of the world, laid out as people have them."""

import atexit
import os
import shutil
import socket
import subprocess

# In these files stand for the index of `make setup` and for a server of repositories on loopback:
INDEX, REPOSITORIES = "https://index.example/simple", "https://git.example"


def lay_out(source, root, index):
    """Lays out in ROOT what SOURCE has; INDEX is the address of the index."""
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(source, root, ignore=shutil.ignore_patterns("exported.txt"))
    real = {INDEX: index}
    if (root / "_repositories").exists():
        real[REPOSITORIES] = serve(root / "_repositories")
    for path in root.rglob("*"):
        if path.is_file() and "/.git/" not in str(path):
            text = path.read_text()
            for stand_in in real:
                text = text.replace(stand_in, real[stand_in])
            path.write_text(text)


def serve(directory):
    """Makes a repository of each directory in DIRECTORY, with the tag v1.2, and serves them until
    this program ends; the address."""
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}
    for name in ("AUTHOR", "COMMITTER"):
        environment.update({f"GIT_{name}_NAME": "a", f"GIT_{name}_EMAIL": "a@example.invalid",
                            f"GIT_{name}_DATE": "2026-01-01T00:00:00Z"})
    for path in directory.iterdir():
        for words in (["init", "-qb", "main"], ["add", "."], ["commit", "-qm", "all"],
                      ["tag", "v1.2"]):
            subprocess.run(["git", *words], cwd=path, env=environment, check=True)
        path.rename(path.with_suffix(".git"))
    with socket.socket() as port:
        port.bind(("127.0.0.1", 0))
        number = port.getsockname()[1]
    daemon = subprocess.Popen(["git", "daemon", "--listen=127.0.0.1", f"--port={number}",
                               f"--base-path={directory}", "--export-all", directory])
    atexit.register(daemon.terminate)
    return f"git://127.0.0.1:{number}"
