/* SPDX-License-Identifier: MIT */
#include "layers/destination.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"

/* Where the .data directory's SCHEME goes; NULL for an unknown one. */
static const char *root_of(const struct destinations *destinations, const char *scheme)
{
	const struct environment *to = destinations->environment;

	if (strcmp(scheme, "purelib") == 0 || strcmp(scheme, "platlib") == 0)
		return to->site;
	if (strcmp(scheme, "scripts") == 0)
		return to->bin;
	if (strcmp(scheme, "data") == 0)
		return to->prefix;
	return strcmp(scheme, "headers") == 0 ? destinations->headers : NULL;
}

/* NAME in the prefix. What is for lib64 goes to lib, over the environment's link; either may be the
 * site directory. */
static struct destination in_prefix(const struct destinations *destinations, const char *name)
{
	const struct environment *to = destinations->environment;
	bool linked = starts_with(name, "lib64/");
	char *place =
		xprintf("%s%s", linked ? "lib/" : "", linked ? name + strlen("lib64/") : name);
	size_t prefix = strlen(to->prefix), site = strlen(to->site);

	stringlist_add(destinations->places, place);
	if (starts_with(to->site, to->prefix) &&
		strncmp(place, to->site + prefix, site - prefix) == 0)
		return (struct destination){
			.root = to->site, .name = place + site - prefix, .over_link = linked};
	return (struct destination){.root = to->prefix, .name = place, .over_link = linked};
}

/* An entry of the .data directory; REST is its path in there. */
static struct destination of_data(
	const struct destinations *destinations, const struct zip_entry *entry, const char *rest)
{
	const struct wheel *wheel = destinations->wheel;
	_cleanup_free_ char *scheme = xstrndup(rest, strcspn(rest, "/"));
	const char *root = root_of(destinations, scheme), *slash = rest + strlen(scheme);
	bool is_script = strcmp(scheme, "scripts") == 0;

	if (!root || !*slash)
		die(EXIT_NO, "%s: %s: is in none of the .data directory's schemes",
			wheel->zip.subject, entry->name);
	if (is_script && entry_points_replace(&wheel->points, file_name(rest)))
		return (struct destination){0};
	if (root == destinations->environment->prefix)
		return in_prefix(destinations, slash + 1);
	return (struct destination){.root = root, .name = slash + 1, .is_script = is_script};
}

/* TOP is one that ends in .data. pip takes any for the wheel's own, and other installers do not. */
static void check_data_directory(
	const struct wheel *wheel, const struct zip_entry *entry, const char *top)
{
	_cleanup_free_ char *own = xprintf("%s.data", wheel->stem);
	_cleanup_free_ char *stem = xstrndup(top, strlen(top) - strlen(".data"));

	if (entry->name[strlen(top)] != '/')
		die(EXIT_NO, "%s: %s: is not in %s", wheel->zip.subject, entry->name, own);
	if (strcmp(top, own) == 0)
		return;
	if (wheel_is_stem(wheel, stem))
		flaws_add(wheel->flaws, FLAW_DATA_SPELLING, "%s: %s is spelled otherwise",
			entry->name, own);
	else
		flaws_add(wheel->flaws, FLAW_OTHER_DATA, "%s: is not in %s", entry->name, own);
}

struct destination destination_of(
	const struct destinations *destinations, const struct zip_entry *entry)
{
	size_t length = strcspn(entry->name, "/");
	_cleanup_free_ char *top = xstrndup(entry->name, length);

	if (!ends_with(top, ".data"))
		return (struct destination){
			.root = destinations->environment->site, .name = entry->name};
	check_data_directory(destinations->wheel, entry, top);
	return of_data(destinations, entry, entry->name + length + 1);
}
