/* SPDX-License-Identifier: MIT */
#include "lib/command.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/tempfile.h"

enum { MAX_OUTPUT = 64 << 20, CANNOT_RUN = 127, SIGNALLED = 128, PLAIN_UMASK = 022 };

/* What the child gets as its standard files; temporary files, so that neither side waits. */
struct streams {
	struct tempfile input, output, errors;
};

static void streams_free(struct streams *streams)
{
	tempfile_close(&streams->input);
	tempfile_close(&streams->output);
	tempfile_close(&streams->errors);
}

static void streams_open(struct streams *streams, const struct command *command)
{
	const char *directory = temporary_directory();

	if (command->input) {
		tempfile_open(&streams->input, directory);
		tempfile_add(&streams->input, command->input, strlen(command->input));
	}
	if (command->output)
		tempfile_open(&streams->output, directory);
	if (command->errors)
		tempfile_open(&streams->errors, directory);
}

/* In the child: it leaves without what this process does at its end. */
_Noreturn static void become(const struct command *command, const struct streams *streams)
{
	int input = command->input ? streams->input.fd : open("/dev/null", O_RDONLY | O_CLOEXEC);

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (command->plain_umask)
		umask(PLAIN_UMASK);
	if (dup2(input, STDIN_FILENO) >= 0 &&
		(!command->output || dup2(streams->output.fd, STDOUT_FILENO) >= 0) &&
		(!command->errors || dup2(streams->errors.fd, STDERR_FILENO) >= 0) &&
		(!command->directory || chdir(command->directory) == 0))
		execvpe(command->words[0], (char *const *)(uintptr_t)command->words,
			command->environment ? command->environment : environ);
	_exit(CANNOT_RUN);
}

static void keep(struct text *text, int fd, const char *program)
{
	struct stat status;
	ssize_t got;

	if (fstat(fd, &status) < 0 || lseek(fd, 0, SEEK_SET) < 0)
		die(EXIT_SYSTEM, "%s: what it prints cannot be read:", program);
	if (status.st_size > MAX_OUTPUT)
		die(EXIT_NO, "%s: prints more than %d bytes", program, MAX_OUTPUT);
	while ((got = read(fd, text_reserve(text, (size_t)status.st_size + 1),
			(size_t)status.st_size + 1)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			die(EXIT_SYSTEM, "%s: what it prints cannot be read:", program);
		text->length += (size_t)got;
	}
	text_add(text, "", 0);
}

int command_run(const struct command *command)
{
	_cleanup_(streams_free) struct streams streams = {0};
	int status;

	streams_open(&streams, command);
	pid_t child = fork();

	if (child < 0)
		die(EXIT_SYSTEM, "cannot start a program:");
	if (child == 0)
		become(command, &streams);
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			die(EXIT_SYSTEM, "%s: cannot be waited for:", command->words[0]);
	if (WIFEXITED(status) && WEXITSTATUS(status) == CANNOT_RUN && !command->may_lack)
		die(EXIT_SYSTEM, "%s: cannot be run", command->words[0]);
	if (command->output)
		keep(command->output, streams.output.fd, command->words[0]);
	if (command->errors)
		keep(command->errors, streams.errors.fd, command->words[0]);
	return WIFSIGNALED(status) ? SIGNALLED + WTERMSIG(status) : WEXITSTATUS(status);
}
