/* SPDX-License-Identifier: MIT */
#include "image/platform.h"

#include <stdlib.h>
#include <string.h>

#include "lib/die.h"
#include "lib/json.h"
#include "lib/text.h"

/* The variant that an architecture without one stands for. */
static const struct {
	const char *architecture;
	int variant;
} usual[] = {{"amd64", 1}, {"arm64", 8}, {"arm", 7}};

static const char *architecture_of(const struct platform *platform)
{
	if (strcmp(platform->architecture, "x86_64") == 0)
		return "amd64";
	return strcmp(platform->architecture, "aarch64") == 0 ? "arm64" : platform->architecture;
}

/* The variant that goes without saying; 0 for an architecture whose variants have no order. */
static int usual_variant(const struct platform *platform)
{
	for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
		if (strcmp(architecture_of(platform), usual[i].architecture) == 0)
			return usual[i].variant;
	return 0;
}

/* `v8`, `8` and `v8.2` as 800, 800 and 802; no variant as the usual one; PLATFORM_OTHER for another
 * form. */
static int variant_number(const struct platform *platform)
{
	const char *text = platform->variant;
	char *end;

	if (!text || !*text)
		return usual_variant(platform) * 100;
	text += *text == 'v';
	if (*text < '0' || *text > '9' || strlen(text) > 4)
		return PLATFORM_OTHER;
	long major = strtol(text, &end, 10), minor = 0;

	if (*end == '.' && end[1] >= '0' && end[1] <= '9')
		minor = strtol(end + 1, &end, 10);
	return *end || major > 99 || minor > 99 ? PLATFORM_OTHER : (int)(major * 100 + minor);
}

static const char *string_or_empty(const json_t *json, const char *key, const char *where)
{
	const char *text = json_get_string(json, key, where);

	return text ? text : "";
}

struct platform platform_read(const json_t *json, const char *where)
{
	return (struct platform){
		.os = string_or_empty(json, "os", where),
		.architecture = string_or_empty(json, "architecture", where),
		.variant = json_get_string(json, "variant", where),
	};
}

bool platform_parse(char *text, struct platform *platform)
{
	char *slash = strchr(text, '/');

	*platform = (struct platform){.os = text};
	if (!slash)
		return false;
	*slash = '\0';
	platform->architecture = slash + 1;
	slash = strchr(slash + 1, '/');
	if (slash) {
		*slash = '\0';
		platform->variant = slash + 1;
	}
	return *platform->os && *platform->architecture && (!slash || *platform->variant) &&
	       (!slash || !strchr(slash + 1, '/'));
}

bool platform_is_unknown(const struct platform *platform)
{
	return !*platform->os || !*platform->architecture || strcmp(platform->os, "unknown") == 0 ||
	       strcmp(platform->architecture, "unknown") == 0;
}

int platform_distance(const struct platform *wanted, const struct platform *has)
{
	const char *wanted_variant = wanted->variant ? wanted->variant : "";
	const char *has_variant = has->variant ? has->variant : "";

	if (strcmp(wanted->os, has->os) != 0 ||
		strcmp(architecture_of(wanted), architecture_of(has)) != 0)
		return PLATFORM_OTHER;
	if (!usual_variant(wanted) && !*wanted_variant)
		return *has_variant != '\0';
	if (!usual_variant(wanted))
		return strcmp(wanted_variant, has_variant) == 0 ? 0 : PLATFORM_OTHER;
	int distance = variant_number(wanted) - variant_number(has);

	return variant_number(has) == PLATFORM_OTHER || distance < 0 ? PLATFORM_OTHER : distance;
}

char *platform_text(const struct platform *platform)
{
	const char *architecture = architecture_of(platform);
	bool plain = strcmp(architecture, "arm") != 0 &&
		     variant_number(platform) == usual_variant(platform) * 100;

	if (!platform->variant || !*platform->variant || plain)
		return xprintf("%s/%s", platform->os, architecture);
	return xprintf("%s/%s/%s", platform->os, architecture, platform->variant);
}
