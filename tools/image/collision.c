/* SPDX-License-Identifier: MIT */
#include "image/collision.h"

#include <string.h>

#include "image/claims.h"
#include "image/holders.h"
#include "image/layeredit.h"
#include "image/parties.h"
#include "layers/bytecode.h"
#include "layers/leftout.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"

struct settling {
	const struct owner_rules *rules;
	struct image_layer *layers;
	size_t count;
	struct claims claims;
	struct holders holders;
	struct stringlist *left_out; /* for each layer, the paths that it loses */
	struct disputes disputes;
	json_t *owned;
};

static _Noreturn void die_of_kinds(
	void *context, const char *path, size_t file_layer, size_t directory_layer)
{
	struct settling *settling = context;

	die(EXIT_NO, "%s: a file in %s, a directory in %s", path,
		holders_label(&settling->holders, file_layer, path, false),
		holders_label(&settling->holders, directory_layer, path, true));
}

static void leave_out(struct settling *settling, const struct party *party, const char *path)
{
	struct stringlist *list = &settling->left_out[party->claim->layer];

	stringlist_add(&party->holder->left_out, xstrdup(path));
	if (list->count == 0 || strcmp(list->items[list->count - 1], path) != 0)
		stringlist_add(list, xstrdup(path));
}

static void settle_path(struct settling *settling, uint32_t first, const char *path)
{
	_cleanup_(parties_free) struct parties parties =
		parties_of(&settling->claims, first, path, &settling->holders, settling->left_out);
	const struct owner_rule *rule;

	if (!parties_differ(&parties))
		return;
	parties_must_be_holders(&parties, settling->layers, path);
	const struct party *owner = parties_owner(&parties, settling->rules, path, &rule),
			   *stays = owner ? owner : &parties.list[0];

	for (size_t i = 0; i < parties.count; i++) {
		const struct party *party = &parties.list[i];

		if (claims_equal(party->claim, stays->claim))
			continue;
		if (!owner) {
			dispute_add(&settling->disputes, settling->rules, path,
				stays->holder->label, party->holder->label);
			continue;
		}
		owner_decided(
			settling->owned, rule, owner->holder->label, party->holder->label, path);
		leave_out(settling, party, path);
	}
}

/* --- all of them ------------------------------------------------------------- */

static bool may_differ(const struct claims *claims, uint32_t first)
{
	for (uint32_t i = claims->list[first].next; i != NO_CLAIM; i = claims->list[i].next)
		if (!claims_equal(&claims->list[i], &claims->list[first]))
			return true;
	return false;
}

/* The paths that are, or are not, those of .pyc files. */
static void settle_all(struct settling *settling, bool bytecode)
{
	const struct pathtree *tree = &settling->claims.tree;
	_cleanup_(text_free) struct text path = {0};

	for (uint32_t node = 1; node < tree->count; node++) {
		uint32_t first = tree->nodes[node].value;

		if (tree->nodes[node].directory || !may_differ(&settling->claims, first))
			continue;
		pathtree_path(tree, node, &path);
		if (bytecode_is(text_string(&path)) == bytecode)
			settle_path(settling, first, text_string(&path));
	}
	disputes_report(&settling->disputes);
	for (size_t i = 0; i < settling->count; i++)
		stringlist_sort_unique(&settling->left_out[i]);
}

/* What layer(1) left to be decided has to have been: its stand-in is left out. */
static void check_stand_ins(struct settling *settling)
{
	for (size_t i = 0; i < settling->count; i++) {
		const char *where = settling->layers[i].source;
		json_t *stand_in;
		size_t j;

		json_array_foreach (settling->layers[i].stand_ins, j, stand_in) {
			const char *path = json_want_string(stand_in, "path", where);
			json_t *packages = json_want_array(stand_in, "packages", where);
			const char *first = json_string_value(json_array_get(packages, 0)),
				   *second = json_string_value(json_array_get(packages, 1));

			if (!first || !second)
				die(EXIT_NO, "%s: .standIns: not as layer prints them", where);
			if (!leftout_has(&settling->left_out[i], path))
				dispute_add(
					&settling->disputes, settling->rules, path, first, second);
		}
	}
	disputes_report(&settling->disputes);
}

/* --- the layers made anew ---------------------------------------------------- */

/* Adds to EDIT the RECORD, without the rows that it loses. */
static void add_record(struct settling *settling, struct layer_edit *edit, struct holder *holder)
{
	_cleanup_free_ char *site = holder_site(holder);

	stringlist_sort_unique(&holder->left_out);
	edit->files = xrealloc(edit->files, edit->count + 1, sizeof *edit->files);
	edit->files[edit->count++] = (struct edited_file){
		holder->record, leftout_record(&holder->left_out, holder->content.bytes,
					holder->content.length, site, settling->rules->prefix)};
}

struct records {
	struct settling *settling;
	struct layer_edit *edit;
	size_t layer;
};

static void add_if_here(void *context, struct holder *holder)
{
	struct records *records = context;

	if (holder->left_out.count == 0)
		return;
	if (!holder->record)
		die(EXIT_NO, "%s: no layer has its RECORD", holder->label);
	if (holder->layer == records->layer)
		add_record(records->settling, records->edit, holder);
}

static void edit_layers(struct settling *settling, const struct blobs *blobs, struct blob *found)
{
	layer_edit_require(blobs, settling->layers, found, settling->left_out, settling->count);
	for (size_t i = 0; i < settling->count; i++)
		if (settling->left_out[i].count > 0)
			holders_read(&settling->holders, i);
	for (size_t i = 0; i < settling->count; i++) {
		_cleanup_(layer_edit_free) struct layer_edit edit = {
			.left_out = &settling->left_out[i]};
		struct records records = {settling, &edit, i};

		holders_each(&settling->holders, i, add_if_here, &records);
		if (edit.left_out->count > 0 || edit.count > 0)
			layer_edit(&edit, &blobs->store, &settling->layers[i], &found[i]);
	}
}

/* --- what is told ------------------------------------------------------------ */

/* What the layers' own descriptors say was decided goes before. */
static json_t *decided_before(const struct image_layer *layers, size_t count)
{
	json_t *owned = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_extend(owned, layers[i].owned);
	return owned;
}

static bool is_used(const json_t *owned, const struct owner_rule *rule)
{
	json_t *decision;
	size_t i;

	json_array_foreach (owned, i, decision) {
		const char *text = json_string_value(json_object_get(decision, "rule"));

		if (text && strcmp(text, rule->text) == 0)
			return true;
	}
	return false;
}

static bool matches_any(const struct settling *settling, const struct owner_rule *rule)
{
	const struct pathtree *tree = &settling->claims.tree;
	_cleanup_(text_free) struct text path = {0};

	for (uint32_t node = 1; node < tree->count; node++) {
		if (tree->nodes[node].directory)
			continue;
		pathtree_path(tree, node, &path);
		if (owner_matches(settling->rules, rule, text_string(&path)))
			return true;
	}
	return false;
}

static json_t *unused_rules(const struct settling *settling)
{
	json_t *unused = json_array();

	for (size_t i = 0; i < settling->rules->count; i++) {
		const struct owner_rule *rule = &settling->rules->list[i];
		const char *why =
			"no other distribution has a different file there, or it has none";

		if (is_used(settling->owned, rule))
			continue;
		if (!holders_have(&settling->holders, rule->package))
			why = "no such package is in the image";
		else if (!matches_any(settling, rule))
			why = "no package has such a path";
		json_array_append_new(
			unused, json_pack("{s:s, s:s}", "rule", rule->text, "why", why));
	}
	return unused;
}

/* --- layers ------------------------------------------------------------------ */

static bool is_overlay(const struct image_layer *layer)
{
	const char *overlay = image_layer_annotation(layer, ANNOTATION_OVERLAY);

	return overlay && strcmp(overlay, "true") == 0;
}

static void settling_free(struct settling *settling)
{
	for (size_t i = 0; i < settling->count; i++)
		stringlist_free(&settling->left_out[i]);
	cleanup_free(&settling->left_out);
	claims_free(&settling->claims);
	holders_free(&settling->holders);
}

json_t *collisions_settle(const struct blobs *blobs, struct image_layer *layers, struct blob *found,
	size_t count, const struct owner_rules *rules)
{
	_cleanup_(settling_free) struct settling settling = {
		.rules = rules,
		.layers = layers,
		.count = count,
		.claims = claims_begin(layers),
		.holders = holders_begin(layers, found, count, rules->prefix),
		.left_out = xalloc(count, sizeof *settling.left_out),
		.owned = decided_before(layers, count),
	};

	settling.claims.clash = die_of_kinds;
	settling.claims.context = &settling;
	for (size_t i = 0; i < count; i++)
		if (!is_overlay(&layers[i]))
			claims_add(&settling.claims, blobs, i, &found[i]);
	settle_all(&settling, false);
	settle_all(&settling, true);
	check_stand_ins(&settling);
	edit_layers(&settling, blobs, found);
	return json_pack("{s:o, s:o}", "owned", settling.owned, "unused", unused_rules(&settling));
}
