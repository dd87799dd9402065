/* SPDX-License-Identifier: MIT */
#include "publish/upload.h"

#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/cleanup.h"
#include "lib/die.h"

enum {
	WHOLE = 1 << 20,       /* bytes; up to here one request is enough */
	SMALL_PART = 16 << 20, /* bytes; what is sent at once where larger bodies are refused */
};

/* A blob on its way. */
struct way {
	const struct upload *upload;
	CURL *easy;
	int fd;
	char *session;  /* the URL of the upload, or NULL */
	uint64_t at;    /* bytes that the registry has */
	uint64_t part;  /* bytes that are sent at once */
	unsigned tries; /* since something went well */
};

static _Noreturn void give_up(const struct way *way, const struct answer *answer)
{
	_cleanup_free_ char *subject = xprintf("sha256:%s", way->upload->digest.hex);

	registry_die(way->upload->registry, answer, subject);
}

static void told(const struct way *way, int64_t length)
{
	if (way->upload->sent && length != 0)
		way->upload->sent(way->upload->data, length);
}

/* The address of the upload is from now on what ANSWER says. */
static void move_on(struct way *way, struct answer *answer)
{
	if (!answer->location)
		return;
	free(way->session);
	way->session = steal(&answer->location);
}

static char *with_digest(const struct way *way)
{
	return xprintf("%s%cdigest=sha256%%3A%s", way->session,
		strchr(way->session, '?') ? '&' : '?', way->upload->digest.hex);
}

/* --- before anything is sent --------------------------------------------- */

static bool registry_has(const struct way *way)
{
	_cleanup_free_ char *url = xprintf("blobs/sha256:%s", way->upload->digest.hex);
	_cleanup_(answer_free) struct answer answer = registry_insist(
		way->upload->registry, way->easy, &(struct exchange){.method = "HEAD", .url = url});

	if (!answer_is_good(&answer) && answer.status != 404)
		give_up(way, &answer);
	return answer.status != 404;
}

/* Begins an upload. FROM: a repository that may have the blob, or NULL. Returns whether nothing is
 * left to be done. */
static bool begin(struct way *way, const char *from)
{
	_cleanup_free_ char *url = from ? xprintf("blobs/uploads/?mount=sha256%%3A%s&from=%s",
						  way->upload->digest.hex, from)
					: xstrdup("blobs/uploads/");
	struct exchange_body nothing = {.bytes = "", .fd = -1};
	_cleanup_(answer_free) struct answer answer = registry_insist(way->upload->registry,
		way->easy, &(struct exchange){.method = "POST", .url = url, .body = &nothing});

	if (from && answer.status == 201)
		return true;
	if (from && answer.status >= 400 && !answer.again)
		return false; /* it may not be read there: the blob is sent */
	if (!answer_is_good(&answer))
		give_up(way, &answer);
	move_on(way, &answer);
	way->at = 0;
	if (answer.chunk > way->part)
		way->part = answer.chunk;
	if (!way->session)
		die(EXIT_NO, "sha256:%s: the registry does not say where it is to be sent",
			way->upload->digest.hex);
	return false;
}

static bool mount(struct way *way)
{
	for (size_t i = 0; i < way->upload->mounts->count; i++) {
		if (begin(way, way->upload->mounts->items[i]))
			return true;
	}
	return false;
}

/* --- the content --------------------------------------------------------- */

/* After an attempt that failed: where the registry is, or that it has to begin anew. */
static void find_again(struct way *way, const struct answer *failed)
{
	if (!failed->again && failed->status != 404 && failed->status != 416)
		give_up(way, failed);
	if (way->tries == REGISTRY_TRIES)
		give_up(way, failed);
	registry_pause(way->tries++, failed);
	_cleanup_(answer_free) struct answer answer = registry_insist(way->upload->registry,
		way->easy, &(struct exchange){.method = "GET", .url = way->session});
	uint64_t has = answer.has <= way->upload->size ? answer.has : 0;

	told(way, -(int64_t)way->at);
	way->at = 0;
	/* 0-0 may be a byte or none. */
	if (answer.status == 204 && has > 1) {
		move_on(way, &answer);
		way->at = has;
		told(way, (int64_t)has);
		return;
	}
	cleanup_free(&way->session);
}

/* Sends a part. Returns whether it went. */
static bool send_part(struct way *way)
{
	uint64_t left = way->upload->size - way->at;
	uint64_t length = left < way->part ? left : way->part;
	_cleanup_free_ char *range = xprintf("%" PRIu64 "-%" PRIu64, way->at, way->at + length - 1);
	struct exchange_body body = {
		.range = range,
		.fd = way->fd,
		.offset = way->at,
		.length = length,
		.sent = way->upload->sent,
		.data = way->upload->data,
	};
	_cleanup_(answer_free) struct answer answer = registry_ask(way->upload->registry, way->easy,
		&(struct exchange){.method = "PATCH", .url = way->session, .body = &body});

	if (answer.status == 413 && way->part > SMALL_PART) {
		way->part = SMALL_PART;
		return false;
	}
	if (!answer_is_good(&answer)) {
		find_again(way, &answer);
		return false;
	}
	move_on(way, &answer);
	/* It may have taken less of it. */
	if (answer.has > way->at && answer.has < way->at + length) {
		told(way, (int64_t)answer.has - (int64_t)(way->at + length));
		way->at = answer.has;
	} else {
		way->at += length;
	}
	way->tries = 0;
	return true;
}

/* Ends the upload, with what is left of the content, of which there is none when parts were sent.
 * Returns whether the registry has it. */
static bool finish(struct way *way)
{
	_cleanup_free_ char *url = with_digest(way);
	struct exchange_body body = {
		.fd = way->fd,
		.offset = way->at,
		.length = way->upload->size - way->at,
		.sent = way->upload->sent,
		.data = way->upload->data,
	};
	_cleanup_(answer_free) struct answer answer = registry_ask(way->upload->registry, way->easy,
		&(struct exchange){.method = "PUT", .url = url, .body = &body});

	if (answer_is_good(&answer))
		return true;
	if (answer.status == 400 && answer.reason && strstr(answer.reason, "DIGEST_INVALID"))
		die(EXIT_NO, "%s: the content is not what its digest says: make the image again",
			way->upload->path);
	find_again(way, &answer);
	return false;
}

static void send_all(struct way *way)
{
	bool done = false;

	while (!done) {
		if (!way->session)
			begin(way, NULL);
		bool went = true;

		while (went && way->session && way->upload->size > WHOLE &&
			way->at < way->upload->size)
			went = send_part(way);
		done = went && way->session && finish(way);
	}
}

static int open_blob(const struct upload *upload)
{
	struct stat status;
	int fd = open(upload->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	if (fd < 0 || fstat(fd, &status) < 0)
		die(EXIT_NO, "%s: cannot be read:", upload->path);
	if (!S_ISREG(status.st_mode) || (uint64_t)status.st_size != upload->size)
		die(EXIT_NO, "%s: not of the size that its descriptor has: make the image again",
			upload->path);
	return fd;
}

bool upload_is_there(const struct upload *upload, CURL *easy)
{
	struct way way = {.upload = upload, .easy = easy, .fd = -1, .part = UINT64_MAX};
	bool there = registry_has(&way) || mount(&way);

	free(way.session);
	return there;
}

enum upload_end upload_blob(const struct upload *upload, CURL *easy)
{
	struct way way = {
		.upload = upload,
		.easy = easy,
		.fd = -1,
		.part = UINT64_MAX,
	};

	if (registry_has(&way))
		return UPLOAD_HAD;
	if (mount(&way)) {
		free(way.session);
		return UPLOAD_MOUNTED;
	}
	way.fd = open_blob(upload);
	send_all(&way);
	close(way.fd);
	free(way.session);
	return UPLOAD_SENT;
}
