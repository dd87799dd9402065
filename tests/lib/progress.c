/* SPDX-License-Identifier: MIT */
/* progress: the figures that a user sees. */
#include "unit.h"

#include "lib/progress.h"

static void assert_size(uint64_t size, const char *wanted)
{
	char words[16];

	progress_size(size, words);
	assert_string_equal(words, wanted);
}

static void sizes(void **state)
{
	(void)state;
	assert_size(0, "0 bytes");
	assert_size(999, "999 bytes");
	assert_size(1000, "1.0 kB");
	assert_size(999949, "999.9 kB");
	assert_size(999950, "1.0 MB");
	assert_size(14200000, "14.2 MB");
	assert_size(2900000000, "2.9 GB");
	assert_size(UINT64_MAX, "99999.0 TB");
}

static void assert_line(struct progress *progress, double now, size_t width, const char *wanted)
{
	char line[200];

	progress_line(progress, now, line, width);
	assert_string_equal(line, wanted);
}

static void lines(void **state)
{
	(void)state;
	struct progress progress;

	/* Given four files of 10 MB together, of which an earlier run has left 2 MB, */
	progress_begin(&progress, true, 4, 10000000, true);
	progress.began = progress.rate_since = 100;
	progress_had(&progress, 2000000);
	assert_line(&progress, 100, 80, "0/4 files, 2.0 MB of 10.0 MB, 0 bytes/s, --:-- left");
	/* when 4 MB come within 2 s, and a file is complete, */
	progress_received(&progress, 4000000);
	progress_file(&progress, "a.whl", 4000000);
	/* then the rest will take as long again. */
	assert_line(&progress, 102, 80, "1/4 files, 6.0 MB of 10.0 MB, 2.0 MB/s, 0:02 left");
	assert_line(&progress, 102, 9, "1/4 files");
	/* When nothing comes any more, the rate sinks; what has to come again counts again. */
	assert_line(&progress, 103, 80, "1/4 files, 6.0 MB of 10.0 MB, 1.4 MB/s, 0:03 left");
	progress_had(&progress, -6000000);
	assert_line(&progress, 103, 80, "1/4 files, 0 bytes of 10.0 MB, 1.4 MB/s, 0:07 left");
}

static void unknown_sizes_and_long_waits(void **state)
{
	(void)state;
	struct progress progress;

	progress_begin(&progress, true, 2, 1000, false);
	progress.began = progress.rate_since = 0;
	progress_received(&progress, 500);
	assert_line(&progress, 1, 80, "0/2 files, 500 bytes, 500 bytes/s, --:-- left");
	progress_begin(&progress, true, 2, 10000000000, true);
	progress.began = progress.rate_since = 0;
	progress_received(&progress, 1000000);
	assert_line(&progress, 1, 80, "0/2 files, 1.0 MB of 10.0 GB, 1.0 MB/s, 2:46:39 left");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes),
		cmocka_unit_test(lines),
		cmocka_unit_test(unknown_sizes_and_long_waits),
	};
	return run_unit(tests);
}
