/* SPDX-License-Identifier: MIT */
#include "lib/jsonstream.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"

enum { MAX_DEPTH = 100 }; /* of brackets: a file's entry has two or three */

void jsonstream_begin(struct jsonstream *stream,
	void (*member)(void *data, const char *key, const json_t *value), void *data)
{
	*stream = (struct jsonstream){.member = member, .data = data};
}

static bool fail(struct jsonstream *stream, const char *error)
{
	stream->error = error;
	return false;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Parses the piece; NULL when it is not a value. */
static json_t *parse(struct jsonstream *stream)
{
	json_error_t error;
	json_t *value = json_loadb(text_string(&stream->piece), stream->piece.length,
		JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &error);

	text_clear(&stream->piece);
	if (!value)
		fail(stream, "not valid JSON");
	return value;
}

static bool end_key(struct jsonstream *stream)
{
	_cleanup_json_ json_t *key = parse(stream);

	if (!json_is_string(key))
		return fail(stream, "not valid JSON");
	free(stream->key);
	stream->key = xstrdup(json_string_value(key));
	stream->state = JSON_VALUE;
	return true;
}

static bool end_value(struct jsonstream *stream)
{
	_cleanup_json_ json_t *value = parse(stream);

	if (!value)
		return false;
	stream->member(stream->data, stream->key, value);
	return true;
}

/* C belongs to the piece. Returns false when the piece becomes too large. */
static bool collect(struct jsonstream *stream, char c)
{
	if (stream->escaped)
		stream->escaped = false;
	else if (stream->in_string && c == '\\')
		stream->escaped = true;
	else if (c == '"')
		stream->in_string = !stream->in_string;
	else if (!stream->in_string && (c == '[' || c == '{'))
		stream->depth++;
	else if (!stream->in_string && (c == ']' || c == '}'))
		stream->depth--; /* never from 0: there these end the piece */
	text_add_char(&stream->piece, c);
	if (stream->piece.length > JSONSTREAM_MAX || stream->depth > MAX_DEPTH)
		return fail(stream, "JSON with a member that is too large");
	return true;
}

/* The object's end, or a comma after which a key is to come. */
static bool after_value(struct jsonstream *stream, char c)
{
	if (c != ',' && c != '}')
		return fail(stream, "not valid JSON");
	stream->state = c == ',' ? JSON_KEY : JSON_END;
	stream->may_end = false;
	return true;
}

/* C, outside strings and nested values, ends a piece or stands between two. */
static bool separate(struct jsonstream *stream, char c)
{
	bool empty = stream->piece.length == 0 && stream->may_end;

	switch (stream->state) {
	case JSON_KEY:
		if (c == '}' && empty) {
			stream->state = JSON_END;
			return true;
		}
		return c == ':' ? end_key(stream) : fail(stream, "not valid JSON");
	case JSON_VALUE:
		return c != ':' && c != ']' && end_value(stream) ? after_value(stream, c)
								 : fail(stream, "not valid JSON");
	case JSON_ELEMENT:
		if (empty && c == ']')
			stream->member(stream->data, stream->key, NULL);
		if ((c != ',' && c != ']') || (!(empty && c == ']') && !end_value(stream)))
			return fail(stream, "not valid JSON");
		stream->may_end = false;
		if (c == ']')
			stream->state = JSON_AFTER_ARRAY;
		return true;
	default:
		return after_value(stream, c);
	}
}

static bool take(struct jsonstream *stream, char c)
{
	bool inside = stream->in_string || stream->depth > 0;

	if (!inside && is_space(c) && stream->piece.length == 0)
		return true;
	switch (stream->state) {
	case JSON_BEGIN:
		stream->state = JSON_KEY;
		stream->may_end = true;
		return c == '{' || fail(stream, "not a JSON object");
	case JSON_END:
		return fail(stream, "not valid JSON: something follows its end");
	case JSON_VALUE:
		if (c == '[' && stream->piece.length == 0) {
			stream->state = JSON_ELEMENT;
			stream->may_end = true;
			return true;
		}
		break;
	default:
		break;
	}
	if (!inside && (stream->state == JSON_AFTER_ARRAY || strchr(",:]}", c)))
		return separate(stream, c);
	return collect(stream, c);
}

bool jsonstream_add(struct jsonstream *stream, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length && !stream->error; i++)
		take(stream, bytes[i]);
	return !stream->error;
}

bool jsonstream_end(struct jsonstream *stream)
{
	if (!stream->error && stream->state != JSON_END)
		stream->error = "not valid JSON: it ends too early";
	return !stream->error;
}

void jsonstream_free(struct jsonstream *stream)
{
	text_free(&stream->piece);
	cleanup_free(&stream->key);
}
