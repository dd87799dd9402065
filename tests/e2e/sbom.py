# SPDX-License-Identifier: MIT
"""sbom.py CYCLONEDX SPDX: whether other programs read both documents and take them for valid, and
whether they say the same."""

import json
import sys

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL
from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

text = open(sys.argv[1]).read()
print(JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) or "valid CycloneDX")
bom = json.loads(text)
document = parse_file(sys.argv[2])
print(
    [message.validation_message for message in validate_full_spdx_document(document)][:3]
    or "valid SPDX"
)
components = {(entry["purl"], entry["hashes"][0]["content"]) for entry in bom["components"]}
packages = {
    (package.external_references[0].locator, package.checksums[0].value)
    for package in document.packages
    if package.external_references
}
print("the same packages" if components == packages else components ^ packages)
wrong = [purl for purl, _ in components if PackageURL.from_string(purl).to_string() != purl]
print(wrong[:3] or "package URLs")
references = {entry["bom-ref"] for entry in bom["components"]} | {
    bom["metadata"]["component"]["bom-ref"]
}
stray = {
    ref for entry in bom["dependencies"] for ref in [entry["ref"], *entry["dependsOn"]]
} - references
edges = sum(
    len(entry["dependsOn"]) for entry in bom["dependencies"] if entry["ref"].startswith("pkg:")
)
relations = sum(
    relation.relationship_type.name == "DEPENDS_ON" for relation in document.relationships
)
print(
    stray
    or (
        "the same edges"
        if edges == relations and len(references) == len(components) + 1
        else (edges, relations)
    )
)
