/* SPDX-License-Identifier: MIT */
#include "verify/gpucheck.h"

#include <regex.h>
#include <stdio.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "verify/gpucode.h"
#include "verify/nameset.h"

unsigned gpu_of(const char *text)
{
	unsigned major, minor;
	int end = 0;

	if (sscanf(text, "%2u.%1u%n", &major, &minor, &end) == 2 && !text[end])
		return 10 * major + minor;
	if (sscanf(text, "%2u%n", &major, &end) == 1 && !text[end])
		return 10 * major;
	return 0;
}

/* --- code ---------------------------------------------------------------------- */

/* {distribution: its ELF files that have CUDA code} */
static json_t *with_code(const struct subject *subject)
{
	json_t *found = json_object(), *entry;
	size_t index;

	json_array_foreach (subject->elf, index, entry)
		if (elf_owner(entry) &&
			gpucode_is_there(
				json_get_object(entry, "cuda", subject->where), subject->where))
			json_array_append(namemap_list(found, elf_owner(entry)), entry);
	return found;
}

static void add_codes(struct text *text, json_t *entries, const char *key, const char *where)
{
	struct gpus all = {0};
	json_t *entry;
	size_t index;

	json_array_foreach (entries, index, entry) {
		struct gpus codes = gpucode_list(json_object_get(entry, "cuda"), key, where);

		for (size_t i = 0; i < codes.count; i++)
			gpus_add(&all, codes.list[i]);
	}
	for (size_t i = 0; i < all.count; i++)
		text_printf(text, "%s%u%.*s", i || text->length ? " " : "", all.list[i].number,
			all.list[i].suffix ? 1 : 0, &all.list[i].suffix);
}

/* Says for which architectures the packages have code, where there is no GPU to judge it for. */
static void report_codes(const struct subject *subject, json_t *packages, struct report *report)
{
	_cleanup_free_ const char **names = nameset_sorted(packages);
	_cleanup_(text_free) struct text text = {0};

	for (const char **name = names; *name; name++) {
		json_t *entries = json_object_get(packages, *name);
		_cleanup_(text_free) struct text sass = {0}, ptx = {0};

		add_codes(&sass, entries, "sass", subject->where);
		add_codes(&ptx, entries, "ptx", subject->where);
		text_printf(&text, "%s%s %s%s%s", text.length ? "; " : "", *name,
			text_string(&sass), ptx.length ? " PTX " : "", text_string(&ptx));
	}
	report_pass(report, "CUDA code, whereas the target names no GPU (PYLOCK_CUDA_ARCHS): %s",
		text_string(&text));
}

static void keep_verdict(
	struct report *report, json_t *entry, const char *gpu, const struct verdict *verdict)
{
	json_t *files = namemap_set(report->details, "gpu");
	const char *path = json_string_value(json_object_get(entry, "path"));

	json_object_set_new(namemap_set(files, path), gpu, verdict_json(verdict));
}

/* Adds NAME to SAYS under what is said of all its files that run; when some do not, that is a
 * finding. */
static void check_package(const struct subject *subject, const char *name, json_t *entries,
	unsigned gpu, json_t *says, struct report *report)
{
	_cleanup_json_ json_t *said = json_object();
	_cleanup_free_ char *dotted = xprintf("%u.%u", gpu / 10, gpu % 10), *bad = NULL;
	size_t index, count = 0;
	json_t *entry;

	json_array_foreach (entries, index, entry) {
		json_t *languages = json_get_object(entry, "ptx", subject->where);
		_cleanup_(verdict_free) struct verdict verdict = gpucode_judge(
			json_object_get(entry, "cuda"), languages, gpu, subject->where);
		_cleanup_free_ char *text = verdict_says(&verdict);

		keep_verdict(report, entry, dotted, &verdict);
		nameset_add(said, text);
		if (strcmp(verdict.word, "none") != 0)
			continue;
		count++;
		if (!bad)
			bad = steal(&text);
	}
	if (bad) {
		_cleanup_free_ char *todo =
			xprintf("take a %s that was built for %s", name, dotted);

		report_finding(report,
			(.check = "cuda", .package = name, .subject = dotted, .todo = todo),
			"%s: %s; so %zu of its %zu files with CUDA code", name, bad, count,
			json_array_size(entries));
		return;
	}
	_cleanup_free_ const char **texts = nameset_sorted(said);
	_cleanup_(text_free) struct text all = {0};

	for (const char **text = texts; *text; text++)
		text_printf(&all, "%s%s", all.length ? "; " : "", *text);
	json_array_append_new(namemap_list(says, text_string(&all)), json_string(name));
}

void check_gpu_code(
	const struct subject *subject, const struct stringlist *capabilities, struct report *report)
{
	_cleanup_json_ json_t *packages = with_code(subject);
	_cleanup_free_ const char **names = nameset_sorted(packages);

	if (!*names)
		report_pass(report, "no package has CUDA code");
	else if (capabilities->count == 0)
		report_codes(subject, packages, report);
	for (size_t i = 0; i < capabilities->count; i++) {
		_cleanup_json_ json_t *says = json_object();

		for (const char **name = names; *name; name++)
			check_package(subject, *name, json_object_get(packages, *name),
				gpu_of(capabilities->items[i]), says, report);
		_cleanup_free_ const char **texts = nameset_sorted(says);

		for (const char **text = texts; *text; text++) {
			_cleanup_free_ char *who = joined(json_object_get(says, *text), " ");

			report_pass(report, "on %s %s: %s", capabilities->items[i], *text, who);
		}
	}
}

/* --- builds ----------------------------------------------------------------------- */

enum { NO_BUILD = -1, UNKNOWN_BUILD = 0 };

struct patterns {
	regex_t runtime; /* libraries of the toolkit that carry its major version: libcudart.so.12
			  */
	regex_t local;   /* a local version such as +cu129 */
};

static struct patterns compile_patterns(void)
{
	struct patterns patterns;

	if (regcomp(&patterns.runtime,
		    "^lib(cudart|cublas|cublasLt|nvrtc|nvJitLink)([-.][0-9a-f]{6,})?\\.so\\.([0-9]+"
		    ")(\\..*)?$",
		    REG_EXTENDED) != 0 ||
		regcomp(&patterns.local, "\\+(.*\\.)?cu([0-9]{2,3})(\\.|$)", REG_EXTENDED) != 0)
		die(EXIT_SYSTEM, "out of memory");
	return patterns;
}

/* The highest major version among the libraries that are the keys of NEEDED, at least MAJOR. */
static int highest_major(json_t *needed, const struct patterns *patterns, int major)
{
	const char *name;
	json_t *value;

	json_object_foreach (needed, name, value) {
		regmatch_t groups[4];

		if (regexec(&patterns->runtime, name, 4, groups, 0) == 0 &&
			(int)strtol(name + groups[3].rm_so, NULL, 10) > major)
			major = (int)strtol(name + groups[3].rm_so, NULL, 10);
	}
	return major;
}

/* The CUDA major that the distribution was built for, or one of the above. */
static int build_of(const struct subject *subject, const char *name, const char *version,
	const struct patterns *patterns)
{
	int major = NO_BUILD;
	regmatch_t groups[3];
	json_t *entry;
	size_t index;

	/* The last digit is the minor version. */
	if (regexec(&patterns->local, version, 3, groups, 0) == 0)
		return (int)strtol(version + groups[2].rm_so, NULL, 10) / 10;
	json_array_foreach (subject->elf, index, entry) {
		const char *owner = elf_owner(entry);
		json_t *cuda = json_get_object(entry, "cuda", subject->where);

		if (!owner || strcmp(owner, name) != 0)
			continue;
		if (gpucode_is_there(cuda, subject->where) && major == NO_BUILD)
			major = UNKNOWN_BUILD;
		major = highest_major(
			json_get_object(entry, "needed", subject->where), patterns, major);
		major = highest_major(
			json_get_object(entry, "besides", subject->where), patterns, major);
	}
	return major;
}

static void find_build(
	const char *name, const char *version, int major, const char *cuda, struct report *report)
{
	_cleanup_free_ char *subject =
		major == NO_BUILD ? xstrdup("cpu") : xprintf("cuda%d", major);
	_cleanup_free_ char *todo =
		major == NO_BUILD
			? xprintf("take it from an index with CUDA builds (PYLOCK_INDEX.%s, "
				  "PYLOCK_PREFER.%s)",
				  name, name)
			: xprintf("take one for CUDA %d", (int)strtol(cuda, NULL, 10));
	const struct about about = {
		.check = "build", .package = name, .subject = subject, .todo = todo};

	if (major == NO_BUILD)
		report_find(report, &about,
			"%s %s is the build for the CPU: it has no CUDA code and needs none of "
			"CUDA's "
			"libraries",
			name, version);
	else
		report_find(report, &about,
			"%s %s is built for CUDA %d, and the target has CUDA %s", name, version,
			major, cuda);
}

void check_gpu_builds(
	const struct subject *subject, json_t *names, const char *cuda, struct report *report)
{
	_cleanup_free_ const char **sorted = nameset_sorted(names);
	size_t before = json_array_size(report->findings);
	int wanted = (int)strtol(cuda, NULL, 10);
	struct patterns patterns = compile_patterns();
	_cleanup_(text_free) struct text seen = {0};

	for (const char **name = sorted; *name; name++) {
		const char *version = json_string_value(
			json_object_get(json_object_get(subject->installed, *name), "version"));
		int major = version ? build_of(subject, *name, version, &patterns) : NO_BUILD;

		if (!version)
			continue;
		text_printf(&seen, " %s", *name);
		if (major == NO_BUILD || (major != UNKNOWN_BUILD && wanted && major != wanted))
			find_build(*name, version, major, cuda, report);
	}
	if (seen.length && json_array_size(report->findings) == before)
		report_pass(report, wanted ? "built for CUDA %d:%s" : "built for CUDA%.0d:%s",
			wanted, text_string(&seen));
	regfree(&patterns.runtime);
	regfree(&patterns.local);
}
