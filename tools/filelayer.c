/* filelayer: files of this machine, links and texts as one deterministic OCI layer. */
#include <getopt.h>
#include <string.h>

#include "cleanup.h"
#include "die.h"
#include "file.h"
#include "filelist.h"
#include "json.h"
#include "options.h"
#include "treelayer.h"

static const char usage[] =
	"usage: filelayer (-o OUT | --store DIR) [--files FILE] [--deps FILE]\n"
	"                 [--annotation KEY=VALUE]... LIST\n"
	"\n"
	"Prints the OCI descriptor of a layer that holds what the file LIST (or -) names:\n"
	"lines of dir MODE PATH, file MODE PATH SOURCE, tree PATH SOURCE, link PATH TARGET,\n"
	"text MODE PATH TEXT, with a tab between fields.\n"
	"\n"
	"  -o, --output OUT   write the layer to the file OUT\n"
	"  --store DIR        write the layer and the list of its files to the store DIR\n"
	"  --files FILE       write mode, SHA-256 and path of each file to FILE\n"
	"  --deps FILE        write what was read to FILE, as Make writes prerequisites\n"
	"  --annotation KEY=VALUE\n"
	"                     add an annotation to the descriptor\n"
	"  -h, --help         print this\n";

struct arguments {
	struct treelayer_output output;
	const char *deps, *list;
	json_t *annotations; /* or NULL */
};

static void add_annotation(struct arguments *arguments, const char *text)
{
	const char *equals = strchr(text, '=');

	if (!equals || equals == text)
		usage_error("--annotation: '%s' is not KEY=VALUE", text);
	_cleanup_free_ char *key = xstrndup(text, (size_t)(equals - text));

	if (!arguments->annotations)
		arguments->annotations = json_object();
	if (json_object_set_new(arguments->annotations, key, json_string(equals + 1)) < 0)
		usage_error("--annotation: '%s' is not UTF-8", text);
}

static struct arguments parse_arguments(int argc, char *argv[])
{
	static const struct option options[] = {{"output", required_argument, NULL, 'o'},
		{"store", required_argument, NULL, 'S'}, {"files", required_argument, NULL, 'f'},
		{"deps", required_argument, NULL, 'd'}, {"annotation", required_argument, NULL, 'a'}, {0}};
	struct arguments arguments = {0};
	int option;

	while ((option = getopt_long(argc, argv, "o:", options, NULL)) >= 0) {
		if (option == 'o')
			arguments.output.path = optarg;
		else if (option == 'S')
			arguments.output.store = optarg;
		else if (option == 'f')
			arguments.output.files = optarg;
		else if (option == 'd')
			arguments.deps = optarg;
		else if (option == 'a')
			add_annotation(&arguments, optarg);
		else
			option_error(argv);
	}
	if (optind != argc - 1)
		usage_error("exactly one LIST must be given");
	if (!arguments.output.path == !arguments.output.store)
		usage_error("either -o or --store must be given");
	arguments.list = argv[optind];
	return arguments;
}

/* The lines of READ with what is special to Make in a prerequisite escaped. */
static struct text escape_for_make(const struct text *read)
{
	struct text out = {0};

	for (const char *c = text_string(read); *c; c++) {
		if (strchr(" #:?*[", *c))
			text_add_char(&out, '\\');
		else if (*c == '$')
			text_add_char(&out, '$');
		text_add_char(&out, *c);
	}
	return out;
}

int main(int argc, char *argv[])
{
	options_begin(&argc, &argv, usage);
	struct arguments arguments = parse_arguments(argc, argv);
	_cleanup_json_ json_t *annotations = arguments.annotations;
	_cleanup_free_ char *directory = treelayer_directory(&arguments.output);
	_cleanup_(tree_free) struct tree tree;
	_cleanup_(text_free) struct text read = {0};

	tree_begin(&tree, directory);
	filelist_read(arguments.list, &tree, &read);
	_cleanup_json_ json_t *json = treelayer_write(&tree, &arguments.output, annotations);

	if (arguments.deps) {
		_cleanup_(text_free) struct text escaped = escape_for_make(&read);

		file_write(arguments.deps, text_string(&escaped), escaped.length);
	}
	json_print(json);
	return close_stdout();
}
