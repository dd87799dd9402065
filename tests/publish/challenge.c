/* SPDX-License-Identifier: MIT */
/* challenge: what servers write, of RFC 9110, RFC 6750 and the distribution project's documents,
 * and what nobody should. */
#include "unit.h"

#include "lib/cleanup.h"
#include "publish/challenge.h"

#define assert_challenge(wanted, at, of, ...)                                            \
	do {                                                                             \
		const char *const lines[] = {__VA_ARGS__};                               \
		_cleanup_(challenge_free) struct challenge challenge = {0};              \
                                                                                         \
		for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)                \
			challenge_take(&challenge, lines[i]);                            \
		assert_int_equal(challenge.scheme, wanted);                              \
		assert_string_equal(challenge.realm ? challenge.realm : "none", at);     \
		assert_string_equal(challenge.service ? challenge.service : "none", of); \
	} while (0)

static void what_servers_write(void **state)
{
	(void)state;
	assert_challenge(
		CHALLENGE_BASIC, "none", "none", "Basic realm=\"a, b\", charset=\"UTF-8\"");
	assert_challenge(CHALLENGE_BEARER, "https://auth.example/token", "registry.example",
		"Bearer realm=\"https://auth.example/token\",service=\"registry.example\","
		"scope=\"repository:samalba/my-app:pull,push\"");
	assert_challenge(CHALLENGE_BEARER, "https://a.example", "",
		"bearer  REALM = \"https://a.example\" , error=\"invalid_token\"");
	/* RFC 9110, 11.6.1: two challenges on a line */
	assert_challenge(CHALLENGE_BASIC, "none", "none",
		"Basic realm=\"simple\", Newauth realm=\"apps\", type=1, title=\"Login to "
		"\\\"apps\\\"\"");
	assert_challenge(CHALLENGE_BEARER, "x", "s \"q\"",
		"Basic realm=\"b\", Bearer service=\"s \\\"q\\\"\", realm=x");
	assert_challenge(CHALLENGE_BEARER, "x", "", "Bearer realm=x", "Basic realm=y");
	assert_challenge(
		CHALLENGE_BEARER, "x", "", "Basic realm=y", "Negotiate abc==", "Bearer realm=x");
	assert_challenge(CHALLENGE_BASIC, "none", "none", "Basic");
}

static void what_is_none(void **state)
{
	(void)state;
	assert_challenge(CHALLENGE_NONE, "none", "none", "");
	assert_challenge(CHALLENGE_NONE, "none", "none", "Bearer");
	assert_challenge(CHALLENGE_NONE, "none", "none", "Bearer realm=\"\"");
	assert_challenge(CHALLENGE_NONE, "none", "none", "Digest realm=\"x\", nonce=\"y\"");
	assert_challenge(CHALLENGE_NONE, "none", "none", "realm=\"x\"");
	assert_challenge(CHALLENGE_NONE, "none", "none", "\"Basic\"", "=,=,\"", "Basic=x");
	assert_challenge(CHALLENGE_BEARER, "open", "", "Bearer realm=\"open");
	assert_challenge(CHALLENGE_BEARER, "a", "", "Bearer realm=a, realm=b");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_servers_write),
		cmocka_unit_test(what_is_none),
	};

	return run_unit(tests);
}
