/* SPDX-License-Identifier: MIT */
/* extract: an archive from outside, unpacked: nothing is made beside the directory, and no link in
 * it leads out. */
#include "fuzz.h"

#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "archive/extract.h"

FUZZ_MUTATE_TAR

static char directory[PATH_MAX];

static int check_one(const char *path, const struct stat *status, int type, struct FTW *place)
{
	char real[PATH_MAX];

	(void)place;
	fuzz_check(S_ISREG(status->st_mode) || S_ISDIR(status->st_mode) || type == FTW_SL);
	if (type == FTW_SL && realpath(path, real))
		fuzz_check(strncmp(real, directory, strlen(directory)) == 0);
	return 0;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *place)
{
	(void)status;
	(void)type;
	(void)place;
	return remove(path);
}

void fuzz_one(const uint8_t *bytes, size_t size)
{
	char inside[PATH_MAX + 2];
	unsigned fence = fuzz_choice(&bytes, &size) % 2;
	const char *path = fuzz_file(bytes, size);
	const char *scratch = getenv("TMPDIR");

	if (*directory)
		nftw(directory, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	snprintf(directory, sizeof directory, "%s/extract.XXXXXX", scratch ? scratch : "/tmp");
	fuzz_check(mkdtemp(directory));
	snprintf(inside, sizeof inside, "%s/i", directory);
	extract(path, inside, "it", fence);
	snprintf(directory + strlen(directory), 3, "/i");
	nftw(directory, check_one, 8, FTW_PHYS);
	directory[strlen(directory) - 2] = '\0';
	free(extract_top(inside));
}
