/* SPDX-License-Identifier: MIT */
/* binarycheck: machines, tags of extension modules, NumPy. */
#include "unit.h"

#include "verify/binarycheck.h"

#include "verifying.h"

static void machines(void **state)
{
	_cleanup_verifying_ struct verifying good = {0}, bad = {0}, chosen = {0};

	(void)state;
	verifying_begin(&good, "{}",
		"{'elf':[{'path':'a','machine':'aarch64'},{'path':'b','machine':'elf-190'}]}");
	check_machines(&good.subject, &good.report);
	assert_said(&good, "ok 2 ELF files are for aarch64\n");
	verifying_begin(&bad, "{}",
		"{'elf':[{'path':'a','machine':'x86_64'},{'path':'b','machine':'i686',"
		"'distribution':'Z.z'}]}");
	check_machines(&bad.subject, &bad.report);
	assert_said(&bad, "FAIL [elf/z-z] z-z: not for aarch64: b (i686)\n"
			  "FAIL [elf/image] base: not for aarch64: a (x86_64)\n");
	verifying_begin(&chosen,
		"{'packages':[{'name':'z-z','version':'1','file':{'filename':'z_z-1-py3-none-any."
		"whl'}}]}",
		"{'elf':[{'path':'b','machine':'i686','distribution':'Z.z'}]}");
	check_machines(&chosen.subject, &chosen.report);
	assert_said(&chosen, "note [elf/z-z] z-z: not for aarch64: b (i686) (its wheel is for "
			     "every machine, and chooses by name)\n");
}

/* Begins with ELF files of the distribution `p` at PATHS, the last of which is NULL. */
static void begin(struct verifying *verifying, const char *plan, const char *const *paths)
{
	_cleanup_(text_free) struct text evidence = {0};

	text_add_string(&evidence, "{'elf':[");
	for (size_t i = 0; paths[i]; i++)
		text_printf(&evidence, "%s{'machine':'aarch64','distribution':'p','path':'%s'}",
			i ? "," : "", paths[i]);
	text_add_string(&evidence, "]}");
	verifying_begin(verifying, plan, text_string(&evidence));
}

static void tags(void **state)
{
	_cleanup_verifying_ struct verifying good = {0}, bad = {0}, musl = {0};
	static const char *const fitting[] = {"p/a.cpython-311-aarch64-linux-gnu.so",
		"p/a.cpython-310-aarch64-linux-gnu.so", "p/b.abi3.so", "p/c.cpython-311.so",
		"p/lib.so.1", "p/d.so", NULL};
	static const char *const others[] = {"p/a.pypy39-pp73.so", "p/a.cpython-312.so", NULL};
	static const char *const of_musl[] = {"p/a.cpython-311-aarch64-linux-musl.so", NULL};

	(void)state;
	begin(&good, "{}", fitting);
	check_tags(&good.subject, &good.report);
	assert_said(&good, "ok 3 extension modules are for Python 3.11\n");
	begin(&bad, "{}", others);
	check_tags(&bad.subject, &bad.report);
	assert_said(&bad, "FAIL [abi/p/a] p: a is for cpython-312, pypy39-pp73, and Python 3.11 on "
			  "aarch64 does "
			  "not load it; take a wheel for this Python\n");
	begin(&musl,
		"{'target':{'name':'t','arch':'aarch64','python':'3.11','pythonFull':'3.11.2',"
		"'musl':'1.2'}}",
		of_musl);
	check_tags(&musl.subject, &musl.report);
	assert_said(&musl, "ok 1 extension module is for Python 3.11\n");
}

#define ELF                                                               \
	"'elf':[{'path':'a','machine':'m','distribution':'p','numpy':2}," \
	"{'path':'b','machine':'m','distribution':'p','numpy':1}]"

static void numpy(void **state)
{
	_cleanup_verifying_ struct verifying one = {0}, two = {0}, none = {0};

	(void)state;
	verifying_begin(
		&one, "{}", "{'distributions':[{'name':'numpy','version':'1.26'}]," ELF "}");
	check_numpy(&one.subject, &one.report);
	assert_said(&one, "ok the C interface that 1 distribution was compiled for is one of NumPy "
			  "1.26\n");
	verifying_begin(&two, "{}", "{'distributions':[{'name':'numpy','version':'2.1'}]," ELF "}");
	check_numpy(&two.subject, &two.report);
	assert_said(&two, "FAIL [numpy/p] p was compiled for NumPy 1, and NumPy 2.1 refuses it; "
			  "constrain numpy<2, or take a newer p\n");
	verifying_begin(&none, "{}", "{" ELF "}");
	check_numpy(&none.subject, &none.report);
	assert_said(&none, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(machines),
		cmocka_unit_test(tags),
		cmocka_unit_test(numpy),
	};
	return run_unit(tests);
}
