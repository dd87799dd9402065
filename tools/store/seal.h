/* SPDX-License-Identifier: MIT */
/* seal.h: what shows that this user wrote down a result that the store keeps, and nobody else: an
 * HMAC (RFC 2104) with SHA-256, by a key that is not in the store.
 *
 * The key is 64 hexadecimal digits in $XDG_STATE_HOME/pylock.mk/key, or else in
 * ~/.local/state/pylock.mk/key; it is made, with mode 0600, when it is first wanted. One that
 * belongs to another user, or that others can read, is not taken. Who has no key makes and believes
 * no seals, which is said once: under make, whose lock is in the environment as _pylock_turn
 * (makelock), by the program that takes it. */
#ifndef STORE_SEAL_H
#define STORE_SEAL_H

#include <stdbool.h>
#include <stddef.h>

enum { SEAL_DIGITS = 64 };

/* Finds the key, or says that there is none, before the first seal. */
void seal_begin(void);

/* Seals LENGTH BYTES as what is kept in ROOM under NAME. SEAL receives SEAL_DIGITS digits and a
 * NUL. Returns false, SEAL being empty, when there is no key. */
bool seal_make(const char *room, const char *name, const void *bytes, size_t length,
	char seal[static SEAL_DIGITS + 1]);

/* Whether SEAL, SEAL_DIGITS bytes of it, is the one of these. */
bool seal_holds(
	const char *seal, const char *room, const char *name, const void *bytes, size_t length);

#endif
