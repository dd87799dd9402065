/* SPDX-License-Identifier: MIT */
/* newrecord: the rows of an installed wheel's RECORD, byte for byte. That pip writes the same:
 * tests/layers/layer.t. */
#include "unit.h"

#include "layers/newrecord.h"
#include "lib/cleanup.h"

/* sha256sum and base64 over "x\n" and "yy\n" */
#define X "sha256=c8s4WKaHqElMozIwUwFigvPa051Cz2LKTnndoqrH2aw,2"
#define Y "sha256=Yipu2rNGU07kjrmuP1DzqaTmG9g2_Y3hmZvkDXGWwQk,3"

static struct environment environment;
static struct wheel wheel;

static struct installed file_at(const char *root, const char *name, const char *content)
{
	struct installed file = {.wheel = &wheel, .root = root, .name = name};

	text_add_string(&file.content, content);
	file.hash = record_hash_of(content, strlen(content));
	return file;
}

/* The RECORD of COUNT files and of EXTRA rows is WANTED; frees the files. */
static void assert_record(struct installed *files, size_t count, const struct wheel_row *extra,
	size_t extra_count, const char *wanted)
{
	wheel.extra = (struct wheel_row *)extra;
	wheel.extra_count = extra_count;
	_cleanup_(text_free) struct text record = newrecord_of(&wheel, files, count, &environment);

	for (size_t i = 0; i < count; i++)
		text_free(&files[i].content);
	assert_string_equal(text_string(&record), wanted);
}

static void paths_are_relative_to_the_site_directory(void **state)
{
	struct installed files[] = {
		file_at(environment.site, "b.py", "x\n"),
		file_at(environment.site, "a,b.py", "yy\n"),
		file_at(environment.bin, "run", "x\n"),
		file_at(environment.prefix, "lib/python3.12/c", "x\n"),
		file_at(environment.prefix, "lib/python3.12/site-packages/d.py", "x\n"),
		file_at(environment.site, "RECORD", ""),
	};

	(void)state;
	files[4].over_link = true;
	files[5].hash = (struct record_hash){0};
	assert_record(files, 6, NULL, 0,
		"../../../bin/run," X "\r\n"
		"../../../lib64/python3.12/site-packages/d.py," X "\r\n"
		"../c," X "\r\n"
		"RECORD,,\r\n"
		"\"a,b.py\"," Y "\r\n"
		"b.py," X "\r\n");
}

static void a_tail_stands_as_it_stood(void **state)
{
	char odd[] = "md5=abc,07";
	struct installed files[] = {
		file_at(environment.site, "b.py", "x\n"),
		file_at(environment.site, "a.py", "x\n"),
	};

	(void)state;
	files[1].tail = odd;
	assert_record(files, 2, NULL, 0, "a.py,md5=abc,07\r\nb.py," X "\r\n");
}

static void the_same_file_twice_has_one_row(void **state)
{
	char one[] = "md5=a,1", other[] = "md5=b,1";
	struct installed files[] = {
		file_at(environment.site, "a.py", "x\n"),
		file_at(environment.site, "a.py", "x\n"),
		file_at(environment.site, "b.py", "x\n"),
		file_at(environment.site, "b.py", "x\n"),
		file_at(environment.site, "c.py", "x\n"),
		file_at(environment.site, "c.py", "x\n"),
	};

	(void)state;
	files[2].tail = files[3].tail = files[4].tail = one;
	files[5].tail = other;
	assert_record(files, 6, NULL, 0,
		"a.py," X "\r\nb.py,md5=a,1\r\nc.py,md5=a,1\r\nc.py,md5=b,1\r\n");
}

static void rows_come_back_when_something_is_there(void **state)
{
	char nothing[] = ",", hash[] = "md5=a,1", same[] = X;
	char directory[] = "pkg/", bare[] = "pkg", up[] = "../../../bin", second[] = "pkg/a.py",
	     dotted[] = "./pkg/../pkg//a.py", above[] = "../../../../bin/run", gone[] = "gone",
	     absolute[] = "/pkg", longer[] = "pk", empty[] = ".";
	const struct wheel_row extra[] = {{directory, nothing}, {bare, nothing}, {up, nothing},
		{second, hash}, {second, same}, {dotted, hash}, {above, nothing}, {gone, nothing},
		{absolute, nothing}, {longer, nothing}, {empty, nothing}, {directory, nothing}};
	struct installed files[] = {
		file_at(environment.site, "pkg/a.py", "x\n"),
		file_at(environment.bin, "run", "x\n"),
	};

	(void)state;
	assert_record(files, 2, extra, sizeof extra / sizeof *extra,
		"../../../bin,,\r\n"
		"../../../bin/run," X "\r\n"
		"./pkg/../pkg//a.py,md5=a,1\r\n"
		"pkg,,\r\n"
		"pkg/,,\r\n"
		"pkg/a.py,md5=a,1\r\n"
		"pkg/a.py," X "\r\n");
}

static void rows_of_what_is_not_there_do_not(void **state)
{
	char nothing[] = ",", gone[] = "pkg/b.py", below[] = "pkg/a.py/b";
	const struct wheel_row extra[] = {{gone, nothing}, {below, nothing}};
	struct installed files[] = {file_at(environment.site, "pkg/a.py", "x\n")};

	(void)state;
	assert_record(files, 1, extra, 2, "pkg/a.py," X "\r\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_are_relative_to_the_site_directory),
		cmocka_unit_test(a_tail_stands_as_it_stood),
		cmocka_unit_test(the_same_file_twice_has_one_row),
		cmocka_unit_test(rows_come_back_when_something_is_there),
		cmocka_unit_test(rows_of_what_is_not_there_do_not),
	};

	environment =
		environment_at("/opt/venv", "/opt/venv/lib/python3.12/site-packages", NULL, 3, 12);
	int failed = run_unit(tests);

	environment_free(&environment);
	return failed;
}
