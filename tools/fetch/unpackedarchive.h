/* SPDX-License-Identifier: MIT */
/* unpackedarchive.h: the source tree in an archive that a direct reference leads to. */
#ifndef FETCH_UNPACKEDARCHIVE_H
#define FETCH_UNPACKEDARCHIVE_H

/* Unpacks the archive PATH into DIRECTORY, which is empty (archive/extract.h). Returns the path of
 * the top directory where that is the only thing in it, else DIRECTORY; the caller frees. What is
 * wrong with the archive ends the program with EXIT_NO, the message beginning with SUBJECT.
 * LC_CTYPE has to be a UTF-8 locale. */
char *archive_unpack(const char *path, const char *directory, const char *subject);

#endif
