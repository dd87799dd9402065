/* SPDX-License-Identifier: MIT */
/* upload: which requests a blob takes; what faulty registries do to it is in push.t. */
#include "unit.h"

#include "publish/upload.h"
#include "scratch.h"
#include "server.h"

#define ANSWER(status, lines) "HTTP/1.1 " status " X\r\nConnection: close\r\n" lines "\r\n"
#define OPEN ANSWER("400", ""), ANSWER("200", "")

/* A blob of five bytes, by sha256sum(1). */
static const struct digest hello = {
	"2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"};

static enum upload_end upload(struct unit_server *server, const char *path, const char *mount)
{
	struct stringlist mounts = {0};
	_cleanup_free_ char *name = xprintf("%s/a", server->url + strlen("http://"));
	CURL *easy = curl_easy_init();

	if (mount)
		stringlist_add(&mounts, xstrdup(mount));
	struct registry *registry = registry_open(name, &mounts, false);
	struct upload blob = {
		.registry = registry, .mounts = &mounts, .path = path, .digest = hello, .size = 5};
	enum upload_end end = upload_blob(&blob, easy);

	registry_close(&registry);
	stringlist_free(&mounts);
	curl_easy_cleanup(easy);
	return end;
}

static void ways(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	const char *path = scratch_write(&scratch, "hello", "hello");
	struct unit_server had = unit_server_with(OPEN, ANSWER("200", ""));
	struct unit_server mounted = unit_server_with(OPEN, ANSWER("404", ""), ANSWER("201", ""));
	struct unit_server sent = unit_server_with(OPEN, ANSWER("404", ""),
		ANSWER("202", "Location: /up?state=1\r\n"), ANSWER("201", ""));

	assert_int_equal(upload(&had, path, NULL), UPLOAD_HAD);
	assert_int_equal(upload(&mounted, path, "b"), UPLOAD_MOUNTED);
	assert_non_null(strstr(mounted.requests,
		"POST "
		"/v2/a/blobs/uploads/"
		"?mount=sha256%3A2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824&"
		"from=b HTTP"));
	assert_int_equal(upload(&sent, path, "b"), UPLOAD_SENT);
	assert_non_null(strstr(sent.requests,
		"PUT "
		"/up?state=1&digest=sha256%"
		"3A2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824 HTTP"));
	unit_stop(&had);
	unit_stop(&mounted);
	unit_stop(&sent);
}

static void what_is_refused(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	const char *path = scratch_write(&scratch, "long", "hello!");
	struct unit_server one = unit_server_with(OPEN, ANSWER("404", ""));
	struct unit_server two = unit_server_with(OPEN, ANSWER("404", ""), ANSWER("202", ""));
	struct unit_server three = unit_server_with(OPEN, ANSWER("403", ""));

	assert_dies(
		EXIT_NO, "long: not of the size that its descriptor has", upload(&one, path, NULL));
	assert_dies(EXIT_NO, "does not say where it is to be sent",
		upload(&two, scratch_write(&scratch, "hello", "hello"), NULL));
	assert_dies(EXIT_NO, "the registry denies it", upload(&three, path, NULL));
	unit_stop(&one);
	unit_stop(&two);
	unit_stop(&three);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ways),
		cmocka_unit_test(what_is_refused),
	};

	return run_unit(tests);
}
