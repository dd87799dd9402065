/* SPDX-License-Identifier: MIT */
#include "wheels/debianowner.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/command.h"
#include "lib/die.h"
#include "lib/json.h"
#include "store/results.h"

/* Where several packages have it, or it is a link, the one that is meant. */
static const struct {
	const char *path, *package;
} known[] = {
	{"bin/pg_config", "libpq-dev"},
	{"include/libpq-fe.h", "libpq-dev"},
	{"bin/curl-config", "libcurl4-openssl-dev"},
	{"include/curl/curl.h", "libcurl4-openssl-dev"},
	{"bin/mysql_config", "libmariadb-dev-compat"},
	{"include/mysql.h", "libmariadb-dev-compat"},
	{"include/mysql/mysql.h", "libmariadb-dev-compat"},
};

/* Debian Policy 5.6.1. It is shown as a line of a Makefile. */
static bool is_package(const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789.+-";

	return strlen(name) > 1 && !strchr(".+-", *name) && !name[strspn(name, letters)];
}

/* The last word that baselock.sh prints, "" without one; NULL when it fails. */
static char *ask(const struct debianowner_search *search, const char *path)
{
	const size_t fixed = 9;
	_cleanup_free_ const char **words =
		xalloc(fixed + 2 * search->mirrors.count + 1, sizeof *words);
	const char *const begin[] = {"timeout", "120", search->program, "--owners", "--suite",
		search->suite, "--arch", search->arch};
	size_t count = sizeof begin / sizeof *begin;
	_cleanup_(text_free) struct text said = {0}, ignored = {0};
	const struct command command = {
		.words = words, .output = &said, .errors = &ignored, .may_lack = true};
	char *last = NULL, *rest;

	memcpy(words, begin, sizeof begin);
	for (size_t i = 0; i < search->mirrors.count; i++) {
		words[count++] = "--mirror";
		words[count++] = search->mirrors.items[i];
	}
	words[count] = path;
	if (command_run(&command) != 0)
		return NULL;
	text_add(&said, "", 0);
	for (char *word = strtok_r(said.bytes, " \t\r\n", &rest); word;
		word = strtok_r(NULL, " \t\r\n", &rest))
		last = word;
	return xstrdup(last ? last : "");
}

char *debianowner_find(const struct debianowner_search *search, const char *path)
{
	static const char *const no_members[] = {NULL};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(known[i].path, path) == 0)
			return xstrdup(known[i].package);
	_cleanup_(key_free) struct key key = results_key(STAGE_debian);

	key_add(&key, "suite", search->suite);
	key_add(&key, "arch", search->arch);
	key_add(&key, "path", path);
	struct digest digest = key_end(&key, NULL);
	_cleanup_json_ json_t *result =
		results_recall(search->store, STAGE_debian, &digest, no_members);

	if (!result && !search->offline) {
		_cleanup_free_ char *package = ask(search, path);

		if (!package)
			return NULL;
		result = json_pack("{s:o}", "package", json_lossy(package, strlen(package)));
		results_keep(search->store, STAGE_debian, &digest, result);
	}
	const char *package = json_string_value(json_object_get(result, "package"));

	return package && is_package(package) ? xstrdup(package) : NULL;
}
