/* SPDX-License-Identifier: MIT */
/* inflate: streams as Python's zlib writes them; raw pieces are the stream, plain pieces what it
 * says. */
#include "unit.h"

#include <isa-l.h>

#include "layers/deflate.h"
#include "lib/cleanup.h"
#include "zip/inflate.h"

static char path[] = "/tmp/pylock-unit-inflate.XXXXXX";
static struct zip zip = {.subject = (char *)"t.whl"};

static int make_file(void **state)
{
	(void)state;
	zip.fd = mkstemp(path);
	return zip.fd < 0;
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

/* An entry with these bytes of data, behind as many bytes of something else. */
static struct zip_entry entry_of(
	enum zip_method method, const void *bytes, size_t length, uint64_t size, uint32_t crc)
{
	const char before[] = "something else";

	assert_int_equal(ftruncate(zip.fd, 0), 0);
	assert_int_equal(pwrite(zip.fd, before, sizeof before, 0), sizeof before);
	assert_int_equal(pwrite(zip.fd, bytes, length, sizeof before), length);
	return (struct zip_entry){.name = "a.py",
		.data = sizeof before,
		.method = method,
		.compressed_size = length,
		.size = size,
		.crc = crc};
}

static void take(const struct zip_entry *entry, struct text *raw, struct text *plain)
{
	_cleanup_(inflate_free) struct inflate *inflate = inflate_new();
	struct inflate_piece piece;

	inflate_begin(inflate, &zip, entry);
	while (inflate_next(inflate, &piece)) {
		text_add(raw, piece.raw, piece.raw_length);
		text_add(plain, piece.plain, piece.plain_length);
	}
	assert_false(inflate_next(inflate, &piece));
}

static void take_all(struct zip_entry entry)
{
	_cleanup_(text_free) struct text raw = {0}, plain = {0};

	take(&entry, &raw, &plain);
}

/* zlib.compressobj(9, zlib.DEFLATED, -15) of b"hello " * 9, and its zlib.crc32 */
static const unsigned char hello[] = {
	0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x57, 0xc8, 0x20, 0x91, 0x04, 0x00};
enum { HELLO_SIZE = 54 };
static const uint32_t hello_crc = 0x986480d5;

static struct zip_entry hello_as(size_t length, uint64_t size, uint32_t crc)
{
	unsigned char bytes[sizeof hello + 1] = {0};

	memcpy(bytes, hello, sizeof hello);
	return entry_of(ZIP_DEFLATED, bytes, length, size, crc);
}

static void gives_both_sides(void **state)
{
	(void)state;
	_cleanup_(text_free) struct text raw = {0}, plain = {0};
	struct zip_entry entry = hello_as(sizeof hello, HELLO_SIZE, hello_crc);

	take(&entry, &raw, &plain);
	assert_int_equal(raw.length, sizeof hello);
	assert_memory_equal(raw.bytes, hello, sizeof hello);
	assert_string_equal(plain.bytes, "hello hello hello hello hello hello hello hello hello ");
}

static void refuses_what_is_not_as_the_archive_says(void **state)
{
	(void)state;
	_cleanup_(inflate_free) struct inflate *inflate = inflate_new();
	const unsigned char reserved[] = {0x07}, far_back[] = {0x03, 0x02, 0x00};
	struct zip_entry entry = hello_as(sizeof hello, HELLO_SIZE, hello_crc);

	assert_dies(EXIT_NO, "t.whl: a.py: the CRC is wrong",
		take_all(hello_as(sizeof hello, HELLO_SIZE, hello_crc ^ 1)));
	assert_dies(EXIT_NO, "unpacks to more than the 53 bytes",
		take_all(hello_as(sizeof hello, HELLO_SIZE - 1, hello_crc)));
	assert_dies(EXIT_NO, "unpacks to less than the 55 bytes",
		take_all(hello_as(sizeof hello, HELLO_SIZE + 1, hello_crc)));
	assert_dies(EXIT_NO, "the deflate stream is cut off",
		take_all(hello_as(sizeof hello - 1, HELLO_SIZE, hello_crc)));
	assert_dies(EXIT_NO, "the deflate stream is cut off", take_all(hello_as(0, 0, 0)));
	assert_dies(EXIT_NO, "after the deflate stream's end",
		take_all(hello_as(sizeof hello + 1, HELLO_SIZE, hello_crc)));
	assert_dies(
		EXIT_NO, "bad deflate stream", take_all(entry_of(ZIP_DEFLATED, reserved, 1, 1, 0)));
	assert_dies(
		EXIT_NO, "bad deflate stream", take_all(entry_of(ZIP_DEFLATED, far_back, 3, 3, 0)));
	assert_dies(EXIT_NO, "the file ends too early", take_all(({
		entry.compressed_size = 99;
		entry;
	})));
	assert_dies(EXIT_NO, "larger than the 53 bytes that are allowed",
		inflate_read(inflate, &zip, &entry, 53));
}

/* More than any buffer, and what has to be remembered lies far back. */
static void streams_large_entries(void **state)
{
	(void)state;
	static unsigned char bytes[DEFLATE_MAX];
	_cleanup_(text_free) struct text stream = {0}, raw = {0}, plain = {0};
	uint32_t seed = 1;

	for (size_t i = 0; i < sizeof bytes; i++) {
		seed = seed * 1664525 + 1013904223;
		bytes[i] =
			i >= 32768 && i / 300 % 2 ? bytes[i - 32768] : (unsigned char)(seed >> 24);
	}
	deflate_add(&stream, bytes, sizeof bytes);
	struct zip_entry entry = entry_of(ZIP_DEFLATED, stream.bytes, stream.length, sizeof bytes,
		crc32_gzip_refl(0, bytes, sizeof bytes));

	take(&entry, &raw, &plain);
	assert_int_equal(raw.length, stream.length);
	assert_memory_equal(raw.bytes, stream.bytes, raw.length);
	assert_int_equal(plain.length, sizeof bytes);
	assert_memory_equal(plain.bytes, bytes, plain.length);
}

/* The stream that is made for a stored entry says the entry. */
static void makes_streams_for_stored_entries(void **state)
{
	(void)state;
	const size_t lengths[] = {0, 1, 65534, 65535, 65536, 200000};
	static unsigned char bytes[200000], back[200001];

	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (unsigned char)(i * i >> 7);
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		_cleanup_(text_free) struct text raw = {0}, plain = {0};
		struct inflate_state *state_of_isal = calloc(1, sizeof *state_of_isal);
		struct zip_entry entry = entry_of(ZIP_STORED, bytes, lengths[i], lengths[i],
			crc32_gzip_refl(0, bytes, lengths[i]));

		take(&entry, &raw, &plain);
		assert_int_equal(plain.length, lengths[i]);
		assert_memory_equal(text_string(&plain), bytes, lengths[i]);
		isal_inflate_init(state_of_isal);
		state_of_isal->next_in = (unsigned char *)raw.bytes;
		state_of_isal->avail_in = (uint32_t)raw.length;
		state_of_isal->next_out = back;
		state_of_isal->avail_out = sizeof back;
		assert_int_equal(isal_inflate(state_of_isal), ISAL_DECOMP_OK);
		assert_int_equal(state_of_isal->block_state, ISAL_BLOCK_FINISH);
		assert_int_equal(state_of_isal->avail_in, 0);
		assert_int_equal(state_of_isal->total_out, lengths[i]);
		assert_memory_equal(back, bytes, lengths[i]);
		free(state_of_isal);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_both_sides),
		cmocka_unit_test(refuses_what_is_not_as_the_archive_says),
		cmocka_unit_test(streams_large_entries),
		cmocka_unit_test(makes_streams_for_stored_entries),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make_file, remove_file);
}
