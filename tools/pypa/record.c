/* SPDX-License-Identifier: MIT */
#include "pypa/record.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/path.h"

enum { MAX_SIZE_DIGITS = 18, MAX_ROWS = 400000 };

/* --- rows -------------------------------------------------------------------- */

_Noreturn static void bad(const struct record_rows *rows, const char *what)
{
	die(EXIT_NO, "%s: line %zu: %s", rows->where, rows->line, what);
}

/* How many bytes end the line at AT: LF, CR LF, CR at the end of the text; where any text is taken,
 * any CR. 0 when it goes on. */
static size_t line_end(const struct record_rows *rows, const char *at)
{
	bool is_last = at + 1 == rows->end;

	if (*at == '\n')
		return 1;
	if (*at != '\r')
		return 0;
	return !is_last && at[1] == '\n' ? 2 : is_last || !rows->where ? 1 : 0;
}

/* Whether the cell that is being read ends at AT. */
static bool is_cell_end(const struct record_rows *rows, const char *at)
{
	return at == rows->end || *at == ',' || line_end(rows, at) > 0;
}

/* Returns false: no quote is open any more. */
static bool close_quote(const struct record_rows *rows)
{
	if (rows->where && !is_cell_end(rows, rows->next + 1))
		bad(rows, "there are characters after a closing quote");
	return false;
}

/* Reads the cell at rows->next out of its quotes and ends it with a NUL. Returns its length; MORE:
 * whether another follows in the row. */
static size_t read_cell(struct record_rows *rows, bool *more)
{
	char *cell = rows->next, *out = cell;
	bool quoted = false;

	for (; rows->next < rows->end; rows->next++) {
		char c = *rows->next;

		if (!quoted && is_cell_end(rows, rows->next))
			break;
		if (quoted && rows->where && line_end(rows, rows->next) > 0)
			break;
		if (c == '"' && quoted && rows->next[1] == '"' && rows->next + 1 < rows->end)
			*out++ = *rows->next++;
		else if (c != '"' || (!quoted && out != cell))
			*out++ = c;
		else if (!quoted)
			quoted = true;
		else
			quoted = close_quote(rows);
	}
	if (quoted && rows->where)
		bad(rows, "a quote is not closed");
	*more = rows->next < rows->end && *rows->next == ',';
	rows->next += rows->next == rows->end ? 0 : *more ? 1 : line_end(rows, rows->next);
	*out = '\0';
	return (size_t)(out - cell);
}

bool record_rows_next(struct record_rows *rows)
{
	static char nothing[] = "";
	bool more = true;

	if (rows->next == rows->end)
		return false;
	rows->line++;
	rows->cells[0] = rows->cells[1] = rows->cells[2] = nothing;
	if (rows->where && line_end(rows, rows->next) > 0)
		bad(rows, "not a path, a hash and a size");
	for (rows->count = 0; more && (rows->count < 3 || !rows->where); rows->count++) {
		char *cell = rows->next;
		size_t length = read_cell(rows, &more);

		if (rows->count == 0)
			rows->length = length;
		if (rows->count < 3)
			rows->cells[rows->count] = cell;
	}
	if (more) {
		char *newline = memchr(rows->next, '\n', (size_t)(rows->end - rows->next));

		rows->next = newline ? newline + 1 : rows->end;
		rows->count++;
	}
	return true;
}

/* --- reading ----------------------------------------------------------------- */

struct reader {
	struct record_rows rows;
	struct flaws *flaws;
};

static void add_flaw(const struct reader *reader, enum flaw flaw, const char *what)
{
	flaws_add(reader->flaws, flaw, "RECORD: line %zu: %s", reader->rows.line, what);
}

/* The row's hash; none when it cannot be taken. */
static void take_hash(const struct reader *reader, struct record_row *row)
{
	const char *field = row->fields[0];
	size_t name = strcspn(field, "=");
	const char *value = field[name] ? field + name + 1 : "";
	enum record_algorithm algorithm = record_algorithm_of(field, name);
	struct record_hash read = {.algorithm = algorithm};

	if (algorithm == RECORD_NO_HASH)
		flaws_add(reader->flaws, FLAW_NO_HASH,
			"RECORD: line %zu: '%.*s' is not one of the hashes sha256, sha384 and "
			"sha512",
			reader->rows.line, (int)name, field);
	else if (record_hash_read(value, &read))
		row->hash = read;
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
		die(EXIT_NO, "%s: line %zu: %s: %s", reader->rows.where, reader->rows.line,
			row->path, what);
}

/* Returns false at the end. */
static bool take_row(struct reader *reader, struct record_row *row)
{
	const struct record_rows *rows = &reader->rows;

	if (!record_rows_next(&reader->rows))
		return false;
	if (rows->count != 3 || !*rows->cells[0])
		add_flaw(reader, FLAW_FIELDS, "not a path, a hash and a size");
	*row = (struct record_row){
		.path = rows->cells[0], .fields = {rows->cells[1], rows->cells[2]}};
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
	struct reader reader = {.rows.where = where, .flaws = flaws};
	struct record record = {0};
	size_t lines = count_lines(text);

	if (lines > MAX_ROWS)
		die(EXIT_NO, "%s: more rows than are allowed", where);
	record.rows = xalloc(lines, sizeof *record.rows);
	if (text->length != strlen(text_string(text)))
		die(EXIT_NO, "%s: has a NUL", where);
	size_t length = text->length;

	reader.rows.next = record.text = text_take(text);
	reader.rows.end = record.text + length;
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

void record_add(struct text *out, const char *path, const struct record_hash *hash, uint64_t size)
{
	add_field(out, path);
	if (hash->algorithm == RECORD_NO_HASH) {
		text_add_string(out, ",,\r\n");
		return;
	}
	text_add_char(out, ',');
	record_hash_add_text(out, hash);
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
