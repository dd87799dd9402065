/* SPDX-License-Identifier: MIT */
#include "image/signalname.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "lib/cleanup.h"
#include "lib/die.h"

/* The signals of signal(7) on Linux; the real-time ones follow. */
static const char *const names[] = {"ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP",
	"ILL", "INT", "IO", "IOT", "KILL", "PIPE", "POLL", "PROF", "PWR", "QUIT", "SEGV", "STKFLT",
	"STOP", "SYS", "TERM", "TRAP", "TSTP", "TTIN", "TTOU", "URG", "USR1", "USR2", "VTALRM",
	"WINCH", "XCPU", "XFSZ", "RTMIN", "RTMAX"};

/* A number of at most two digits, without a zero before it, from 1 to MAXIMUM. */
static bool is_number(const char *text, int maximum)
{
	size_t length = strspn(text, "0123456789");

	return !text[length] && length >= 1 && length <= 2 && *text != '0' && atoi(text) <= maximum;
}

char *signalname_normal(const char *text)
{
	const char *name = strncasecmp(text, "SIG", 3) == 0 ? text + 3 : text;
	bool known = (strncasecmp(name, "RTMIN+", 6) == 0 && is_number(name + 6, 15)) ||
		     (strncasecmp(name, "RTMAX-", 6) == 0 && is_number(name + 6, 14));

	if (name == text && is_number(text, 64))
		return xstrdup(text);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		known |= strcasecmp(names[i], name) == 0;
	if (!known)
		return NULL;
	char *normal = xprintf("SIG%s", name);

	for (char *c = normal; *c; c++)
		*c = (char)toupper((unsigned char)*c);
	return normal;
}
