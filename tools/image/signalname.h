/* SPDX-License-Identifier: MIT */
/* signalname.h: signals by name, as runtimes take them for a container's end. */
#ifndef IMAGE_SIGNALNAME_H
#define IMAGE_SIGNALNAME_H

/* SIGTERM for TERM, sigterm or SIGTERM; a number from 1 to 64 as it is; NULL for what is no signal
 * of Linux. The caller frees. */
char *signalname_normal(const char *text);

#endif
