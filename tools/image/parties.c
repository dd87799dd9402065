/* SPDX-License-Identifier: MIT */
#include "image/parties.h"

#include <string.h>

#include "layers/bytecode.h"
#include "layers/leftout.h"
#include "lib/cleanup.h"
#include "lib/die.h"

/* The parties, and the claim of those that are being added. */
struct adding {
	struct parties *parties;
	const struct claim *claim;
};

static void take_party(void *context, struct holder *holder)
{
	struct adding *adding = context;
	struct parties *parties = adding->parties;

	parties->list = xrealloc(parties->list, parties->count + 1, sizeof *parties->list);
	parties->list[parties->count++] = (struct party){adding->claim, holder};
}

void parties_free(struct parties *parties)
{
	cleanup_free(&parties->list);
}

struct parties parties_of(const struct claims *claims, uint32_t first, const char *path,
	struct holders *holders, const struct stringlist *left_out)
{
	const struct claim *list = claims->list;
	struct parties parties = {0};
	struct adding adding = {.parties = &parties};
	size_t depth = 0;

	for (uint32_t i = first; i != NO_CLAIM; i = list[i].next)
		depth++;
	for (; depth > 0; depth--) {
		uint32_t number = first;

		for (size_t i = 1; i < depth; i++)
			number = list[number].next;
		adding.claim = &list[number];
		if (bytecode_is(path) && leftout_has(&left_out[adding.claim->layer], path))
			continue;
		if (holders_of(holders, adding.claim->layer, path, false, take_party, &adding) == 0)
			take_party(&adding, NULL);
	}
	return parties;
}

bool parties_differ(const struct parties *parties)
{
	for (size_t i = 1; i < parties->count; i++)
		if (!claims_equal(parties->list[i].claim, parties->list[0].claim))
			return true;
	return false;
}

const struct party *parties_owner(const struct parties *parties, const struct owner_rules *rules,
	const char *path, const struct owner_rule **rule)
{
	for (*rule = NULL; (*rule = owner_rule_next(rules, *rule, path));)
		for (size_t i = 0; i < parties->count; i++)
			if (parties->list[i].holder &&
				strcmp(parties->list[i].holder->package, (*rule)->package) == 0)
				return &parties->list[i];
	return NULL;
}

static const char *label(const struct party *party, const struct image_layer *layers)
{
	return party->holder ? party->holder->label
			     : image_layer_contents(&layers[party->claim->layer]);
}

void parties_must_be_holders(
	const struct parties *parties, const struct image_layer *layers, const char *path)
{
	const struct party *first = &parties->list[0], *second = first;

	for (size_t i = 0; i < parties->count; i++)
		if (!claims_equal(parties->list[i].claim, first->claim))
			second = &parties->list[i];
	for (size_t i = 0; i < parties->count; i++)
		if (!parties->list[i].holder)
			die(EXIT_NO, "%s: both in %s and in %s", path, label(first, layers),
				label(second, layers));
}
