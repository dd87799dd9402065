/* SPDX-License-Identifier: MIT */
#include "layers/layerkey.h"

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/text.h"
#include "store/key.h"
#include "store/results.h"

static void add_content(
	struct key *key, const char *kind, const char *filename, const struct digest *digest)
{
	_cleanup_free_ char *name = xprintf("%s %s", kind, filename ? filename : digest->hex);

	key_add(key, name, digest->hex);
}

/* The rules count where there can be something to settle. */
static void add_owners(struct key *key, const struct layer_options *options)
{
	_cleanup_(text_free) struct text rules = {0};

	if (options->wheels.count == 1 || options->owners.count == 0)
		return;
	for (size_t i = 0; i < options->owners.count; i++)
		text_printf(&rules, "%s\n", options->owners.list[i].text);
	key_add(key, "owners", text_string(&rules));
}

struct digest layerkey(const struct layer_options *options, const struct environment *to)
{
	_cleanup_free_ char *python =
		xprintf("%u.%u", options->python_major, options->python_minor);
	_cleanup_free_ char *part = xprintf("%u/%u", options->part, options->parts);
	_cleanup_(key_free) struct key key = results_key(STAGE_layer);

	key_add(&key, "python", python);
	key_add(&key, "prefix", to->prefix);
	key_add(&key, "site", to->site);
	key_add(&key, "interpreter", to->interpreter);
	key_add(&key, "part", part);
	for (size_t i = 0; i < options->wheels.count; i++) {
		const struct wheelarg *wheel = &options->wheels.list[i];

		add_content(&key, "wheel", wheel->filename, &wheel->digest);
		/* A declaration that is withdrawn counts. */
		if (allowance_has(&options->allowance, &wheel->digest))
			key_add(&key, wheel->digest.hex, "allowed");
		if (wheel->bytecode)
			add_content(&key, "bytecode", wheel->filename, &wheel->bytecode_digest);
	}
	add_owners(&key, options);
	return key_end(&key, NULL);
}
