/* SPDX-License-Identifier: MIT */
#include "lock/locktext.h"

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lock/directsource.h"
#include "lock/tomltext.h"

static void add_environment(struct text *out, const struct target *target)
{
	text_printf(out,
		"environments = [\n    \"implementation_name == 'cpython' and sys_platform == "
		"'linux' and "
		"platform_machine == "
		"'%s' and python_version == '%u.%u'\",\n]\n",
		target->arch, target->python_major, target->python_minor);
	text_printf(out, "requires-python = \"==%u.%u.*\"\n", target->python_major,
		target->python_minor);
}

/* Why this file, and over which; what it holds was checked, and needs no escape but quotes. */
static void add_choice(struct text *out, const json_t *choice)
{
	const json_t *over;
	size_t i;

	if (!choice)
		return;
	text_printf(out, ", choice = { by = \"%s\", over = [",
		json_string_value(json_object_get(choice, "by")));
	json_array_foreach (json_object_get(choice, "over"), i, over)
		text_printf(out, "%s\"%s\"", i ? ", " : "", json_string_value(over));
	text_add_string(out, "] }");
}

static void add_requires(struct text *out, const json_t *requires)
{
	const json_t *line;
	size_t i;

	if (!requires)
		return;
	text_add_string(out, ", requires = [");
	json_array_foreach (requires, i, line) {
		text_add_string(out, i ? ", " : "");
		toml_add_string(out, json_string_value(line));
	}
	text_add_char(out, ']');
}

/* Name and files of PACKAGE; ABOUT goes between the file's path and its hash. */
static void add_files(struct text *out, const struct lock_package *package, const char *wheelhouse,
	const char *about)
{
	const struct lock_file *file = package->chosen;

	text_printf(out, "\n[[packages]]\nname = \"%s\"\nversion = \"%s\"\n", package->name,
		package->version);
	text_add_string(out, file->sdist ? "sdist = { " : "wheels = [\n    { ");
	text_printf(out, "name = \"%s\", path = \"%s/%s\"%s", file->filename, wheelhouse,
		file->filename, about);
	text_printf(out, ", hashes = { sha256 = \"%s\" } }%s", file->sha256.hex,
		file->sdist ? "\n" : ",\n]\n");
}

/* What a direct reference led to; the file that is meant is known by its name and hash. */
static void add_direct(struct text *out, const struct lock_package *package)
{
	const struct lock_file *file = package->chosen;
	bool directory = json_object_get(package->direct, "directory");

	text_printf(out, "\n[[packages]]\nname = \"%s\"\n", package->name);
	if (!directory)
		text_printf(out, "version = \"%s\"\n", package->version);
	directsource_add(out, package->direct);
	text_printf(out, "tool.pylock-mk = { file = \"%s\"", file->filename);
	if (directory)
		text_printf(out, ", version = \"%s\"", package->version);
	if (directsource_is_made(package->direct))
		text_printf(out, ", sha256 = \"%s\", size = %lld", file->sha256.hex,
			(long long)file->size);
}

void locktext_add_head(struct text *out, const struct lock_target *target, const char *comment)
{
	text_printf(out, "# The lock of %s. %s\n", target->name, comment);
	text_add_string(out, "lock-version = \"1.0\"\ncreated-by = \"pylock.mk\"\n");
	add_environment(out, &target->target);
}

void locktext_add_package(
	struct text *out, const struct lock_package *package, const char *wheelhouse)
{
	_cleanup_(text_free) struct text about = {0};

	if (package->direct) {
		add_direct(out, package);
		text_printf(out, ", serial = %llu, group = \"%s\"",
			(unsigned long long)package->serial, package->group);
		add_requires(out, package->requires);
		text_add_string(out, " }\n");
		return;
	}
	if (package->chosen->size >= 0)
		text_printf(&about, ", size = %lld", (long long)package->chosen->size);
	if (package->chosen->uploaded)
		text_printf(&about, ", upload-time = %s", package->chosen->uploaded);
	add_files(out, package, wheelhouse, text_string(&about));
	text_printf(out, "tool.pylock-mk = { index = \"%s\", serial = %llu, group = \"%s\"",
		package->index, (unsigned long long)package->serial, package->group);
	add_choice(out, package->choice);
	add_requires(out, package->requires);
	text_add_string(out, " }\n");
}

struct text locktext_installed(const struct lock *lock, const struct lock_target *target)
{
	_cleanup_free_ char *wheelhouse = xprintf("build/%s/wheelhouse", target->name);
	struct text out = {0};

	locktext_add_head(&out, target, "What is installed of it; made by pylock.mk.");
	for (size_t i = 0; i < lock->count; i++)
		add_files(&out, &lock->packages[i], wheelhouse, "");
	if (lock->count == 0)
		text_add_string(&out, "packages = []\n");
	return out;
}

struct text locktext_requirements(const struct lock *lock, const struct lock_target *target)
{
	struct text out = {0};

	text_printf(&out,
		"# The lock of %s for pip: pip install --no-deps --require-hashes -r FILE. Made by "
		"pylock.mk.\n\n",
		target->name);
	for (size_t i = 0; i < lock->count; i++) {
		const struct lock_package *package = &lock->packages[i];
		const char *url = directsource_url(package->direct);

		if (url)
			text_printf(&out, "%s @ %s", package->name, url);
		else if (package->direct)
			text_printf(&out, "./build/%s/wheelhouse/%s", target->name,
				package->chosen->filename);
		else
			text_printf(&out, "%s==%s", package->name, package->version);
		text_printf(&out, " --hash=sha256:%s\n", package->chosen->sha256.hex);
	}
	return out;
}
