/* SPDX-License-Identifier: MIT */
/* lock: a pylock.toml, and the plan for a target that is made of it. */
#include "fuzz.h"

#include "lib/json.h"
#include "lock/group.h"
#include "lock/lockselect.h"
#include "lock/plan.h"
#include "lock/planjson.h"
#include "lock/planmakefile.h"

static const char target_text[] =
	"{\"name\":\"debian12-arm64\",\"arch\":\"aarch64\",\"glibc\":\"2.36\",\"python\":\"3.11\"}";

void fuzz_one(const uint8_t *bytes, size_t size)
{
	_cleanup_json_ json_t *json = json_loads(target_text, 0, NULL);
	_cleanup_(lock_target_free) struct lock_target target =
		lock_target_read(json, "target.json");
	_cleanup_(policy_free) struct policy policy = policy_read(NULL);
	_cleanup_(lock_free) struct lock lock = lock_read(fuzz_file(bytes, size));
	struct group_limits limits = group_limits_read(json, "target.json");

	lock_place(&lock, &policy);
	lock_choose(&lock, &target);
	groups_assign(&lock, 0, &limits);
	_cleanup_(plan_free) struct plan plan = plan_make(&lock, &target, "", limits.split);
	_cleanup_(text_free) struct text makefile = plan_makefile(&plan);
	const struct digest installed = {.hex = "0"};
	_cleanup_(text_free) struct text document = planjson(&plan, json, &installed);

	fuzz_check(document.length > 0 && makefile.length > 0);
}
