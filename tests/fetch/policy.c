/* SPDX-License-Identifier: MIT */
/* policy: the first pattern that matches decides, and what is malformed is refused. */
#include "unit.h"

#include "fetch/policy.h"
#include "lib/cleanup.h"
#include "scratch.h"

static const char text[] = "{\"indexes\": {\"default\": {\"url\": \"http://a/\"},"
			   " \"jetson\": {\"url\": \"http://b/\", \"timeout\": 5, \"retries\": 0}},"
			   "\"packages\": [{\"pattern\": \"torch\", \"index\": \"jetson\"},"
			   " {\"pattern\": \"nvidia-cuda-*\", \"index\": \"default\"}, "
			   "{\"pattern\": \"nvidia-*\", \"index\": "
			   "\"jetson\"}],"
			   "\"prefer\": [{\"pattern\": \"torch*\", \"rules\": "
			   "[\"tag:linux_aarch64\", \"local:cu129\"]}]}";

static void the_first_pattern_decides(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(policy_free) struct policy policy =
		policy_read(scratch_write(&scratch, "p.json", text));
	const struct download_options otherwise = {.jobs = 16, .retries = 3, .timeout = 30};
	const char *pattern = NULL;

	assert_string_equal(policy_index_of(&policy, "torch"), "jetson");
	assert_string_equal(policy_index_of(&policy, "torchvision"), "default");
	assert_string_equal(policy_index_of(&policy, "nvidia-cuda-nvrtc"), "default");
	assert_string_equal(policy_index_of(&policy, "nvidia-cudnn"), "jetson");
	assert_string_equal(policy_index_of(&policy, "x-nvidia-cudnn"), "default");
	assert_non_null(policy_index(&policy, "jetson"));
	assert_null(policy_index(&policy, "none"));

	struct download_options limits = policy_limits(&policy, "jetson", &otherwise);
	assert_true(limits.timeout == 5 && limits.retries == 0 && limits.jobs == 16);
	limits = policy_limits(&policy, "default", &otherwise);
	assert_true(limits.timeout == 30 && limits.retries == 3);

	assert_int_equal(json_array_size(policy_rules_of(&policy, "torchaudio", &pattern)), 2);
	assert_string_equal(pattern, "torch*");
	assert_null(policy_rules_of(&policy, "numpy", &pattern));
}

static void without_one_all_is_from_default(void **state)
{
	(void)state;
	_cleanup_(policy_free) struct policy policy = policy_read(NULL);
	const char *pattern;

	assert_string_equal(policy_index_of(&policy, "torch"), "default");
	assert_null(policy_rules_of(&policy, "torch", &pattern));
}

static void the_malformed_is_refused(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	static const char *const bad[][2] = {
		{"{\"indexes\": []}", ".indexes: "},
		{"{\"packages\": {}}", ".packages: "},
		{"{\"packages\": [{\"index\": \"a\"}]}", "packages[0]: .pattern: missing"},
		{"{\"packages\": [{\"pattern\": \"a\"}]}", "packages[0]: .index: missing"},
		{"{\"prefer\": [{\"pattern\": \"a\"}]}", "prefer[0]: .rules: missing"},
		{"{\"prefer\": [{\"pattern\": \"a\", \"rules\": [\"x\"]}]}",
			".rules[0]: not a rule"},
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_dies(EXIT_NO, bad[i][1],
			policy_read(scratch_write(&scratch, "p.json", bad[i][0])));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_pattern_decides),
		cmocka_unit_test(without_one_all_is_from_default),
		cmocka_unit_test(the_malformed_is_refused),
	};

	return run_unit(tests);
}
