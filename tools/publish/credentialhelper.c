/* SPDX-License-Identifier: MIT */
#include "publish/credentialhelper.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"

enum { MAX_ANSWER = 1 << 16, CANNOT_RUN = 127 };

#define IDENTITY_USER "<token>" /* the user whose password is a token of OAuth 2 */

/* Runs PROGRAM with SERVER as its input. Returns whether it succeeded; what it printed is in
 * ANSWER. */
static bool ask(const char *program, const char *server, struct text *answer)
{
	int ends[2], status;
	ssize_t got = 1;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
		die(EXIT_SYSTEM, "cannot make a socket:");
	pid_t child = fork();

	if (child < 0)
		die(EXIT_SYSTEM, "cannot start a process:");
	if (child == 0) {
		dup2(ends[1], STDIN_FILENO);
		dup2(ends[1], STDOUT_FILENO);
		dup2(open("/dev/null", O_WRONLY | O_CLOEXEC), STDERR_FILENO);
		execlp(program, program, "get", (char *)NULL);
		_exit(CANNOT_RUN);
	}
	close(ends[1]);
	send(ends[0], server, strlen(server), MSG_NOSIGNAL);
	shutdown(ends[0], SHUT_WR);
	while (got > 0 && answer->length < MAX_ANSWER) {
		got = read(ends[0], text_reserve(answer, 4096), 4096);
		answer->length += got > 0 ? (size_t)got : 0;
	}
	text_add(answer, "", 0);
	close(ends[0]);
	if (answer->length >= MAX_ANSWER)
		die(EXIT_NO, "%s: its answer is too long", program);
	if (waitpid(child, &status, 0) < 0 ||
		(WIFEXITED(status) && WEXITSTATUS(status) == CANNOT_RUN))
		die(EXIT_NO, "%s: there is no such program, and the file of credentials names it",
			program);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool credential_helper(const char *name, const char *server, struct registry_login *login)
{
	_cleanup_(text_free) struct text answer = {0};
	_cleanup_free_ char *program = xprintf("docker-credential-%s", name);
	json_error_t error;

	if (strchr(name, '/'))
		die(EXIT_NO, "%s: not the name of a program", program);
	if (!ask(program, server, &answer))
		return false;
	_cleanup_json_ json_t *json = json_loadb(text_string(&answer), answer.length, 0, &error);
	const char *user = json_string_value(json_object_get(json, "Username"));
	const char *secret = json_string_value(json_object_get(json, "Secret"));

	if (!user || !secret)
		die(EXIT_NO, "%s: its answer for %s has no user and secret", program, server);
	if (strcmp(user, IDENTITY_USER) == 0) {
		login->identity = xstrdup(secret);
	} else {
		login->user = xstrdup(user);
		login->password = xstrdup(secret);
	}
	return true;
}
