/* SPDX-License-Identifier: MIT */
/* newrecord.h: the RECORD of what a wheel installs (PyPA "Recording installed projects"), as pip
 * writes it.
 *
 * Each file has a row, with the hash of the wheel's RECORD as it stood there, and with none where
 * that had none. Rows of the wheel that stand for no file of their own, for directories and second
 * ones, come back when there is something at their path. Other than pip's, it has no row for what
 * is not there, and equal rows once. */
#ifndef LAYERS_NEWRECORD_H
#define LAYERS_NEWRECORD_H

#include "layers/install.h"

/* For the COUNT files FILES of WHEEL, RECORD itself among them, installed into TO. The caller
 * frees. */
struct text newrecord_of(const struct wheel *wheel, const struct installed *files, size_t count,
	const struct environment *to);

#endif
