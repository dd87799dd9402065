/* SPDX-License-Identifier: MIT */
/* configmembers.h: which members the configuration of an image may have, and of which types their
 * values are (OCI image-spec 1.1, config.md; Healthcheck is docker's). */
#ifndef IMAGE_CONFIGMEMBERS_H
#define IMAGE_CONFIGMEMBERS_H

#include <stdbool.h>

#include "lib/json.h"

/* Checks the values of the members that imageconfig.h names, also those inside `config`, and
 * removes members that are null. STRICT: what a project wants, so that unknown members are refused,
 * and variables of the environment without a name or a `=`; else what a base has. Dies; WHERE, the
 * name of a file, begins the messages. */
void configmembers_check(json_t *object, bool strict, const char *where);

#endif
