/* SPDX-License-Identifier: MIT */
#include "resolve/pageservice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fetch/allowedfiles.h"
#include "fetch/contentquery.h"
#include "fetch/policypages.h"
#include "fetch/projectpage.h"
#include "fetch/projectquery.h"
#include "lib/cleanup.h"
#include "lib/json.h"
#include "resolve/sdistview.h"

enum { MAX_CONTENT = 512 << 20 }; /* bytes */

static const struct download_options defaults = {.jobs = 16, .retries = 3, .timeout = 60};

/* What is asked; freed when it was answered, unless it is kept. */
struct page_question {
	struct pageservice *service;
	json_t *json;
	struct project_query query;
	struct content_query content;
	struct page_question *next;
};

/* --- answers --------------------------------------------------------------------- */

/* Prints the line ANSWER, which it frees, and the bytes that belong to it. */
static void print(struct pageservice *service, json_t *answer, const struct text *bytes)
{
	if (bytes)
		json_object_set_new(answer, "length", json_integer((json_int_t)bytes->length));
	_cleanup_(text_free) struct text line = json_canonical(answer);

	text_add_char(&line, '\n');
	json_decref(answer);
	pthread_mutex_lock(&service->lock);
	fwrite(line.bytes, 1, line.length, stdout);
	if (bytes)
		fwrite(text_string(bytes), 1, bytes->length, stdout);
	if (fflush(stdout) != 0)
		exit(EXIT_SYSTEM); /* nobody listens any more */
	pthread_mutex_unlock(&service->lock);
}

static json_t *begin_answer(const struct page_question *question, const char *status)
{
	return json_pack(
		"{s:O, s:s}", "id", json_object_get(question->json, "id"), "status", status);
}

static void set_string(json_t *object, const char *key, const char *value)
{
	if (value)
		json_object_set_new(object, key, json_lossy(value, strlen(value)));
}

static const char *form_of(const struct page_question *question)
{
	const char *form = json_string_value(json_object_get(question->json, "as"));

	return form ? form : "json";
}

/* What may leave out versions of the project, in words. */
static struct text limits_of(const struct pageservice *service, const char *name)
{
	struct text limits = {0};
	const char *pattern = NULL;

	if (json_array_size(policy_rules_of(service->policy, name, &pattern)))
		text_printf(&limits, "PYLOCK_PREFER.%s", pattern);
	allowedfiles_reasons(policy_allowed(service->policy), name, &limits);
	return limits;
}

static void answer_found(const struct page_question *question)
{
	const struct pageservice *service = question->service;
	const struct project_query *query = &question->query;
	json_t *answer = begin_answer(question, "found"), *left_out = json_array();
	const char *form = form_of(question);
	_cleanup_(text_free) struct text limits = limits_of(service, query->name);

	set_string(answer, "index", query->index);
	set_string(answer, "limits", text_string(&limits));
	set_string(answer, "etag", query->new_etag);
	set_string(answer, "cacheControl", query->cache_control);
	json_object_set_new(answer, "leftOut", left_out);
	if (strcmp(form, "files") == 0) {
		json_object_set_new(answer, "files",
			pageview_files(&service->view, &query->project,
				json_object_get(question->json, "target")));
	} else if (strcmp(form, "versions") == 0) {
		json_object_set_new(answer, "versions", project_versions(&query->project));
	}
	if (strcmp(form, "files") == 0 || strcmp(form, "versions") == 0) {
		print(question->service, answer, NULL);
		return;
	}
	_cleanup_(text_free) struct text page =
		sdistview_page(&service->view, &query->project, strcmp(form, "html") == 0,
			json_string_value(json_object_get(question->json, "sdists")), left_out);

	print(question->service, answer, &page);
}

static void question_free(struct page_question *question)
{
	query_free(&question->query);
	content_free(&question->content);
	json_decref(question->json);
	free(question);
}

static void answer_page(struct project_query *query)
{
	struct page_question *question = query->data;
	struct pageservice *service = question->service;
	json_t *answer;

	switch (query->result) {
	case QUERY_FOUND:
		answer_found(question);
		if (strcmp(form_of(question), "files") != 0)
			break;
		pthread_mutex_lock(&service->lock);
		question->next = service->kept;
		service->kept = question;
		pthread_mutex_unlock(&service->lock);
		return;
	case QUERY_FAILED:
		answer = begin_answer(question, "failed");
		set_string(answer, "message", query->failure);
		json_object_set_new(answer, "refused", json_boolean(query->refused));
		set_string(answer, "index", query->index);
		print(service, answer, NULL);
		break;
	default:
		answer = begin_answer(
			question, query->result == QUERY_MISSING ? "missing" : "unchanged");
		set_string(answer, "index", query->index);
		print(service, answer, NULL);
	}
	question_free(question);
}

/* --- the content of a file --------------------------------------------------------- */

static void answer_content(struct content_query *content)
{
	struct page_question *question = content->data;
	json_t *answer = begin_answer(question, content->failure ? "failed" : "found");

	set_string(answer, "message", content->failure);
	json_object_set_new(answer, "refused", json_boolean(content->refused));
	json_object_set_new(answer, "http", json_integer(content->status));
	print(question->service, answer, &content->body);
	question_free(question);
}

static void ask_content(struct page_question *question)
{
	struct pageservice *service = question->service;
	struct content_query *content = &question->content;

	content->index = json_get_string(question->json, "index", "question");
	content->index = content->index ? content->index : "default";
	content->url = json_want_string(question->json, "content", "question");
	content->limit = json_get_size(question->json, "limit", MAX_CONTENT, "question");
	content->limits = policy_limits(service->policy, content->index, &defaults);
	content->done = answer_content;
	content->data = question;
	content_begin(content);
	downloads_add(service->downloads, &content->transfer);
}

/* --- questions --------------------------------------------------------------------- */

/* The page of files that the question brings. */
static void answer_given(struct page_question *question)
{
	struct project *project = &question->query.project;
	json_t *answer = begin_answer(question, "found"), *entry;
	size_t i;

	*project = project_begin(question->query.name);
	json_array_foreach (json_want_array(question->json, "files", "question"), i, entry) {
		json_want_string(entry, "filename", "question");
		json_want_string(entry, "url", "question");
		project_add_entry(project, json_incref(entry));
	}
	_cleanup_(text_free) struct text page = strcmp(form_of(question), "html") == 0
							? project_html(project)
							: project_json(project);

	print(question->service, answer, &page);
	question_free(question);
}

/* The address that is asked first. */
static const char *address_of(const struct page_question *question)
{
	return question->query.urls.count ? question->query.urls.items[0] : "";
}

/* Answers by a page that is kept. Returns whether there is one. */
static bool answer_again(struct page_question *question)
{
	struct pageservice *service = question->service;
	const char *form = form_of(question);

	if (strcmp(form, "files") != 0)
		return false;
	pthread_mutex_lock(&service->lock);
	struct page_question *kept = service->kept;

	while (kept && (strcmp(kept->query.name, question->query.name) != 0 ||
			       strcmp(address_of(kept), address_of(question)) != 0))
		kept = kept->next;
	pthread_mutex_unlock(&service->lock);
	if (!kept)
		return false;
	struct project_query own = question->query;

	question->query.project = kept->query.project;
	answer_found(question);
	question->query = own;
	question_free(question);
	return true;
}

void pageservice_ask(struct pageservice *service, json_t *json)
{
	struct page_question *question = xalloc(1, sizeof *question);
	struct project_query *query = &question->query;
	const json_t *url = json_object_get(json, "url");

	*question = (struct page_question){.service = service, .json = json};
	if (!json_object_get(json, "id"))
		die(EXIT_NO, "question: .id: missing");
	if (json_object_get(json, "content")) {
		ask_content(question);
		return;
	}
	query->index = json_get_string(json, "index", "question");
	query->name = json_want_string(json, "project", "question");
	if (json_object_get(json, "files")) {
		answer_given(question);
		return;
	}
	if (!query->index)
		query->index = policy_index_of(service->policy, query->name);
	if (url)
		stringlist_add(&query->urls, policy_page(url, query->name, "question"));
	else
		query->urls = policy_pages(service->policy, query->index, query->name);
	if (strcmp(form_of(question), "index") == 0) {
		json_t *answer = begin_answer(question, "found");

		set_string(answer, "index", query->index);
		print(service, answer, NULL);
		question_free(question);
		return;
	}
	query->limits = policy_limits(service->policy, query->index, &defaults);
	query->etag = json_get_string(json, "etag", "question");
	query->done = answer_page;
	query->data = question;
	if (answer_again(question))
		return;
	query_begin(query);
	downloads_add(service->downloads, &query->transfer);
}

void pageservice_begin(struct pageservice *service)
{
	pthread_mutex_init(&service->lock, NULL);
	service->downloads = downloads_begin(&defaults);
}

void pageservice_end(struct pageservice *service)
{
	downloads_end(service->downloads);
	while (service->kept) {
		struct page_question *kept = service->kept;

		service->kept = kept->next;
		question_free(kept);
	}
	pthread_mutex_destroy(&service->lock);
}
