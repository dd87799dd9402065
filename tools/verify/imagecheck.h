/* SPDX-License-Identifier: MIT */
/* imagecheck.h: whether the configuration of an image is one for its lock and its target. */
#ifndef VERIFY_IMAGECHECK_H
#define VERIFY_IMAGECHECK_H

#include "verify/subject.h"

/* The label mk.pylock.lock is `sha256:` and LOCK_SHA256. */
void check_label(const struct subject *subject, const char *lock_sha256, struct report *report);

/* What the image is to start is there, for a user that is there. */
void check_startup(const struct subject *subject, struct report *report);

/* The base's variables do not lead Python away from the packages of the lock. */
void check_environment(const struct subject *subject, struct report *report);

/* NVIDIA's container runtime gives a container no GPU unless its environment asks for one: this one
 * does. */
void check_gpu_request(const struct subject *subject, struct report *report);

#endif
