/* wheel.h: a wheel that was opened and found to be as it should be.
 *
 * PyPA "Binary distribution format" (PEP 427) and "Core metadata". Checked are the archive (zip.h),
 * Wheel-Version, that filename, .dist-info directory and METADATA agree on name and version, and that RECORD
 * lists every file with its hash and size, and nothing else. The files' content was not looked at. */
#ifndef WHEEL_H
#define WHEEL_H

#include "inflate.h"
#include "record.h"
#include "script.h"
#include "zip.h"

struct wheel {
	struct zip zip;
	char *name;    /* normalized */
	char *version; /* as METADATA has it */
	char *stem;    /* NAME-VERSION, as before .dist-info and .data */
	struct record record;
	struct entry_points points;
	struct zip *bytecode; /* its .pyc files, named by their places in the site directory; or NULL */
};

/* Opens the wheel PATH. FILENAME is its name, or NULL when that is not known; messages begin with it. INFLATE
 * is used for the moment. Dies with EXIT_NO. */
struct wheel *wheel_open(const char *path, const char *filename, struct inflate *inflate);

/* Opens the archive PATH as the wheel's bytecode. Dies with EXIT_NO. */
void wheel_take_bytecode(struct wheel *wheel, const char *path);

/* For _cleanup_. */
void wheel_close(struct wheel **wheel);

/* The entry FILE of the .dist-info directory; NULL when there is none. */
const struct zip_entry *wheel_find_info(const struct wheel *wheel, const char *file);

#endif
