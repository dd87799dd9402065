/* SPDX-License-Identifier: MIT */
/* lockgraph: a lock and, behind a NUL, requirements: who asks for what, by which ways, and as JSON.
 */
#include "fuzz.h"

#include "lib/file.h"
#include "lib/json.h"
#include "lock/asking.h"
#include "lock/lockgraphjson.h"
#include "lock/lockways.h"

void fuzz_one(const uint8_t *bytes, size_t size)
{
	static const struct target target = {.python_major = 3,
		.python_minor = 11,
		.arch = "x86_64",
		.libc_major = 2,
		.libc_minor = 36};
	const uint8_t *end = memchr(bytes, 0, size);
	size_t length = end ? (size_t)(end - bytes) : size;
	_cleanup_free_ char *requirements = xprintf("%s/fuzz.in", getenv("TMPDIR"));
	_cleanup_(lockgraph_free) struct lockgraph graph = {0};

	file_write(requirements, end ? end + 1 : bytes, end ? size - length - 1 : 0);
	graph = lockgraph_read(fuzz_file(bytes, length));
	lockgraph_add_lines(&graph, requirements, ROLE_REQUIREMENT, &target);
	lockgraph_connect(&graph);
	for (size_t i = 0; i < graph.lock.count; i++) {
		const char *name = graph.lock.packages[i].name;
		_cleanup_(lockways_free) struct lockways ways = lockways_to(&graph, name, 5);
		_cleanup_(askings_free) struct askings askings = askings_of(&graph, name);

		(void)askings;
		fuzz_check(ways.count <= 5);
	}
	_cleanup_json_ json_t *json = lockgraph_json(&graph);

	fuzz_check(json_is_object(json));
}
