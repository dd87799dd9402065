/* SPDX-License-Identifier: MIT */
/* debqueue: more packages than are unpacked ahead come in their order, each with its files. */
#include "fixture.h"

#include "debian/debqueue.h"

enum { COUNT = 20 };

/* 00.deb to 19.deb: each has a file of its own name, the first ones more bytes. */
static const char make_packages[] =
	"for i in $(seq -w 0 19); do mkdir -p it/DEBIAN\n"
	"printf 'Package: p%s\\nVersion: 1\\nArchitecture: all\\nMaintainer: a <b>\\n"
	"Description: c\\n' $i >it/DEBIAN/control\n"
	"head -c $((1000000 / (1$i - 99))) /dev/zero >it/$i\n"
	"dpkg-deb --root-owner-group -Zgzip -b it $i.deb >/dev/null; rm -r it; done";

struct seen {
	struct deb *debs;
	size_t count;
};

static void use(void *context, struct deb *deb)
{
	struct seen *seen = context;
	char name[8];

	snprintf(name, sizeof name, "%02zu", seen->count);
	assert_ptr_equal(deb, &seen->debs[seen->count]);
	assert_int_equal(deb->entry_count, 2);
	assert_string_equal(deb->entries[1].path, name);
	assert_int_equal(deb->entries[1].content.size, 1000000 / (seen->count + 1));
	assert_int_equal(deb->script_count, 1);
	if (seen->count)
		assert_int_equal(seen->debs[seen->count - 1].entry_count, 0);
	seen->count++;
}

static void in_their_order(void **state)
{
	(void)state;
	_cleanup_(tempfile_close) struct tempfile spool;
	struct deb debs[COUNT];
	char names[COUNT][8];
	struct seen seen = {.debs = debs};

	shell_do(make_packages);
	tempfile_open(&spool, ".");
	for (size_t i = 0; i < COUNT; i++) {
		snprintf(names[i], sizeof names[i], "%02zu.deb", i);
		debs[i] = deb_read(names[i], names[i], &spool);
	}
	debqueue_unpack(debs, COUNT, &spool, use, &seen);
	assert_int_equal(seen.count, COUNT);
	for (size_t i = 0; i < COUNT; i++)
		deb_free(&debs[i]);
}

static void none_at_all(void **state)
{
	(void)state;
	_cleanup_(tempfile_close) struct tempfile spool;
	struct seen seen = {0};

	tempfile_open(&spool, ".");
	debqueue_unpack(NULL, 0, &spool, use, &seen);
	assert_int_equal(seen.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_their_order),
		cmocka_unit_test(none_at_all),
	};
	return run_in_directory(tests);
}
