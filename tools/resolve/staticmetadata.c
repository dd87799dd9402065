/* SPDX-License-Identifier: MIT */
/* staticmetadata: what an sdist requires, as far as its files say it without a build. */
#include <getopt.h>
#include <locale.h>
#include <stdio.h>

#include "lib/cleanup.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/options.h"
#include "pypa/metadata.h"
#include "resolve/releasemetadata.h"
#include "resolve/sdistrequires.h"

static const char usage[] =
	"usage: staticmetadata [--release NAME==VERSION] SDIST\n"
	"       staticmetadata --built [--release NAME==VERSION] METADATA\n"
	"\n"
	"Prints what an sdist requires, as its files say it: a JSON array, or null when only a "
	"build\n"
	"tells. With --release it prints the core metadata that resolvers read of it, or nothing.\n"
	"\n"
	"      --release NAME==VERSION  what the metadata has to be of\n"
	"      --built                  of the metadata that a build made, in a file\n"
	"  -h, --help                   this text\n";

enum { MAX_METADATA = 64 << 20 }; /* bytes */

static void print_requires(const struct sdistfiles *files)
{
	_cleanup_json_ json_t *requires = sdist_requires(files);
	_cleanup_json_ json_t *unknown = json_null();

	json_print(requires ? requires : unknown);
}

static void print_metadata(const json_t *metadata, const struct release_identity *identity)
{
	_cleanup_(text_free) struct text text = release_metadata(metadata, identity);

	fputs(text_string(&text), stdout);
}

static void print_built(const char *path, const struct release_identity *identity)
{
	_cleanup_(text_free) struct text text = file_read(path, MAX_METADATA);
	_cleanup_json_ json_t *metadata = metadata_json(text_string(&text), text.length);

	print_metadata(metadata, identity);
}

static void print_static(const char *archive, const struct release_identity *identity)
{
	_cleanup_(sdistfiles_free) struct sdistfiles files = sdistfiles_read(archive);

	if (!identity->name) {
		print_requires(&files);
		return;
	}
	_cleanup_json_ json_t *metadata = sdist_metadata(&files);

	if (metadata)
		print_metadata(metadata, identity);
}

int main(int argc, char *argv[])
{
	static const struct option options[] = {
		{"release", required_argument, NULL, 'r'}, {"built", no_argument, NULL, 'b'}, {0}};
	_cleanup_(release_identity_free) struct release_identity identity = {0};
	bool is_built = false;
	int option;

	options_begin(&argc, &argv, usage);
	setlocale(LC_CTYPE, "C.UTF-8");
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'b')
			is_built = true;
		else if (option != 'r')
			option_error(argv);
		else if (identity.name || !release_identity_parse(optarg, &identity))
			usage_error("--release: not one NAME==VERSION: '%s'", optarg);
	}
	if (argc - optind != 1)
		usage_error("one file is wanted");
	if (is_built)
		print_built(argv[optind], &identity);
	else
		print_static(argv[optind], &identity);
	return close_stdout();
}
