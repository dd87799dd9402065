/* SPDX-License-Identifier: MIT */
#include "evidence/interpreters.h"

#include <string.h>

#include "elf/machine.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"

enum { MOST = 64 };

static const char digits[] = "0123456789";

struct interpreter {
	char *path;   /* the program's path, relative to the root */
	char *prefix; /* the directory above bin, relative to the root */
	char minor[16];
	size_t rank; /* the place of its directory in PATH */
	const struct file *file;
};

/* --- which there are --------------------------------------------------------- */

const char *image_variable(const struct image *image, const char *name)
{
	const json_t *environment =
			     json_object_get(json_object_get(image->config, "config"), "Env"),
		     *entry;
	size_t i, length = strlen(name);

	json_array_foreach (environment, i, entry) {
		const char *text = json_string_value(entry);

		if (text && strncmp(text, name, length) == 0 && text[length] == '=')
			return text + length + 1;
	}
	return NULL;
}

/* The place of the directory, relative to the root, in the search path; behind all when it is not
 * in it. */
static size_t rank_in(const char *search, const char *directory)
{
	size_t rank = 0, wanted = strlen(directory);

	for (const char *next = search; *next; rank++) {
		size_t length = strcspn(next, ":");

		if (length == wanted + 1 && *next == '/' &&
			strncmp(next + 1, directory, wanted) == 0)
			return rank;
		next += length + (next[length] == ':');
	}
	return SIZE_MAX;
}

/* Whether PATH is PREFIX/bin/python3.N. */
static bool is_interpreter(const char *path, struct interpreter *interpreter, const char *search)
{
	const char *name = file_name(path), *minor = name + strlen("python");
	size_t length = (size_t)(name - path);

	if (!starts_with(name, "python3.") || strlen(minor) < 3 || strlen(minor) > 5 ||
		strspn(minor + 2, digits) != strlen(minor + 2) || length < 4 ||
		strncmp(name - 4, "bin/", 4) != 0 || (length > 4 && name[-5] != '/'))
		return false;
	*interpreter = (struct interpreter){
		.path = xstrdup(path),
		.prefix = xstrndup(path, length > 4 ? length - 5 : 0),
	};
	strcpy(interpreter->minor, minor);
	_cleanup_free_ char *directory = xstrndup(path, length - 1);

	interpreter->rank = rank_in(search, directory);
	return true;
}

static int by_rank(const void *a, const void *b)
{
	const struct interpreter *first = a, *second = b;

	if (first->rank != second->rank)
		return first->rank < second->rank ? -1 : 1;
	return strcmp(first->path, second->path);
}

static size_t find_all(
	const struct image *image, const struct filesystem *filesystem, struct interpreter *list)
{
	const char *search = image_variable(image, "PATH");
	_cleanup_(text_free) struct text path = {0};
	size_t count = 0;

	if (!search)
		search = "/usr/local/bin:/usr/bin:/bin";
	for (uint32_t node = 1; node < filesystem->tree.count && count < MOST; node++) {
		const struct file *file = filesystem_file(filesystem, node);

		if (!file || !file->is_elf)
			continue;
		pathtree_path(&filesystem->tree, node, &path);
		if (!is_interpreter(text_string(&path), &list[count], search))
			continue;
		list[count++].file = file;
	}
	qsort(list, count, sizeof *list, by_rank);
	return count;
}

/* --- its version ------------------------------------------------------------- */

/* The version at the start of TEXT when it is of the interpreter's minor version; the caller frees,
 * or NULL.
 */
static char *version_of(const struct interpreter *interpreter, const char *text)
{
	size_t minor = strlen(interpreter->minor), micro;

	if (!text || strncmp(text, interpreter->minor, minor) != 0 || text[minor] != '.')
		return NULL;
	micro = strspn(text + minor + 1, digits);
	if (micro == 0)
		return NULL;
	return xstrndup(
		text, minor + 1 + micro + strspn(text + minor + 1 + micro, "abrc0123456789"));
}

/* What the first of PATTERNS that matches below the interpreter's prefix says. */
static char *version_in(const struct interpreter *interpreter, const struct findings *findings,
	enum evidence_kind kind, const char *pattern, const char **from)
{
	_cleanup_free_ char *full =
		xprintf("%s%s%s", interpreter->prefix, *interpreter->prefix ? "/" : "", pattern);
	const struct finding *finding = NULL;

	while ((finding = findings_next(findings, kind, full, finding))) {
		const char *text = finding->text;

		if (kind == EVIDENCE_TEXT) {
			text = strstr(text, "PY_VERSION ");
			text = text ? strchr(text, '"') : NULL;
			text = text ? text + 1 : NULL;
		}
		char *version = version_of(interpreter, text);

		if (version) {
			*from = finding->path;
			return version;
		}
	}
	return NULL;
}

/* What a file with the same content, such as one of which this is a hard link, says. */
static char *version_of_twin(
	const struct interpreter *interpreter, const struct findings *findings, const char **from)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->list[i];
		char *version = NULL;

		if (finding->kind == EVIDENCE_BINARY && finding->file->digest &&
			interpreter->file->digest &&
			memcmp(finding->file->digest, interpreter->file->digest, 64) == 0)
			version = version_of(interpreter, finding->text);
		if (version) {
			*from = finding->path;
			return version;
		}
	}
	return NULL;
}

static char *find_version(const struct interpreter *interpreter, const struct image *image,
	const struct findings *findings, const struct packages *packages, const char **from)
{
	_cleanup_free_ char *library = xprintf("lib*/libpython%s.so.1.0", interpreter->minor);
	_cleanup_free_ char *deep_library = xprintf("lib/*/libpython%s.so.1.0", interpreter->minor);
	_cleanup_free_ char *header = xprintf("include/python%s/patchlevel.h", interpreter->minor);
	_cleanup_free_ char *package = xprintf("python%s-minimal", interpreter->minor);
	char *version = version_of_twin(interpreter, findings, from);

	if (!version)
		version = version_in(interpreter, findings, EVIDENCE_BINARY, library, from);
	if (!version)
		version = version_in(interpreter, findings, EVIDENCE_BINARY, deep_library, from);
	if (!version)
		version = version_in(interpreter, findings, EVIDENCE_TEXT, header, from);
	if (!version &&
		(version = version_of(interpreter, image_variable(image, "PYTHON_VERSION"))))
		*from = "PYTHON_VERSION";
	if (!version && strcmp(interpreter->prefix, "usr") == 0 &&
		(version = version_of(interpreter, packages_version(packages, package))))
		*from = "dpkg";
	if (!version) {
		*from = interpreter->path;
		version = xstrdup(interpreter->minor);
	}
	return version;
}

/* --- its directories of packages ---------------------------------------------- */

/* Whether the interpreter looks into the site directory: Python's site module, and Debian's. */
static bool looks_into(const struct interpreter *interpreter, const char *site)
{
	static const struct {
		const char *before, *after;
	} forms[] = {
		{"lib/python", "/site-packages"},
		{"lib64/python", "/site-packages"},
		{"lib/python", "/dist-packages"},
		{"local/lib/python", "/dist-packages"},
	};
	size_t length = strlen(interpreter->prefix);

	if (strncmp(site, interpreter->prefix, length) != 0 || (length > 0 && site[length] != '/'))
		return false;
	site += length + (length > 0);
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		_cleanup_free_ char *path =
			xprintf("%s%s%s", forms[i].before, interpreter->minor, forms[i].after);

		if (strcmp(site, path) == 0)
			return true;
	}
	return strcmp(site, "lib/python3/dist-packages") == 0;
}

static json_t *sites_json(
	const struct interpreter *interpreter, const struct distributions *distributions)
{
	json_t *sites = json_array();
	_cleanup_free_ char *last = xstrdup("");

	for (size_t i = 0; i < distributions->count; i++) {
		const char *path = distributions->list[i].path, *name = file_name(path);
		char *site = xstrndup(path, name > path ? (size_t)(name - path) - 1 : 0);

		if (strcmp(site, last) != 0 && looks_into(interpreter, site))
			json_array_append_new(sites, json_sprintf("/%s", site));
		free(last);
		last = site;
	}
	return sites;
}

json_t *interpreters_json(const struct image *image, const struct filesystem *filesystem,
	const struct findings *findings, const struct packages *packages,
	const struct distributions *distributions)
{
	struct interpreter list[MOST + 1];
	size_t count = find_all(image, filesystem, list);
	json_t *json = json_array();

	for (size_t i = 0; i < count; i++) {
		char buffer[ELF_MACHINE_LONGEST];
		const struct file *file = list[i].file;
		const char *from;
		_cleanup_free_ char *version =
			find_version(&list[i], image, findings, packages, &from);

		json_array_append_new(
			json, json_pack("{s:o, s:s, s:o, s:s, s:o}", "path",
				      json_sprintf("/%s", list[i].path), "version", version, "from",
				      json_lossy(from, strlen(from)), "machine",
				      elf_machine_name(file->machine, file->elf_class,
					      file->big_endian, buffer),
				      "sites", sites_json(&list[i], distributions)));
		cleanup_free(&list[i].path);
		cleanup_free(&list[i].prefix);
	}
	return json;
}
