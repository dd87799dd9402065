/* SPDX-License-Identifier: MIT */
/* tarheader: the headers that GNU tar and Python's tarfile write say what those mean. */
#include "fixture.h"

#include "archive/tarheader.h"

/* Reads PATH's headers as tarheader.h says, and prints each member's. */
static struct text list(const char *path)
{
	_cleanup_(text_free) struct text file = file_read(path, 1 << 20);
	_cleanup_(tarheader_free) struct tarheader header = {.what = "it"};
	struct text said = {0};

	tarheader_clear(&header);
	for (size_t at = 0; at + TARHEADER_BLOCK <= file.length;) {
		const unsigned char *block = (const unsigned char *)file.bytes + at;

		if (tarheader_is_end(block))
			break;
		bool extends = tarheader_read(&header, block);
		uint64_t size = extends ? header.body : header.size;

		at += TARHEADER_BLOCK;
		if (extends) {
			tarheader_extend(&header, file.bytes + at, (size_t)header.body);
		} else {
			text_printf(&said, "%c %o %s", header.type, header.mode,
				text_string(&header.name));
			if (header.link.length > 0)
				text_printf(&said, " -> %s", text_string(&header.link));
			text_printf(&said, " %ju %jd.%09ld\n", (uintmax_t)header.size,
				(intmax_t)header.mtime.tv_sec, header.mtime.tv_nsec);
			tarheader_clear(&header);
		}
		at += (size_t)((size + TARHEADER_BLOCK - 1) / TARHEADER_BLOCK * TARHEADER_BLOCK);
	}
	return said;
}

static void every_format_says_the_same(void **state)
{
	(void)state;
	const char *const formats[] = {"v7", "oldgnu", "gnu", "ustar", "pax"};

	shell_do("mkdir -p in/d && cd in && printf 12345 >d/f && ln -s ../x d/l && ln d/f d/m && "
		 "chmod 4751 d/f && chmod 755 d && touch -hd @1000000000 d/f d/l d");
	for (size_t i = 0; i < 5; i++) {
		_cleanup_free_ char *make =
			xprintf("tar -C in --format=%s --sort=name -cf it.tar d", formats[i]);

		shell_do(make);
		_cleanup_(text_free) struct text said = list("it.tar");

		assert_string_equal(text_string(&said),
			"5 755 d 0 1000000000.000000000\n"
			"0 4751 d/f 5 1000000000.000000000\n"
			"2 777 d/l -> ../x 0 1000000000.000000000\n"
			"1 4751 d/m -> d/f 0 1000000000.000000000\n");
	}
}

static void long_names_times_and_old_directories(void **state)
{
	(void)state;
	const char *const formats[] = {"GNU", "PAX"};
	char name[601] = {0};

	memset(name, 'x', 600);
	for (size_t i = 0; i < 2; i++) {
		_cleanup_free_ char *make = xprintf(
			"python3 - <<'end'\n"
			"import tarfile\n"
			"with tarfile.open('it.tar', 'w', format=tarfile.%s_FORMAT) as archive:\n"
			"    long = tarfile.TarInfo('x' * 600)\n"
			"    long.type, long.linkname = tarfile.SYMTYPE, 'x' * 600\n"
			"    archive.addfile(long)\n"
			"    archive.addfile(tarfile.TarInfo('a/' * 60 + 'b' * 60))\n"
			"    old = tarfile.TarInfo('old/')\n"
			"    old.type, old.mtime = tarfile.AREGTYPE, 1.25\n"
			"    archive.addfile(old)\n"
			"    early = tarfile.TarInfo('early')\n"
			"    early.mtime = -5\n"
			"    archive.addfile(early)\n"
			"end\n",
			formats[i]);

		shell_do(make);
		_cleanup_(text_free) struct text said = list("it.tar"), wanted = {0};

		text_printf(&wanted, "2 644 %s -> %s 0 0.000000000\n0 644 ", name, name);
		for (size_t part = 0; part < 60; part++)
			text_add_string(&wanted, "a/");
		text_add(&wanted, "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
			60);
		text_printf(&wanted, " 0 0.000000000\n5 644 old 0 1.%s0000000\n", i ? "25" : "00");
		text_add_string(&wanted, "0 644 early 0 0.000000000\n");
		assert_string_equal(text_string(&said), text_string(&wanted));
	}
}

/* A pax header with RECORDS before a file. */
static void make_pax(const char *records)
{
	_cleanup_free_ char *make =
		xprintf("python3 - <<'end'\n"
			"import io, tarfile\n"
			"body = b'''%s'''\n"
			"with open('it.tar', 'wb') as out:\n"
			"    for name, type, content in (('h', b'x', body), ('f', b'0', b'')):\n"
			"        entry = tarfile.TarInfo(name)\n"
			"        entry.type, entry.size = type, len(content)\n"
			"        out.write(entry.tobuf(tarfile.USTAR_FORMAT) + content +\n"
			"                  bytes(-len(content) %% 512))\n"
			"end\n",
			records);

	shell_do(make);
}

static void refuses_what_is_damaged(void **state)
{
	(void)state;
	const char *const records[][2] = {
		{"9 path=a\\0\\n", "a pax header is damaged"},
		{"11 path=a\\0\\n", "a name in a pax header holds a NUL"},
		{"99 path=a\\n", "a pax header is damaged"},
		{"2 path=a\\n", "a pax header is damaged"},
		{"7 path\\n", "a pax header is damaged"},
		{"x path=a\\n", "a number in a pax header is none"},
		{"99999999999999999999 path=a\\n", "a pax header is damaged"},
		{"9 size=x\\n", "a number in a pax header is none"},
		{"22 GNU.sparse.major=1\\n", "it holds a sparse file"},
	};

	for (size_t i = 0; i < sizeof records / sizeof *records; i++) {
		make_pax(records[i][0]);
		assert_dies(EXIT_NO, records[i][1], list("it.tar"));
	}
	make_pax("9 path=a\\n14 linkpath=b\\n8 x=a\\0b\\n");
	_cleanup_(text_free) struct text said = list("it.tar");

	assert_string_equal(text_string(&said), "0 644 a -> b 0 0.000000000\n");
	shell_do("tar -C in -cf it.tar d && printf x | dd of=it.tar bs=1 seek=3 conv=notrunc "
		 "status=none");
	assert_dies(EXIT_NO, "it cannot be unpacked: it is no tar archive, or a header is damaged",
		list("it.tar"));
	shell_do("python3 - <<'end'\n"
		 "import tarfile\n"
		 "entry = tarfile.TarInfo('f')\n"
		 "block = bytearray(entry.tobuf(tarfile.GNU_FORMAT))\n"
		 "for name, field in (('octal', b'12x45678901\\0'), ('large', b'\\x80' + 11 * "
		 "b'\\xff')):\n"
		 "    block[124:136], block[148:156] = field, 8 * b' '\n"
		 "    block[148:156] = b'%06o\\0 ' % sum(block)\n"
		 "    open(name, 'wb').write(block)\n"
		 "end\n");
	assert_dies(EXIT_NO, "a header is damaged", list("octal"));
	assert_dies(EXIT_NO, "a number in a header is out of range", list("large"));
}

static void global_headers(void **state)
{
	(void)state;
	shell_do("tar -C in --format=pax --pax-option=comment=hello -cf it.tar --no-recursion d");
	_cleanup_(text_free) struct text said = list("it.tar");

	assert_string_equal(text_string(&said), "5 755 d 0 1000000000.000000000\n");
	shell_do("tar -C in --format=pax --pax-option=path=other -cf it.tar --no-recursion d");
	assert_dies(EXIT_NO, "gives all members one name", list("it.tar"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_format_says_the_same),
		cmocka_unit_test(long_names_times_and_old_directories),
		cmocka_unit_test(refuses_what_is_damaged),
		cmocka_unit_test(global_headers),
	};

	return run_in_directory(tests);
}
