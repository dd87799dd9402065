/* SPDX-License-Identifier: MIT */
#include "verify/answerpool.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "lib/cleanup.h"
#include "lib/die.h"

enum { LONGEST_ANSWER = 64 << 20, PIECE = 64 << 10, CANNOT_RUN = 127 };

struct process {
	pid_t id;
	int input, output; /* our ends of its pipes */
	size_t question;   /* the number of the one that it is answering */
	struct text answer;
};

/* The questions, and how many of them were asked. */
struct session {
	const struct answerpool *pool;
	const struct stringlist *questions;
	size_t asked;
};

/* In the child: its messages go where ours go. */
_Noreturn static void become(const struct answerpool *pool, int input, int output)
{
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	signal(SIGPIPE, SIG_DFL);
	if (dup2(input, STDIN_FILENO) >= 0 && dup2(output, STDOUT_FILENO) >= 0 &&
		chdir(pool->directory) == 0)
		execvp(pool->command[0], (char *const *)(uintptr_t)pool->command);
	_exit(CANNOT_RUN);
}

static struct process start(const struct answerpool *pool)
{
	struct process process = {0};
	int to[2], from[2];

	if (pipe2(to, O_CLOEXEC) < 0 || pipe2(from, O_CLOEXEC) < 0)
		die(EXIT_SYSTEM, "cannot make a pipe:");
	process.id = fork();
	if (process.id < 0)
		die(EXIT_SYSTEM, "cannot start a program:");
	if (process.id == 0)
		become(pool, to[0], from[1]);
	close(to[0]);
	close(from[1]);
	process.input = to[1];
	process.output = from[0];
	return process;
}

/* No more questions: it ends. */
static void finish(struct process *process)
{
	close(process->input);
	close(process->output);
	waitpid(process->id, NULL, 0);
	text_free(&process->answer);
	process->output = -1; /* poll() passes over it */
}

/* The next question, or none. A process reads one before it answers, so that there is always room
 * in the pipe. */
static void ask_next(struct session *session, struct process *process)
{
	if (session->asked == session->questions->count) {
		finish(process);
		return;
	}
	process->question = session->asked++;
	text_clear(&process->answer);
	_cleanup_free_ char *line = xprintf("%s\n", session->questions->items[process->question]);
	size_t length = strlen(line);

	/* One that has ended is found out when its answer is read. */
	if (write(process->input, line, length) != (ssize_t)length && errno != EPIPE)
		die(EXIT_SYSTEM, "%s: cannot be asked:", session->pool->command[0]);
}

static void read_answer(struct session *session, struct process *process)
{
	ssize_t got = read(process->output, text_reserve(&process->answer, PIECE), PIECE);

	if (got < 0 && errno == EINTR)
		return;
	if (got <= 0 || process->answer.length > LONGEST_ANSWER)
		die(EXIT_NO, "%s: it cannot be examined",
			session->questions->items[process->question]);
	process->answer.length += (size_t)got;
	text_add(&process->answer, "", 0);
	if (process->answer.bytes[process->answer.length - 1] != '\n')
		return;
	session->pool->answered(session->pool->context, process->question, process->answer.bytes,
		process->answer.length - 1);
	ask_next(session, process);
}

void answerpool_ask(const struct answerpool *pool, const struct stringlist *questions)
{
	struct session session = {.pool = pool, .questions = questions};
	size_t count = pool->processes < questions->count ? pool->processes : questions->count;
	_cleanup_free_ struct process *processes = xalloc(count + 1, sizeof *processes);
	_cleanup_free_ struct pollfd *ready = xalloc(count + 1, sizeof *ready);
	size_t running = count;

	signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; i < count; i++) {
		processes[i] = start(pool);
		ask_next(&session, &processes[i]);
	}
	while (running > 0) {
		for (size_t i = 0; i < count; i++)
			ready[i] = (struct pollfd){.fd = processes[i].output, .events = POLLIN};
		if (poll(ready, count, -1) < 0 && errno != EINTR)
			die(EXIT_SYSTEM, "cannot wait for programs:");
		running = 0;
		for (size_t i = 0; i < count; i++) {
			if (processes[i].output >= 0 && ready[i].revents)
				read_answer(&session, &processes[i]);
			running += processes[i].output >= 0;
		}
	}
}
