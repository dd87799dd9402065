/* SPDX-License-Identifier: MIT */
/* cargolock: the crates of lock files as cargo writes them, and of what is none. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lib/json.h"
#include "scratch.h"
#include "wheels/cargolock.h"

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define REGISTRY "source = \"registry+https://github.com/rust-lang/crates.io-index\"\n"
#define CRATE(name, version)                                                     \
	"[[package]]\nname = \"" name "\"\nversion = \"" version "\"\n" REGISTRY \
	"checksum = \"" HASH "\"\n"

static char *read_text(const char *text)
{
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_json_ json_t *crates = cargolock_read(scratch_write(&scratch, "Cargo.lock", text));

	return json_dumps(crates, JSON_COMPACT);
}

static void assert_crates(const char *text, const char *wanted)
{
	_cleanup_free_ char *found = read_text(text);

	assert_string_equal(found, wanted);
}

static void names_crates(void **state)
{
	(void)state;
	assert_crates("version = 4\n[[package]]\nname = \"own\"\nversion = \"0.1.0\"\n"
		      "dependencies = [\"b\"]\n" CRATE("zstd-sys", "2.0.15+zstd.1.5.7")
			      CRATE("a_b", "1.0.0-rc.1"),
		"{\"zstd-sys-2.0.15+zstd.1.5.7\":\"" HASH "\",\"a_b-1.0.0-rc.1\":\"" HASH "\"}");
	assert_crates("", "{}");
	assert_crates("package = []\n", "{}");
}

static void refuses(void **state)
{
	static const struct {
		const char *text, *message;
	} wrong[] = {
		{"[[package]\n", "Cargo.lock:1:"},
		{"package = 1\n", "Cargo.lock: .package: not an array"},
		{"package = [1]\n", "Cargo.lock: a package is not a table"},
		{"[[package]]\nname = \"a\"\nsource = \"git+https://h/a#1\"\n",
			"Cargo.lock takes a from git+https://h/a#1, which no hash locks"},
		{"[[package]]\nname = \"a\"\n" REGISTRY, "Cargo.lock: .version: missing"},
		{"[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n" REGISTRY,
			"Cargo.lock: .checksum: missing"},
		{CRATE("../a", "1.0.0"), "Cargo.lock: '../a-1.0.0' is not the name of a crate"},
		{CRATE("a", "x"), "'a-x' is not the name of a crate"},
		{CRATE("a", "1/2"), "'a-1/2' is not the name of a crate"},
		{CRATE("", "1"), "'-1' is not the name of a crate"},
		{CRATE("a.b", "1"), "'a.b-1' is not the name of a crate"},
		{"[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n" REGISTRY "checksum = \"12\"\n",
			"Cargo.lock: a-1.0.0 has no SHA-256"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_dies(EXIT_NO, wrong[i].message, read_text(wrong[i].text));
	assert_dies(EXIT_NO, "has no Cargo.lock at its top", cargolock_read("/nonexistent"));
}

static void checks_crates_of_others(void **state)
{
	_cleanup_json_ json_t *array = json_array(), *number = json_pack("{s:i}", "a-1", 1);
	_cleanup_json_ json_t *right = json_pack("{s:s}", "a-1", HASH);

	(void)state;
	cargolock_check(right, "it");
	assert_dies(EXIT_NO, "it: not an object", cargolock_check(array, "it"));
	assert_dies(EXIT_NO, "it: a-1 has no SHA-256", cargolock_check(number, "it"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_crates),
		cmocka_unit_test(refuses),
		cmocka_unit_test(checks_crates_of_others),
	};
	return run_unit(tests);
}
