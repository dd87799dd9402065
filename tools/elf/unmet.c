/* SPDX-License-Identifier: MIT */
#include "elf/unmet.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "elf/gpurules.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/text.h"

#ifndef EM_AMDGPU
#define EM_AMDGPU 224
#endif

/* --- rules ------------------------------------------------------------------- */

/* Machines whose code lies in files as data and is never loaded by ld.so. */
static const unsigned device_machines[] = {EM_CUDA, EM_AMDGPU, EM_BPF};

/* What every base has. A row without machine holds for all, SINCE for this version of glibc and
 * newer. */
static const struct base_library {
	enum { GLIBC, MUSL } libc;
	const char *soname, *machine, *since;
} base_libraries[] = {
	{GLIBC, "libc.so.6", NULL, NULL},
	{GLIBC, "libm.so.6", NULL, NULL},
	{GLIBC, "libpthread.so.0", NULL, NULL},
	{GLIBC, "libdl.so.2", NULL, NULL},
	{GLIBC, "librt.so.1", NULL, NULL},
	{GLIBC, "libutil.so.1", NULL, NULL},
	{GLIBC, "libresolv.so.2", NULL, NULL},
	{GLIBC, "libanl.so.1", NULL, NULL},
	{GLIBC, "libmvec.so.1", "x86_64", "2.22"},
	{GLIBC, "libmvec.so.1", "aarch64", "2.38"},
	{GLIBC, "libgcc_s.so.1", NULL, NULL},
	{GLIBC, "libstdc++.so.6", NULL, NULL},
	{GLIBC, "ld-linux-x86-64.so.2", "x86_64", NULL},
	{GLIBC, "ld-linux-aarch64.so.1", "aarch64", NULL},
	{GLIBC, "ld-linux.so.2", "i686", NULL},
	{GLIBC, "ld-linux-armhf.so.3", "armv7l", NULL},
	{GLIBC, "ld64.so.1", "ppc64", NULL},
	{GLIBC, "ld64.so.2", "ppc64le", NULL},
	{GLIBC, "ld64.so.1", "s390x", NULL},
	{GLIBC, "ld-linux-riscv64-lp64d.so.1", "riscv64", NULL},
	{GLIBC, "ld-linux-loongarch-lp64d.so.1", "loongarch64", NULL},
	{MUSL, "libc.so", NULL, NULL},
	{MUSL, "libc.musl-x86_64.so.1", "x86_64", NULL},
	{MUSL, "ld-musl-x86_64.so.1", "x86_64", NULL},
	{MUSL, "libc.musl-aarch64.so.1", "aarch64", NULL},
	{MUSL, "ld-musl-aarch64.so.1", "aarch64", NULL},
	{MUSL, "libc.musl-x86.so.1", "i686", NULL},
	{MUSL, "ld-musl-i386.so.1", "i686", NULL},
	{MUSL, "libc.musl-armv7.so.1", "armv7l", NULL},
	{MUSL, "ld-musl-armhf.so.1", "armv7l", NULL},
	{MUSL, "libc.musl-ppc64le.so.1", "ppc64le", NULL},
	{MUSL, "ld-musl-powerpc64le.so.1", "ppc64le", NULL},
	{MUSL, "libc.musl-s390x.so.1", "s390x", NULL},
	{MUSL, "ld-musl-s390x.so.1", "s390x", NULL},
	{MUSL, "libc.musl-riscv64.so.1", "riscv64", NULL},
	{MUSL, "ld-musl-riscv64.so.1", "riscv64", NULL},
	{MUSL, "libc.musl-loongarch64.so.1", "loongarch64", NULL},
	{MUSL, "ld-musl-loongarch64.so.1", "loongarch64", NULL},
};

/* Versions of glibc that are no number, and the first release that has them. */
static const struct {
	const char *version, *since;
} named_versions[] = {
	{"GLIBC_ABI_DT_RELR", "2.36"},
};

/* --- libraries --------------------------------------------------------------- */

static bool is_base_library(const char *soname, const struct elftarget *target)
{
	for (size_t i = 0; i < sizeof base_libraries / sizeof *base_libraries; i++) {
		const struct base_library *library = &base_libraries[i];

		if ((library->libc == GLIBC) == (target->glibc != NULL) &&
			strcmp(library->soname, soname) == 0 &&
			(!library->machine || strcmp(library->machine, target->machine) == 0) &&
			(!library->since ||
				symbolversion_compare(target->glibc, library->since) >= 0))
			return true;
	}
	return false;
}

void provided_add_name(struct provided *provided, const char *soname)
{
	stringlist_add(&provided->names, xprintf("%s ", soname));
}

void provided_add(struct provided *provided, const struct elfobject *object)
{
	const char *name = file_name(object->path);

	stringlist_add(&provided->names, xprintf("%s %s", name, object->machine));
	if (object->soname && strcmp(object->soname, name) != 0)
		stringlist_add(&provided->names, xprintf("%s %s", object->soname, object->machine));
}

void provided_sort(struct provided *provided)
{
	stringlist_sort_unique(&provided->names);
}

void provided_free(struct provided *provided)
{
	stringlist_free(&provided->names);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(a, *(char *const *)b);
}

static bool is_provided(const struct provided *provided, const char *soname, const char *machine)
{
	_cleanup_free_ char *name = xprintf("%s %s", soname, machine);

	return provided->names.count > 0 &&
	       bsearch(name, provided->names.items, provided->names.count,
		       sizeof *provided->names.items, compare_names);
}

static void add_needed(json_t *list, const struct elfobject *object, const struct elftarget *target,
	const struct provided *provided)
{
	for (size_t i = 0; i < object->needed.count; i++) {
		const char *soname = object->needed.items[i];

		if (!is_base_library(soname, target) &&
			!is_provided(provided, soname, object->machine) &&
			!is_provided(provided, soname, ""))
			json_array_append_new(
				list, json_pack("{s:s, s:o}", "kind", "needed", "soname",
					      json_lossy(soname, strlen(soname))));
	}
}

/* --- the C library ------------------------------------------------------------ */

static void add_glibc(json_t *list, const struct elfobject *object, const struct elftarget *target)
{
	const char *needs = symbolversions_find(&object->versions, "GLIBC");

	for (size_t i = 0; i < sizeof named_versions / sizeof *named_versions; i++)
		if (symbolversions_find(&object->versions, named_versions[i].version) &&
			(!needs || symbolversion_compare(needs, named_versions[i].since) < 0))
			needs = named_versions[i].since;
	if (!needs || (target->glibc && symbolversion_compare(needs, target->glibc) <= 0))
		return;
	json_array_append_new(
		list, json_pack("{s:s, s:s, s:o}", "kind", "glibc", "needs", needs, "has",
			      target->glibc ? json_string(target->glibc)
					    : json_sprintf("musl %s", target->musl)));
}

/* --- GPUs ---------------------------------------------------------------------- */

static bool any_runs(const struct gpus *codes, bool (*runs)(struct gpu, unsigned), unsigned gpu)
{
	for (size_t i = 0; i < codes->count; i++)
		if (runs(codes->list[i], gpu))
			return true;
	return false;
}

static void add_cuda(json_t *list, const struct elfobject *object, const struct elftarget *target)
{
	const struct fatbin *cuda = object->cuda;

	if (!cuda || cuda->sass.count + cuda->ptx.count + cuda->relocatable_sass.count +
				     cuda->relocatable_ptx.count ==
			     0)
		return;
	for (size_t i = 0; i < target->gpu_count; i++) {
		unsigned gpu = target->gpus[i];

		if (!any_runs(&cuda->sass, gpu_runs_sass, gpu) &&
			!any_runs(&cuda->ptx, gpu_runs_ptx, gpu))
			json_array_append_new(
				list, json_pack("{s:s, s:o}", "kind", "cuda", "capability",
					      json_sprintf("%u.%u", gpu / 10, gpu % 10)));
	}
}

/* --- all of it ------------------------------------------------------------------ */

static bool is_for_device(const struct elfobject *object)
{
	for (size_t i = 0; i < sizeof device_machines / sizeof *device_machines; i++)
		if (device_machines[i] == object->number)
			return true;
	return false;
}

json_t *unmet(const struct elfobject *object, const struct elftarget *target,
	const struct provided *provided)
{
	json_t *list = json_array();

	if (object->flaw)
		json_array_append_new(
			list, json_pack("{s:s, s:s}", "kind", "unreadable", "what", object->flaw));
	if (is_for_device(object))
		return list;
	if (strcmp(object->machine, target->machine) != 0) {
		json_array_append_new(list,
			json_pack("{s:s, s:s}", "kind", "machine", "wanted", target->machine));
		return list;
	}
	add_glibc(list, object, target);
	add_needed(list, object, target, provided);
	add_cuda(list, object, target);
	return list;
}
