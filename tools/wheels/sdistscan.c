/* SPDX-License-Identifier: MIT */
#include "wheels/sdistscan.h"

#include <string.h>

#include "archive/members.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"

enum { MAX_PYPROJECT = 4 << 20, MAX_POINTERS = 4 };

/* What compilers read. */
static const char *const sources[] = {".c", ".cc", ".cpp", ".cxx", ".f", ".f90", ".pyx"};
enum { SOURCES = sizeof sources / sizeof *sources };

/* Where it is no part of the package. */
static const char *const aside[] = {
	"bench", "benchmarks", "doc", "docs", "example", "examples", "test", "tests"};

struct scan {
	char *wanted; /* the path of the file, NULL: of pyproject.toml in any top directory */
	struct text content;
	char *link; /* what it is a link to, NULL: it is none */
	bool has[SOURCES];
};

static void scan_free(struct scan *scan)
{
	cleanup_free(&scan->wanted);
	text_free(&scan->content);
	cleanup_free(&scan->link);
}

/* PATH without `.`, `..` and empty parts. What leads out keeps its `..`, or slash, and is the name
 * of nothing. */
static char *normal_path(const char *path)
{
	_cleanup_(text_free) struct text out = {0};

	if (*path == '/')
		return xstrdup(path);
	for (size_t length; *path; path += length + (path[length] == '/')) {
		length = strcspn(path, "/");
		const char *last = file_name(text_string(&out));

		if (length == 0 || (length == 1 && *path == '.'))
			continue;
		if (length == 2 && memcmp(path, "..", 2) == 0 && out.bytes && *last &&
			strcmp(last, "..") != 0) {
			out.length = (size_t)(last - out.bytes) - (last > out.bytes);
			out.bytes[out.length] = '\0';
			continue;
		}
		if (out.length > 0)
			text_add_char(&out, '/');
		text_add(&out, path, length);
	}
	return xstrdup(text_string(&out));
}

/* The path of what a link leads to. */
static char *target_of(const struct member *member)
{
	const char *slash = strrchr(member->name, '/');
	int length = member->kind == MEMBER_SYMLINK && slash ? (int)(slash - member->name) + 1 : 0;
	_cleanup_free_ char *path = NULL;

	if (member->link[0] == '/')
		return xstrdup(member->link);
	path = xprintf("%.*s%s", length, member->name, member->link);
	return normal_path(path);
}

static bool is_wanted(const struct scan *scan, const char *path)
{
	if (scan->wanted)
		return strcmp(path, scan->wanted) == 0;
	const char *slash = strchr(path, '/');

	return slash && slash > path && strcmp(slash, "/pyproject.toml") == 0;
}

static void take(struct scan *scan, struct members *members, const struct member *member)
{
	cleanup_free(&scan->link);
	text_clear(&scan->content);
	if (member->kind == MEMBER_SYMLINK || member->kind == MEMBER_HARDLINK)
		scan->link = target_of(member);
	if (member->kind != MEMBER_FILE)
		return;
	if (member->size > MAX_PYPROJECT)
		die(EXIT_NO, "pyproject.toml: larger than the %d bytes that are allowed",
			MAX_PYPROJECT);
	text_reserve(&scan->content, (size_t)member->size);
	for (size_t got; (got = members_read(members, scan->content.bytes + scan->content.length,
				  (size_t)member->size - scan->content.length)) > 0;)
		scan->content.length += got;
	scan->content.bytes[scan->content.length] = '\0';
}

/* Whether PATH, below its top directory, is of what is no part of the package. */
static bool is_aside(const char *path)
{
	const char *at = strchr(path, '/');

	for (; at; at = strchr(at, '/')) {
		size_t length = strcspn(++at, "/");

		for (size_t i = 0; i < sizeof aside / sizeof *aside; i++)
			if (strlen(aside[i]) == length && memcmp(at, aside[i], length) == 0)
				return true;
	}
	return false;
}

static void note_source(struct scan *scan, const char *path)
{
	const char *name = file_name(path), *suffix = strrchr(name, '.');

	if (!suffix || suffix == name || is_aside(path))
		return;
	for (size_t i = 0; i < SOURCES; i++)
		if (strcmp(suffix, sources[i]) == 0)
			scan->has[i] = true;
}

static void run(struct scan *scan, const char *archive)
{
	_cleanup_(members_close) struct members *members = members_open(archive, "the sdist");
	struct member member;

	text_clear(&scan->content);
	while (members_next(members, &member)) {
		_cleanup_free_ char *path = normal_path(member.name);

		if (is_wanted(scan, path))
			take(scan, members, &member);
		note_source(scan, path);
	}
}

json_t *sdistscan(const char *archive)
{
	_cleanup_(scan_free) struct scan scan = {0};
	json_t *suffixes = json_array();

	run(&scan, archive);
	for (int pointers = 0; scan.link && pointers < MAX_POINTERS; pointers++) {
		cleanup_free(&scan.wanted);
		scan.wanted = steal(&scan.link);
		run(&scan, archive);
	}
	json_t *text = json_stringn(text_string(&scan.content), scan.content.length);

	if (!text)
		die(EXIT_NO, "pyproject.toml: not UTF-8 text");
	for (size_t i = 0; i < SOURCES; i++)
		if (scan.has[i])
			json_array_append_new(suffixes, json_string(sources[i]));
	return json_pack("{s:o, s:o}", "pyproject", text, "suffixes", suffixes);
}
