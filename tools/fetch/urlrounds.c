/* SPDX-License-Identifier: MIT */
#include "fetch/urlrounds.h"

#include <stdlib.h>
#include <sys/random.h>

#include "lib/cleanup.h"

enum {
	PROGRESS = 1 << 20,   /* bytes after which the count of rounds begins anew */
	FIRST_PAUSE = 500,    /* ms */
	LONGEST_PAUSE = 8000, /* ms */
};

/* What became of one URL so far. */
struct transfer_url {
	char *reason;
	bool over; /* not to be asked again */
	bool no;   /* it has answered no */
};

static int64_t larger(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* Longer each round; by chance from half to one and a half of it, so that clients that failed
 * together do not come back together. */
static int64_t back_off(unsigned round)
{
	int64_t pause = round < 4 ? FIRST_PAUSE << round : LONGEST_PAUSE;
	unsigned char random = 128;

	if (getrandom(&random, 1, GRND_NONBLOCK) != 1)
		random = 128;
	return pause / 2 + pause * random / 256;
}

void urlrounds_begin(struct transfer *transfer)
{
	transfer->states = xalloc(transfer->url_count, sizeof *transfer->states);
}

/* Whether it is the turn of one of the URLs from number FIRST on. */
static bool turn_to(struct transfer *transfer, size_t first)
{
	for (size_t i = first; i < transfer->url_count; i++) {
		if (!transfer->states[i].over) {
			transfer->current = i;
			return true;
		}
	}
	return false;
}

static void note_failure(struct transfer *transfer, const struct outcome *outcome)
{
	struct transfer_url *state = &transfer->states[transfer->current];

	state->over = outcome->failure != DOWNLOAD_AGAIN;
	state->no = outcome->failure == DOWNLOAD_NO;
	transfer->pause = larger(transfer->pause, outcome->pause);
	if (transfer->offset >= transfer->mark + PROGRESS) {
		transfer->mark = transfer->offset;
		transfer->round = 0;
	}
}

bool urlrounds_next(
	struct transfer *transfer, const struct outcome *outcome, unsigned retries, int64_t *pause)
{
	struct transfer_url *state = &transfer->states[transfer->current];

	*pause = 0;
	free(state->reason);
	state->reason = outcome->reason;
	if (outcome->failure == DOWNLOAD_RESTART) {
		transfer->from_start = true;
		return true;
	}
	note_failure(transfer, outcome);
	if (turn_to(transfer, transfer->current + 1))
		return true;
	if (transfer->round >= retries || !turn_to(transfer, 0))
		return false;
	*pause = larger(back_off(transfer->round++), transfer->pause);
	transfer->pause = 0;
	return true;
}

void urlrounds_end(struct transfer *transfer, bool good)
{
	transfer->status = good ? EXIT_YES : EXIT_NO;
	for (size_t i = 0; !good && i < transfer->url_count; i++) {
		const struct transfer_url *state = &transfer->states[i];

		text_printf(&transfer->reason, "%s%s", i ? "; " : "", state->reason);
		if (!state->no)
			transfer->status = EXIT_SYSTEM;
	}
}

void urlrounds_free(struct transfer *transfer)
{
	for (size_t i = 0; transfer->states && i < transfer->url_count; i++)
		free(transfer->states[i].reason);
	cleanup_free(&transfer->states);
}
