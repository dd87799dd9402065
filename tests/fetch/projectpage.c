/* SPDX-License-Identifier: MIT */
/* projectpage: pages written and read again. tests/resolve/routeindex.t has pip read them. */
#include "unit.h"

#include "fetch/projectpage.h"
#include "pages.h"

static const char page[] =
	"<a href='demo-1.tar.gz#sha256=ab' data-requires-python='&gt;=3, &quot;x&quot;' "
	"data-yanked=\"it's\" "
	"data-upload-time=now>x</a><a href='demo-2-py3-none-any.whl' data-core-metadata=true "
	"data-yanked>x</a><a href='demo-3-py3-none-any.whl' data-core-metadata='sha256=cd'>x</a>";

/* What the page says, in JSON. */
static char *said(const struct project *project)
{
	_cleanup_(text_free) struct text text = project_json(project);

	return text_take(&text);
}

static void json(void **state)
{
	(void)state;
	_cleanup_(project_free) struct project project = pages_project("text/html", page);
	_cleanup_free_ char *first = said(&project);
	_cleanup_(project_free) struct project again = pages_project("application/json", first);
	_cleanup_free_ char *second = said(&again);

	assert_string_equal(first, second);
	assert_true(starts_with(first, "{\"meta\":{\"api-version\":\"1.0\"},\"name\":\"demo\","
				       "\"versions\":[\"1\",\"2\",\"3\"],"
				       "\"files\":[{\"filename\":\"demo-1.tar.gz\",\"url\":\"http:/"
				       "/x/simple/demo/demo-1.tar.gz\","));
}

static void html(void **state)
{
	(void)state;
	_cleanup_(project_free) struct project project = pages_project("text/html", page);
	_cleanup_(text_free) struct text text = project_html(&project);
	_cleanup_(project_free) struct project again =
		pages_project("text/html", text_string(&text));
	_cleanup_free_ char *first = said(&project), *second = said(&again);

	assert_string_equal(first, second);
	assert_non_null(
		strstr(text_string(&text), "data-requires-python=\"&gt;=3, &quot;x&quot;\""));
	assert_non_null(strstr(text_string(&text), "data-yanked=\"it&#x27;s\""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json),
		cmocka_unit_test(html),
	};
	return run_unit(tests);
}
