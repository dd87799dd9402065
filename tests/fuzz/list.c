/* list: the LIST of files that fetch reads. */
#include "fuzz.h"

#include "list.h"

void fuzz_one(const uint8_t *bytes, size_t size)
{
	_cleanup_(list_free) struct list list = list_read(fuzz_file(bytes, size));

	for (size_t i = 0; i < list.count; i++)
		fuzz_check(list_filename_is_good(list.files[i].filename));
}
