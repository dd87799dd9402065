/* SPDX-License-Identifier: MIT */
/* ownlines: requirements.in, with the comments of the file that it is made of. */
#include "unit.h"

#include "analyze/ownlines.h"
#include "lib/cleanup.h"
#include "scratch.h"

#define HEAD                                                                                      \
	"# Out of o.txt by `make migrate`: what the project itself asks for. The lock holds the " \
	"rest.\n\n"

/* The text of a file TEXT, of which FIRST pins, as many as that, are the project's own. */
static char *text_of(const char *content, size_t first)
{
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(pinfile_free) struct pinfile file =
		pinfile_read(scratch_write(&scratch, "f.txt", content));
	_cleanup_(pinaskers_free) struct pinaskers askers = pinaskers_of(&file);

	for (size_t i = 0; i < first; i++)
		askers.names[i].own = true;
	struct text text = ownlines_text(&askers, "o.txt");

	return text_take(&text);
}

#define assert_text(content, first, wanted)                           \
	do {                                                          \
		_cleanup_free_ char *_text = text_of(content, first); \
		assert_string_equal(_text, wanted);                   \
	} while (0)

static void lines(void **state)
{
	(void)state;
	assert_text("A_b [x] == 1  # why\nc==2\n", 2, HEAD "A_b [x] == 1  # why\nc==2\n");
	assert_text("# above\n\na==1\n\n# two\nb==1\n", 2, HEAD "# above\n\na==1\n\n# two\nb==1\n");
	assert_text("a==1 \\\n  --hash=sha256:"
		    "0000000000000000000000000000000000000000000000000000000000000000\n",
		1, HEAD "a==1\n");
	assert_text("a==1\n# end\n\n# of it\n", 1, HEAD "a==1\n# end\n# of it\n");
	assert_text("\na==1\n\n\nb==1\n", 2, HEAD "a==1\n\nb==1\n");
}

static void comments_of_others(void **state)
{
	(void)state;
	assert_text("a==1\n# old\n\nb==1  # keep\nc==1\n# end\n", 1,
		HEAD "a==1\n\n"
		     "# These had comments, but others ask for them. Where such a version must "
		     "stay, it belongs into constraints.txt:\n"
		     "# old\n# b==1  # keep  (for nobody)\n# end\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines),
		cmocka_unit_test(comments_of_others),
	};
	return run_unit(tests);
}
