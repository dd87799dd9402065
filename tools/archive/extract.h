/* SPDX-License-Identifier: MIT */
/* extract.h: an archive from outside unpacked into a directory: files, directories, and links that
 * stay in it, as the data filter of PEP 721 has it; nothing else, and nothing outside.
 *
 * Of a file its content counts, whether it may be executed, and its time; not whose it is. What
 * comes later under a name takes the place of what was there, unless both are directories. */
#ifndef ARCHIVE_EXTRACT_H
#define ARCHIVE_EXTRACT_H

/* Unpacks the archive PATH into DIRECTORY, which is made. WHAT, such as "the sdist", is what
 * messages begin with. A FENCE of 1 keeps each link in the top directory that it is in, and
 * permits none beside that; a FENCE of 0 keeps them in DIRECTORY. Bad input dies with EXIT_NO, and
 * what was unpacked until then stays. LC_CTYPE has to be a UTF-8 locale. */
void extract(const char *path, const char *directory, const char *what, unsigned fence);

/* The name of the one directory in DIRECTORY; NULL when there is another number of them, or
 * anything else. The caller frees. */
char *extract_top(const char *directory);

#endif
