# SPDX-License-Identifier: MIT
"""malformedreaders.py: how each program is run, and which files it then reads."""

import dataclasses
import platform
import re
import shlex
import sys

from malformedparts import SITE, top

NAME = re.compile(r"\{([A-Za-z0-9._-]+)\}")


@dataclasses.dataclass
class Reader:
    """How a PROGRAM is run: by the words of LINE, in which {NAME} is that sample's path, {out} a
    directory for what is written, {good} that of all samples, {top} the repository's."""

    program: str
    line: str
    stdin: str = ""  # the sample that is its standard input
    kept: str = ""  # samples of LINE that are not spoiled
    env: dict = dataclasses.field(default_factory=dict)
    name: str = ""  # where one program is run in several ways
    good: tuple = (0,)  # the exit statuses when all is as it should be
    statuses: tuple = (0, 1)  # and when it is not
    silent: bool = False  # it may fail without a message: what it prints says why
    leaves: bool = False  # what it wrote before it failed may stay
    memory: int = 192  # MiB

    def __post_init__(self):
        self.name = self.name or self.program.rpartition("/")[2]
        names = NAME.findall(" ".join([self.line, *self.env.values()])) + [self.stdin]
        kept = {"", "out", "good", "top", "bin", "version", *self.kept.split()}
        self.samples = [name for name in dict.fromkeys(names) if name not in kept]

    def fill(self, text, paths, work):
        known = {"out": work / "out", "good": work.parent / "samples", "top": top, **paths}
        return NAME.sub(lambda match: str(known[match[1]]), text)

    def command(self, binaries, paths, work):
        paths = {**paths, "bin": binaries, "version": platform.python_version()}
        words = [self.fill(word, paths, work) for word in shlex.split(self.line)]
        if "/" not in self.program:
            return [str(binaries / self.program), *words]
        interpreter = [sys.executable, "-B"] if self.program.endswith(".py") else ["bash"]
        return [*interpreter, str(top / "tools" / self.program), *words]

    def environment(self, paths, work):
        return {name: self.fill(text, paths, work) for name, text in self.env.items()}


FILES = "-r {requirements} -c {constraints} -o {overrides}"
LAYER = f"--python 3.11 --prefix /opt/venv --site /{SITE}"
ANY = (0, 1, 2)
# Programs that read no file of others.
READS_NOTHING = {"makelock", "fetchurl", "confine"}
READERS = [
    Reader("lockhash", "--deps {out}/d --files {out}/f {requirements}"),
    Reader(
        "wheeltags", "--python 3.11 --arch x86_64 --glibc 2.36 rank -- {wheel-name}", statuses=ANY
    ),
    Reader("requirements", FILES),
    Reader("pyproject", "--python 3.11 --extra more --group dev {pyproject}"),
    Reader("pyproject", "--names {pyproject}", name="pyproject-names"),
    Reader("cachekey", "s c@{component} --record {out}/r"),
    Reader("cachekey", "s @{arguments}", name="cachekey-arguments", statuses=ANY),
    Reader("cachekey", "diff {record} {record}", name="cachekey-diff"),
    Reader("storeresult", "keep --store {out}/store built " + 64 * "0", stdin="target"),
    Reader("locate", "--policy {policy} {locate-plan}"),
    Reader("locate", "--policy {page.html} {locate-plan}", name="locate-html", kept="locate-plan"),
    Reader("locate", "--policy {page.json} {locate-plan}", name="locate-json", kept="locate-plan"),
    Reader("fetch", "--store {out}/store --retries 0 {list}", leaves=True, statuses=(0, 1, 3)),
    Reader("credentials", "--policy {policy} -- true", env={"NETRC": "{netrc}"}),
    Reader(
        "credentials",
        "--policy {policy} --keyring -- true",
        name="credentials-keyring",
        kept="policy",
        env={"PATH": "{good}/fake:/usr/bin:/bin", "ANSWER": "{keyring}"},
    ),
    Reader(
        "sourcearchive",
        "--tools {top}/build --store {out}/store --plan {source-plan} --offline alpha",
        good=(1,),
        leaves=True,
    ),
    Reader(
        "references",
        "--tools {top}/build --store {out}/store --work {out}/work --output {out}/found.json "
        "{references}",
        good=(1,),
        leaves=True,
    ),
    Reader(
        "lockpin",
        "--target {target} --old {lock} --tool {tool} --policy {policy} --files {files} "
        "--requirements {out}/r.txt -o {out}/pylock.toml {lock}",
        statuses=(0, 1, 3),
    ),
    Reader(
        "lockplan",
        "--target {target} --policy {policy} --direct {names} --room {room} "
        "--requirements {out}/r.txt -o {out}/plan {lock}",
    ),
    Reader(
        "lockcheck",
        "--lock {lock} --target {target} --exclude alpha --record {out}/unmet.json " + FILES,
        silent=True,
        good=(0, 1),
    ),
    Reader("why", "--lock {lock} --target {target} " + FILES + " beta"),
    Reader("why", "--json --lock {lock} --target {target} " + FILES, name="why-json"),
    Reader("indexpage", "--policy {policy} --target {target}", stdin="questions"),
    Reader(
        "indexpage",
        "--policy {page.html} --target {target}",
        stdin="questions",
        name="indexpage-html",
        kept="questions target",
    ),
    Reader(
        "indexpage",
        "--policy {page.json} --target {target}",
        stdin="questions",
        name="indexpage-json",
        kept="questions target",
    ),
    Reader(
        "packagenames",
        "--lock {lock} --target {target} --variables {top}/tools/setup/variables.sh "
        "--policy {policy} --makefile {makefile} "
        + FILES
        + " there:PYLOCK_A=alpha asked:PYLOCK_B=beta",
    ),
    Reader(
        "provided",
        "--facts {facts} --python {python.json} --target here --wheels {out} -o {out}/p.json "
        "six=1.0",
    ),
    Reader(
        "pinfiles",
        "--policy {policy} --tools {top}/build --target {target} "
        "--store {out}/store --lock {out}/l.toml "
        "-r {requirements} -o {overrides} --output {out}/files.json {resolved}",
        statuses=(0, 1, 3),
    ),
    Reader(
        "pinfiles",
        "--policy {page.json} --tools {top}/build --target {target} "
        "--output {out}/files.json {resolved}",
        name="pinfiles-page",
        kept="target resolved",
    ),
    Reader(
        "pinfiles",
        "--policy {core-metadata} --tools {top}/build --target {target} "
        "--output {out}/files.json {resolved}",
        name="pinfiles-metadata",
        kept="target resolved",
    ),
    Reader("resolverinput", "--target {target} --policy {policy} --output {out} " + FILES),
    Reader("seedlock", "--target {target} {resolved}"),
    *(
        Reader("lockpins", "{%s}" % name, name=f"lockpins-{name}")
        for name in ("uv.lock", "pdm.lock", "lock")
    ),
    Reader("lockpins", "--project {pyproject} {poetry.lock}"),
    Reader("lockpins", "--project {Pipfile} {Pipfile.lock}", name="lockpins-pipenv"),
    Reader(
        "migrate",
        "--policy {policy} --tools {top}/build --target {target} "
        "--lock {out}/l.toml --seed {out}/seed "
        "--report {out}/report --output {out}/out.in {freeze}",
        statuses=(0, 1, 3),
    ),
    Reader(
        "migrate",
        "--policy {core-metadata} --tools {top}/build --target {target} "
        "--lock {out}/l.toml --seed {out}/seed "
        "--report {out}/report --output {out}/out.in {requirements}",
        name="migrate-metadata",
        kept="target requirements",
    ),
    Reader("filemetadata", "--policy {policy}", stdin="metadata-questions"),
    Reader(
        "filemetadata",
        "--policy {served-wheel}",
        stdin="metadata-questions",
        name="filemetadata-wheel",
        kept="metadata-questions",
    ),
    Reader("staticmetadata", "{sdist}"),
    Reader(
        "staticmetadata", "--release beta==1.0 {sdist-pyproject}", name="staticmetadata-pyproject"
    ),
    Reader("staticmetadata", "--built {built-metadata}", name="staticmetadata-built"),
    Reader("crates", "{Cargo.lock}"),
    Reader(
        "crates",
        "--vendor {out}/v --store {stored}",
        stdin="crates",
        name="crates-vendor",
        good=(1,),
        statuses=(0, 1, 3),
        leaves=True,
    ),
    Reader("sdist", "{sdist}"),
    Reader("sdist", "--unpack {out}/u {sdist}", name="sdist-unpack", leaves=True),
    Reader("layer", LAYER + " -o {out}/l.tar.gz {wheel}"),
    *(
        Reader("layer", LAYER + " -o {out}/l.tar.gz {wheel-%s}" % member, name=f"layer-{member}")
        for member in ("metadata", "wheel", "record", "entry_points.txt")
    ),
    Reader(
        "filelayer", "-o {out}/l.tar.gz --deps {out}/deps --base {tree} --over {over} {filelist}"
    ),
    Reader("inputstamp", "--stamp {out}/stamp --list {filelist} --path {source}"),
    Reader("elfcheck", "--arch x86_64 --glibc 2.36 --cuda 8.7 {elf}", silent=True),
    Reader("elfcheck", "--arch x86_64 --glibc 2.36 {wheel}", name="elfcheck-wheel"),
    Reader("baselayer", "--arch amd64 -o {out}/l.tar.gz --files {out}/f --steps {steps} {deb}"),
    *(
        Reader(
            "baselayer",
            "--arch amd64 -o {out}/l.tar.gz --steps {steps} {deb-%s}" % member,
            name=f"baselayer-{member}",
            kept="steps",
        )
        for member in ("control", "postinst", "conffiles", "triggers")
    ),
    Reader("baselayer", "--arch amd64 -o {out}/l.tar.gz {rootfs}", name="baselayer-rootfs"),
    Reader(
        "image",
        "--blobs {good}/store --base {layout-index} --tree {tree} --config {config} "
        "--owned {out}/owned --missing {out}/missing -o {out}/image {layer}",
    ),
    *(
        Reader(
            "image",
            "--blobs {good}/store --base {layout-%s} --config {config} -o {out}/image {layer}"
            % part,
            name=f"image-{part}",
            kept="config layer",
        )
        for part in ("manifest", "config", "oci-layout", "layer", "tar")
    ),
    Reader("imagevalues", "{values}"),
    Reader("pullblobs", "--store {out}/store {manifest} {out}/pull", leaves=True),
    Reader("choosebase", "--platform linux/amd64 {image-index}"),
    *(
        Reader("choosebase", "--platform linux/amd64 {layout-%s}" % part, name=f"choosebase-{part}")
        for part in ("index", "manifest", "config", "oci-layout")
    ),
    *(
        Reader("plainlayers", "-o {out}/plain {layout-%s}" % part, name=f"plainlayers-{part}")
        for part in ("index", "manifest", "config", "layer")
    ),
    *(
        Reader(
            "checkblobs",
            "--known {out}/known {layout-%s}" % part,
            name=f"checkblobs-{part}",
            leaves=True,
        )
        for part in ("index", "manifest", "config", "layer")
    ),
    *(
        Reader("rootfs", "{layout-%s} {out}/root" % part, name=f"rootfs-{part}", leaves=True)
        for part in ("index", "manifest", "config", "layer", "tar")
    ),
    *(
        Reader("inspect", "--prefix /opt/venv {layout-%s}" % part, name=f"inspect-{part}")
        for part in ("index", "manifest", "config", "layer", "tar")
    ),
    *(
        Reader("inspect", "--prefix /opt/venv {base-%s}" % file, name=f"inspect-{file}")
        for file in (
            "metadata",
            "record",
            "entry_points.txt",
            "x.pth",
            "pyvenv.cfg",
            "ld.so.conf",
            "passwd",
        )
    ),
    Reader(
        "buildadvice",
        "--name made --store {out}/store --baselock /none --suite trixie --arch arm64 --offline "
        "{build.log}",
    ),
    Reader(
        "builtwheel",
        "--name alpha --target {target} --programs {bin} {wheel}",
    ),
    Reader(
        "sources",
        "--store {stored} --plan {stored-plan} --built {built.lock} --jobs 1 "
        "--python /usr/bin/python3 --parser {top}/tools/verify/modules.py",
    ),
    Reader(
        "sources",
        "--store {stored-source} --plan {stored-plan} --jobs 1 "
        "--python /usr/bin/python3 --parser {top}/tools/verify/modules.py",
        name="sources-source",
        kept="stored-plan",
    ),
    Reader(
        "inspect",
        f"--store {{good}}/store --site /{SITE} --python 3.11 --origins {{origins}} "
        "{layout-index}",
        name="inspect-origins",
        kept="layout-index",
    ),
    *(
        Reader("basefacts", "--tree {out}/tree {layout-%s}" % part, name=f"basefacts-{part}")
        for part in ("index", "manifest", "config", "layer", "tar")
    ),
    *(
        Reader("basefacts", "{base-%s}" % file, name=f"basefacts-{file}")
        for file in ("os-release", "passwd", "status", "installed", "version.json", "metadata")
    ),
    Reader(
        "verify",
        "--plan {verify-plan} --evidence {verify-evidence} --lock-sha256 0 --override {overrides} "
        "--flaws {verify-flaws} --sources {verify-sources} --owners {owners} --capability 8.7 "
        "--provided {verify-provided} --uncompiled {uncompiled} --owned {verify-owned} "
        "--opened {verify-opened} --base {manifest} --json {out}/verify.json",
        good=(0, 1),
        leaves=True,
        silent=True,
    ),
    Reader(
        "documents",
        "explicit --target {target} -o {out}/explicit {requirements}",
        name="documents-explicit",
    ),
    Reader(
        "documents",
        "make --plan {plan} --lock {lock} --facts {facts} --python {python.json} "
        "--explicit {names} --base-packages -o {out}/documents {layer}",
    ),
    Reader("documents", "needs --plan {plan} {layer}", name="documents-needs"),
    Reader("layerlock", "update --locked --base {layout-index} {layers.lock} {known-layer}",
           name="layerlock-update"),
    *(
        Reader("layerlock", "recall --store {%s}/store --plan {known-plan} --base-key %s -o {out} "
               "{%s}/layers.lock" % (name, "5" * 64, name), name=f"layerlock-{name}",
               kept="known-plan", leaves=True, memory=768)
        for name in ("record-blob", "record-tar", "record-base", "record-layer.json",
                     "record-versions.json", "record-files")
    ),
    Reader("layerlock", "recall --store {record-blob}/store --plan {built-plan} "
           "--built {known-built} -o {out} {layers.lock}", name="layerlock-built",
           kept="record-blob"),
    Reader("layerlock", "recall --store {record-blob}/store --plan {known-plan} -o {out} "
           "{layers.lock}", name="layerlock-recall", kept="record-blob"),
    Reader("layercost", "--store {record-blob}/store --plan {built-plan} --built {known-built} "
           "{layers.lock}", kept="record-blob"),
    Reader("registryhas", "127.0.0.1:1/a {record-list}", good=(3,), statuses=(0, 1, 3)),
    Reader("pullrecords", "--store {out}/store 127.0.0.1:1/a {record-list}", good=(3,),
           statuses=(0, 1, 3), leaves=True),
    *(
        Reader("push", "-q {layout-%s} 127.0.0.1:1/a:1" % part, name=f"push-{part}", good=(3,),
               statuses=(0, 1, 3))
        for part in ("index", "manifest", "config")
    ),
    Reader("push", "-q {layout-index} 127.0.0.1:1/a:1", name="push-login", kept="layout-index",
           env={"REGISTRY_AUTH_FILE": "{auth.json}"}, good=(3,), statuses=(0, 1, 3)),
]
