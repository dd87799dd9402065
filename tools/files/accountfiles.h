/* SPDX-License-Identifier: MIT */
/* accountfiles.h: users and groups added to the passwd(5), group(5), shadow(5) and gshadow(5) of a
 * base, in the form in which useradd(8) writes them, without running it. */
#ifndef FILES_ACCOUNTFILES_H
#define FILES_ACCOUNTFILES_H

#include "files/placing.h"

/* The texts of the files, empty where the base has none. */
struct accountfiles {
	struct text passwd, group, shadow, gshadow;
	bool has_shadow; /* even an empty one; else useradd locks the password in passwd itself */
};

struct accountfiles accountfiles_read(const struct basetree *base);
void accountfiles_free(struct accountfiles *files); /* for _cleanup_ */

/* Adds WORD, NAME:UID:GID:HOME[:SHELL[:GROUP,GROUP…]]: the user, a group of the user's name unless
 * GID is one already, the user's name to the other groups, which must be there. Without SHELL it is
 * /bin/sh. The password is locked, and its date left open, so that the bytes are the same on every
 * day. Dies when the word is wrong or a name or number is taken, saying by what; VARIABLE is what
 * messages begin with. */
void accountfiles_add(struct accountfiles *files, const char *word, const char *variable);

/* Places the files that WORDS changed, with the mode and owner that they have in the base (else
 * root's 0644), and the users' home directories, mode 0755 and theirs. Dies when a link of the base
 * leads to one of the files, for what that holds is not known. */
void accountfiles_place(const struct accountfiles *files, char *const *words, size_t count,
	const struct placing *placing, const struct basetree *base);

/* The numbers of OWNER, NAME or number, perhaps with a colon and a group; without one, the group of
 * a name is its user's and of a number that number. Returns false, and sets MISSING to the name,
 * when it is not there; the caller frees. */
bool accountfiles_owner(const struct accountfiles *files, const char *owner, unsigned *uid,
	unsigned *gid, char **missing);

#endif
