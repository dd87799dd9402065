/* SPDX-License-Identifier: MIT */
#include "files/sourcetree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <string.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"

enum { MAX_DEPTH = 100, SECRET_PEEK = 1 << 14 };

static const char *const never[] = {"**/.git", "**/.hg", "**/.svn", "**/__pycache__", "**/*.pyc",
	"**/*.pyo", "**/.mypy_cache", "**/.pytest_cache", "**/.ruff_cache", "**/.hypothesis",
	"**/.ipynb_checkpoints", "**/.tox", "**/.nox", "**/.venv"};
static const char *const made[] = {
	"pylock.*.toml", "base.*.lock", "built.*.lock", "layers.*.lock", "requirements.lock.*.txt"};

struct walk {
	struct ignore ignore;
	struct stat build; /* the project's build/; zeroed when there is none */
	sourcetree_visit *visit;
	void *context;
	struct stringlist *left_out;
	size_t depth;
};

/* A directory on the way down. */
struct level {
	struct level *above;
	struct sourcetree_entry entry;
	bool *matched; /* for each pattern: it matches (ignore_matches) */
	bool visited;
};

/* --- what is left out ------------------------------------------------------------ */

/* Where SOURCE is below the current directory, "" or with a slash at its end; NULL when it is not.
 * The caller frees. */
static char *below_project(const char *source)
{
	_cleanup_free_ char *project = realpath(".", NULL), *real = realpath(source, NULL);

	if (!project || !real)
		return NULL;
	size_t length = strlen(project);

	if (strcmp(project, real) == 0)
		return xstrdup("");
	if (strncmp(project, real, length) != 0 || (length > 1 && real[length] != '/'))
		return NULL;
	return xprintf("%s/", real + length + (length > 1));
}

static void add_files(struct ignore *ignore, const char *source, const char *below)
{
	_cleanup_free_ char *own = xprintf("%s/.dockerignore", source);

	for (const char *rest = below; rest && *rest; rest = strchr(rest, '/') + 1) {
		_cleanup_free_ char *file =
			xprintf("%.*s.dockerignore", (int)(rest - below), below);

		ignore_add_file(ignore, file, rest);
	}
	ignore_add_file(ignore, own, "");
}

static void add_pattern(
	struct ignore *ignore, const char *pattern, const char *prefix, const char *variable)
{
	const char *flaw = ignore_add(ignore, pattern, prefix);

	if (flaw)
		die(EXIT_NO, "%s: '%s' %s", variable, pattern, flaw);
}

static void add_patterns(struct walk *walk, const char *source, const struct stringlist *excludes,
	const char *variable)
{
	_cleanup_free_ char *below = below_project(source);

	for (size_t i = 0; i < sizeof never / sizeof *never; i++)
		add_pattern(&walk->ignore, never[i], "", "");
	for (size_t i = 0; below && i < sizeof made / sizeof *made; i++)
		add_pattern(&walk->ignore, made[i], below, "");
	add_files(&walk->ignore, source, below);
	for (size_t i = 0; excludes && i < excludes->count; i++) {
		add_pattern(&walk->ignore, excludes->items[i], "", variable);
		if (below && *below)
			add_pattern(&walk->ignore, excludes->items[i], below, variable);
	}
	if (stat("build", &walk->build) < 0)
		walk->build = (struct stat){0};
}

static bool is_build(const struct walk *walk, const struct stat *status)
{
	return S_ISDIR(walk->build.st_mode) && status->st_ino == walk->build.st_ino &&
	       status->st_dev == walk->build.st_dev;
}

/* --- the way down ---------------------------------------------------------------- */

static void visit(struct walk *walk, struct level *level)
{
	if (level->visited)
		return;
	if (level->above)
		visit(walk, level->above);
	level->visited = true;
	walk->visit(walk->context, &level->entry);
}

static int other_than_dots(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void walk_level(struct walk *walk, struct level *level);

static void walk_directory(struct walk *walk, struct level *level)
{
	struct dirent **entries;
	int count = scandir(level->entry.source, &entries, other_than_dots, by_bytes);

	if (count < 0)
		die(EXIT_SYSTEM, "%s: cannot read:", level->entry.source);
	if (++walk->depth > MAX_DEPTH)
		die(EXIT_NO, "%s: has too many directories in each other", level->entry.source);
	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name, *path = level->entry.path;
		_cleanup_free_ char *inner = xprintf("%s%s%s", path, *path ? "/" : "", name);
		_cleanup_free_ char *source = xprintf("%s/%s", level->entry.source, name);
		struct level below = {.above = level, .entry = {.path = inner, .source = source}};

		if (lstat(source, &below.entry.status) < 0)
			die(EXIT_SYSTEM, "%s: cannot read:", source);
		walk_level(walk, &below);
		free(entries[i]);
	}
	free(entries);
	walk->depth--;
}

static void walk_level(struct walk *walk, struct level *level)
{
	const char *path = level->entry.path;
	bool directory = S_ISDIR(level->entry.status.st_mode);
	_cleanup_free_ bool *matched = xalloc(walk->ignore.count + 1, sizeof *matched);
	const bool *above = level->above ? level->above->matched : NULL;
	bool out = ignore_matches(&walk->ignore, path, above, matched);

	level->matched = matched;
	if ((directory && is_build(walk, &level->entry.status)) ||
		(out && !(directory && ignore_looks_into(&walk->ignore, path)))) {
		stringlist_add(walk->left_out, xstrdup(level->entry.source));
		return;
	}
	if (!out)
		visit(walk, level);
	if (directory)
		walk_directory(walk, level);
	if (!level->visited)
		stringlist_add(walk->left_out, xstrdup(level->entry.source));
}

char *sourcetree_decode(const char *text, size_t length)
{
	char *decoded = xstrndup(text, length), *to = decoded;

	for (const char *from = decoded; *from; from++) {
		bool blank = starts_with(from, "%20"), percent = starts_with(from, "%25");

		*to++ = blank ? ' ' : *from;
		from += blank || percent ? 2 : 0;
	}
	*to = '\0';
	return decoded;
}

void sourcetree_walk_noting(const char *source, const struct stringlist *excludes,
	const char *variable, sourcetree_visit *visit_entry, void *context,
	struct stringlist *left_out)
{
	_cleanup_free_ char *name = sourcetree_decode(source, strlen(source));
	struct walk walk = {.visit = visit_entry, .context = context, .left_out = left_out};
	struct level top = {.entry = {.path = "", .source = name}};

	for (size_t length = strlen(name); length > 1 && name[length - 1] == '/';)
		name[--length] = '\0';
	if (stat(name, &top.entry.status) < 0)
		die(file_failure(errno), "%s: cannot open:", name);
	if (S_ISDIR(top.entry.status.st_mode)) {
		add_patterns(&walk, name, excludes, variable);
		walk_level(&walk, &top);
		ignore_free(&walk.ignore);
	} else {
		visit(&walk, &top);
	}
}

size_t sourcetree_walk(const char *source, const struct stringlist *excludes, const char *variable,
	sourcetree_visit *visit_entry, void *context)
{
	_cleanup_(stringlist_free) struct stringlist left_out = {0};

	sourcetree_walk_noting(source, excludes, variable, visit_entry, context, &left_out);
	return left_out.count;
}

void sourcetree_walk_all(
	const char *source, const char *where, sourcetree_visit *visit_entry, void *context)
{
	struct walk walk = {.visit = visit_entry, .context = context};
	struct level top = {.entry = {.path = "", .source = source}};

	if (stat(source, &top.entry.status) < 0)
		die(file_failure(errno), "%s: %s: cannot open:", where, source);
	if (!S_ISDIR(top.entry.status.st_mode))
		die(EXIT_NO, "%s: %s: cannot open: Not a directory", where, source);
	walk_level(&walk, &top);
}

/* --- secrets --------------------------------------------------------------------- */

static bool holds_private_key(const char *source)
{
	_cleanup_close_ int fd = open(source, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	_cleanup_free_ char *start = xalloc(SECRET_PEEK + 1, 1);

	return fd >= 0 && read(fd, start, SECRET_PEEK) > 0 && strstr(start, "PRIVATE KEY-----");
}

const char *sourcetree_secret(const char *source)
{
	static const struct {
		const char *pattern, *what;
	} secrets[] = {{".env.example", NULL}, {".env.sample", NULL}, {".env.template", NULL},
		{".env.dist", NULL}, {".env", "settings with passwords"},
		{".env.*", "settings with passwords"}, {".netrc", "passwords"},
		{"_netrc", "passwords"}, {".pgpass", "passwords"},
		{".git-credentials", "passwords"}, {".htpasswd", "passwords"},
		{".pypirc", "passwords"}, {"id_rsa", "a private key"}, {"id_dsa", "a private key"},
		{"id_ecdsa", "a private key"}, {"id_ed25519", "a private key"},
		{"*.p12", "a private key"}, {"*.pfx", "a private key"}, {"*.jks", "a private key"},
		{"credentials.json", "credentials"}, {"*service[-_]account*.json", "credentials"},
		{"kubeconfig", "credentials"}};
	static const char *const places[] = {
		"*/.aws/credentials", "*/.docker/config.json", "*/.kube/config", "*/.azure/*"};
	const char *name = file_name(source);
	_cleanup_free_ char *whole = xprintf("/%s", source);

	for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
		if (fnmatch(secrets[i].pattern, name, 0) == 0)
			return secrets[i].what;
	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (fnmatch(places[i], whole, 0) == 0)
			return "credentials";
	if ((ends_with(name, ".pem") || ends_with(name, ".key")) && holds_private_key(source))
		return "a private key";
	return NULL;
}
