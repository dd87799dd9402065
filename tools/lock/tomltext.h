/* SPDX-License-Identifier: MIT */
/* tomltext.h: a little TOML as text: what the lock's [tool.pylock-mk] holds. */
#ifndef LOCK_TOMLTEXT_H
#define LOCK_TOMLTEXT_H

#include <jansson.h>

#include "lib/text.h"

/* Appends STRING as a basic string, in quotes. */
void toml_add_string(struct text *out, const char *string);

/* Appends `key = value` lines for the members of OBJECT, sorted by key: strings, whole numbers,
 * booleans and arrays of strings; an object of strings becomes an inline table. Dies with EXIT_NO,
 * naming WHERE, for anything else. */
void toml_add_members(struct text *out, const json_t *object, const char *where);

#endif
