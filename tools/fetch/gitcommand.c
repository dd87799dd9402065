/* SPDX-License-Identifier: MIT */
#include "fetch/gitcommand.h"

#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/command.h"
#include "lib/die.h"
#include "lib/stringlist.h"

static const char *const settings[] = {"advice.detachedHead=false", "core.attributesFile=/dev/null",
	"core.autocrlf=false", "core.eol=lf", "core.excludesFile=/dev/null", "core.fileMode=true",
	"core.hooksPath=/dev/null", "core.symlinks=true", "init.defaultBranch=main",
	"submodule.recurse=false", NULL};

static const char *const schemes[] = {"https", "http", "ssh", "git", "file", NULL};

/* The variables of git that count. */
static const char *const kept[] = {
	"GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "GIT_SSL_NO_VERIFY", "GIT_PROXY_COMMAND", NULL};

static const char *const set[] = {"GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null",
	"GIT_ATTR_NOSYSTEM=1", "GIT_TERMINAL_PROMPT=0", "GIT_ASKPASS=true", "SSH_ASKPASS=true",
	"GIT_SSH_COMMAND=ssh -oBatchMode=yes", "GIT_NO_REPLACE_OBJECTS=1", "LC_ALL=C.UTF-8", NULL};

static bool is_scheme(const char *url, const char *scheme)
{
	size_t length = strlen(scheme);

	return strncasecmp(url, scheme, length) == 0 && url[length] == ':';
}

bool git_takes(const char *url)
{
	for (const char *const *scheme = schemes; *scheme; scheme++)
		if (is_scheme(url, *scheme))
			return true;
	return false;
}

/* Whether ENTRY, `NAME=VALUE`, is of a variable of NAMES, which are names or entries. */
static bool is_one_of(const char *entry, const char *const *names)
{
	size_t length = strcspn(entry, "=");

	for (; *names; names++)
		if (strncmp(entry, *names, length) == 0 &&
			((*names)[length] == '\0' || (*names)[length] == '='))
			return true;
	return false;
}

/* The authorities that downloads trust are git's, too. */
static void add_authorities(struct stringlist *environment)
{
	const char *authorities = getenv("SSL_CERT_FILE");

	if (!authorities || !*authorities)
		authorities = getenv("CURL_CA_BUNDLE");
	if (authorities && *authorities && !getenv("GIT_SSL_CAINFO"))
		stringlist_add(environment, xprintf("GIT_SSL_CAINFO=%s", authorities));
}

/* By which git may follow an address itself, as a redirection or in submodules: what began over TLS
 * goes on so. */
static const char *protocols(const char *url)
{
	return is_scheme(url, "file")    ? "file"
	       : is_scheme(url, "https") ? "https:ssh"
					 : "https:http:ssh:git";
}

static void add_environment(struct stringlist *environment, const char *url)
{
	for (char **entry = environ; *entry; entry++)
		if ((!starts_with(*entry, "GIT_") || is_one_of(*entry, kept)) &&
			!is_one_of(*entry, set))
			stringlist_add(environment, xstrdup(*entry));
	add_authorities(environment);
	for (const char *const *entry = set; *entry; entry++)
		stringlist_add(environment, xstrdup(*entry));
	stringlist_add(environment, xprintf("GIT_ALLOW_PROTOCOL=%s", protocols(url)));
	stringlist_add(environment, NULL);
}

bool git_run(const char *url, const char *directory, const char *const *words, struct text *output,
	struct text *errors)
{
	_cleanup_(stringlist_free) struct stringlist all = {0}, environment = {0};

	stringlist_add(&all, xstrdup("git"));
	for (const char *const *setting = settings; *setting; setting++) {
		stringlist_add(&all, xstrdup("-c"));
		stringlist_add(&all, xstrdup(*setting));
	}
	for (; *words; words++)
		stringlist_add(&all, xstrdup(*words));
	stringlist_add(&all, NULL);
	add_environment(&environment, url);
	const struct command command = {.words = (const char *const *)all.items,
		.directory = directory,
		.environment = environment.items,
		.output = output,
		.errors = errors,
		.plain_umask = true};

	return command_run(&command) == 0;
}
