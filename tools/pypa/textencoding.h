/* SPDX-License-Identifier: MIT */
/* textencoding.h: the encoding of a requirements file, as pip finds it: by its byte order mark
 * (UTF-8, UTF-16, as PowerShell writes it, UTF-32), else by a comment such as
 * `# -*- coding: latin-1 -*-` in its first two lines (PEP 263), else UTF-8. */
#ifndef PYPA_TEXTENCODING_H
#define PYPA_TEXTENCODING_H

#include "lib/text.h"

/* TEXT, all of the file PATH, becomes UTF-8 without a byte order mark; what is said to be UTF-8 is
 * not looked at. Dies (EXIT_NO) when it is not in its encoding, or when nobody knows that. */
void textencoding_decode(struct text *text, const char *path);

#endif
