/* filerole.h: what a file in an image means, by its place. */
#ifndef FILEROLE_H
#define FILEROLE_H

enum filerole {
	ROLE_NONE,
	ROLE_METADATA,  /* METADATA or PKG-INFO of a distribution */
	ROLE_RECORD,    /* its RECORD */
	ROLE_INSTALLER, /* its INSTALLER */
	ROLE_TEXT,      /* one that tells of the system, such as /etc/os-release */
};

/* PATH is relative to the root. */
enum filerole filerole_of(const char *path);

#endif
