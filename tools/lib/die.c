/* SPDX-License-Identifier: MIT */
#include "lib/die.h"

#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/text.h"
#include "lib/userinfo.h"

const char *program_name = "pylock";

/* Whether the character of three bytes ends a line (U+2028, U+2029) or changes the direction in
 * which what follows is shown (U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069). */
static bool is_misleading(const char *c)
{
	unsigned char third = *c == '\xe2' ? (unsigned char)c[2] : 0;

	return third && ((c[1] == '\x80' && ((third >= 0xa8 && third <= 0xae) || third == 0x8e ||
						    third == 0x8f)) ||
				(c[1] == '\x81' && third >= 0xa6 && third <= 0xa9));
}

/* Of a character of UTF-8 text. */
static bool is_control(const char *c)
{
	return (unsigned char)*c < 0x20 || *c == 0x7f ||
	       (*c == '\xc2' && (unsigned char)c[1] < 0xa0) || is_misleading(c);
}

/* Control characters and bytes that are not UTF-8 text are escaped; the rest is printed as it is,
 * to END. */
static void print_escaped(const char *message, const char *end)
{
	while (message < end) {
		size_t length = utf8_length(message);
		bool escape = length == 0 || is_control(message);

		for (length += length == 0; length > 0; length--, message++)
			fprintf(stderr, escape ? "\\x%02x" : "%c", (unsigned char)*message);
	}
}

/* Without users and passwords of addresses. */
static void print_hidden(const char *message)
{
	const char *secret;
	size_t length;

	for (; (secret = userinfo_find(message, &length)); message = secret + length) {
		print_escaped(message, secret);
		fputs(USERINFO_SHOWN, stderr);
	}
	print_escaped(message, message + strlen(message));
}

__attribute__((format(printf, 1, 0))) static void report(const char *format, va_list arguments)
{
	int error = errno;
	char *message = NULL;
	size_t length = strlen(format);

	if (vasprintf(&message, format, arguments) < 0)
		message = NULL;
	flockfile(stderr);
	fprintf(stderr, "%s: ", program_name);
	print_hidden(message ? message : format);
	if (length && format[length - 1] == ':')
		fprintf(stderr, " %s", strerror(error));
	putc('\n', stderr);
	fflush(stderr);
	funlockfile(stderr);
	free(message);
}

void warn(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	report(format, arguments);
	va_end(arguments);
}

void die(enum exit_status status, const char *format, ...)
{
	static pthread_mutex_t ending = PTHREAD_MUTEX_INITIALIZER;
	int error = errno;
	va_list arguments;

	pthread_mutex_lock(
		&ending); /* of several threads that fail, one speaks and ends them all */
	errno = error;
	va_start(arguments, format);
	report(format, arguments);
	va_end(arguments);
	fflush(NULL);
	quick_exit(status); /* no search for leaks: what is in use here does not count as lost */
}

static void *not_null(void *pointer)
{
	if (!pointer)
		die(EXIT_SYSTEM, "out of memory");
	return pointer;
}

void *xalloc(size_t count, size_t size)
{
	return not_null(calloc(count ? count : 1, size ? size : 1));
}

void *xrealloc(void *old, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		die(EXIT_SYSTEM, "out of memory");
	size_t bytes = count * size;

	return not_null(realloc(old, bytes ? bytes : 1));
}

char *xstrdup(const char *string)
{
	return not_null(strdup(string));
}

char *xstrndup(const char *string, size_t length)
{
	return not_null(strndup(string, length));
}

char *xprintf(const char *format, ...)
{
	va_list arguments;
	char *string = NULL;

	va_start(arguments, format);
	if (vasprintf(&string, format, arguments) < 0)
		string = NULL;
	va_end(arguments);
	return not_null(string);
}
