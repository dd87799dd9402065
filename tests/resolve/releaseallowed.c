/* SPDX-License-Identifier: MIT */
/* releaseallowed: which files of a release may be taken, and what is said when none may. */
#include "unit.h"

#include "pages.h"
#include "resolve/releaseallowed.h"
#include "scratch.h"

#define PURE "demo-1.0-py3-none-any.whl"
#define SDIST "demo-1.0.tar.gz"
#define LOCAL "demo-1.0+cu1-py3-none-any.whl"
#define ZEROS "sha256:00000000000000000000000000000000000000000000000000000000000000"

static const struct target target = {
	.python_major = 3, .python_minor = 11, .arch = "x86_64", .libc_major = 2, .libc_minor = 36};

static const char *withdrawn;

static bool keep_all(const struct project_file *file, const void *data)
{
	return file && !data;
}

static void assert_allowed(
	const char *version, const char *const *names, const char *allowed, const char *wanted)
{
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_free_ char *text = xprintf(
		"{\"indexes\": {\"default\": {\"url\": \"http://a\"}}, \"allowed\": %s}", allowed);
	_cleanup_(policy_free) struct policy policy =
		policy_read(scratch_write(&scratch, "p.json", text));
	_cleanup_(tags_free) struct tags tags = tags_for(&target);
	const struct release_target whom = {.name = "t", .python = "3.11.2", .tags = &tags};
	struct resolved_release resolved = {
		.name = (char *)(uintptr_t) "demo", .version = (char *)(uintptr_t)version};
	struct release release = release_begin(&resolved, &policy);
	_cleanup_(project_free) struct project files = pages_files(names), found = {0};
	_cleanup_(text_free) struct text said = {0};

	release.files = project_some(&files, keep_all, NULL);
	for (size_t i = 0; withdrawn && i < release.files.count; i++)
		if (strcmp(release.files.files[i]->filename, withdrawn) == 0)
			release.files.files[i]->yanked = "a mistake";
	if (release_allowed(&release, &policy, &whom, &found, &said)) {
		_cleanup_free_ char *kept = pages_names(&found);

		text_printf(&said, "%s; by %s; over ", kept, text_string(&release.decided));
		list_join(&release.over, " ", &said);
	}
	release_free(&release);
	assert_string_equal(text_string(&said), wanted);
}

#define FILES(...) ((const char *const[]){__VA_ARGS__, NULL})
#define HASH(hash)                                                                        \
	"{\"hashes\": [{\"name\": \"demo\", \"place\": \"r.in:3\", \"specifier\": \"\", " \
	"\"hashes\": [\"" hash "\"]}]}"

static void what_may_be_taken(void **state)
{
	(void)state;
	assert_allowed("1.0", FILES(PURE, SDIST), "{}", PURE " " SDIST "; by ; over ");
	assert_allowed("1.0", FILES(PURE, SDIST), "{\"noBinary\": [\"demo\"]}",
		SDIST "; by --no-binary; over " PURE);
	assert_allowed(
		"1.0", FILES(PURE, SDIST), "{\"onlyBinary\": [\":all:\"]}", PURE "; by ; over ");
	assert_allowed(
		"1.0", FILES(PURE, SDIST), HASH(ZEROS "01"), SDIST "; by --hash; over " PURE);
	assert_allowed("1.0", FILES(PURE, SDIST), HASH(ZEROS "00"), PURE "; by ; over ");
	assert_allowed("1.0+cu1", FILES(PURE, LOCAL), "{}", PURE " " LOCAL "; by ; over ");
	assert_allowed("1.0+cu1", FILES(PURE, LOCAL), "{\"exact\": {\"demo\": \"1.0+cu1\"}}",
		LOCAL "; by ; over ");
}

/* As pip's finder, which takes what was withdrawn last. */
static void what_was_withdrawn(void **state)
{
	(void)state;
	withdrawn = PURE;
	assert_allowed("1.0", FILES(PURE, SDIST), "{}", SDIST "; by PEP 592; over " PURE);
	assert_allowed(
		"1.0", FILES(PURE, SDIST), "{\"onlyBinary\": [\"demo\"]}", PURE "; by ; over ");
	assert_allowed("1.0", FILES(PURE, "demo-1.0-py3-none-win32.whl"), "{}",
		PURE " demo-1.0-py3-none-win32.whl; by ; over ");
	assert_allowed("1.0", FILES(PURE, LOCAL), "{}", PURE " " LOCAL "; by ; over ");
	withdrawn = SDIST;
	assert_allowed("1.0", FILES(PURE, SDIST), "{}", PURE "; by ; over ");
	withdrawn = NULL;
}

static void what_may_not(void **state)
{
	(void)state;
	assert_allowed("1.0", FILES(PURE), "{\"noBinary\": [\"demo\"]}",
		"demo 1.0: --no-binary, and index 'default' has no sdist of it");
	assert_allowed("1.0", FILES(SDIST), "{\"onlyBinary\": [\"demo\"]}",
		"demo 1.0: --only-binary, and index 'default' has no wheel of it");
	assert_allowed("1.0", FILES(PURE, SDIST), HASH(ZEROS "09"),
		"r.in:3: demo 1.0: none of its files at index 'default' has a hash that this line "
		"gives: " PURE " has " ZEROS "00, " SDIST " has " ZEROS "01");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_may_be_taken),
		cmocka_unit_test(what_was_withdrawn),
		cmocka_unit_test(what_may_not),
	};

	return run_unit(tests);
}
