# SPDX-License-Identifier: MIT
# sbom.jq: what an image is made of: a CycloneDX and then an SPDX document. Both say the same, and
# the same image gives the same bytes: there is no time of day in them. See sbom.sh(1).
#
#	$name $digest          the project's name, and the digest of the image's manifest
#	$hash                  32 hexadecimal digits or more, of which the documents' UUID is made
#	$plan $facts $needs    documents, in arrays of one: plan.json, the base's facts, and which
#	                       distribution needs which ({name: [name]})
#	$lock                  the text of the lock of the base's Debian packages
#	$plan_file $facts_file $lock_file	what messages name

# --- input that is checked -------------------------------------------------------------------

def want($kind; $what):
  if type == $kind then . else error("\($what): not of the type \($kind)") end;

# The member KEY of what WHERE is said to be.
def member($key; $kind; $where):
  want("object"; $where)
  | if has($key) then .[$key] | want($kind; "\($where): .\($key)")
    else error("\($where): .\($key): missing") end;

# --- package URLs ------------------------------------------------------------------------------

# A package URL (purl-spec) leaves letters, digits, `.`, `-`, `_` and `~` as they are, and SAFE,
# which is a character or nothing.
def quoted($safe):
  @uri
  # Old releases of jq leave these.
  | if [contains("!", "*", "'", "(", ")")] | any then
      gsub("!"; "%21") | gsub("[*]"; "%2A") | gsub("'"; "%27") | gsub("[(]"; "%28")
      | gsub("[)]"; "%29")
    else . end
  | if $safe == "/" then split("%2F") | join("/")
    elif $safe == ":" then split("%3A") | join(":") else . end;

def purl($kind; $name; $version): "pkg:\($kind)/\($name | quoted("/"))@\($version | quoted(":"))";

# --- packages ------------------------------------------------------------------------------------

# The project's own packages are at no index.
def package_url: purl(if .project then "generic" else "pypi" end; .name; .version);

def python_packages:
  $plan[0] | member("packages"; "array"; $plan_file)[]
  | member("name"; "string"; $plan_file) as $name
  | member("version"; "string"; $plan_file) as $version
  | package_url as $purl
  | member("file"; "object"; $plan_file)
  | {kind: "pypi", name: $name, version: $version, purl: $purl,
     sha256: member("sha256"; "string"; $plan_file),
     file: member("filename"; "string"; $plan_file)};

def release: $facts[0] | member("release"; "object"; $facts_file);

# Each .deb of a base that was made from locked packages: a line of name, version, architecture,
# size, SHA-256 and path, with blanks between.
def debian_packages:
  release as $release
  | ($release.ID // "debian") as $vendor
  | ($release.VERSION_ID // "" | want("string"; "\($facts_file): .release.VERSION_ID")) as $version
  | ("\($vendor)-\($version)" | quoted("")) as $distro
  | $lock | split("\n")[] | select(. != "" and (startswith("#") | not))
  | split(" ")
  | if length < 6 then error("\($lock_file): not a line of a package: '\(join(" ") | .[:80])'")
    else . end
  | . as [$name, $version, $architecture, $size, $sha256, $path]
  | {kind: "deb", name: $name, version: $version,
     purl: (purl("deb"; "\($vendor)/\($name)"; $version)
       + "?arch=\($architecture)&distro=\($distro)"),
     sha256: $sha256, file: ($path | split("/")[-1])};

# {package URL: those that it needs}, of the Python packages.
def edges:
  ([$plan[0].packages[] | {key: .name, value: package_url}]
   | from_entries) as $urls
  | $needs[0] | with_entries(select($urls[.key])
    | {key: $urls[.key], value: [.value[] | $urls[.] // empty] | unique});

# --- the documents -----------------------------------------------------------------------------

# CycloneDX 1.6: https://cyclonedx.org/docs/1.6/json/
def cyclonedx($image; $packages; $needs):
  {bomFormat: "CycloneDX", specVersion: "1.6", serialNumber: "urn:uuid:\($image.uuid)", version: 1,
   metadata: {component: {
     type: "container", "bom-ref": $digest, name: $image.name, version: $digest,
     properties: [$image.facts | to_entries[] | {name: "pylock.mk:\(.key)", value}]}},
   components: [$packages[] | {type: "library", "bom-ref": .purl, name, version, purl,
     hashes: [{alg: "SHA-256", content: .sha256}],
     properties: [{name: "pylock.mk:file", value: .file}]}],
   dependencies: ([{ref: $digest, dependsOn: [$packages[].purl]}]
     + [$packages[] | {ref: .purl, dependsOn: ($needs[.purl] // [])}])};

# Of a package: its name with dashes for what an identifier does not have.
def identifier:
  .name | if test("[^A-Za-z0-9.-]") then gsub("[^A-Za-z0-9.-]"; "-") else . end;

def relation($one; $kind; $other):
  {spdxElementId: $one, relationshipType: $kind, relatedSpdxElement: $other};

def spdx_image($image):
  {SPDXID: "SPDXRef-image", name: $image.name, versionInfo: $digest,
   downloadLocation: "NOASSERTION", filesAnalyzed: false, primaryPackagePurpose: "CONTAINER",
   checksums: [{algorithm: "SHA256", checksumValue: ($digest | split(":")[1])}],
   comment: ([$image.facts | to_entries[] | "\(.key): \(.value)"] | join("; "))};

def spdx_package:
  {SPDXID: .id, name, versionInfo: .version, packageFileName: .file,
   downloadLocation: "NOASSERTION", filesAnalyzed: false,
   checksums: [{algorithm: "SHA256", checksumValue: .sha256}],
   externalRefs: [{referenceCategory: "PACKAGE-MANAGER", referenceType: "purl",
     referenceLocator: .purl}]};

# SPDX 2.3: https://spdx.github.io/spdx-spec/v2.3/. It wants a time: that of the layers' files.
def spdx($image; $packages; $needs):
  ([$packages[] | {key: .purl, value: .id}] | from_entries) as $ids
  | {spdxVersion: "SPDX-2.3", dataLicense: "CC0-1.0", SPDXID: "SPDXRef-DOCUMENT", name: $image.name,
     documentNamespace: "urn:uuid:\($image.uuid)",
     creationInfo: {created: "1980-01-01T00:00:00Z", creators: ["Tool: pylock.mk"]},
     packages: ([spdx_image($image)] + [$packages[] | spdx_package]),
     relationships: ([relation("SPDXRef-DOCUMENT"; "DESCRIBES"; "SPDXRef-image")]
       + [$packages[] | relation("SPDXRef-image"; "CONTAINS"; .id)]
       + [$needs | to_entries | sort_by(.key)[] | .key as $one | .value[]
          | relation($ids[$one]; "DEPENDS_ON"; $ids[.])])};

# A UUID of version 5 and of the variant of RFC 9562: some bits of the hash say so.
def uuid:
  "\(.[:8])-\(.[8:12])-5\(.[13:16])-"
  + ("89ab"[("0123456789abcdef" | index($hash[16:17])) % 4:][:1]) + "\(.[17:20])-\(.[20:32])";

($plan[0] | member("target"; "object"; $plan_file)
  | member("name"; "string"; $plan_file)) as $target
| ($facts[0] | member("manifest"; "string"; $facts_file)) as $manifest
| {name: "\($name) for \($target)", uuid: ($hash | uuid), facts: {
    base: "\(release.PRETTY_NAME // "unknown") \($manifest)", $target}} as $image
| [python_packages, debian_packages | .id = "SPDXRef-\(.kind)-\(identifier)-\(.sha256[:12])"]
| sort_by(.purl) as $packages
| edges as $needs
| cyclonedx($image; $packages; $needs), spdx($image; $packages; $needs)
