/* SPDX-License-Identifier: MIT */
/* steps.h: what maintainer scripts would make, declared as data.
 *
 * Steps are text: files that belong to one suite, or to several. Empty lines and lines that begin
 * with `#` are left out. Words are separated by blanks; the last word of a line may hold blanks.
 * @TRIPLET@, @ARCH@, @VERSION@ and @UPSTREAM@ stand for the machine's triplet, Debian's name of it,
 * the package's version, and what upstream calls that version: without epoch, revision and +dfsg.
 *
 *	merge NAME               a top-level directory that is a link to usr/NAME where it is used
 *	known LINE               which debhelper's snippets may hold and which makes nothing in a
 *	                         new root; `*` stands for anything but operators of the shell
 *	package NAME[:ARCH]      what follows is for that package, where it is present, and, with
 *	                         ARCH, where it is for that machine
 *	script NAME FINGERPRINT  its preinst or postinst with that fingerprint is modelled here
 *	trigger NAME             that trigger, which it is interested in, is modelled here
 *	update-alternatives      the literal commands in its scripts are carried out
 *	directory MODE OWNER PATH
 *	file MODE OWNER PATH     with the lines that follow, each after a `|`, as content
 *	copy FROM TO             with mode and owner
 *	link PATH TARGET
 *	relink PATH TARGET       in the place of an empty directory
 *	divert PATH TO           in dpkg's database: what other packages have at PATH goes to TO
 *	ldconfig GENERATOR       what the programs of these names make
 *	update-ca-certificates
 *	update-shells
 *	omit TEXT                what its scripts would make and is not made
 *
 * Steps are carried out in the order of the files and their lines, after all packages were
 * unpacked. What exists already is not touched. MODE is octal, OWNER is UID:GID, paths are
 * absolute, in the image. */
#ifndef DEBIAN_STEPS_H
#define DEBIAN_STEPS_H

#include <jansson.h>

#include "layers/tree.h"
#include "lib/machine.h"

struct steps;

/* Reads and checks COUNT files for MACHINE; each continues the one before it. PATHS, which messages
 * name, stay the caller's and must stay. Dies. */
struct steps *steps_read(const char *const *paths, size_t count, const struct machine *machine);
void steps_free(struct steps **steps);

/* The directories that are merged into usr, and the lines for maintscript_read; COUNT receives how
 * many. */
const char *const *steps_merged(const struct steps *steps, size_t *count);
const char *const *steps_known(const struct steps *steps, size_t *count);

/* Whether PACKAGE's SCRIPT with that fingerprint, or TRIGGER, is modelled, and whether its
 * update-alternatives commands are to be carried out. */
bool steps_model_script(const struct steps *steps, const char *package, const char *script,
	const char *fingerprint);
bool steps_model_trigger(const struct steps *steps, const char *package, const char *trigger);
bool steps_model_alternatives(const struct steps *steps, const char *package);

/* Carries out the steps of every package for which VERSION_OF(CONTEXT, NAME) is not NULL. Adds to
 * the array OMITTED, as `package: text`, what they leave out. A step that cannot be carried out
 * dies. */
typedef const char *steps_version(void *context, const char *package);
void steps_apply(const struct steps *steps, struct tree *tree, steps_version *version_of,
	void *context, json_t *omitted);

#endif
