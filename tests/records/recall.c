/* SPDX-License-Identifier: MIT */
/* recall: which layers of a plan the lock knows, by keys that layer(1) would compute. */
#include "unit.h"

#include "layers/layerkey.h"
#include "lib/json.h"
#include "records.h"
#include "records/recall.h"

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define C "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"
#define TARGET \
	"\"target\":{\"python\":\"3.12\",\"prefix\":\"/opt/venv\",\"site\":\"/opt/venv/site\"}"
#define WHEEL(name, hash)                                                          \
	"{\"name\":\"" name "\",\"file\":{\"kind\":\"wheel\",\"filename\":\"" name \
	"-1-py3-none-any.whl\",\"sha256\":\"" hash "\"}"
#define LAYER(name, packages) \
	"{\"name\":\"" name "\",\"part\":1,\"parts\":1,\"packages\":[" packages "]}"

/* The key of a layer of one wheel, as `layer` has it. */
static struct digest key_of(const char *filename, const char *hash)
{
	_cleanup_(layer_options_free) struct layer_options options = {
		.python_major = 3, .python_minor = 12, .part = 1, .parts = 1};
	_cleanup_(environment_free) struct environment to =
		environment_at("/opt/venv", "/opt/venv/site", NULL, 3, 12);

	options.wheels.list = xalloc(1, sizeof *options.wheels.list);
	options.wheels.count = 1;
	options.wheels.list[0].filename = xstrdup(filename);
	assert_true(digest_parse(hash, &options.wheels.list[0].digest));
	return layerkey(&options, &to);
}

static void take(void *context, const char *name, const struct layer_row *row)
{
	text_printf(context, "%s=%s;", name, row->name);
}

/* The layers of PLAN that are known, by a lock that has a row for the wheels a (A), b (B) with a
 * record, and for c (C) without one. The caller frees. */
static char *recalled(const char *plan, const char *built)
{
	_cleanup_(layer_lock_free) struct layer_lock lock = {0};
	static const char *const wheels[][2] = {{"a", A}, {"b", B}, {"c", C}};
	_cleanup_(text_free) struct text found = {0};

	for (size_t i = 0; i < 3; i++) {
		_cleanup_free_ char *file = xprintf("%s-1-py3-none-any.whl", wheels[i][0]);
		struct layer_row row = {.name = xstrdup(wheels[i][0]),
			.key = key_of(file, wheels[i][1]),
			.record = i < 2 ? records_digest("record") : (struct digest){""}};

		layer_lock_add(&lock, &row);
	}
	_cleanup_json_ json_t *json = json_loads(plan, 0, NULL),
			      *lock_of_built = built ? json_loads(built, 0, NULL) : NULL;
	struct recall recall = {
		.lock = &lock, .plan = json, .built = lock_of_built, .where = "plan.json"};

	recall_each(&recall, take, &found);
	return xstrdup(text_string(&found));
}

static void assert_recalls(const char *plan, const char *built, const char *wanted)
{
	_cleanup_free_ char *found = recalled(plan, built);

	assert_string_equal(found, wanted);
}

static void known(void **state)
{
	(void)state;
	assert_recalls("{" TARGET ",\"packages\":[" WHEEL("a", A) "}," WHEEL("b", B) "}," WHEEL(
			       "c", C) "}],\"layers\":[" LAYER("a-0123456789ab",
			       "\"a\"") "," LAYER("b", "\"b\"") "," LAYER("c", "\"c\"") "]}",
		NULL, "a-0123456789ab=a;b=b;");
}

/* Another wheel, another place, .pyc files, several wheels, or a rule that bears on these: not
 * known. */
static void unknown(void **state)
{
	(void)state;
	assert_recalls("{" TARGET
		       ",\"packages\":[" WHEEL("a", B) "}],\"layers\":[" LAYER("a", "\"a\"") "]}",
		NULL, "");
	assert_recalls(
		"{\"target\":{\"python\":\"3.12\",\"prefix\":\"/opt\",\"site\":\"/opt/"
		"site\"},\"packages\":[" WHEEL("a", A) "}],\"layers\":[" LAYER("a", "\"a\"") "]}",
		NULL, "");
	assert_recalls("{" TARGET ",\"packages\":[" WHEEL(
			       "a", A) ",\"pyc\":true}],\"layers\":[" LAYER("a", "\"a\"") "]}",
		NULL, "");
	assert_recalls("{" TARGET ",\"packages\":[" WHEEL("a", A) "}," WHEEL(
			       "b", B) "}],\"layers\":[" LAYER("a", "\"a\",\"b\"") "]}",
		NULL, "");
	assert_recalls("{\"target\":{\"python\":\"3.12\",\"prefix\":\"/opt/venv\",\"site\":\"/opt/"
		       "venv/site\",\"allowWheel\":[\"" A "\"]},\"packages\":[" WHEEL(
			       "a", A) "}],\"layers\":[" LAYER("a", "\"a\"") "]}",
		NULL, "");
}

#define SDIST "{\"name\":\"a\",\"file\":{\"kind\":\"sdist\",\"sha256\":\"" C "\"}}"
#define OF_SDIST "{" TARGET ",\"packages\":[" SDIST "],\"layers\":[" LAYER("a", "\"a\"") "]}"
#define BUILT(sdist, wheel)                                        \
	"{\"a\":{\"sdist\":\"" sdist "\",\"wheel\":{\"filename\":" \
	"\"a-1-py3-none-any.whl\",\"sha256\":\"" wheel "\"}}}"

static void built(void **state)
{
	(void)state;
	assert_recalls(OF_SDIST, BUILT(C, A), "a=a;");
	assert_recalls(OF_SDIST, BUILT(B, A), ""); /* of another sdist */
	assert_recalls(OF_SDIST, BUILT(C, "x"), "");
	assert_recalls(OF_SDIST, NULL, "");
	assert_recalls(OF_SDIST, "[]", "");
	assert_recalls(OF_SDIST, "{\"a\":{\"sdist\":\"" C "\",\"wheel\":7}}", "");
	assert_recalls(OF_SDIST, "{\"a\":{\"sdist\":7}}", "");
}

static void no_plan(void **state)
{
	static const char *const bad[] = {
		"{}",
		"{" TARGET ",\"packages\":[]}",
		"{" TARGET ",\"packages\":[],\"layers\":[" LAYER("a", "\"a\"") "]}", /* no such */
		"{" TARGET ",\"packages\":{},\"layers\":[" LAYER("a", "\"a\"") "]}",
		"{" TARGET ",\"packages\":[],\"layers\":[{\"name\":\"a\",\"part\":-1}]}",
		"{" TARGET ",\"packages\":[],\"layers\":[7]}",
		"{\"target\":{\"python\":\"3\",\"prefix\":\"/opt\",\"site\":\"/opt/s\"},"
		"\"packages\":[],\"layers\":[" LAYER("a", "") "]}",
		"{\"target\":{\"python\":\"3.12\",\"prefix\":\"opt\",\"site\":\"/opt/s\"},"
		"\"packages\":[],\"layers\":[" LAYER("a", "") "]}",
		"{\"target\":{\"python\":\"3.12\",\"prefix\":\"/o\",\"site\":\"/o/s\",\"owner\":"
		"[7]},\"packages\":[],\"layers\":[" LAYER("a", "") "]}",
		"{\"target\":{\"python\":\"3.12\",\"prefix\":\"/o\",\"site\":\"/o/s\",\"owner\":"
		"[\"=\"]},\"packages\":[],\"layers\":[" LAYER("a", "") "]}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_dies(EXIT_NO, "plan.json: ", recalled(bad[i], NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known),
		cmocka_unit_test(unknown),
		cmocka_unit_test(built),
		cmocka_unit_test(no_plan),
	};

	return run_unit(tests);
}
