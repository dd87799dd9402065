/* SPDX-License-Identifier: MIT */
#include "evidence/findings.h"

#include <fnmatch.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"

enum { MOST = 20000 };

static void add(struct findings *findings, const struct filesystem *filesystem,
	const struct evidence_item *item, unsigned layer)
{
	const struct file *file = filesystem_find(filesystem, item->path);

	if (!file || file->layer != layer)
		return;
	if (findings->count == MOST)
		die(EXIT_NO, "more than %d files tell of the system", MOST);
	if ((findings->count & (findings->count - 1)) == 0)
		findings->list =
			xrealloc(findings->list, 2 * findings->count + 1, sizeof *findings->list);
	findings->list[findings->count++] = (struct finding){
		.kind = item->kind, .path = item->path, .text = item->text, .file = file};
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct finding *)a)->path, ((const struct finding *)b)->path);
}

struct findings findings_read(const struct image *image, const struct filesystem *filesystem,
	const struct examined *layers)
{
	struct findings findings = {0};
	struct evidence_item item;

	for (size_t i = 0; i < image->layer_count; i++)
		for (size_t position = 0; evidence_next(&layers[i].evidence, &position, &item);)
			if (item.kind == EVIDENCE_TEXT || item.kind == EVIDENCE_BINARY)
				add(&findings, filesystem, &item, (unsigned)i);
	if (findings.count > 0)
		qsort(findings.list, findings.count, sizeof *findings.list, by_path);
	return findings;
}

void findings_free(struct findings *findings)
{
	cleanup_free(&findings->list);
	findings->count = 0;
}

const struct finding *findings_next(const struct findings *findings, enum evidence_kind kind,
	const char *pattern, const struct finding *after)
{
	const struct finding *end = findings->list + findings->count;

	for (const struct finding *next = after ? after + 1 : findings->list; next < end; next++)
		if (next->kind == kind && fnmatch(pattern, next->path, FNM_PATHNAME) == 0)
			return next;
	return NULL;
}
