# SPDX-License-Identifier: MIT
"""malformedparts.py: what well-formed files are made of, of which one part may be malformed."""

import dataclasses
import gzip
import hashlib
import io
import json
import pathlib
import sys
import tarfile

top = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(top / "tests/support"))

import made_elf  # noqa: E402
from wheels import Wheel  # noqa: E402

SITE = "opt/venv/lib/python3.11/site-packages"


@dataclasses.dataclass
class Sample:
    """A well-formed file. `place` writes bytes in the place of its content into an empty directory,
    and gives what a command line then names."""

    form: str
    content: bytes
    name: str
    placing: object = None

    def place(self, directory, content):
        if self.placing:
            return str(self.placing(directory, content))
        (directory / self.name).write_bytes(content)
        return str(directory / self.name)


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def tar(members):
    """MEMBERS: {path: bytes, a link's target as text, or None for a directory}."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path, content in members.items():
            info = tarfile.TarInfo(path)
            info.mode, info.mtime = 0o755 if content is None else 0o644, 315532800
            if isinstance(content, bytes):
                info.size = len(content)
            else:
                info.type = tarfile.DIRTYPE if content is None else tarfile.SYMTYPE
                info.linkname = content or ""
            archive.addfile(info, io.BytesIO(content if isinstance(content, bytes) else b""))
    return out.getvalue()


def deb(control, members):
    """A Debian package. CONTROL: {file of the control archive: bytes}."""
    out = b"!<arch>\n"
    control = tar({f"./{name}": content for name, content in control.items()})
    for name, content in {
        "debian-binary": b"2.0\n",
        "control.tar": control,
        "data.tar": tar(members),
    }.items():
        header = f"{name:<16}{0:<12}{0:<6}{0:<6}{'100644':<8}{len(content):<10}`\n"
        out += header.encode() + content + b"\n" * (len(content) % 2)
    return out


def wheel(changes=(), name="alpha", version="1.0"):
    """A wheel with all kinds of members; of CHANGES, METADATA, WHEEL, RECORD and others by name are
    what they are."""
    changes, made = dict(changes), Wheel(name, version)
    library = made_elf.make(
        {
            "machine": 62,
            "soname": "liba.so",
            "needed": ["libc.so.6"],
            "versions": {"libc.so.6": ["GLIBC_2.17"]},
        }
    )
    made.metadata = (
        f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nRequires-Python: >=3.8\n"
        "Requires-Dist: beta>=1\nRequires-Dist: gamma; extra == 'more'\nProvides-Extra: more\n\nx\n"
    ).encode()
    made.add(f"{name}/__init__.py", b"x = 1\n").add(f"{name}/liba.so", library)
    made.add(f"{made.stem}.data/scripts/run", b"#!python\n", mode=0o100755)
    made.add_info("entry_points.txt", changes.pop("entry_points.txt", ENTRY_POINTS))
    made.metadata = changes.pop("METADATA", made.metadata)
    made.wheel = changes.pop("WHEEL", made.wheel)
    if "RECORD" in changes:
        text = changes.pop("RECORD")
        made.record_text = lambda _: text
    for member, content in changes.items():
        made.add(member, content)
    return made


ENTRY_POINTS = b"[console_scripts]\nalpha = alpha:main\n[gui_scripts]\nbeta = alpha.x:y.z [more]\n"


def descriptor(blobs, content, media_type):
    (blobs / sha256(content)).write_bytes(content)
    return {
        "mediaType": f"application/vnd.oci.image.{media_type}",
        "size": len(content),
        "digest": f"sha256:{sha256(content)}",
    }


def layout(directory, changes):
    """An OCI image layout, each file of which has the digest by which the next one names it. Of
    CHANGES the layer (its tar archive), config, manifest and index are what they are."""
    blobs = directory / "blobs/sha256"
    blobs.mkdir(parents=True)
    archive = changes.get("tar", base_tar())
    layer = changes.get("layer", gzip.compress(archive, 1, mtime=0))
    config = changes.get(
        "config",
        json.dumps(
            {
                "architecture": "amd64",
                "os": "linux",
                "config": {
                    "Env": ["PATH=/usr/bin", "A=b"],
                    "Labels": {"mk.pylock.lock": f"sha256:{'0' * 64}"},
                    "User": "0:0",
                    "WorkingDir": "/",
                    "Entrypoint": ["/usr/bin/python3"],
                    "Cmd": ["-V"],
                    "ExposedPorts": {"80/tcp": {}},
                },
                "rootfs": {"type": "layers", "diff_ids": [f"sha256:{sha256(archive)}"]},
                "history": [{"created_by": "x"}],
            }
        ).encode(),
    )
    manifest = changes.get(
        "manifest",
        json.dumps(
            {
                "schemaVersion": 2,
                "mediaType": "application/vnd.oci.image.manifest.v1+json",
                "config": descriptor(blobs, config, "config.v1+json"),
                "layers": [descriptor(blobs, layer, "layer.v1.tar+gzip")],
            }
        ).encode(),
    )
    entry = {
        **descriptor(blobs, manifest, "manifest.v1+json"),
        "platform": {"architecture": "amd64", "os": "linux"},
        "annotations": {"org.opencontainers.image.ref.name": "latest"},
    }
    (directory / "index.json").write_bytes(
        changes.get("index", json.dumps({"schemaVersion": 2, "manifests": [entry]}).encode())
    )
    (directory / "oci-layout").write_bytes(
        changes.get("oci-layout", b'{"imageLayoutVersion": "1.0.0"}')
    )
    return directory


BASE = {
    "usr/bin/python3.11": made_elf.make({"machine": 62}) + b"\x003.11.2\0",
    "usr/bin/python3": "python3.11",
    "usr/lib/x86_64-linux-gnu/libc.so.6": made_elf.make({"machine": 62}) + b"\0GLIBC_2.36\0",
    "etc/os-release": b'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Made-up 1"\n',
    "etc/passwd": b"root:x:0:0:root:/root:/bin/sh\napp:x:5:6::/:/bin/sh\n",
    "etc/group": b"root:x:0:\nstaff:x:50:app,root\n",
    "etc/ld.so.conf": b"include /etc/ld.so.conf.d/*.conf\n/usr/local/lib\n",
    "etc/ld.so.conf.d/x.conf": b"/opt/lib\n",
    "var/lib/dpkg/status": b"Package: a\nStatus: install ok installed\nVersion: 1:2-3\n"
    b"Architecture: amd64\nDescription: x\n more\n\nPackage: libc6\n"
    b"Status: install ok installed\nVersion: 2\n",
    "lib/apk/db/installed": b"P:musl\nV:1.2.5-r0\nA:x86_64\n\n",
    "usr/local/cuda/version.json": b'{"cuda": {"name": "CUDA SDK", "version": "12.9.1"}}',
    f"{SITE}/six-1.dist-info/METADATA": b"Name: six\nVersion: 1\nRequires-Python: >=3\n"
    b"Requires-Dist: alpha; extra == 'x'\nProvides-Extra: x\n",
    f"{SITE}/six-1.dist-info/RECORD": b"six.py,,\nsix-1.dist-info/RECORD,,\n",
    f"{SITE}/six-1.dist-info/entry_points.txt": ENTRY_POINTS,
    f"{SITE}/six.py": b"x = 1\n",
    "opt/venv/pyvenv.cfg": b"home = /usr/bin\ninclude-system-site-packages = true\n"
    b"version = 3.11.2\n",
    f"{SITE}/x.pth": b"/usr/lib/python3/dist-packages\nimport x\n",
}


def base_tar(changes=()):
    return tar({**BASE, **dict(changes)})


def in_layout(form, content, part):
    """A sample that is a PART of a layout."""
    return Sample(form, content, part, lambda directory, new: layout(directory / "l", {part: new}))


def in_base(path, form="text"):
    """A sample that is a file in the layer of a layout."""
    return Sample(
        form,
        BASE[path],
        path.replace("/", "-"),
        lambda directory, new: layout(directory / "l", {"tar": base_tar({path: new})}),
    )


def in_wheel(member, form="text"):
    """A sample that is a file in a wheel."""
    made = wheel()
    made.finish()
    content = next(e.content for e in made.entries if e.name.endswith("/" + member))

    def place(directory, new):
        return wheel({member: new}).write(directory)

    return Sample(form, content, f"wheel-{member}", place)


def layout_parts(directory):
    """The parts of a layout, {name: bytes}, as layout() takes them. It is made in DIRECTORY."""
    directory.mkdir()
    layout(directory, {})
    index = (directory / "index.json").read_bytes()

    def blob(entry):
        return (directory / "blobs/sha256" / entry["digest"][7:]).read_bytes()

    manifest = blob(json.loads(index)["manifests"][0])
    named = json.loads(manifest)
    return {
        "index": index,
        "oci-layout": (directory / "oci-layout").read_bytes(),
        "manifest": manifest,
        "config": blob(named["config"]),
        "layer": blob(named["layers"][0]),
        "tar": base_tar(),
    }
