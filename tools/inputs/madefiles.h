/* SPDX-License-Identifier: MIT */
/* madefiles.h: whether the files that make made are still what it made.
 *
 * Make takes a file for made if it is there, whatever is in it. So their hashes are noted when a
 * make has ended, in the file .made beside them; before the next one starts, those that are another
 * now, cut off or overwritten, are removed, and Make makes them again. */
#ifndef INPUTS_MADEFILES_H
#define INPUTS_MADEFILES_H

#include <stdbool.h>

/* Both are for the files of the working directory and of its directories layers, documents, image,
 * base, built, project and provided, but for those whose name begins with a dot, and for where a
 * wheel is built. Blobs of image layouts have the hash in
 * their name, and may be large: of those the size alone is looked at. */

/* The file of notes, open for writing; -1, with errno set, when it cannot be. */
int madefiles_open(void);

/* Notes what there is in FD, which is that file. Notes that cannot be written are left out. Returns
 * false when a file is so new that it could change once more without a later time: the caller waits
 * a moment, and asks again. */
bool madefiles_note(int fd);

/* Removes the files that are not as noted, and says so: SHOWN is the working directory in messages.
 * With one of an image layout goes the layout's index.json, with one of the documents the file
 * documents.json, and with any that was removed, or is gone from the working directory itself, the
 * stamps *.checked, so that all is looked at again. Files that a make which was killed had not
 * finished are removed, too, and not spoken of. */
void madefiles_mend(const char *shown);

#endif
