/* SPDX-License-Identifier: MIT */
/* linking.h: ELF files and their libraries for the unit tests of linkage and its checks. */
#ifndef LINKING_H
#define LINKING_H

#include "verify/linkage.h"
#include "verifying.h"

/* An ELF file of a package, and of the base; MORE are members. */
#define OBJECT(owner, path, needed, more) \
	"{'machine':'m','distribution':'" owner "','path':'" path "','needed':{" needed "}" more "}"
#define BASE(path, needed, more) "{'machine':'m','path':'" path "','needed':{" needed "}" more "}"

struct linking {
	struct verifying verifying;
	struct linkage linkage;
	json_t *wants, *driver, *owning, *opened;
};

/* OBJECTS are the ELF files, WANTS is {distribution: {distribution: true}}, OPENED an array. Python
 * is usr/bin/python3. */
static inline void linking_begin(
	struct linking *linking, const char *objects, const char *wants, const char *opened)
{
	char *evidence = xprintf("{'interpreter':'usr/bin/python3','elf':[%s]}", objects);

	linking->wants = json_of(wants);
	linking->driver = json_of("{'libcuda.so.1':'525'}");
	linking->owning = json_of("{'libdeb.so.1':'libdeb1'}");
	linking->opened = json_of(opened);
	verifying_begin(&linking->verifying,
		"{'target':{'name':'t','arch':'m','python':'3.11','pythonFull':'3.11.2'}}",
		evidence);
	free(evidence);
	linking->linkage = linkage_begin(
		&linking->verifying.subject, linking->wants, &linking->verifying.report);
	linking->linkage.driver = linking->driver;
	linking->linkage.owning = linking->owning;
	linking->linkage.opened = linking->opened;
	linking->linkage.where_opened = "opened.json";
}

static inline void linking_end(struct linking *linking)
{
	linkage_free(&linking->linkage);
	json_free(&linking->wants);
	json_free(&linking->driver);
	json_free(&linking->owning);
	json_free(&linking->opened);
	verifying_end(&linking->verifying);
}

#define _cleanup_linking_ _cleanup_(linking_end)

#endif
