/* SPDX-License-Identifier: MIT */
/* server.h: a web server for unit tests: a child process on loopback that gives one prepared answer
 * per connection. */
#ifndef UNIT_SERVER_H
#define UNIT_SERVER_H

#include <arpa/inet.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

enum { UNIT_REQUESTS = 65536, UNIT_TLS = 0x16 };

struct unit_server {
	pid_t child;
	char url[64];   /* without a slash at the end */
	char *requests; /* their headers, one after the other; shared with the child */
};

/* Whether REQUEST has come with its whole body. */
static inline bool unit_complete(const char *request)
{
	const char *end = strstr(request, "\r\n\r\n");
	const char *length = end ? strcasestr(request, "\r\nContent-Length:") : NULL;

	return end && (!length || length > end ||
			      strlen(end + 4) >= strtoul(strchr(length, ':') + 1, NULL, 10));
}

static inline void unit_answer(int listener, char *requests, const char *answer)
{
	int connection = accept(listener, NULL, NULL);
	size_t before = strlen(requests), length = before;
	ssize_t got = 1;

	while (got > 0 && length < UNIT_REQUESTS - 1 && !unit_complete(requests + before)) {
		got = read(connection, requests + length, UNIT_REQUESTS - 1 - length);
		length += got > 0 ? (size_t)got : 0;
		if (requests[before] == UNIT_TLS) { /* a handshake, which waits for an answer */
			memset(requests + before, 0, length - before);
			break;
		}
	}
	for (size_t left = strlen(answer); left > 0 && got > 0; left -= (size_t)got) {
		got = send(connection, answer, left, MSG_NOSIGNAL);
		answer += got > 0 ? got : 0;
	}
	shutdown(connection, SHUT_WR);
	while (read(connection, (char[256]){0}, 256) > 0)
		continue;
	close(connection);
}

/* Answers the first connection with the first of ANSWERS, and so on. */
static inline struct unit_server unit_serve(size_t count, const char *const *answers)
{
	struct unit_server server = {
		.requests = mmap(NULL, UNIT_REQUESTS, PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0),
	};
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof address;
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	if (server.requests == MAP_FAILED ||
		bind(listener, (struct sockaddr *)&address, sizeof address) < 0 ||
		listen(listener, 64) < 0 ||
		getsockname(listener, (struct sockaddr *)&address, &size) < 0)
		abort();
	snprintf(server.url, sizeof server.url, "http://127.0.0.1:%d", ntohs(address.sin_port));
	setenv("no_proxy", "*", 1);
	fflush(NULL);
	server.child = fork();
	if (server.child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (size_t i = 0; i < count; i++)
			unit_answer(listener, server.requests, answers[i]);
		_exit(0);
	}
	close(listener);
	return server;
}

static inline void unit_stop(struct unit_server *server)
{
	kill(server->child, SIGKILL);
	waitpid(server->child, NULL, 0);
	munmap(server->requests, UNIT_REQUESTS);
}

/* Begins a unit_server with the answers that follow. */
#define unit_server_with(...)                                                         \
	unit_serve(sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *), \
		(const char *const[]){__VA_ARGS__})

#endif
