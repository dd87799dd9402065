/* SPDX-License-Identifier: MIT */
#include "zip/inflate.h"

#include <inttypes.h>
#include <isa-l.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"

enum { STORED_BLOCK = 65535, STORED_HEADER = 5, IN = STORED_HEADER + STORED_BLOCK, OUT = 1 << 18 };

struct inflate {
	const struct zip *zip;
	const struct zip_entry *entry;
	uint64_t taken, given; /* bytes of the stream, and what they stand for */
	uint32_t crc;
	bool ended;
	struct inflate_state state;
	unsigned char in[IN], out[OUT];
};

_Noreturn static void bad(const struct inflate *inflate, const char *what)
{
	die(EXIT_NO, "%s: %s: %s", inflate->zip->subject, inflate->entry->name, what);
}

struct inflate *inflate_new(void)
{
	return xalloc(1, sizeof(struct inflate));
}

void inflate_free(struct inflate **inflate)
{
	cleanup_free(inflate);
}

void inflate_begin(struct inflate *inflate, const struct zip *zip, const struct zip_entry *entry)
{
	inflate->zip = zip;
	inflate->entry = entry;
	inflate->taken = inflate->given = 0;
	inflate->crc = 0;
	inflate->ended = false;
	isal_inflate_init(&inflate->state);
}

/* Up to LIMIT bytes of the entry, to BYTES. */
static size_t take(struct inflate *inflate, unsigned char *bytes, size_t limit)
{
	uint64_t left = inflate->entry->compressed_size - inflate->taken;
	size_t length = left < limit ? (size_t)left : limit;

	zip_read(inflate->zip, inflate->entry->data + inflate->taken, bytes, length);
	inflate->taken += length;
	return length;
}

static void next_stored(struct inflate *inflate, struct inflate_piece *piece)
{
	unsigned char *bytes = inflate->in + STORED_HEADER;
	size_t length = take(inflate, bytes, STORED_BLOCK);

	inflate->ended = inflate->taken == inflate->entry->compressed_size;
	inflate->in[0] = inflate->ended; /* the last block */
	inflate->in[1] = (unsigned char)length;
	inflate->in[2] = (unsigned char)(length >> 8);
	inflate->in[3] = (unsigned char)~inflate->in[1];
	inflate->in[4] = (unsigned char)~inflate->in[2];
	*piece = (struct inflate_piece){inflate->in, bytes, STORED_HEADER + length, length};
}

/* How many bytes of its input a stream that has ended did not need. Some versions of ISA-L leave
 * those that were in their bit buffer there. */
static size_t left_over(const struct inflate_state *state)
{
	return state->avail_in + (size_t)state->read_in_length / 8;
}

static void next_deflated(struct inflate *inflate, struct inflate_piece *piece)
{
	struct inflate_state *state = &inflate->state;

	*piece = (struct inflate_piece){.raw = inflate->in, .plain = inflate->out};
	if (state->avail_in == 0) {
		piece->raw_length = take(inflate, inflate->in, sizeof inflate->in);
		state->next_in = inflate->in;
		state->avail_in = (uint32_t)piece->raw_length;
	}
	uint32_t before = state->avail_in;

	state->next_out = inflate->out;
	state->avail_out = OUT;
	if (isal_inflate(state) != ISAL_DECOMP_OK)
		bad(inflate, "bad deflate stream");
	piece->plain_length = OUT - state->avail_out;
	inflate->ended = state->block_state == ISAL_BLOCK_FINISH;
	if (!inflate->ended && piece->plain_length == 0 && state->avail_in == before)
		bad(inflate, "the deflate stream is cut off");
	if (inflate->ended &&
		(left_over(state) > 0 || inflate->taken < inflate->entry->compressed_size))
		bad(inflate, "there are bytes after the deflate stream's end");
}

bool inflate_next(struct inflate *inflate, struct inflate_piece *piece)
{
	const struct zip_entry *entry = inflate->entry;

	if (inflate->ended)
		return false;
	if (entry->method == ZIP_STORED)
		next_stored(inflate, piece);
	else
		next_deflated(inflate, piece);
	inflate->given += piece->plain_length;
	inflate->crc = crc32_gzip_refl(inflate->crc, piece->plain, piece->plain_length);
	if (inflate->given > entry->size || (inflate->ended && inflate->given < entry->size))
		die(EXIT_NO,
			"%s: %s: unpacks to %s than the %" PRIu64 " bytes that the archive says",
			inflate->zip->subject, entry->name,
			inflate->given > entry->size ? "more" : "less", entry->size);
	if (inflate->ended && inflate->crc != entry->crc)
		bad(inflate, "the CRC is wrong");
	return true;
}

struct text inflate_read(
	struct inflate *inflate, const struct zip *zip, const struct zip_entry *entry, size_t limit)
{
	struct text text = {0};
	struct inflate_piece piece;

	if (entry->size > limit)
		die(EXIT_NO, "%s: %s: larger than the %zu bytes that are allowed", zip->subject,
			entry->name, limit);
	inflate_begin(inflate, zip, entry);
	while (inflate_next(inflate, &piece))
		text_add(&text, piece.plain, piece.plain_length);
	return text;
}
