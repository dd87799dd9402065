/* SPDX-License-Identifier: MIT */
#include "resolve/fileindex.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/json.h"
#include "lib/unconst.h"

enum { NAME_DIGITS = 16 };

/* When everything of this index was uploaded. */
#define EPOCH "1980-01-01T00:00:00Z"

/* PATH as a part of a URL (RFC 3986, 2.1). The caller frees. */
static char *quoted(const char *path)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789-._~/";
	struct text text = {0};

	for (; *path; path++)
		text_printf(&text, strchr(plain, *path) ? "%c" : "%%%02X", (unsigned char)*path);
	return text_take(&text);
}

static void add_package(
	const char *index, const char *name, const json_t *package, const struct store *store)
{
	const char *filename = json_want_string(package, "filename", name);
	const char *sha256 = json_want_string(package, "sha256", name);
	_cleanup_free_ char *path = xprintf("%s/%s/%s", index, name, filename);
	_cleanup_free_ char *page = xprintf("%s/%s/index.html", index, name);
	_cleanup_free_ char *href = quoted(filename);
	_cleanup_(text_free) struct text html = {0};
	struct digest digest;

	if (!digest_parse(sha256, &digest))
		die(EXIT_NO, "%s: .sha256: not one", name);
	_cleanup_free_ char *content = store_path(store, &digest);

	make_parents(path);
	if ((unlink(path) < 0 && errno != ENOENT) || symlink(content, path) < 0)
		die(EXIT_SYSTEM, "%s: cannot be made:", path);
	text_printf(&html,
		"<!DOCTYPE html><html><body><a href=\"%s#sha256=%s\" data-upload-time=\"" EPOCH
		"\">%s</a></body></html>\n",
		href, digest.hex, filename);
	file_write(page, html.bytes, html.length);
}

char *fileindex_write(const json_t *packages, const struct store *store, const char *work)
{
	_cleanup_(text_free) struct text all = json_canonical(packages);
	struct digest digest = sha256_of(text_string(&all), all.length);
	_cleanup_free_ char *index = xprintf("%s/%.*s", work, NAME_DIGITS, digest.hex);
	_cleanup_free_ char *url = quoted(index);
	const char *name;
	json_t *package;

	json_object_foreach (unconst(packages), name, package)
		add_package(index, name, package, store);
	return xprintf("file://%s", url);
}
