/* SPDX-License-Identifier: MIT */
/* options.h: what every command line has in common. */
#ifndef LIB_OPTIONS_H
#define LIB_OPTIONS_H

/* To be called first in main. Sets program_name from argv[0], puts the lines of FILE in the place
 * of every argument @FILE (one argument per line, empty lines left out, no quoting), and answers -h
 * and --help with USAGE, --version with the program's name and tools/VERSION, on standard output,
 * and ends with EXIT_YES. A file that cannot be read ends the program. USAGE is the text of the
 * SYNOPSIS and the options, ending in a newline. getopt is told to leave messages to us, and the
 * system, to fail a write beyond the file size limit instead of ending the program. */
void options_begin(int *argc, char ***argv, const char *usage);

/* Prints the message and where help is, and ends with EXIT_USAGE. */
_Noreturn void usage_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The usage_error for the option at which getopt gave up; ARGV is what getopt was given. */
_Noreturn void option_error(char *argv[]);

/* A whole number from MINIMUM to MAXIMUM, from the value of OPTION; otherwise a usage_error. */
long option_number(const char *option, const char *value, long minimum, long maximum);

#endif
