/* SPDX-License-Identifier: MIT */
/* certificates: bundle and links are those that update-ca-certificates and openssl rehash make. */
#include "fixture.h"

#include "debian/certificates.h"

static void makes_what_openssl_rehash_makes(void **state)
{
	(void)state;
	_cleanup_(tree_free) struct tree tree;
	const char *const names[] = {"A B (C), D", "Zeta", "\xc3\x9cmlaut", "alpha"};

	tree_begin(&tree, ".");
	shell_do("mkdir certs && certificate() { openssl req -x509 -newkey ec -pkeyopt "
		 "ec_paramgen_curve:P-256 -nodes "
		 "-keyout key -subj \"$2\" -out \"$1.crt\" 2>/dev/null; }\n"
		 "certificate 'A B (C), D' /CN=one && certificate Zeta '/C=HU/O=F\xc5\x91/CN=two' "
		 "&& "
		 "certificate '\xc3\x9cmlaut' /CN=three && certificate alpha /CN=one && "
		 "truncate -s -1 Zeta.crt");
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		_cleanup_free_ char *path =
			xprintf("usr/share/ca-certificates/mozilla/%s.crt", names[i]);
		_cleanup_free_ char *from = xprintf("%s.crt", names[i]);

		put_host_file(&tree, path, from);
	}
	put_text(&tree, "etc/ca-certificates.conf", "# comment\n");
	certificates_update(&tree);
	shell_do(
		"cp 'A B (C), D.crt' certs/A_B_=C=__D.pem && for c in Zeta \xc3\x9cmlaut alpha; do "
		"cp $c.crt certs/$c.pem; done && openssl rehash certs");
	_cleanup_(text_free) struct text
		wanted = shell("cd certs; find . -type l -printf '%P %l\\n' | sort"),
		ours = {0};
	_cleanup_(text_free) struct text bundle =
		shell("for c in 'A B (C), D' Zeta alpha \xc3\x9cmlaut; do sed -e '$a\\' "
		      "\"$c.crt\"; done");
	size_t count;
	_cleanup_free_ struct tree_node **nodes =
		tree_list_directory(&tree, "etc/ssl/certs", &count);

	for (size_t i = 0; i < count; i++)
		if (nodes[i]->type == TAR_SYMLINK && !ends_with(nodes[i]->path, ".pem"))
			text_printf(
				&ours, "%s %s\n", strrchr(nodes[i]->path, '/') + 1, nodes[i]->link);
	assert_string_equal(ours.bytes, wanted.bytes);
	assert_text(&tree, "etc/ssl/certs/ca-certificates.crt", bundle.bytes);
	assert_link(&tree, "etc/ssl/certs/A_B_=C=__D.pem",
		"/usr/share/ca-certificates/mozilla/A B (C), D.crt");
	assert_text(&tree, "etc/ca-certificates.conf",
		"# comment\nmozilla/A B (C), "
		"D.crt\nmozilla/Zeta.crt\nmozilla/alpha.crt\nmozilla/\xc3\x9cmlaut.crt\n");
}

static void trust(const char *content)
{
	struct tree tree;

	tree_begin(&tree, ".");
	put_text(&tree, "usr/share/ca-certificates/x.crt", content);
	certificates_update(&tree);
}

static void refuses_what_is_no_certificate(void **state)
{
	(void)state;
	assert_dies(EXIT_NO, "usr/share/ca-certificates/x.crt: not a certificate", trust("hello"));
	assert_dies(EXIT_NO, "not a certificate", trust(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(makes_what_openssl_rehash_makes),
		cmocka_unit_test(refuses_what_is_no_certificate),
	};
	return run_in_directory(tests);
}
