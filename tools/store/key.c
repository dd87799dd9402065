/* SPDX-License-Identifier: MIT */
#include "store/key.h"

#include <ctype.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/stringlist.h"
#include "lib/text.h"

struct key key_begin(const char *stage)
{
	return (struct key){.stage = xstrdup(stage), .components = json_object()};
}

void key_free(struct key *key)
{
	json_free(&key->components);
	cleanup_free(&key->stage);
}

static json_t *to_json(const char *text, const char *name)
{
	json_t *string = json_string(text);

	if (!string)
		die(EXIT_NO, "%s: not UTF-8 text", name);
	return string;
}

static void add_component(struct key *key, const char *name, json_t *component)
{
	for (const char *c = name; *c; c++)
		if (strchr("=@", *c) || iscntrl((unsigned char)*c))
			die(EXIT_NO, "%s: a component's name has no '=', '@' or control character",
				name);
	if (!*name)
		die(EXIT_NO, "%s: a component has no name", key->stage);
	if (json_object_get(key->components, name))
		die(EXIT_NO, "%s: the component is given twice", name);
	if (json_object_set_new(key->components, name, component) < 0)
		die(EXIT_NO, "%s: the component's name is not UTF-8 text", name);
}

void key_add(struct key *key, const char *name, const char *value)
{
	add_component(key, name, json_pack("{s:o}", "value", to_json(value, name)));
}

void key_add_file(struct key *key, const char *name, const char *path)
{
	_cleanup_close_ int fd = file_open(path);
	struct digest digest = sha256_of_file(fd, path);

	add_component(key, name,
		json_pack("{s:o,s:s}", "file", to_json(path, name), "sha256", digest.hex));
}

static void add_netstring(struct sha256 *hash, const char *string)
{
	_cleanup_free_ char *netstring = xprintf("%zu:%s,", strlen(string), string);

	sha256_add(hash, netstring, strlen(netstring));
}

static struct digest hash(const struct key *key)
{
	_cleanup_(stringlist_free) struct stringlist names = {0};
	_cleanup_(sha256_free) struct sha256 hash;
	const char *name;
	json_t *component;

	json_object_foreach (key->components, name, component)
		stringlist_add(&names, xstrdup(name));
	stringlist_sort_unique(&names);
	sha256_begin(&hash);
	add_netstring(&hash, key->stage);
	for (size_t i = 0; i < names.count; i++) {
		component = json_object_get(key->components, names.items[i]);
		const json_t *value = json_object_get(component, "value");
		const json_t *content = value ? value : json_object_get(component, "sha256");
		_cleanup_free_ char *text = xprintf(
			"%s%c%s", names.items[i], value ? '=' : '@', json_string_value(content));

		add_netstring(&hash, text);
	}
	return sha256_end(&hash);
}

struct digest key_end(struct key *key, json_t **record)
{
	struct digest digest = hash(key);

	if (record)
		*record = json_pack("{s:o,s:s,s:O}", "stage", to_json(key->stage, "stage"), "key",
			digest.hex, "components", key->components);
	key_free(key);
	return digest;
}
