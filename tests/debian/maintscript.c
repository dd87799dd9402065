/* SPDX-License-Identifier: MIT */
/* maintscript: what is known by content is told from what a script does on its own. */
#include "fixture.h"

#include "debian/maintscript.h"

static const char *const known[] = {
	"if [ \"$1\" = \"configure\" ]*; then", "fi", "py3compile -p *"};

static struct maintscript read_script(const char *text)
{
	return maintscript_read(text, "1.2-3", machine_find("arm64"), known, 3);
}

static void assert_own(const char *text, bool own, size_t alternatives)
{
	struct maintscript script = read_script(text);

	if ((*script.fingerprint != '\0') != own || script.alternative_count != alternatives)
		fail_msg("'%s': fingerprint '%s', %zu alternatives", text, script.fingerprint,
			script.alternative_count);
	maintscript_free(&script);
}

static void tells_own_lines(void **state)
{
	(void)state;
	assert_own("#!/bin/sh\nset -e\n\n# nothing\n  exit 0\n", false, 0);
	assert_own("#!/bin/sh\n# Automatically added by dh_python3\nif [ \"$1\" = \"configure\" ]; "
		   "then\n"
		   "\tpy3compile -p x\nfi\n# End automatically added section\n",
		false, 0);
	assert_own("#!/bin/sh\nupdate-alternatives --install /a a /b \\\n  5\n", false, 1);
	assert_own(
		"#!/bin/sh\n# Automatically added by dh_installalternatives/13\n"
		"if [ \"$1\" = \"configure\" ]; then\nupdate-alternatives --install /a a /b 5\nfi\n"
		"# End automatically added section\n",
		false, 1);
	assert_own(
		"#!/bin/sh\nif true; then\nupdate-alternatives --install /a a /b 5\nfi\n", true, 1);
	assert_own("#!/bin/sh\nuseradd x\n", true, 0);
	assert_own("#!/bin/sh\nfi\n", true, 0);
	assert_own("#!/bin/sh\n# Automatically added by dh_x\nuseradd x\n# End automatically added "
		   "section\n",
		true, 0);
	assert_own("#!/bin/sh\n# Automatically added by dh_x\nfi\n", true, 0);
	assert_own("#!/bin/sh\n# Automatically added by dh_x\npy3compile -p x; useradd x\n# End "
		   "automatically added "
		   "section\n",
		true, 0);
	assert_own("#!/usr/bin/perl\n", true, 0);
	assert_own("", true, 0);
}

static void assert_same_fingerprint(const char *a, const char *b, bool same)
{
	struct maintscript x = read_script(a),
			   y = maintscript_read(b, "2.0", machine_find("amd64"), known, 3);

	assert_int_equal(strcmp(x.fingerprint, y.fingerprint) == 0, same);
	maintscript_free(&x);
	maintscript_free(&y);
}

static void the_fingerprint_is_of_what_the_script_does(void **state)
{
	(void)state;
	const char *const first = "#!/bin/sh\necho 1.2-3 /lib/aarch64-linux-gnu x:arm64\n";
	struct maintscript script = read_script(first);
	_cleanup_(text_free) struct text wanted = shell(
		"printf '#!/bin/sh\\necho @VERSION@ /lib/@TRIPLET@ x:@ARCH@\\n' | sha256sum | cut "
		"-c1-16 | tr -d '\\n'");

	assert_string_equal(script.fingerprint, wanted.bytes);
	maintscript_free(&script);
	assert_same_fingerprint(first,
		"#!/bin/sh\n\n\techo 2.0 /lib/x86_64-linux-gnu x:amd64  \n# Automatically added by "
		"dh_x\n"
		"fi\n# End automatically added section\n",
		true);
	assert_same_fingerprint(
		first, "#!/bin/sh\necho 2.1 /lib/x86_64-linux-gnu x:amd64\n", false);
	assert_same_fingerprint("#!/bin/sh\na \\\nb\n", "#!/bin/sh\na  b\n", true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_own_lines),
		cmocka_unit_test(the_fingerprint_is_of_what_the_script_does),
	};
	return run_in_directory(tests);
}
