/* SPDX-License-Identifier: MIT */
#include "verify/wheelcheck.h"

#include "lib/cleanup.h"
#include "lib/die.h"
#include "verify/nameset.h"

/* Each flaw of each wheel once: a wheel may be in several layers. */
static json_t *distinct(json_t *flaws, const char *where)
{
	json_t *found = json_object(), *flaw;
	size_t index;

	json_array_foreach (flaws, index, flaw) {
		_cleanup_free_ char *key =
			xprintf("%s\n%s\n%s", json_want_string(flaw, "name", where),
				json_want_string(flaw, "wheel", where),
				json_want_string(flaw, "flaw", where));

		json_object_set(found, key, flaw);
	}
	return found;
}

static void check_flaw(json_t *flaw, const char *where, const struct declarations *allowed,
	json_t *declared, struct report *report)
{
	const char *name = json_want_string(flaw, "name", where);
	const char *own = json_get_string(flaw, "reason", where);
	const char *sha256 = json_get_string(flaw, "allowed", where);
	const char *given = sha256 ? declarations_reason(allowed, sha256) : NULL;
	_cleanup_free_ char *reason = given ? xprintf("PYLOCK_ALLOW_WHEEL: %s", given) : NULL;
	_cleanup_free_ char *todo =
		sha256 ? xprintf("write PYLOCK_ALLOW_WHEEL.%s := <reason>", sha256) : NULL;

	report_finding(report,
		(.check = "wheel", .package = name,
			.declared = own      ? own
				    : sha256 ? reason
					     : FLAW_IS_NOTED,
			.todo = todo),
		"%s: %s", json_want_string(flaw, "wheel", where),
		json_want_string(flaw, "flaw", where));
	if (own)
		return;
	if (reason)
		json_object_set_new(declared, name, json_string(reason));
	else if (!sha256 && !json_object_get(declared, name))
		json_object_set_new(declared, name, json_string(FLAW_IS_NOTED));
}

/* Says which declarations no wheel needs; NEEDED is the set of those that some do. */
static void find_idle(const struct subject *subject, const struct declarations *allowed,
	json_t *needed, struct report *report)
{
	_cleanup_json_ json_t *locked = json_object(), *idle = json_object();
	json_t *package;
	size_t index;

	json_array_foreach (subject->packages, index, package) {
		const char *sha256 = json_string_value(
			json_object_get(json_object_get(package, "file"), "sha256"));

		if (sha256)
			nameset_add(locked, sha256);
	}
	for (size_t i = 0; i < allowed->count; i++)
		if (!nameset_has(needed, allowed->list[i].key))
			nameset_add(idle, allowed->list[i].key);
	_cleanup_free_ const char **hashes = nameset_sorted(idle);

	for (const char **sha256 = hashes; *sha256; sha256++)
		report_idle(report, "PYLOCK_ALLOW_WHEEL.%s is declared, and %s: take it out",
			*sha256,
			nameset_has(locked, *sha256) ? "the wheel does not need it"
						     : "no wheel of the lock has that hash, or the "
						       "one that has it does not "
						       "need it");
}

json_t *check_wheels(const struct subject *subject, json_t *flaws, const char *where,
	const struct declarations *allowed, struct report *report)
{
	_cleanup_json_ json_t *found = distinct(flaws, where), *needed = json_object();
	json_t *declared = json_object(), *flaw;
	const char *key;

	json_object_foreach (found, key, flaw) {
		const char *sha256 = json_get_string(flaw, "allowed", where);

		if (sha256)
			nameset_add(needed, sha256);
		check_flaw(flaw, where, allowed, declared, report);
	}
	find_idle(subject, allowed, needed, report);
	return declared;
}
