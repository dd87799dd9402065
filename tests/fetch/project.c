/* SPDX-License-Identifier: MIT */
/* project: what files are, by their names. Expected names and versions are those of the packaging
 * library. */
#include "unit.h"

#include "pages.h"

static void names(void **state)
{
	(void)state;
	static const struct {
		const char *filename, *version, *release;
		bool wheel, tags;
	} files[] = {
		{"demo-1.0-py3-none-any.whl", "1.0", "1.0", true, true},
		{"Demo-1.0.0_alpha1+CU12_9-1-py2.py3-none-any.whl", "1.0.0a1+cu12.9", "1.0.0a1",
			true, true},
		{"demo-1.0-py3-none-.whl", "1.0", "1.0", true, false},
		{"demo-1.0.tar.gz", "1.0", "1.0", false, false},
		{"demo-1!2.post1.zip", "1!2.post1", "1!2.post1", false, false},
		{"demo-1.0.exe", NULL, NULL, false, false},
		{"demo-1.0-py2.6.egg", NULL, NULL, false, false},
		{"demo-x.tar.gz", NULL, NULL, false, false},
		{"demo.tar.gz", NULL, NULL, false, false},
		{"demo.whl", NULL, NULL, true, false},
	};

	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		_cleanup_(project_free) struct project project =
			pages_files((const char *const[]){files[i].filename, NULL});
		const struct project_file *file = project.files[0];

		assert_int_equal(project.count, 1);
		assert_int_equal(file->is_wheel, files[i].wheel);
		assert_int_equal(file->wheel.python != NULL, files[i].tags);
		assert_int_equal(file->version != NULL, files[i].version != NULL);
		if (!files[i].version)
			continue;
		assert_string_equal(file->name, "demo");
		assert_string_equal(file->version, files[i].version);
		assert_string_equal(file->release, files[i].release);
	}
}

static void other_projects(void **state)
{
	(void)state;
	_cleanup_(project_free) struct project project = pages_files((const char *const[]){
		"demo_x-1.0-py3-none-any.whl", "other-1.tar.gz", "demo-1.tar.gz", NULL});
	_cleanup_free_ char *found = pages_names(&project);

	assert_string_equal(found, "demo-1.tar.gz");
}

static void versions(void **state)
{
	(void)state;
	_cleanup_(project_free) struct project project = pages_files((const char *const[]){
		"demo-1.10.tar.gz", "demo-1.9.tar.gz", "demo-1.9.0.tar.gz", "demo-1.0rc1.tar.gz",
		"demo-1.0.tar.gz", "demo-1.0+b-py3-none-any.whl", "demo-1.exe", NULL});
	json_t *found = project_versions(&project);
	_cleanup_free_ char *text = json_dumps(found, JSON_COMPACT);

	json_decref(found);
	assert_string_equal(text, "[\"1.0rc1\",\"1.0\",\"1.0+b\",\"1.9\",\"1.10\"]");
	assert_string_equal(project_local(project.files[5]), "b");
	assert_string_equal(project_local(project.files[0]), "none");
}

static bool keep_wheels(const struct project_file *file, const void *data)
{
	return file->is_wheel && data;
}

static void some(void **state)
{
	(void)state;
	_cleanup_(project_free) struct project project = pages_files(
		(const char *const[]){"demo-1.tar.gz", "demo-1-py3-none-any.whl", NULL});
	_cleanup_(project_free) struct project found = project_some(&project, keep_wheels, "");

	assert_int_equal(found.count, 1);
	assert_ptr_equal(found.files[0], project.files[1]);
	assert_string_equal(found.name, "demo");
	project_free(&found);
	project_free(&found);
}

static void members(void **state)
{
	(void)state;
	_cleanup_(project_free) struct project project = project_begin("demo");

	project_add_entry(&project,
		json_pack("{s:s, s:s, s:{s:s}, s:s, s:b, s:s}", "filename", "demo-1.tar.gz", "url",
			"http://x", "hashes", "sha256", "ABC", "upload-time", "1970-01-02",
			"yanked", 1, "requires-python", ">=3"));
	project_add_entry(&project, json_pack("{s:s, s:s, s:b, s:s}", "filename", "demo-2.tar.gz",
					    "url", "http://x", "yanked", 0, "upload-time", "soon"));
	assert_string_equal(project.files[0]->sha256, "abc");
	assert_string_equal(project.files[0]->yanked, "");
	assert_string_equal(project.files[0]->requires_python, ">=3");
	assert_true(project.files[0]->dated);
	assert_int_equal(project.files[0]->uploaded, 86400000000);
	assert_null(project.files[1]->yanked);
	assert_false(project.files[1]->dated);
	assert_string_equal(project.files[1]->sha256, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),
		cmocka_unit_test(other_projects),
		cmocka_unit_test(versions),
		cmocka_unit_test(some),
		cmocka_unit_test(members),
	};
	return run_unit(tests);
}
