/* SPDX-License-Identifier: MIT */
/* decision: which releases are clear, and which files' hashes are wanted: those that a lock takes,
 * or among which a hash decides. The store is none, so that one that is wanted is refused. */
#include "unit.h"

#include "pages.h"
#include "resolve/decision.h"
#include "scratch.h"

#define PURE "demo-1.0-py3-none-any.whl"
#define MANY "demo-1.0-cp311-cp311-manylinux_2_17_x86_64.whl"
#define LINUX "demo-1.0-cp311-cp311-linux_x86_64.whl"
#define WINDOWS "demo-1.0-cp311-cp311-win_amd64.whl"
#define HASH "0000000000000000000000000000000000000000000000000000000000000000"

static const struct target target = {
	.python_major = 3, .python_minor = 11, .arch = "x86_64", .libc_major = 2, .libc_minor = 36};

static bool keep_all(const struct project_file *file, const void *data)
{
	return file && !data;
}

/* Files with these names, of which UNKNOWN has no SHA-256; POLICY has these members besides. */
static enum exit_status decided(const char *const *names, const char *unknown, const char *members)
{
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_free_ char *text =
		xprintf("{\"indexes\": {\"default\": {\"url\": \"http://a\"}}%s}", members);
	_cleanup_(policy_free) struct policy policy =
		policy_read(scratch_write(&scratch, "p.json", text));
	_cleanup_(tags_free) struct tags tags = tags_for(&target);
	const struct release_target whom = {.name = "t", .python = "3.11.2", .tags = &tags};
	_cleanup_json_ json_t *known = json_pack("{s:[]}", HASH);
	const struct stringlist none = {0};
	const struct store store = {0};
	const struct learn learn = {&policy, &tags, "/nonexistent", known};
	const struct filehash filehash = {&policy, &store, &none};
	const struct decision decision = {&whom, &target, &none, &learn, &filehash};
	struct resolved_release resolved = {.name = "demo", .version = "1.0"};
	struct release release = release_begin(&resolved, &policy);
	_cleanup_(project_free) struct project files = pages_files(names);

	for (size_t i = 0; i < files.count; i++) {
		files.files[i]->source = "default";
		if (unknown && strcmp(files.files[i]->filename, unknown) == 0)
			files.files[i]->sha256[0] = '\0';
	}
	release.files = project_some(&files, keep_all, NULL);
	enum exit_status status = decide(&decision, &release, 1);

	release_free(&release);
	return status;
}

#define FILES(...) ((const char *const[]){__VA_ARGS__, NULL})

static void what_is_clear(void **state)
{
	(void)state;
	assert_int_equal(decided(FILES(PURE, MANY), NULL, ""), EXIT_YES);
	assert_int_equal(decided(FILES(LINUX, MANY), NULL, ""), EXIT_NO);
}

static void whose_hash_is_wanted(void **state)
{
	(void)state;
	static const char line[] =
		", \"allowed\": {\"hashes\": [{\"name\": \"demo\", \"place\": \"r:1\", "
		"\"specifier\": \"\", \"hashes\": [\"sha256:" HASH "\"]}]}";
	static const char rule[] = ", \"prefer\": [{\"pattern\": \"demo\", \"rules\": "
				   "[\"sha256:" HASH "\"]}]";

	assert_int_equal(decided(FILES(PURE, MANY), MANY, ""), EXIT_NO);
	assert_int_equal(decided(FILES(PURE, MANY), PURE, ""), EXIT_YES);
	assert_int_equal(decided(FILES(MANY, PURE), PURE, line), EXIT_NO);
	assert_int_equal(decided(FILES(MANY, PURE), PURE, rule), EXIT_NO);
	assert_int_equal(decided(FILES(MANY, WINDOWS), WINDOWS, line), EXIT_YES);
	assert_int_equal(decided(FILES(MANY, WINDOWS), WINDOWS, rule), EXIT_YES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_clear),
		cmocka_unit_test(whose_hash_is_wanted),
	};
	return run_unit(tests);
}
