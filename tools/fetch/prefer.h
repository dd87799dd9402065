/* SPDX-License-Identifier: MIT */
/* prefer.h: which files of a project are meant: the rules of PYLOCK_PREFER, and whether there is a
 * choice that nobody has made.
 *
 * Rules: tag:<platform tag or whole tag>, local:<label> or local:none, index:<index>,
 * sha256:<hash>; `*` in a tag is any run. They are an array of strings in the policy (policy.h). */
#ifndef FETCH_PREFER_H
#define FETCH_PREFER_H

#include <jansson.h>
#include <stdbool.h>

#include "fetch/project.h"
#include "lib/text.h"
#include "pypa/tags.h"

/* Whether FILE, which has a version, is what RULE means; its source is what `index:` compares with.
 */
bool prefer_matches(const struct project_file *file, const char *rule);

/* Leaves in PROJECT what the rules leave: each in turn keeps what it matches, if it matches any.
 * Appends to DECIDED those that left some out, with spaces between. PROJECT does not own its files.
 */
void prefer_narrow(struct project *project, const json_t *rules, struct text *decided);

/* What a resolver is shown of a page. A tag or local version that is preferred is the only one
 * there is, in every release, as soon as one has it: a newer release without it must not win. A
 * hash counts within its release. The same holds for PROJECT as above. */
void prefer_filter(struct project *project, const json_t *rules, const struct tags *tags);

/* The place of the best tag that FILE has among those of the target; -1 when it does not fit. */
long prefer_rank(const struct project_file *file, const struct tags *tags);

/* What kind of platform a wheel is for: one that carries a promise, or linux_<arch> only. */
enum prefer_family { FAMILY_ANY, FAMILY_LINUX, FAMILY_MANYLINUX };
enum prefer_family prefer_family(const struct project_file *file, const struct tags *tags);

/* In what the files, of one release and all fit for the target, differ materially. */
struct prefer_differences {
	bool tag, local, hash;
};
struct prefer_differences prefer_compare(const struct project *project, const struct tags *tags);

/* Appends the rules that would choose FILE where there are such differences; INDEX is where it
 * comes from. */
void prefer_rules(struct text *rules, const struct project_file *file,
	struct prefer_differences differences, const struct tags *tags, const char *index);

#endif
