/* SPDX-License-Identifier: MIT */
#include "pypa/version.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* A word, and how it is written in a normalized version. */
struct word {
	const char *word, *normalized;
};

static const struct word pre_words[] = {{"alpha", "a"}, {"beta", "b"}, {"preview", "rc"},
	{"pre", "rc"}, {"a", "a"}, {"b", "b"}, {"c", "rc"}, {"rc", "rc"}, {0}};
static const struct word post_words[] = {{"post", "post"}, {"rev", "post"}, {"r", "post"}, {0}};
static const struct word dev_words[] = {{"dev", "dev"}, {0}};

static struct version_part part_between(const char *start, const char *end)
{
	return (struct version_part){start, (size_t)(end - start)};
}

static const char *skip_digits(const char *c)
{
	while (isdigit((unsigned char)*c))
		c++;
	return c;
}

static const char *skip_separator(const char *c)
{
	return *c == '-' || *c == '_' || *c == '.' ? c + 1 : c;
}

/* A segment is a word and a number, each after an optional separator; without the number it may
 * still end in a separator. Returns what follows the segment, or C when there is none. */
static const char *scan_segment(const char *c, const struct word *words,
	struct version_part *number, const char **normalized)
{
	const char *start = skip_separator(c);

	for (; words->word; words++) {
		size_t length = strlen(words->word);

		if (strncasecmp(start, words->word, length) != 0)
			continue;
		const char *digits = skip_separator(start + length);

		*number = part_between(digits, skip_digits(digits));
		*normalized = words->normalized;
		return digits + number->length;
	}
	return c;
}

static const char *scan_release(const char *c)
{
	const char *end = skip_digits(c);

	while (end > c && *end == '.' && isdigit((unsigned char)end[1]))
		end = skip_digits(end + 1);
	return end;
}

static const char *scan_local(const char *c)
{
	while (isalnum((unsigned char)*c) ||
		(skip_separator(c) > c && isalnum((unsigned char)c[1])))
		c++;
	return c;
}

bool version_scan(const char *text, struct version *version)
{
	const char *c = *text == 'v' || *text == 'V' ? text + 1 : text, *end = skip_digits(c),
		   *ignored;

	*version = (struct version){0};
	if (end > c && *end == '!' && isdigit((unsigned char)end[1])) {
		version->epoch = part_between(c, end);
		c = end + 1;
	}
	end = scan_release(c);
	if (end == c)
		return false;
	version->release = part_between(c, end);
	c = scan_segment(end, pre_words, &version->pre, &version->phase);
	end = skip_digits(c + (*c == '-'));
	if (*c == '-' && end > c + 1) {
		version->post = part_between(c + 1, end);
		c = end;
	} else {
		c = scan_segment(c, post_words, &version->post, &ignored);
	}
	c = scan_segment(c, dev_words, &version->dev, &ignored);
	if (*c == '+' && isalnum((unsigned char)c[1])) {
		end = scan_local(c + 1);
		version->local = part_between(c + 1, end);
		c = end;
	}
	version->length = (size_t)(c - text);
	return true;
}

bool version_is_valid(const char *text)
{
	struct version version;

	return version_scan(text, &version) && text[version.length] == '\0';
}

static void add_number(struct text *out, const char *digits, size_t length)
{
	while (length > 1 && *digits == '0') {
		digits++;
		length--;
	}
	text_add(out, length ? digits : "0", length ? length : 1);
}

static struct version_part without_zeros(struct version_part release)
{
	size_t length = release.length;

	while (length > 0 && (release.at[length - 1] == '0' || release.at[length - 1] == '.')) {
		length--;
		if (release.at[length] == '.')
			release.length = length;
	}
	return release;
}

/* Numbers lose their leading zeros, words their capitals; SEPARATORS become dots. */
static void add_segments(struct text *out, struct version_part part, const char *separators)
{
	const char *c = part.at, *end = part.at + part.length;

	while (c < end) {
		size_t length = 0, digits = 0;

		while (c + length < end && !strchr(separators, c[length]))
			digits += isdigit((unsigned char)c[length++]) != 0;
		if (digits == length)
			add_number(out, c, length);
		else
			for (size_t i = 0; i < length; i++)
				text_add_char(out, (char)tolower((unsigned char)c[i]));
		c += length;
		if (c++ < end)
			text_add_char(out, '.');
	}
}

static void add_phase(struct text *out, const char *phase, struct version_part number)
{
	if (!number.at)
		return;
	text_add_string(out, phase);
	add_number(out, number.at, number.length);
}

void version_add(struct text *out, const struct version *version, bool trim)
{
	if (version->epoch.at && strspn(version->epoch.at, "0") < version->epoch.length) {
		add_number(out, version->epoch.at, version->epoch.length);
		text_add_char(out, '!');
	}
	add_segments(out, trim ? without_zeros(version->release) : version->release, ".");
	add_phase(out, version->phase, version->pre);
	add_phase(out, ".post", version->post);
	add_phase(out, ".dev", version->dev);
	if (version->local.at) {
		text_add_char(out, '+');
		add_segments(out, version->local, "-_.");
	}
}

static int compare_numbers(struct version_part a, struct version_part b)
{
	while (a.length && *a.at == '0') {
		a.at++;
		a.length--;
	}
	while (b.length && *b.at == '0') {
		b.at++;
		b.length--;
	}
	if (a.length != b.length)
		return a.length < b.length ? -1 : 1;
	return a.length ? memcmp(a.at, b.at, a.length) : 0;
}

/* Takes the first segment off PART; an empty one when there is none left. */
static struct version_part next_segment(struct version_part *part)
{
	struct version_part segment = *part;

	for (size_t i = 0; i < part->length; i++)
		if (skip_separator(part->at + i) != part->at + i) {
			segment.length = i;
			break;
		}
	size_t taken = segment.length + (segment.length < part->length);

	part->at += taken;
	part->length -= taken;
	return segment;
}

static int compare_releases(struct version_part a, struct version_part b)
{
	int order = 0;

	while (order == 0 && (a.length || b.length))
		order = compare_numbers(next_segment(&a), next_segment(&b));
	return order;
}

static bool is_number(struct version_part segment)
{
	for (size_t i = 0; i < segment.length; i++)
		if (!isdigit((unsigned char)segment.at[i]))
			return false;
	return true;
}

static int compare_words(struct version_part a, struct version_part b)
{
	int order = strncasecmp(a.at, b.at, a.length < b.length ? a.length : b.length);

	return order ? order : (a.length > b.length) - (a.length < b.length);
}

/* Words come before numbers, and the shorter of two that begin alike comes first. */
static int compare_locals(struct version_part a, struct version_part b)
{
	while (a.length && b.length) {
		struct version_part left = next_segment(&a), right = next_segment(&b);
		bool numbers = is_number(left), both = numbers == is_number(right);
		int order = !both     ? (numbers ? 1 : -1)
			    : numbers ? compare_numbers(left, right)
				      : compare_words(left, right);

		if (order)
			return order;
	}
	return (a.length > 0) - (b.length > 0);
}

/* A development release alone comes before every phase, no phase at all after them. */
static int phase_rank(const struct version *version)
{
	if (version->pre.at)
		return version->phase[0];
	return version->dev.at && !version->post.at ? 0 : 'z';
}

int version_compare(const struct version *a, const struct version *b)
{
	int order = compare_numbers(a->epoch, b->epoch);

	if (!order)
		order = compare_releases(a->release, b->release);
	if (!order)
		order = phase_rank(a) - phase_rank(b);
	if (!order)
		order = compare_numbers(a->pre, b->pre);
	if (!order)
		order = (a->post.at != NULL) - (b->post.at != NULL);
	if (!order && a->post.at)
		order = compare_numbers(a->post, b->post);
	if (!order)
		order = (a->dev.at == NULL) - (b->dev.at == NULL);
	if (!order && a->dev.at)
		order = compare_numbers(a->dev, b->dev);
	return order ? order : compare_locals(a->local, b->local);
}
