/* SPDX-License-Identifier: MIT */
/* inputstamp: whether what a stage reads is still what it was, by content and mode.
 *
 * A stamp is a file that holds the state of its inputs (inputstate.h), and changes with that and
 * with nothing else: what Make makes of them has the stamp as its prerequisite, not the files. */
#include <fcntl.h>
#include <getopt.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "inputs/hashnotes.h"
#include "inputs/inputstate.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/options.h"
#include "lib/stringlist.h"

static const char usage[] =
	"usage: inputstamp [--look | --write | --settle]\n"
	"                  {--stamp STAMP [--root ROOT] [--path PATH]... [--list LIST]...\n"
	"                                 [--source SOURCE]... [--exclude PATTERN]...}...\n"
	"\n"
	"Prints, a line each, the files STAMP that are not of the state, content and mode, that "
	"the files "
	"PATH\n"
	"after them have now. A directory counts with all that is in it.\n"
	"\n"
	"      --stamp STAMP  what follows is for the stamp STAMP\n"
	"      --root ROOT    what paths begin with that does not count for their names\n"
	"      --path PATH    a file or directory, there or not\n"
	"      --list LIST    the paths that the file LIST holds, a line each; none when it is not "
	"there\n"
	"      --source SOURCE  a file or directory of PYLOCK_FILES, without what never goes into "
	"an image\n"
	"      --exclude PATTERN  nor what this matches, as in a .dockerignore\n"
	"      --write        bring the stamps up to date; those that are so already are not "
	"touched\n"
	"      --settle       the same, but they keep their times\n"
	"      --look         write nothing at all, not even which files need not be read again\n"
	"  -h, --help         this text\n";

enum { MAX_LIST = 16 << 20 };

enum mode {
	CHECK,
	LOOK,
	WRITE,
	SETTLE,
};

struct stamp {
	const char *path, *root; /* ROOT may be NULL */
	struct stringlist inputs, sources, excludes;
};

struct stamps {
	struct stamp *items;
	size_t count;
};

static void stamp_free(struct stamp *stamp)
{
	stringlist_free(&stamp->inputs);
	stringlist_free(&stamp->sources);
	stringlist_free(&stamp->excludes);
}

static void stamps_free(struct stamps *stamps)
{
	for (size_t i = 0; i < stamps->count; i++)
		stamp_free(&stamps->items[i]);
	cleanup_free(&stamps->items);
}

/* --- the command line --- */

static void add_stamp(struct stamps *stamps, const char *path)
{
	if (!*path)
		usage_error("--stamp: a path is wanted");
	stamps->items = xrealloc(stamps->items, stamps->count + 1, sizeof *stamps->items);
	stamps->items[stamps->count++] = (struct stamp){.path = path};
}

static struct stamp *last_stamp(struct stamps *stamps)
{
	if (stamps->count == 0)
		usage_error("--stamp must be given before its inputs");
	return &stamps->items[stamps->count - 1];
}

static void add_list(struct stringlist *inputs, const char *list)
{
	struct stat status;

	if (stat(list, &status) < 0)
		return;
	struct text text = file_read(list, MAX_LIST);
	_cleanup_free_ char *content = text_take(&text);
	char *rest = content, *line;

	while ((line = strsep(&rest, "\n")))
		if (*line)
			stringlist_add(inputs, xstrdup(line));
}

static enum mode parse_options(int argc, char *argv[], struct stamps *stamps)
{
	static const struct option options[] = {{"look", no_argument, NULL, LOOK},
		{"write", no_argument, NULL, WRITE}, {"settle", no_argument, NULL, SETTLE},
		{"stamp", required_argument, NULL, 's'}, {"path", required_argument, NULL, 'p'},
		{"list", required_argument, NULL, 'l'}, {"source", required_argument, NULL, 'S'},
		{"exclude", required_argument, NULL, 'x'}, {"root", required_argument, NULL, 'r'},
		{0}};
	enum mode mode = CHECK;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) >= 0) {
		if (option == '?')
			option_error(argv);
		else if (option == 's')
			add_stamp(stamps, optarg);
		else if (option == 'p')
			stringlist_add(&last_stamp(stamps)->inputs, xstrdup(optarg));
		else if (option == 'l')
			add_list(&last_stamp(stamps)->inputs, optarg);
		else if (option == 'r')
			last_stamp(stamps)->root = optarg;
		else if (option == 'S')
			stringlist_add(&last_stamp(stamps)->sources, xstrdup(optarg));
		else if (option == 'x')
			stringlist_add(&last_stamp(stamps)->excludes, xstrdup(optarg));
		else
			mode = (enum mode)option;
	}
	if (optind < argc)
		usage_error("'%s' is no option", argv[optind]);
	if (stamps->count == 0)
		usage_error("--stamp must be given");
	return mode;
}

/* --- stamps --- */

/* What the files that are made next have as their time is later than that of files that are there
 * now. */
static void wait_for_next_tick(void)
{
	struct timespec tick = {.tv_nsec = 10000000};

	clock_getres(CLOCK_REALTIME_COARSE, &tick);
	nanosleep(&tick, NULL);
}

static bool has_state(const char *path, const struct text *state)
{
	struct stat status;

	if (stat(path, &status) < 0 || !S_ISREG(status.st_mode) ||
		(size_t)status.st_size != state->length)
		return false;
	_cleanup_(text_free) struct text old = file_read(path, state->length);

	return old.length == state->length &&
	       memcmp(text_string(&old), text_string(state), state->length) == 0;
}

static void write_stamp(const char *path, const struct text *state, bool keep_time)
{
	struct stat status;
	bool keep = keep_time && stat(path, &status) == 0;

	if (!keep)
		wait_for_next_tick();
	file_write(path, text_string(state), state->length);
	if (keep && utimensat(AT_FDCWD, path, (struct timespec[]){status.st_atim, status.st_mtim},
			    0) < 0)
		die(EXIT_SYSTEM, "%s: cannot set its time:", path);
}

/* Makes STATE that of the inputs, which are sorted. */
static void read_state(const struct stamp *stamp, struct hashnotes *notes, struct text *state)
{
	_cleanup_(stringlist_free) struct stringlist entries = {0};
	const struct inputs inputs = {&entries, notes, stamp->root ? stamp->root : ""};

	text_clear(state);
	for (size_t i = 0; i < stamp->inputs.count; i++)
		inputstate_add(&inputs, stamp->inputs.items[i]);
	for (size_t i = 0; i < stamp->sources.count; i++)
		inputstate_add_source(&inputs, stamp->sources.items[i], &stamp->excludes);
	inputstate_join(&entries, state);
}

static bool has_inputs_of(const struct stamp *a, const struct stamp *b)
{
	bool same = a->inputs.count == b->inputs.count && a->sources.count + b->sources.count == 0;

	for (size_t i = 0; same && i < a->inputs.count; i++)
		same = strcmp(a->inputs.items[i], b->inputs.items[i]) == 0;
	return same;
}

/* BEFORE, or NULL, is the one that STATE is of. Returns the one that it is of then. */
static const struct stamp *do_stamp(
	struct stamp *stamp, const struct stamp *before, enum mode mode, struct text *state)
{
	_cleanup_free_ char *notes_path = xprintf("%s.notes", stamp->path);
	_cleanup_(hashnotes_free) struct hashnotes notes = {0};
	bool writes = mode == WRITE || mode == SETTLE, known;

	stringlist_sort_unique(&stamp->inputs);
	if (!writes && access(stamp->path, F_OK) < 0) {
		puts(stamp->path);
		return before;
	}
	known = before && has_inputs_of(stamp, before);
	if (!known) {
		notes = hashnotes_read(notes_path);
		read_state(stamp, &notes, state);
	}
	if (!has_state(stamp->path, state)) {
		puts(stamp->path);
		if (!writes)
			return stamp;
		write_stamp(stamp->path, state, mode == SETTLE);
	}
	if (mode != LOOK && !known)
		hashnotes_write(&notes, notes_path);
	return stamp;
}

int main(int argc, char *argv[])
{
	options_begin(&argc, &argv, usage);
	_cleanup_(stamps_free) struct stamps stamps = {0};
	_cleanup_(text_free) struct text state = {0};
	enum mode mode = parse_options(argc, argv, &stamps);
	const struct stamp *before = NULL;

	/* What is wrong with an input is said when it is used. */
	if ((mode == CHECK || mode == LOOK) && !freopen("/dev/null", "w", stderr))
		die(EXIT_SYSTEM, "/dev/null: cannot open:");

	for (size_t i = 0; i < stamps.count; i++)
		before = do_stamp(&stamps.items[i], before, mode, &state);
	return close_stdout();
}
