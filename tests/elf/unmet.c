/* SPDX-License-Identifier: MIT */
/* unmet: what a target does not meet, for objects of every kind. */
#include "unit.h"

#include <elf.h>

#include "elf/unmet.h"

static struct elfobject object(const char *machine, unsigned number)
{
	struct elfobject object = {.path = xstrdup("pkg/_x.so"), .number = number};

	strcpy(object.machine, machine);
	return object;
}

/* What TARGET does not meet of OBJECT, which is freed. LIBRARIES are what the arguments provide. */
static void assert_unmet(struct elfobject *object, const struct elftarget *target,
	const struct provided *provided, const char *wanted)
{
	json_t *json = unmet(object, target, provided);
	struct text text = json_canonical(json);

	assert_string_equal(text_string(&text), wanted);
	text_free(&text);
	json_decref(json);
	elfobject_free(object);
}

static const struct elftarget debian12 = {.machine = "aarch64", .glibc = "2.36"},
			      ubuntu24 = {.machine = "aarch64", .glibc = "2.39"},
			      alpine = {.machine = "aarch64", .musl = "1.2"};
static const struct provided nothing;

static void machines(void **state)
{
	(void)state;
	struct elfobject fits = object("aarch64", EM_AARCH64), other = object("x86_64", EM_X86_64),
			 cubin = object("elf-190", EM_CUDA), none = object("elf-0", EM_NONE),
			 unreadable = object("unknown", 0);

	unreadable.flaw = "it ends within its header";
	stringlist_add(&other.needed, xstrdup("libx.so"));
	assert_unmet(&fits, &debian12, &nothing, "[]");
	assert_unmet(
		&other, &debian12, &nothing, "[{\"kind\":\"machine\",\"wanted\":\"aarch64\"}]");
	assert_unmet(&cubin, &debian12, &nothing, "[]");
	assert_unmet(&none, &debian12, &nothing, "[{\"kind\":\"machine\",\"wanted\":\"aarch64\"}]");
	assert_unmet(&unreadable, &debian12, &nothing,
		"[{\"kind\":\"unreadable\",\"what\":\"it ends within its header\"},"
		"{\"kind\":\"machine\",\"wanted\":\"aarch64\"}]");
}

static struct elfobject versioned(const char *version)
{
	struct elfobject made = object("aarch64", EM_AARCH64);

	symbolversions_add(&made.versions, "GLIBC_2.17");
	symbolversions_add(&made.versions, "GLIBCXX_9.9");
	symbolversions_add(&made.versions, version);
	return made;
}

static void c_libraries(void **state)
{
	(void)state;
	static const char *const met[] = {
		"GLIBC_2.9", "GLIBC_2.36", "GLIBC_ABI_DT_RELR", "GLIBC_PRIVATE"};
	struct elfobject made;

	for (size_t i = 0; i < sizeof met / sizeof *met; i++) {
		made = versioned(met[i]);
		assert_unmet(&made, &debian12, &nothing, "[]");
	}
	made = versioned("GLIBC_2.38");
	assert_unmet(&made, &debian12, &nothing,
		"[{\"has\":\"2.36\",\"kind\":\"glibc\",\"needs\":\"2.38\"}]");
	made = versioned("GLIBC_2.38");
	assert_unmet(&made, &ubuntu24, &nothing, "[]");
	made = versioned("GLIBC_ABI_DT_RELR");
	assert_unmet(&made, &(struct elftarget){.machine = "aarch64", .glibc = "2.35"}, &nothing,
		"[{\"has\":\"2.35\",\"kind\":\"glibc\",\"needs\":\"2.36\"}]");
	made = versioned("GLIBC_2.4");
	assert_unmet(&made, &alpine, &nothing,
		"[{\"has\":\"musl 1.2\",\"kind\":\"glibc\",\"needs\":\"2.17\"}]");
}

/* What is missing of a library that needs these. */
static void assert_missing(const struct elftarget *target, const struct provided *provided,
	const char *const *needed, const char *wanted)
{
	struct elfobject made = object(target->machine, EM_AARCH64);

	for (; *needed; needed++)
		stringlist_add(&made.needed, xstrdup(*needed));
	json_t *json = unmet(&made, target, provided);
	struct text missing = {0};

	for (size_t i = 0; i < json_array_size(json); i++)
		text_printf(&missing, "%s ",
			json_string_value(json_object_get(json_array_get(json, i), "soname")));
	assert_string_equal(text_string(&missing), wanted);
	text_free(&missing);
	json_decref(json);
	elfobject_free(&made);
}

static void libraries(void **state)
{
	(void)state;
	static const char *const of_glibc[] = {"libc.so.6", "libm.so.6", "libpthread.so.0",
		"libdl.so.2", "librt.so.1", "ld-linux-aarch64.so.1", "libgcc_s.so.1",
		"libstdc++.so.6", "libutil.so.1", NULL},
				 *const of_musl[] = {"libc.so", "libc.musl-aarch64.so.1",
					 "ld-musl-aarch64.so.1", NULL},
				 *const others[] = {"libcuda.so.1", "ld-linux-x86-64.so.2",
					 "libmine.so.1", NULL},
				 *const vectors[] = {"libmvec.so.1", NULL};
	struct elfobject mine = object("aarch64", EM_AARCH64),
			 foreign = object("x86_64", EM_X86_64);
	struct provided provided = {0};

	assert_missing(&debian12, &nothing, of_glibc, "");
	assert_missing(&alpine, &nothing, of_musl, "");
	assert_missing(&debian12, &nothing, of_musl,
		"libc.so libc.musl-aarch64.so.1 ld-musl-aarch64.so.1 ");
	assert_missing(&alpine, &nothing, of_glibc,
		"libc.so.6 libm.so.6 libpthread.so.0 libdl.so.2 librt.so.1 ld-linux-aarch64.so.1 "
		"libgcc_s.so.1 "
		"libstdc++.so.6 libutil.so.1 ");
	assert_missing(
		&debian12, &nothing, others, "libcuda.so.1 ld-linux-x86-64.so.2 libmine.so.1 ");
	assert_missing(&debian12, &nothing, vectors,
		"libmvec.so.1 "); /* aarch64 has it since glibc 2.38 */
	assert_missing(&ubuntu24, &nothing, vectors, "");

	/* Given a library of another machine, then one of this machine, then what the driver has */
	foreign.soname = xstrdup("libmine.so.1");
	mine.soname = xstrdup("libmine.so.1");
	provided_add(&provided, &foreign);
	provided_sort(&provided);
	assert_missing(
		&debian12, &provided, others, "libcuda.so.1 ld-linux-x86-64.so.2 libmine.so.1 ");
	provided_add(&provided, &mine);
	provided_sort(&provided);
	assert_missing(&debian12, &provided, others, "libcuda.so.1 ld-linux-x86-64.so.2 ");
	assert_missing(&debian12, &provided, (const char *const[]){"_x.so", NULL},
		""); /* by its file's name */
	provided_add_name(&provided, "libcuda.so.1");
	provided_sort(&provided);
	assert_missing(&debian12, &provided, others, "ld-linux-x86-64.so.2 ");
	provided_free(&provided);
	elfobject_free(&mine);
	elfobject_free(&foreign);
}

/* NVIDIA's CUDA C++ Programming Guide: 8.0 runs on 8.6 but not on Orin's 8.7, which is Tegra's;
 * nothing runs on a lower or another major capability; PTX does on every later one. */
static void gpus(void **state)
{
	(void)state;
	enum { SASS, PTX, RELOCATABLE };
	static const struct {
		int kind;
		struct gpu code;
		unsigned gpu;
		bool runs;
	} cases[] = {
		{SASS, {80, 0, 0}, 80, true},
		{SASS, {80, 0, 0}, 86, true},
		{SASS, {86, 0, 0}, 80, false},
		{SASS, {80, 0, 0}, 87, false},
		{SASS, {87, 0, 0}, 87, true},
		{SASS, {87, 0, 0}, 89, false},
		{SASS, {75, 0, 0}, 80, false},
		{SASS, {90, 'a', 0}, 90, true},
		{SASS, {100, 'a', 0}, 103, false},
		{SASS, {100, 'f', 0}, 103, true},
		{SASS, {100, 'f', 0}, 110, false},
		{SASS, {120, 0, 0}, 121, true},
		{PTX, {80, 0, 0}, 87, true},
		{PTX, {50, 0, 0}, 121, true},
		{PTX, {90, 0, 0}, 87, false},
		{PTX, {90, 'a', 0}, 100, false},
		{PTX, {100, 'f', 0}, 103, true},
		{PTX, {100, 'f', 0}, 120, false},
		{RELOCATABLE, {87, 0, 0}, 87, false},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct elftarget target = debian12;
		struct elfobject made = object("aarch64", EM_AARCH64);
		char wanted[100];

		target.gpus[target.gpu_count++] = cases[i].gpu;
		made.cuda = xalloc(1, sizeof *made.cuda);
		gpus_add(cases[i].kind == SASS  ? &made.cuda->sass
			 : cases[i].kind == PTX ? &made.cuda->ptx
						: &made.cuda->relocatable_sass,
			cases[i].code);
		snprintf(wanted, sizeof wanted, "[{\"capability\":\"%u.%u\",\"kind\":\"cuda\"}]",
			cases[i].gpu / 10, cases[i].gpu % 10);
		assert_unmet(&made, &target, &nothing, cases[i].runs ? "[]" : wanted);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(machines),
		cmocka_unit_test(c_libraries),
		cmocka_unit_test(libraries),
		cmocka_unit_test(gpus),
	};
	return run_unit(tests);
}
