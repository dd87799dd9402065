/* SPDX-License-Identifier: MIT */
#include "base/facts.h"

#include <string.h>

#include "debian/packages.h"
#include "evidence/findings.h"
#include "evidence/interpreters.h"
#include "files/accounts.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"
#include "lib/machine.h"

/* The value of KEY in os-release(5), its quotes and backslashes taken off; the caller frees. */
static char *release_value(const char *text, const char *key)
{
	size_t length = strlen(key);
	struct text value = {0};

	while (strncmp(text, key, length) != 0 || text[length] != '=') {
		text += strcspn(text, "\n");
		if (!*text)
			return NULL;
		text++;
	}
	for (text += length + 1; *text && *text != '\n'; text++) {
		if (*text == '"' || *text == '\'')
			continue;
		if (*text == '\\' && text[1] && text[1] != '\n')
			text++;
		text_add_char(&value, *text);
	}
	if (value.length == 0)
		text_add_string(&value, "");
	return text_take(&value);
}

static json_t *release_json(const struct findings *findings)
{
	static const char *const keys[] = {"ID", "VERSION_ID", "VERSION_CODENAME", "PRETTY_NAME"};
	const struct finding *finding =
		findings_next(findings, EVIDENCE_TEXT, "etc/os-release", NULL);
	json_t *json = json_object();

	if (!finding)
		finding = findings_next(findings, EVIDENCE_TEXT, "usr/lib/os-release", NULL);
	for (size_t i = 0; finding && i < sizeof keys / sizeof *keys; i++) {
		_cleanup_free_ char *value = release_value(finding->text, keys[i]);

		if (value)
			json_object_set_new(json, keys[i], json_lossy(value, strlen(value)));
	}
	return json;
}

/* Adds the highest version among the C libraries that lie where the dynamic loader of the image's
 * own machine looks. */
static void add_libc(json_t *json, const char *name, const char *file_pattern,
	const struct image *image, const struct findings *findings)
{
	static const char *const directories[] = {
		"lib", "lib64", "lib/*-linux-*", "usr/lib", "usr/lib64", "usr/lib/*-linux-*"};
	const char *architecture =
		json_string_value(json_object_get(image->config, "architecture"));
	const struct machine *machine = architecture ? machine_find(architecture) : NULL;
	const char *best = NULL;

	for (size_t i = 0; i < sizeof directories / sizeof *directories; i++) {
		_cleanup_free_ char *pattern = xprintf("%s/%s", directories[i], file_pattern);
		const struct finding *finding = NULL;

		while ((finding = findings_next(findings, EVIDENCE_BINARY, pattern, finding)))
			if ((!machine || finding->file->machine == machine->elf) &&
				(!best || strverscmp(finding->text, best) > 0))
				best = finding->text;
	}
	if (best)
		json_object_set_new(json, name, json_string(best));
}

static json_t *libc_json(const struct image *image, const struct findings *findings)
{
	json_t *json = json_object();

	add_libc(json, "glibc", "libc*.so*", image, findings);
	add_libc(json, "musl", "ld-musl-*.so.1", image, findings);
	return json;
}

/* Reads the databases into PACKAGES. Returns how many each has. */
static json_t *packages_json(const struct findings *findings, struct packages *packages)
{
	static const struct {
		const char *name, *pattern;
		void (*add)(struct packages *packages, const char *text);
	} databases[] = {
		{"dpkg", "var/lib/dpkg/status", packages_add_dpkg},
		{"dpkg", "var/lib/dpkg/status.d/*", packages_add_dpkg},
		{"apk", "lib/apk/db/installed", packages_add_apk},
		{"apk", "usr/lib/apk/db/installed", packages_add_apk},
	};
	json_t *json = json_object();

	for (size_t i = 0; i < sizeof databases / sizeof *databases; i++) {
		const struct finding *finding = NULL;
		size_t before = packages->count;

		while ((finding = findings_next(
				findings, EVIDENCE_TEXT, databases[i].pattern, finding)))
			databases[i].add(packages, finding->text);
		json_t *old = json_object_get(json, databases[i].name);

		if (packages->count > before)
			json_object_set_new(json, databases[i].name,
				json_integer(json_integer_value(old) +
					     (json_int_t)(packages->count - before)));
	}
	return json;
}

/* --- CUDA ---------------------------------------------------------------------- */

static bool is_version(const char *text)
{
	return text && *text >= '0' && *text <= '9' && strspn(text, "0123456789.") == strlen(text);
}

static void add_cuda(json_t *cuda, const char *version, const char *from)
{
	if (is_version(version))
		json_array_append_new(cuda, json_pack("{s:s, s:o}", "version", version, "from",
						    json_lossy(from, strlen(from))));
}

/* NVIDIA's packages are named by major and minor version: cuda-cudart-12-9. */
static void add_cuda_packages(json_t *cuda, const struct packages *packages)
{
	static const char before[] = "cuda-cudart-";

	for (size_t i = 0; i < packages->count; i++) {
		const char *name = packages->list[i].name;

		if (!starts_with(name, before))
			continue;
		_cleanup_free_ char *version = xstrdup(name + strlen(before));
		char *dash = strchr(version, '-');

		if (dash)
			*dash = '.';
		add_cuda(cuda, version, name);
	}
}

static json_t *cuda_json(
	const struct image *image, const struct findings *findings, const struct packages *packages)
{
	json_t *cuda = json_array();
	const struct finding *finding = NULL;

	while ((finding = findings_next(
			findings, EVIDENCE_TEXT, "usr/local/cuda*/version.json", finding))) {
		_cleanup_json_ json_t *said =
			json_loads(finding->text, JSON_REJECT_DUPLICATES, NULL);

		add_cuda(cuda,
			json_string_value(
				json_object_get(json_object_get(said, "cuda"), "version")),
			finding->path);
	}
	add_cuda_packages(cuda, packages);
	add_cuda(cuda, image_variable(image, "CUDA_VERSION"), "CUDA_VERSION");
	return cuda;
}

/* --- distributions --------------------------------------------------------------- */

static json_t *distribution_facts(const struct distribution *distribution)
{
	json_t *json = distribution_json(distribution);

	json_object_del(json, "record");
	json_object_del(json, "path");
	json_object_del(json, "layer");
	json_object_del(json, "installer");
	return json;
}

/* DISTRIBUTIONS are sorted by path, so that those of a site follow each other, but for what lies
 * below it. */
static json_t *sites_json(const struct distributions *distributions)
{
	json_t *sites = json_array(), *entry;

	for (size_t i = 0; i < distributions->count; i++) {
		const char *path = distributions->list[i].path, *name = file_name(path);
		_cleanup_free_ char *site =
			xprintf("/%.*s", (int)(name > path ? name - path - 1 : 0), path);
		json_t *found = NULL;
		size_t j;

		json_array_foreach (sites, j, entry)
			if (strcmp(json_string_value(json_object_get(entry, "path")), site) == 0)
				found = json_object_get(entry, "distributions");
		if (!found) {
			found = json_array();
			json_array_append_new(sites,
				json_pack("{s:o, s:o}", "path", json_lossy(site, strlen(site)),
					"distributions", found));
		}
		json_array_append_new(found, distribution_facts(&distributions->list[i]));
	}
	return sites;
}

/* What READ makes of the text of the file at PATH. */
static json_t *accounts_json(
	const struct findings *findings, const char *path, json_t *(*read)(const char *text))
{
	const struct finding *finding = findings_next(findings, EVIDENCE_TEXT, path, NULL);

	return read(finding ? finding->text : "");
}

json_t *facts_json(const struct image *image, const struct filesystem *filesystem,
	const struct examined *layers, const struct distributions *distributions)
{
	_cleanup_(findings_free) struct findings findings =
		findings_read(image, filesystem, layers);
	_cleanup_(packages_free) struct packages packages = {0};
	json_t *counts = packages_json(&findings, &packages);
	json_t *json = json_pack(
		"{s:s+, s:O*, s:O*, s:O*, s:O*, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
		"manifest", "sha256:", image->manifest.hex, "os",
		json_object_get(image->config, "os"), "architecture",
		json_object_get(image->config, "architecture"), "variant",
		json_object_get(image->config, "variant"), "config",
		json_object_get(image->config, "config"), "release", release_json(&findings),
		"libc", libc_json(image, &findings), "packages", counts, "interpreters",
		interpreters_json(image, filesystem, &findings, &packages, distributions), "sites",
		sites_json(distributions), "cuda", cuda_json(image, &findings, &packages), "users",
		accounts_json(&findings, "etc/passwd", accounts_users), "groups",
		accounts_json(&findings, "etc/group", accounts_groups));

	if (!json)
		die(EXIT_SYSTEM, "out of memory");
	return json;
}
