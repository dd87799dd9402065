/* SPDX-License-Identifier: MIT */
/* wheelargs.h: wheels as a command line names them. */
#ifndef LAYERS_WHEELARGS_H
#define LAYERS_WHEELARGS_H

#include <stddef.h>

#include "lib/digest.h"

struct wheelarg {
	char *filename;       /* the wheel's filename; NULL when it is not known */
	const char *path;     /* the path of its content; the caller's */
	const char *bytecode; /* the archive of its .pyc files; of the caller, or NULL */
	/* Their contents' hashes, which layerkey() wants; "" until the caller has them. */
	struct digest digest, bytecode_digest;
};

struct wheelargs {
	struct wheelarg *list;
	size_t count;
};

/* Each of ARGUMENTS is PATH, or FILENAME.whl=PATH when the file has another name. A PATH to a *.whl
 * tells its FILENAME too. */
struct wheelargs wheelargs_read(char **arguments, size_t count);
void wheelargs_free(struct wheelargs *wheels);

/* Takes OPTION, FILENAME.whl=PATH, which names the archive of one of the wheels. Returns what is
 * wrong with it, or NULL. */
const char *wheelargs_take_bytecode(struct wheelargs *wheels, const char *option);

#endif
