/* SPDX-License-Identifier: MIT */
/* verify: whether an image holds what its lock says, from the evidence that inspect(1) collected.
 * Runs nothing of the target. */
#include <string.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/options.h"
#include "verify/binarycheck.h"
#include "verify/commandline.h"
#include "verify/filecheck.h"
#include "verify/gpucheck.h"
#include "verify/imagecheck.h"
#include "verify/linkage.h"
#include "verify/lockcheck.h"
#include "verify/origincheck.h"
#include "verify/overrides.h"
#include "verify/requirecheck.h"
#include "verify/sourcecheck.h"
#include "verify/unaskedcheck.h"
#include "verify/wheelcheck.h"

static const char usage[] =
	"usage: verify --plan PLAN --evidence EVIDENCE --lock-sha256 HASH [OPTION]...\n"
	"\n"
	"Compares an image with its lock. The findings are printed as JSON. The exit status is 1 "
	"when one of\n"
	"them is not declared.\n"
	"\n"
	"  --plan FILE                   plan.json of lockplan\n"
	"  --evidence FILE               the JSON that inspect printed\n"
	"  --lock-sha256 HASH            of what is installed of the lock, as the plan has it; the "
	"image's\n"
	"                                label must say the same\n"
	"  --override FILE               a file of overrides\n"
	"  --allow PACKAGE=REASON        accepts findings on a package\n"
	"  --accept ID=REASON            accepts the finding with that id; * stands for anything\n"
	"  --allow-wheel SHA256=REASON   declares what layers say of that wheel\n"
	"  --flaws FILE                  what layers say of wheels that are not as the rules want "
	"them\n"
	"  --driver SONAME=VERSION       a library that the device's driver supplies\n"
	"  --opened FILE                 opened.json: which libraries packages load by name\n"
	"  --owners FILE                 lines of a soname and the Debian package that has it\n"
	"  --cuda VERSION                the target's version of CUDA\n"
	"  --capability CAPABILITY       the compute capability of a GPU of the target, such as "
	"8.7\n"
	"  --cuda-package PACKAGE        a package that is to be a CUDA build\n"
	"  --sources FILE                what sources printed\n"
	"  --critical PACKAGE            must be in the image\n"
	"  --uncompiled FILE             the paths of .py files that layers say do not compile\n"
	"  --gpu                         the target has an NVIDIA GPU, which the image must ask "
	"for\n"
	"  --provided FILE               provided.json of provided: what the base provides\n"
	"  --owned FILE                  what image decided about files that several packages "
	"have\n"
	"  --base FILE                   the manifest of the base\n"
	"  --base-sha256 HASH            of that, as the base's lock has it\n"
	"  --json FILE                   the findings go there\n"
	"  -h, --help                    print this\n";

enum { LARGEST_OWNERS = 16 << 20 };

/* --- the checks, in their order --------------------------------------------------- */

/* The document of an option, NULL when the option was not given. */
static json_t *document(const char *path, json_type type)
{
	if (!path)
		return NULL;
	json_t *json = subject_document(path);

	return type == JSON_ARRAY ? want_array(json, "the document", path)
				  : want_object(json, "the document", path);
}

/* Lines of a soname and the Debian package that has it, as an object; NULL without the file. */
static json_t *read_owners(const char *path)
{
	if (!path || access(path, F_OK) != 0)
		return NULL;
	json_t *owners = json_object();
	_cleanup_(text_free) struct text text = file_read(path, LARGEST_OWNERS);

	for (char *rest = text.bytes, *line; (line = strsep(&rest, "\n")) != NULL;) {
		const char *soname = strtok_r(line, " \t\r", &line);
		const char *package = soname ? strtok_r(NULL, " \t\r", &line) : NULL;

		if (soname && !package)
			die(EXIT_NO, "%s: '%s' has no package", path, soname);
		if (soname)
			json_object_set_new(owners, soname, json_string(package));
	}
	return owners;
}

static void check_image(
	const struct commandline *options, const struct subject *subject, struct report *report)
{
	_cleanup_json_ json_t *flaws = document(options->flaws, JSON_ARRAY);
	_cleanup_json_ json_t *uncompiled = document(options->uncompiled, JSON_ARRAY);
	bool decided = options->owned && access(options->owned, F_OK) == 0;
	_cleanup_json_ json_t *owned = document(decided ? options->owned : NULL, JSON_OBJECT);
	_cleanup_json_ json_t *provided = document(options->provided, JSON_OBJECT);

	check_label(subject, options->lock_sha256, report);
	check_diff_ids(subject, report);
	if (options->base)
		check_base(subject, options->base, options->base_sha256, report);
	check_origins(subject, report);
	check_startup(subject, report);
	check_environment(subject, report);
	check_unasked(subject, report);
	_cleanup_json_ json_t *flawed =
		check_wheels(subject, flaws, options->flaws, &options->allow_wheel, report);

	check_records(subject, flawed, report);
	if (owned)
		check_owned(owned, options->owned, report);
	check_shared(subject, report);
	check_bytecode(subject, uncompiled, report);
	report->group = "lock";
	report_origins(subject, report);
	check_distributions(subject, provided, flawed, report);
}

/* Returns which distribution wants which others (check_requirements). */
static json_t *check_lock(
	const struct commandline *options, const struct subject *subject, struct report *report)
{
	_cleanup_json_ json_t *provided = document(options->provided, JSON_OBJECT);
	_cleanup_json_ json_t *present =
		check_provided(subject, provided, options->provided, report);
	_cleanup_json_ json_t *overridden = json_object();

	check_critical(subject, options->critical, present, report);
	for (size_t i = 0; i < options->overrides.count; i++)
		overrides_read(options->overrides.items[i], overridden);
	return check_requirements(subject, present, overridden, report);
}

static void check_python_side(
	const struct commandline *options, const struct subject *subject, struct report *report)
{
	_cleanup_json_ json_t *sources = document(options->sources, JSON_OBJECT);

	report->group = "python";
	check_python(subject, report);
	check_tags(subject, report);
	check_numpy(subject, report);
	if (sources)
		check_sources(subject, sources, options->sources, report);
}

static void check_native_side(const struct commandline *options, const struct subject *subject,
	json_t *wants, struct report *report)
{
	_cleanup_json_ json_t *opened = document(options->opened, JSON_ARRAY);
	_cleanup_json_ json_t *owners = read_owners(options->owners);

	report->group = "libraries";
	check_machines(subject, report);
	_cleanup_(linkage_free) struct linkage linkage = linkage_begin(subject, wants, report);

	linkage.driver = options->driver;
	linkage.owning = owners;
	linkage.opened = opened;
	linkage.where_opened = options->opened;
	check_linkage(&linkage);
	report->group = "gpu";
	check_gpu_code(subject, &options->capabilities, report);
	check_gpu_builds(subject, options->cuda_packages, options->cuda, report);
	if (options->gpu)
		check_gpu_request(subject, report);
}

int main(int argc, char *argv[])
{
	options_begin(&argc, &argv, usage);
	_cleanup_(commandline_free) struct commandline options = commandline_parse(argc, argv);
	_cleanup_(report_free) struct report report = report_begin(&options.accept, &options.allow);
	_cleanup_(subject_free) struct subject subject =
		subject_read(options.plan, options.evidence, &report);

	check_image(&options, &subject, &report);
	_cleanup_json_ json_t *wants = check_lock(&options, &subject, &report);

	check_python_side(&options, &subject, &report);
	check_native_side(&options, &subject, wants, &report);
	_cleanup_json_ json_t *result = report_document(&report, subject_target(&subject, "name"),
		json_want_string(subject.evidence, "manifest", subject.where));

	report_write(result, options.json);
	int status = close_stdout();

	return status ? status : report.errors > 0;
}
