/* SPDX-License-Identifier: MIT */
/* elfsymbols and elfversions: what the linker here puts into libraries is found, as nm and readelf
 * print it; damage is a flaw at most. */
#include "fixture.h"

#include <elf.h>

#include "elf/symbols.h"
#include "elf/versions.h"

struct found {
	struct elfsymbols symbols;
	struct elfversions versions;
	const char *flaw;
};

static struct found read_bytes(const char *bytes, size_t length)
{
	struct found found = {0};
	_cleanup_(elfdynamic_free) struct elfdynamic dynamic = {0};
	struct elffile file;

	found.flaw = elffile_open(&file, bytes, length);
	if (found.flaw)
		return found;
	found.flaw = elfdynamic_read(&file, &dynamic);
	if (!found.flaw && dynamic.present) {
		found.flaw = elfsymbols_read(&file, &dynamic, &found.symbols);
		if (!found.flaw)
			found.flaw = elfversions_read(&file, &dynamic, &found.versions);
	}
	elffile_close(&file);
	return found;
}

static void found_free(struct found *found)
{
	elfsymbols_free(&found->symbols);
	elfversions_free(&found->versions);
}

static struct found read_library(const char *path)
{
	_cleanup_(text_free) struct text bytes = file_read(path, 64 << 20);
	struct found found = read_bytes(bytes.bytes, bytes.length);

	if (found.flaw)
		fail_msg("%s: %s", path, found.flaw);
	return found;
}

static bool gives(const struct found *found, const char *name)
{
	uint64_t hash = elfsymbols_hash(name);

	for (size_t i = 0; i < found->symbols.given_count; i++)
		if (found->symbols.given[i] == hash)
			return true;
	return false;
}

static void assert_list(const struct stringlist *list, const char *wanted)
{
	_cleanup_(text_free) struct text text = {0};

	list_join(list, " ", &text);
	assert_string_equal(text_string(&text), wanted);
}

/* One library of versions, one that needs them, one with nothing but a hash table of the old kind.
 */
static void make_libraries(void)
{
	shell_do("echo 'ONE_1.0 { global: one; local: *; }; ONE_1.1 { global: two; } ONE_1.0;' "
		 ">map && "
		 "echo 'int one(void) { return 1; } int two(void) { return 2; } int hidden(void) { "
		 "return 3; "
		 "}' "
		 ">one.c && gcc -shared -fPIC -nostdlib -Wl,-soname,libone.so.1 "
		 "-Wl,--version-script,map -o "
		 "libone.so one.c && "
		 "echo 'int two(void), unknown(void), maybe(void) __attribute__((weak)); int "
		 "other(void) "
		 "{ return two() + unknown() + (maybe ? maybe() : 0); } static int mine(void) { "
		 "return 1; } "
		 "__attribute__((weak)) int soft(void) { return mine(); }' >user.c && gcc -shared "
		 "-fPIC "
		 "-nostdlib -o "
		 "libuser.so user.c ./libone.so && "
		 "gcc -shared -fPIC -nostdlib -Wl,--hash-style=sysv -o libsysv.so user.c && "
		 "gcc -shared -fPIC -nostdlib -Wl,--hash-style=gnu -o libgnu.so user.c && "
		 "for l in sysv gnu; do objcopy -R .comment lib$l.so && printf "
		 "'\\0\\0\\0\\0\\0\\0\\0\\0' | "
		 "dd of=lib$l.so bs=1 seek=40 conv=notrunc status=none && printf '\\0\\0' | dd "
		 "of=lib$l.so "
		 "bs=1 seek=60 "
		 "conv=notrunc status=none && printf '\\0\\0' | dd of=lib$l.so bs=1 seek=62 "
		 "conv=notrunc "
		 "status=none; done");
}

static void symbols_and_versions(void **state)
{
	(void)state;
	make_libraries();
	_cleanup_(found_free) struct found one = read_library("libone.so"),
					   user = read_library("libuser.so");

	assert_true(gives(&one, "one") && gives(&one, "two"));
	assert_false(gives(&one, "hidden"));
	assert_list(&one.versions.defined, "libone.so.1 ONE_1.0 ONE_1.1");
	assert_list(&one.symbols.wanted, "");
	assert_true(gives(&user, "other") && gives(&user, "soft"));
	assert_false(gives(&user, "mine") || gives(&user, "two"));
	assert_list(&user.symbols.wanted, "unknown");
	assert_list(&user.versions.libraries, "libone.so.1");
	assert_list(&user.versions.needed, "ONE_1.1");
}

/* Stripped of their tables of sections, as the loader sees them. */
static void hash_tables_tell_how_many(void **state)
{
	(void)state;
	static const char *const paths[] = {"libsysv.so", "libgnu.so"};

	for (size_t i = 0; i < 2; i++) {
		_cleanup_(found_free) struct found found = read_library(paths[i]);

		assert_true(gives(&found, "other") && gives(&found, "soft"));
		assert_true(found.symbols.wanted.count == 2);
	}
}

static void damage_is_harmless(void **state)
{
	(void)state;
	static const char *const paths[] = {"libone.so", "libuser.so", "libsysv.so", "libgnu.so"};
	uint32_t seed = 7;

	for (unsigned round = 0; round < 8000; round++) {
		_cleanup_(text_free) struct text bytes = file_read(paths[round % 4], 1 << 20);

		for (unsigned i = 0; i < 1 + round % 4; i++) {
			seed = seed * 1664525 + 1013904223;
			/* most of what counts is near the beginning */
			size_t place = (seed >> 8) % (round % 3 ? 0x500 : bytes.length);

			bytes.bytes[place] = (char)(seed >> 24);
		}
		struct found found = read_bytes(bytes.bytes, bytes.length);

		found_free(&found);
	}
}

enum { NAME = 3000, MANY = 100000 };

/* An ELF file in one segment: a hash table that says MANY symbols, a name, symbols that all have
 * it, and as many needed versions, marked weak, each of which can be taken for a library that needs
 * the following ones, too. */
struct made {
	Elf64_Ehdr header;
	Elf64_Phdr segment;
	uint32_t hash[2];
	char name[NAME + 1];
	Elf64_Sym symbols[MANY];
	union {
		Elf64_Verneed library;
		Elf64_Vernaux version;
	} versions[MANY];
};

static struct made *make_file(unsigned section)
{
	struct made *made = xalloc(1, sizeof *made);

	made->header =
		(Elf64_Ehdr){.e_ident = {0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT},
			.e_type = ET_DYN,
			.e_machine = EM_X86_64,
			.e_version = EV_CURRENT,
			.e_phoff = offsetof(struct made, segment),
			.e_ehsize = sizeof(Elf64_Ehdr),
			.e_phentsize = sizeof(Elf64_Phdr),
			.e_phnum = 1};
	made->segment =
		(Elf64_Phdr){.p_type = PT_LOAD, .p_filesz = sizeof *made, .p_memsz = sizeof *made};
	made->hash[1] = htole32(MANY);
	memset(made->name, 'a', NAME);
	for (size_t i = 0; i < MANY; i++) {
		made->symbols[i] = (Elf64_Sym){.st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC),
			.st_shndx = (uint16_t)section};
		made->versions[i].library = (Elf64_Verneed){.vn_version = 1,
			.vn_cnt = 60000,
			.vn_file = VER_FLG_WEAK,
			.vn_aux = 16,
			.vn_next = 16};
	}
	return made;
}

static void assert_too_much(const struct made *made, bool symbols)
{
	struct found found = {0};
	const struct elfdynamic dynamic = {
		.present = true,
		.strings = {made->name, sizeof made->name},
		.versions = {(const char *)made->versions, sizeof made->versions},
		.version_count = 6, /* of 60000 each */
		.symbols = offsetof(struct made, symbols),
		.hash = offsetof(struct made, hash),
	};
	struct elffile file;

	assert_null(elffile_open(&file, made, sizeof *made));
	found.flaw = symbols ? elfsymbols_read(&file, &dynamic, &found.symbols)
			     : elfversions_read(&file, &dynamic, &found.versions);
	elffile_close(&file);
	if (!found.flaw || !strstr(found.flaw, "or are more than any"))
		fail_msg("%s", found.flaw ? found.flaw : "no flaw");
	found_free(&found);
}

/* A small file must not become gigabytes of names, or hours. */
static void one_name_for_all(void **state)
{
	(void)state;
	_cleanup_free_ struct made *wanted = make_file(SHN_UNDEF), *given = make_file(1);

	assert_too_much(wanted, true);
	assert_too_much(given, true);
}

static void lists_in_lists(void **state)
{
	(void)state;
	_cleanup_free_ struct made *made = make_file(1);

	assert_too_much(made, false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(symbols_and_versions),
		cmocka_unit_test(hash_tables_tell_how_many),
		cmocka_unit_test(damage_is_harmless),
		cmocka_unit_test(one_name_for_all),
		cmocka_unit_test(lists_in_lists),
	};

	return run_in_directory(tests);
}
