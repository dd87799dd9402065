/* SPDX-License-Identifier: MIT */
/* buildsystem.h: what a pyproject.toml says of the build (PEP 517, 518). */
#ifndef WHEELS_BUILDSYSTEM_H
#define WHEELS_BUILDSYSTEM_H

#include <jansson.h>

/* Of a pyproject.toml of LENGTH bytes, which may be empty, {"backend", "requires", "path", "name"}:
 * the back end, what the build requires and the directories of backend-path, with what holds for
 * those that say none; and the project's name as it is written, by the table `project` or, without
 * one, Poetry's; "" for none. The caller owns it. What is malformed dies with EXIT_NO; requirements
 * are not looked at. LC_CTYPE has to be a UTF-8 locale. */
json_t *buildsystem_of(const char *text, size_t length);

#endif
