/* SPDX-License-Identifier: MIT */
/* sourceidentity.h: which package a source tree is, as far as its files say that without a build:
 * PKG-INFO (PyPA "Core metadata"), else pyproject.toml (PEP 621). */
#ifndef PYPA_SOURCEIDENTITY_H
#define PYPA_SOURCEIDENTITY_H

struct source_identity {
	char *name, *version; /* as they are written; NULL for what no file says */
};

/* Of the directory TREE. Files of more than 4 MiB say nothing. Dies when pyproject.toml is not
 * TOML. */
struct source_identity source_identity_read(const char *tree);
void source_identity_free(struct source_identity *identity);

#endif
