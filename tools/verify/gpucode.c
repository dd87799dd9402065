/* SPDX-License-Identifier: MIT */
#include "verify/gpucode.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "elf/gpurules.h"
#include "lib/cleanup.h"
#include "lib/die.h"

#define GUIDE "CUDA C++ Programming Guide"

/* "Release History" of NVIDIA's "PTX ISA": the language, ten times its version, the CUDA release
 * that brought it, and that release's driver on desktops and servers, by "CUDA Toolkit and
 * Corresponding Driver Versions" of the release notes. */
static const struct {
	unsigned language;
	const char *cuda;
	unsigned driver;
} languages_known[] = {
	{60, "9.0", 384},
	{61, "9.1", 387},
	{62, "9.2", 396},
	{63, "10.0", 410},
	{64, "10.1", 418},
	{65, "10.2", 440},
	{70, "11.0", 450},
	{71, "11.1", 455},
	{72, "11.2", 460},
	{73, "11.3", 465},
	{74, "11.4", 470},
	{75, "11.5", 495},
	{76, "11.6", 510},
	{77, "11.7", 515},
	{78, "11.8", 520},
	{80, "12.0", 525},
	{81, "12.1", 530},
	{82, "12.2", 535},
	{83, "12.3", 545},
	{84, "12.4", 550},
	{85, "12.5", 555},
	{86, "12.7", 565},
	{87, "12.8", 570},
	{88, "12.9", 575},
	{90, "13.0", 580},
	{91, "13.1", 590},
};

/* --- verdicts ---------------------------------------------------------------- */

void verdict_free(struct verdict *verdict)
{
	cleanup_free(&verdict->text);
	cleanup_free(&verdict->practice);
}

char *verdict_says(const struct verdict *verdict)
{
	struct text text = {0};

	text_add_string(&text, verdict->text);
	if (*verdict->rule)
		text_printf(&text, " [%s; %s; %s]", verdict->rule, verdict->source,
			verdict->confidence);
	if (*verdict->practice)
		text_printf(&text, "; %s", verdict->practice);
	return text_take(&text);
}

json_t *verdict_json(const struct verdict *verdict)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "word", verdict->word, "text",
		verdict->text, "rule", verdict->rule, "source", verdict->source, "confidence",
		verdict->confidence, "practice", verdict->practice);
}

/* --- what an ELF file has ------------------------------------------------------ */

static struct gpu read_code(json_t *item, const char *key, const char *where)
{
	struct gpu code = {0};
	int end = 0;

	if (json_is_integer(item) && json_integer_value(item) >= 0 &&
		json_integer_value(item) < 10000)
		return (struct gpu){.number = (uint32_t)json_integer_value(item)};
	const char *text = json_is_string(item) ? json_string_value(item) : "";

	if (!isdigit((unsigned char)*text) || sscanf(text, "%4u%n", &code.number, &end) != 1 ||
		(text[end] && (!strchr("af", text[end]) || text[end + 1])))
		die(EXIT_NO, "%s: .cuda.%s: not the architecture of a GPU", where, key);
	code.suffix = text[end];
	return code;
}

struct gpus gpucode_list(json_t *cuda, const char *key, const char *where)
{
	json_t *list = json_want_array(cuda, key, where), *item;
	struct gpus gpus = {0};
	size_t index;

	json_array_foreach (list, index, item)
		if (!gpus_add(&gpus, read_code(item, key, where)))
			die(EXIT_NO, "%s: .cuda.%s: more than %d architectures", where, key,
				FATBIN_MOST_ARCHITECTURES);
	return gpus;
}

bool gpucode_is_there(json_t *cuda, const char *where)
{
	static const char *const kinds[] = {"sass", "ptx", "relocatableSass", "relocatablePtx"};
	bool found = false;

	if (json_object_size(cuda) == 0)
		return false;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		found |= json_array_size(json_want_array(cuda, kinds[i], where)) > 0;
	return found;
}

/* --- judgement -------------------------------------------------------------------- */

static void code_name(struct gpu code, char name[16])
{
	snprintf(name, 16, "%u%.*s", code.number, code.suffix ? 1 : 0, &code.suffix);
}

/* Appends `, by a driver ...`: what compiles PTX in that version of the language. */
static void add_driver(struct text *text, const char *language)
{
	unsigned major = 0, minor = 0;

	if (sscanf(language, "%4u.%4u", &major, &minor) == 2)
		for (size_t i = 0; i < sizeof languages_known / sizeof *languages_known; i++)
			if (major < languages_known[i].language / 10 ||
				(major == languages_known[i].language / 10 &&
					minor <= languages_known[i].language % 10)) {
				text_printf(text,
					", by a driver for CUDA %s or newer (%u on desktops and "
					"servers)",
					languages_known[i].cuda, languages_known[i].driver);
				return;
			}
	text_printf(text, ", by a driver that knows PTX %s", language);
}

static bool judge_sass(const struct gpus *sass, unsigned gpu, struct verdict *verdict)
{
	char name[16];

	for (size_t i = 0; i < sass->count; i++)
		if (sass->list[i].number == gpu) {
			code_name(sass->list[i], name);
			*verdict = (struct verdict){"runs", xprintf("runs: code for sm_%s", name),
				"machine code of the very architecture", GUIDE, "certain",
				xstrdup("")};
			return true;
		}
	for (size_t i = sass->count; i-- > 0;)
		if (gpu_runs_sass(sass->list[i], gpu)) {
			code_name(sass->list[i], name);
			*verdict = (struct verdict){"runs", xprintf("runs: code for sm_%s", name),
				"the same major capability, a lower minor",
				GUIDE ", Binary Compatibility", "documented", xstrdup("")};
			return true;
		}
	return false;
}

static bool judge_ptx(
	const struct gpus *ptx, json_t *languages, unsigned gpu, struct verdict *verdict)
{
	for (size_t i = ptx->count; i-- > 0;) {
		struct text text = {0};
		char name[16];

		if (!gpu_runs_ptx(ptx->list[i], gpu))
			continue;
		code_name(ptx->list[i], name);
		const char *language = json_string_value(json_object_get(languages, name));

		text_printf(&text, "runs by JIT from PTX %s", name);
		if (language && *language)
			add_driver(&text, language);
		*verdict = (struct verdict){"jit", text_take(&text),
			"PTX is compiled for any equal or higher capability",
			GUIDE ", PTX Compatibility", "documented", xstrdup("")};
		return true;
	}
	return false;
}

/* What there is, in words: `SASS 75 80, relocatable PTX 90`. */
static char *described(json_t *cuda, const char *where)
{
	static const char *const kinds[][2] = {{"sass", "SASS"}, {"ptx", "PTX"},
		{"relocatableSass", "relocatable SASS"}, {"relocatablePtx", "relocatable PTX"}};
	struct text text = {0};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		struct gpus codes = gpucode_list(cuda, kinds[i][0], where);

		if (codes.count)
			text_printf(&text, "%s%s", text.length ? ", " : "", kinds[i][1]);
		for (size_t j = 0; j < codes.count; j++) {
			char name[16];

			code_name(codes.list[j], name);
			text_printf(&text, " %s", name);
		}
	}
	return text_take(&text);
}

/* The highest capability that would run but for the line between Tegra and others; 0 when that is
 * not why. */
static unsigned close_to(const struct gpus *sass, unsigned gpu)
{
	bool tegra = gpu_is_tegra(gpu);
	unsigned highest = 0;

	for (size_t i = 0; i < sass->count; i++) {
		struct gpu code = sass->list[i];

		if (code.suffix || code.number / 10 != gpu / 10 || code.number >= gpu)
			continue;
		tegra |= gpu_is_tegra(code.number);
		if (code.number > highest)
			highest = code.number;
	}
	return tegra ? highest : 0;
}

static struct verdict judge_nothing(
	json_t *cuda, const struct gpus *sass, unsigned gpu, const char *where)
{
	_cleanup_free_ char *has = described(cuda, where);
	unsigned close = close_to(sass, gpu);
	struct verdict verdict = {"none",
		xprintf("no code for %u.%u (it has %s)", gpu / 10, gpu % 10, has),
		"machine code runs within its major capability, PTX on equal or higher ones", GUIDE,
		"documented", NULL};

	if (close) {
		verdict.rule =
			"code for desktop GPUs is not promised to run on Tegra, nor the other way";
		verdict.source = GUIDE ", Binary Compatibility";
		verdict.confidence = "disputed";
	}
	verdict.practice =
		close ? xprintf("in practice sm_%u code on %u.%u is said to run "
				"(bitsandbytes#1939), and not to (jax#40492): try it on the "
				"device",
				close, gpu / 10, gpu % 10)
		      : xstrdup("");
	return verdict;
}

struct verdict gpucode_judge(json_t *cuda, json_t *languages, unsigned gpu, const char *where)
{
	struct gpus sass = gpucode_list(cuda, "sass", where),
		    ptx = gpucode_list(cuda, "ptx", where);
	struct verdict verdict;

	if (judge_sass(&sass, gpu, &verdict) || judge_ptx(&ptx, languages, gpu, &verdict))
		return verdict;
	return judge_nothing(cuda, &sass, gpu, where);
}
