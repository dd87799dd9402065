/* SPDX-License-Identifier: MIT */
#include "verify/origincheck.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/digest.h"
#include "lib/file.h"

enum { LARGEST_MANIFEST = 4 << 20 };

/* --- wheels ------------------------------------------------------------------- */

static void find(json_t *paths, const char *name, const char *what, struct report *report)
{
	if (json_array_size(paths) == 0)
		return;
	_cleanup_free_ char *shown = examples(paths);

	report_finding(
		report, (.check = "origin", .package = name), "%s: %s %s", name, what, shown);
}

/* Returns how many files the wheel installs; 0 when it is not at hand. */
static size_t check_wheel(json_t *wheel, const char *where, json_t *absent, struct report *report)
{
	const char *filename = json_want_string(wheel, "filename", where);

	if (json_is_true(json_object_get(wheel, "absent"))) {
		json_array_append_new(absent, json_string(filename));
		return 0;
	}
	const char *name = json_want_string(wheel, "name", where);

	find(json_want_array(wheel, "changed", where), name,
		"files are not those of its wheel:", report);
	find(json_want_array(wheel, "missing", where), name,
		"files of its wheel are not there:", report);
	return json_want_size(wheel, "files", where);
}

static void find_absent(json_t *absent, struct report *report)
{
	if (json_array_size(absent) == 0)
		return;
	_cleanup_free_ char *shown = examples(absent);

	report_finding(report,
		(.check = "origin", .subject = "absent", .declared = "`make fetch` brings them"),
		"the store does not have these wheels, with which files were not compared: %s",
		shown);
}

/* What passed, and what was left out of it. */
static void pass(
	size_t files, size_t wheels, json_t *origins, const char *where, struct report *report)
{
	size_t bytecode = json_want_size(origins, "bytecode", where);
	size_t known = json_get_size(origins, "known", 0, where);
	_cleanup_free_ char *believed = plural(known, "layer");
	_cleanup_free_ char *they = they_are(files, "file"), *of = plural(wheels, "wheel");
	_cleanup_free_ char *compiled = plural(bytecode, ".pyc file");

	if (known)
		report_pass(report,
			"%s of wheels: as the lock of layers has %s, and not compared "
			"(PYLOCK_BYTES := all makes them again)",
			believed, known == 1 ? "it" : "them");
	if (known && !wheels)
		return;
	if (bytecode)
		report_pass(report,
			"%s as in the %s that the lock names; %s, which no wheel has, were not "
			"compared (FULL=1 makes them again)",
			they, of, compiled);
	else
		report_pass(report, "%s as in the %s that the lock names", they, of);
}

void check_origins(const struct subject *subject, struct report *report)
{
	json_t *origins = json_get_object(subject->evidence, "origins", subject->where), *wheel;
	_cleanup_json_ json_t *absent = json_array();
	size_t before = json_array_size(report->findings), files = 0, wheels = 0, index;

	if (!origins)
		return;
	json_array_foreach (json_want_array(origins, "wheels", subject->where), index, wheel) {
		size_t count = check_wheel(wheel, subject->where, absent, report);

		files += count;
		wheels += count > 0;
	}
	json_t *unexplained = json_want_array(origins, "unexplained", subject->where);

	/* What is not compared is not explained, either. */
	if (json_array_size(unexplained) && json_array_size(absent) == 0) {
		_cleanup_free_ char *shown = examples(unexplained);

		report_finding(report, (.check = "origin"),
			"neither a wheel of the lock nor the project has what layers do to %s",
			shown);
	}
	if (json_array_size(report->findings) == before)
		pass(files, wheels, origins, subject->where, report);
	find_absent(absent, report);
}

/* --- layers ------------------------------------------------------------------- */

void check_diff_ids(const struct subject *subject, struct report *report)
{
	json_t *layer;
	size_t index;

	json_array_foreach (
		json_get_array(subject->evidence, "layers", subject->where), index, layer)
		if (json_is_false(json_object_get(layer, "diffIDVerified")))
			report_finding(report, (.check = "layer"),
				"layer %zu, %s, does not unpack to what the configuration says",
				index, json_want_string(layer, "digest", subject->where));
}

/* --- the base ----------------------------------------------------------------- */

/* The manifest; its bytes are hashed into DIGEST. */
static json_t *read_manifest(const char *path, struct digest *digest)
{
	_cleanup_(text_free) struct text text = file_read(path, LARGEST_MANIFEST);
	json_t *manifest =
		json_loadb(text_string(&text), text.length, JSON_REJECT_DUPLICATES, NULL);

	if (!manifest)
		die(EXIT_NO, "%s: not a JSON document", path);
	*digest = sha256_of(text.bytes, text.length);
	return want_object(manifest, "the document", path);
}

void check_base(const struct subject *subject, const char *manifest, const char *sha256,
	struct report *report)
{
	struct digest digest;
	_cleanup_json_ json_t *base = read_manifest(manifest, &digest);
	json_t *wanted = json_want_array(base, "layers", manifest), *layer;
	json_t *layers = json_want_array(subject->evidence, "layers", subject->where);
	size_t index, count = json_array_size(wanted);
	_cleanup_free_ char *of = plural(count, "layer");

	if (sha256 && strcmp(digest.hex, sha256) != 0) {
		report_finding(report, (.check = "base"),
			"the base is sha256:%s, and its lock names sha256:%s", digest.hex, sha256);
		return;
	}
	json_array_foreach (wanted, index, layer) {
		json_t *own = json_array_get(layers, index);
		const char *digest_of_base = json_want_string(layer, "digest", manifest);

		if (own && strcmp(json_want_string(own, "digest", subject->where),
				   digest_of_base) == 0)
			continue;
		report_finding(report, (.check = "base"),
			"layer %zu of the image is not the base's, %s", index, digest_of_base);
		return;
	}
	report_pass(report, "the image stands on the %s of its base%s", of,
		sha256 ? ", which the lock names" : "");
}
