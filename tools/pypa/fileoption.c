/* SPDX-License-Identifier: MIT */
#include "pypa/fileoption.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/stringlist.h"
#include "pypa/name.h"

static const struct fileoption kinds[] = {
	{"--index-url", "--pypi-url", 'i', true, USE_FILE, GROUP_INDEX},
	{"--extra-index-url", NULL, 0, true, USE_FILE, GROUP_EXTRA_INDEX},
	{"--find-links", NULL, 'f', true, USE_FILE, GROUP_FIND_LINKS},
	{"--no-binary", NULL, 0, true, USE_FILE, GROUP_BINARY},
	{"--only-binary", NULL, 0, true, USE_FILE, GROUP_BINARY},
	{"--all-releases", NULL, 0, true, USE_FILE, GROUP_RELEASES},
	{"--only-final", NULL, 0, true, USE_FILE, GROUP_RELEASES},
	{"--require-hashes", NULL, 0, false, USE_FILE, GROUP_REQUIRE_HASHES},
	{"--no-require-hashes", NULL, 0, false, USE_FILE, GROUP_REQUIRE_HASHES},
	{"--no-index", NULL, 0, false, USE_FILE, GROUP_NONE},
	{"--pre", NULL, 0, false, USE_FILE, GROUP_NONE},
	{"--prefer-binary", NULL, 0, false, USE_FILE, GROUP_NONE},
	{"--trusted-host", NULL, 0, true, USE_FILE, GROUP_NONE},
	{"--use-feature", NULL, 0, true, USE_FILE, GROUP_NONE},
	{"--config-settings", "--config-setting", 'C', true, USE_REQUIREMENT, GROUP_NONE},
	{"--global-option", NULL, 0, true, USE_REQUIREMENT, GROUP_NONE},
	{"--hash", NULL, 0, true, USE_HASH, GROUP_NONE},
	{"--editable", NULL, 'e', true, USE_EDITABLE, GROUP_NONE},
	{"--requirement", NULL, 'r', true, USE_REQUIREMENTS, GROUP_NONE},
	{"--constraint", NULL, 'c', true, USE_CONSTRAINTS, GROUP_NONE},
};

const struct fileoption *fileoption_find(const char *word, const char **value)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		const char *names[] = {kinds[i].name, kinds[i].alias};

		if (kinds[i].letter && word[0] == '-' && word[1] == kinds[i].letter) {
			*value = word[2] ? word + 2 : NULL;
			return &kinds[i];
		}
		for (size_t j = 0; j < 2 && names[j]; j++) {
			size_t length = strlen(names[j]);

			if (strncmp(word, names[j], length) != 0 ||
				(word[length] && word[length] != '='))
				continue;
			*value = word[length] ? word + length + 1 : NULL;
			return &kinds[i];
		}
	}
	return NULL;
}

char *fileoption_value(const struct fileoption *option, const char *value)
{
	_cleanup_(stringlist_free) struct stringlist names = {0};
	_cleanup_(text_free) struct text joined = {0};
	_cleanup_free_ char *copy = xstrdup(value);
	char *save, *name;

	if (option->group != GROUP_BINARY && option->group != GROUP_RELEASES)
		return steal(&copy);
	for (name = strtok_r(copy, ",", &save); name; name = strtok_r(NULL, ",", &save))
		stringlist_add(&names, *name == ':' ? xstrdup(name) : name_normalize(name));
	if (!strchr(value, ':'))
		stringlist_sort_unique(&names);
	list_join(&names, ",", &joined);
	return text_take(&joined);
}

char *fileoption_hash(const char *value)
{
	static const struct {
		const char *name;
		size_t digits;
	} algorithms[] = {{"sha256:", 64}, {"sha384:", 96}, {"sha512:", 128}};

	for (size_t i = 0; i < sizeof algorithms / sizeof *algorithms; i++) {
		const char *digits = value + strlen(algorithms[i].name);

		if (!starts_with(value, algorithms[i].name) ||
			strlen(digits) != algorithms[i].digits ||
			strspn(digits, "0123456789abcdefABCDEF") != algorithms[i].digits)
			continue;
		char *hash = xstrdup(value);

		for (char *c = hash; *c; c++)
			*c = (char)tolower((unsigned char)*c);
		return hash;
	}
	return NULL;
}
