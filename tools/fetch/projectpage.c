/* SPDX-License-Identifier: MIT */
#include "fetch/projectpage.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"

static int add_bytes(const char *bytes, size_t length, void *text)
{
	text_add(text, bytes, length);
	return 0;
}

static void add_json(struct text *out, const json_t *value)
{
	json_dump_callback(
		value, add_bytes, out, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(17));
}

static void add_json_string(struct text *out, const char *string)
{
	_cleanup_json_ json_t *value = json_lossy(string, strlen(string));

	add_json(out, value);
}

struct text project_json(const struct project *project)
{
	_cleanup_json_ json_t *versions = project_versions(project);
	struct text out = {0};

	text_add_string(&out, "{\"meta\":{\"api-version\":");
	add_json_string(&out, project->api_version ? project->api_version : "1.0");
	text_add_string(&out, "},\"name\":");
	add_json_string(&out, project->name);
	text_add_string(&out, ",\"versions\":");
	add_json(&out, versions);
	text_add_string(&out, ",\"files\":[");
	for (size_t i = 0; i < project->count; i++) {
		text_add_string(&out, i ? "," : "");
		add_json(&out, project->files[i]->entry);
	}
	text_add_string(&out, "]}");
	return out;
}

static void add_escaped(struct text *out, const char *string)
{
	for (; *string; string++) {
		switch (*string) {
		case '&':
			text_add_string(out, "&amp;");
			break;
		case '<':
			text_add_string(out, "&lt;");
			break;
		case '>':
			text_add_string(out, "&gt;");
			break;
		case '"':
			text_add_string(out, "&quot;");
			break;
		case '\'':
			text_add_string(out, "&#x27;");
			break;
		default:
			text_add_char(out, *string);
		}
	}
}

static void add_attribute(struct text *out, const char *name, const char *value)
{
	if (!value)
		return;
	text_printf(out, " %s=\"", name);
	add_escaped(out, value);
	text_add_string(out, "\"");
}

static void add_metadata(struct text *out, const struct project_file *file)
{
	const json_t *metadata = json_object_get(file->entry, "core-metadata");

	if (!metadata)
		metadata = json_object_get(file->entry, "dist-info-metadata");
	const char *sha256 = json_string_value(json_object_get(metadata, "sha256"));
	_cleanup_free_ char *value = xprintf("sha256=%s", sha256 ? sha256 : "");

	if (json_is_true(metadata) || json_object_size(metadata))
		add_attribute(out, "data-core-metadata", sha256 ? value : "true");
}

static void add_anchor(struct text *out, const struct project_file *file)
{
	const char *sha256 = json_string_value(
		json_object_get(json_object_get(file->entry, "hashes"), "sha256"));
	_cleanup_free_ char *reference =
		xprintf("%s%s%s", file->url, sha256 ? "#sha256=" : "", sha256 ? sha256 : "");

	text_add_string(out, "<a");
	add_attribute(out, "href", reference);
	add_attribute(out, "data-requires-python", file->requires_python);
	add_attribute(out, "data-upload-time",
		json_string_value(json_object_get(file->entry, "upload-time")));
	add_attribute(out, "data-yanked", file->yanked);
	add_metadata(out, file);
	text_add_string(out, ">");
	add_escaped(out, file->filename);
	text_add_string(out, "</a><br>\n");
}

struct text project_html(const struct project *project)
{
	struct text out = {0};

	text_add_string(&out, "<!DOCTYPE html><html><head><meta name=\"pypi:repository-version\" "
			      "content=\"1.0\"><title>");
	add_escaped(&out, project->name);
	text_add_string(&out, "</title></head><body>\n");
	for (size_t i = 0; i < project->count; i++)
		add_anchor(&out, project->files[i]);
	text_add_string(&out, "</body></html>\n");
	return out;
}
