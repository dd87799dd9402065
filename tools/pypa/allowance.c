/* SPDX-License-Identifier: MIT */
#include "pypa/allowance.h"

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"

bool allowance_add(struct allowance *allowance, const char *text)
{
	struct digest digest;

	if (!digest_parse(text, &digest))
		return false;
	allowance->wheels =
		xrealloc(allowance->wheels, allowance->count + 1, sizeof *allowance->wheels);
	allowance->wheels[allowance->count++] = digest;
	return true;
}

struct allowance allowance_read(const json_t *json, const char *key, const char *where)
{
	struct allowance allowance = {0};
	json_t *list = json_get_array(json, key, where), *hash;
	size_t i;

	json_array_foreach (list, i, hash)
		if (!json_is_string(hash) || !allowance_add(&allowance, json_string_value(hash)))
			die(EXIT_NO, "%s: .%s[%zu]: not a SHA-256 in hexadecimal", where, key, i);
	return allowance;
}

void allowance_free(struct allowance *allowance)
{
	cleanup_free(&allowance->wheels);
	allowance->count = 0;
}

bool allowance_has(const struct allowance *allowance, const struct digest *wheel)
{
	for (size_t i = 0; i < allowance->count; i++)
		if (digest_equal(&allowance->wheels[i], wheel))
			return true;
	return false;
}
