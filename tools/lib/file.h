/* SPDX-License-Identifier: MIT */
/* file.h: whole files read, and files that appear complete or not at all. */
#ifndef LIB_FILE_H
#define LIB_FILE_H

#include <stdio.h>

#include "lib/die.h"
#include "lib/text.h"

/* How a program ends that cannot open a file which it was given: EXIT_NO when by ERROR, an errno,
 * there is none of that name or what there is cannot be read as one, else EXIT_SYSTEM. */
enum exit_status file_failure(int error);

/* Opens PATH ("-" is standard input) to be read. Devices, which have no end, are bad input as
 * directories are, but for /dev/null and terminals. Dies; see file_failure(). */
int file_open(const char *path);

/* All of PATH, as file_open() takes it. A file of more than LIMIT bytes is bad input. Dies. */
struct text file_read(const char *path, size_t limit);

/* Closes standard output. Returns EXIT_YES, or EXIT_SYSTEM, with a message, when what was printed
 * did not arrive. */
int close_stdout(void);

/* PATH without its directory; a pointer into PATH. */
const char *file_name(const char *path);

/* Creates every missing directory above PATH, which only the user can write. Dies. */
void make_parents(const char *path);

/* A file being written under another name in the same directory. It is removed when the process
 * ends by exit(), die(), or one of SIGINT, SIGTERM and SIGHUP, before it was committed. A device,
 * such as /dev/null, and an open file, such as /dev/stdout or one in /dev/fd, are not replaced by
 * it but written as they are. */
struct newfile {
	char *path;      /* the path that the file gets at its commit */
	char *temporary; /* where it is now; NULL when it was committed or abandoned, or is written
			  * in place
			  */
	int fd;
};

/* Creates parents and the temporary file, or opens what is written in place. Dies. */
struct newfile newfile_create(const char *path);

/* Writes all of BYTES. Dies (a full disk is EXIT_SYSTEM). */
void newfile_write(struct newfile *file, const void *bytes, size_t length);

/* Gives the file MODE and its name, which an empty directory may have had. DURABLE: on the disk
 * before it has its name. Dies. */
void newfile_commit(struct newfile *file, int mode, bool durable);

/* Removes it unless it was committed; frees. For _cleanup_. */
void newfile_abandon(struct newfile *file);

/* The names of the files in the directory PATH are on the disk when this returns. Nothing is done
 * where the file system has no such promise, or PATH is not there. Dies (EXIT_SYSTEM) when the disk
 * fails. */
void directory_sync(const char *path);

/* The usual case: BYTES become the file PATH, mode 0644. Dies. */
void file_write(const char *path, const void *bytes, size_t length);

/* The same, unless PATH already has exactly these bytes: then it is not touched. Returns whether it
 * was written. */
bool file_update(const char *path, const void *bytes, size_t length);

#endif
