/* SPDX-License-Identifier: MIT */
/* deb: packages are read as dpkg-deb made them, and what is none is refused. */
#include "fixture.h"

#include "debian/deb.h"

static struct deb read_deb(const char *file, struct tempfile *spool)
{
	struct deb deb = deb_read(file, "it", spool);

	deb_unpack(&deb, spool);
	return deb;
}

static void reads_what_dpkg_deb_made(void **state)
{
	(void)state;
	const char *const ways[] = {"-Zxz", "-Zgzip", "-Znone", "-Zzstd"};

	shell_do("mkdir -p it/DEBIAN it/usr/bin && echo hello >it/usr/bin/it\n"
		 "printf '#!/bin/sh\\n' >it/DEBIAN/postinst && chmod 755 it/DEBIAN/postinst\n"
		 "cat >it/DEBIAN/control <<'END'\n"
		 "Package: it\nVersion: 1:2.3-4~x\nArchitecture: arm64\nMulti-Arch: same\n"
		 "Maintainer: a <b>\nDescription: short\n long\n .\n more\nEND\n");
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		_cleanup_(tempfile_close) struct tempfile spool;
		_cleanup_free_ char *build = xprintf(
			"dpkg-deb --root-owner-group %s -b it it.deb >/dev/null 2>&1", ways[i]);

		tempfile_open(&spool, ".");
		shell_do(build);
		_cleanup_(deb_free) struct deb deb = read_deb("it.deb", &spool);
		_cleanup_free_ char *description = control_field(deb.control, "description");

		assert_string_equal(deb.package, "it");
		assert_string_equal(deb.version, "1:2.3-4~x");
		assert_string_equal(deb.architecture, "arm64");
		assert_true(deb.same);
		assert_string_equal(description, "short\n long\n .\n more");
		assert_int_equal(deb.script_count, 2);
		assert_int_equal(deb.entry_count, 4);
		assert_string_equal(deb.entries[0].path, "");
		assert_string_equal(deb.entries[3].path, "usr/bin/it");
		assert_int_equal(deb.entries[3].content.size, 6);
	}
}

static void try(const char *file)
{
	_cleanup_(tempfile_close) struct tempfile spool;

	tempfile_open(&spool, ".");
	struct deb deb = read_deb(file, &spool);

	deb_free(&deb);
}

/* A package with that control file. */
static void try_control(const char *control)
{
	file_write("control", control, strlen(control));
	shell_do("mkdir -p e && tar -czf control.tar.gz ./control && tar -C e -czf data.tar.gz . "
		 "&& echo 2.0 "
		 ">debian-binary && "
		 "rm -f c.deb && ar rc c.deb debian-binary control.tar.gz data.tar.gz");
	try("c.deb");
}

static void refuses_what_is_no_package(void **state)
{
	(void)state;
	shell_do("ar p it.deb control.tar.zst >control.tar.zst; ar p it.deb data.tar.zst "
		 ">data.tar.zst\n"
		 "echo 2.0 >debian-binary; echo extra >_extra; mkdir three; echo 3.0 "
		 ">three/debian-binary\n"
		 "ar rc swapped.deb debian-binary data.tar.zst control.tar.zst\n"
		 "ar rc half.deb debian-binary control.tar.zst; ar rc binary.deb data.tar.zst\n"
		 "ar rc new.deb three/debian-binary control.tar.zst data.tar.zst\n"
		 "ar rc extra.deb debian-binary _extra control.tar.zst data.tar.zst\n"
		 "head -c 300 it.deb >truncated.deb; echo text >text.deb");
	try("extra.deb");
	assert_dies(EXIT_NO, "it: not a Debian package: has no member control.tar where",
		try("swapped.deb"));
	assert_dies(EXIT_NO, "it: not a Debian package: has no member data.tar", try("half.deb"));
	assert_dies(EXIT_NO, "has no member debian-binary", try("binary.deb"));
	assert_dies(EXIT_NO, "it: not a Debian package of format 2", try("new.deb"));
	assert_dies(EXIT_NO, "it: cannot be read:", try("truncated.deb"));
	assert_dies(EXIT_NO, "it: cannot be read:", try("text.deb"));
	assert_dies(EXIT_NO, "missing.deb: cannot open: No such file", try("missing.deb"));
	try_control("Package: a\nVersion: 1\nArchitecture: all\n\n");
	assert_dies(EXIT_NO, "the field Version is missing",
		try_control("Package: a\nArchitecture: all\n"));
	assert_dies(EXIT_NO, "the field Package is missing or wrong",
		try_control("Package: ../a\nVersion: 1\nArchitecture: all\n"));
	assert_dies(EXIT_NO, "not one paragraph",
		try_control("Package: a\nVersion: 1\nArchitecture: all\n\nPackage: b\n"));
	assert_dies(EXIT_NO, "not one paragraph", try_control("nothing\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_dpkg_deb_made),
		cmocka_unit_test(refuses_what_is_no_package),
	};
	return run_in_directory(tests);
}
