/* SPDX-License-Identifier: MIT */
/* index.h: files looked up by name and hash at package indexes (the simple repository API, see
 * page.h). */
#ifndef FETCH_INDEX_H
#define FETCH_INDEX_H

#include "fetch/download.h"
#include "fetch/page.h"

/* A file that is looked for, and what was found. */
struct index_file {
	const char *version, *filename;
	struct digest digest;

	char *url;           /* NULL: not found; the caller frees */
	bool certain;        /* the page says that it has that hash */
	uint64_t size;       /* the size of the found file, or PAGE_UNKNOWN */
	struct digest other; /* the sha256 of a file of that name that is not the one; "" when there
				is none */
	struct text siblings; /* some filenames of the same version */
	size_t sibling_count; /* how many filenames there are */
};

enum { INDEX_VERSIONS = 5 };

/* The files of one project that are looked for at one index: one request. */
struct index_query {
	const char *alias; /* the index's, for messages */
	const char *name;  /* normalized */
	const char **urls; /* of the project's page: at the index and at its mirrors */
	size_t url_count;
	struct index_file **files;
	size_t file_count;
	const struct download_options *options; /* the index's own; NULL: those of index_find */

	/* Private to index.c. */
	struct transfer transfer;
	struct page page;
	char *versions[INDEX_VERSIONS]; /* that the page listed last, the last one first */
};

/* Makes all queries at once. What is not found is reported on stderr, a line for each file. Returns
 * EXIT_YES, EXIT_NO when an index does not have a file, has another of that name, or is no index;
 * else EXIT_SYSTEM. A link without a hash is taken: whoever fetches it verifies. */
enum exit_status index_find(
	struct index_query *queries, size_t count, const struct download_options *options);

#endif
