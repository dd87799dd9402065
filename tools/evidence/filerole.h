/* SPDX-License-Identifier: MIT */
/* filerole.h: which files of an image are read as text, and what each of them tells, by its path:
 * of a distribution (.dist-info, .egg-info), or of the system. */
#ifndef EVIDENCE_FILEROLE_H
#define EVIDENCE_FILEROLE_H

enum filerole {
	ROLE_NONE,      /* it is not read */
	ROLE_METADATA,  /* METADATA, PKG-INFO, or a file that ends in .egg-info */
	ROLE_RECORD,    /* RECORD of a .dist-info directory */
	ROLE_INSTALLER, /* INSTALLER of one */
	ROLE_TEXT       /* a text of the system, such as os-release or dpkg's status */
};

/* PATH is relative to the root. */
enum filerole filerole_of(const char *path);

#endif
