/* SPDX-License-Identifier: MIT */
/* configvalues.h: what a project's variables say of its image's configuration, checked value by
 * value: for what an image cannot have, or a runtime refuses, nobody has to wait until a container
 * starts.
 *
 * The text is lines NAME=VALUE. In both, a backslash and an `n` stand for a newline, two
 * backslashes for one, and in NAME a backslash and a `=` for that; blanks before NAME do not count.
 * NAME is a variable without PYLOCK_; one that begins in lower case is no variable, and is handed
 * on. A value that is empty or blank is as if not there, except those of ENV.<NAME> and
 * LABEL.<key>, which are taken byte for byte.
 *
 *	ENTRYPOINT CMD		words of a shell (shellwords.h), or a JSON array of strings;
 *				[] for none
 *	HEALTHCHECK		the same: a program; or as docker's Test has it, CMD, CMD-SHELL or
 *				NONE first
 *	HEALTHCHECK.<what>	interval timeout start-period start-interval: 30s, 1m30s, 500ms;
 *				retries: a number
 *	ENV.<NAME> LABEL.<key>	any text
 *	ENV_UNSET		names of variables
 *	USER			name or number[:group]
 *	WORKDIR			an absolute path
 *	VOLUME			absolute paths
 *	EXPOSE			PORT[-PORT][/tcp|udp|sctp]
 *	STOPSIGNAL		SIGTERM, TERM, SIGRTMIN+3, 15
 *	CREATED			a time of RFC 3339, or seconds since 1970
 *	NAME REPOSITORY TAG	reference.h */
#ifndef IMAGE_CONFIGVALUES_H
#define IMAGE_CONFIGVALUES_H

#include "lib/json.h"

/* {"given":{NAME:VALUE}, "config":{Entrypoint, Cmd, User, WorkingDir, ExposedPorts, Volumes,
 * StopSignal, Healthcheck}, "environment":[[NAME,VALUE]], "unset":[NAME], "labels":{}, "created"}:
 * members of config, and created, that no value is given for are not there. The caller frees. Dies:
 * `PYLOCK_NAME is 'VALUE': ...`. */
json_t *imagevalues_read(const char *text);

#endif
