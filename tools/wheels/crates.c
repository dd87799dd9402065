/* SPDX-License-Identifier: MIT */
/* crates: the crates that a Cargo.lock names, and where cargo finds them without a network. */
#include <errno.h>
#include <getopt.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "archive/extract.h"
#include "lib/cleanup.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/options.h"
#include "store/store.h"
#include "wheels/cargolock.h"

static const char usage[] = "usage: crates CARGO.LOCK\n"
			    "       crates --vendor DIRECTORY --store DIRECTORY\n"
			    "\n"
			    "Prints the crates that a Cargo.lock names: a JSON object of SHA-256 "
			    "by NAME-VERSION. Or lays\n"
			    "out the crates of such an object on standard input for cargo.\n"
			    "\n"
			    "  --vendor DIRECTORY  where each crate gets a directory of its name\n"
			    "  --store DIRECTORY   the content-addressed store, which has them\n"
			    "  -h, --help          this text\n";

enum { MAX_CRATES = 16 << 20 }; /* bytes */

/* Unpacks the crate NAME into a directory below VENDOR, and moves what it has at its top there. */
static void lay_out(
	const struct store *store, const char *vendor, const char *name, const json_t *sha256)
{
	_cleanup_free_ char *what = xprintf("crate %s", name);
	_cleanup_free_ char *unpacked = xprintf("%s/.unpacked-%s", vendor, name);
	_cleanup_free_ char *place = xprintf("%s/%s", vendor, name);
	struct digest digest;

	digest_parse(json_string_value(sha256), &digest);
	if (!store_has(store, &digest, NULL))
		die(EXIT_SYSTEM, "%s: not in the store", what);
	_cleanup_free_ char *archive = store_path(store, &digest);

	extract(archive, unpacked, what, 1);
	_cleanup_free_ char *top = extract_top(unpacked);

	if (!top)
		die(EXIT_NO, "%s has not one top directory", what);
	_cleanup_free_ char *made = xprintf("%s/%s", unpacked, top);
	_cleanup_free_ char *checksum = xprintf("%s/.cargo-checksum.json", made);
	_cleanup_free_ char *text = xprintf("{\"files\": {}, \"package\": \"%s\"}", digest.hex);

	file_write(checksum, text, strlen(text));
	if (rename(made, place) < 0 || rmdir(unpacked) < 0)
		die(EXIT_SYSTEM, "%s: cannot be laid out:", place);
}

static void vendor(const char *root, const char *directory)
{
	_cleanup_json_ json_t *crates = json_read("-", MAX_CRATES);
	_cleanup_(store_close) struct store store = {0};
	const char *name;
	json_t *sha256;

	cargolock_check(crates, "standard input");
	store = store_open(root);
	if (mkdir(directory, 0755) < 0 && errno != EEXIST)
		die(EXIT_SYSTEM, "%s: cannot be made:", directory);
	json_object_foreach (crates, name, sha256)
		lay_out(&store, directory, name, sha256);
}

int main(int argc, char *argv[])
{
	static const struct option options[] = {{"vendor", required_argument, NULL, 'v'},
		{"store", required_argument, NULL, 's'}, {0}};
	const char *directory = NULL, *root = NULL;
	int option;

	options_begin(&argc, &argv, usage);
	setlocale(LC_CTYPE, "C.UTF-8");
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
		if (option == 'v')
			directory = optarg;
		else if (option == 's')
			root = optarg;
		else
			option_error(argv);
	if (!directory != !root || argc - optind != (directory ? 0 : 1))
		usage_error("wanted: a Cargo.lock, or --vendor and --store");
	if (directory) {
		vendor(root, directory);
	} else {
		_cleanup_json_ json_t *crates = cargolock_read(argv[optind]);

		if (json_dumpf(crates, stdout, JSON_COMPACT) < 0 || putchar('\n') == EOF)
			die(EXIT_SYSTEM, "standard output:");
	}
	return close_stdout();
}
