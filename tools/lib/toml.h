/* SPDX-License-Identifier: MIT */
/* toml.h: TOML 1.0 as JSON values (toml++ underneath). */
#ifndef LIB_TOML_H
#define LIB_TOML_H

#include <jansson.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The document in the file, as a JSON object that the caller owns; at most LIMIT bytes. Dates and
 * times become strings in RFC 3339 form. Dies with EXIT_NO, naming file, line and column, when it
 * is not TOML. */
json_t *toml_read(const char *path, size_t limit);

/* The same of LENGTH bytes, which messages call NAME. */
json_t *toml_parse(const char *bytes, size_t length, const char *name);

#ifdef __cplusplus
}
#endif

#endif
