/* SPDX-License-Identifier: MIT */
/* facts.h: what the image of a base says of the system in it: its Python, C library, packages,
 * CUDA.
 *
 * Everything is read from the evidence of the layers (evidence.h): nothing is run and nothing
 * unpacked. */
#ifndef BASE_FACTS_H
#define BASE_FACTS_H

#include "evidence/distributions.h"
#include "evidence/evidencestore.h"

/* {"manifest","os","architecture","variant",
 *  "config", what the image runs, as its configuration says it,
 *  "release":{"ID","VERSION_ID","VERSION_CODENAME","PRETTY_NAME"}, from os-release,
 *  "libc":{"glibc","musl"}, versions of those that are there,
 *  "packages":{"dpkg","apk"}, how many there are by each database that is there,
 *  "interpreters":[{"path","version","from","machine","sites"}], the one that the image's PATH
 * finds first, first,
 *  "sites":[{"path","distributions":[{"name","version","requiresPython","requiresDist",
 *    "providesExtra"}]}],
 *  "cuda":[{"version","from"}],
 *  "users","groups", as accounts.h has them, of etc/passwd and etc/group}
 *
 * An interpreter is an ELF file python3.N in a directory bin; `from` says what its version was read
 * from, `machine` what it runs on, and `sites` are the directories of packages that it looks into.
 * LAYERS are the image's, in its order. The caller frees. */
json_t *facts_json(const struct image *image, const struct filesystem *filesystem,
	const struct examined *layers, const struct distributions *distributions);

#endif
