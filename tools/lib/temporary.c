/* SPDX-License-Identifier: MIT */
#include "lib/temporary.h"

#include <errno.h>
#include <ftw.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/tempfile.h"

enum { MAX_TEMPORARIES = 512, DESCRIPTORS = 16 };

/* What this process removes when it ends; a slot is free when it is NULL. */
static char *volatile temporaries[MAX_TEMPORARIES];
static pthread_mutex_t temporaries_lock = PTHREAD_MUTEX_INITIALIZER;

/* Removes a directory and all that is in it, by what a handler of signals may call alone. */
static void remove_by_program(char *directory)
{
	pid_t child = fork();

	if (child == 0) {
		execl("/bin/rm", "rm", "-rf", "--", directory, (char *)NULL);
		_exit(EXIT_SYSTEM);
	}
	if (child > 0)
		waitpid(child, NULL, 0);
}

static void remove_temporaries(void)
{
	for (size_t i = 0; i < MAX_TEMPORARIES; i++)
		if (temporaries[i] && unlink(temporaries[i]) < 0 && errno == EISDIR)
			remove_by_program(temporaries[i]);
}

static void remove_and_end(int signal_number)
{
	remove_temporaries();
	signal(signal_number, SIG_DFL);
	raise(signal_number);
}

static void catch_the_end(void)
{
	static bool caught;
	const int signals[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction old, action = {.sa_handler = remove_and_end, .sa_flags = SA_RESETHAND};

	if (caught)
		return;
	caught = true;
	atexit(remove_temporaries);
	at_quick_exit(remove_temporaries);
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
		if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler == SIG_DFL)
			sigaction(signals[i], &action, NULL);
}

void temporary_remember(char *temporary)
{
	size_t i = 0;

	pthread_mutex_lock(&temporaries_lock);
	catch_the_end();
	while (i < MAX_TEMPORARIES && temporaries[i])
		i++;
	if (i < MAX_TEMPORARIES)
		temporaries[i] = temporary;
	pthread_mutex_unlock(&temporaries_lock);
}

void temporary_forget(const char *temporary)
{
	pthread_mutex_lock(&temporaries_lock);
	for (size_t i = 0; i < MAX_TEMPORARIES; i++)
		if (temporaries[i] == temporary)
			temporaries[i] = NULL;
	pthread_mutex_unlock(&temporaries_lock);
}

char *temporary_make_directory(void)
{
	char *path = xprintf("%s/pylock.XXXXXX", temporary_directory());

	temporary_remember(path);
	if (!mkdtemp(path))
		die(EXIT_SYSTEM, "%s: cannot create a directory:", temporary_directory());
	return path;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
	(void)status, (void)kind, (void)walk;
	return remove(path);
}

void temporary_remove_directory(char **path)
{
	if (!*path)
		return;
	nftw(*path, remove_one, DESCRIPTORS, FTW_DEPTH | FTW_PHYS);
	temporary_forget(*path);
	cleanup_free(path);
}
