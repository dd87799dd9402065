/* SPDX-License-Identifier: MIT */
/* checks: every one of verify(1), on a document
 * {"plan","evidence","flaws","sources","provided","owned", "opened"}. */
#include "fuzz.h"

#include "verify/binarycheck.h"
#include "verify/filecheck.h"
#include "verify/gpucheck.h"
#include "verify/imagecheck.h"
#include "verify/linkage.h"
#include "verify/lockcheck.h"
#include "verify/requirecheck.h"
#include "verify/sourcecheck.h"
#include "verify/unaskedcheck.h"
#include "verify/wheelcheck.h"

/* What the command line gives. */
struct given {
	struct declarations accepted, allowed, wheels;
	struct stringlist capabilities;
	json_t *names;
};

static void given_free(struct given *given)
{
	declarations_free(&given->accepted);
	declarations_free(&given->allowed);
	declarations_free(&given->wheels);
	stringlist_free(&given->capabilities);
	json_free(&given->names);
}

static void check(
	json_t *all, struct given *given, const struct subject *subject, struct report *report)
{
	json_t *provided = json_get_object(all, "provided", "it");
	json_t *sources = json_get_object(all, "sources", "it");
	json_t *owned = json_get_object(all, "owned", "it");
	_cleanup_json_ json_t *flawed = check_wheels(
		subject, json_get_array(all, "flaws", "it"), "it", &given->wheels, report);

	check_label(subject, "0", report);
	check_startup(subject, report);
	check_unasked(subject, report);
	check_environment(subject, report);
	check_gpu_request(subject, report);
	check_records(subject, flawed, report);
	if (owned)
		check_owned(owned, "it", report);
	check_shared(subject, report);
	check_bytecode(subject, NULL, report);
	report_origins(subject, report);
	check_distributions(subject, provided, flawed, report);
	_cleanup_json_ json_t *present = check_provided(subject, provided, "it", report);
	_cleanup_json_ json_t *wants = check_requirements(subject, present, given->names, report);

	check_python(subject, report);
	check_tags(subject, report);
	check_numpy(subject, report);
	if (sources)
		check_sources(subject, sources, "it", report);
	check_machines(subject, report);
	_cleanup_(linkage_free) struct linkage linkage = linkage_begin(subject, wants, report);

	linkage.driver = given->names;
	linkage.opened = json_get_array(all, "opened", "it");
	linkage.where_opened = "it";
	check_linkage(&linkage);
	check_gpu_code(subject, &given->capabilities, report);
	check_gpu_builds(subject, given->names, "12.9", report);
}

void fuzz_one(const uint8_t *bytes, size_t size)
{
	_cleanup_json_ json_t *all =
		json_loadb((const char *)bytes, size, JSON_REJECT_DUPLICATES, NULL);
	_cleanup_(given_free) struct given given = {.names = json_object()};
	_cleanup_(report_free) struct report report = report_begin(&given.accepted, &given.allowed);

	if (!json_is_object(all))
		return;
	declarations_add(&given.accepted, "l*/[a-z]*=so");
	declarations_add(&given.wheels, "0123=so");
	json_object_set_new(given.names, "libcuda.so.1", json_string("525"));
	stringlist_add(&given.capabilities, xstrdup("8.7"));
	_cleanup_(subject_free) struct subject subject =
		subject_of(json_incref(json_object_get(all, "plan")), "plan",
			json_incref(json_object_get(all, "evidence")), "evidence", &report);

	check(all, &given, &subject, &report);
	_cleanup_json_ json_t *document = report_document(&report, "t", "m");

	fuzz_check(json_array_size(report.passed) == json_array_size(report.groups));
	fuzz_check(json_is_object(document));
}
