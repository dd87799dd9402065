/* SPDX-License-Identifier: MIT */
#include "fetch/keyring.h"

#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"
#include "lib/text.h"

enum { MAX_ANSWER = 1 << 16, CANNOT_RUN = 127 };

void credentials_free(struct credentials *credentials)
{
	cleanup_free(&credentials->user);
	cleanup_free(&credentials->password);
}

/* What keyring says to ARGUMENTS, "" when it knows nothing. */
static struct text ask_keyring(const char *const *arguments)
{
	struct text answer = {0};
	int ends[2], status;
	ssize_t got = 1;

	if (pipe2(ends, O_CLOEXEC) < 0)
		die(EXIT_SYSTEM, "cannot make a pipe:");
	pid_t child = fork();

	if (child < 0)
		die(EXIT_SYSTEM, "cannot start a process:");
	if (child == 0) {
		dup2(ends[1], STDOUT_FILENO);
		dup2(open("/dev/null", O_WRONLY | O_CLOEXEC), STDERR_FILENO);
		execvp("keyring", (char *const *)(uintptr_t)arguments);
		_exit(CANNOT_RUN);
	}
	close(ends[1]);
	while (got > 0 && answer.length < MAX_ANSWER) {
		got = read(ends[0], text_reserve(&answer, 4096), 4096);
		answer.length += got > 0 ? (size_t)got : 0;
	}
	text_add(&answer, "", 0);
	close(ends[0]);
	if (waitpid(child, &status, 0) < 0 || WEXITSTATUS(status) == CANNOT_RUN)
		die(EXIT_NO, "PYLOCK_KEYRING is set, and there is no program `keyring`: install "
			     "it, or use ~/.netrc");
	if (status != 0)
		text_clear(&answer);
	return answer;
}

/* Of {"username": USER or null, "password": PASSWORD}. */
static struct credentials parse_answer(const struct text *answer, const char *host)
{
	json_error_t error;
	_cleanup_json_ json_t *json = json_loadb(text_string(answer), answer->length, 0, &error);
	const char *user = json_string_value(json_object_get(json, "username"));
	const char *password = json_string_value(json_object_get(json, "password"));

	if (!password || (!user && !json_is_null(json_object_get(json, "username"))))
		die(EXIT_NO, "keyring: its answer for %s has no user and password", host);
	return (struct credentials){
		xstrdup(user && *user ? user : CREDENTIALS_TOKEN), xstrdup(password)};
}

/* Of SERVICE; the user may be known. */
static struct credentials from_service(const char *service, const char *user, const char *host)
{
	const char *const of_user[] = {"keyring", "get", service, user, NULL};
	const char *const of_all[] = {
		"keyring", "--mode", "creds", "--output", "json", "get", service, NULL};
	_cleanup_(text_free) struct text answer = ask_keyring(user ? of_user : of_all);
	const char *said = text_string(&answer);

	if (said[strspn(said, " \t\r\n")] == '\0')
		return (struct credentials){0};
	if (!user)
		return parse_answer(&answer, host);
	while (answer.length > 0 && answer.bytes[answer.length - 1] == '\n')
		answer.bytes[--answer.length] = '\0';
	return (struct credentials){xstrdup(user), xstrdup(said)};
}

struct credentials keyring_credentials(const char *url, const char *host, const char *user)
{
	user = user && *user ? user : NULL;
	struct credentials found = from_service(url, user, host);

	return found.password ? found : from_service(host, user, host);
}
