/* SPDX-License-Identifier: MIT */
/* imageconfig: what is refused, and what is made of a project's wishes and a base's configuration.
 */
#include "unit.h"

#include "image/configmembers.h"
#include "image/imageconfig.h"
#include "lib/json.h"
#include "scratch.h"

static json_t *read_config(const char *content)
{
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();

	return imageconfig_read(scratch_write(&scratch, "C", content));
}

static void what_is_refused(void **state)
{
	(void)state;
	const struct {
		const char *content, *message;
	} bad[] = {
		{"[]", "C: not an object"},
		{"{\"os\":\"linux\"}", "C: .architecture: missing"},
		{"{\"architecture\":\"arm64\"}", "C: .os: missing"},
		{"{\"architecture\":\"arm64\",\"os\":\"linux\",\"rootfs\":{}}",
			"C: .rootfs: unknown member"},
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_dies(EXIT_NO, bad[i].message, read_config(bad[i].content));
}

static void assert_json(const json_t *value, const char *wanted)
{
	_cleanup_(text_free) struct text text = json_canonical(value);

	assert_string_equal(text_string(&text), wanted);
}

static void from_nothing(void **state)
{
	(void)state;
	_cleanup_json_ json_t *wanted =
		read_config("{\"architecture\":\"arm64\",\"os\":\"linux\",\"variant\":\"v8\","
			    "\"author\":null,\"config\":{\"Cmd\":[\"a\"],\"User\":\"1\"}}");
	_cleanup_json_ json_t *annotations = json_pack("{s:s}", ANNOTATION_WHEELS, "six 1.16.0");
	const struct image_layer layers[] = {
		{.diff_id = {"aa"}, .annotations = annotations},
		{.diff_id = {"bb"}},
	};
	_cleanup_json_ json_t *merged = imageconfig_merge(wanted, NULL, layers, 2, 0);

	assert_json(merged,
		"{\"architecture\":\"arm64\",\"config\":{\"Cmd\":[\"a\"],\"User\":\"1\"},"
		"\"created\":\"1980-01-01T00:00:00Z\","
		"\"history\":[{\"created\":\"1980-01-01T00:00:00Z\",\"created_by\":\"pylock.mk: "
		"six "
		"1.16.0\"},{\"created\":\"1980-01-01T00:00:00Z\",\"created_by\":\"pylock.mk: "
		"files\"}],"
		"\"os\":\"linux\",\"rootfs\":{\"diff_ids\":[\"sha256:aa\",\"sha256:bb\"],\"type\":"
		"\"layers\"},\"variant\":\"v8\"}");
}

static void over_a_base(void **state)
{
	(void)state;
	_cleanup_json_ json_t *wanted = read_config(
		"{\"architecture\":\"arm64\",\"os\":\"linux\",\"config\":{\"Entrypoint\":[\"new\"],"
		"\"Env\":[\"B=new\",\"D=\"],\"Labels\":{\"b\":\"new\"},\"Volumes\":{\"/v\":{}}}}");
	_cleanup_json_ json_t *base = json_loads(
		"{\"architecture\":\"arm64\",\"os\":\"linux\",\"variant\":\"v8\",\"config\":{"
		"\"Cmd\":["
		"\"old\"],"
		"\"Env\":[\"A=1\",\"B=2\",\"C=3\"],\"Labels\":{\"a\":\"old\",\"b\":\"old\"},"
		"\"Volumes\":null,"
		"\"Shell\":[\"/bin/sh\"],\"StopSignal\":\"9\"},"
		"\"history\":[{\"created_by\":\"x\"},{\"empty_layer\":true}],\"rootfs\":{}}",
		0, NULL);
	const struct image_layer layers[] = {{.diff_id = {"aa"}}, {.diff_id = {"bb"}}};

	configmembers_check(base, false, "B");
	_cleanup_json_ json_t *merged = imageconfig_merge(wanted, base, layers, 2, 1);

	assert_json(json_object_get(merged, "config"),
		"{\"Entrypoint\":[\"new\"],\"Env\":[\"A=1\",\"B=new\",\"C=3\",\"D=\"],"
		"\"Labels\":{\"a\":\"old\",\"b\":\"new\"},\"Shell\":[\"/bin/"
		"sh\"],\"StopSignal\":\"9\","
		"\"Volumes\":{\"/v\":{}}}");
	assert_json(json_object_get(merged, "history"),
		"[{\"created_by\":\"x\"},{\"empty_layer\":true},{\"created\":\"1980-01-01T00:00:"
		"00Z\","
		"\"created_by\":\"pylock.mk: files\"}]");
	assert_string_equal(json_string_value(json_object_get(merged, "variant")), "v8");
}

static void as_after_from(void **state)
{
	(void)state;
	_cleanup_json_ json_t *wanted =
		read_config("{\"architecture\":\"arm64\",\"os\":\"linux\",\"unset\":["
			    "\"B\",\"AB\",\"none\"],\"config\":{\"Cmd\":[],"
			    "\"ExposedPorts\":{\"2/tcp\":{}},\"Volumes\":{\"/"
			    "b\":{}},\"Healthcheck\":{\"Test\":[\"NONE\"]}}}");
	_cleanup_json_ json_t *base =
		json_loads("{\"config\":{\"Entrypoint\":[\"e\"],\"Cmd\":[\"old\"],"
			   "\"Env\":[\"A=1\",\"B=2\",\"B\",\"BC=3\"],\"ExposedPorts\":"
			   "{\"1/tcp\":{}},\"Volumes\":{\"/a\":{}},\"OnBuild\":[\"RUN "
			   "x\"],\"Healthcheck\":{\"Test\":[\"CMD\",\"a\"],"
			   "\"Retries\":3}}}",
			0, NULL);

	configmembers_check(base, false, "B");
	_cleanup_json_ json_t *merged = imageconfig_merge(wanted, base, NULL, 0, 0);

	assert_json(json_object_get(merged, "config"),
		"{\"Entrypoint\":[\"e\"],\"Env\":[\"A=1\",\"BC=3\"],\"ExposedPorts\":{\"1/"
		"tcp\":{},\"2/"
		"tcp\":{}},"
		"\"Healthcheck\":{\"Test\":[\"NONE\"]},\"Volumes\":{\"/a\":{},\"/b\":{}}}");
}

static void a_history_that_does_not_fit_the_layers_is_replaced(void **state)
{
	(void)state;
	_cleanup_json_ json_t *wanted =
		read_config("{\"architecture\":\"arm64\",\"os\":\"linux\"}");
	_cleanup_json_ json_t *base = json_loads("{\"history\":[{\"created_by\":\"x\"}]}", 0, NULL);
	const struct image_layer layers[] = {{.diff_id = {"aa"}}, {.diff_id = {"bb"}}};
	_cleanup_json_ json_t *merged = imageconfig_merge(wanted, base, layers, 2, 2);

	assert_json(json_object_get(merged, "history"),
		"[{\"created\":\"1980-01-01T00:00:00Z\",\"created_by\":\"pylock.mk: base\"},"
		"{\"created\":\"1980-01-01T00:00:00Z\",\"created_by\":\"pylock.mk: base\"}]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_refused),
		cmocka_unit_test(from_nothing),
		cmocka_unit_test(over_a_base),
		cmocka_unit_test(as_after_from),
		cmocka_unit_test(a_history_that_does_not_fit_the_layers_is_replaced),
	};
	return run_unit(tests);
}
