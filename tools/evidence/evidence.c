/* SPDX-License-Identifier: MIT */
#include "evidence/evidence.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "lib/die.h"
#include "lib/unconst.h"

static _Noreturn void die_of_damage(void)
{
	die(EXIT_NO, "evidence from the store: damaged, or from another version");
}

struct evidence evidence_map(int fd, const char *path)
{
	struct evidence evidence = {.bytes = ""};
	struct stat status;

	if (fstat(fd, &status) < 0)
		die(EXIT_SYSTEM, "%s: cannot read:", path);
	evidence.length = (size_t)status.st_size;
	if (evidence.length > 0)
		evidence.bytes = mmap(NULL, evidence.length, PROT_READ, MAP_PRIVATE, fd, 0);
	if (evidence.bytes == MAP_FAILED)
		die(EXIT_SYSTEM, "%s: cannot read:", path);
	if (evidence.length > 0 && evidence.bytes[evidence.length - 1] != '\0')
		die_of_damage();
	return evidence;
}

void evidence_unmap(struct evidence *evidence)
{
	if (evidence->length > 0)
		munmap(unconst(evidence->bytes), evidence->length);
	*evidence = (struct evidence){0};
}

/* The readers of fields; what is read ends with the NUL at the end of the file at the latest. */
static void expect(const char **next, char wanted)
{
	if (**next != wanted)
		die_of_damage();
	++*next;
}

static uint64_t take_number(const char **next, int base)
{
	char *end;
	uint64_t number = strtoull(*next, &end, base);

	if (end == *next)
		die_of_damage();
	*next = end;
	return number;
}

static const char *take_digest(const char **next)
{
	const char *digest = *next;

	if (strnlen(digest, 64) < 64)
		die_of_damage();
	*next += 64;
	return digest;
}

static void take_elf(const char **next, struct evidence_item *item)
{
	item->is_elf = **next != '-';
	if (!item->is_elf) {
		++*next;
		return;
	}
	item->machine = (unsigned)take_number(next, 10);
	expect(next, ',');
	item->elf_class = (unsigned)take_number(next, 10);
	item->big_endian = **next == 'b';
	expect(next, item->big_endian ? 'b' : 'l');
}

static void take_file(const char **next, struct evidence_item *item)
{
	item->digest = take_digest(next);
	expect(next, ' ');
	item->size = take_number(next, 10);
	expect(next, ' ');
	take_elf(next, item);
	expect(next, ' ');
}

static void take_row(const char **next, struct evidence_item *item)
{
	if (**next == '-')
		++*next;
	else
		item->digest = take_digest(next);
	expect(next, ' ');
	item->size = UINT64_MAX;
	if (**next == '-')
		++*next;
	else
		item->size = take_number(next, 10);
	expect(next, ' ');
}

static const char *take_string(const struct evidence *evidence, const char **next)
{
	const char *string = *next;

	if (string >= evidence->bytes + evidence->length)
		die_of_damage();
	*next += strlen(string) + 1;
	return string;
}

static bool is_one_of(enum evidence_kind kind, const char *kinds)
{
	return kind != 0 && strchr(kinds, (int)kind);
}

bool evidence_next(const struct evidence *evidence, size_t *position, struct evidence_item *item)
{
	const char *next = evidence->bytes + *position;

	if (*position >= evidence->length)
		return false;
	*item = (struct evidence_item){.kind = (enum evidence_kind) * next++};
	if (!is_one_of(item->kind, "fdlhowqgmiRrcvesuxp"))
		die_of_damage();
	expect(&next, ' ');
	if (is_one_of(item->kind, "fdlhowq")) {
		item->mode = (unsigned)take_number(&next, 8);
		expect(&next, ' ');
	}
	if (item->kind == EVIDENCE_OWNER) {
		item->uid = (uint32_t)take_number(&next, 10);
		expect(&next, ' ');
		item->gid = (uint32_t)take_number(&next, 10);
		expect(&next, ' ');
	}
	if (item->kind == EVIDENCE_FILE)
		take_file(&next, item);
	if (item->kind == EVIDENCE_ROW)
		take_row(&next, item);
	item->path = take_string(evidence, &next);
	if (is_one_of(item->kind, "lhmicvesux"))
		item->text = take_string(evidence, &next);
	*position = (size_t)(next - evidence->bytes);
	return true;
}
