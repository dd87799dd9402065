#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# sbom.sh: what it writes of packages made up, and that bad input is said in one line.
. "$(dirname "$0")/../tap.sh"
cd "$tmp" || exit 1
needs python3 jq
digest=sha256:$(printf a | sha256sum | cut -c1-64)
mkdir image && echo "{\"manifests\":[{\"digest\":\"$digest\"}]}" >image/index.json
cat >plan.json <<'EOF'
{"target": {"name": "t", "arch": "aarch64", "python": "3.11", "pythonFull": "3.11.2"},
 "packages": [{"name": "zlib-py", "version": "1!2.0+cu129",
               "file": {"filename": "z.whl", "sha256": "0123456789abcdef"}},
              {"name": "app", "version": "1",
               "file": {"filename": "app.whl", "sha256": "fedcba9876543210"}}]}
EOF
cat >facts.json <<'EOF'
{"release": {"ID": "debian", "VERSION_ID": "12", "PRETTY_NAME": "Debian é"},
 "manifest": "sha256:base"}
EOF
cat >base.lock <<'EOF'
# The Debian packages of a base.

libstdc++6 1:12.2.0-14+deb12u1~x arm64 10 aaaaaaaaaaaaaaaa pool/l/libstdc++6_12.deb
EOF
cat >layer.json <<'EOF'
{"distributions": [
  {"name": "App", "version": "1",
   "requiresDist": ["zlib_py>=1", "gone; os_name == 'nt'", "nowhere"]},
  {"name": "zlib-py", "version": "1!2.0+cu129", "requiresDist": ["app; extra == 'x'"]}]}
EOF
made() {
	"$top/tools/report/sbom.sh" --name made --plan plan.json --image image --facts facts.json \
		"$@"
}
sbom() { made --base-lock base.lock --cyclonedx out/cdx.json --spdx out/spdx.json "$@"; }

ok 'writes both' sbom layer.json
cdx() { jq -r "$1" out/cdx.json; }
spdx() { jq -r "$1" out/spdx.json; }

# Expected values are Python's own: quote() of package URLs as the purl-spec has it, and uuid5()
python3 - "$digest" >wanted <<'EOF'
import sys, uuid
from urllib.parse import quote
deb = quote("libstdc++6", safe="/._-~"), quote("1:12.2.0-14+deb12u1~x", safe="._-~:")
print("pkg:deb/debian/%s@%s?arch=arm64&distro=debian-12" % deb, "pkg:pypi/app@1",
      "pkg:pypi/zlib-py@" + quote("1!2.0+cu129", safe="._-~:"))
print("urn:uuid:%s" % uuid.uuid5(uuid.UUID("6f6d6b2e-7079-5c6f-8c6b-2e6d6b000001"), sys.argv[1]))
EOF
is 'package URLs, in their order' "$(cdx '[.components[].purl] | join(" ")')" "$(sed -n 1p wanted)"
is 'the UUID' "$(cdx .serialNumber)" "$(sed -n 2p wanted)"
is 'of both' "$(spdx .documentNamespace)" "$(sed -n 2p wanted)"
is 'who needs whom' \
	"$(cdx '.dependencies[] | select(.ref == "pkg:pypi/app@1").dependsOn | join(" ")')" \
	"pkg:pypi/zlib-py@1%212.0%2Bcu129"
is 'the image holds all' "$(cdx '.dependencies[0] | "\(.ref) \(.dependsOn | length)"')" "$digest 3"
is 'the same in SPDX' "$(spdx '.relationships[] | select(.relationshipType == "DEPENDS_ON")
	| .spdxElementId + " " + .relatedSpdxElement')" \
	'SPDXRef-pypi-app-fedcba987654 SPDXRef-pypi-zlib-py-0123456789ab'
is 'an identifier has no plus' "$(spdx '.packages[1].SPDXID')" SPDXRef-deb-libstdc--6-aaaaaaaaaaaa
is 'the base' "$(spdx '.packages[0].comment')" 'base: Debian é sha256:base; target: t'
ok 'in ASCII' test "$(LC_ALL=C grep -c $'[\x80-\xff]' out/cdx.json)" = 0
cp -r out first && sbom layer.json
ok 'the same image gives the same bytes' diff -r first out
ok 'without Debian packages' made --cyclonedx cdx.json --spdx spdx.json layer.json
is 'there are those of Python' "$(jq '.components | length' cdx.json)" 2

# Bad input is said in one line, and nothing is written
rm -rf out
# spoiled NAME FILE JQ-PROGRAM REGEX
spoiled() {
	cp "$2" kept
	jq "$3" kept >"$2"
	fails "$1" 1 "$4" sbom layer.json
	cp kept "$2"
}
spoiled 'no packages' plan.json 'del(.packages)' 'plan\.json: \.packages: missing'
spoiled 'packages of another kind' plan.json '.packages = 1' \
	'plan\.json: \.packages: not (an array|of the type array)'
spoiled 'a package without a file' plan.json 'del(.packages[0].file)' 'plan\.json: \.file: missing'
spoiled 'a version that is a number' plan.json '.packages[0].version = 1' \
	'plan\.json: \.version: not (a string|of the type string)'
spoiled 'a file without a hash' plan.json 'del(.packages[0].file.sha256)' \
	'plan\.json: \.sha256: missing'
spoiled 'no target' plan.json 'del(.target)' 'plan\.json: \.target: missing'
spoiled 'facts without a release' facts.json 'del(.release)' 'facts\.json: \.release: missing'
spoiled 'facts of another kind' facts.json '[]' 'facts\.json: not of the type object'
spoiled 'facts without a manifest' facts.json '.manifest = null' \
	'facts\.json: \.manifest: not of the type string'
spoiled 'a layer without distributions' layer.json 'del(.distributions)' \
	'layer\.json: it does not say what is in it'
spoiled 'a layout without images' image/index.json '.manifests = []' 'index\.json: names no image'
cp base.lock kept && echo 'half a line' >>base.lock
fails 'a lock with half a line' 1 "base\.lock: not a line of a package: 'half a line'" \
	sbom layer.json
cp kept base.lock && cp plan.json kept && echo '{' >plan.json
fails 'what is not JSON' 1 'plan\.json' sbom layer.json
cp kept plan.json
fails 'a file that is not there' 1 'gone: No such file' sbom gone
fails 'an option that is missing' 2 '--name must be given' \
	"$top/tools/report/sbom.sh" --plan plan.json
fails 'an unknown option' 2 "unknown option '--x'" sbom --x
ok 'nothing was written' test ! -e out
done_testing
