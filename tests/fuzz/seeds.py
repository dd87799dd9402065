# SPDX-License-Identifier: MIT
"""seeds.py DIRECTORY: what each fuzz harness begins with, DIRECTORY/HARNESS/NUMBER: small inputs,
good and bad, with a bit of everything."""

import glob
import gzip
import hashlib
import io
import json
import lzma
import os
import subprocess
import sys
import tarfile
import tempfile

top = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
sys.path.insert(0, f"{top}/tests/support")

import made_elf  # noqa: E402
from wheels import Wheel, deflate, record_hash  # noqa: E402

LARGEST = 50_000
directory = sys.argv[1]


def seed(harness, *inputs):
    folder = f"{directory}/{harness}"
    os.makedirs(folder, exist_ok=True)
    for content in inputs:
        content = content.encode() if isinstance(content, str) else content
        with open(f"{folder}/{len(os.listdir(folder)):03}", "wb") as file:
            file.write(content)


def files(*patterns):
    names = sorted(name for pattern in patterns for name in glob.glob(f"{top}/{pattern}"))
    return [open(name, "rb").read(LARGEST) for name in names]


def wheels():
    wheel = Wheel("made-up", "1.0")
    wheel.add("made_up/", mode=0o40755).add("made_up/__init__.py", b"x = 1\n" * 50).add(
        "made_up/stored", b"y", stored=True
    )
    wheel.add("made_up/d16", b"z" * 99, descriptor=16).add(
        "made_up/d24", b"z" * 99, descriptor=24
    ).add("made_up/64", b"z" * 99, zip64=True)
    wheel.add(f"{wheel.stem}.data/scripts/run", b"#!python\nprint()\n", mode=0o100755)
    wheel.add(f"{wheel.stem}.data/data/share/x", b"x").add(f"{wheel.stem}.data/headers/x.h", b"")
    wheel.add_info("entry_points.txt", b"[console_scripts]\nmade = made_up:main\n")
    wheel.comment, wheel.zip64_end = b"comment", True
    yield wheel.archive()
    yield Wheel("small", "2").add("small.py", b"").archive()
    with tempfile.TemporaryDirectory() as hostile:
        subprocess.run(
            [sys.executable, f"{top}/tests/support/hostile_wheels.py", hostile],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        for path in sorted(glob.glob(f"{hostile}/*/*")):
            if os.path.getsize(path) < 4000:
                yield open(path, "rb").read()


def elves():
    code = made_elf.container([{"arch": 87}, {"kind": 1, "arch": 90, "payload": 40}]).hex()
    yield made_elf.make(
        {
            "machine": 183,
            "soname": "libx.so.1",
            "needed": ["libc.so.6", "libm.so.6"],
            "rpath": "$ORIGIN",
            "runpath": "/lib",
            "versions": {"libc.so.6": ["GLIBC_2.17", ["GLIBC_2.99", 2]]},
            "sections": {".nv_fatbin": code, "__nv_relfatbin": code},
        }
    )
    yield made_elf.make(
        {
            "machine": 40,
            "class": 32,
            "needed": ["libc.so.6"],
            "versions": {"libc.so.6": ["GLIBC_2.4"]},
        }
    )
    yield made_elf.make({"machine": 22, "class": 64, "order": "big", "needed": ["libc.so.6"]})
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/x.c", "w") as source:
            source.write(
                "extern int wanted(void); extern int weak(void) __attribute__((weak));\n"
                "int given(void) { return wanted() + (weak ? weak() : 0); }\nint other;\n"
            )
        with open(f"{folder}/x.map", "w") as versions:
            versions.write("X_1 { global: given; };\nX_2 { global: other; } X_1;\n")
        for hash_style in ("sysv", "gnu"):
            subprocess.run(
                [
                    "cc",
                    "-shared",
                    "-fPIC",
                    "-nostdlib",
                    "-s",
                    "-Wl,-z,noseparate-code,--build-id=none",
                    f"-Wl,--hash-style={hash_style}",
                    f"-Wl,--version-script={folder}/x.map",
                    "-o",
                    f"{folder}/x.so",
                    f"{folder}/x.c",
                ],
                check=True,
            )
            yield open(f"{folder}/x.so", "rb").read()


def tar(entries, form=tarfile.PAX_FORMAT):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form, bufsize=512) as archive:
        for kind, name, content in entries:
            info = tarfile.TarInfo(name)
            info.type, info.mode = kind, 0o755
            if kind == tarfile.REGTYPE:
                info.size = len(content)
            else:
                info.linkname = content
            archive.addfile(info, io.BytesIO(content if kind == tarfile.REGTYPE else b""))
    return out.getvalue()[: out.tell()]


F, D, S, H = tarfile.REGTYPE, tarfile.DIRTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE
metadata = (
    b"Metadata-Version: 2.1\nName: made-up\nVersion: 1.0\n"
    b"Requires-Python: >=3.8\nRequires-Dist: six (>=1)\n  ; extra == 'a'\n"
    b"Provides-Extra: a\n\nbody\n"
)
record = (
    f'made.py,{record_hash(b"x")},1\n"a,""b.py",{record_hash(b"y", "sha512")},2\n'
    f'../../bin/x,,\nmade-1.dist-info/RECORD,,\n'
).encode()
dpkg = (
    b"Package: a\nStatus: install ok installed\nVersion: 1:2-3\n"
    b"Description: x\n more\n\nPackage: b\nVersion: 2\n"
)
apk = b"P:musl\nV:1.2.5-r0\nA:x86_64\n\nP:busybox\nV:1.36.1-r2\nF:bin\nR:busybox\n\n"
elf = list(elves())


def layers():
    site = "usr/lib/python3/dist-packages/made-1.dist-info"
    yield tar(
        [
            (D, "./", ""),
            (F, "a/b", b"hello"),
            (S, "c", "../a/b"),
            (H, "d", "a/b"),
            (F, "a/.wh.x", b""),
            (F, "a/.wh..wh..opq", b""),
            (F, "n" * 120 + "/" + "é" * 60, b"1"),
        ]
    )
    yield tar(
        [
            (F, "a/" + "b" * 150, b"hello" * 200),
            (S, "c", "d" * 150),
            (tarfile.FIFOTYPE, "e", ""),
            (tarfile.CHRTYPE, "f", ""),
        ],
        tarfile.GNU_FORMAT,
    )
    yield tar(
        [
            (F, f"{site}/METADATA", metadata),
            (F, f"{site}/RECORD", record),
            (F, f"{site}/INSTALLER", b"pip\n"),
            (F, "usr/lib/x.so", elf[3]),
        ]
    )
    yield tar(
        [
            (F, "etc/os-release", b"ID=debian\n"),
            (F, "var/lib/dpkg/status", dpkg),
            (F, "lib/apk/db/installed", apk),
            (F, "usr/bin/python3.11", elf[0] + b"\0003.11.2\0"),
            (F, "usr/lib/x86_64-linux-gnu/libc.so.6", elf[4] + b"\0GLIBC_2.36\0"),
        ]
    )


def deb(pack=bytes, extension=""):
    control = (
        b"Package: made\nVersion: 1:2.3-4~x\nArchitecture: arm64\n"
        b"Multi-Arch: same\nMaintainer: a <b>\nConffiles: /etc/x\n"
        b"Description: short\n long\n .\n"
    )
    members = [
        ("debian-binary", b"2.0\n"),
        (
            "control.tar" + extension,
            pack(
                tar(
                    [
                        (D, "./", ""),
                        (F, "./control", control),
                        (F, "./postinst", scripts[0]),
                        (F, "./triggers", b"interest a\nactivate-noawait ldconfig\n"),
                        (F, "./conffiles", b"/etc/x\n"),
                        (F, "./md5sums", b"0" * 32 + b"  usr/bin/it\n"),
                    ]
                )
            ),
        ),
        (
            "data.tar" + extension,
            pack(
                tar(
                    [
                        (D, "./", ""),
                        (D, "./usr/", ""),
                        (F, "./usr/bin/it", b"it"),
                        (S, "./usr/bin/link", "it"),
                        (H, "./usr/bin/hard", "./usr/bin/it"),
                        (F, "./etc/x", b""),
                    ]
                )
            ),
        ),
    ]
    out = b"!<arch>\n"
    for name, content in members:
        out += (
            f"{name:<16}{0:<12}{0:<6}{0:<6}{'100644':<8}{len(content):<10}`\n".encode()
            + content
            + b"\n" * (len(content) % 2)
        )
    return out


scripts = [
    b'#!/bin/sh\nset -e\n# Automatically added by dh_x\n'
    b'if [ "$1" = "configure" ]; then\n\tpy3compile -p x\n'
    b'fi\n# End automatically added section\n'
    b"update-alternatives --install /usr/bin/a a /usr/bin/b 5 \\\n"
    b"  --slave /m m /n\nuseradd x\nexit 0\n"
]
requirements = [
    'numpy[extra,b] >=1.24, <2.0, !=1.25.*; python_version < "3.13" and (os_name == '
    '\'posix\' or extra == "a")',
    "name @ https://host/file-1.0.whl#sha256=0 ; sys_platform not in 'win32'",
    "a===1.0+x.y",
    "A_b ~= 1.4.2.dev0",
    "a >= 1.0.*<2, !=~5.0, !=3.0*, >dev",
    "'a' >=9.0.0a1.0', ; os_name == 'posix'",
]
digest = hashlib.sha256(b"x").hexdigest()
links = [
    f'<a href="../../files/made_up-{v}-py3-none-any.whl#sha256={digest}" '
    f'data-core-metadata="sha256={digest}" data-requires-python="&gt;=3">made</a>\n'
    for v in (1, 2)
]
html = (
    '<!DOCTYPE html><html><head><meta name="pypi:repository-version" content="1.1"><base '
    'href="/b/"></head><body>\n'
    + "".join(links)
    + "</body></html>"
)
page = json.dumps(
    {
        "meta": {"api-version": "1.1"},
        "name": "made-up",
        "versions": ["1"],
        "files": [
            {
                "filename": "made_up-1.tar.gz",
                "url": "/f/made_up-1.tar.gz",
                "hashes": {"sha256": digest, "md5": "é"},
                "size": 5,
                "yanked": False,
                "core-metadata": {"sha256": digest},
            },
            {
                "filename": "x",
                "url": "http://[::1]:1/x?y=z",
                "hashes": {},
                "size": 1.5e3,
                "yanked": "why\u2028",
            },
        ],
    }
)
layer = (
    '{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"sha256:%s",'
    '"size":9,"annotations":{"mk.pylock.wheels":"six 1"}}'
    % digest
)
image = [
    '{"schemaVersion":2,'
    '"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json",@,'
    '"platform":{"os":"linux","architecture":"arm64"},'
    '"annotations":{"org.opencontainers.image.ref.name":"latest"}}]}',
    '{"schemaVersion":2,'
    '"config":{"mediaType":"application/vnd.docker.container.image.v1+json",@},"layers":['
    + layer
    + "]}",
    '{"architecture":"arm64","os":"linux","rootfs":{"type":"layers",'
    '"diff_ids":["sha256:%s"]},"config":{"Env":["A=b"]}}'
    % digest,
]
index = [
    '{"manifests":[{"mediaType":"application/vnd.oci.image.index.v1+json",@}]}',
    image[0].replace("@", '"digest":"sha256:%s","size":9' % digest),
    "",
]
policy = {
    "indexes": {
        "default": {"url": "http://a/", "mirrors": ["http://m/"]},
        "jetson": {"url": "http://b/", "timeout": 5, "retries": 0},
    },
    "packages": [
        {"pattern": "torch", "index": "jetson"},
        {"pattern": "nvidia-*", "index": "default"},
    ],
    "prefer": [{"pattern": "torch*", "rules": ["tag:linux_aarch64", "local:cu129"]}],
}
lock = open(f"{top}/projects/hello/pylock.debian12-arm64.toml").read()
lock_more = """lock-version = "1.0"
created-by = "x"
requires-python = ">=3.9"
[[packages]]
name = "made-up"
version = "1.0"
marker = "python_version >= '3.8'"
index = "http://a/simple"
sdist = { name = "made_up-1.0.tar.gz", url = "http://a/made_up-1.0.tar.gz", size = 5, \
hashes = { sha256 = "%s" }, upload-time = 2020-01-01T00:00:00.5+01:00 }
wheels = [ { url = \
"http://a/made_up-1.0-cp311-cp311-manylinux_2_17_aarch64.manylinux2014_aarch64.whl", \
hashes = { sha256 = "%s" } }, ]
[packages.tool.pylock-mk]
choice = { by = "tag:linux_aarch64", over = ["made_up-1.0-py3-none-any.whl"] }
requires = ["six>=1"]
""" % (digest, digest)

seed("zip", *wheels())
seed("wheel", *wheels())
seed(
    "inflate",
    *(
        b"\0" + len(x).to_bytes(4, "little") + bytes(4) + deflate(x)
        for x in (b"", b"hello " * 99, bytes(range(256)))
    ),
    b"\1\5\0\0\0\0\0\0\0hello",
)
seed("record", record, record.replace(b"\n", b"\r\n"))
seed("distinfo", record)
seed(
    "entrypoints",
    "# x\n[console_scripts]\nmade = made_up:main\npip3.9 = pip:Class.method [extra]\n"
    "\n[gui_scripts]\r\ng=a.b:c\n[other]\nx = y\n",
)
seed(
    "buildsystem",
    "[build-system]\nrequires = ['a>1']\nbuild-backend = 'a.b:c'\nbackend-path = ['a/../b']\n",
    "[tool.poetry]\nname = 'a'\n",
)
seed(
    "cargolock",
    'version = 3\n[[package]]\nname = "own"\nversion = "0.1.0"\n[[package]]\nname = "a-b"\n'
    'version = "1.0.0+x"\nsource = "registry+https://i"\n' f'checksum = "{digest}"\n',
    '[[package]]\nname = "a"\nsource = "git+https://h/a"\n',
)
seed("metadata", metadata, metadata.replace(b"\n", b"\r\n"))
static = metadata.replace(b"Metadata-Version: 2.1", b"Metadata-Version: 2.2")
seed(
    "sdistrequires",
    static,
    b"Dynamic: Requires-Dist\n" + static + b"\0[project]\ndependencies = ['a', 'b ; c']\n"
    b"[project.optional-dependencies]\nx = ['d;e or f']\n",
    "\0[project]\ndynamic = ['version']\n\0a\n[x]\nb\n[:m == '1']\nc\n[y:n]\nd\n",
)
graph = "".join(f'[[packages]]\nname = "{name}"\nversion = "{version}"\nwheels = [{{name = '
                f'"{name}-{version}-py3-none-any.whl", path = "x", '
                f'hashes = {{sha256 = "{digest}"}}}}]\ntool.pylock-mk = {{requires = '
                f'{json.dumps(requires)}}}\n'
                for name, version,
                requires in (("a", "1.0", ["b[x]<2,>=1", "c==1.*"]),
                             ("b", "2", ['c ; extra == "x"', "a"]), ("c", "1rc1", ["a===2004d"])))
seed("lockgraph", f'lock-version = "1.0"\n{graph}\0a\nc<2 ; os_name == "posix"\n', lock_more)
seed("lock", lock, lock_more, *(text[:4000] for text in files("projects/*/pylock.*.toml")))
seed("requirement", *requirements)
seed(
    "directreference",
    "a[x] @ git+https://h/r@v1#egg=a[y]&subdirectory=p ; os_name == 'x'",
    "a @ https://u:p@h/a.whl;python_version<'3'",
    "./my lib[x,y]; os_name == 'x'",
    "a @ file:///srv/a%20b#sha256=00",
    "git+ssh://git@h/r.git@main#egg=a",
)
seed(
    "deptree",
    "a 1\n b[x]>=1,<2\n c ; extra == \"y\"\nB 2.0\n c; extra == 'x'\n"
    " a[y] (~=1.0)\nc 3\n a\n a @ http://h/a.whl\n",
)
seed("checks", *files("tests/fuzz/checks.json"), b"{}")
seed(
    "version",
    "1!1.0a1.post2.dev3+local.4\nv1.0-ALPHA.01\n>=1.24.0, <2, ~=1.4, ==1.*, ===x",
    "1.0\n1.0.0\n!=1.0.*",
    "1.0rc1\n1.0.dev1\n",
)
seed(
    "projectrequirements",
    "[project]\nname = 'o'\nrequires-python = '>=3'\ndependencies = ['x>=1', \"y; os_name=='z'\"]\n"
    "[project.optional-dependencies]\na = ['o[b]; python_version>\"3\"']\nb = ['w']\n"
    "[dependency-groups]\ng = ['t', {include-group = 'h'}]\nh = []\n",
    "[project]\nname = 'o'\ndynamic = ['dependencies', 'optional-dependencies']\n"
    "[tool.setuptools.dynamic]\ndependencies = {file = ['r.txt']}\n"
    "optional-dependencies.a = {file = 'a.txt'}\n[dependency-groups]\ng = ['t']\n",
    "[tool.uv.sources]\nx = {index = 'i'}\n",
    "[tool.poetry]\nname='o'\n[tool.poetry.dependencies]\npython='^3 || ^4'\nx='~1.2, !=1.3'\n"
    "y=[{version='>=1 <2',extras=['e'],python='<3.9',platform='!=a'},{git='g',rev='r'}]\n"
    "z={version='*',optional=true}\n[tool.poetry.extras]\na=['z']\n"
    "[tool.poetry.group.g.dependencies]\nt='1.*'\n",
)
seed(
    "requirementset",
    *files("projects/*/requirements*"),
    "\n".join(requirements),
    "-i http://a/ --extra-index-url=http://b\n--pre\n-e ./x#egg=y\n"
    "-c other.txt\n-r more.txt\nx==1 \\\n  --hash=sha256:%s # c\n"
    % digest,
)
seed(
    "pinfile",
    "# This file is autogenerated by pip-compile\n#\n# about\na==1\n    # via -r a.in\n"
    "b[x]==2 ; os.name=='nt'\n    # via\n    #   a\n    #   m (pyproject.toml)\n# end\n",
    "-i https://u:p@h/s --extra-index-url http://x\n--only-binary a,b\nc===1.0  # via a, b\n"
    "d @ https://h/d.whl ; python_version<'3'\n-e ./x[y]\n-e git+https://h/x\n./x.whl\n",
    "pip==1\nsetuptools==2\n\n\n\na==1.* # via the lock\n",
)
seed(
    "name",
    "made_up-1.0-1build-cp311.py3-abi3-manylinux_2_17_x86_64.whl",
    "../made-up-1.0.tar.gz#sha256=0",
    "http://u:p@h/a%20b-1.zip?x=y",
    "Foo.Bar-1!2.0+x-py2.py3-none-any.whl",
)
seed(
    "project",
    b"\1" + page.encode(),
    b"\3" + page.encode(),
    b"\0<base href=/x/><a href='demo-1.0.tar.gz#sha256=ab' data-yanked=why "
    b"data-requires-python=x>y</a>",
    b"\2<a href=demo-1.0+cu1-cp311-cp311-linux_x86_64.whl data-core-metadata='sha256=ab'>y</a>",
)
seed("requires", "\n".join(requirements[:20]) + "\0a; extra == 'x'\nb[y] ; extra == 'z'\0a[x,z]")
seed("resolved", "a==1.0\nb[x]==2 ; os_name == 'posix'  # via a\n--index-url x\n",
     "a @ http://h/a.whl\n")
seed(
    "page",
    b"\xfe" + html.encode(),
    b"\xff" + page.encode(),
    b"\x08" + html.encode(),
    b"\x09" + page.encode(),
)
seed(
    "fetchlist",
    f"# comment\n{digest} 5 made-1.whl http://a/made-1.whl file:///x\n"
    f"{digest} - made-1.whl http://b/\n",
)
seed(
    "ignore",
    "**/*.pyc\n!keep\n# x\n[a-c]?/\\*\n",
    "root:x:0:0:root:/root:/bin/sh\napp:x:5:6::/:/bin/sh\nstaff:x:50:app,root\n",
)
seed("policy", json.dumps(policy))
seed(
    "lacking",
    "x.c:1:10: fatal error: sys/x.h: No such file or directory\nld: cannot find -lx\n",
    "Package 'x', required by 'y', not found\nmake: cc: command not found\n"
    "FileNotFoundError: [Errno 2] No such file or directory: 'cmake'\n",
    "ModuleNotFoundError: No module named 'numpy.x'\nProgram 'ninja' not found\n",
)
wanted = {"kind": "wheel", "sha256": digest}
seed(
    "plannedwheels",
    "\1" + json.dumps({"target": {"python": "3.13"}, "packages": [
        {"name": "a", "file": wanted}, {"name": "made", "file": {"kind": "sdist"}}]}),
    "\0" + json.dumps({"made": {"wheel": wanted}, "own": {"requires": []}}),
)
seed("layout", "\0".join(image), "\0".join(index))
seed(
    "layerread",
    *(b"\0" + x for x in layers()),
    *(b"\1" + gzip.compress(x, mtime=0) for x in layers()),
    b"\2" + b"\x28\xb5\x2f\xfd\x04\x00\x29\x00\x00hello\xca\x6e\x3e\x5b",
)
sdists = [
    tar(
        [
            (D, "p/", ""),
            (F, "p/a/b", b"hello"),
            (S, "p/c", "a"),
            (F, "p/c/d", b"x"),
            (H, "p/e", "p/c/b"),
            (S, "p/f", "../p/c/../../" + "g" * 150),
        ],
        form,
    )
    for form in (tarfile.PAX_FORMAT, tarfile.GNU_FORMAT)
]
seed(
    "extract",
    *(b"\0" + x for x in sdists),
    b"\1" + gzip.compress(sdists[0], mtime=0),
    *(b"\0" + x for x in layers()),
    *(b"\1" + x for x in wheels()),
)
seed("evidence", *layers())
seed("elfevidence", *elf)
seed(
    "fatbin",
    *(
        b"\0" + made_elf.container(x)
        for x in (
            [{"arch": 87}, {"kind": 1, "arch": 90, "flags": 0x1000}],
            [{"kind": 9, "header": 80, "payload": 0}],
        )
    ),
)
seed("deb", deb(), deb(lambda x: gzip.compress(x, mtime=0), ".gz"), deb(lzma.compress, ".xz"))
seed("packages", b"\0" + dpkg, b"\1" + apk)
seed("maintscript", *scripts)
row = f"six {'1' * 64} sha256:{'2' * 64} sha256:{'3' * 64} "
seed("layerrows", f"# x\n{row}5 10240 sha256:{'4' * 64}\n", f"{row}0 - -\n{row}0 - -\n",
     f"{row}18446744073709551615 1 -\n", f"<<<<<<< a\n{row}1 1 -\n")
seed("netrc", "machine a login b password c\n# x\ndefault password \"two \\\"words\"\n",
     "macdef m\nx\n\nmachine \"\" account q user r\n", "machine #a login \\# password\n")
seed("challenge", 'Bearer realm="https://a/t",service="s \\"x\\"",scope="a:b:pull"\nBasic realm=x',
     'Newauth a=1, b="2, 3", Basic realm="c", Negotiate abc==\nBearer realm = "r"')
seed("ldsoconf", "include /etc/ld.so.conf.d/*.conf\n/usr/local/lib # x\nhwcap 1 x\n",
     "include */*.conf [ab].conf\n/opt/a=libc6\n\tinclude\t\\b.conf ../x\n/opt/b/ /\n")
seed(
    "stepfile",
    *files("mk/bases/*.steps"),
    "merge bin\npackage a:amd64\n  file 0644 0:0 /x\n  |one\n  update-shells\n  link /a b\n",
)
