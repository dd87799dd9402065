/* SPDX-License-Identifier: MIT */
/* bubblewrap: the words, and in which order: what comes later lies over what came before. */
#include "unit.h"

#include "lib/cleanup.h"
#include "wheels/bubblewrap.h"

static char *joined(const struct confinement *confinement)
{
	_cleanup_(stringlist_free) struct stringlist words = {0};
	struct text text = {0};

	bubblewrap_words(confinement, 7, &words);
	list_join(&words, " ", &text);
	return text_take(&text);
}

#define BEGINNING                                                         \
	"bwrap --unshare-all --die-with-parent --new-session --clearenv " \
	"--cap-drop ALL --seccomp 7 "

static void of_a_root(void **state)
{
	(void)state;
	char *reads[] = {(char[]){"/a=b=/build/bin"}}, *writes[] = {(char[]){"/w=/build/home"}},
	     *variables[] = {(char[]){"CFLAGS=-D a=b"}};
	const struct confinement confinement = {.root = "/root",
		.directory = "/build/home",
		.temporary = 4096,
		.reads = {1, reads},
		.writes = {1, writes},
		.variables = {1, variables}};
	_cleanup_free_ char *words = joined(&confinement);

	assert_string_equal(words,
		BEGINNING "--ro-bind /root / --proc /proc --remount-ro /proc --dev /dev "
			  "--size 4096 --tmpfs /dev/shm --remount-ro /dev --size 4096 --tmpfs /tmp "
			  "--size 4096 --tmpfs /build --bind /w /build/home "
			  "--ro-bind /a=b /build/bin --remount-ro / --setenv CFLAGS -D a=b "
			  "--chdir /build/home --");
}

static void of_this_machine(void **state)
{
	(void)state;
	const struct confinement confinement = {.directory = "/"};
	_cleanup_free_ char *words = joined(&confinement);

	assert_non_null(strstr(words, BEGINNING "--ro-bind /usr /usr "));
	assert_null(strstr(words, "--share-net"));
	assert_null(strstr(words, " --bind "));
}

static void with_network(void **state)
{
	(void)state;
	const struct confinement confinement = {.directory = "/", .network = true};
	_cleanup_free_ char *words = joined(&confinement);

	assert_non_null(strstr(words, "--unshare-all --share-net "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(of_a_root),
		cmocka_unit_test(of_this_machine), cmocka_unit_test(with_network)};

	return run_unit(tests);
}
