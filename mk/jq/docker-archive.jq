# SPDX-License-Identifier: MIT
# manifest.json of docker's archive format for an OCI manifest; its blobs lie where the OCI layout
# has them, but for those layers of which $plain, which may be left out, has the name of a file.
def blob: "blobs/" + (.digest | sub(":"; "/"));
($ARGS.named.plain // {}) as $plain
| [{Config: (.config | blob), RepoTags: [$tag], Layers: [.layers[] | $plain[.digest] // blob]}]
