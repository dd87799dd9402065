/* SPDX-License-Identifier: MIT */
#include "debian/certificates.h"

#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"

enum { MAX_CERTIFICATE = 1 << 20 };

static const char source[] = "usr/share/ca-certificates/", conf[] = "etc/ca-certificates.conf";

static X509 *parse(const struct text *text, const char *path)
{
	BIO *bytes = BIO_new_mem_buf(text_string(text), (int)text->length);
	X509 *certificate = bytes ? PEM_read_bio_X509(bytes, NULL, NULL, NULL) : NULL;

	BIO_free(bytes);
	if (!certificate)
		die(EXIT_NO, "%s: not a certificate in PEM format", path);
	return certificate;
}

/* The hash by which OpenSSL finds a certificate in a directory. */
static unsigned long subject_hash(const struct text *text, const char *path)
{
	X509 *certificate = parse(text, path);
	int good = 0;
	unsigned long hash =
		X509_NAME_hash_ex(X509_get_subject_name(certificate), NULL, NULL, &good);

	X509_free(certificate);
	if (!good)
		die(EXIT_SYSTEM, "OpenSSL cannot compute SHA-1");
	return hash;
}

/* The name of the link to a certificate: its own, without characters that shells mind. */
static char *pem_name(const char *path)
{
	const char *name = strrchr(path, '/') + 1;
	char *pem = xprintf("%.*s.pem", (int)(strlen(name) - strlen(".crt")), name);

	for (char *c = pem; *c; c++)
		*c = strchr(" ,", *c) ? '_' : strchr("()", *c) ? '=' : *c;
	return pem;
}

/* The first free of HASH.0, HASH.1, … is a link to PEM. */
static void put_hash_link(struct tree *tree, unsigned long hash, const char *pem)
{
	for (unsigned i = 0;; i++) {
		_cleanup_free_ char *path = xprintf("etc/ssl/certs/%08lx.%u", hash, i);

		if (!tree_find(tree, path)) {
			tree_put_link(tree, path, pem);
			return;
		}
	}
}

static void add(
	struct tree *tree, const struct tree_node *node, struct text *bundle, struct text *list)
{
	_cleanup_(text_free) struct text text = tree_read(node, MAX_CERTIFICATE);
	_cleanup_free_ char *target = xprintf("/%s", node->path);
	_cleanup_free_ char *pem = pem_name(node->path);
	_cleanup_free_ char *link = xprintf("etc/ssl/certs/%s", pem);

	tree_put_link(tree, link, target);
	put_hash_link(tree, subject_hash(&text, node->path), pem);
	text_add(bundle, text.bytes, text.length);
	if (bundle->bytes[bundle->length - 1] != '\n')
		text_add_char(bundle, '\n');
	text_printf(list, "%s\n", node->path + strlen(source));
}

void certificates_update(struct tree *tree)
{
	_cleanup_free_ struct tree_node **nodes = tree_list(tree);
	size_t count = tree->count;
	const struct tree_node *old = tree_find(tree, conf);
	_cleanup_(text_free) struct text bundle = {0}, list = {0};

	if (old && old->type == TAR_FILE)
		list = tree_read(old, MAX_CERTIFICATE);
	for (size_t i = 0; i < count; i++)
		if (nodes[i]->type == TAR_FILE && starts_with(nodes[i]->path, source) &&
			ends_with(nodes[i]->path, ".crt"))
			add(tree, nodes[i], &bundle, &list);
	tree_put_file(tree, "etc/ssl/certs/ca-certificates.crt", &bundle);
	tree_put_file(tree, conf, &list);
}
