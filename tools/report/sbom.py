#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""sbom.py: what an image is made of, as a CycloneDX 1.6 and as an SPDX 2.3 document. See sbom.py(1).

Both say the same, and the same image gives the same bytes: there is no time of day in them.
"""

import argparse
import json
import os
import pathlib
import re
import sys
import uuid
from urllib.parse import quote

sys.path[0] = os.path.dirname(sys.path[0])

from image import rootfs
from report.deptree import Tree, marker_environment
from lib.newfile import write_json

NAMESPACE = uuid.UUID("6f6d6b2e-7079-5c6f-8c6b-2e6d6b000001")
# SPDX wants a time; that of the files in the layers.
CREATED = "1980-01-01T00:00:00Z"


def parse_arguments():
    parser = argparse.ArgumentParser(prog="sbom.py", description="Writes what an image is made of, as CycloneDX and as SPDX.")
    parser.add_argument("--name", required=True, help="the project's")
    parser.add_argument("--plan", type=pathlib.Path, required=True, help="plan.json of lockplan")
    parser.add_argument("--image", type=pathlib.Path, required=True, help="the OCI image layout")
    parser.add_argument("--facts", type=pathlib.Path, required=True, help="what basefacts printed of the base")
    parser.add_argument("--base-lock", type=pathlib.Path, help="the lock of the base's Debian packages")
    parser.add_argument("--cyclonedx", type=pathlib.Path, required=True, help="where the CycloneDX document goes")
    parser.add_argument("--spdx", type=pathlib.Path, required=True, help="where the SPDX document goes")
    parser.add_argument("layers", nargs="*", type=pathlib.Path, metavar="LAYER.json", help="what `layer` printed of each package layer")
    return parser.parse_args()


def purl(kind, name, version, qualifiers=""):
    """A package URL (purl-spec)."""
    return f"pkg:{kind}/{quote(name, safe='/._-~')}@{quote(version, safe='._-~:')}{qualifiers}"


def python_packages(plan):
    for package in plan["packages"]:
        yield {"kind": "pypi", "name": package["name"], "version": package["version"], "purl": purl("pypi", package["name"], package["version"]),
               "sha256": package["file"]["sha256"], "file": package["file"]["filename"]}


def debian_packages(lock, facts):
    """Each .deb of a base that was made from locked packages."""
    release = facts["release"]
    vendor = release.get("ID", "debian")
    for line in lock.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        name, version, architecture, _, sha256, path = line.split()[:6]
        qualifiers = f"?arch={architecture}&distro={quote(vendor + '-' + release.get('VERSION_ID', ''), safe='.-')}"
        yield {"kind": "deb", "name": name, "version": version, "purl": purl("deb", f"{vendor}/{name}", version, qualifiers), "sha256": sha256,
               "file": path.rpartition("/")[2]}


def edges(plan, layers):
    """{package URL: those that it needs}, of the Python packages."""
    metadata = [entry for path in layers for entry in json.loads(path.read_text(encoding="utf-8"))["distributions"]]
    tree = Tree([entry for entry in metadata if entry["name"] and entry["version"]], marker_environment(plan["target"]))
    urls = {package["name"]: purl("pypi", package["name"], package["version"]) for package in plan["packages"]}
    return {urls[key]: sorted({urls[edge.key] for edge in tree.needs(key) if edge.key in urls}) for key in tree.distributions if key in urls}


def cyclonedx(image, packages, needs):
    """CycloneDX 1.6: https://cyclonedx.org/docs/1.6/json/"""
    def component(package):
        return {"type": "library", "bom-ref": package["purl"], "name": package["name"], "version": package["version"], "purl": package["purl"],
                "hashes": [{"alg": "SHA-256", "content": package["sha256"]}],
                "properties": [{"name": "pylock.mk:file", "value": package["file"]}]}
    return {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": f"urn:uuid:{image['uuid']}", "version": 1,
        "metadata": {"component": {"type": "container", "bom-ref": image["digest"], "name": image["name"], "version": image["digest"],
                                   "properties": [{"name": f"pylock.mk:{key}", "value": value} for key, value in sorted(image["facts"].items())]}},
        "components": [component(package) for package in packages],
        "dependencies": [{"ref": image["digest"], "dependsOn": [package["purl"] for package in packages]}]
        + [{"ref": package["purl"], "dependsOn": needs.get(package["purl"], [])} for package in packages]}


def spdx(image, packages, needs):
    """SPDX 2.3: https://spdx.github.io/spdx-spec/v2.3/"""
    def identifier(package):
        return f"SPDXRef-{package['kind']}-{re.sub('[^A-Za-z0-9.-]', '-', package['name'])}-{package['sha256'][:12]}"

    def described(package):
        return {"SPDXID": identifier(package), "name": package["name"], "versionInfo": package["version"], "packageFileName": package["file"],
                "downloadLocation": "NOASSERTION", "filesAnalyzed": False, "checksums": [{"algorithm": "SHA256", "checksumValue": package["sha256"]}],
                "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": package["purl"]}]}

    def relation(one, kind, other):
        return {"spdxElementId": one, "relationshipType": kind, "relatedSpdxElement": other}
    ids = {package["purl"]: identifier(package) for package in packages}
    the_image = {"SPDXID": "SPDXRef-image", "name": image["name"], "versionInfo": image["digest"], "downloadLocation": "NOASSERTION",
                 "filesAnalyzed": False, "primaryPackagePurpose": "CONTAINER",
                 "checksums": [{"algorithm": "SHA256", "checksumValue": image["digest"].partition(":")[2]}],
                 "comment": "; ".join(f"{key}: {value}" for key, value in sorted(image["facts"].items()))}
    return {
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": image["name"],
        "documentNamespace": f"urn:uuid:{image['uuid']}", "creationInfo": {"created": CREATED, "creators": ["Tool: pylock.mk"]},
        "packages": [the_image] + [described(package) for package in packages],
        "relationships": [relation("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-image")]
        + [relation("SPDXRef-image", "CONTAINS", identifier(package)) for package in packages]
        + [relation(ids[one], "DEPENDS_ON", ids[other]) for one, others in sorted(needs.items()) for other in others]}


def main():
    args = parse_arguments()
    plan, facts = (json.loads(path.read_text(encoding="utf-8")) for path in (args.plan, args.facts))
    digest, _, _ = rootfs.read_image(args.image)
    image = {"name": f"{args.name} for {plan['target']['name']}", "digest": digest, "uuid": uuid.uuid5(NAMESPACE, digest),
             "facts": {"target": plan["target"]["name"], "base": f"{facts['release'].get('PRETTY_NAME', 'unknown')} {facts['manifest']}"}}
    packages = list(python_packages(plan)) + (list(debian_packages(args.base_lock, facts)) if args.base_lock else [])
    packages.sort(key=lambda package: package["purl"])
    needs = edges(plan, args.layers)
    write_json(args.cyclonedx, cyclonedx(image, packages, needs), indent=2)
    write_json(args.spdx, spdx(image, packages, needs), indent=2)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except OSError as error:
        sys.exit(print(f"sbom.py: {error.filename}: {error.strerror}", file=sys.stderr) or 3)
    except (ValueError, KeyError) as error:
        sys.exit(print(f"sbom.py: {error!r}", file=sys.stderr) or 3)
