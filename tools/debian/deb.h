/* SPDX-License-Identifier: MIT */
/* deb.h: Debian's binary packages (deb(5)), read by libarchive; nothing in them is run. */
#ifndef DEBIAN_DEB_H
#define DEBIAN_DEB_H

#include <stdbool.h>

#include "debian/unpack.h"

/* A binary package, a .deb file. */
struct deb {
	const char *file; /* the path of its file */
	const char *name; /* what messages begin with */
	char *control; /* the paragraph of its control file (deb-control(5)), fields one after the
			  other */
	char *package, *version, *architecture;
	bool same; /* its control file says Multi-Arch: same */

	/* What deb_unpack read, in the archives' order. */
	struct unpacked *scripts; /* the other files of the control member, such as postinst */
	size_t script_count;
	struct unpacked *entries; /* the package's own files */
	size_t entry_count;
};

/* Reads the control paragraph of the package in FILE and checks name, version and architecture;
 * SPOOL is for what is read on the way. Dies. FILE and NAME stay the caller's. */
struct deb deb_read(const char *file, const char *name, struct tempfile *spool);
void deb_free(struct deb *deb);

/* Reads the rest, contents into SPOOL. Dies. Several threads may do this, each with its own
 * package. */
void deb_unpack(struct deb *deb, struct tempfile *spool);

/* Forgets what deb_unpack read. */
void deb_forget(struct deb *deb);

/* The value of FIELD in the paragraph CONTROL, as it stands, continuation lines and all; NULL when
 * there is none. The caller frees. */
char *control_field(const char *control, const char *field);

/* The field that begins at *NEXT: its line and continuation lines with the newlines, LENGTH bytes,
 * of which the first NAME_LENGTH are its name; moves *NEXT behind it. NULL at the end. */
const char *control_next(const char **next, size_t *name_length, size_t *length);

#endif
