/* SPDX-License-Identifier: MIT */
#include "image/layersunpack.h"

#include <errno.h>
#include <pthread.h>
#include <unistd.h>

#include "image/layerunpack.h"
#include "lib/cleanup.h"
#include "lib/die.h"

enum { MAX_THREADS = 16 };

/* Layers that several threads take one by one. */
struct team {
	const struct layout *layout;
	const struct image_layer *layers;
	const char *directory;
	size_t count;
	pthread_mutex_t mutex;
	size_t next;  /* the first that no thread took */
	size_t again; /* the first that met what another brought, or count */
};

static size_t take(struct team *team)
{
	pthread_mutex_lock(&team->mutex);
	size_t taken = team->next < team->count ? team->next++ : team->count;

	pthread_mutex_unlock(&team->mutex);
	return taken;
}

static void note_again(struct team *team, size_t layer)
{
	pthread_mutex_lock(&team->mutex);
	if (layer < team->again)
		team->again = layer;
	pthread_mutex_unlock(&team->mutex);
}

static void *work(void *argument)
{
	struct team *team = argument;
	_cleanup_(layerunpack_end) struct layerunpack unpack = layerunpack_begin(team->directory);

	unpack.yields = true;
	for (size_t i; (i = take(team)) < team->count;) {
		unpack.yielded = false;
		layerunpack_add(&unpack, team->layout, &team->layers[i]);
		if (unpack.yielded)
			note_again(team, i);
	}
	return NULL;
}

/* Layers that hardly share a file, beside each other. Of a file that several have, whoever comes
 * first brings it; so from the first layer on that met one, they are unpacked once more, in order.
 */
static void unpack_together(struct team *team)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	pthread_t threads[MAX_THREADS];
	size_t count = 0;

	sha256_of("", 0); /* so that the threads find the algorithm loaded */
	while (count < MAX_THREADS && count < team->count && (long)count < processors) {
		errno = pthread_create(&threads[count], NULL, work, team);
		if (errno != 0)
			die(EXIT_SYSTEM, "cannot start a thread:");
		count++;
	}
	for (size_t i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
	_cleanup_(layerunpack_end) struct layerunpack unpack = layerunpack_begin(team->directory);

	for (size_t i = team->again; i < team->count; i++)
		layerunpack_add(&unpack, team->layout, &team->layers[i]);
}

static bool is_of_wheels(const struct image_layer *layer)
{
	return image_layer_annotation(layer, ANNOTATION_WHEELS) != NULL;
}

void layersunpack(const struct layout *layout, const struct image *image, bool no_wheels,
	const char *directory)
{
	_cleanup_(layerunpack_end) struct layerunpack unpack = layerunpack_begin(directory);

	for (size_t i = 0, end; i < image->layer_count; i = end) {
		const struct image_layer *layers = &image->layers[i];

		for (end = i + 1; end < image->layer_count && is_of_wheels(layers) &&
				  is_of_wheels(&image->layers[end]);)
			end++;
		struct team team = {.layout = layout,
			.layers = layers,
			.directory = directory,
			.count = end - i,
			.mutex = PTHREAD_MUTEX_INITIALIZER,
			.again = end - i};

		if (!is_of_wheels(layers))
			layerunpack_add(&unpack, layout, layers);
		else if (!no_wheels)
			unpack_together(&team);
		pthread_mutex_destroy(&team.mutex);
	}
}
