/* SPDX-License-Identifier: MIT */
/* progress.h: how far a download has come, on stderr: on a terminal one line that is kept up to
 * date, else a line for each finished file. */
#ifndef LIB_PROGRESS_H
#define LIB_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct progress {
	bool quiet, terminal;
	size_t files, files_done;
	uint64_t total;      /* bytes of all files whose size is known */
	bool total_known;    /* of every file */
	uint64_t done;       /* bytes that need not be fetched any more */
	uint64_t received;   /* bytes that came over the net */
	double began, shown; /* s */
	double rate_since;   /* s; with the next two: the recent rate */
	uint64_t rate_received;
	double rate; /* bytes/s */
	bool line;   /* a line stands on the terminal */
};

/* FILES and TOTAL: what is to be fetched; TOTAL_KNOWN: that no file is missing in TOTAL. */
void progress_begin(
	struct progress *progress, bool quiet, size_t files, uint64_t total, bool total_known);

/* LENGTH bytes came over the net. */
void progress_received(struct progress *progress, size_t length);

/* CHANGE bytes (negative: to be fetched once more) need no fetching: an earlier run has left them.
 */
void progress_had(struct progress *progress, int64_t change);

/* One more file is there. */
void progress_file(struct progress *progress, const char *filename, uint64_t size);

/* Brings the line up to date, if it is time; to be called often. */
void progress_tick(struct progress *progress);

/* Takes the line off the terminal, before something else is written there. */
void progress_clear(struct progress *progress);

/* The last line stays. */
void progress_end(struct progress *progress);

/* The line as it is at NOW (s), without program name, for at most WIDTH columns; into LINE (of
 * WIDTH + 1 bytes). */
void progress_line(struct progress *progress, double now, char *line, size_t width);

/* SIZE in words: `14.2 MB`; into WORDS. */
void progress_size(uint64_t size, char words[static 16]);

#endif
