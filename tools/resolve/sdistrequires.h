/* SPDX-License-Identifier: MIT */
/* sdistrequires.h: what an sdist requires, as far as its files say it without a build: PKG-INFO
 * (PEP 643), else pyproject.toml (PEP 621). */
#ifndef RESOLVE_SDISTREQUIRES_H
#define RESOLVE_SDISTREQUIRES_H

#include <jansson.h>

#include "resolve/sdistfiles.h"

/* The metadata that a wheel of it will have, an object as metadata_json() makes it, without name
 * and version where pyproject.toml says it; NULL where only a build does. The caller owns it. What
 * is malformed dies with EXIT_NO. */
json_t *sdist_metadata(const struct sdistfiles *files);

/* What it requires, an array of strings; the caller owns it. Where nothing says what each wheel
 * will require, that is what this build of the sdist did: what its PKG-INFO has, or setuptools'
 * requires.txt. NULL where there is neither. */
json_t *sdist_requires(const struct sdistfiles *files);

#endif
