/* SPDX-License-Identifier: MIT */
/* url.h: URLs (RFC 3986, through libcurl's parser): what kind, resolved, and fit to be shown. */
#ifndef LIB_URL_H
#define LIB_URL_H

#include "lib/text.h"

enum url_kind {
	URL_BAD,  /* not an absolute URL, or of a scheme that is not fetched */
	URL_WEB,  /* http, https */
	URL_FILE, /* file */
};

enum url_kind url_kind(const char *url);

/* REFERENCE, which may be relative, as it stands in a document at BASE (absolute). Its fragment is
 * cut off and goes to *FRAGMENT ("" when there is none). User and password of BASE are kept when
 * the result is on the same server. Returns NULL when the result is URL_BAD, then *FRAGMENT is
 * NULL; the caller frees both. */
char *url_resolve(const char *base, const char *reference, char **fragment);

/* The last component of the path of URL, which may be relative, percent-decoded; NULL when it is
 * empty or holds a NUL. The caller frees. */
char *url_filename(const char *url);

/* The path of a file URL, percent-decoded; NULL when URL is no such, or holds a NUL. The caller
 * frees. */
char *url_path(const char *url);

/* The file URL of what is at PATH; NULL when nothing is there. The caller frees. */
char *url_of_path(const char *path);

/* For messages: without user, password and the values of a query, which may be secrets too, and at
 * most a few hundred bytes long. The caller frees. */
char *url_shown(const char *url);

#endif
