/* SPDX-License-Identifier: MIT */
/* pageservice: one answer for each question. tests/resolve/indexpage.t asks all kinds. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lib/json.h"
#include "resolve/pageservice.h"
#include "scratch.h"
#include "server.h"

#define PAGE                                                                      \
	"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/html\r\n\r\n" \
	"<a href=demo-1.0.tar.gz>"

/* What the service prints for the QUESTIONS, up to NULL, with an index at URL. */
static char *answers(const char *url, const char *const *questions)
{
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_free_ char *text =
		xprintf("{\"indexes\": {\"default\": {\"url\": \"%s\", \"retries\": 0}}}", url);
	const char *policy_path = scratch_write(&scratch, "p.json", text);
	const char *output = scratch_write(&scratch, "out", "");
	pid_t child = fork();
	int status;

	if (child == 0) {
		struct policy policy = policy_read(policy_path);
		struct pageservice service = {.policy = &policy, .view = {.policy = &policy}};

		if (!freopen(output, "w", stdout))
			_exit(9);
		pageservice_begin(&service);
		for (; *questions; questions++)
			pageservice_ask(&service, json_loads(*questions, 0, NULL));
		pageservice_end(&service);
		policy_free(&policy);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	struct text found = file_read(output, 100000);

	return text_take(&found);
}

static void questions(void **state)
{
	(void)state;
	struct unit_server server = unit_server_with(PAGE);
	_cleanup_free_ char *found = answers(server.url,
		(const char *const[]){
			"{\"id\": [1], \"project\": \"demo\", \"as\": \"versions\"}", NULL});
	_cleanup_free_ char *index = answers(
		server.url, (const char *const[]){
				    "{\"id\": 2, \"project\": \"demo\", \"as\": \"index\"}", NULL});
	_cleanup_free_ char *given = answers(server.url,
		(const char *const[]){"{\"id\": 3, \"project\": \"demo\", \"files\": []}", NULL});

	assert_string_equal(found,
		"{\"id\":[1],\"index\":\"default\",\"leftOut\":[],\"limits\":\"\","
		"\"status\":\"found\",\"versions\":[\"1.0\"]}\n");
	assert_string_equal(index, "{\"id\":2,\"index\":\"default\",\"status\":\"found\"}\n");
	assert_string_equal(given, "{\"id\":3,\"length\":69,\"status\":\"found\"}\n"
				   "{\"meta\":{\"api-version\":\"1.0\"},\"name\":\"demo\","
				   "\"versions\":[],\"files\":[]}");
	unit_stop(&server);
}

static void malformed(void **state)
{
	(void)state;
	static const char *const bad[] = {"{}", "{\"project\": 7}", "{\"content\": 7}",
		"{\"project\": \"demo\", \"files\": [{}]}",
		"{\"project\": \"demo\", \"index\": \"none\"}",
		"{\"project\": \"demo\", \"url\": \"file:///\"}"};
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(policy_free) struct policy policy = policy_read(scratch_write(&scratch, "p.json",
		"{\"indexes\": {\"default\": {\"url\": \"http://127.0.0.1:1\"}}}"));

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct pageservice service = {.policy = &policy, .view = {.policy = &policy}};

		assert_dies(EXIT_NO, ": ", {
			pageservice_begin(&service);
			pageservice_ask(&service, json_loads(bad[i], 0, NULL));
		});
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(questions),
		cmocka_unit_test(malformed),
	};
	return run_unit(tests);
}
