/* SPDX-License-Identifier: MIT */
#include "analyze/filerequires.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "fetch/contentquery.h"
#include "lib/cleanup.h"
#include "lib/json.h"
#include "pypa/lenientrequirement.h"
#include "pypa/metadata.h"

enum { MAX_METADATA = 16 << 20, MAX_LINE = 4000 }; /* bytes */

static const struct download_options defaults = {.jobs = 16, .retries = 3, .timeout = 60};

/* --- from the indexes --------------------------------------------------------------------- */

/* The question of the metadata of FILE, and its address, which the query borrows. */
struct asked {
	struct content_query content;
	char *url;
};

static void begin(struct asked *asked, const struct filerequires *file, const struct policy *policy)
{
	struct content_query *content = &asked->content;

	asked->url = xprintf("%s.metadata", file->file->url);
	content->index = file->index;
	content->url = asked->url;
	content->limit = MAX_METADATA;
	content->limits = policy_limits(policy, file->index, &defaults);
	content_begin(content);
}

static void take_metadata(struct filerequires *file, const struct content_query *content)
{
	if (content->failure)
		die(content->refused ? EXIT_NO : EXIT_SYSTEM, "%s", content->failure);
	if (content->status != 200)
		return;
	_cleanup_json_ json_t *read =
		metadata_json(text_string(&content->body), content->body.length);

	file->lines = json_incref(json_object_get(read, "requiresDist"));
}

static void ask_indexes(struct filerequires *files, size_t count, const struct policy *policy)
{
	_cleanup_free_ struct asked *asked = xalloc(count, sizeof *asked);
	struct downloads *downloads = downloads_begin(&defaults);

	for (size_t i = 0; i < count; i++) {
		if (!project_has_metadata(files[i].file))
			continue;
		begin(&asked[i], &files[i], policy);
		downloads_add(downloads, &asked[i].content.transfer);
	}
	downloads_end(downloads);
	for (size_t i = 0; i < count; i++) {
		take_metadata(&files[i], &asked[i].content);
		content_free(&asked[i].content);
		free(asked[i].url);
	}
}

/* --- from the files themselves --------------------------------------------------------------- */

static json_t *questions_of(const struct filerequires *files, size_t count)
{
	json_t *questions = json_array();

	for (size_t i = 0; i < count; i++)
		if (!files[i].lines)
			json_array_append_new(questions,
				json_pack("{s:s, s:s, s:s, s:b}", "index", files[i].index,
					"filename", files[i].file->filename, "url",
					files[i].file->url, "wheel", files[i].file->is_wheel));
	return questions;
}

static void take_answer(struct filerequires *file, const json_t *answer)
{
	const char *why = json_string_value(json_object_get(answer, "unknown"));
	const json_t *failed = json_object_get(answer, "failed");

	if (why && failed)
		die((enum exit_status)json_integer_value(failed), "%s", why);
	file->unknown = why ? xstrdup(why) : NULL;
	file->lines = json_incref(json_object_get(answer, "requires"));
}

static void ask_reader(
	struct filerequires *files, size_t count, const struct metadatareader *reader)
{
	_cleanup_json_ json_t *questions = questions_of(files, count), *answers = NULL;
	size_t next = 0;

	if (!json_array_size(questions))
		return;
	answers = metadatareader_ask(reader, questions);
	for (size_t i = 0; i < count; i++)
		if (!files[i].lines)
			take_answer(&files[i], json_array_get(answers, next++));
}

/* --- what they say -----------------------------------------------------------------------------
 */

static bool is_plain(const char *line)
{
	if (!line || strlen(line) >= MAX_LINE)
		return false;
	while (isprint((unsigned char)*line))
		line++;
	return !*line;
}

/* Reads the lines; returns what is wrong with them, in words, or NULL. One that is no requirement,
 * and none either as uv repairs it, is left out, and what stands beside it holds all the same. */
static char *read_lines(struct filerequires *file)
{
	const json_t *value;
	size_t i;

	json_array_foreach (file->lines, i, value)
		if (!is_plain(json_string_value(value)))
			return xstrdup("its metadata holds what no requirement may");
	file->requires = xalloc(json_array_size(file->lines), sizeof *file->requires);
	json_array_foreach (file->lines, i, value) {
		_cleanup_free_ char *repaired = NULL;

		if (!lenientrequirement_parse(
			    json_string_value(value), &file->requires[file->count], &repaired) ||
			repaired)
			file->count++;
	}
	return NULL;
}

void filerequires_ask(struct filerequires *files, size_t count, const struct policy *policy,
	const struct metadatareader *reader)
{
	ask_indexes(files, count, policy);
	ask_reader(files, count, reader);
	for (size_t i = 0; i < count; i++)
		if (!files[i].unknown)
			files[i].unknown = read_lines(&files[i]);
}

void filerequires_free(struct filerequires *file)
{
	for (size_t i = 0; i < file->count; i++)
		requirement_free(&file->requires[i]);
	free(file->requires);
	free(file->unknown);
	json_decref(file->lines);
	*file = (struct filerequires){0};
}
