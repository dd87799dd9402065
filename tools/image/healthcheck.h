/* SPDX-License-Identifier: MIT */
/* healthcheck.h: how docker is to see whether a container does its work: `Healthcheck` of an
 * image's configuration, made of the variables of a project (configvalues.h has their forms).
 *
 * CONFIG is the configuration; it gets the member when one of the variables is set. */
#ifndef IMAGE_HEALTHCHECK_H
#define IMAGE_HEALTHCHECK_H

#include "image/projectvalue.h"

/* Takes HEALTHCHECK: the program. Dies. */
void healthcheck_take(json_t *config, const struct projectvalue *value);

/* Takes HEALTHCHECK.MEMBER: how often, how long, how many times. Dies. */
void healthcheck_take_member(json_t *config, const struct projectvalue *value, const char *member);

/* When all are taken: dies when there is no program. */
void healthcheck_check(const json_t *config);

#endif
