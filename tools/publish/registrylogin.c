/* SPDX-License-Identifier: MIT */
#include "publish/registrylogin.h"

#include <openssl/evp.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"
#include "publish/credentialhelper.h"

enum { MAX_FILE = 1 << 20, MAX_AUTH = 1 << 16 };

/* What the files, and the programs, call Docker Hub. */
#define HUB "docker.io/"
#define HUB_SERVER "https://index.docker.io/v1/"

void registry_login_free(struct registry_login *login)
{
	cleanup_free(&login->user);
	cleanup_free(&login->password);
	cleanup_free(&login->identity);
}

/* The name that an entry is for: without a scheme, and without the path that docker's names of
 * registries may have. The caller frees. */
static char *entry_name(const char *key)
{
	const char *scheme = strstr(key, "://");
	const char *name = scheme ? scheme + 3 : key;
	size_t length = strlen(name);

	if (scheme) {
		const char *slash = strchr(name, '/');

		length = slash ? (size_t)(slash - name) : length;
	}
	while (length > 0 && name[length - 1] == '/')
		length--;
	return xstrndup(name, length);
}

/* The length of the entry's name when REPOSITORY is in it, else 0. */
static size_t match(const char *key, const char *repository)
{
	_cleanup_free_ char *name = entry_name(key);
	size_t length = strlen(name);

	if (strcmp(key, HUB_SERVER) == 0 && starts_with(repository, HUB))
		return strlen(HUB) - 1;
	return starts_with(repository, name) &&
			       (repository[length] == '/' || repository[length] == '\0')
		       ? length
		       : 0;
}

/* The member of OBJECT whose name fits REPOSITORY best, or NULL. */
static json_t *best(json_t *object, const char *repository, const char **key)
{
	json_t *found = NULL, *value;
	const char *name;
	size_t longest = 0;

	json_object_foreach (object, name, value) {
		size_t length = match(name, repository);

		if (length > longest) {
			longest = length;
			found = value;
			*key = name;
		}
	}
	return found;
}

/* `user:password` in base64. */
static void take_auth(struct registry_login *login, const char *auth, const char *path)
{
	size_t length = strlen(auth);
	unsigned char plain[MAX_AUTH + 3];
	int size = length <= MAX_AUTH
			   ? EVP_DecodeBlock(plain, (const unsigned char *)auth, (int)length)
			   : -1;
	char *colon;

	if (size >= 0) {
		plain[size] = '\0';
		colon = strchr((char *)plain, ':');
		if (colon) {
			login->user = xstrndup((char *)plain, (size_t)(colon - (char *)plain));
			login->password = xstrdup(colon + 1);
		}
	}
	OPENSSL_cleanse(plain, sizeof plain);
	if (!login->user)
		die(EXIT_NO, "%s: .auths: an entry's auth is no user and password in base64", path);
}

static struct registry_login from_entry(const json_t *entry, const char *path)
{
	struct registry_login login = {0};
	const char *auth = json_get_string(entry, "auth", path);
	const char *identity = json_get_string(entry, "identitytoken", path);

	if (auth && *auth)
		take_auth(&login, auth, path);
	if (identity && *identity)
		login.identity = xstrdup(identity);
	return login;
}

/* Of what FILE says about REPOSITORY: a program of its own for this registry, an entry with
 * credentials, or the program for all of them. */
static struct registry_login from_file(json_t *file, const char *repository, const char *path)
{
	json_t *helpers = json_get_object(file, "credHelpers", path);
	json_t *entries = json_get_object(file, "auths", path), *entry;
	const char *store = json_get_string(file, "credsStore", path);
	_cleanup_free_ char *host = starts_with(repository, HUB)
					    ? xstrdup(HUB_SERVER)
					    : xstrndup(repository, strcspn(repository, "/"));
	const char *key = host;
	json_t *helper = best(helpers, repository, &key);
	struct registry_login login = {0};

	if (helper && !json_is_string(helper))
		die(EXIT_NO, "%s: .credHelpers: not strings", path);
	if (helper && credential_helper(json_string_value(helper), key, &login))
		return login;
	key = host;
	entry = best(entries, repository, &key);
	if (entry && !json_is_object(entry))
		die(EXIT_NO, "%s: .auths: not objects", path);
	if (entry)
		login = from_entry(entry, path);
	if (!login.user && !login.identity && store && *store)
		credential_helper(store, key, &login);
	return login;
}

/* Whether there is such a file, and it says something. */
static bool look_in(char *path, const char *repository, struct registry_login *login)
{
	_cleanup_free_ char *owned = path;

	if (!owned || access(owned, F_OK) != 0)
		return false;
	_cleanup_json_ json_t *file = json_read(owned, MAX_FILE);

	if (!json_is_object(file))
		die(EXIT_NO, "%s: not an object", owned);
	*login = from_file(file, repository, owned);
	return login->user || login->identity;
}

/* The file in the directory that VARIABLE names, else in HOME/OTHERWISE; NULL when there is none.
 */
static char *in_directory(const char *variable, const char *otherwise, const char *file)
{
	const char *directory = getenv(variable), *home = getenv("HOME");

	if (directory && *directory)
		return xprintf("%s/%s", directory, file);
	return otherwise && home && *home ? xprintf("%s/%s/%s", home, otherwise, file) : NULL;
}

struct registry_login registry_login(const char *repository)
{
	struct registry_login login = {0};
	const char *own = getenv("REGISTRY_AUTH_FILE");

	if (own && *own)
		look_in(xstrdup(own), repository, &login);
	else if (look_in(in_directory("XDG_RUNTIME_DIR", NULL, "containers/auth.json"), repository,
			 &login) ||
		 look_in(in_directory("XDG_CONFIG_HOME", ".config", "containers/auth.json"),
			 repository, &login) ||
		 look_in(in_directory("DOCKER_CONFIG", ".docker", "config.json"), repository,
			 &login))
		return login;
	return login;
}
