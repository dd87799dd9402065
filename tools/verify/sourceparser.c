/* SPDX-License-Identifier: MIT */
#include "verify/sourceparser.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "evidence/interpreters.h"
#include "image/layersunpack.h"
#include "lib/cleanup.h"
#include "lib/command.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/temporary.h"

/* Bytes of layers that are unpacked to find a Python in them. */
static const uint64_t largest = 1 << 30;
static const char usual_path[] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/* Adds the words, of which the last is a NULL. */
static void add_words(struct stringlist *list, const char *const *words)
{
	for (; *words; words++)
		stringlist_add(list, xstrdup(*words));
}

/* The words of the list as a command, which the caller frees; the words are the list's. */
static const char **command_of(const struct stringlist *list)
{
	const char **words = xalloc(list->count + 1, sizeof *words);

	for (size_t i = 0; i < list->count; i++)
		words[i] = list->items[i];
	return words;
}

/* --- versions ------------------------------------------------------------------------------- */

/* The version that a Python says it is, which the caller frees; NULL for one that does not start,
 * as version managers leave such behind. */
static char *version_of(const struct stringlist *python)
{
	static const char *const ask[] = {
		"-I", "-S", "-c", "import sys; print('%d.%d' % sys.version_info[:2])", NULL};
	_cleanup_(stringlist_free) struct stringlist list = {0};
	_cleanup_(text_free) struct text said = {0}, ignored = {0};

	for (size_t i = 0; i < python->count; i++)
		stringlist_add(&list, xstrdup(python->items[i]));
	add_words(&list, ask);
	_cleanup_free_ const char **words = command_of(&list);
	const struct command command = {
		.words = words, .output = &said, .errors = &ignored, .may_lack = true};

	if (command_run(&command) != 0)
		return NULL;
	return xstrndup(text_string(&said), strcspn(text_string(&said), "\n"));
}

/* Whether PYTHON, the name of a program, is there and of that version. */
static bool has_version(const char *python, const char *wanted)
{
	_cleanup_(stringlist_free) struct stringlist list = {0};

	stringlist_add(&list, xstrdup(python));
	_cleanup_free_ char *version = version_of(&list);

	return version && strcmp(version, wanted) == 0;
}

/* A Python of this machine that is of that version, which the caller frees, or NULL. */
static char *of_this_machine(const struct sourceparser_choice *choice, const char *wanted)
{
	char *places[] = {xstrdup(choice->python), xprintf("python%s", wanted),
		xprintf("/usr/bin/python%s", wanted)};
	char *found = NULL;

	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		if (!found && has_version(places[i], wanted))
			found = steal(&places[i]);
		free(places[i]);
	}
	return found;
}

/* --- the image's --------------------------------------------------------------------------------
 */

static bool can_confine(void)
{
	static const char *const words[] = {"bwrap", "--version", NULL};
	_cleanup_(text_free) struct text ignored = {0};
	const struct command command = {
		.words = words, .output = &ignored, .errors = &ignored, .may_lack = true};

	return command_run(&command) == 0;
}

/* Whether this machine runs the image's programs by itself, which take minutes when emulated, and
 * can unpack its Python without unpacking very much else. */
static bool may_run(const struct image *image)
{
	const char *arch = json_string_value(json_object_get(image->config, "architecture"));
	uint64_t size = 0;
	struct utsname here;

	for (size_t i = 0; i < image->layer_count; i++)
		if (!image_layer_annotation(&image->layers[i], ANNOTATION_WHEELS))
			size += image->layers[i].size < largest ? image->layers[i].size
								: largest + 1;
	if (!arch || uname(&here) < 0 || size > largest)
		return false;
	const char *machine = strcmp(arch, "amd64") == 0   ? "x86_64"
			      : strcmp(arch, "arm64") == 0 ? "aarch64"
							   : arch;

	return strcmp(machine, here.machine) == 0 && can_confine();
}

/* The path without links in it, which the caller frees. Dies. */
static char *real_path(const char *path)
{
	char *real = realpath(path, NULL);

	if (!real)
		die(file_failure(errno), "%s:", path);
	return real;
}

/* The beginning of a command that runs the Python of the image below ROOT. */
static void add_confined(struct stringlist *list, const char *root, const struct image *image,
	const struct sourceparser_choice *choice)
{
	const char *path = image_variable(image, "PATH");
	_cleanup_free_ char *store = real_path(choice->store),
			    *program = real_path(choice->program);
	_cleanup_free_ char *wheels = xprintf("%s/sha256", store);
	const char *const words[] = {"bwrap", "--ro-bind", root, "/", "--proc", "/proc", "--dev",
		"/dev", "--tmpfs", "/tmp", "--ro-bind", wheels, "/tmp/sha256", "--ro-bind", program,
		"/tmp/modules.py", "--unshare-all", "--die-with-parent", "--clearenv", "--setenv",
		"PATH", path ? path : usual_path, "--chdir", "/tmp", "--", "python3", NULL};

	add_words(list, words);
}

/* A new directory below WORK, which is removed at the end. */
static char *make_directory(const char *work)
{
	_cleanup_free_ char *inside = xprintf("%s/x", work);

	make_parents(inside);
	_cleanup_free_ char *real = real_path(work);
	char *directory = xprintf("%s/python.XXXXXX", real);

	temporary_remember(directory);
	if (!mkdtemp(directory))
		die(EXIT_SYSTEM, "%s: cannot create a directory:", work);
	return directory;
}

static void unpack(const struct layout *layout, const struct image *image, const char *root)
{
	static const char *const mounts[] = {"proc", "dev", "tmp"};

	layersunpack(layout, image, true, root);
	for (size_t i = 0; i < sizeof mounts / sizeof *mounts; i++) {
		_cleanup_free_ char *path = xprintf("%s/%s", root, mounts[i]);

		if (mkdir(path, S_IRWXU) < 0 && errno != EEXIST)
			die(EXIT_SYSTEM, "%s:", path);
	}
}

/* Takes the image's own Python if it runs here and is of that version. */
static bool take_images(
	struct sourceparser *parser, const struct sourceparser_choice *choice, const char *wanted)
{
	static const char *const program[] = {"-I", "-S", "/tmp/modules.py", NULL};

	if (!choice->image || !choice->work)
		return false;
	_cleanup_(layout_close) struct layout layout = layout_open(choice->image);
	_cleanup_(image_free) struct image image = image_load(&layout, NULL);

	if (!may_run(&image))
		return false;
	parser->directory = make_directory(choice->work);
	_cleanup_free_ char *root = xprintf("%s/root", parser->directory);

	unpack(&layout, &image, root);
	add_confined(&parser->command, root, &image, choice);
	parser->version = version_of(&parser->command);
	if (!parser->version || strcmp(parser->version, wanted) != 0) {
		sourceparser_free(parser);
		return false;
	}
	add_words(&parser->command, program);
	return true;
}

/* --- the choice ------------------------------------------------------------------------------ */

/* The name of a program that means the same in every directory; the caller frees. */
static char *from_everywhere(const char *program)
{
	if (*program == '/' || !strchr(program, '/'))
		return xstrdup(program);
	_cleanup_free_ char *here = real_path(".");

	return xprintf("%s/%s", here, program);
}

struct sourceparser sourceparser_find(const struct sourceparser_choice *choice, const char *wanted)
{
	struct sourceparser parser = {0};
	_cleanup_free_ char *own = of_this_machine(choice, wanted);

	if (own || !take_images(&parser, choice, wanted)) {
		stringlist_add(&parser.command, from_everywhere(own ? own : choice->python));
		parser.version = own ? xstrdup(wanted) : version_of(&parser.command);
		if (!parser.version)
			die(EXIT_SYSTEM, "%s: does not run", choice->python);
		stringlist_add(&parser.command, real_path(choice->program));
	}
	stringlist_add(&parser.command, xstrdup(wanted));
	return parser;
}

void sourceparser_free(struct sourceparser *parser)
{
	stringlist_free(&parser->command);
	cleanup_free(&parser->version);
	temporary_remove_directory(&parser->directory);
}
