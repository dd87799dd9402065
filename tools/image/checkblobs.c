/* SPDX-License-Identifier: MIT */
/* checkblobs: whether the blobs of an image are what their digests say. */
#include <getopt.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "image/hashedblobs.h"
#include "image/manifest.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/options.h"
#include "store/store.h"

static const char usage[] =
	"usage: checkblobs [--known FILE] [--store DIR] LAYOUT\n"
	"\n"
	"Hashes every blob of the layout's image. One that is not what its digest says is removed, "
	"and the\n"
	"exit status is 1.\n"
	"\n"
	"  --known FILE  what was hashed before, and not touched since, is not hashed again; "
	"written anew\n"
	"  --store DIR   hashes what this store has of a wrong one again before it is used\n"
	"  -h, --help    print this\n";

/* The most threads besides that of main. */
enum { MAX_THREADS = 3 };

struct options {
	const char *known, *store, *layout;
};

static struct options parse_options(int argc, char *argv[])
{
	static const struct option known[] = {{"known", required_argument, NULL, 'k'},
		{"store", required_argument, NULL, 's'}, {0}};
	struct options options = {0};

	for (int c; (c = getopt_long(argc, argv, "", known, NULL)) != -1;) {
		if (c == '?')
			option_error(argv);
		*(c == 'k' ? &options.known : &options.store) = optarg;
	}
	if (optind != argc - 1)
		usage_error("one layout must be given");
	options.layout = argv[optind];
	return options;
}

/* What the threads share. */
struct work {
	const struct layout *layout;
	const struct image *image;
	struct hashedblobs *known;
	bool *wrong; /* for each layer */
	atomic_size_t next;
};

static void *check_some(void *data)
{
	struct work *work = data;
	size_t i;

	while ((i = atomic_fetch_add(&work->next, 1)) < work->image->layer_count) {
		const struct image_layer *layer = &work->image->layers[i];
		_cleanup_free_ char *blob = layout_blob(work->layout, &layer->digest);

		work->wrong[i] = !hashedblobs_check(work->known, &layer->digest, layer->size, blob);
	}
	return NULL;
}

static void check_all(struct work *work)
{
	pthread_t threads[MAX_THREADS];
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	size_t count = 0;

	sha256_of("", 0); /* so that the threads find the algorithm loaded */
	while (count < MAX_THREADS && (long)count < processors - 1 &&
		pthread_create(&threads[count], NULL, check_some, work) == 0)
		count++;
	check_some(work);
	while (count > 0)
		pthread_join(threads[--count], NULL);
}

/* Says which layers are wrong, and removes their blobs. Returns how many there are. */
static size_t drop_wrong(const struct work *work, const struct store *store)
{
	size_t count = 0;

	for (size_t i = 0; i < work->image->layer_count; i++) {
		const struct image_layer *layer = &work->image->layers[i];
		_cleanup_free_ char *blob = layout_blob(work->layout, &layer->digest);

		if (!work->wrong[i])
			continue;
		count++;
		warn("%s: %s: is not what its digest and size say; removed", blob,
			image_layer_contents(layer));
		unlink(blob);
		if (store)
			store_forget(store, &layer->digest);
	}
	return count;
}

int main(int argc, char *argv[])
{
	options_begin(&argc, &argv, usage);
	struct options options = parse_options(argc, argv);
	_cleanup_(layout_close) struct layout layout = layout_open(options.layout);
	_cleanup_(image_free) struct image image = image_load(&layout, NULL);
	_cleanup_(hashedblobs_free) struct hashedblobs known = hashedblobs_read(options.known);
	_cleanup_free_ bool *wrong = xalloc(image.layer_count + 1, sizeof *wrong);
	struct work work = {.layout = &layout, .image = &image, .known = &known, .wrong = wrong};

	check_all(&work);
	if (options.known)
		hashedblobs_write(&known, options.known);
	struct store store = {0};

	if (options.store)
		store = store_open(options.store);
	size_t count = drop_wrong(&work, options.store ? &store : NULL);

	store_close(&store);
	return count > 0 ? EXIT_NO : EXIT_YES;
}
