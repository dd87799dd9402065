/* SPDX-License-Identifier: MIT */
#include "evidence/startup.h"

#include <string.h>

#include "evidence/findings.h"
#include "evidence/hiddenmodules.h"
#include "evidence/interpreters.h"
#include "evidence/standardmodules.h"
#include "evidence/unaskedcode.h"
#include "files/accounts.h"
#include "lib/cleanup.h"
#include "lib/die.h"

enum { MOST_INTERPRETERS = 4 };

/* What runtimes take for PATH when an image has none. */
static const char usual_path[] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/* An image that a runtime is to start. */
struct startup {
	const struct filesystem *filesystem;
	const struct examined *layers;
	const json_t *config;
	const char *path;
};

/* --- programs -------------------------------------------------------------------- */

/* What is wrong with the file at PATH as a program, NULL for nothing; its real path goes to REAL.
 */
static const char *file_problem(const struct startup *startup, const char *path, struct text *real)
{
	uint32_t node = filesystem_follow(startup->filesystem, path, real);
	const struct file *file = node == TREE_NONE || node == TREE_ROOT
					  ? NULL
					  : filesystem_file(startup->filesystem, node);

	if (node == TREE_NONE)
		return "is not there";
	if (!file)
		return "is a directory";
	return file->kind == FILE_REGULAR && file->mode & 0111 ? NULL : "is not executable";
}

/* Finds PROGRAM as execvp would; FOUND receives its path in the image. Returns what is wrong, or
 * NULL. */
static const char *find_program(
	const struct startup *startup, const char *program, struct text *found)
{
	const char *directory = json_string_value(json_object_get(startup->config, "WorkingDir"));
	const char *problem = "is not in the PATH of the image", *next = startup->path;
	_cleanup_(text_free) struct text real = {0};

	text_clear(found);
	if (strchr(program, '/')) {
		text_printf(found, "%s%s%s",
			*program == '/' ? ""
			: directory     ? directory
					: "/",
			*program == '/' ? "" : "/", program);
		return file_problem(startup, text_string(found), &real);
	}
	for (; *next; next += strspn(next, ":")) {
		size_t length = strcspn(next, ":");

		text_clear(found);
		text_printf(found, "%.*s/%s", (int)length, next, program);
		if (!file_problem(startup, text_string(found), &real))
			return NULL;
		next += length;
	}
	text_clear(found);
	return problem;
}

/* What follows `#!` in the program at PATH; NULL when it is no script. */
static const char *script_line(const struct startup *startup, const char *path)
{
	_cleanup_(text_free) struct text real = {0};
	struct evidence_item item;
	uint32_t node = filesystem_follow(startup->filesystem, path, &real);
	const struct file *file =
		node == TREE_NONE ? NULL : filesystem_file(startup->filesystem, node);

	if (!file)
		return NULL;
	for (size_t position = 0;
		evidence_next(&startup->layers[file->layer].evidence, &position, &item);)
		if (item.kind == EVIDENCE_SCRIPT && strcmp(item.path, text_string(&real)) == 0)
			return item.text;
	return NULL;
}

/* The program that `env` is to find, in what follows it in a line; NULL for none. */
static char *program_of_env(const char *arguments)
{
	arguments += strspn(arguments, " \t");
	if (starts_with(arguments, "-S"))
		arguments += 2 + strspn(arguments + 2, " \t");
	size_t length = strcspn(arguments, " \t");

	return length == 0 || *arguments == '-' || memchr(arguments, '=', length)
		       ? NULL
		       : xstrndup(arguments, length);
}

/* What is wrong with the interpreter that the script at PATH names, and with that one's; NULL for
 * nothing. The caller frees. */
static char *interpreter_problem(const struct startup *startup, const char *path, int depth)
{
	const char *line = script_line(startup, path), *problem;
	_cleanup_(text_free) struct text found = {0};

	if (!line || depth == MOST_INTERPRETERS)
		return NULL;
	line += strspn(line, " \t");
	_cleanup_free_ char *interpreter = xstrndup(line, strcspn(line, " \t"));

	if ((problem = find_program(startup, interpreter, &found)) || *interpreter != '/')
		return xprintf("its interpreter %s %s", interpreter,
			problem ? problem : "is no absolute path");
	if (strcmp(file_name(interpreter), "env") == 0) {
		_cleanup_free_ char *program = program_of_env(line + strlen(interpreter));

		if (program && (problem = find_program(startup, program, &found)))
			return xprintf("its interpreter %s %s", program, problem);
	}
	return interpreter_problem(startup, text_string(&found), depth + 1);
}

static void add_program(const struct startup *startup, json_t *programs, const char *of,
	const json_t *words, size_t at)
{
	const char *program = json_string_value(json_array_get(words, at));
	_cleanup_(text_free) struct text found = {0};
	_cleanup_free_ char *deeper = NULL;

	if (!program)
		return;
	const char *problem = find_program(startup, program, &found);

	if (!problem) {
		deeper = interpreter_problem(startup, text_string(&found), 0);
		problem = deeper;
	}
	json_t *json = json_pack("{s:s, s:s}", "of", of, "program", program);

	if (found.length > 0)
		json_object_set_new(json, "path", json_lossy(found.bytes, found.length));
	if (problem)
		json_object_set_new(json, "problem", json_lossy(problem, strlen(problem)));
	json_array_append_new(programs, json);
}

static json_t *programs_json(const struct startup *startup)
{
	json_t *entrypoint = json_object_get(startup->config, "Entrypoint"),
	       *programs = json_array();
	json_t *test = json_object_get(json_object_get(startup->config, "Healthcheck"), "Test");
	const char *kind = json_string_value(json_array_get(test, 0));

	if (json_array_size(entrypoint) > 0)
		add_program(startup, programs, "Entrypoint", entrypoint, 0);
	else
		add_program(startup, programs, "Cmd", json_object_get(startup->config, "Cmd"), 0);
	if (kind && strcmp(kind, "CMD") == 0)
		add_program(startup, programs, "Healthcheck", test, 1);
	return programs;
}

/* --- users ------------------------------------------------------------------------- */

static json_t *names_json(
	const struct findings *findings, const char *path, json_t *(*read)(const char *text))
{
	const struct finding *finding = findings_next(findings, EVIDENCE_TEXT, path, NULL);
	_cleanup_json_ json_t *accounts = read(finding ? finding->text : "");
	json_t *names = json_array(), *account;
	size_t i;

	json_array_foreach (accounts, i, account)
		json_array_append(names, json_object_get(account, "name"));
	return names;
}

/* --- all of it ---------------------------------------------------------------------- */

json_t *startup_json(const struct image *image, const struct filesystem *filesystem,
	const struct examined *layers, const struct distributions *distributions,
	const char *const *sites, size_t site_count)
{
	const char *path = image_variable(image, "PATH");
	const struct startup startup = {.filesystem = filesystem,
		.layers = layers,
		.config = json_object_get(image->config, "config"),
		.path = path && *path ? path : usual_path};
	_cleanup_(findings_free) struct findings findings =
		findings_read(image, filesystem, layers);

	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "standard",
		standardmodules_json(filesystem, site_count ? sites[0] : NULL), "programs",
		programs_json(&startup), "users",
		names_json(&findings, "etc/passwd", accounts_users), "groups",
		names_json(&findings, "etc/group", accounts_groups), "shadows",
		hiddenmodules_json(image_variable(image, "PYTHONPATH"), filesystem, distributions,
			sites, site_count),
		"unasked",
		unaskedcode_json(startup.path, filesystem, distributions, sites, site_count));
}
