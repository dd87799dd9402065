/* SPDX-License-Identifier: MIT */
/* fileoption.h: the options that a requirements file may have: those of pip, which uv shares. */
#ifndef PYPA_FILEOPTION_H
#define PYPA_FILEOPTION_H

#include <stdbool.h>

/* Options among which the order matters, so that they are told together. */
enum fileoption_group {
	GROUP_INDEX,
	GROUP_EXTRA_INDEX,
	GROUP_FIND_LINKS,
	GROUP_BINARY,
	GROUP_RELEASES,
	GROUP_REQUIRE_HASHES,
	GROUP_COUNT,
	GROUP_NONE = GROUP_COUNT,
};

/* What an option is about: the whole file, or the requirement before it; or it stands for something
 * itself.
 */
enum fileoption_use {
	USE_FILE,
	USE_REQUIREMENT,
	USE_HASH,
	USE_EDITABLE,
	USE_REQUIREMENTS,
	USE_CONSTRAINTS,
};

struct fileoption {
	const char *name, *alias; /* long; alias may be NULL */
	char letter;              /* of the short form, or 0 */
	bool has_value;
	enum fileoption_use use;
	enum fileoption_group group;
};

/* The option that WORD (`-i`, `-iVALUE`, `--index-url`, `--index-url=VALUE`) is, or NULL. *VALUE is
 * the value in WORD, NULL when there is none. */
const struct fileoption *fileoption_find(const char *word, const char **value);

/* VALUE as it counts, which the caller frees: of options that take names of packages, these
 * normalized and sorted, each once; in their order when `:all:` or `:none:` is among them, which
 * act on what stands before.
 */
char *fileoption_value(const struct fileoption *option, const char *value);

/* The value of --hash in lower case, which the caller frees; NULL when its algorithm is none that
 * pip takes, or when it has not as many hexadecimal digits as that gives. */
char *fileoption_hash(const char *value);

#endif
