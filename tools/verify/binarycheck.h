/* SPDX-License-Identifier: MIT */
/* binarycheck.h: whether the target can load the binaries of an image at all: their machine, the
 * tags in the names of extension modules (PEP 3149), and the C interface of NumPy that they were
 * compiled for. */
#ifndef VERIFY_BINARYCHECK_H
#define VERIFY_BINARYCHECK_H

#include "verify/subject.h"

/* Every ELF file is for the target's machine, or for one whose code lies in files as data (a GPU's,
 * BPF). */
void check_machines(const struct subject *subject, struct report *report);

/* Of the files of each extension module one has a suffix that the target's interpreter tries. */
void check_tags(const struct subject *subject, struct report *report);

/* What was compiled with NumPy 1's headers is refused by NumPy 2; NumPy 2's headers serve both,
 * from 1.19 on (NumPy 2.0's migration guide, "C-API"). */
void check_numpy(const struct subject *subject, struct report *report);

#endif
