/* SPDX-License-Identifier: MIT */
/* platform: what runs on what. The table is what skopeo and containerd say (pkg/platform,
 * platforms). */
#include "unit.h"

#include "image/platform.h"
#include "lib/cleanup.h"
#include "lib/json.h"

static struct platform parse(char *buffer, const char *text)
{
	struct platform platform;

	strcpy(buffer, text);
	assert_true(platform_parse(buffer, &platform));
	return platform;
}

static void distances(void **state)
{
	(void)state;
	const struct {
		const char *wanted, *has;
		int distance;
	} rows[] = {
		{"linux/amd64", "linux/amd64", 0},
		{"linux/amd64", "linux/x86_64", 0},
		{"linux/amd64", "linux/amd64/v1", 0},
		{"linux/amd64", "linux/amd64/v2", PLATFORM_OTHER},
		{"linux/amd64/v3", "linux/amd64/v2", 100},
		{"linux/amd64", "linux/arm64", PLATFORM_OTHER},
		{"linux/amd64", "windows/amd64", PLATFORM_OTHER},
		{"linux/arm64", "linux/arm64/v8", 0},
		{"linux/arm64/v8", "linux/aarch64", 0},
		{"linux/arm64", "linux/arm64/8", 0},
		{"linux/arm64", "linux/arm64/v8.1", PLATFORM_OTHER},
		{"linux/arm64/v9", "linux/arm64/v8.2", 98},
		{"linux/arm64", "linux/arm64/armv8", PLATFORM_OTHER},
		{"linux/arm", "linux/arm/v7", 0},
		{"linux/arm/v7", "linux/arm/v6", 100},
		{"linux/arm/v7", "linux/arm/v5", 200},
		{"linux/arm/v6", "linux/arm/v7", PLATFORM_OTHER},
		{"linux/arm/v7", "linux/arm64", PLATFORM_OTHER},
		{"linux/riscv64", "linux/riscv64", 0},
		{"linux/riscv64", "linux/riscv64/rva20u64", 1},
		{"linux/ppc64le/power9", "linux/ppc64le/power8", PLATFORM_OTHER},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char a[64], b[64];
		struct platform wanted = parse(a, rows[i].wanted), has = parse(b, rows[i].has);

		if (platform_distance(&wanted, &has) != rows[i].distance)
			fail_msg("%s on %s: %d", rows[i].has, rows[i].wanted,
				platform_distance(&wanted, &has));
	}
}

static void texts(void **state)
{
	(void)state;
	const char *const rows[][2] = {
		{"linux/aarch64/v8", "linux/arm64"},
		{"linux/amd64/v1", "linux/amd64"},
		{"linux/amd64/v3", "linux/amd64/v3"},
		{"linux/arm/v7", "linux/arm/v7"},
		{"linux/s390x", "linux/s390x"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char buffer[64];
		struct platform platform = parse(buffer, rows[i][0]);
		_cleanup_free_ char *text = platform_text(&platform);

		assert_string_equal(text, rows[i][1]);
	}
}

static void what_says_nothing(void **state)
{
	(void)state;
	const struct {
		const char *json;
		bool unknown;
	} rows[] = {
		{"{\"os\":\"linux\",\"architecture\":\"arm64\"}", false},
		{"{\"os\":\"unknown\",\"architecture\":\"unknown\"}", true},
		{"{\"os\":\"\",\"architecture\":\"\"}", true},
		{"{}", true},
		{"[]", true},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		_cleanup_json_ json_t *json = json_loads(rows[i].json, 0, NULL);
		struct platform platform = platform_read(json, "here");

		assert_int_equal(platform_is_unknown(&platform), rows[i].unknown);
	}
	_cleanup_json_ json_t *wrong = json_loads("{\"os\":1}", 0, NULL);

	assert_dies(EXIT_NO, "here: .os: not a string", platform_read(wrong, "here"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(distances),
		cmocka_unit_test(texts),
		cmocka_unit_test(what_says_nothing),
	};
	return run_unit(tests);
}
