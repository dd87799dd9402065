/* SPDX-License-Identifier: MIT */
#include "fetch/projectquery.h"

#include <ctype.h>
#include <curl/curl.h>
#include <inttypes.h>
#include <string.h>

#include "lib/cleanup.h"

static struct project_query *query_of(struct transfer *transfer)
{
	return (struct project_query *)((char *)transfer -
					offsetof(struct project_query, transfer));
}

/* --- why not -------------------------------------------------------------------- */

static char *host_of(const char *shown)
{
	const char *host = strstr(shown, "://");

	host = host ? host + 3 : shown;
	return xstrndup(host, *host == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/?"));
}

/* What the index's variables begin with: PYLOCK_INDEX_JETSON for jetson. */
static char *variable_of(const char *index)
{
	char *variable = xprintf("PYLOCK_INDEX_%s", index);

	for (char *c = variable; *c; c++)
		*c = *c == '-' ? '_' : (char)toupper((unsigned char)*c);
	return variable;
}

static char *explain_refusal(
	const struct transfer *transfer, const char *index, const struct download_cause *cause)
{
	_cleanup_free_ char *host = host_of(transfer_url(transfer));
	_cleanup_free_ char *variable = variable_of(index);

	if (cause->credentials)
		return xprintf("it refuses the credentials for %s (HTTP status %ld%s): are they "
			       "right, and not "
			       "expired?",
			host, cause->status, cause->said);
	return xprintf("it wants credentials (HTTP status %ld%s): put `machine %s login … password "
		       "…` into "
		       "~/.netrc, or set %s_USERNAME and _PASSWORD",
		cause->status, cause->said, host, variable);
}

static char *explain_status(const struct download_cause *cause)
{
	const char *why = cause->status == 429 ? ", too many requests" : "";

	if (cause->wait)
		return xprintf("HTTP status %ld%s, and it wants to be asked again in %jd s only",
			cause->status, why, cause->wait);
	return xprintf("HTTP status %ld%s", cause->status, why);
}

static char *explain_code(const char *index, const struct download_options *limits,
	const struct download_cause *cause, enum download_failure *failure)
{
	switch (cause->code) {
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_CERTPROBLEM:
		*failure = DOWNLOAD_NO;
		if (strstr(cause->words, "expired"))
			return xstrdup("its certificate has expired");
		return xprintf("its certificate is not trusted (%s); set SSL_CERT_FILE if it has a "
			       "CA of its "
			       "own",
			cause->words);
	case CURLE_OPERATION_TIMEDOUT:
		return xprintf(
			"no answer within %u s (PYLOCK_INDEX_TIMEOUT.%s)", limits->timeout, index);
	case CURLE_TOO_MANY_REDIRECTS:
		return NULL;
	default:
		return xprintf("cannot be reached: %s", cause->words);
	}
}

char *query_explain(const struct transfer *transfer, const char *index,
	const struct download_options *limits, const struct download_cause *cause,
	enum download_failure *failure)
{
	_cleanup_free_ char *why = NULL;

	if (cause->status == 401 || cause->status == 403)
		why = explain_refusal(transfer, index, cause);
	else if (cause->status)
		why = explain_status(cause);
	else
		why = explain_code(index, limits, cause, failure);
	if (why && *failure == DOWNLOAD_AGAIN && limits->retries &&
		transfer->round == limits->retries) {
		char *tried = xprintf("%s (tried %u times)", why, transfer->round + 1);

		free(why);
		why = tried;
	}
	return steal(&why);
}

static char *explain(struct transfer *transfer, const struct download_cause *cause,
	enum download_failure *failure)
{
	const struct project_query *query = query_of(transfer);

	return query_explain(transfer, query->index, &query->limits, cause, failure);
}

/* --- the page --------------------------------------------------------------------- */

static void take_link(void *data, const struct page_link *link)
{
	struct project_query *query = data;

	project_add(&query->project, &query->page, link);
}

static bool judge(struct project_query *query, bool good)
{
	if (!good)
		transfer_fail(&query->transfer, DOWNLOAD_NO, "%s", query->page.error);
	return good;
}

/* An attempt begins, with nothing of an earlier one. */
static bool begin(struct transfer *transfer, const struct response *response)
{
	struct project_query *query = query_of(transfer);

	page_free(&query->page);
	project_free(&query->project);
	cleanup_free(&query->new_etag);
	cleanup_free(&query->cache_control);
	query->project = project_begin(query->name);
	query->new_etag = *response->etag ? xstrdup(response->etag) : NULL;
	query->cache_control = *response->cache_control ? xstrdup(response->cache_control) : NULL;
	return judge(
		query, page_begin(&query->page, response->type, response->url, take_link, query));
}

static bool body(struct transfer *transfer, const void *bytes, size_t length)
{
	struct project_query *query = query_of(transfer);

	return judge(query, page_add(&query->page, bytes, length));
}

static bool end(struct transfer *transfer)
{
	struct project_query *query = query_of(transfer);

	if (transfer->answer == 304)
		query->result = QUERY_UNCHANGED;
	else if (transfer->answer == 404 || transfer->answer == 410)
		query->result = QUERY_MISSING;
	else if (!judge(query, page_end(&query->page)))
		return false;
	else
		query->result = QUERY_FOUND;
	query->project.api_version = steal(&query->page.version);
	return true;
}

static void done(struct transfer *transfer)
{
	struct project_query *query = query_of(transfer);

	page_free(&query->page);
	if (transfer->status != EXIT_YES) {
		query->result = QUERY_FAILED;
		query->refused = transfer->status == EXIT_NO;
		query->failure =
			xprintf("index '%s': %s", query->index, text_string(&transfer->reason));
	}
	if (query->done)
		query->done(query);
}

void query_begin(struct project_query *query)
{
	static const struct receiver receiver = {
		.begin = begin, .body = body, .end = end, .explain = explain, .done = done};

	query->transfer = (struct transfer){
		.urls = (const char *const *)query->urls.items,
		.url_count = query->urls.count,
		.receiver = &receiver,
		.accept = page_accept,
		.compressed = true,
		.answers = true,
		.etag = query->etag,
		.options = &query->limits,
	};
}

void query_free(struct project_query *query)
{
	transfer_free(&query->transfer);
	page_free(&query->page);
	project_free(&query->project);
	stringlist_free(&query->urls);
	cleanup_free(&query->new_etag);
	cleanup_free(&query->cache_control);
	cleanup_free(&query->failure);
}
