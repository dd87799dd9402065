/* SPDX-License-Identifier: MIT */
/* access.h: who can write a store: its user alone, unless the project says that it is shared. */
#ifndef STORE_ACCESS_H
#define STORE_ACCESS_H

/* Dies with EXIT_NO, and what to do, when others than this user and root can write the directory
 * ROOT, or replace it: one above it that they can write and that is not sticky, or that belongs to
 * another user (not asked of root, whose word on that counts). A group with the number of the user
 * is the user's own. What is not there yet is made by this user. With PYLOCK_STORE_SHARED=yes in
 * the environment nothing is asked. */
void access_check(const char *root);

#endif
