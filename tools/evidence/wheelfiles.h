/* SPDX-License-Identifier: MIT */
/* wheelfiles.h: whether the files of an image are those of the wheels that its lock names.
 *
 * What a wheel installs is computed from the wheel, as for its layer (layers/install.h), and held
 * against what the image has: paths, modes, bytes. Nothing that was kept of a layer counts. Where
 * two wheels have a path, either's file serves: whose it is to be is for others to see. */
#ifndef EVIDENCE_WHEELFILES_H
#define EVIDENCE_WHEELFILES_H

#include "evidence/evidencestore.h"
#include "evidence/filesystem.h"
#include "evidence/origins.h"
#include "layers/environment.h"
#include "pypa/allowance.h"

/* The most paths that each array lists. */
enum { WHEELFILES_MOST_LISTED = 1000 };

/* An image, read. */
struct wheelfiles {
	const struct store *store; /* has the wheels, and the lists */
	const struct environment *environment;
	const struct allowance *allowance;
	const struct image *image;
	const struct filesystem *filesystem;
	const struct examined *layers; /* one for each of the image */
};

/* {"wheels":[{"name","filename","sha256","files","changed":[PATH],"missing":[PATH]} or
 * {"filename","sha256","absent":true}],"bytecode","unexplained":[PATH]}: of each wheel how many
 * files it installs, and which of them are not in the image as they are in the wheel; how many .pyc
 * files there are, which wheels do not have; and the paths of the layers that are not the base's
 * for which neither a wheel nor a list has a reason: files, links, and what a layer removes. Paths
 * are as in the image, without a leading slash. A wheel or list that the store lacks is absent. A
 * wheel that is none dies with EXIT_NO. The caller owns it. */
json_t *wheelfiles_compare(const struct wheelfiles *image, const struct origins *origins);

#endif
