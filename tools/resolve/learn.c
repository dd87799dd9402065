/* SPDX-License-Identifier: MIT */
#include "resolve/learn.h"

#include <string.h>

#include "fetch/contentquery.h"
#include "lib/cleanup.h"
#include "lib/json.h"
#include "lib/url.h"
#include "pypa/metadata.h"
#include "resolve/metadatareader.h"
#include "resolve/releasechoice.h"

enum { MAX_METADATA = 16 << 20 }; /* bytes */

static const struct download_options defaults = {.jobs = 16, .retries = 3, .timeout = 60};

/* What is to be learned of one release. */
struct lesson {
	const struct release *release;
	const struct project_file *file;
	struct requires_package *package;
	char *url; /* of the metadata alone; NULL when its index has none */
	struct content_query query;
	json_t *lines; /* an array of strings; NULL as long as nobody says */
};

static void report(const struct lesson *lesson, const char *why)
{
	warn("%s %s: what it requires is not known: %s", lesson->package->name,
		lesson->release->resolved->version, why);
}

/* --- from the index ----------------------------------------------------------------- */

static void begin_query(const struct learn *learn, struct lesson *lesson)
{
	struct content_query *query = &lesson->query;

	lesson->url = xprintf("%s.metadata", lesson->file->url);
	query->index = lesson->release->index;
	query->url = lesson->url;
	query->limit = MAX_METADATA;
	query->limits = policy_limits(learn->policy, query->index, &defaults);
	content_begin(query);
}

static void ask_indexes(const struct learn *learn, struct lesson *lessons, size_t count)
{
	struct downloads *downloads = NULL;

	for (size_t i = 0; i < count; i++) {
		if (lessons[i].lines || !project_has_metadata(lessons[i].file))
			continue;
		begin_query(learn, &lessons[i]);
		downloads = downloads ? downloads : downloads_begin(&defaults);
		downloads_add(downloads, &lessons[i].query.transfer);
	}
	if (downloads)
		downloads_end(downloads);
	for (size_t i = 0; i < count; i++) {
		const struct text *body = &lessons[i].query.body;

		if (lessons[i].query.status != 200)
			continue;
		_cleanup_json_ json_t *read = metadata_json(text_string(body), body->length);

		lessons[i].lines = json_incref(json_object_get(read, "requiresDist"));
	}
}

/* --- from the files themselves ------------------------------------------------------- */

static bool is_left(const struct lesson *lesson)
{
	return !lesson->lines && !lesson->query.failure;
}

static json_t *questions_of(const struct lesson *lessons, size_t count)
{
	json_t *questions = json_array();

	for (size_t i = 0; i < count; i++) {
		const struct project_file *file = lessons[i].file;

		if (!is_left(&lessons[i]))
			continue;
		_cleanup_free_ char *here = file->path ? url_of_path(file->path) : NULL;

		json_array_append_new(questions,
			json_pack("{s:s, s:s, s:s, s:b}", "index", lessons[i].release->index,
				"filename", file->filename, "url", here ? here : file->url, "wheel",
				file->is_wheel));
	}
	return questions;
}

static void read_files(const struct learn *learn, struct lesson *lessons, size_t count)
{
	_cleanup_json_ json_t *questions = questions_of(lessons, count), *answers = NULL;
	size_t next = 0;

	if (!json_array_size(questions))
		return;
	answers = metadatareader_ask(
		&(const struct metadatareader){learn->tools, learn->policy->path}, questions);
	for (size_t i = 0; i < count; i++) {
		if (!is_left(&lessons[i]))
			continue;
		const json_t *answer = json_array_get(answers, next++);
		const char *why = json_string_value(json_object_get(answer, "unknown"));

		if (why)
			report(&lessons[i], why);
		else
			lessons[i].lines = json_incref(json_object_get(answer, "requires"));
	}
}

/* --- all of them ---------------------------------------------------------------------- */

static void take(struct lesson *lesson, json_t *learned)
{
	const char *problem;

	if (lesson->query.failure)
		report(lesson, lesson->query.failure);
	if (!lesson->lines)
		return;
	problem = requires_read(lesson->package, lesson->lines);
	if (problem)
		report(lesson, problem);
	for (size_t i = 0; i < lesson->package->malformed.count; i++)
		warn("%s %s: note: requires %s", lesson->package->name,
			lesson->release->resolved->version, lesson->package->malformed.items[i]);
	if (!problem && *lesson->file->sha256)
		json_object_set(learned, lesson->file->sha256, lesson->lines);
}

json_t *learn_requires(const struct learn *learn, const struct release *releases, size_t count,
	struct requires_package *packages)
{
	_cleanup_free_ struct lesson *lessons = xalloc(count, sizeof *lessons);
	json_t *learned = json_object();

	for (size_t i = 0; i < count; i++) {
		const struct project_file *file = release_best(&releases[i], learn->tags);

		packages[i].name = releases[i].resolved->name;
		lessons[i] = (struct lesson){
			.release = &releases[i], .file = file, .package = &packages[i]};
		if (*file->sha256)
			lessons[i].lines = json_incref(json_object_get(learn->known, file->sha256));
	}
	ask_indexes(learn, lessons, count);
	read_files(learn, lessons, count);
	for (size_t i = 0; i < count; i++) {
		take(&lessons[i], learned);
		content_free(&lessons[i].query);
		json_decref(lessons[i].lines);
		cleanup_free(&lessons[i].url);
	}
	return learned;
}
