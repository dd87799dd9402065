/* SPDX-License-Identifier: MIT */
#include "layers/layerfile.h"

#include <endian.h>
#include <isa-l/crc.h>
#include <string.h>

#include "layers/deflate.h"
#include "lib/die.h"

enum { FLUSH_AT = 1 << 18 };

/* ID1 ID2 CM FLG MTIME XFL OS: deflate, no name, no time, origin unknown. */
static const unsigned char member_header[10] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255};

void layerfile_begin(struct layerfile *layer, struct newfile *file)
{
	*layer = (struct layerfile){.file = file};
	sha256_begin(&layer->compressed);
	sha256_begin(&layer->uncompressed);
}

static void flush_out(struct layerfile *layer)
{
	newfile_write(layer->file, layer->out.bytes, layer->out.length);
	text_clear(&layer->out);
}

/* Hashes what was appended to layer->out since it had LENGTH bytes, and writes when enough has come
 * together.
 */
static void account(struct layerfile *layer, size_t length)
{
	sha256_add(&layer->compressed, layer->out.bytes + length, layer->out.length - length);
	layer->size += layer->out.length - length;
	if (layer->out.length >= FLUSH_AT)
		flush_out(layer);
}

static void add_trailer(struct text *out, uint32_t crc, uint64_t length)
{
	const uint32_t trailer[2] = {htole32(crc), htole32((uint32_t)length)};

	text_add(out, trailer, sizeof trailer);
}

static uint32_t crc_of(const struct text *plain)
{
	return crc32_gzip_refl(0, (const unsigned char *)plain->bytes, plain->length);
}

/* Ends the members of what was added so far. */
static void end_member(struct layerfile *layer)
{
	if (layer->press)
		deflatepool_drain(layer->press);
	size_t before = layer->out.length;

	if (layer->plain.length == 0)
		return;
	text_add(&layer->out, member_header, sizeof member_header);
	deflate_add(&layer->out, layer->plain.bytes, layer->plain.length);
	add_trailer(&layer->out, crc_of(&layer->plain), layer->plain.length);
	text_clear(&layer->plain);
	account(layer, before);
}

static void take_member(void *context, const struct text *plain, const struct text *deflated)
{
	struct layerfile *layer = context;
	size_t before = layer->out.length;

	text_add(&layer->out, member_header, sizeof member_header);
	text_add(&layer->out, deflated->bytes, deflated->length);
	add_trailer(&layer->out, crc_of(plain), plain->length);
	account(layer, before);
}

/* A full member is made while the next one comes together. */
static void put_full_member(struct layerfile *layer)
{
	if (!layer->press)
		layer->press = deflatepool_open(take_member, layer);
	deflatepool_put(layer->press, &layer->plain);
}

static void add_plain(struct layerfile *layer, const char *bytes, size_t length)
{
	sha256_add(&layer->uncompressed, bytes, length);
	layer->uncompressed_size += length;
	while (length > 0) {
		size_t room = DEFLATE_MAX - layer->plain.length;
		size_t part = length < room ? length : room;

		text_add(&layer->plain, bytes, part);
		if (layer->plain.length == DEFLATE_MAX)
			put_full_member(layer);
		bytes += part;
		length -= part;
	}
}

static void data_added(struct layerfile *layer, uint64_t length)
{
	static const char zeros[TAR_BLOCK];

	if (length > layer->data_left)
		die(EXIT_SYSTEM, "%s: more data than the entry's header says", layer->file->path);
	layer->data_left -= length;
	if (layer->data_left == 0) {
		add_plain(layer, zeros, layer->padding);
		layer->padding = 0;
	}
}

static void entry_must_be_complete(const struct layerfile *layer)
{
	if (layer->data_left > 0)
		die(EXIT_SYSTEM, "%s: less data than the entry's header says", layer->file->path);
}

void layerfile_entry(struct layerfile *layer, const struct tar_entry *entry)
{
	struct text header = {0};

	entry_must_be_complete(layer);
	tar_add_header(&header, entry);
	add_plain(layer, header.bytes, header.length);
	text_free(&header);
	layer->data_left = entry->size;
	layer->padding = tar_padding(entry->size);
}

void layerfile_add(struct layerfile *layer, const void *bytes, size_t length)
{
	add_plain(layer, bytes, length);
	data_added(layer, length);
}

void layerfile_splice_begin(struct layerfile *layer)
{
	end_member(layer);
	size_t before = layer->out.length;

	text_add(&layer->out, member_header, sizeof member_header);
	account(layer, before);
}

void layerfile_splice_raw(struct layerfile *layer, const void *bytes, size_t length)
{
	size_t before = layer->out.length;

	text_add(&layer->out, bytes, length);
	account(layer, before);
}

void layerfile_splice_plain(struct layerfile *layer, const void *bytes, size_t length)
{
	sha256_add(&layer->uncompressed, bytes, length);
	layer->uncompressed_size += length;
}

void layerfile_splice_end(struct layerfile *layer, uint32_t crc, uint64_t length)
{
	size_t before = layer->out.length;

	add_trailer(&layer->out, crc, length);
	account(layer, before);
	data_added(layer, length);
}

struct layer_descriptor layerfile_end(struct layerfile *layer)
{
	static const char end_of_archive[2 * TAR_BLOCK];
	struct layer_descriptor descriptor;

	entry_must_be_complete(layer);
	add_plain(layer, end_of_archive, sizeof end_of_archive);
	end_member(layer);
	flush_out(layer);
	descriptor.size = layer->size;
	descriptor.uncompressed_size = layer->uncompressed_size;
	descriptor.digest = sha256_end(&layer->compressed);
	descriptor.diff_id = sha256_end(&layer->uncompressed);
	layerfile_free(layer);
	return descriptor;
}

void layerfile_free(struct layerfile *layer)
{
	sha256_free(&layer->compressed);
	sha256_free(&layer->uncompressed);
	deflatepool_free(&layer->press);
	text_free(&layer->plain);
	text_free(&layer->out);
}

json_t *layer_descriptor_json(const struct layer_descriptor *descriptor, json_t *annotations)
{
	json_t *json = json_pack("{s:s, s:s+, s:I, s:O*, s:s+, s:I}", "mediaType",
		"application/vnd.oci.image.layer.v1.tar+gzip", "digest",
		"sha256:", descriptor->digest.hex, "size", (json_int_t)descriptor->size,
		"annotations", annotations, "diffID", "sha256:", descriptor->diff_id.hex,
		"uncompressedSize", (json_int_t)descriptor->uncompressed_size);

	if (!json)
		die(EXIT_SYSTEM, "out of memory");
	return json;
}
