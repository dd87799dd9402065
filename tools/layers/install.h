/* SPDX-License-Identifier: MIT */
/* install.h: the files that `pip install` makes of a wheel.
 *
 * PyPA "Binary distribution format" (PEP 427) and "Recording installed projects" (PEP 376, 627);
 * where these leave it open, pip 26 with umask 022 decides. What differs: INSTALLER says pylock.mk;
 * .pyc files are those of an archive, if there is one; there are no REQUESTED and direct_url.json,
 * which say how a user called pip; RECORD has no row for what is not there, and equal rows once.
 * Its rows of a wheel with flaws are those that pip writes, as they stood; what the old RECORD
 * lacked has neither hash nor size. */
#ifndef LAYERS_INSTALL_H
#define LAYERS_INSTALL_H

#include <stddef.h>

#include "layers/environment.h"
#include "layers/installed.h"
#include "lib/stringlist.h"

struct installation {
	size_t count;
	struct installed *files; /* RECORD is the last, the others are in no order that matters */
	char *headers;           /* where headers go: a root of its own */
	char *installer, *record;
	struct stringlist places; /* memory of paths that are not those in the wheel */
	struct stringlist
		left_out; /* paths in the image, sorted, that are another wheel's (settle.h) */
};

/* What WHEEL, with its bytecode, installs into ENVIRONMENT; both have to live on. What it has for
 * lib64 goes to lib, where the environment's link leads, and RECORD says lib64, as pip has it. The
 * bytecode goes before .pyc files of the wheel's own. Scripts of the wheel whose first line changes
 * are checked against RECORD here. WHEEL's record is released: it is not needed any more. Dies with
 * EXIT_NO when a file would go where it must not (the interpreter's and pyvenv.cfg's places among
 * these), or bytecode is of no .py file there. INFLATE is used for the moment. */
struct installation install_wheel(
	struct wheel *wheel, const struct environment *environment, struct inflate *inflate);
void installation_free(struct installation *installation);

#endif
