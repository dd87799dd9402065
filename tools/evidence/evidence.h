/* SPDX-License-Identifier: MIT */
/* evidence.h: what a layer holds, found out once.
 *
 * The evidence of a layer is a file, made by reading the layer to its end; it says all that an
 *inspection of an image needs, so that the layer itself need not be read again: paths, modes, sizes
 *and digests, whiteouts, the machine of ELF files, what .dist-info directories say, and what tells
 *of the system: text files such as os-release and dpkg's status, the versions of Python and of the
 *C library, and what ELF files need and give. It is a run of items; each is a letter, fields, and
 *one or two strings that end in a NUL:
 *
 *	f MODE SHA256 SIZE ELF PATH	a file; ELF is `-` or MACHINE,CLASS and `l` or `b`, the byte
 *order d MODE PATH	l MODE PATH TARGET	h MODE PATH TARGET	o MODE PATH w MODE PATH	q
 *MODE PATH	whiteout and opaque whiteout g UID GID PATH	whose a file or directory is that is
 *not 0:0's, after it m PATH JSON	i PATH TEXT	R PATH	r SHA256|- SIZE|- PATH
 *	c PATH TEXT	v PATH VERSION	x PATH LINE	p PATH
 *	e PATH JSON	s PATH HASHES	u PATH NAMES	of an ELF file: elfevidence.h
 *
 * The version of this format is that of the stage inspect in store/stages.def. */
#ifndef EVIDENCE_EVIDENCE_H
#define EVIDENCE_EVIDENCE_H

#include "image/manifest.h"
#include "layers/layerfile.h"

/* Reads the layer, whose blob is the file BLOB, and writes its evidence into FILE. Dies when the
 * blob is not what the layer's digest and size say; the diffID that is returned may be another than
 * the layer's. */
struct layer_descriptor evidence_write(
	const struct image_layer *layer, const char *blob, struct newfile *file);

struct evidence {
	const char *bytes; /* the file's bytes, mapped into memory */
	size_t length;
};

/* The evidence in an open file; PATH is for messages. Dies. */
struct evidence evidence_map(int fd, const char *path);
void evidence_unmap(struct evidence *evidence); /* for _cleanup_ */

enum evidence_kind {
	EVIDENCE_FILE = 'f',
	EVIDENCE_DIRECTORY = 'd',
	EVIDENCE_SYMLINK = 'l',
	EVIDENCE_HARDLINK = 'h',
	EVIDENCE_OTHER = 'o',
	EVIDENCE_WHITEOUT = 'w',
	EVIDENCE_OPAQUE = 'q',
	EVIDENCE_OWNER = 'g',
	EVIDENCE_METADATA = 'm',  /* path is METADATA or PKG-INFO, text the JSON of metadata_json */
	EVIDENCE_INSTALLER = 'i', /* path is INSTALLER, text its first line */
	EVIDENCE_RECORD = 'R',    /* path is RECORD; its rows follow */
	EVIDENCE_ROW = 'r',
	EVIDENCE_TEXT = 'c', /* text is what a file that tells of the system holds, up to a NUL */
	EVIDENCE_BINARY =
		'v', /* text is the version that a program or library carries (binaryversion.h) */
	EVIDENCE_SCRIPT = 'x', /* text is what follows `#!` in the first line of a program */
	EVIDENCE_RUNS = 'p',   /* path is a .pth file of which Python runs a line (pthfile.h) */
	EVIDENCE_ELF = 'e',    /* for these three kinds see elfevidence.h */
	EVIDENCE_GIVEN = 's',
	EVIDENCE_WANTED = 'u',
};

/* An item; those about a file's content follow the file. */
struct evidence_item {
	enum evidence_kind kind;
	unsigned mode;
	uint64_t size;      /* of a file; of a row UINT64_MAX: not known */
	const char *digest; /* 64 digits of the SHA-256 of a file or row, more bytes follow; NULL:
			       not known */
	bool is_elf;
	bool big_endian;
	uint32_t uid, gid;           /* the owner's */
	unsigned machine, elf_class; /* of an ELF file: e_machine; 32, 64 or, unknown, 0 */
	const char *path, *text;     /* text: a link's target, or as the kind says */
};

/* The item at *POSITION, which starts at 0 and is moved on; its strings are the evidence's. Returns
 * false at the end. Dies when the evidence is damaged. */
bool evidence_next(const struct evidence *evidence, size_t *position, struct evidence_item *item);

#endif
