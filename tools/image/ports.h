/* SPDX-License-Identifier: MIT */
/* ports.h: ports on which something in a container listens, as EXPOSE in a Dockerfile has them. */
#ifndef IMAGE_PORTS_H
#define IMAGE_PORTS_H

#include "lib/json.h"

/* Adds a member PORT/PROTOCOL, an empty object, for each port of TEXT: PORT[-PORT][/tcp|udp|sctp],
 * tcp if not said. Returns false when TEXT is none of that. */
bool ports_add(json_t *ports, const char *text);

#endif
