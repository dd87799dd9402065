/* SPDX-License-Identifier: MIT */
// toml.cc: the one C++ file, because Debian has no C library for TOML.
#include "lib/toml.h"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>

// toml++ asserts what a malformed document may break (`[=]`), so that this has to be an error like
// others.
[[noreturn]] static void refuse_document()
{
	throw std::runtime_error("a key or value is malformed");
}
#undef NDEBUG // with it, the parser would rely on what it asserts
#define TOML_ASSERT(condition) ((condition) ? static_cast<void>(0) : refuse_document())
#include <toml++/toml.h>

extern "C" {
#include "lib/die.h"
#include "lib/file.h"
}

namespace
{

constexpr size_t MAX_KEY_DOTS = 64;

json_t *to_json(const toml::node &node);

json_t *not_null(json_t *value)
{
	if (!value)
		throw std::runtime_error("a string is not UTF-8 or holds a NUL");
	return value;
}

json_t *table_to_json(const toml::table &table)
{
	json_t *object = not_null(json_object());

	for (auto &&[key, value] : table) {
		std::string_view name = key.str();

		if (name.find('\0') != std::string_view::npos ||
			json_object_setn_new(object, name.data(), name.size(), to_json(value)) < 0)
			not_null(nullptr);
	}
	return object;
}

json_t *array_to_json(const toml::array &array)
{
	json_t *list = not_null(json_array());

	for (auto &&value : array)
		json_array_append_new(list, to_json(value));
	return list;
}

template <typename T> json_t *printed(const T &value)
{
	std::ostringstream text;

	text << value;
	return not_null(json_stringn(text.str().data(), text.str().size()));
}

json_t *to_json(const toml::node &node)
{
	switch (node.type()) {
	case toml::node_type::table:
		return table_to_json(*node.as_table());
	case toml::node_type::array:
		return array_to_json(*node.as_array());
	case toml::node_type::string: {
		const std::string &text = node.as_string()->get();
		if (text.find('\0') != std::string::npos)
			not_null(nullptr);
		return not_null(json_stringn(text.data(), text.size()));
	}
	case toml::node_type::integer:
		return not_null(json_integer(node.as_integer()->get()));
	case toml::node_type::floating_point: {
		json_t *real = json_real(node.as_floating_point()->get());
		return real ? real : not_null(json_null());
	}
	case toml::node_type::boolean:
		return json_boolean(node.as_boolean()->get());
	case toml::node_type::date:
		return printed(node.as_date()->get());
	case toml::node_type::time:
		return printed(node.as_time()->get());
	case toml::node_type::date_time:
		return printed(node.as_date_time()->get());
	default:
		return not_null(json_null());
	}
}

// Where the string that begins at FROM ends: behind its closing quotes, or at the end of a broken
// document.
size_t after_string(std::string_view text, size_t from)
{
	char quote = text[from];
	std::string closing(text.substr(from, 3) == std::string(3, quote) ? 3 : 1, quote);

	for (size_t at = from + closing.size(); at < text.size(); at++) {
		if (quote == '"' && text[at] == '\\')
			at++;
		else if (closing.size() == 1 && text[at] == '\n')
			return at;
		else if (text.substr(at, closing.size()) == closing)
			return at + closing.size();
	}
	return text.size();
}

// Refuses what the parser must not see: a key of more than MAX_KEY_DOTS dots, since it recurses
// once for each and has no limit of its own; and characters outside of strings and comments that
// are not ASCII, with which what it does is undefined.
void check_outside_strings(std::string_view text)
{
	size_t dots = 0;

	for (size_t at = 0; at < text.size();) {
		char c = text[at];

		if (c == '"' || c == '\'') {
			at = after_string(text, at);
			continue;
		}
		if (c == '#')
			at = std::min(text.find('\n', at), text.size() - 1);
		else if (static_cast<unsigned char>(c) >= 0x80)
			throw std::runtime_error(
				"a key or value has a character that is not ASCII, without quotes");
		if (c == '.')
			dots++;
		else if (!std::strchr(" \t-_", c) && !std::isalnum(static_cast<unsigned char>(c)))
			dots = 0;
		if (dots > MAX_KEY_DOTS)
			throw std::runtime_error("a key is nested too deeply");
		at++;
	}
}

} // namespace

json_t *toml_parse(const char *bytes, size_t length, const char *name)
{
	try {
		const std::string_view document(bytes, length);

		check_outside_strings(document);
		return table_to_json(toml::parse(document));
	} catch (const toml::parse_error &error) {
		std::string what(error.description());

		die(EXIT_NO, "%s:%u:%u: not valid TOML: %s", name,
			static_cast<unsigned>(error.source().begin.line),
			static_cast<unsigned>(error.source().begin.column), what.c_str());
	} catch (const std::runtime_error &error) {
		die(EXIT_NO, "%s: not valid TOML: %s", name, error.what());
	}
}

json_t *toml_read(const char *path, size_t limit)
{
	struct text text = file_read(path, limit);
	json_t *document = toml_parse(text_string(&text), text.length, path);

	text_free(&text);
	return document;
}
