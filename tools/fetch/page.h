/* SPDX-License-Identifier: MIT */
/* page.h: a project's page at a package index, read while it streams by.
 *
 * Both forms of the simple repository API: JSON (PEP 691, 700) and HTML (PEP 503, 629). Memory does
 * not grow with the page. */
#ifndef FETCH_PAGE_H
#define FETCH_PAGE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "lib/digest.h"
#include "lib/jsonstream.h"

/* A size that the page does not say. */
#define PAGE_UNKNOWN UINT64_MAX

/* The Accept header to ask with: both forms, rather JSON. */
extern const char page_accept[];

/* A file that the page links to. */
struct page_link {
	const char *filename;  /* percent-decoded; as hostile as it came */
	const char *reference; /* its URL as it stands there, see page_resolve */
	struct digest digest;  /* "" when the page has no sha256 */
	uint64_t size;

	/* Private to page.c. */
	const json_t *entry;    /* of a page in JSON; else NULL */
	const void *attributes; /* the attributes of the anchor, in HTML */
};

struct page {
	void (*link)(void *data, const struct page_link *link);
	void *data;
	char *error; /* what is wrong with the page; NULL as long as nothing is */

	char *version; /* of the API that a page in JSON says it follows, or NULL */

	/* Private to page.c. */
	char *base; /* the URL that its links are relative to */
	bool has_base;
	bool has_files; /* JSON: its list of files has begun */
	uint64_t length;
	uint64_t since_element; /* bytes; HTML */
	struct jsonstream json;
	FILE *spool; /* the page, when it is HTML; else NULL */
	struct _xmlParserCtxt *html;
};

/* TYPE is the Content-Type and URL the address that the page comes from, after redirects. LINK is
 * called during page_add and page_end, with its argument on loan. Returns false when TYPE is not
 * that of a page. The address of PAGE may not change. */
bool page_begin(struct page *page, const char *type, const char *url,
	void (*link)(void *data, const struct page_link *link), void *data);

/* The next bytes. Returns false once there is an error. */
bool page_add(struct page *page, const char *bytes, size_t length);

/* The page is complete. */
bool page_end(struct page *page);

/* During the call of LINK: the link's URL, absolute, without its fragment; NULL when that is not
 * http or https, nor, on a page that is a file itself, a file. The caller frees. */
char *page_resolve(const struct page *page, const struct page_link *link);

/* During the call of LINK: all that the page says of the file, in the form of PEP 691, whichever
 * form the page has: members that are used are of the type that they must be, the URL is that of
 * page_resolve, but for an absolute one, which stands as it is, without its fragment. NULL when the
 * URL is none of these, or the filename not printable ASCII without a slash, of less than 256
 * bytes. The caller owns it. */
json_t *page_entry(const struct page *page, const struct page_link *link);

/* May be called at any time. For _cleanup_. */
void page_free(struct page *page);

#endif
