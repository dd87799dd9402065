/* SPDX-License-Identifier: MIT */
/* unpack: tar archives of every kind are read alike, and hostile ones are refused. */
#include "fixture.h"

#include <locale.h>

#include "debian/unpack.h"

static void add_line(void *context, struct unpacked *entry)
{
	text_printf(context, "%c %o %u:%u %s%s%s %ju\n", entry->type, entry->mode, entry->uid,
		entry->gid, entry->path, entry->link ? " -> " : "", entry->link ? entry->link : "",
		(uintmax_t)entry->content.size);
	unpacked_free(entry);
}

static struct text list(const char *path, uint64_t limit)
{
	struct tempfile spool;
	struct text lines = {0};
	struct archive *archive = unpack_reader();

	tempfile_open(&spool, ".");
	unpack_check(archive_read_open_filename(archive, path, 4096), archive, path);
	unpack(archive, path, &spool, limit, add_line, &lines);
	archive_read_free(archive);
	tempfile_close(&spool);
	return lines;
}

static void reads_every_format(void **state)
{
	(void)state;
	const char *const filters[] = {"cat", "gzip", "xz", "zstd -q", "bzip2", "lzma"};
	const char *const formats[] = {"gnu", "pax", "ustar"};

	shell_do("mkdir -p in/d && cd in && printf 12345 >d/f && ln d/f d/hard && ln -s ../x d/l "
		 "&& chmod "
		 "4751 d/f && "
		 "chmod 1777 d && : >d/\xc3\xa4");
	for (size_t i = 0; i < 6; i++) {
		for (size_t j = 0; j < 3; j++) {
			_cleanup_free_ char *make = xprintf("tar -C in --format=%s --owner=:7 "
							    "--group=:8 --sort=name -cf - ./d | "
							    "%s >it.tar",
				formats[j], filters[i]);

			shell_do(make);
			_cleanup_(text_free) struct text lines = list("it.tar", 100);

			assert_string_equal(lines.bytes,
				"5 1777 7:8 d 0\n0 4751 7:8 d/f 5\n1 4751 7:8 d/hard -> d/f 0\n"
				"2 777 7:8 d/l -> ../x 0\n0 644 7:8 d/\xc3\xa4 0\n");
		}
	}
}

static void refuses_hostile_archives(void **state)
{
	(void)state;
	shell_do("tar -C in -P --transform 's,^,../,' -cf up.tar d/f && tar -P -cf absolute.tar "
		 "$PWD/in/d/f "
		 "&& "
		 "tar -C in --transform 's,d/f,.wh.f,' -cf whiteout.tar d/f && "
		 "tar -C in --transform 's,d/f,a\\nb,' -cf newline.tar d/f && "
		 "tar -C in --transform 's,d/f,\xff,' -cf bytes.tar d/f && "
		 "tar -C in -c d | gzip | head -c 100 >truncated.tar && tar -C in -c d | head -c "
		 "800 "
		 ">short.tar && "
		 "echo hello >text.tar && : >empty.tar && mkdir noise && head -c 5000 /dev/zero | "
		 "tr '\\0' x "
		 ">noise.tar");
	assert_dies(EXIT_NO, "up.tar: ../d/f: the path leads out", list("up.tar", 100));
	assert_dies(EXIT_NO, "the path is absolute", list("absolute.tar", 100));
	assert_dies(EXIT_NO, "deletes files", list("whiteout.tar", 100));
	assert_dies(EXIT_NO, "newline.tar: a\\x0ab: the path holds a control",
		list("newline.tar", 100));
	assert_dies(EXIT_NO, "UTF-8", list("bytes.tar", 100));
	assert_dies(EXIT_NO, "truncated.tar: cannot be read:", list("truncated.tar", 100));
	assert_dies(EXIT_NO, "short.tar: cannot be read:", list("short.tar", 100));
	assert_dies(EXIT_NO, "text.tar: cannot be read:", list("text.tar", 100));
	assert_dies(EXIT_NO, "empty.tar: cannot be read:", list("empty.tar", 100));
	assert_dies(EXIT_NO, "noise.tar: cannot be read:", list("noise.tar", 100));
	assert_dies(EXIT_NO, "it.tar: unpacks to far more", list("it.tar", 4));
}

/* As tarfile writes them: what tar and this machine's user cannot make. */
static void devices_links_and_owners(void **state)
{
	(void)state;
	static const char script[] =
		"python3 - <<'end'\n"
		"import tarfile\n"
		"def write(path, **fields):\n"
		"    with tarfile.open(path, 'w', format=tarfile.PAX_FORMAT) as archive:\n"
		"        entry = tarfile.TarInfo('it')\n"
		"        for name, value in fields.items():\n"
		"            setattr(entry, name, value)\n"
		"        archive.addfile(entry)\n"
		"write('block.tar', type=tarfile.BLKTYPE)\n"
		"write('character.tar', type=tarfile.CHRTYPE)\n"
		"write('fifo.tar', type=tarfile.FIFOTYPE)\n"
		"write('owner.tar', uid=1 << 33)\n"
		"write('group.tar', gid=1 << 33)\n"
		"write('empty-link.tar', type=tarfile.SYMTYPE, linkname='')\n"
		"write('control-link.tar', type=tarfile.SYMTYPE, linkname='a\\nb')\n"
		"write('hard.tar', type=tarfile.LNKTYPE, linkname='../up')\n"
		"end\n";
	const char *const kinds[][2] = {{"block.tar", "4 644 0:0 it 0\n"},
		{"character.tar", "3 644 0:0 it 0\n"}, {"fifo.tar", "6 644 0:0 it 0\n"}};

	shell_do(script);
	for (size_t i = 0; i < 3; i++) {
		_cleanup_(text_free) struct text lines = list(kinds[i][0], 100);

		assert_string_equal(lines.bytes, kinds[i][1]);
	}
	assert_dies(EXIT_NO, "owner.tar: it: the owner is out of range", list("owner.tar", 100));
	assert_dies(EXIT_NO, "group.tar: it: the owner is out of range", list("group.tar", 100));
	assert_dies(EXIT_NO, "empty-link.tar: it: the symbolic link's target",
		list("empty-link.tar", 100));
	assert_dies(EXIT_NO, "control-link.tar: it: the symbolic link's target",
		list("control-link.tar", 100));
	assert_dies(EXIT_NO, "hard.tar: ../up: the path leads out", list("hard.tar", 100));
}

static void the_limit_grows_with_the_archive(void **state)
{
	(void)state;
	assert_true(unpack_limit(0) >= 1 << 20);
	assert_true(unpack_limit(1 << 20) > unpack_limit(0));
	assert_int_equal(unpack_limit(UINT64_MAX), UINT64_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_every_format),
		cmocka_unit_test(refuses_hostile_archives),
		cmocka_unit_test(devices_links_and_owners),
		cmocka_unit_test(the_limit_grows_with_the_archive),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return run_in_directory(tests);
}
