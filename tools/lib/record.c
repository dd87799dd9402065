#include "record.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "die.h"

static const struct {
	const char *name, *library_name;
	size_t size;
} algorithms[] = {
	[RECORD_NO_HASH] = {"", "", 0},
	[RECORD_SHA256] = {"sha256", "SHA256", 32},
	[RECORD_SHA384] = {"sha384", "SHA384", 48},
	[RECORD_SHA512] = {"sha512", "SHA512", 64},
};

enum { ALGORITHMS = sizeof algorithms / sizeof *algorithms, MAX_SIZE_DIGITS = 18 };

static const char base64_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* --- reading ----------------------------------------------------------------- */

struct reader {
	const char *where;
	char *next; /* NULL at the end */
	size_t line;
};

_Noreturn static void bad(const struct reader *reader, const char *what)
{
	die(EXIT_NO, "%s: line %zu: %s", reader->where, reader->line, what);
}

/* Takes the field at CELL out of its quotes, if it has any, and ends it with a NUL. Returns where the next
 * one begins, NULL when it was the last. */
static char *take_field(const struct reader *reader, char *cell, char **field)
{
	char *out = cell, *next;

	*field = cell;
	if (*cell != '"') {
		next = strchr(cell, ',');
		if (next)
			*next = '\0';
		return next ? next + 1 : NULL;
	}
	for (next = cell + 1; *next != '"' || next[1] == '"'; next++) {
		if (!*next)
			bad(reader, "a quote is not closed");
		next += *next == '"';
		*out++ = *next;
	}
	next++;
	if (*next && *next != ',')
		bad(reader, "there are characters after a closing quote");
	bool last = !*next;

	*out = '\0';
	return last ? NULL : next + 1;
}

static bool take_base64(const char *text, unsigned char *bytes, size_t size)
{
	uint32_t bits = 0;
	unsigned count = 0;

	if (strlen(text) != (8 * size + 5) / 6)
		return false;
	for (; *text; text++) {
		const char *digit = strchr(base64_digits, *text);

		if (!digit)
			return false;
		bits = bits << 6 | (uint32_t)(digit - base64_digits);
		count += 6;
		if (count >= 8) {
			count -= 8;
			*bytes++ = (unsigned char)(bits >> count);
		}
	}
	return (bits & ((1u << count) - 1)) == 0;
}

static struct record_hash take_hash(const struct reader *reader, char *field)
{
	struct record_hash hash = {0};
	char *value = strchr(field, '=');

	if (!*field)
		return hash;
	if (value)
		*value++ = '\0';
	for (unsigned i = RECORD_SHA256; i < ALGORITHMS; i++)
		if (strcmp(field, algorithms[i].name) == 0)
			hash.algorithm = i;
	if (hash.algorithm == RECORD_NO_HASH)
		die(EXIT_NO, "%s: line %zu: '%s' is not one of the hashes sha256, sha384 and sha512",
			reader->where, reader->line, field);
	if (!value || !take_base64(value, hash.bytes, algorithms[hash.algorithm].size))
		bad(reader, "the hash is not URL-safe base 64 of the right length");
	return hash;
}

static uint64_t take_size(const struct reader *reader, const char *field)
{
	if (!*field || strlen(field) > MAX_SIZE_DIGITS || strspn(field, "0123456789") != strlen(field))
		bad(reader, "the size is not a number");
	return strtoull(field, NULL, 10);
}

/* Returns false at the end. */
static bool take_row(struct reader *reader, struct record_row *row)
{
	char *line = strsep(&reader->next, "\n"), *fields[3];
	size_t length = line ? strlen(line) : 0;

	if (!line || (!reader->next && !*line))
		return false;
	reader->line++;
	if (length > 0 && line[length - 1] == '\r')
		line[length - 1] = '\0';
	for (size_t i = 0; i < 3; i++) {
		if (!line)
			bad(reader, "not a path, a hash and a size");
		line = take_field(reader, line, &fields[i]);
	}
	if (line || !*fields[0])
		bad(reader, "not a path, a hash and a size");
	row->path = fields[0];
	row->hash = take_hash(reader, fields[1]);
	row->size = row->hash.algorithm || *fields[2] ? take_size(reader, fields[2]) : 0;
	if (!row->hash.algorithm && *fields[2])
		bad(reader, "a size without a hash");
	return true;
}

static int by_path(const void *a, const void *b)
{
	const struct record_row *x = a, *y = b;

	return strcmp(x->path, y->path);
}

static size_t count_lines(const struct text *text)
{
	size_t lines = 1;

	for (size_t i = 0; i < text->length; i++)
		lines += text->bytes[i] == '\n';
	return lines;
}

struct record record_parse(struct text *text, const char *where)
{
	struct reader reader = {.where = where};
	struct record record = {.rows = xalloc(count_lines(text), sizeof *record.rows)};

	if (text->length != strlen(text_string(text)))
		die(EXIT_NO, "%s: has a NUL", where);
	reader.next = record.text = text_take(text);
	while (take_row(&reader, &record.rows[record.count]))
		record.count++;
	qsort(record.rows, record.count, sizeof *record.rows, by_path);
	for (size_t i = 1; i < record.count; i++)
		if (strcmp(record.rows[i - 1].path, record.rows[i].path) == 0)
			die(EXIT_NO, "%s: %s has two rows", where, record.rows[i].path);
	return record;
}

void record_free(struct record *record)
{
	cleanup_free(&record->rows);
	cleanup_free(&record->text);
	record->count = 0;
}

const struct record_row *record_find(const struct record *record, const char *path)
{
	const struct record_row key = {.path = path};

	return bsearch(&key, record->rows, record->count, sizeof key, by_path);
}

/* --- writing ----------------------------------------------------------------- */

static void add_field(struct text *out, const char *field)
{
	if (!strpbrk(field, ",\"\r\n")) {
		text_add_string(out, field);
		return;
	}
	text_add_char(out, '"');
	for (; *field; field++) {
		if (*field == '"')
			text_add_char(out, '"');
		text_add_char(out, *field);
	}
	text_add_char(out, '"');
}

static void add_base64(struct text *out, const unsigned char *bytes, size_t size)
{
	uint32_t bits = 0;
	unsigned count = 0;

	for (size_t i = 0; i < size; i++) {
		bits = bits << 8 | bytes[i];
		for (count += 8; count >= 6; count -= 6)
			text_add_char(out, base64_digits[bits >> (count - 6) & 63]);
	}
	if (count > 0)
		text_add_char(out, base64_digits[bits << (6 - count) & 63]);
}

void record_add(struct text *out, const char *path, const struct record_hash *hash, uint64_t size)
{
	add_field(out, path);
	if (hash->algorithm == RECORD_NO_HASH) {
		text_add_string(out, ",,\r\n");
		return;
	}
	text_printf(out, ",%s=", algorithms[hash->algorithm].name);
	add_base64(out, hash->bytes, algorithms[hash->algorithm].size);
	text_printf(out, ",%llu\r\n", (unsigned long long)size);
}

/* --- hashes ------------------------------------------------------------------ */

void record_hash_begin(struct record_hasher *hasher, enum record_algorithm algorithm)
{
	static EVP_MD *known[ALGORITHMS];

	if (!known[algorithm])
		known[algorithm] = EVP_MD_fetch(NULL, algorithms[algorithm].library_name, NULL);
	hasher->algorithm = algorithm;
	hasher->context = EVP_MD_CTX_new();
	if (!known[algorithm] || !hasher->context ||
		EVP_DigestInit_ex2(hasher->context, known[algorithm], NULL) != 1)
		die(EXIT_SYSTEM, "OpenSSL has no %s", algorithms[algorithm].library_name);
}

void record_hash_add(struct record_hasher *hasher, const void *bytes, size_t length)
{
	if (EVP_DigestUpdate(hasher->context, bytes, length) != 1)
		die(EXIT_SYSTEM, "OpenSSL cannot compute a hash");
}

struct record_hash record_hash_end(struct record_hasher *hasher)
{
	struct record_hash hash = {.algorithm = hasher->algorithm};

	if (EVP_DigestFinal_ex(hasher->context, hash.bytes, NULL) != 1)
		die(EXIT_SYSTEM, "OpenSSL cannot compute a hash");
	EVP_MD_CTX_free(hasher->context);
	hasher->context = NULL;
	return hash;
}

struct record_hash record_hash_of(const void *bytes, size_t length)
{
	struct record_hasher hasher;

	record_hash_begin(&hasher, RECORD_SHA256);
	record_hash_add(&hasher, bytes, length);
	return record_hash_end(&hasher);
}

bool record_hash_equal(const struct record_hash *a, const struct record_hash *b)
{
	return a->algorithm == b->algorithm && memcmp(a->bytes, b->bytes, algorithms[a->algorithm].size) == 0;
}

struct digest record_hash_digest(const struct record_hash *hash)
{
	static const char digits[] = "0123456789abcdef";
	struct digest digest = {0};

	for (size_t i = 0; i < 32; i++) {
		digest.hex[2 * i] = digits[hash->bytes[i] >> 4];
		digest.hex[2 * i + 1] = digits[hash->bytes[i] & 15];
	}
	return digest;
}
