/* SPDX-License-Identifier: MIT */
/* url: what a browser would resolve (RFC 3986, 5.4), and nothing secret in messages. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lib/url.h"

static void kinds(void **state)
{
	(void)state;
	assert_int_equal(url_kind("http://x/"), URL_WEB);
	assert_int_equal(url_kind("HTTPS://u:p@x:8080/y?z#a"), URL_WEB);
	assert_int_equal(url_kind("file:///etc"), URL_FILE);
	static const char *const bad[] = {"", "x", "/x", "//x/y", "ftp://x/", "javascript:x",
		"none:", "http:", "http:///", "http://x/\n", "http://x:99999/"};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (url_kind(bad[i]) != URL_BAD)
			fail_msg("'%s' is not bad", bad[i]);
}

static void assert_resolves(
	const char *base, const char *reference, const char *wanted, const char *fragment)
{
	_cleanup_free_ char *cut = NULL;
	_cleanup_free_ char *url = url_resolve(base, reference, &cut);

	if (!wanted) {
		assert_null(url);
		assert_null(cut);
		return;
	}
	assert_non_null(url);
	assert_string_equal(url, wanted);
	assert_string_equal(cut, fragment);
}

/* The examples are those of RFC 3986, 5.4.1 and 5.4.2, where the path does not begin with a
 * parameter. */
static void resolves(void **state)
{
	(void)state;
	const char *base = "http://a/b/c/d;p?q";

	assert_resolves(base, "g", "http://a/b/c/g", "");
	assert_resolves(base, "./g", "http://a/b/c/g", "");
	assert_resolves(base, "g/", "http://a/b/c/g/", "");
	assert_resolves(base, "/g", "http://a/g", "");
	assert_resolves(base, "//g", "http://g/", "");
	assert_resolves(base, "g?y#s", "http://a/b/c/g?y", "s");
	assert_resolves(base, "../g", "http://a/b/g", "");
	assert_resolves(base, "../../g", "http://a/g", "");
	assert_resolves(base, "../../../g", "http://a/g", "");
	assert_resolves("https://x/simple/n/", "../../f/a%20b.whl#sha256=ab",
		"https://x/f/a%20b.whl", "sha256=ab");
	assert_resolves("https://x/simple/n/", "a b.whl", "https://x/simple/n/a%20b.whl", "");
	assert_resolves("https://x/", "file:///etc/passwd", "file:///etc/passwd", "");
	assert_resolves("https://x/", "mailto:a@b", NULL, NULL);
	assert_resolves("nothing", "x", NULL, NULL);
}

static void keeps_the_password_for_its_server(void **state)
{
	(void)state;
	const char *base = "https://u:p@x/simple/n/";

	assert_resolves(base, "f.whl", "https://u:p@x/simple/n/f.whl", "");
	assert_resolves(base, "https://x/f.whl", "https://u:p@x/f.whl", "");
	assert_resolves(base, "https://x:443/f.whl", "https://u:p@x:443/f.whl", "");
	assert_resolves(base, "https://v:q@x/f.whl", "https://v:q@x/f.whl", "");
	assert_resolves(base, "http://x/f.whl", "http://x/f.whl", "");
	assert_resolves(base, "https://x:8443/f.whl", "https://x:8443/f.whl", "");
	assert_resolves(base, "https://y/f.whl", "https://y/f.whl", "");
	assert_resolves(base, "//y/f.whl", "https://y/f.whl", "");
}

static void assert_named(const char *url, const char *wanted)
{
	_cleanup_free_ char *name = url_filename(url);

	if (!wanted) {
		assert_null(name);
		return;
	}
	assert_non_null(name);
	assert_string_equal(name, wanted);
}

static void filenames(void **state)
{
	(void)state;
	assert_named("http://x/a/b-1%2Bl.whl?q=/r#s/t", "b-1+l.whl");
	assert_named("b.whl", "b.whl");
	assert_named("http://x/a%2Fb", "a/b");
	assert_named("http://x/a/", NULL);
	assert_named("?b", NULL);
	assert_named("", NULL);
	assert_named("a%00b", NULL);
}

static void shows_no_secret(void **state)
{
	(void)state;
	_cleanup_free_ char *shown = url_shown("https://user:secret@x:81/a/b?token=secret");
	_cleanup_free_ char *bad = url_shown("https://user:secret@x:99999/");
	_cleanup_free_ char *long_url = xprintf("http://x/%01000d", 1);
	_cleanup_free_ char *cut = url_shown(long_url);

	assert_string_equal(shown, "https://x:81/a/b?...");
	assert_null(strstr(bad, "secret"));
	assert_true(strlen(cut) < 400);
}

static void of_a_path(void **state)
{
	(void)state;
	_cleanup_free_ char *none = url_of_path("/nonexistent"), *root = url_of_path("/tmp/..");
	char path[] = "/tmp/a%b \303\251.XXXXXX";

	assert_null(none);
	assert_string_equal(root, "file:///");
	assert_non_null(mkdtemp(path));
	_cleanup_free_ char *url = url_of_path(path);

	assert_non_null(strstr(url, "file:///tmp/a%25b%20%C3%A9."));
	assert_int_equal(rmdir(path), 0);
}

static void assert_path(const char *url, const char *wanted)
{
	_cleanup_free_ char *found = url_path(url);

	assert_true(wanted ? found && strcmp(found, wanted) == 0 : !found);
}

static void paths(void **state)
{
	(void)state;
	assert_path("file:///a/b%20c%2Bd.whl?q#r", "/a/b c+d.whl");
	assert_path("FILE://localhost/a", "/a");
	assert_path("file:///", "/");
	assert_path("file:///a%00b", NULL);
	assert_path("http://h/a", NULL);
	assert_path("/a", NULL);
	assert_path("file:a", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds),
		cmocka_unit_test(resolves),
		cmocka_unit_test(of_a_path),
		cmocka_unit_test(paths),
		cmocka_unit_test(keeps_the_password_for_its_server),
		cmocka_unit_test(filenames),
		cmocka_unit_test(shows_no_secret),
	};
	return run_unit(tests);
}
