/* SPDX-License-Identifier: MIT */
/* wheel.h: a wheel that was opened and found to be as it should be.
 *
 * PyPA "Binary distribution format" (PEP 427) and "Core metadata". Checked are the archive (zip.h),
 * Wheel-Version, that filename, .dist-info directory and METADATA agree on name and version, and
 * that RECORD lists every file with its hash and size, and nothing else; what is otherwise is a
 * flaw (flaws.h) or refused. The files' content was not looked at. */
#ifndef LAYERS_WHEEL_H
#define LAYERS_WHEEL_H

#include "pypa/flaws.h"
#include "pypa/record.h"
#include "pypa/script.h"
#include "zip/inflate.h"
#include "zip/zip.h"

/* A row of RECORD that stands for no file of the archive; owned. */
struct wheel_row {
	char *path, *tail; /* tail is of record_tail() */
};

struct wheel {
	struct zip zip;
	char *name;    /* its normalized name */
	char *version; /* its version as METADATA has it */
	char *stem;    /* NAME-VERSION, as before .dist-info and .data */
	struct record record;
	size_t extra_count;
	struct wheel_row *extra; /* rows that come back when there is something at their path; see
				    install.h */
	struct entry_points points;
	struct flaws *flaws;
	struct zip *
		bytecode; /* its .pyc files, named by their places in the site directory; or NULL */
};

/* Opens the wheel PATH, which is borrowed. FILENAME is its name, or NULL when that is not known;
 * messages begin with it. ALLOWANCE, borrowed, has the wheels whose flaws the user allows; it may
 * be NULL. INFLATE is used for the moment. Dies with EXIT_NO. */
struct wheel *wheel_open(const char *path, const char *filename, const struct allowance *allowance,
	struct inflate *inflate);

/* Whether STEM, from before .data, is the wheel's name and version, in any spelling. */
bool wheel_is_stem(const struct wheel *wheel, const char *stem);

/* Opens the archive PATH as the wheel's bytecode. Dies with EXIT_NO. */
void wheel_take_bytecode(struct wheel *wheel, const char *path);

/* For _cleanup_. */
void wheel_close(struct wheel **wheel);

/* The entry FILE of the .dist-info directory; NULL when there is none. */
const struct zip_entry *wheel_find_info(const struct wheel *wheel, const char *file);

#endif
