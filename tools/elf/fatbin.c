/* SPDX-License-Identifier: MIT */
#include "elf/fatbin.h"

#include <stdio.h>
#include <string.h>

#include "lib/littleendian.h"

enum {
	MAGIC = 0xba55ed50,
	VERSION = 1,
	CONTAINER_HEADER = 16,
	ENTRY_HEADER = 64, /* at least so many bytes */
	KIND_PTX = 1,
	KIND_SASS = 2,
	FLAG_ALONE = 0x100000,
	FLAG_FAMILY = 0x200000,
};

static const char too_many[] = "its CUDA code is for more architectures than any";

static int compare(struct gpu a, struct gpu b)
{
	if (a.number != b.number)
		return a.number < b.number ? -1 : 1;
	return a.suffix - b.suffix;
}

bool gpus_add(struct gpus *gpus, struct gpu gpu)
{
	size_t at = 0;

	while (at < gpus->count && compare(gpus->list[at], gpu) < 0)
		at++;
	if (at < gpus->count && compare(gpus->list[at], gpu) == 0) {
		if (gpus->list[at].language < gpu.language)
			gpus->list[at].language = gpu.language;
		return true;
	}
	if (gpus->count == FATBIN_MOST_ARCHITECTURES)
		return false;
	memmove(&gpus->list[at + 1], &gpus->list[at], (gpus->count - at) * sizeof *gpus->list);
	gpus->list[at] = gpu;
	gpus->count++;
	return true;
}

static bool add_entry(const char *entry, bool relocatable, struct fatbin *fatbin)
{
	uint16_t kind = little16(entry);
	uint64_t flags = little64(entry + 40);
	struct gpu gpu = {.number = little32(entry + 28),
		.suffix = flags & FLAG_ALONE    ? 'a'
			  : flags & FLAG_FAMILY ? 'f'
						: '\0'};

	gpu.language = kind == KIND_PTX ? 100U * little16(entry + 26) + little16(entry + 24) : 0;
	if (kind == KIND_PTX)
		return gpus_add(relocatable ? &fatbin->relocatable_ptx : &fatbin->ptx, gpu);
	if (kind == KIND_SASS)
		return gpus_add(relocatable ? &fatbin->relocatable_sass : &fatbin->sass, gpu);
	return gpus_add(&fatbin->unknown, (struct gpu){.number = kind});
}

/* The entries of a container, which fill SIZE bytes. */
static const char *read_entries(
	const char *bytes, uint64_t size, bool relocatable, struct fatbin *fatbin)
{
	while (size > 0) {
		uint64_t header = size >= ENTRY_HEADER ? little32(bytes + 4) : 0;

		if (header < ENTRY_HEADER || header > size || little64(bytes + 8) > size - header)
			return "an entry of its CUDA code ends outside of its container";
		if (!add_entry(bytes, relocatable, fatbin))
			return too_many;
		header += little64(bytes + 8);
		bytes += header;
		size -= header;
	}
	return NULL;
}

/* The zeros before the next container. */
static size_t padding(const char *bytes, size_t size)
{
	size_t length = 0;

	while (length < size && !bytes[length])
		length++;
	return length;
}

const char *fatbin_read(const void *section, size_t size, bool relocatable, struct fatbin *fatbin)
{
	const char *bytes = section;

	for (size_t at = padding(bytes, size); at < size;) {
		const char *container = bytes + at;

		if (size - at < CONTAINER_HEADER || little32(container) != MAGIC)
			return "there is something else than containers where its CUDA code is";
		uint64_t header = little16(container + 6), content = little64(container + 8);

		if (little16(container + 4) != VERSION)
			return "its CUDA code is in containers of a version that is not known";
		if (header < CONTAINER_HEADER || header > size - at || content > size - at - header)
			return "a container of its CUDA code ends outside of it";
		const char *flaw = read_entries(container + header, content, relocatable, fatbin);

		if (flaw)
			return flaw;
		at += header + content;
		at += padding(bytes + at, size - at);
	}
	return NULL;
}

/* Takes the header of the entry at BYTES, which stands at AT. Returns its size; 0 when it is none,
 * or not whole: then there is no more to be told of the container. */
static size_t take_header(
	struct fatbin_stream *stream, const char *bytes, size_t length, uint64_t at)
{
	uint64_t room = stream->container_end - at;
	uint64_t header = length >= ENTRY_HEADER ? little32(bytes + 4) : 0;

	if (header < ENTRY_HEADER || header > length || header > room ||
		little64(bytes + 8) > room - header) {
		stream->container_end = 0;
		return 0;
	}
	stream->payload_end = at + header + little64(bytes + 8);
	return header;
}

/* The place behind the header of the next container; LENGTH when none begins here. */
static size_t find_container(
	struct fatbin_stream *stream, const char *bytes, size_t length, size_t place, uint64_t at)
{
	const uint64_t start = (uint64_t)CONTAINER_HEADER << 48 | (uint64_t)VERSION << 32 |
			       (uint64_t)(uint32_t)MAGIC;

	place += -(at + place) % 8;
	for (; place + CONTAINER_HEADER <= length; place += 8) {
		uint64_t end = at + place + CONTAINER_HEADER, content = little64(bytes + place + 8);

		if (little64(bytes + place) != start || content > UINT64_MAX - end)
			continue;
		stream->container_end = end + content;
		return place + CONTAINER_HEADER;
	}
	return length;
}

size_t fatbin_run(
	struct fatbin_stream *stream, const void *bytes, size_t length, uint64_t at, bool *payload)
{
	size_t place = 0;

	*payload = at < stream->payload_end;
	if (*payload)
		return stream->payload_end - at < length ? stream->payload_end - at : length;
	while (place < length) {
		const char *here = (const char *)bytes + place;

		if (at + place < stream->container_end) {
			size_t header = take_header(stream, here, length - place, at + place);

			if (header > 0)
				return place + header;
		} else {
			place = find_container(stream, bytes, length, place, at);
		}
	}
	return length;
}

static json_t *gpus_json(const struct gpus *gpus)
{
	json_t *list = json_array();

	for (size_t i = 0; i < gpus->count; i++) {
		const struct gpu *gpu = &gpus->list[i];

		json_array_append_new(list, gpu->suffix
						    ? json_sprintf("%u%c", gpu->number, gpu->suffix)
						    : json_integer(gpu->number));
	}
	return list;
}

json_t *fatbin_json(const struct fatbin *fatbin)
{
	json_t *json = json_pack("{s:o, s:o, s:o, s:o}", "sass", gpus_json(&fatbin->sass), "ptx",
		gpus_json(&fatbin->ptx), "relocatableSass", gpus_json(&fatbin->relocatable_sass),
		"relocatablePtx", gpus_json(&fatbin->relocatable_ptx));

	if (fatbin->unknown.count > 0)
		json_object_set_new(json, "unknown", gpus_json(&fatbin->unknown));
	return json;
}

json_t *fatbin_languages(const struct fatbin *fatbin)
{
	json_t *json = fatbin->ptx.count > 0 ? json_object() : NULL;

	for (size_t i = 0; i < fatbin->ptx.count; i++) {
		const struct gpu *gpu = &fatbin->ptx.list[i];
		char name[16];

		snprintf(name, sizeof name, gpu->suffix ? "%u%c" : "%u", gpu->number, gpu->suffix);
		json_object_set_new(json, name,
			json_sprintf("%u.%u", gpu->language / 100, gpu->language % 100));
	}
	return json;
}
