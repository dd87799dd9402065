/* SPDX-License-Identifier: MIT */
#include "fetch/page.h"

#include <libxml/HTMLparser.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/url.h"

enum {
	MAX_PAGE = 64 << 20,   /* bytes */
	MAX_BETWEEN = 1 << 20, /* bytes of HTML without a tag; the parser may keep them */
	MAX_DEPTH = 200,       /* of HTML elements */
};

const char page_accept[] =
	"application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, "
	"text/html;q=0.01";

static bool fail(struct page *page, const char *error)
{
	if (!page->error)
		page->error = xstrdup(error);
	return false;
}

/* Both forms say which version of the API they follow; another major number means something else.
 */
static void check_version(struct page *page, const char *version)
{
	if (!starts_with(version, "1.") && strcmp(version, "1") != 0 && !page->error)
		page->error = xprintf("follows version %.20s of the simple API, not 1", version);
}

char *page_resolve(const struct page *page, const struct page_link *link)
{
	_cleanup_free_ char *fragment = NULL;
	_cleanup_free_ char *url = url_resolve(page->base, link->reference, &fragment);
	enum url_kind kind = url ? url_kind(url) : URL_BAD;

	/* Only a page of this machine may lead to files of it. */
	return kind == URL_WEB || (kind == URL_FILE && url_kind(page->base) == URL_FILE)
		       ? steal(&url)
		       : NULL;
}

/* --- JSON --- */

static void take_file(struct page *page, const json_t *file)
{
	const char *filename = json_string_value(json_object_get(file, "filename"));
	const char *url = json_string_value(json_object_get(file, "url"));
	const char *sha256 =
		json_string_value(json_object_get(json_object_get(file, "hashes"), "sha256"));
	const json_t *size = json_object_get(file, "size");

	if (!filename || !url) {
		fail(page, "lists a file without name or URL");
		return;
	}
	struct page_link link = {
		.filename = filename, .reference = url, .size = PAGE_UNKNOWN, .entry = file};

	if (json_is_integer(size) && json_integer_value(size) >= 0)
		link.size = (uint64_t)json_integer_value(size);
	if (sha256)
		digest_parse(sha256, &link.digest);
	page->link(page->data, &link);
}

static void take_meta(struct page *page, const json_t *meta)
{
	const json_t *version = json_object_get(meta, "api-version");
	_cleanup_free_ char *number = NULL;

	if (json_is_number(version))
		number = json_dumps(version, JSON_ENCODE_ANY | JSON_REAL_PRECISION(6));
	const char *text = json_is_string(version) ? json_string_value(version) : number;

	if (!text)
		return;
	check_version(page, text);
	free(page->version);
	page->version = xstrdup(text);
}

static void take_member(void *data, const char *key, const json_t *value)
{
	struct page *page = data;

	if (strcmp(key, "meta") == 0)
		take_meta(page, value);
	if (strcmp(key, "files") != 0)
		return;
	page->has_files = true;
	if (value)
		take_file(page, value);
}

/* --- HTML --- */

/* The value of an attribute, as the parser has decoded it, or NULL. */
static const char *attribute(const xmlChar **attributes, const char *name)
{
	for (; attributes && attributes[0]; attributes += 2)
		if (strcasecmp((const char *)attributes[0], name) == 0)
			return (const char *)attributes[1];
	return NULL;
}

static char *without_space(const char *text)
{
	size_t length;

	text += strspn(text, " \t\r\n\f");
	for (length = strlen(text); length && strchr(" \t\r\n\f", text[length - 1]); length--)
		;
	return xstrndup(text, length);
}

static void take_anchor(struct page *page, const char *written, const xmlChar **attributes)
{
	_cleanup_free_ char *reference = without_space(written);
	_cleanup_free_ char *filename = url_filename(reference);
	struct page_link link = {.filename = filename,
		.reference = reference,
		.size = PAGE_UNKNOWN,
		.attributes = attributes};
	const char *hash = strchr(reference, '#');

	/* `#sha256=...`, perhaps among other things: `#egg=name&sha256=...` */
	while (hash && !starts_with(hash + 1, "sha256="))
		hash = strchr(hash + 1, '&');
	if (hash) {
		_cleanup_free_ char *sha256 = xstrndup(hash + 1, strcspn(hash + 1, "&"));

		digest_parse(sha256, &link.digest);
	}
	if (filename)
		page->link(page->data, &link);
}

static void set_base(struct page *page, const char *reference)
{
	_cleanup_free_ char *fragment = NULL;
	char *base = url_resolve(page->base, reference, &fragment);

	if (!base || page->has_base) {
		free(base);
		return;
	}
	free(page->base);
	page->base = base;
	page->has_base = true;
}

static void start_element(void *data, const xmlChar *element, const xmlChar **attributes)
{
	struct page *page = data;
	const char *name = (const char *)element;
	const char *reference = attribute(attributes, "href");
	const char *meta = attribute(attributes, "name");
	const char *content = attribute(attributes, "content");

	page->since_element = 0;
	if (page->html->nameNr > MAX_DEPTH) {
		fail(page, "nests its elements too deeply");
		xmlStopParser(page->html);
	} else if (strcasecmp(name, "a") == 0 && reference) {
		take_anchor(page, reference, attributes);
	} else if (strcasecmp(name, "base") == 0 && reference) {
		set_base(page, reference);
	} else if (strcasecmp(name, "meta") == 0 && meta && content &&
		   strcmp(meta, "pypi:repository-version") == 0) {
		check_version(page, content);
	}
}

/* For the parser: the next bytes of the page. */
static int read_spool(void *data, char *buffer, int length)
{
	struct page *page = data;
	size_t got = fread(buffer, 1, (size_t)length, page->spool);

	page->since_element += got;
	if (page->since_element > MAX_BETWEEN)
		fail(page, "has more than 1 MiB between two tags");
	return page->error ? -1 : (int)got;
}

/* libxml2 would do so with the first page, and two threads that have theirs at once then wait for
 * ever (2.9.14). */
static void set_up_parser(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, xmlInitParser);
}

static void parse_html(struct page *page)
{
	set_up_parser();
	page->html = htmlNewParserCtxt();
	if (!page->html)
		die(EXIT_SYSTEM, "out of memory");
	if (fflush(page->spool) != 0)
		die(EXIT_SYSTEM, "cannot write a temporary file:");
	rewind(page->spool);
	*page->html->sax = (xmlSAXHandler){.startElement = start_element};
	page->html->userData = page;
	htmlCtxtReadIO(page->html, read_spool, NULL, page, NULL, "UTF-8",
		HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
}

/* --- both --- */

/* Whether the media type in TYPE, which may go on with parameters, is NAME. */
static bool is_type(const char *type, const char *name)
{
	size_t length = strlen(name);

	return strncasecmp(type, name, length) == 0 && strchr(" \t;", type[length]);
}

bool page_begin(struct page *page, const char *type, const char *url,
	void (*link)(void *data, const struct page_link *link), void *data)
{
	*page = (struct page){.link = link, .data = data, .base = xstrdup(url)};
	if (is_type(type, "application/vnd.pypi.simple.v1+json") ||
		is_type(type, "application/json")) {
		jsonstream_begin(&page->json, take_member, page);
	} else if (is_type(type, "application/vnd.pypi.simple.v1+html") ||
		   is_type(type, "text/html") || !*type) {
		/* libxml2's push parser can lose its way when a piece ends within an attribute
		 * (2.9.14), so the page waits outside memory until it is complete. */
		page->spool = tmpfile();
		if (!page->spool)
			die(EXIT_SYSTEM, "cannot create a temporary file:");
	} else {
		page->error = xprintf("not an index's page but %.60s", type);
	}
	return !page->error;
}

bool page_add(struct page *page, const char *bytes, size_t length)
{
	page->length += length;
	if (page->length > MAX_PAGE)
		return fail(page, "larger than 64 MiB");
	if (page->spool && fwrite(bytes, 1, length, page->spool) != length)
		die(EXIT_SYSTEM, "cannot write a temporary file:");
	if (!page->spool && !jsonstream_add(&page->json, bytes, length))
		fail(page, page->json.error);
	return !page->error;
}

bool page_end(struct page *page)
{
	if (page->spool)
		parse_html(page);
	else if (!jsonstream_end(&page->json))
		fail(page, page->json.error);
	else if (!page->has_files)
		fail(page, "lists no files");
	return !page->error;
}

void page_free(struct page *page)
{
	cleanup_free(&page->base);
	cleanup_free(&page->error);
	cleanup_free(&page->version);
	jsonstream_free(&page->json);
	if (page->html)
		htmlFreeParserCtxt(page->html);
	page->html = NULL;
	cleanup_fclose(&page->spool);
}
