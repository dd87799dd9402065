/* SPDX-License-Identifier: MIT */
/* reference.h: names of images, as registries and docker take them (distribution-spec 1.1, "Pulling
 * manifests"; the grammar of the reference library of the distribution project). */
#ifndef IMAGE_REFERENCE_H
#define IMAGE_REFERENCE_H

/* Each returns NULL when TEXT is one, else what is wrong and what to write, in a static string that
 * does not repeat TEXT: it may hold credentials. */

/* A name without a registry: lower-case letters, digits and separators, with slashes; 255 bytes at
 * most. */
const char *reference_name(const char *text);

/* [REGISTRY[:PORT]/]NAME, without a tag, digest, scheme or account. */
const char *reference_repository(const char *text);

const char *reference_tag(const char *text);

/* Where a repository without a registry is, as docker and skopeo take it. */
#define REFERENCE_HUB "docker.io"

/* REPOSITORY, for which reference_repository() has nothing to say, as `<registry>/<name>`; the
 * caller frees. */
char *reference_full(const char *repository);

#endif
