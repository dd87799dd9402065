/* SPDX-License-Identifier: MIT */
#include "pypa/record.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/path.h"

static const struct {
	const char *name, *library_name;
	size_t size;
} algorithms[] = {
	[RECORD_NO_HASH] = {"", "", 0},
	[RECORD_SHA256] = {"sha256", "SHA256", 32},
	[RECORD_SHA384] = {"sha384", "SHA384", 48},
	[RECORD_SHA512] = {"sha512", "SHA512", 64},
};

enum {
	ALGORITHMS = sizeof algorithms / sizeof *algorithms,
	MAX_SIZE_DIGITS = 18,
	MAX_ROWS = 400000
};

static const char base64_digits[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* --- reading ----------------------------------------------------------------- */

struct reader {
	const char *where;
	struct flaws *flaws;
	char *next; /* NULL at the end */
	size_t line;
};

_Noreturn static void bad(const struct reader *reader, const char *what)
{
	die(EXIT_NO, "%s: line %zu: %s", reader->where, reader->line, what);
}

static void add_flaw(const struct reader *reader, enum flaw flaw, const char *what)
{
	flaws_add(reader->flaws, flaw, "RECORD: line %zu: %s", reader->line, what);
}

/* Takes the field at CELL out of its quotes, if it has any, and ends it with a NUL. Returns where
 * the next one begins, NULL when it was the last. */
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

/* The algorithm that the field names before its `=`. */
static enum record_algorithm algorithm_of(const char *field, size_t length)
{
	for (unsigned i = RECORD_SHA256; i < ALGORITHMS; i++)
		if (strlen(algorithms[i].name) == length &&
			strncmp(field, algorithms[i].name, length) == 0)
			return i;
	return RECORD_NO_HASH;
}

/* The row's hash; none when it cannot be taken. */
static void take_hash(const struct reader *reader, struct record_row *row)
{
	const char *field = row->fields[0];
	size_t name = strcspn(field, "=");
	const char *value = field[name] ? field + name + 1 : "";
	enum record_algorithm algorithm = algorithm_of(field, name);

	if (algorithm == RECORD_NO_HASH)
		flaws_add(reader->flaws, FLAW_NO_HASH,
			"RECORD: line %zu: '%.*s' is not one of the hashes sha256, sha384 and "
			"sha512",
			reader->line, (int)name, field);
	else if (take_base64(value, row->hash.bytes, algorithms[algorithm].size))
		row->hash.algorithm = algorithm;
	else
		add_flaw(reader, FLAW_NO_HASH,
			"the hash is not URL-safe base 64 of the right length");
	row->odd = !row->hash.algorithm;
}

static void take_size(const struct reader *reader, struct record_row *row)
{
	const char *field = row->fields[1];
	bool is_number = *field && strlen(field) <= MAX_SIZE_DIGITS &&
			 strspn(field, "0123456789") == strlen(field);

	if (!is_number)
		add_flaw(reader, FLAW_SIZE, "the size is not a number");
	row->odd |= !is_number || (*field == '0' && field[1]);
	row->has_size = is_number;
	row->size = is_number ? strtoull(field, NULL, 10) : 0;
}

/* What cannot be shown could hide what the rest says. */
static void check_characters(const struct reader *reader, const struct record_row *row)
{
	const char *what = path_unshowable(row->path);

	for (size_t i = 0; i < 2 && !what; i++)
		what = path_unshowable(row->fields[i]);
	if (what)
		die(EXIT_NO, "%s: line %zu: %s: %s", reader->where, reader->line, row->path, what);
}

/* Takes the fields of LINE. A row has three; those that it lacks are "". */
static void take_fields(const struct reader *reader, char *line, struct record_row *row)
{
	static char nothing[] = "";
	char *fields[3] = {nothing, nothing, nothing};
	size_t count = 0;

	for (; line && count < 3; count++)
		line = take_field(reader, line, &fields[count]);
	if (line || count < 3 || !*fields[0])
		add_flaw(reader, FLAW_FIELDS, "not a path, a hash and a size");
	row->path = fields[0];
	row->fields[0] = fields[1];
	row->fields[1] = fields[2];
}

/* Returns false at the end. */
static bool take_row(struct reader *reader, struct record_row *row)
{
	char *line = strsep(&reader->next, "\n");
	size_t length = line ? strlen(line) : 0;

	if (!line || (!reader->next && !*line))
		return false;
	reader->line++;
	if (length > 0 && line[length - 1] == '\r')
		line[length - 1] = '\0';
	if (!*line)
		bad(reader, "not a path, a hash and a size");
	*row = (struct record_row){0};
	take_fields(reader, line, row);
	check_characters(reader, row);
	if (*row->fields[0]) {
		take_hash(reader, row);
		take_size(reader, row);
	} else if (*row->fields[1]) {
		row->odd = true;
		add_flaw(reader, FLAW_NO_HASH, "a size without a hash");
	}
	return true;
}

/* Rows of one path stay in their order: their texts lie one behind the other. */
static int by_path(const void *a, const void *b)
{
	const struct record_row *x = a, *y = b;
	int order = strcmp(x->path, y->path);

	return order ? order : (x->path > y->path) - (x->path < y->path);
}

static size_t count_lines(const struct text *text)
{
	size_t lines = 1;

	for (size_t i = 0; i < text->length; i++)
		lines += text->bytes[i] == '\n';
	return lines;
}

struct record record_parse(struct text *text, const char *where, struct flaws *flaws)
{
	struct reader reader = {.where = where, .flaws = flaws};
	struct record record = {0};
	size_t lines = count_lines(text);

	if (lines > MAX_ROWS)
		die(EXIT_NO, "%s: more rows than are allowed", where);
	record.rows = xalloc(lines, sizeof *record.rows);
	if (text->length != strlen(text_string(text)))
		die(EXIT_NO, "%s: has a NUL", where);
	reader.next = record.text = text_take(text);
	while (take_row(&reader, &record.rows[record.count]))
		record.count++;
	record_sort(&record);
	return record;
}

void record_sort(struct record *record)
{
	qsort(record->rows, record->count, sizeof *record->rows, by_path);
}

void record_free(struct record *record)
{
	cleanup_free(&record->rows);
	cleanup_free(&record->text);
	record->count = 0;
}

struct record_row *record_find(const struct record *record, const char *path)
{
	size_t low = 0, high = record->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(record->rows[middle].path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < record->count && strcmp(record->rows[low].path, path) == 0 ? &record->rows[low]
										: NULL;
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

char *record_tail(const char *const fields[static 2])
{
	struct text tail = {0};

	add_field(&tail, fields[0]);
	text_add_char(&tail, ',');
	add_field(&tail, fields[1]);
	return text_take(&tail);
}

void record_add_tail(struct text *out, const char *path, const char *tail)
{
	add_field(out, path);
	text_printf(out, ",%s\r\n", tail);
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
	return a->algorithm == b->algorithm &&
	       memcmp(a->bytes, b->bytes, algorithms[a->algorithm].size) == 0;
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
