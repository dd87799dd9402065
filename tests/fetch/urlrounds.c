/* SPDX-License-Identifier: MIT */
/* urlrounds: which URL is next, after which pause, and what it comes to. */
#include "unit.h"

#include "fetch/urlrounds.h"
#include "lib/cleanup.h"

static const char *const urls[] = {"a", "b", "c"};

static struct transfer transfer_of(size_t count)
{
	struct transfer transfer = {.urls = urls, .url_count = count};

	urlrounds_begin(&transfer);
	return transfer;
}

/* The attempt at the URL whose turn it is fails; returns the next one's number, or -1. PAUSE
 * receives how long it waits. */
static int attempt(
	struct transfer *transfer, enum download_failure failure, int64_t wanted, int64_t *pause)
{
	const struct outcome outcome = {.failure = failure,
		.reason = xprintf("%s fails", urls[transfer->current]),
		.pause = wanted};

	return urlrounds_next(transfer, &outcome, 2, pause) ? (int)transfer->current : -1;
}

static void forget(struct transfer *transfer)
{
	urlrounds_free(transfer);
	text_free(&transfer->reason);
}

static void accidents_are_tried_again_in_rounds(void **state)
{
	(void)state;
	struct transfer transfer = transfer_of(2);
	int64_t pause;

	assert_int_equal(transfer.current, 0);
	assert_int_equal(attempt(&transfer, DOWNLOAD_AGAIN, 0, &pause), 1);
	assert_int_equal(pause, 0);
	assert_int_equal(attempt(&transfer, DOWNLOAD_AGAIN, 0, &pause), 0);
	assert_in_range(pause, 250, 750);
	assert_int_equal(attempt(&transfer, DOWNLOAD_AGAIN, 0, &pause), 1);
	assert_int_equal(pause, 0);
	assert_int_equal(attempt(&transfer, DOWNLOAD_AGAIN, 0, &pause), 0);
	assert_in_range(pause, 500, 1500);
	assert_int_equal(attempt(&transfer, DOWNLOAD_AGAIN, 0, &pause), 1);
	assert_int_equal(attempt(&transfer, DOWNLOAD_AGAIN, 0, &pause), -1);
	urlrounds_end(&transfer, false);
	assert_int_equal(transfer.status, EXIT_SYSTEM);
	assert_string_equal(text_string(&transfer.reason), "a fails; b fails");
	forget(&transfer);
}

static void what_is_over_is_left_out(void **state)
{
	(void)state;
	struct transfer transfer = transfer_of(3);
	int64_t pause;

	assert_int_equal(attempt(&transfer, DOWNLOAD_NO, 0, &pause), 1);
	assert_int_equal(attempt(&transfer, DOWNLOAD_AGAIN, 0, &pause), 2);
	assert_int_equal(attempt(&transfer, DOWNLOAD_BROKEN, 0, &pause), 1);
	assert_int_equal(attempt(&transfer, DOWNLOAD_NO, 0, &pause), -1);
	urlrounds_end(&transfer, false);
	assert_int_equal(transfer.status, EXIT_SYSTEM); /* c has not answered no */
	forget(&transfer);
}

static void every_answer_is_no(void **state)
{
	(void)state;
	struct transfer transfer = transfer_of(2);
	int64_t pause;

	assert_int_equal(attempt(&transfer, DOWNLOAD_NO, 0, &pause), 1);
	assert_int_equal(attempt(&transfer, DOWNLOAD_NO, 0, &pause), -1);
	urlrounds_end(&transfer, false);
	assert_int_equal(transfer.status, EXIT_NO);
	forget(&transfer);
}

static void one_is_good(void **state)
{
	(void)state;
	struct transfer transfer = transfer_of(2);
	int64_t pause;

	assert_int_equal(attempt(&transfer, DOWNLOAD_NO, 0, &pause), 1);
	urlrounds_end(&transfer, true);
	assert_int_equal(transfer.status, EXIT_YES);
	assert_string_equal(text_string(&transfer.reason), "");
	forget(&transfer);
}

static void servers_are_left_alone_as_long_as_they_want(void **state)
{
	(void)state;
	struct transfer transfer = transfer_of(2);
	int64_t pause;

	assert_int_equal(attempt(&transfer, DOWNLOAD_AGAIN, 7000, &pause), 1);
	assert_int_equal(pause, 0);
	assert_int_equal(attempt(&transfer, DOWNLOAD_AGAIN, 3000, &pause), 0);
	assert_int_equal(pause, 7000);
	assert_int_equal(attempt(&transfer, DOWNLOAD_AGAIN, 0, &pause), 1);
	assert_int_equal(attempt(&transfer, DOWNLOAD_AGAIN, 0, &pause), 0);
	assert_in_range(pause, 500, 1500);
	forget(&transfer);
}

static void once_more_from_the_start(void **state)
{
	(void)state;
	struct transfer transfer = transfer_of(2);
	int64_t pause;

	for (int i = 0; i < 9; i++) {
		transfer.from_start = false;
		assert_int_equal(attempt(&transfer, DOWNLOAD_RESTART, 5000, &pause), 0);
		assert_int_equal(pause, 0);
		assert_true(transfer.from_start);
	}
	forget(&transfer);
}

static void progress_begins_a_new_count(void **state)
{
	(void)state;
	struct transfer transfer = transfer_of(1);
	int64_t pause;

	for (uint64_t i = 1; i <= 9; i++) {
		transfer.offset = i << 20;
		assert_int_equal(attempt(&transfer, DOWNLOAD_AGAIN, 0, &pause), 0);
		assert_in_range(pause, 250, 750);
	}
	transfer.offset += (1 << 20) - 1;
	assert_int_equal(attempt(&transfer, DOWNLOAD_AGAIN, 0, &pause), 0);
	assert_int_equal(attempt(&transfer, DOWNLOAD_AGAIN, 0, &pause), -1);
	forget(&transfer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accidents_are_tried_again_in_rounds),
		cmocka_unit_test(what_is_over_is_left_out),
		cmocka_unit_test(every_answer_is_no),
		cmocka_unit_test(one_is_good),
		cmocka_unit_test(servers_are_left_alone_as_long_as_they_want),
		cmocka_unit_test(once_more_from_the_start),
		cmocka_unit_test(progress_begins_a_new_count),
	};
	return run_unit(tests);
}
