/* SPDX-License-Identifier: MIT */
#include "image/ports.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "lib/cleanup.h"
#include "lib/die.h"

enum { LARGEST_PORT = 65535 };

/* The port at *TEXT, which is moved over it; 0 when there is none. */
static long take_port(const char **text)
{
	char *end;
	long port = isdigit((unsigned char)**text) ? strtol(*text, &end, 10) : 0;

	if (port < 1 || port > LARGEST_PORT)
		return 0;
	*text = end;
	return port;
}

bool ports_add(json_t *ports, const char *text)
{
	long first = take_port(&text), last = first;
	char protocol[8] = "tcp";

	if (first > 0 && *text == '-')
		text++, last = take_port(&text);
	if (first == 0 || last < first)
		return false;
	if (*text == '/') {
		if (strcasecmp(text, "/tcp") != 0 && strcasecmp(text, "/udp") != 0 &&
			strcasecmp(text, "/sctp") != 0)
			return false;
		for (size_t i = 0; i <= strlen(text + 1); i++)
			protocol[i] = (char)tolower((unsigned char)text[1 + i]);
	} else if (*text) {
		return false;
	}
	for (long port = first; port <= last; port++) {
		_cleanup_free_ char *key = xprintf("%ld/%s", port, protocol);

		json_object_set_new(ports, key, json_object());
	}
	return true;
}
