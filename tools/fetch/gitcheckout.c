/* SPDX-License-Identifier: MIT */
#include "fetch/gitcheckout.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fetch/gitcommand.h"
#include "lib/cleanup.h"
#include "lib/die.h"

enum { SHA1_DIGITS = 40, SHA256_DIGITS = 64 };

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static bool is_whole_id(const char *commit)
{
	size_t length = strspn(commit, "0123456789abcdef");

	return commit[length] == '\0' && (length == SHA1_DIGITS || length == SHA256_DIGITS);
}

/* Ends the program with the line of what git said that tells most. */
_Noreturn static void fail(const struct repository *repository, struct text *said)
{
	const char *told = "git failed";
	char *rest = NULL, *bytes = said->bytes ? said->bytes : (char[]){""};

	for (char *line = strtok_r(bytes, "\r\n", &rest); line;
		line = strtok_r(NULL, "\r\n", &rest)) {
		if (line[strspn(line, " \t")] != '\0')
			told = line;
		if (starts_with(line, "fatal:") || starts_with(line, "error:"))
			break;
	}
	die(EXIT_SYSTEM, "%s: %s: git: %s", repository->subject, repository->url, told);
}

/* What git prints, in the repository's directory. */
static struct text git(const struct repository *repository, const char *const *words)
{
	_cleanup_(text_free) struct text errors = {0};
	struct text output = {0};

	if (!git_run(repository->url, repository->directory, words, &output, &errors))
		fail(repository, &errors);
	return output;
}

/* The same where it is no error that git fails: then what it printed is NULL. */
static char *try_git(const struct repository *repository, const char *const *words)
{
	_cleanup_(text_free) struct text output = {0}, errors = {0};

	return git_run(repository->url, repository->directory, words, &output, &errors)
		       ? text_take(&output)
		       : NULL;
}

/* Whether git does that; what it prints is of no interest. */
static bool does(const struct repository *repository, const char *const *words)
{
	_cleanup_free_ char *said = try_git(repository, words);

	return said != NULL;
}

static void must(const struct repository *repository, const char *const *words)
{
	struct text said = git(repository, words);

	text_free(&said);
}

/* The commit of REFERENCE in what ls-remote LISTED, lines of a commit, a tab and a reference; or
 * NULL. */
static char *find_reference(const char *listed, const char *reference)
{
	size_t length = strlen(reference);

	for (const char *line = listed; *line; line += *line == '\n') {
		const char *end = line + strcspn(line, "\n"), *tab = strchr(line, '\t');

		if (tab && tab < end && (size_t)(end - tab - 1) == length &&
			memcmp(tab + 1, reference, length) == 0)
			return xstrndup(line, (size_t)(tab - line));
		line = end;
	}
	return NULL;
}

char *repository_commit(const struct repository *repository, const char *revision)
{
	if (revision && is_whole_id(revision))
		return xstrdup(revision);
	_cleanup_(text_free) struct text listed =
		git(repository, WORDS("ls-remote", "--", repository->url));
	const char *all = text_string(&listed);

	if (!revision)
		return find_reference(all, "HEAD");
	_cleanup_free_ char *branch = xprintf("refs/heads/%s", revision),
			    *commit = xprintf("refs/tags/%s^{}", revision),
			    *tag = xprintf("refs/tags/%s", revision);
	const char *const names[] = {branch, commit, tag, revision};
	size_t count = starts_with(revision, "refs/") ? 4 : 3;
	char *found = NULL;

	for (size_t i = 0; i < count && !found; i++)
		found = find_reference(all, names[i]);
	return found;
}

/* Whether the file NAME is in the directory. */
static bool has_file(const struct repository *repository, const char *name)
{
	_cleanup_free_ char *path = xprintf("%s/%s", repository->directory, name);
	struct stat status;

	return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

/* Gets COMMIT alone, or, when that cannot be had or with HISTORY, all that branches and tags lead
 * to. */
static void get(const struct repository *repository, const char *commit, bool history)
{
	bool exact = is_whole_id(commit);

	if (exact && !history &&
		does(repository, WORDS("fetch", "--quiet", "--no-tags", "--depth=1", "--",
					 repository->url, commit)))
		return;
	bool cut = has_file(repository, ".git/shallow");

	must(repository, WORDS("fetch", "--quiet", cut ? "--unshallow" : "--quiet", "--force", "--",
				 repository->url, "+refs/heads/*:refs/remotes/origin/*",
				 "+refs/tags/*:refs/tags/*"));

	if (exact) /* perhaps no branch leads to it any more */
		does(repository, WORDS("fetch", "--quiet", "--", repository->url, commit));
}

char *repository_check_out(const struct repository *repository, const char *commit, bool history)
{
	_cleanup_free_ char *wanted = xprintf("%s^{commit}", commit);

	must(repository, WORDS("init", "--quiet", "--template="));
	get(repository, commit, history);
	char *found = try_git(
		repository, WORDS("rev-parse", "--verify", "--quiet", "--end-of-options", wanted));

	if (!found)
		die(EXIT_NO, "%s: %s has no branch, tag or commit '%s'", repository->subject,
			repository->url, commit);
	found[strcspn(found, " \n")] = '\0';
	must(repository, WORDS("checkout", "--quiet", "--force", "--detach", found));
	if (has_file(repository, ".gitmodules"))
		must(repository, WORDS("submodule", "--quiet", "update", "--init", "--recursive"));
	return found;
}

void gitignored(const char *directory, struct stringlist *paths)
{
	static const char *const words[] = {"ls-files", "-z", "--others", "--ignored",
		"--directory", "--exclude-per-directory=.gitignore", NULL};
	_cleanup_(text_free) struct text output = {0}, errors = {0};

	if (!git_run("", directory, words, &output, &errors))
		return;
	for (size_t at = 0; at < output.length; at += strlen(output.bytes + at) + 1) {
		size_t length = strlen(output.bytes + at);

		while (length > 0 && output.bytes[at + length - 1] == '/')
			length--;
		char *path = xstrndup(output.bytes + at, length);

		if (*path && strcmp(path, ".") != 0)
			stringlist_add(paths, path);
		else
			free(path);
	}
}
