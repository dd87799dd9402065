/* SPDX-License-Identifier: MIT */
/* cleanup.h: values that are released when they go out of scope.
 *
 *	_cleanup_(text_free) struct text line = {0};
 *
 * Every owned type has one function that takes its address and leaves it empty, so that it may run
 *twice. */
#ifndef LIB_CLEANUP_H
#define LIB_CLEANUP_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define _cleanup_(function) __attribute__((cleanup(function)))
#define _cleanup_free_ _cleanup_(cleanup_free)
#define _cleanup_fclose_ _cleanup_(cleanup_fclose)
#define _cleanup_close_ _cleanup_(cleanup_close)

static inline void cleanup_free(void *pointer_address)
{
	void **pointer = pointer_address;

	free(*pointer);
	*pointer = NULL;
}

static inline void cleanup_fclose(FILE **stream)
{
	if (*stream)
		fclose(*stream);
	*stream = NULL;
}

static inline void cleanup_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* The pointer itself, which the caller owns from now on; the variable becomes NULL. */
#define steal(pointer_address)                                               \
	({                                                                   \
		__typeof__(*(pointer_address)) _stolen = *(pointer_address); \
		*(pointer_address) = NULL;                                   \
		_stolen;                                                     \
	})

#endif
