/* SPDX-License-Identifier: MIT */
/* cargolock.h: the crates that a Cargo.lock names (The Cargo Book, "Cargo.toml vs Cargo.lock"). */
#ifndef WHEELS_CARGOLOCK_H
#define WHEELS_CARGOLOCK_H

#include <jansson.h>

/* {"NAME-VERSION": SHA-256} of the crates of registries in the file PATH; those of the sources
 * themselves are left out. The caller owns it. Dies with EXIT_NO when there is no such file, when
 * it is malformed, or when it takes a crate from where no hash locks it. */
json_t *cargolock_read(const char *path);

/* Dies with EXIT_NO, beginning with WHERE, unless CRATES is such an object. */
void cargolock_check(const json_t *crates, const char *where);

#endif
