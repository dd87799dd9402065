/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "fetch/page.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"
#include "lib/unconst.h"

/* The hashes of a fragment or an attribute: `sha256=...`, perhaps among other things. */
static json_t *hashes_of(const char *text)
{
	json_t *hashes = json_object();

	while (text && *text) {
		size_t length = strcspn(text, "&"), name = strcspn(text, "=&");
		const char *hex = text + name + 1;
		size_t digits = name < length ? strspn(hex, "0123456789abcdefABCDEF") : 0;
		bool known = starts_with(text, "md5=") ||
			     (starts_with(text, "sha") &&
				     strspn(text + 3, "0123456789") == name - 3 && name > 3);

		if (known && digits) {
			_cleanup_free_ char *key = xstrndup(text, name);
			_cleanup_free_ char *value = xstrndup(hex, digits);

			for (char *c = value; *c; c++)
				*c = (char)tolower((unsigned char)*c);
			json_object_set_new(hashes, key, json_string(value));
		}
		text += length + (text[length] == '&');
	}
	return hashes;
}

/* The attribute of an anchor, "" when it stands there without a value, NULL when it does not. */
static const char *data_of(const struct page_link *link, const char *name)
{
	const unsigned char *const *attributes = link->attributes;

	for (; attributes && attributes[0]; attributes += 2)
		if (strcasecmp((const char *)attributes[0], name) == 0)
			return attributes[1] ? (const char *)attributes[1] : "";
	return NULL;
}

/* What an anchor says, as a page in JSON would. */
static json_t *entry_of_anchor(const struct page_link *link)
{
	const char *hash = strchr(link->reference, '#'), *yanked = data_of(link, "data-yanked");
	const char *python = data_of(link, "data-requires-python"),
		   *time = data_of(link, "data-upload-time");
	const char *metadata = data_of(link, "data-core-metadata");
	json_t *entry = json_pack("{s:s, s:s}", "filename", link->filename, "url", "");

	json_object_set_new(entry, "hashes", hashes_of(hash ? hash + 1 : NULL));
	if (python && *python)
		json_object_set_new(entry, "requires-python", json_lossy(python, strlen(python)));
	if (time && *time)
		json_object_set_new(entry, "upload-time", json_lossy(time, strlen(time)));
	if (yanked)
		json_object_set_new(entry, "yanked",
			*yanked ? json_lossy(yanked, strlen(yanked)) : json_true());
	if (!metadata || !*metadata)
		metadata = data_of(link, "data-dist-info-metadata");
	if (metadata && *metadata) {
		json_t *hashes = hashes_of(metadata);

		if (!json_object_size(hashes)) {
			json_decref(hashes);
			hashes = json_true();
		}
		json_object_set_new(entry, "core-metadata", hashes);
	}
	return entry;
}

/* Whether a member that is used is of the type that it must be; others may be anything. */
static bool is_typed(const char *key, const json_t *value)
{
	if (strcmp(key, "hashes") == 0)
		return json_is_object(value);
	if (strcmp(key, "requires-python") == 0 || strcmp(key, "upload-time") == 0)
		return json_is_string(value);
	if (strcmp(key, "size") == 0)
		return json_is_integer(value);
	if (strcmp(key, "yanked") == 0)
		return json_is_boolean(value) || json_is_string(value);
	if (strcmp(key, "core-metadata") == 0 || strcmp(key, "dist-info-metadata") == 0)
		return json_is_boolean(value) || json_is_object(value);
	return true;
}

static json_t *strings_of(json_t *object)
{
	json_t *strings = json_object(), *value;
	const char *key;

	json_object_foreach (object, key, value)
		if (json_is_string(value))
			json_object_set(strings, key, value);
	return strings;
}

static json_t *entry_of_json(const json_t *file)
{
	json_t *entry = json_object(), *value;
	const char *key;

	json_object_foreach (unconst(file), key, value) {
		if (!is_typed(key, value))
			continue;
		if (json_is_object(value) &&
			(strcmp(key, "hashes") == 0 || ends_with(key, "-metadata")))
			json_object_set_new(entry, key, strings_of(value));
		else
			json_object_set(entry, key, value);
	}
	return entry;
}

static bool is_filename(const char *text)
{
	size_t length = strlen(text);

	for (const char *c = text; *c; c++)
		if (*c < ' ' || *c > '~' || *c == '/')
			return false;
	return length > 0 && length < 256;
}

json_t *page_entry(const struct page *page, const struct page_link *link)
{
	const char *reference = link->reference;
	_cleanup_free_ char *url = NULL;

	if (!is_filename(link->filename))
		return NULL;
	if (starts_with(reference, "https://") || starts_with(reference, "http://"))
		url = xstrndup(reference, strcspn(reference, "#"));
	else
		url = page_resolve(page, link);
	if (!url)
		return NULL;
	json_t *entry = link->entry ? entry_of_json(link->entry) : entry_of_anchor(link);

	json_object_set_new(entry, "url", json_lossy(url, strlen(url)));
	return entry;
}
