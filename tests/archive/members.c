/* SPDX-License-Identifier: MIT */
/* members: tar archives in every compression, and zip archives, have the same members. */
#include "fixture.h"

#include <locale.h>

#include "archive/members.h"

static struct text list(const char *path)
{
	_cleanup_(members_close) struct members *members = members_open(path, "it");
	struct member member;
	struct text said = {0};
	char content[3];

	while (members_next(members, &member)) {
		text_printf(&said, "%d%s %s", member.kind,
			member.kind == MEMBER_FILE && member.is_executable ? "x" : "", member.name);
		if (*member.link)
			text_printf(&said, " -> %s", member.link);
		if (member.kind == MEMBER_FILE)
			text_printf(&said, " = %ju %.*s", (uintmax_t)member.size,
				(int)members_read(members, content, sizeof content), content);
		text_add_char(&said, '\n');
	}
	return said;
}

#define FILES "1 d\n0x d/f = 5 123\n"
#define LINKS "2 d/l -> ../x\n"
#define REST "0 d/\xc3\xa4 = 0 \n"

static void every_compression(void **state)
{
	(void)state;
	const char *const filters[] = {"cat", "gzip", "xz", "bzip2", "lzma"};

	shell_do("mkdir -p in/d && cd in && printf 12345 >d/f && chmod 700 d/f && ln -s ../x d/l "
		 "&& : >d/\xc3\xa4");
	for (size_t i = 0; i < 5; i++) {
		_cleanup_free_ char *make =
			xprintf("tar -C in --sort=name -c d | %s >it.tar", filters[i]);

		shell_do(make);
		_cleanup_(text_free) struct text said = list("it.tar");

		assert_string_equal(text_string(&said), FILES LINKS REST);
	}
}

static void zip_archives(void **state)
{
	(void)state;
	shell_do("cd in && python3 - <<'end'\n"
		 "import zipfile\n"
		 "with zipfile.ZipFile('../it.zip', 'w', zipfile.ZIP_DEFLATED) as archive:\n"
		 "    archive.write('d')\n"
		 "    archive.write('d/f')\n"
		 "    link = zipfile.ZipInfo('d/l')\n"
		 "    link.external_attr = 0o120777 << 16\n"
		 "    archive.writestr(link, '../x')\n"
		 "    archive.write('d/\xc3\xa4')\n"
		 "zipfile.ZipFile('../empty.zip', 'w').close()\n"
		 "end\n");
	_cleanup_(text_free) struct text said = list("it.zip");

	assert_string_equal(text_string(&said), "1 d\n0x d/f = 5 123\n2 d/l -> ../x\n" REST);
	assert_dies(EXIT_NO, "it cannot be unpacked: ", list("empty.zip"));
}

static void refuses_what_is_damaged(void **state)
{
	(void)state;
	shell_do("tar -C in -c d | gzip | head -c 100 >cut.tgz && tar -C in -c d | head -c 1100 "
		 ">cut.tar && head -c 200 it.zip >cut.zip && : >empty && echo hello >text && "
		 "python3 - <<'end'\n"
		 "content = bytearray(open('it.zip', 'rb').read())\n"
		 "at = content.rindex(b'PK\\1\\2')\n"
		 "content[at + 10] = 98\n"
		 "open('method.zip', 'wb').write(content)\n"
		 "end\n");
	assert_dies(EXIT_NO, "it cannot be unpacked: ", list("cut.tgz"));
	assert_dies(EXIT_NO, "it ends too early", list("cut.tar"));
	assert_dies(EXIT_NO, "it cannot be unpacked: ", list("cut.zip"));
	assert_dies(EXIT_NO, "it cannot be unpacked: ", list("empty"));
	assert_dies(EXIT_NO, "it ends too early", list("text"));
	assert_dies(EXIT_NO, "Is a directory", list("in"));
	assert_dies(EXIT_NO, "No such file", list("none"));
}

static void bounds(void **state)
{
	(void)state;
	shell_do("python3 - <<'end'\n"
		 "import tarfile\n"
		 "def header(name, size, type=b'0', form=tarfile.GNU_FORMAT):\n"
		 "    entry = tarfile.TarInfo(name)\n"
		 "    entry.size, entry.type = size, type\n"
		 "    return entry.tobuf(form)\n"
		 "open('large', 'wb').write(header('f', 5 << 30))\n"
		 "open('body', 'wb').write(header('f', 2 << 20, b'x') + bytes(2 << 20))\n"
		 "open('many', 'wb').write(200_001 * header('f', 0))\n"
		 "open('headers', 'wb').write(200_001 * header('f', 0, b'x'))\n"
		 "end\n"
		 "gzip -1 many headers");
	assert_dies(EXIT_NO, "it is too large", list("large"));
	assert_dies(EXIT_NO, "a header of 2097152 bytes", list("body"));
	assert_dies(EXIT_NO, "it is too large", list("many.gz"));
	assert_dies(EXIT_NO, "it is too large", list("headers.gz"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_compression),
		cmocka_unit_test(zip_archives),
		cmocka_unit_test(refuses_what_is_damaged),
		cmocka_unit_test(bounds),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return run_in_directory(tests);
}
