/* SPDX-License-Identifier: MIT */
/* filemetadata: what files require of which their index has no metadata, read of the files. */
#include <getopt.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/options.h"
#include "resolve/indexfile.h"

static const char usage[] =
	"usage: filemetadata --policy POLICY.json\n"
	"\n"
	"Prints what files require of which their index has no metadata, read of the files. The\n"
	"questions are a JSON array on standard input.\n"
	"\n"
	"  --policy FILE  the indexes\n"
	"  -h, --help     this text\n";

enum { JOBS = 16, MAX_QUESTIONS = 16 << 20, PIECE = 64 << 10 };

/* A process that reads one file: what is wrong with it ends that process alone. */
struct reading {
	pid_t process;
	int output; /* its answer or, when it fails, its message */
};

static struct indexfile file_of(const json_t *question)
{
	const json_t *wheel = json_object_get(question, "wheel");
	const char where[] = "standard input: a question";

	if (!json_is_boolean(wheel))
		die(EXIT_NO, "%s: .wheel: not a boolean", where);
	return (struct indexfile){.index = json_want_string(question, "index", where),
		.url = json_want_string(question, "url", where),
		.is_wheel = json_is_true(wheel)};
}

_Noreturn static void answer(const struct policy *policy, const json_t *question, int output)
{
	const struct indexfile file = file_of(question);

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (dup2(output, STDERR_FILENO) < 0)
		_exit(EXIT_SYSTEM);
	_cleanup_json_ json_t *found = indexfile_requires(policy, &file);
	_cleanup_(text_free) struct text text = json_canonical(found);

	for (size_t sent = 0; sent < text.length;) {
		ssize_t got = send(output, text.bytes + sent, text.length - sent, MSG_NOSIGNAL);

		if (got <= 0)
			die(EXIT_SYSTEM, "cannot hand on what was read:");
		sent += (size_t)got;
	}
	_exit(EXIT_YES);
}

static struct reading begin(const struct policy *policy, const json_t *question)
{
	struct reading reading;
	int ends[2];

	fflush(NULL);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0 ||
		(reading.process = fork()) < 0)
		die(EXIT_SYSTEM, "cannot start a process:");
	if (reading.process == 0)
		answer(policy, question, ends[1]);
	close(ends[1]);
	reading.output = ends[0];
	return reading;
}

/* The message of a process that ended with STATUS, without the name of this program and the line's
 * end. What is wrong with the system ends this process, too. */
static json_t *unknown(const struct text *said, int status)
{
	const char *message = text_string(said);
	size_t name = strlen(program_name);

	if (starts_with(message, program_name) && starts_with(message + name, ": "))
		message += name + 2;
	size_t length = strcspn(message, "\n");
	_cleanup_free_ char *shown = xstrndup(message, length);

	if (!WIFEXITED(status) || WEXITSTATUS(status) != EXIT_NO)
		die(EXIT_SYSTEM, "%s", length ? shown : "a process that reads a file ended");
	return json_pack("{s:o}", "unknown", json_lossy(message, length));
}

static json_t *end(struct reading *reading)
{
	_cleanup_(text_free) struct text said = {0};
	ssize_t got;
	int status;

	while ((got = read(reading->output, text_reserve(&said, PIECE), PIECE)) > 0)
		said.length += (size_t)got;
	text_add(&said, "", 0);
	close(reading->output);
	if (got < 0 || waitpid(reading->process, &status, 0) < 0)
		die(EXIT_SYSTEM, "cannot wait for a process:");
	json_t *answer = status == 0 ? json_loadb(text_string(&said), said.length, 0, NULL) : NULL;

	return answer ? answer : unknown(&said, status);
}

/* The answers to QUESTIONS, in their order. */
static json_t *answers_to(const json_t *questions, const struct policy *policy)
{
	size_t count = json_array_size(questions), begun = 0;
	_cleanup_free_ struct reading *readings = xalloc(count, sizeof *readings);
	json_t *answers = json_array();

	for (size_t i = 0; i < count; i++) {
		for (; begun < count && begun < i + JOBS; begun++)
			readings[begun] = begin(policy, json_array_get(questions, begun));
		json_array_append_new(answers, end(&readings[i]));
	}
	return answers;
}

int main(int argc, char *argv[])
{
	static const struct option options[] = {{"policy", required_argument, NULL, 'p'}, {0}};
	const char *path = NULL;
	const json_t *question;
	size_t i;
	int option;

	options_begin(&argc, &argv, usage);
	setlocale(LC_CTYPE, "C.UTF-8");
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option != 'p')
			option_error(argv);
		path = optarg;
	}
	if (!path || argc != optind)
		usage_error("--policy is wanted, and nothing but options");
	_cleanup_(policy_free) struct policy policy = policy_read(path);
	_cleanup_json_ json_t *questions = json_read("-", MAX_QUESTIONS);

	if (!json_is_array(questions))
		die(EXIT_NO, "standard input: not an array");
	json_array_foreach (questions, i, question)
		file_of(question);
	_cleanup_json_ json_t *answers = answers_to(questions, &policy);

	json_print(answers);
	return close_stdout();
}
