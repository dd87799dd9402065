/* SPDX-License-Identifier: MIT */
/* script.h: the programs that pip writes when it installs a wheel.
 *
 * Entry points: PyPA "Entry points specification", read as Python's importlib.metadata does. The
 * text of scripts and their `#!` lines are those of pip 26 with its distlib. */
#ifndef PYPA_SCRIPT_H
#define PYPA_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/text.h"
#include "pypa/flaws.h"

/* One of console_scripts or gui_scripts: NAME runs FUNCTION (possibly dotted) of MODULE. */
struct entry_point {
	char *name, *module, *function;
	bool gui;
};

struct entry_points {
	size_t count;
	struct entry_point *points; /* entry points, in the file's order */
};

/* The scripts of an entry_points.txt. Other groups are not looked at. Dies, messages begin with
 * WHERE, when a line of these two groups is no `NAME = MODULE:FUNCTION`, or a name is no filename.
 * A name that is there twice is a flaw; as for pip, a GUI script goes before one of the console,
 * and the last before others. */
struct entry_points entry_points_parse(
	const struct text *text, const char *where, struct flaws *flaws);
void entry_points_free(struct entry_points *points);

/* Whether FILE, the name of a script that a wheel holds, is a wrapper that setuptools made for one
 * of the entry points (also as NAME.exe and NAME-script.py): pip does not install it. */
bool entry_points_replace(const struct entry_points *points, const char *file);

/* What pip does to the entry points of pip and easy_install: names with versions become those of
 * Python MAJOR.MINOR. */
void entry_points_adapt(struct entry_points *points, unsigned major, unsigned minor);

/* The script for POINT: `#!` INTERPRETER and a few lines of Python. An INTERPRETER with blanks, or
 * too long for the kernel, is started through /bin/sh. */
struct text script_text(const struct entry_point *point, const char *interpreter);

/* Whether a file that begins with these bytes is a script whose first line (`#!python…`) is pip's
 * to write.
 */
bool script_is_adaptable(const void *bytes, size_t length);
enum { SCRIPT_MAGIC = 8 }; /* how many bytes of a script it takes to tell */

/* Gives an adaptable script the line `#!INTERPRETER` for its first, without looking at the length.
 */
void script_adapt(struct text *script, const char *interpreter);

#endif
