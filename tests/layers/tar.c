/* SPDX-License-Identifier: MIT */
/* tar: headers as Python's tarfile writes them (USTAR_FORMAT, PAX_FORMAT). */
#include "unit.h"

#include "layers/tar.h"
#include "lib/cleanup.h"
#include "lib/digest.h"

#define A100                                                                                       \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
	"aaaaaaaaaa"                                                                               \
	"aa"

static void digest_is(const struct tar_entry *entry, const char *wanted)
{
	_cleanup_(text_free) struct text out = {0};

	tar_add_header(&out, entry);
	assert_int_equal(out.length, TAR_BLOCK);
	struct digest digest = sha256_of(out.bytes, out.length);

	assert_string_equal(digest.hex, wanted);
}

/* t = tarfile.TarInfo("NAME"); t.mtime = 315532800; ...; sha256(t.tobuf(tarfile.USTAR_FORMAT)), all
 * of them with devmajor and devminor 0 in digits, as GNU tar and the standard have it. */
static void plain_headers_are_those_of_others(void **state)
{
	(void)state;
	const struct tar_entry file = {.path = "opt/venv/a.py",
				       .type = TAR_FILE,
				       .mode = 0644,
				       .size = 12345},
			       directory = {.path = "opt/venv",
				       .type = TAR_DIRECTORY,
				       .mode = 0755},
			       link = {.path = "bin/python3",
				       .type = TAR_SYMLINK,
				       .link = "/usr/bin/python3",
				       .mode = 0777},
			       hard = {.path = "b",
				       .type = TAR_HARDLINK,
				       .link = "a",
				       .mode = 04755,
				       .uid = 1000,
				       .gid = 100},
			       longest = {.path = A100, .type = TAR_FILE, .mode = 0644},
			       device = {.path = "dev/null",
				       .type = TAR_CHARACTER,
				       .mode = 0666,
				       .major = 1,
				       .minor = 3};

	digest_is(&file, "05e049218626c9bf6f61af65419fd4174ed956a3684bc5adde5e1eb01974f279");
	digest_is(&directory, "88a1c453c7757008080402b1b281ad4c28fd6711d1a9e0a42b91d94ed2a67047");
	digest_is(&link, "bca940ae9be63e0e29756076da1deb20c80b78d9dc2acd81ca366acc7060ff1d");
	digest_is(&hard, "6f03231027d714f7291f3eb4b373bb55541af3642aa19680a794c2c7696e66a7");
	digest_is(&longest, "4036b91770839888f99d9301628e8782bb3dde59b8d4a7bdcfa1c888ebc62fa6");
	digest_is(&device, "2afd7508d499569dbad17418a6846901373a70d086fb76a57b188502ddcdf192");
}

/* The header, and the records of the pax header before it. */
static void records_are(const struct tar_entry *entry, const char *records, size_t length)
{
	_cleanup_(text_free) struct text out = {0};
	size_t blocks = length / TAR_BLOCK + (length % TAR_BLOCK > 0);
	char size[12];

	tar_add_header(&out, entry);
	assert_int_equal(out.length, (2 + blocks) * TAR_BLOCK);
	snprintf(size, sizeof size, "%011zo", length);
	assert_int_equal(out.bytes[156], 'x');
	assert_memory_equal(out.bytes + 124, size, sizeof size);
	assert_memory_equal(out.bytes + TAR_BLOCK, records, length);
	for (size_t i = TAR_BLOCK + length; i < (1 + blocks) * TAR_BLOCK; i++)
		assert_int_equal(out.bytes[i], 0);
	assert_int_equal(out.bytes[(1 + blocks) * TAR_BLOCK + 156], entry->type);
}

/* The records are those of Python's tarfile and GNU tar. */
static void what_does_not_fit_has_a_record(void **state)
{
	(void)state;
	const struct tar_entry
		longer = {.path = A100 "b", .type = TAR_FILE, .mode = 0644},
		directory = {.path = A100, .type = TAR_DIRECTORY, .mode = 0755},
		letters = {.path = "\xc3\xa4.py", .type = TAR_FILE, .mode = 0644},
		link = {.path = "a", .link = A100 "/b", .type = TAR_SYMLINK, .mode = 0777},
		large = {.path = "a", .type = TAR_FILE, .mode = 0644, .size = (uint64_t)1 << 33};
	const char path[] = "111 path=" A100 "b\n", slash[] = "111 path=" A100 "/\n",
		   umlaut[] = "14 path=\xc3\xa4.py\n", target[] = "116 linkpath=" A100 "/b\n",
		   size[] = "19 size=8589934592\n";

	records_are(&longer, path, sizeof path - 1);
	records_are(&directory, slash, sizeof slash - 1);
	records_are(&letters, umlaut, sizeof umlaut - 1);
	records_are(&link, target, sizeof target - 1);
	records_are(&large, size, sizeof size - 1);
}

/* A record's length counts its own digits. */
static void lengths_count_themselves(void **state)
{
	(void)state;
	char path[1100], wanted[1200];

	for (size_t length = 101; length < sizeof path; length++) {
		struct tar_entry entry = {.path = path, .type = TAR_FILE};
		size_t total = length + strlen(" path=\n") + (length > 989 ? 4 : 3);

		memset(path, 'p', length);
		path[length] = '\0';
		snprintf(wanted, sizeof wanted, "%zu path=%s\n", total, path);
		assert_int_equal(strlen(wanted), total);
		records_are(&entry, wanted, total);
	}
}

static void owners_out_of_range_are_refused(void **state)
{
	(void)state;
	_cleanup_(text_free) struct text out = {0};
	const struct tar_entry entry = {.path = "a", .type = TAR_FILE, .uid = 1 << 21};

	assert_dies(EXIT_NO, "a: owner 2097152:0 is out of range", tar_add_header(&out, &entry));
}

static void data_is_padded_to_blocks(void **state)
{
	(void)state;
	assert_int_equal(tar_padding(0), 0);
	assert_int_equal(tar_padding(1), 511);
	assert_int_equal(tar_padding(511), 1);
	assert_int_equal(tar_padding(512), 0);
	assert_int_equal(tar_padding(((uint64_t)1 << 40) + 1), 511);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_headers_are_those_of_others),
		cmocka_unit_test(what_does_not_fit_has_a_record),
		cmocka_unit_test(lengths_count_themselves),
		cmocka_unit_test(owners_out_of_range_are_refused),
		cmocka_unit_test(data_is_padded_to_blocks),
	};
	return run_unit(tests);
}
