/* SPDX-License-Identifier: MIT */
/* filecopy.h: the project's own files as PYLOCK_FILES names them: words
 * SOURCE:/PATH[:OPTION,OPTION…].
 *
 * SOURCE is a file or a directory, which goes with all that is in it but for what sourcetree.h
 * leaves out; or nothing, for a directory, which gets mode and owner even when the image has it. A
 * file keeps its name in a PATH that ends in a slash. In SOURCE and PATH %20 is a blank and %25 a
 * percent sign. The options are owner=USER[:GROUP], names that the image has, or numbers;
 * mode=OCTAL, of each file, or of the empty directory; dirmode=OCTAL, of each directory that the
 * image does not have yet (without it, mode= with the right to search wherever there is one to
 * read). Without options all is owned by 0:0, directories are 0755 and files 0755 when their owner
 * may execute them, else 0644. */
#ifndef FILES_FILECOPY_H
#define FILES_FILECOPY_H

#include "files/accountfiles.h"
#include "files/placing.h"
#include "lib/stringlist.h"

/* How the words are read. */
struct filecopy {
	const struct placing *placing;
	const struct accountfiles *accounts;
	const struct stringlist *excludes; /* patterns for trees */
	struct stringlist left_out;        /* gets what stayed out */
	struct stringlist secrets; /* gets files that went in and look as if they should not */
};

/* Dies when WORD is wrong, or what it names cannot be placed. */
void filecopy_word(struct filecopy *copy, const char *word);

#endif
