/* SPDX-License-Identifier: MIT */
/* projectvalue.h: a variable of a project with its value, and what the value is as words. */
#ifndef IMAGE_PROJECTVALUE_H
#define IMAGE_PROJECTVALUE_H

#include "lib/json.h"

/* Both are the caller's. */
struct projectvalue {
	const char *name; /* without PYLOCK_ */
	const char *text;
};

/* Dies with EXIT_NO: `PYLOCK_NAME is 'VALUE': WHY`. */
_Noreturn void projectvalue_refuse(const struct projectvalue *value, const char *why);

/* The value as an array of strings: a JSON array, or words of a shell (shellwords.h). The caller
 * frees. Dies. */
json_t *projectvalue_words(const struct projectvalue *value);

/* The same of a program and its arguments: the program, where there is one, is not empty. */
json_t *projectvalue_command(const struct projectvalue *value);

#endif
