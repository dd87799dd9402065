/* SPDX-License-Identifier: MIT */
#include "layers/linkpath.h"

#include <stdlib.h>
#include <string.h>

#include "lib/die.h"
#include "lib/text.h"

enum { MAX_PATH = 4095, MAX_LINKS = 40 };

struct way {
	struct text done;  /* what has no links any more */
	char *left, *rest; /* the rest to go, and the memory that it lies in */
	unsigned links;
};

/* Takes the last component off PATH. */
static void go_up(struct text *path)
{
	const char *slash = path->length ? memrchr(path->bytes, '/', path->length) : NULL;

	path->length = slash ? (size_t)(slash - path->bytes) : 0;
	if (path->bytes)
		path->bytes[path->length] = '\0';
}

/* Goes on with the link's TARGET. Returns false when there were too many. */
static bool follow(struct way *way, const char *target)
{
	if (++way->links > MAX_LINKS || strlen(way->rest) > MAX_PATH)
		return false;
	if (*target == '/')
		text_clear(&way->done);
	else
		go_up(&way->done);
	char *next = xprintf("%s/%s", target, way->rest);

	free(way->left);
	way->rest = way->left = next;
	return true;
}

/* Whether the component, whose end is at way->rest, can be passed; it is done then. */
static bool pass(struct way *way, linkpath_look *look, const void *context, enum linkpath_how how)
{
	bool last = way->rest[strspn(way->rest, "/")] == '\0';

	if (way->done.length > MAX_PATH)
		return false;
	struct base_entry entry = look(context, way->done.bytes);

	if (entry.kind == BASE_NOTHING)
		return !(how & LINKPATH_EXISTING);
	if (entry.kind == BASE_FILE)
		return last;
	return entry.kind != BASE_LINK || (last && !(how & LINKPATH_LAST)) ||
	       follow(way, entry.text);
}

char *linkpath_resolve(
	linkpath_look *look, const void *context, const char *path, enum linkpath_how how)
{
	struct way way = {.left = xstrdup(path)};
	bool passed = true;

	for (way.rest = way.left; passed;) {
		const char *component = way.rest += strspn(way.rest, "/");
		size_t length = strcspn(component, "/");

		if (length == 0)
			break;
		way.rest += length;
		if (length == 1 && *component == '.')
			continue;
		if (length == 2 && strncmp(component, "..", 2) == 0) {
			go_up(&way.done);
			continue;
		}
		if (way.done.length > 0)
			text_add_char(&way.done, '/');
		text_add(&way.done, component, length);
		passed = pass(&way, look, context, how);
	}
	free(way.left);
	if (passed)
		return text_take(&way.done);
	text_free(&way.done);
	return NULL;
}
