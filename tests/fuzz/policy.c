/* SPDX-License-Identifier: MIT */
/* policy: policy.json, and JSON on the whole. */
#include "fuzz.h"

#include "fetch/policy.h"

void fuzz_one(const uint8_t *bytes, size_t size)
{
	static const struct download_options otherwise = {.jobs = 1, .retries = 1, .timeout = 1};
	const char *pattern, *index;
	_cleanup_(policy_free) struct policy policy = policy_read(fuzz_file(bytes, size));
	_cleanup_(text_free) struct text text = json_canonical(policy.json);
	_cleanup_json_ json_t *again = json_read(fuzz_file(text.bytes, text.length), text.length);

	fuzz_check(json_equal(policy.json, again));
	index = policy_index_of(&policy, "torch");
	policy_index(&policy, index);
	policy_limits(&policy, index, &otherwise);
	policy_rules_of(&policy, "torch", &pattern);
}
