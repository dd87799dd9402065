/* SPDX-License-Identifier: MIT */
/* elfevidence: an ELF file: its dynamic section, symbols, versions and CUDA code. */
#include "fuzz.h"

#include "elf/object.h"
#include "evidence/elfevidence.h"

void fuzz_one(const uint8_t *bytes, size_t size)
{
	_cleanup_(text_free) struct text items = {0};
	_cleanup_(elfobject_free) struct elfobject object = elfobject_read("it", bytes, size);
	_cleanup_json_ json_t *json = elfobject_json(&object);

	fuzz_check(json && elfobject_weight(&object) > 0);
	elfevidence_write("it", bytes, size, &items);
}
