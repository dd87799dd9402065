/* SPDX-License-Identifier: MIT */
/* configmembers: each member and its type, of a project and of a base. */
#include "unit.h"

#include "image/configmembers.h"
#include "lib/cleanup.h"

/* Checks JSON, which has ' for ", and says what stays. */
static struct text check(const char *json, bool strict)
{
	_cleanup_free_ char *text = xstrdup(json);

	for (char *c = text; *c; c++)
		if (*c == '\'')
			*c = '"';
	_cleanup_json_ json_t *object = json_loads(text, 0, NULL);

	assert_non_null(object);
	configmembers_check(object, strict, "C");
	return json_canonical(object);
}

static void what_a_project_may_want(void **state)
{
	(void)state;
	static const char *const good[] = {
		"{}",
		"{'architecture':'arm64','os':'linux','variant':'v8','author':'A B <a@b>'}",
		"{'created':'2026-11-22T10:00:00Z'}",
		"{'created':'2026-11-22T10:00:00.123456789Z'}",
		"{'created':'2026-11-22T10:00:00+01:30'}",
		"{'annotations':{'a':''},'unset':['A']}",
		"{'config':{'Entrypoint':[],'Cmd':['a',''],'Env':['A=1','B=']}}",
		"{'config':{'User':'1','WorkingDir':'/','StopSignal':'SIGINT'}}",
		"{'config':{'Labels':{'a':'b'},'ExposedPorts':{'1/tcp':{}},'Volumes':{}}}",
		"{'config':{'Healthcheck':{'Test':['NONE'],'Retries':3}}}",
	};

	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		_cleanup_(text_free) struct text project = check(good[i], true);
		_cleanup_(text_free) struct text base = check(good[i], false);

		assert_string_equal(text_string(&project), text_string(&base));
	}
}

/* Of a base as of a project. */
static void wrong_types(void **state)
{
	(void)state;
	static const char *const bad[][2] = {
		{"{'os':'Linux'}", "C: .os: not a name in lower case"},
		{"{'architecture':''}", "C: .architecture: not a name"},
		{"{'author':1}", "C: .author: not a string"},
		{"{'created':'yesterday'}", "C: .created: not a time such as 1980-01-01T00:00:00Z"},
		{"{'created':'2026-13-01T00:00:00Z'}", "C: .created: not a time"},
		{"{'created':'2026-01-01T00:00:00'}", "C: .created: not a time"},
		{"{'annotations':{'a':[]}}", "C: .annotations: not an object of strings"},
		{"{'unset':'A'}", "C: .unset: not an array of strings"},
		{"{'config':[]}", "C: .config: not an object"},
		{"{'config':{'Entrypoint':'a'}}", "C: .config.Entrypoint: not an array of strings"},
		{"{'config':{'Env':{}}}", "C: .config.Env: not an array of NAME=VALUE"},
		{"{'config':{'Labels':[1]}}", "C: .config.Labels: not an object of strings"},
		{"{'config':{'Labels':{'a':1}}}", "C: .config.Labels: not an object of strings"},
		{"{'config':{'Volumes':{'/a':{'b':1}}}}",
			"C: .config.Volumes: not an object of empty objects"},
		{"{'config':{'Healthcheck':{'Test':'a'}}}",
			"C: .config.Healthcheck: not a health check"},
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_dies(EXIT_NO, bad[i][1], check(bad[i][0], true));
		assert_dies(EXIT_NO, bad[i][1], check(bad[i][0], false));
	}
}

/* A base may have what no project can ask for. */
static void only_a_project_is_refused(void **state)
{
	(void)state;
	static const char *const bad[][2] = {
		{"{'rootfs':{}}", "C: .rootfs: unknown member"},
		{"{'config':{'entrypoint':[]}}", "C: .config.entrypoint: unknown member"},
		{"{'config':{'Env':['A']}}", "C: .config.Env: not an array of NAME=VALUE"},
		{"{'config':{'Env':['=A']}}", "C: .config.Env: not an array of NAME=VALUE"},
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_dies(EXIT_NO, bad[i][1], check(bad[i][0], true));
		_cleanup_(text_free) struct text base = check(bad[i][0], false);

		assert_int_equal(base.length, strlen(bad[i][0]));
	}
}

static void null_is_as_if_not_there(void **state)
{
	(void)state;
	_cleanup_(text_free) struct text kept =
		check("{'author':null,'config':{'Volumes':null,'User':'a'}}", true);

	assert_string_equal(text_string(&kept), "{\"config\":{\"User\":\"a\"}}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_project_may_want),
		cmocka_unit_test(wrong_types),
		cmocka_unit_test(only_a_project_is_refused),
		cmocka_unit_test(null_is_as_if_not_there),
	};
	return run_unit(tests);
}
