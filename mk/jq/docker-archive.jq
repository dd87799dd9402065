# manifest.json of docker's archive format for an OCI manifest; its blobs lie where the OCI layout has them.
def blob: "blobs/" + (.digest | sub(":"; "/"));
[{Config: (.config | blob), RepoTags: [$tag], Layers: [.layers[] | blob]}]
