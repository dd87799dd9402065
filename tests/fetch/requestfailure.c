/* SPDX-License-Identifier: MIT */
/* requestfailure: what is worth another attempt, and what a server says of credentials. */
#include "unit.h"

#include "fetch/requestfailure.h"
#include "server.h"

/* RFC 9110, 15.5 and 15.6; RFC 6585. */
static void by_the_status(void **state)
{
	(void)state;
	static const struct {
		long status;
		enum download_failure failure;
	} statuses[] = {{404, DOWNLOAD_NO}, {410, DOWNLOAD_NO}, {403, DOWNLOAD_NO},
		{401, DOWNLOAD_NO}, {451, DOWNLOAD_NO}, {416, DOWNLOAD_NO}, {407, DOWNLOAD_BROKEN},
		{304, DOWNLOAD_BROKEN}, {204, DOWNLOAD_BROKEN}, {408, DOWNLOAD_AGAIN},
		{425, DOWNLOAD_AGAIN}, {429, DOWNLOAD_AGAIN}, {500, DOWNLOAD_AGAIN},
		{503, DOWNLOAD_AGAIN}, {599, DOWNLOAD_AGAIN}};

	for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
		assert_int_equal(
			requestfailure_of_status(statuses[i].status, false), statuses[i].failure);
	assert_int_equal(requestfailure_of_status(416, true), DOWNLOAD_RESTART);
	assert_int_equal(requestfailure_of_status(404, true), DOWNLOAD_NO);
}

static void by_the_code(void **state)
{
	(void)state;
	assert_int_equal(requestfailure_of_code(CURLE_COULDNT_CONNECT), DOWNLOAD_AGAIN);
	assert_int_equal(requestfailure_of_code(CURLE_OPERATION_TIMEDOUT), DOWNLOAD_AGAIN);
	assert_int_equal(requestfailure_of_code(CURLE_PARTIAL_FILE), DOWNLOAD_AGAIN);
	assert_int_equal(requestfailure_of_code(CURLE_TOO_MANY_REDIRECTS), DOWNLOAD_BROKEN);
	assert_int_equal(requestfailure_of_code(CURLE_PEER_FAILED_VERIFICATION), DOWNLOAD_BROKEN);
	assert_int_equal(requestfailure_of_code(CURLE_FILE_COULDNT_READ_FILE), DOWNLOAD_NO);
}

static size_t ignore(char *bytes, size_t size, size_t count, void *data)
{
	(void)bytes;
	(void)data;
	return size * count;
}

static void says(const char *headers, const char *words)
{
	char said[REQUESTFAILURE_WORDS];
	char answer[1024];

	snprintf(answer, sizeof answer,
		"HTTP/1.1 401 No\r\nConnection: close\r\nContent-Length: 0\r\n%s\r\n", headers);
	struct unit_server server = unit_server_with(answer);
	CURL *easy = curl_easy_init();

	curl_easy_setopt(easy, CURLOPT_URL, server.url);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, ignore);
	assert_int_equal(curl_easy_perform(easy), CURLE_OK);
	requestfailure_words(easy, said);
	assert_string_equal(said, words);
	curl_easy_cleanup(easy);
	unit_stop(&server);
}

/* RFC 6750, 3. */
static void in_the_words_of_the_server(void **state)
{
	(void)state;
	says("", "");
	says("WWW-Authenticate: Basic realm=\"x\"\r\n", "");
	says("WWW-Authenticate: Bearer realm=\"x\", error=\"invalid_token\", "
	     "error_description=\"The access token expired\", scope=\"y\"\r\n",
		": The access token expired");
	says("WWW-Authenticate: Basic realm=\"x\"\r\n"
	     "WWW-Authenticate: Bearer error_description=\"Second\"\r\n",
		": Second");
	says("WWW-Authenticate: Bearer error_description=\"without an end\r\n", ": without an end");
}

static void no_more_than_there_is_room_for(void **state)
{
	(void)state;
	char header[512], words[REQUESTFAILURE_WORDS];

	snprintf(header, sizeof header, "WWW-Authenticate: Bearer error_description=\"%0200d\"\r\n",
		0);
	snprintf(words, sizeof words, ": %0125d", 0);
	says(header, words);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_the_status),
		cmocka_unit_test(by_the_code),
		cmocka_unit_test(in_the_words_of_the_server),
		cmocka_unit_test(no_more_than_there_is_room_for),
	};
	return run_unit(tests);
}
