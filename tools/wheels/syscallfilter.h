/* SPDX-License-Identifier: MIT */
/* syscallfilter: the system calls that a build does without, as a filter of seccomp(2). */
#ifndef WHEELS_SYSCALLFILTER_H
#define WHEELS_SYSCALLFILTER_H

/* A file in memory, at its beginning, with the filter as bubblewrap's --seccomp takes it. Refused
 * are calls that reach the kernel beyond what the namespaces keep apart: mounts, new namespaces,
 * keys, BPF, io_uring, memory files that no limit counts, and sockets other than Unix, IP and
 * netlink. It stays open on exec. Dies with EXIT_SYSTEM. */
int syscallfilter_open(void);

#endif
