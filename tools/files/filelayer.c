/* SPDX-License-Identifier: MIT */
/* filelayer: files of this machine, links and texts as one deterministic OCI layer. */
#include <getopt.h>
#include <string.h>

#include "files/filecopy.h"
#include "files/filelist.h"
#include "layers/treelayer.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/options.h"

enum { NAMED = 5 };

static const char usage[] =
	"usage: filelayer (-o OUT | --store DIR) [--files FILE] [--deps FILE]\n"
	"                 [--annotation KEY=VALUE]... [--base TREE] [--over LIST]\n"
	"                 [--straight] [--variable NAME]\n"
	"                 (LIST | --copy WORD... [--exclude PATTERN]... [--user WORD]...)\n"
	"\n"
	"Prints the OCI descriptor of a layer that holds what the file LIST (or -) names:\n"
	"lines of dir MODE PATH, file MODE PATH SOURCE, tree PATH SOURCE, link PATH TARGET,\n"
	"text MODE PATH TEXT, with a tab between fields; or what the words do:\n"
	"SOURCE:/PATH[:owner=USER[:GROUP],mode=MODE,dirmode=MODE].\n"
	"\n"
	"  -o, --output OUT   write the layer to the file OUT\n"
	"  --store DIR        write the layer and the list of its files to the store DIR\n"
	"  --files FILE       write mode, SHA-256 and path of each file to FILE\n"
	"  --deps FILE        write what was read to FILE, as Make writes prerequisites\n"
	"  --annotation KEY=VALUE\n"
	"                     add an annotation to the descriptor\n"
	"  --base TREE        what lies below, as basefacts --tree wrote it: its links are\n"
	"                     followed, its directories keep mode and owner\n"
	"  --straight         refuse a link on the way\n"
	"  --variable NAME    what messages begin with, unless it is for PYLOCK_FILES\n"
	"  --over LIST        another list whose layer lies below, too\n"
	"  --copy WORD        a file, directory or, without SOURCE, empty directory\n"
	"  --exclude PATTERN  leave that out of directories, as .dockerignore does\n"
	"  --user WORD        add a user: NAME:UID:GID:HOME[:SHELL[:GROUP,GROUP...]]\n"
	"  -h, --help         print this\n";

struct arguments {
	struct treelayer_output output;
	const char *deps, *list, *base, *over, *variable;
	bool straight;
	struct stringlist copies, excludes, users;
	json_t *annotations; /* of the layer, or NULL */
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

static void take_option(struct arguments *arguments, int option, char *argv[])
{
	switch (option) {
	case 'o':
		arguments->output.path = optarg;
		break;
	case 'S':
		arguments->output.store = optarg;
		break;
	case 'f':
		arguments->output.files = optarg;
		break;
	case 'd':
		arguments->deps = optarg;
		break;
	case 'a':
		add_annotation(arguments, optarg);
		break;
	case 'b':
		arguments->base = optarg;
		break;
	case 'O':
		arguments->over = optarg;
		break;
	case 's':
		arguments->straight = true;
		break;
	case 'v':
		arguments->variable = optarg;
		break;
	case 'c':
		stringlist_add(&arguments->copies, xstrdup(optarg));
		break;
	case 'e':
		stringlist_add(&arguments->excludes, xstrdup(optarg));
		break;
	case 'u':
		stringlist_add(&arguments->users, xstrdup(optarg));
		break;
	default:
		option_error(argv);
	}
}

static struct arguments parse_arguments(int argc, char *argv[])
{
	static const struct option options[] = {{"output", required_argument, NULL, 'o'},
		{"store", required_argument, NULL, 'S'}, {"files", required_argument, NULL, 'f'},
		{"deps", required_argument, NULL, 'd'},
		{"annotation", required_argument, NULL, 'a'},
		{"base", required_argument, NULL, 'b'}, {"over", required_argument, NULL, 'O'},
		{"straight", no_argument, NULL, 's'}, {"variable", required_argument, NULL, 'v'},
		{"copy", required_argument, NULL, 'c'}, {"exclude", required_argument, NULL, 'e'},
		{"user", required_argument, NULL, 'u'}, {0}};
	struct arguments arguments = {0};
	int option;

	while ((option = getopt_long(argc, argv, "o:", options, NULL)) >= 0)
		take_option(&arguments, option, argv);
	bool words = arguments.copies.count > 0 || arguments.users.count > 0;

	if (optind != argc - !words)
		usage_error("exactly one LIST must be given, or --copy or --user");
	if (!arguments.output.path == !arguments.output.store)
		usage_error("either -o or --store must be given");
	arguments.list = words ? NULL : argv[optind];
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

/* Says what LIST names in a line: the first few, and how many more. */
static void note(const char *before, const struct stringlist *list, const char *after)
{
	_cleanup_(text_free) struct text names = {0};

	if (list->count == 0)
		return;
	for (size_t i = 0; i < list->count && i < NAMED; i++)
		text_printf(&names, "%s%s", i ? ", " : "", list->items[i]);
	if (list->count > NAMED)
		text_printf(&names, " and %zu more", list->count - NAMED);
	warn("note: %s %s%s", before, text_string(&names), after);
}

/* Says which links of the tree lead to nothing. */
static void note_dangling(const struct tree *tree)
{
	_cleanup_free_ struct tree_node **nodes = tree_list(tree);
	_cleanup_(stringlist_free) struct stringlist dangling = {0};

	for (size_t i = 0; i < tree->count; i++) {
		if (nodes[i]->type != TAR_SYMLINK)
			continue;
		_cleanup_free_ char *real = tree_resolve(tree, nodes[i]->path, true);

		if (!real || (*real && tree_look(tree, real).kind == BASE_NOTHING))
			stringlist_add(
				&dangling, xprintf("/%s -> %s", nodes[i]->path, nodes[i]->link));
	}
	note("links to what neither the base nor PYLOCK_FILES has:", &dangling, "");
}

/* What --copy and --user name. */
static void place_words(
	const struct arguments *arguments, struct placing *placing, const struct basetree *base)
{
	_cleanup_(accountfiles_free) struct accountfiles accounts = accountfiles_read(base);
	_cleanup_free_ char *where =
		xstrdup(arguments->variable ? arguments->variable : "PYLOCK_FILES");
	struct filecopy copy = {
		.placing = placing, .accounts = &accounts, .excludes = &arguments->excludes};

	for (size_t i = 0; i < arguments->users.count; i++)
		accountfiles_add(&accounts, arguments->users.items[i], "PYLOCK_USERS");
	placing->where = (char[]){"PYLOCK_USERS"};
	accountfiles_place(
		&accounts, arguments->users.items, arguments->users.count, placing, base);
	placing->where = where;
	for (size_t i = 0; i < arguments->copies.count; i++)
		filecopy_word(&copy, arguments->copies.items[i]);
	filelist_check(placing, where);
	if (base->count > 0)
		note_dangling(placing->tree);
	/* What is copied for another reason does not go into an image as it is. */
	if (!arguments->variable) {
		note("left out of PYLOCK_FILES:", &copy.left_out, "");
		note("the image gets", &copy.secrets,
			"; PYLOCK_FILES_EXCLUDE or .dockerignore leaves out what is secret");
	}
	stringlist_free(&copy.left_out);
	stringlist_free(&copy.secrets);
}

int main(int argc, char *argv[])
{
	options_begin(&argc, &argv, usage);
	struct arguments arguments = parse_arguments(argc, argv);
	_cleanup_json_ json_t *annotations = arguments.annotations;
	_cleanup_free_ char *directory = treelayer_directory(&arguments.output);
	_cleanup_(basetree_close) struct basetree base = {0};
	_cleanup_(tree_free) struct tree tree, below;
	_cleanup_(text_free) struct text read = {0};
	struct placing placing = {.tree = &tree, .straight = arguments.straight, .read = &read};

	tree_begin(&tree, directory);
	tree_begin(&below, directory);
	if (arguments.base) {
		base = basetree_open(arguments.base);
		tree.base = below.base = &base;
	}
	if (arguments.over) {
		filelist_read(arguments.over, NULL, &(struct placing){.tree = &below});
		tree.below = &below;
	}
	if (arguments.list)
		filelist_read(arguments.list, arguments.variable, &placing);
	else
		place_words(&arguments, &placing, &base);
	_cleanup_json_ json_t *json = treelayer_write(&tree, &arguments.output, annotations);

	if (arguments.deps) {
		_cleanup_(text_free) struct text escaped = escape_for_make(&read);

		file_write(arguments.deps, text_string(&escaped), escaped.length);
	}
	json_print(json);
	stringlist_free(&arguments.copies);
	stringlist_free(&arguments.excludes);
	stringlist_free(&arguments.users);
	return close_stdout();
}
