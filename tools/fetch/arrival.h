/* SPDX-License-Identifier: MIT */
/* arrival.h: a file of which nobody knows the SHA-256 yet, downloaded into the store.
 *
 * What is known of it otherwise, as its size and its hashes by other algorithms, has to be true of
 * what comes. A download that broke off begins again: nobody could tell whether the rest fits. */
#ifndef FETCH_ARRIVAL_H
#define FETCH_ARRIVAL_H

#include <jansson.h>
#include <stdint.h>

#include "fetch/download.h"
#include "lib/digest.h"
#include "store/store.h"

struct arrival_check;

struct arrival {
	/* The caller's; they have to live as long. */
	const char *url;
	const char *index; /* its name, whose words messages are in, or NULL */
	const struct store *store;
	uint64_t limit;       /* bytes; more is an answer of no */
	uint64_t size;        /* or DOWNLOAD_UNKNOWN */
	const json_t *hashes; /* {"md5": "…", …} as in PEP 691, or NULL */
	struct download_options limits;

	/* The result: transfer.status, and when that is EXIT_YES: */
	struct digest digest;
	uint64_t length;
	struct transfer transfer;

	/* Private to arrival.c. */
	struct newfile file; /* its path is NULL as long as nothing was written */
	struct sha256 hash;
	size_t check_count;
	struct arrival_check *checks;
};

/* Fills in arrival->transfer, for download_all or downloads_add. The address of ARRIVAL may not
 * change. */
void arrival_begin(struct arrival *arrival);

/* For _cleanup_. */
void arrival_free(struct arrival *arrival);

#endif
