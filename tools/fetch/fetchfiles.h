/* SPDX-License-Identifier: MIT */
/* fetchfiles.h: the files of a list, from the net into the store.
 *
 * Bytes are verified while they arrive, and refused as soon as there are more of them than the list
 * says. What has come when a transfer fails, or the process is killed, stays (partial.h) and is
 * continued the next time, by a Range request; should it then not fit, the file is fetched once
 * more from its first byte. */
#ifndef FETCH_FETCHFILES_H
#define FETCH_FETCHFILES_H

#include <stdbool.h>

#include "fetch/download.h"
#include "fetch/fetchlist.h"
#include "store/store.h"

/* Fetches what the store does not have. Files that cannot be had are reported on stderr, a line
 * each, and do not stop the others. Returns EXIT_YES; EXIT_NO when a file is not the one in the
 * list, or nobody has it; else EXIT_SYSTEM. QUIET: without progress. Dies when the machine fails,
 * as with a full disk. */
enum exit_status fetchfiles(const struct fetchlist *list, const struct store *store,
	const struct download_options *options, bool quiet);

#endif
