# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# inputfile.sh: files that a program in shell was given; sourced. What is no file, or too large, is
# bad input, as it is to programs in C (lib/file.h).

# Prints what is wrong with PATH as a file of at most LIMIT bytes; nothing when it can be read.
input_problem() { # path limit
	if [ ! -e "$1" ]; then
		echo 'No such file or directory'
	elif [ -d "$1" ]; then
		echo 'Is a directory'
	elif [ ! -r "$1" ]; then
		echo 'cannot be read'
	elif [ -b "$1" ] || { [ -c "$1" ] && [ "$1" != /dev/stdin ] && [ ! "$1" -ef /dev/null ]; }; then
		echo 'a device, not a file'
	elif [ "$(stat -Lc %s -- "$1")" -gt "$2" ]; then
		echo "larger than the $2 bytes that are allowed"
	fi
}
