/* elfsymbols and elfversions: what the linker here puts into libraries is found, as nm and readelf print it;
 * damage is a flaw at most. */
#include "fixture.h"

#include "elfsymbols.h"
#include "elfversions.h"

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

/* One library of versions, one that needs them, one with nothing but a hash table of the old kind. */
static void make_libraries(void)
{
	shell_do("echo 'ONE_1.0 { global: one; local: *; }; ONE_1.1 { global: two; } ONE_1.0;' >map && "
		 "echo 'int one(void) { return 1; } int two(void) { return 2; } int hidden(void) { return 3; "
		 "}' "
		 ">one.c && gcc -shared -fPIC -nostdlib -Wl,-soname,libone.so.1 -Wl,--version-script,map -o "
		 "libone.so one.c && "
		 "echo 'int two(void), unknown(void), maybe(void) __attribute__((weak)); int other(void) "
		 "{ return two() + unknown() + (maybe ? maybe() : 0); } static int mine(void) { return 1; } "
		 "__attribute__((weak)) int soft(void) { return mine(); }' >user.c && gcc -shared -fPIC "
		 "-nostdlib -o "
		 "libuser.so user.c ./libone.so && "
		 "gcc -shared -fPIC -nostdlib -Wl,--hash-style=sysv -o libsysv.so user.c && "
		 "gcc -shared -fPIC -nostdlib -Wl,--hash-style=gnu -o libgnu.so user.c && "
		 "for l in sysv gnu; do objcopy -R .comment lib$l.so && printf '\\0\\0\\0\\0\\0\\0\\0\\0' | "
		 "dd of=lib$l.so bs=1 seek=40 conv=notrunc status=none && printf '\\0\\0' | dd of=lib$l.so "
		 "bs=1 seek=60 "
		 "conv=notrunc status=none && printf '\\0\\0' | dd of=lib$l.so bs=1 seek=62 conv=notrunc "
		 "status=none; done");
}

static void symbols_and_versions(void **state)
{
	(void)state;
	make_libraries();
	_cleanup_(found_free) struct found one = read_library("libone.so"), user = read_library("libuser.so");

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(symbols_and_versions),
		cmocka_unit_test(hash_tables_tell_how_many),
		cmocka_unit_test(damage_is_harmless),
	};

	return run_in_directory(tests);
}
