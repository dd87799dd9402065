/* SPDX-License-Identifier: MIT */
#include "lib/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "lib/die.h"

static const double line_time = 0.2, rate_time = 1; /* s */

static double seconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

void progress_size(uint64_t size, char words[static 16])
{
	static const char *const units[] = {"kB", "MB", "GB", "TB"};
	double value = (double)size / 1000;
	size_t unit = 0;

	while (value >= 999.95 && unit < sizeof units / sizeof *units - 1) {
		value /= 1000;
		unit++;
	}
	if (size < 1000)
		snprintf(words, 16, "%" PRIu64 " bytes", size);
	else
		snprintf(words, 16, "%.1f %s", value > 99999 ? 99999 : value, units[unit]);
}

void progress_begin(
	struct progress *progress, bool quiet, size_t files, uint64_t total, bool total_known)
{
	double now = seconds();

	*progress = (struct progress){
		.quiet = quiet,
		.terminal = isatty(STDERR_FILENO) == 1,
		.files = files,
		.total = total,
		.total_known = total_known,
		.began = now,
		.rate_since = now,
	};
}

void progress_received(struct progress *progress, size_t length)
{
	progress->received += length;
	progress->done += length;
}

void progress_had(struct progress *progress, int64_t change)
{
	progress->done += (uint64_t)change;
}

void progress_file(struct progress *progress, const char *filename, uint64_t size)
{
	char words[16];

	progress->files_done++;
	progress_size(size, words);
	if (!progress->quiet && !progress->terminal)
		warn("%s %s", filename, words);
}

static void measure(struct progress *progress, double now)
{
	double time = now - progress->rate_since;

	if (time < rate_time) {
		if (progress->rate_since == progress->began && time > 0)
			progress->rate = (double)progress->received / time;
		return;
	}
	double recent = (double)(progress->received - progress->rate_received) / time;
	progress->rate = progress->rate > 0 ? 0.7 * progress->rate + 0.3 * recent : recent;
	progress->rate_since = now;
	progress->rate_received = progress->received;
}

static int add_left(const struct progress *progress, char *words, size_t size)
{
	double left = progress->rate < 1
			      ? -1
			      : (double)(progress->total - progress->done) / progress->rate;

	if (!progress->total_known || progress->done > progress->total || left < 0 || left > 359999)
		return snprintf(words, size, "--:-- left");
	unsigned whole = (unsigned)(left + 0.5);
	if (whole < 3600)
		return snprintf(words, size, "%u:%02u left", whole / 60, whole % 60);
	return snprintf(
		words, size, "%u:%02u:%02u left", whole / 3600, whole / 60 % 60, whole % 60);
}

void progress_line(struct progress *progress, double now, char *line, size_t width)
{
	char done[16], total[16], rate[16], left[32], whole[160];

	measure(progress, now);
	progress_size(progress->done, done);
	progress_size(progress->total, total);
	progress_size((uint64_t)progress->rate, rate);
	add_left(progress, left, sizeof left);
	snprintf(whole, sizeof whole, "%zu/%zu files, %s%s%s, %s/s, %s", progress->files_done,
		progress->files, done, progress->total_known ? " of " : "",
		progress->total_known ? total : "", rate, left);
	snprintf(line, width + 1, "%s", whole);
}

static size_t columns(void)
{
	struct winsize size;
	size_t own = 0;

	while (program_name[own])
		own++;
	size_t all = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;

	return all > own + 3 ? all - own - 3 : 0;
}

static void show(struct progress *progress, double now)
{
	char line[160];
	size_t width = columns();

	progress_line(progress, now, line, width < sizeof line ? width : sizeof line - 1);
	fprintf(stderr, "\r%s: %s\033[K", program_name, line);
	fflush(stderr);
	progress->line = true;
	progress->shown = now;
}

void progress_tick(struct progress *progress)
{
	if (progress->quiet || !progress->terminal)
		return;
	double now = seconds();

	if (now - progress->shown >= line_time)
		show(progress, now);
}

void progress_clear(struct progress *progress)
{
	if (progress->line)
		fputs("\r\033[K", stderr);
	progress->line = false;
}

void progress_end(struct progress *progress)
{
	if (progress->quiet || !progress->terminal || !progress->files)
		return;
	double now = seconds();

	/* The mean of the whole time, in the end. */
	progress->rate =
		now > progress->began ? (double)progress->received / (now - progress->began) : 0;
	progress->rate_since = now;
	show(progress, now);
	putc('\n', stderr);
	progress->line = false;
}
