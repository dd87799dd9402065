/* SPDX-License-Identifier: MIT */
#include "lock/planmakefile.h"

#include "lib/cleanup.h"
#include "lib/file.h"
#include "lock/directsource.h"

static void add_blob(struct text *out, const struct lock_file *file)
{
	text_printf(out, "$(_pylock_blobs)/%.2s/%s", file->sha256.hex, file->sha256.hex);
}

static void add_built(struct text *out, const struct lock_package *package)
{
	text_printf(out, "$(_pylock_build)/built/%s-%.12s.args", package->name,
		package->chosen->sha256.hex);
}

/* As an argument of layer(1). */
static void add_wheel(struct text *out, const struct lock_package *package)
{
	if (package->chosen->sdist) {
		text_add_string(out, " @");
		add_built(out, package);
	} else {
		text_printf(out, " %s=", package->chosen->filename);
		add_blob(out, package->chosen);
	}
}

static void add_layer_rule(
	struct text *out, const struct plan *plan, const struct plan_layer *layer)
{
	const struct lock_target *target = plan->target;
	_cleanup_free_ char *name = plan_layer_name(layer);

	text_printf(out, "\n$(_pylock_build)/layers/%s.json:", name);
	for (size_t i = 0; i < layer->count; i++) {
		text_add_char(out, ' ');
		if (layer->packages[i]->chosen->sdist)
			add_built(out, layer->packages[i]);
		else
			add_blob(out, layer->packages[i]->chosen);
	}
	text_printf(out, "\n\t$(call _pylock_layer,%s,", layer->group);
	if (layer->parts > 1)
		text_printf(out, "--part %u/%u", layer->part, layer->parts);
	for (size_t i = 0; i < target->allowed.count; i++)
		if (plan_layer_allows(plan, layer, i))
			text_printf(out, " --allow-wheel %s", target->allowed.wheels[i].hex);
	for (size_t i = 0; i < layer->count; i++)
		add_wheel(out, layer->packages[i]);
	for (size_t i = 0, compiled = 0; i < layer->count; i++) {
		if (!lock_target_compiles(target, layer->packages[i]->name))
			continue;
		text_add_string(out, compiled++ > 0 ? "" : ",");
		add_wheel(out, layer->packages[i]);
	}
	text_add_string(out, ")\n");
}

/* One rule that makes all blobs of a shard; they have no prerequisites, so nothing that exists is
 * fetched again. */
static void add_shard_rule(struct text *out, const struct plan *plan, size_t number)
{
	const struct plan_shard *shard = &plan->shards[number];

	for (size_t i = 0; i < shard->count; i++) {
		text_add_char(out, i == 0 ? '\n' : ' ');
		add_blob(out, shard->packages[i]->chosen);
	}
	if (shard->count > 0)
		text_printf(out,
			" &: | $(_pylock_build)/policy.args\n\t$(call _pylock_fetch,%zu)\n",
			number);
}

/* A rule for each file that is made here of what a direct reference means. */
static void add_source_rules(struct text *out, const struct plan *plan)
{
	for (size_t i = 0; i < plan->lock->count; i++) {
		const struct lock_package *package = &plan->lock->packages[i];

		if (!directsource_is_made(package->direct))
			continue;
		text_add_char(out, '\n');
		add_blob(out, package->chosen);
		text_printf(out, ": | $(_pylock_build)/policy.args\n\t$(call _pylock_source,%s)\n",
			package->name);
	}
}

static void add_build_rules(struct text *out, const struct plan *plan)
{
	for (size_t i = 0; i < plan->lock->count; i++) {
		const struct lock_package *package = &plan->lock->packages[i];

		if (!package->chosen->sdist)
			continue;
		text_add_char(out, '\n');
		add_built(out, package);
		text_add_string(out, ": ");
		add_blob(out, package->chosen);
		text_printf(out, "\n\t$(call _pylock_wheel,%s,%s,%s=", package->name,
			package->version, package->chosen->filename);
		add_blob(out, package->chosen);
		text_add_string(out, ")\n");
	}
}

static void add_lists(struct text *out, const struct plan *plan)
{
	text_add_string(out, "_pylock_plan_layers :=");
	for (size_t i = 0; i < plan->count; i++) {
		_cleanup_free_ char *name = plan_layer_name(&plan->layers[i]);

		text_printf(out, " \\\n  $(_pylock_build)/layers/%s.json", name);
	}
	text_add_string(out, "\n_pylock_plan_built :=");
	for (size_t i = 0; i < plan->lock->count; i++) {
		if (plan->lock->packages[i].chosen->sdist) {
			text_add_char(out, ' ');
			add_built(out, &plan->lock->packages[i]);
		}
	}
	text_add_string(out, "\n_pylock_plan_blobs :=");
	for (size_t i = 0; i < plan->lock->count; i++) {
		text_add_string(out, " \\\n  ");
		add_blob(out, plan->lock->packages[i].chosen);
	}
	text_add_char(out, '\n');
}

struct text plan_makefile(const struct plan *plan)
{
	struct text out = {0};

	text_printf(&out,
		"# plan.mk: what %s is made of. Made by lockplan from %s; a change here is "
		"lost.\n\n",
		plan->target->name, file_name(plan->lock->path));
	add_lists(&out, plan);
	text_add_string(&out, "\n.SECONDARY: $(_pylock_plan_blobs)\n");
	for (size_t i = 0; i < plan->count; i++)
		add_layer_rule(&out, plan, &plan->layers[i]);
	add_build_rules(&out, plan);
	add_source_rules(&out, plan);
	for (size_t shard = 0; shard < plan->shard_count; shard++)
		add_shard_rule(&out, plan, shard);
	return out;
}
