/* SPDX-License-Identifier: MIT */
#include "debian/dpkgdb.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/cleanup.h"
#include "lib/die.h"

enum { MAX_LIST = 1 << 20, CHUNK = 1 << 16 };

/* The fields of status in dpkg's order; Status and Conffiles are ours, all others follow. */
static const char *const fields[] = {"Package", "Essential", "Protected", "Status", "Priority",
	"Section", "Installed-Size", "Origin", "Maintainer", "Bugs", "Architecture", "Multi-Arch",
	"Source", "Version", "Replaces", "Provides", "Depends", "Pre-Depends", "Recommends",
	"Suggests", "Breaks", "Conflicts", "Enhances", "Conffiles", "Description"};
enum { FIELDS = sizeof fields / sizeof *fields };

char *dpkgdb_info_path(const struct deb *deb, const char *extension)
{
	return deb->same ? xprintf("var/lib/dpkg/info/%s:%s.%s", deb->package, deb->architecture,
				   extension)
			 : xprintf("var/lib/dpkg/info/%s.%s", deb->package, extension);
}

/* The content of a package's file in info/; "" when there is none. The caller frees. */
static char *read_info(const struct tree *tree, const struct deb *deb, const char *extension)
{
	_cleanup_free_ char *path = dpkgdb_info_path(deb, extension);
	const struct tree_node *node = tree_find(tree, path);
	struct text text =
		node && node->type == TAR_FILE ? tree_read(node, MAX_LIST) : (struct text){0};

	return text_take(&text);
}

void dpkgdb_add(struct tree *tree, const struct deb *deb)
{
	_cleanup_(text_free) struct text list = {0};
	_cleanup_free_ char *list_path = dpkgdb_info_path(deb, "list");

	for (size_t i = 0; i < deb->entry_count; i++)
		text_printf(&list, "/%s\n", *deb->entries[i].path ? deb->entries[i].path : ".");
	tree_put_file(tree, list_path, &list);
	for (size_t i = 0; i < deb->script_count; i++) {
		const struct unpacked *script = &deb->scripts[i];

		if (strcmp(script->path, "control") == 0)
			continue;
		_cleanup_free_ char *path = dpkgdb_info_path(deb, script->path);
		struct tree_node *node =
			tree_put(tree, path, TAR_FILE, script->mode & 0100 ? 0755 : 0644, 0, 0);

		tree_set_extent(tree, node, &script->content);
	}
}

static void add_md5(struct text *out, const struct extent *content)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	_cleanup_free_ char *buffer = xalloc(CHUNK, 1);
	unsigned char raw[EVP_MAX_MD_SIZE];
	unsigned length;
	bool good = context && EVP_DigestInit_ex(context, EVP_md5(), NULL) == 1;

	for (uint64_t done = 0; good && done < content->size;) {
		size_t part = content->size - done < CHUNK ? content->size - done : CHUNK;

		extent_read(content, done, buffer, part);
		good = EVP_DigestUpdate(context, buffer, part) == 1;
		done += part;
	}
	if (!good || EVP_DigestFinal_ex(context, raw, &length) != 1)
		die(EXIT_SYSTEM, "OpenSSL cannot compute MD5");
	EVP_MD_CTX_free(context);
	for (unsigned i = 0; i < length; i++)
		text_printf(out, "%02x", raw[i]);
}

/* The package's configuration files with their digests, for status. One that an upgrade would
 * remove is listed as dpkg lists it when it was never there. */
static void add_conffiles(struct text *out, const struct tree *tree, const struct deb *deb)
{
	static const char remove[] = "remove-on-upgrade ";
	_cleanup_free_ char *content = read_info(tree, deb, "conffiles");
	const char *heading = "Conffiles:\n";
	char *rest = content, *path;

	while ((path = strsep(&rest, "\n"))) {
		const struct tree_node *node = *path == '/' ? tree_lookup(tree, path) : NULL;

		if (starts_with(path, remove)) {
			text_printf(out, "%s %s newconffile remove-on-upgrade\n", heading,
				path + strlen(remove));
		} else if (node && node->type == TAR_FILE) {
			text_printf(out, "%s %s ", heading, path);
			add_md5(out, &node->content->extent);
			text_add_char(out, '\n');
		} else {
			continue;
		}
		heading = "";
	}
}

/* The place of a field in dpkg's order; FIELDS for any other. */
static size_t place_of(const char *field, size_t length)
{
	size_t i = 0;

	while (i < FIELDS &&
		(strlen(fields[i]) != length || strncasecmp(fields[i], field, length) != 0))
		i++;
	return i;
}

static void add_fields(struct text *out, const char *control, size_t place)
{
	const char *field;
	size_t name, length;

	while ((field = control_next(&control, &name, &length)))
		if (place_of(field, name) == place)
			text_add(out, field, length);
}

static void add_status(struct text *out, const struct tree *tree, const struct deb *deb)
{
	for (size_t i = 0; i <= FIELDS; i++) {
		if (i < FIELDS && strcmp(fields[i], "Status") == 0)
			text_add_string(out, "Status: install ok installed\n");
		else if (i < FIELDS && strcmp(fields[i], "Conffiles") == 0)
			add_conffiles(out, tree, deb);
		else
			add_fields(out, deb->control, i);
	}
	text_add_char(out, '\n');
}

/* The trigger NAME, in which a package has an interest: a path goes to FILES, another name has a
 * file of its own. */
static void add_interest(struct tree *tree, const struct deb *deb, const char *name, bool noawait,
	struct text *files)
{
	_cleanup_free_ char *owner = deb->same ? xprintf("%s:%s", deb->package, deb->architecture)
					       : xstrdup(deb->package);

	if (*name == '/') {
		text_printf(files, "%s %s%s\n", name, owner, noawait ? "/noawait" : "");
		return;
	}
	_cleanup_free_ char *path = xprintf("var/lib/dpkg/triggers/%s", name);
	const struct tree_node *old = strchr(name, '/') ? NULL : tree_find(tree, path);
	_cleanup_(text_free) struct text content =
		old ? tree_read(old, MAX_LIST) : (struct text){0};

	if (strchr(name, '/') || tree_path_fault(path))
		die(EXIT_NO, "%s: triggers: '%s' is no name", deb->name, name);
	text_printf(&content, "%s%s\n", owner, noawait ? "/noawait" : "");
	tree_put_file(tree, path, &content);
}

static void add_triggers(struct tree *tree, const struct deb *deb, struct text *files)
{
	_cleanup_free_ char *content = read_info(tree, deb, "triggers");
	char *rest = content, *line;

	while ((line = strsep(&rest, "\n"))) {
		const char *directive = strsep(&line, " ");

		if (!line)
			continue;
		if (strcmp(directive, "interest") == 0 || strcmp(directive, "interest-await") == 0)
			add_interest(tree, deb, line, false, files);
		else if (strcmp(directive, "interest-noawait") == 0)
			add_interest(tree, deb, line, true, files);
	}
}

void dpkgdb_divert(struct tree *tree, const char *from, const char *to, const char *package)
{
	static const char path[] = "var/lib/dpkg/diversions";
	const struct tree_node *old = tree_find(tree, path);
	_cleanup_(text_free) struct text diversions =
		old ? tree_read(old, MAX_LIST) : (struct text){0};

	text_printf(&diversions, "%s\n%s\n%s\n", from, to, package);
	tree_put_file(tree, path, &diversions);
}

void dpkgdb_finish(
	struct tree *tree, const struct deb *debs, size_t count, const char *architecture)
{
	_cleanup_(text_free) struct text status = {0}, files = {0}, arch = {0}, format = {0},
					 nothing = {0};

	for (size_t i = 0; i < count; i++) {
		add_status(&status, tree, &debs[i]);
		add_triggers(tree, &debs[i], &files);
	}
	text_printf(&arch, "%s\n", architecture);
	text_add_string(&format, "1\n");
	tree_put_file(tree, "var/lib/dpkg/status", &status);
	tree_put_file(tree, "var/lib/dpkg/triggers/File", &files);
	tree_put_file(tree, "var/lib/dpkg/triggers/Unincorp", &nothing);
	tree_put_file(tree, "var/lib/dpkg/arch", &arch);
	tree_put_file(tree, "var/lib/dpkg/info/format", &format);
}
