/* SPDX-License-Identifier: MIT */
/* credentials: runs a command with the credentials of the indexes in a netrc of its own.
 *
 * curl, uv and Python all read the file that $NETRC names. It is in memory, which the command
 * inherits: it ends with the command, and is on no command line. */
#include <ctype.h>
#include <curl/curl.h>
#include <errno.h>
#include <getopt.h>
#include <pwd.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "fetch/keyring.h"
#include "fetch/netrc.h"
#include "fetch/policy.h"
#include "lib/cleanup.h"
#include "lib/file.h"
#include "lib/options.h"
#include "lib/stringlist.h"

static const char usage[] = "usage: credentials --policy POLICY.json [--keyring] -- COMMAND...\n"
			    "\n"
			    "Runs a command with the credentials of the package indexes.\n"
			    "\n"
			    "  --policy FILE  which indexes there are\n"
			    "  --keyring      ask the program keyring for what is not known\n";

enum { MAX_NETRC = 1 << 20 };

/* --- the environment ------------------------------------------------------------------------ */

static const char *variable(const char *index, const char *what)
{
	_cleanup_free_ char *name = xprintf("PYLOCK_INDEX_%s_%s", index, what);

	for (char *c = name; *c; c++)
		*c = *c == '-' ? '_' : (char)toupper((unsigned char)*c);
	return getenv(name);
}

static struct credentials from_environment(const char *index)
{
	const char *user = variable(index, "USERNAME"), *password = variable(index, "PASSWORD");

	if (!password)
		return (struct credentials){0};
	return (struct credentials){
		xstrdup(user && *user ? user : CREDENTIALS_TOKEN), xstrdup(password)};
}

static bool is_secret(const char *variable)
{
	static const char prefix[] = "PYLOCK_INDEX_";
	size_t length = strcspn(variable, "=");
	_cleanup_free_ char *name = xstrndup(variable, length);

	return starts_with(name, prefix) &&
	       (ends_with(name, "_USERNAME") || ends_with(name, "_PASSWORD"));
}

/* The command shall not see them. */
static void forget_variables(void)
{
	_cleanup_(stringlist_free) struct stringlist names = {0};

	for (char **variable = environ; *variable; variable++)
		if (is_secret(*variable))
			stringlist_add(&names, xstrndup(*variable, strcspn(*variable, "=")));
	for (size_t i = 0; i < names.count; i++)
		unsetenv(names.items[i]);
}

/* --- the netrc ------------------------------------------------------------------------------- */

/* What the user's own file says. */
static struct netrc users_netrc(void)
{
	const char *said = getenv("NETRC"), *home = getenv("HOME");
	const struct passwd *account = home ? NULL : getpwuid(getuid());
	_cleanup_free_ char *path =
		said && *said ? xstrdup(said)
			      : xprintf("%s/.netrc", account ? account->pw_dir : home);

	if (access(path, F_OK) < 0 && errno == ENOENT)
		return (struct netrc){0};
	_cleanup_(text_free) struct text text = file_read(path, MAX_NETRC);

	if (strlen(text_string(&text)) != text.length)
		die(EXIT_NO, "%s: has a NUL", path);
	return netrc_parse(text_string(&text), path);
}

/* The host in URL, in lower case, without brackets; the caller frees. */
static char *host_of(const char *url, const char *index)
{
	CURLU *parsed = curl_url();
	char *part = NULL;

	if (!parsed || curl_url_set(parsed, CURLUPART_URL, url, 0) != CURLUE_OK ||
		curl_url_get(parsed, CURLUPART_HOST, &part, 0) != CURLUE_OK)
		die(EXIT_NO, "index '%s': not a URL with a host", index);
	size_t brackets = *part == '[';
	char *host = xstrndup(part + brackets, strlen(part) - 2 * brackets);

	for (char *c = host; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	curl_free(part);
	curl_url_cleanup(parsed);
	return host;
}

static bool is_good(const char *part)
{
	for (const char *c = part; *c; c++)
		if (iscntrl((unsigned char)*c))
			return false;
	return *part;
}

/* Adds what is known of INDEX. OWNERS has to each host that an index gave credentials its name. */
static void add_index(
	struct netrc *netrc, json_t *owners, const char *index, const char *url, bool keyring)
{
	_cleanup_free_ char *host = host_of(url, index);
	_cleanup_(credentials_free) struct credentials found = from_environment(index);
	const struct netrc_entry *known = netrc_find(netrc, host);
	const char *owner = json_string_value(json_object_get(owners, host));

	if (!found.password && keyring && !known)
		found = keyring_credentials(url, host, variable(index, "USERNAME"));
	if (!found.password)
		return;
	if (owner && known &&
		(strcmp(known->login, found.user) != 0 ||
			strcmp(known->password, found.password) != 0))
		die(EXIT_NO,
			"indexes %s and %s have different credentials for %s: one host can have "
			"one only",
			owner, index, host);
	if (!is_good(found.user) || !is_good(found.password))
		die(EXIT_NO,
			"the credentials of index %s are empty or hold a control character, which "
			"netrc cannot",
			index);
	netrc_set(netrc, host, found.user, found.password);
	json_object_set_new(owners, host, json_string(index));
}

/* A file in memory that the command inherits, and $NETRC, which names it. */
static void hand_on(const struct netrc *netrc)
{
	_cleanup_(text_free) struct text text = netrc_text(netrc);
	int fd = memfd_create("netrc", 0);
	_cleanup_free_ char *path = xprintf("/proc/%d/fd/%d", (int)getpid(), fd);

	if (fd < 0 || fchmod(fd, 0600) < 0 ||
		write(fd, text_string(&text), text.length) != (ssize_t)text.length)
		die(EXIT_SYSTEM, "cannot keep credentials in memory:");
	if (setenv("NETRC", path, 1) < 0)
		die(EXIT_SYSTEM, "out of memory");
}

/* Where the command begins in ARGV. */
static int command_of(int argc, char *argv[])
{
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "--") == 0)
			return i + 1;
	return argc;
}

/* Returns the policy's path. ARGV ends before the command. */
static const char *parse_arguments(int argc, char *argv[], bool *keyring)
{
	static const struct option options[] = {
		{"policy", required_argument, NULL, 'p'}, {"keyring", no_argument, NULL, 'k'}, {0}};
	const char *path = NULL;

	for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		if (option == 'p')
			path = optarg;
		else if (option == 'k')
			*keyring = true;
		else
			option_error(argv);
	}
	if (!path || optind != argc)
		usage_error("--policy is wanted, and -- before the command");
	return path;
}

int main(int argc, char *argv[])
{
	int begin = command_of(argc, argv), own = begin < argc ? begin - 1 : argc;
	char **command = argv + begin;
	const char *index;
	bool keyring = false;
	json_t *entry;

	options_begin(&own, &argv, usage);
	const char *path = parse_arguments(own, argv, &keyring);

	if (!*command)
		usage_error("a command is wanted");
	_cleanup_(policy_free) struct policy policy = policy_read(path);
	_cleanup_(netrc_free) struct netrc netrc = users_netrc();
	_cleanup_json_ json_t *owners = json_object();

	json_object_foreach (json_want_object(policy.json, "indexes", path), index, entry)
		add_index(&netrc, owners, index, json_want_string(entry, "url", path), keyring);
	hand_on(&netrc);
	forget_variables();
	execvp(*command, command);
	die(EXIT_SYSTEM, "%s: cannot be run:", *command);
}
