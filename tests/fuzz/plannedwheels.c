/* SPDX-License-Identifier: MIT */
/* plannedwheels: the wheels of plan.json, or else of the lock of built wheels for a plan that wants
 * one. */
#include "fuzz.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "verify/plannedwheels.h"

static const char wants_one[] = "{\"target\": {\"python\": \"3.13\"}, \"packages\": ["
				"{\"name\": \"made\", \"file\": {\"kind\": \"sdist\"}}]}";

/* The path of a file that holds that plan. */
static const char *plan_of_one(void)
{
	static char path[32];

	if (!*path) {
		int file = memfd_create("plan", 0);

		if (file < 0 || write(file, wants_one, strlen(wants_one)) < 0)
			abort();
		snprintf(path, sizeof path, "/proc/self/fd/%d", file);
	}
	return path;
}

void fuzz_one(const uint8_t *bytes, size_t size)
{
	const char *plan = plan_of_one();
	bool of_plan = fuzz_choice(&bytes, &size) % 2;
	const char *path = fuzz_file(bytes, size);
	_cleanup_(plannedwheels_free) struct plannedwheels wheels =
		plannedwheels_read(of_plan ? path : plan, of_plan ? NULL : path);

	fuzz_check(strlen(wheels.python) > 0);
	for (size_t i = 0; i < wheels.count; i++)
		fuzz_check(strlen(wheels.list[i].sha256.hex) == 64);
}
