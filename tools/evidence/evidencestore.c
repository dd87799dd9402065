/* SPDX-License-Identifier: MIT */
#include "evidence/evidencestore.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"
#include "store/results.h"

/* The most threads besides that of main; each needs memory of its own. */
enum { MAX_THREADS = 3 };

static char *identity(const char *blob)
{
	struct stat status;

	if (stat(blob, &status) < 0)
		die(errno == ENOENT ? EXIT_NO : EXIT_SYSTEM, "%s: cannot open:", blob);
	return xprintf("%jd %jd.%09ld %ju", (intmax_t)status.st_size,
		(intmax_t)status.st_mtim.tv_sec, status.st_mtim.tv_nsec, (uintmax_t)status.st_ino);
}

static int open_content(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		die(EXIT_SYSTEM, "%s: cannot open:", path);
	return fd;
}

static void keep(const struct store *store, const struct image_layer *layer,
	const char *blob_identity, const struct digest *diff_id, const struct digest *content)
{
	_cleanup_json_ json_t *result = json_pack("{s:i, s:s, s:s, s:s, s:s}", "version",
		results_version(STAGE_inspect), "mediaType", layer->media_type, "blob",
		blob_identity, "diffID", diff_id->hex, "evidence", content->hex);

	results_keep(store, STAGE_inspect, &layer->digest, result);
}

/* What the store has of the layer. Returns false when that is of no use, for whatever reason. */
static bool recall(struct examined *examined, const struct store *store,
	const struct image_layer *layer, const char *blob)
{
	static const char *const members[] = {"evidence", NULL};
	_cleanup_json_ json_t *result =
		results_recall(store, STAGE_inspect, &layer->digest, members);
	const char *media_type, *old_identity, *diff_id, *evidence;
	struct digest content;
	int version;

	if (!result || json_unpack(result, "{s:i, s:s, s:s, s:s, s:s}", "version", &version,
			       "mediaType", &media_type, "blob", &old_identity, "diffID", &diff_id,
			       "evidence", &evidence) != 0)
		return false;
	if (version != results_version(STAGE_inspect) ||
		strcmp(media_type, layer->media_type) != 0 ||
		!digest_parse(diff_id, &examined->diff_id) || !digest_parse(evidence, &content))
		return false;
	bool absent = access(blob, F_OK) < 0 && errno == ENOENT;
	_cleanup_free_ char *new_identity = absent ? xstrdup(old_identity) : identity(blob);

	if (strcmp(old_identity, new_identity) != 0) {
		_cleanup_close_ int fd = open_content(blob);
		struct digest found = sha256_of_file(fd, blob);

		if (!digest_equal(&found, &layer->digest))
			die(EXIT_NO, "%s: the content is not what its digest says", blob);
		keep(store, layer, new_identity, &examined->diff_id, &content);
	}
	_cleanup_free_ char *path = store_path(store, &content);
	_cleanup_close_ int fd = open_content(path);

	examined->evidence = evidence_map(fd, path);
	return true;
}

static struct newfile create_temporary(void)
{
	const char *directory = getenv("TMPDIR");
	_cleanup_free_ char *path =
		xprintf("%s/pylock-inspect", directory && *directory ? directory : "/tmp");

	return newfile_create(path);
}

struct examined examine_layer(
	const struct store *store, const struct image_layer *layer, const char *blob)
{
	struct examined examined = {0};

	if (store && recall(&examined, store, layer, blob))
		return examined;
	if (store && !store_keeps(store))
		store = NULL;
	_cleanup_free_ char *blob_identity = identity(blob);
	_cleanup_(newfile_abandon) struct newfile file =
		store ? store_create(store) : create_temporary();
	struct layer_descriptor found = evidence_write(layer, blob, &file);

	examined.diff_id = found.diff_id;
	examined.evidence = evidence_map(file.fd, file.path);
	if (store) {
		struct digest content =
			sha256_of(examined.evidence.bytes, examined.evidence.length);

		store_commit(store, &file, &content, false);
		keep(store, layer, blob_identity, &found.diff_id, &content);
	}
	return examined;
}

void examined_free(struct examined *examined)
{
	evidence_unmap(&examined->evidence);
}

/* What the threads that read layers share. */
struct work {
	const struct store *store;
	const struct image_layer **layers; /* the layers that are to be read, the largest first */
	const struct image *image;
	const struct layout *layout;
	struct examined *results; /* the layers' evidence, in the image's order */
	atomic_size_t next;
};

static int by_size(const void *a, const void *b)
{
	const struct image_layer *const *first = a, *const *second = b;

	return ((*first)->size < (*second)->size) - ((*first)->size > (*second)->size);
}

static void *examine_some(void *data)
{
	struct work *work = data;
	size_t i;

	while ((i = atomic_fetch_add(&work->next, 1)) < work->image->layer_count) {
		const struct image_layer *layer = work->layers[i];
		_cleanup_free_ char *blob = layout_blob(work->layout, &layer->digest);

		work->results[layer - work->image->layers] =
			examine_layer(work->store, layer, blob);
	}
	return NULL;
}

struct examined *examine_layers(
	const struct store *store, const struct image *image, const struct layout *layout)
{
	_cleanup_free_ const struct image_layer **layers =
		xalloc(image->layer_count + 1, sizeof *layers);
	struct work work = {.store = store, .layers = layers, .image = image, .layout = layout};
	pthread_t threads[MAX_THREADS];
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	size_t count = 0;

	for (size_t i = 0; i < image->layer_count; i++)
		layers[i] = &image->layers[i];
	qsort(layers, image->layer_count, sizeof *layers, by_size);
	work.results = xalloc(image->layer_count + 1, sizeof *work.results);
	sha256_of("", 0); /* so that the threads find the algorithm loaded */
	while (count < MAX_THREADS && (long)count < processors - 1 &&
		pthread_create(&threads[count], NULL, examine_some, &work) == 0)
		count++;
	examine_some(&work);
	while (count > 0)
		pthread_join(threads[--count], NULL);
	return work.results;
}
