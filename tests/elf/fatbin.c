/* SPDX-License-Identifier: MIT */
/* fatbin: the architectures of made-up containers, laid out as cuobjdump finds them in real ones
 * (tests/e2e/elfcheck.t compares those), and nothing outside of them. */
#include "unit.h"

#include <endian.h>

#include "elf/fatbin.h"

struct made {
	char bytes[4096];
	size_t length, container;
};

static void put(struct made *made, size_t at, uint64_t value, size_t size)
{
	const uint64_t little = htole64(value);

	memcpy(made->bytes + at, &little, size);
}

static void begin(struct made *made)
{
	made->container = made->length;
	put(made, made->length, 0xba55ed50, 4);
	put(made, made->length + 4, 1, 2);
	put(made, made->length + 6, 16, 2);
	made->length += 16;
}

static void add(struct made *made, unsigned kind, unsigned header, unsigned payload, unsigned gpu,
	uint64_t flags)
{
	put(made, made->length, kind, 2);
	put(made, made->length + 4, header, 4);
	put(made, made->length + 8, payload, 8);
	put(made, made->length + 28, gpu, 4);
	put(made, made->length + 40, flags, 8);
	made->length += header;
	memset(made->bytes + made->length, 0xaa, payload);
	made->length += payload;
	put(made, made->container + 8, made->length - made->container - 16, 8);
}

static void assert_json(const struct made *made, bool relocatable, const char *wanted)
{
	struct fatbin fatbin = {0};

	assert_null(fatbin_read(made->bytes, made->length, relocatable, &fatbin));
	json_t *json = fatbin_json(&fatbin);
	struct text text = json_canonical(json);

	assert_string_equal(text_string(&text), wanted);
	text_free(&text);
	json_decref(json);
}

static struct made two_containers(void)
{
	struct made made = {0};

	begin(&made);
	add(&made, 2, 64, 40, 90, 0x11);
	add(&made, 2, 72, 8, 75, 0x2011);
	add(&made, 2, 80, 16, 90, 0x8011 | 0x100000);
	add(&made, 1, 96, 0, 90, 0x2011);
	made.length += 240; /* as the linker aligns to 256 */
	begin(&made);
	add(&made, 2, 120, 24, 100, 0x200000);
	add(&made, 1, 64, 24, 75, 0);
	add(&made, 2, 64, 24, 75, 0);
	add(&made, 9, 64, 24, 75, 0);
	return made;
}

static void reads_architectures(void **state)
{
	(void)state;
	struct made made = two_containers(), empty = {0};

	assert_json(&made, false,
		"{\"ptx\":[75,90],\"relocatablePtx\":[],\"relocatableSass\":[],\"sass\":[75,90,"
		"\"90a\","
		"\"100f\"],"
		"\"unknown\":[9]}");
	assert_json(&made, true,
		"{\"ptx\":[],\"relocatablePtx\":[75,90],\"relocatableSass\":[75,90,\"90a\","
		"\"100f\"],"
		"\"sass\":[],"
		"\"unknown\":[9]}");
	assert_json(&empty, false,
		"{\"ptx\":[],\"relocatablePtx\":[],\"relocatableSass\":[],\"sass\":[]}");
	empty.length = 24; /* zeros */
	assert_json(&empty, false,
		"{\"ptx\":[],\"relocatablePtx\":[],\"relocatableSass\":[],\"sass\":[]}");
}

/* The last entry of two_containers() begins here, 88 bytes before the end. */
static void assert_flaw(size_t at, uint64_t value, size_t size, const char *wanted)
{
	struct made made = two_containers();
	struct fatbin fatbin = {0};

	put(&made, at, value, size);
	const char *flaw = fatbin_read(made.bytes, made.length, false, &fatbin);

	if (!flaw || !strstr(flaw, wanted))
		fail_msg("%zu: %s, not %s", at, flaw ? flaw : "none", wanted);
}

static void says_what_is_wrong(void **state)
{
	(void)state;
	size_t last = two_containers().length - 88;

	assert_flaw(0, 0x12345678, 4, "something else");
	assert_flaw(4, 2, 2, "version");
	assert_flaw(6, 15, 2, "a container");
	assert_flaw(6, 65535, 2, "a container");
	assert_flaw(8, UINT64_MAX, 8, "a container");
	assert_flaw(8, UINT64_MAX - 15, 8, "a container");
	assert_flaw(last + 4, 0, 4, "an entry");
	assert_flaw(last + 4, 63, 4, "an entry");
	assert_flaw(last + 4, 89, 4, "an entry");
	assert_flaw(last + 8, 25, 8, "an entry");
	assert_flaw(last + 8, UINT64_MAX - 63, 8, "an entry");
}

static void has_a_limit(void **state)
{
	(void)state;
	struct gpus gpus = {0};

	for (unsigned i = 0; i < FATBIN_MOST_ARCHITECTURES; i++)
		assert_true(gpus_add(&gpus, (struct gpu){.number = 1000 - i}));
	assert_true(gpus_add(&gpus, (struct gpu){.number = 1000}));
	assert_true(gpus_add(&gpus, (struct gpu){.number = 1000, .language = 83}));
	assert_true(gpus_add(&gpus, (struct gpu){.number = 1000, .language = 80}));
	assert_int_equal(gpus.list[gpus.count - 1].language, 83);
	assert_false(gpus_add(&gpus, (struct gpu){.number = 1}));
	assert_false(gpus_add(&gpus, (struct gpu){.number = 1000, .suffix = 'a'}));
	assert_int_equal(gpus.list[0].number, 1001 - FATBIN_MOST_ARCHITECTURES);
}

/* Every length ends somewhere within it; with memory of just that size, a sanitizer sees what is
 * read outside. */
static void cut_off_anywhere(void **state)
{
	(void)state;
	struct made made = two_containers();

	for (size_t length = 0; length < made.length; length++) {
		char *copy = malloc(length ? length : 1);
		struct fatbin fatbin = {0};

		memcpy(copy, made.bytes, length);
		fatbin_read(copy, length, false, &fatbin);
		free(copy);
	}
}

/* A file comes in pieces: all but payloads is kept, whatever the pieces are; and what is kept says
 * the same.
 */
static void payloads_are_told_apart(void **state)
{
	(void)state;
	struct made made = two_containers();

	for (size_t lead = 0; lead <= 64; lead += 8)
		for (size_t piece = 8; piece <= 1024; piece += 8) {
			char file[sizeof made.bytes + 64] = "\177ELF", kept[sizeof file] = "";
			struct fatbin_stream stream = {0};
			size_t length = lead + made.length, skipped = 0, at = 0;

			memcpy(file + lead, made.bytes, made.length);
			while (at < length) {
				size_t room = piece - at % piece < length - at ? piece - at % piece
									       : length - at;
				bool payload;
				size_t run = fatbin_run(&stream, file + at, room, at, &payload);

				assert_true(run > 0 && run <= room);
				if (payload)
					skipped += run;
				else
					memcpy(kept + at, file + at, run);
				for (size_t i = at; payload && i < at + run; i++)
					assert_int_equal((unsigned char)file[i], 0xaa);
				at += run;
			}
			struct fatbin whole = {0}, rest = {0};

			assert_null(fatbin_read(file + lead, made.length, false, &whole));
			assert_null(fatbin_read(kept + lead, made.length, false, &rest));
			assert_memory_equal(&whole, &rest, sizeof whole);
			assert_true(skipped > 0 || piece < 512);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_architectures),
		cmocka_unit_test(says_what_is_wrong),
		cmocka_unit_test(has_a_limit),
		cmocka_unit_test(cut_off_anywhere),
		cmocka_unit_test(payloads_are_told_apart),
	};
	return run_unit(tests);
}
