/* SPDX-License-Identifier: MIT */
/* die.h: the one way in which a program reports trouble.
 *
 * A message is `program: subject: what is wrong`, on one line of stderr. Bytes that are not
 * printable, or that change the direction of text, are shown as \xHH, so that a hostile name cannot
 * write to the terminal; users and passwords of addresses are left out (userinfo.h). A format that
 * ends in a colon gets errno's text after it. */
#ifndef LIB_DIE_H
#define LIB_DIE_H

#include <stddef.h>

/* Exit codes of every program. */
enum exit_status {
	EXIT_YES = 0,    /* done, or the answer is yes */
	EXIT_NO = 1,     /* the input is bad, or the answer is no */
	EXIT_USAGE = 2,  /* the command line is wrong */
	EXIT_SYSTEM = 3, /* disk, network or memory failed */
};

/* The name that messages begin with; set once by options_begin(). */
extern const char *program_name;

/* Prints a message and returns. */
void warn(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Prints a message, removes the temporary files of this process (newfile.h) and ends it with
 * STATUS. Of several threads only the first is heard. */
void die(enum exit_status status, const char *format, ...)
	__attribute__((noreturn, format(printf, 2, 3)));

/* malloc, realloc, strdup and asprintf that never return NULL: they die with EXIT_SYSTEM. COUNT *
 * SIZE is checked; the compiler knows it as the size of what is returned (see fortify.h). */
void *xalloc(size_t count, size_t size) __attribute__((alloc_size(1, 2))); /* zeroed */
void *xrealloc(void *old, size_t count, size_t size) __attribute__((alloc_size(2, 3)));
char *xstrdup(const char *string);
char *xstrndup(const char *string, size_t length);
char *xprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
