/* SPDX-License-Identifier: MIT */
/* lockgraphjson: the graph as other programs get it. */
#include "unit.h"

#include "lib/json.h"
#include "lock/lockgraphjson.h"
#include "madelock.h"

static void writes_the_graph(void **state)
{
	_cleanup_(text_free) struct text lock = {0};

	(void)state;
	made_package(&lock, "a", "1", "[\"b[Y_y]<2,>=1,==1.*\", \"gone ; extra == \\\"x\\\"\"]");
	made_package(&lock, "b", "2", NULL);
	text_add_string(&lock, "[tool.pylock-mk]\ninputs = \"abc\"\n");
	_cleanup_(lockgraph_free) struct lockgraph graph = made_graph(&lock, "b\n", "b<1", "");
	_cleanup_json_ json_t *json = lockgraph_json(&graph);
	_cleanup_(text_free) struct text text = json_canonical(json);
	_cleanup_free_ char *wanted = xprintf(
		"{\"asked\":{\"b\":[{\"met\":true,\"specifier\":\"any\",\"who\":\"r.in:1\"},"
		"{\"met\":false,\"specifier\":\"<2,==1.*,>=1\",\"who\":\"a 1\"}],"
		"\"gone\":[{\"met\":true,\"specifier\":\"any\",\"who\":\"a 1\"}]},"
		"\"inputs\":\"abc\",\"knowsEdges\":true,\"packages\":{\"a\":{\"requires\":["
		"{\"extra\":\"\",\"extras\":[\"y-y\"],\"name\":\"b\","
		"\"specifier\":\"==1.*,>=1,<2\"},"
		"{\"extra\":\"x\",\"extras\":[],\"name\":\"gone\",\"specifier\":\"Any\"}],"
		"\"sha256\":[\"%064d\"],\"version\":\"1\"},"
		"\"b\":{\"requires\":[],\"sha256\":[\"%064d\"],\"version\":\"2\"}}}",
		1, 1);

	assert_string_equal(text_string(&text), wanted);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_the_graph),
	};
	return run_in_directory(tests);
}
