/* SPDX-License-Identifier: MIT */
/* configvalues: what is made of each variable, and what is refused. */
#include "unit.h"

#include "image/configvalues.h"
#include "lib/cleanup.h"

static void assert_reads(const char *text, const char *wanted)
{
	_cleanup_json_ json_t *values = imagevalues_read(text);
	_cleanup_(text_free) struct text said = json_canonical(values);

	assert_string_equal(text_string(&said), wanted);
}

static void assert_config(const char *text, const char *wanted)
{
	_cleanup_json_ json_t *values = imagevalues_read(text);
	_cleanup_(text_free) struct text said = json_canonical(json_object_get(values, "config"));

	assert_string_equal(text_string(&said), wanted);
}

static void lines(void **state)
{
	(void)state;
	assert_reads(
		"", "{\"config\":{},\"environment\":[],\"given\":{},\"labels\":{},\"unset\":[]}");
	assert_reads("ENV.A=a\\\\b\\nc=d \n  LABEL.x\\=y=\n name=n\nENV_UNSET=B "
		     "C\nCREATED=0\n\nUSER= \n",
		"{\"config\":{},\"created\":\"1970-01-01T00:00:00Z\",\"environment\":[[\"A\","
		"\"a\\\\b\\nc=d "
		"\"]],\"given\":{\"name\":\"n\"},\"labels\":{\"x=y\":\"\"},\"unset\":[\"B\",\"C\"]"
		"}");
}

static void commands(void **state)
{
	(void)state;
	assert_config("ENTRYPOINT=sh -c \"a b\"\nCMD=[\"a\", \"\"]",
		"{\"Cmd\":[\"a\",\"\"],\"Entrypoint\":[\"sh\",\"-c\",\"a b\"]}");
	assert_config("ENTRYPOINT=[]\nCMD=[ ]", "{\"Cmd\":[],\"Entrypoint\":[]}");
	assert_config("CMD=  a\\\\ ", "{\"Cmd\":[\"a \"]}");
	assert_config("HEALTHCHECK=a b", "{\"Healthcheck\":{\"Test\":[\"CMD\",\"a\",\"b\"]}}");
	assert_config("HEALTHCHECK=CMD a", "{\"Healthcheck\":{\"Test\":[\"CMD\",\"a\"]}}");
	assert_config("HEALTHCHECK=[\"CMD-SHELL\",\"a || b\"]",
		"{\"Healthcheck\":{\"Test\":[\"CMD-SHELL\",\"a || b\"]}}");
	assert_config("HEALTHCHECK.retries=3\nHEALTHCHECK=NONE\nHEALTHCHECK.start-interval=1s",
		"{\"Healthcheck\":{\"Retries\":3,\"StartInterval\":1000000000,\"Test\":[\"NONE\"]}"
		"}");
}

static void the_rest(void **state)
{
	(void)state;
	assert_config("USER=1000:1000\nWORKDIR=/\nSTOPSIGNAL=int",
		"{\"StopSignal\":\"SIGINT\",\"User\":\"1000:1000\",\"WorkingDir\":\"/\"}");
	assert_config("EXPOSE=80 81-82/udp 83/SCTP\nVOLUME=/a/ '/b c'",
		"{\"ExposedPorts\":{\"80/tcp\":{},\"81/udp\":{},\"82/udp\":{},\"83/"
		"sctp\":{}},\"Volumes\":{\"/a\":{},\"/b c\":{}}}");
}

static void what_is_refused(void **state)
{
	(void)state;
	const struct {
		const char *text, *message;
	} bad[] = {
		{"ENTRYPOINT=''",
			"PYLOCK_ENTRYPOINT is '''': its first word, the program, is empty"},
		{"ENTRYPOINT={\"a\":1}", "PYLOCK_ENTRYPOINT is '{\"a\":1}'"},
		{"CMD=[\"a\\\\u0000\"]", "PYLOCK_CMD"},
		{"CMD=[1]", "not a JSON array of strings"},
		{"CMD=a;b", "`;` would need a shell"},
		{"CMD=\xff", "PYLOCK_CMD: not UTF-8"},
		{"HEALTHCHECK=[]", "names no program"},
		{"HEALTHCHECK=NONE a", "nothing follows NONE"},
		{"HEALTHCHECK=CMD-SHELL a b", "one word follows"},
		{"HEALTHCHECK=CMD", "a program follows CMD"},
		{"HEALTHCHECK=a\nHEALTHCHECK.interval=1us", "at least 1ms"},
		{"HEALTHCHECK=a\nHEALTHCHECK.retries=0", "not a number from 1"},
		{"HEALTHCHECK.timeout=1s", "PYLOCK_HEALTHCHECK is not set"},
		{"ENV.=x", "PYLOCK_ENV.: "},
		{"ENV.a\\=b=x", "PYLOCK_ENV.a=b: "},
		{"LABEL.=x", "PYLOCK_LABEL.: "},
		{"ENV=x", "write PYLOCK_ENV.<name>"},
		{"ENV_UNSET=A\nENV.A=1", "take one away"},
		{"ENV_UNSET='A B'", "not names"},
		{"USER=a:b:c", "not a user"},
		{"USER=2147483648", "not a user"},
		{"USER=:1", "not a user"},
		{"WORKDIR=a", "not an absolute path"},
		{"WORKDIR=/a/./b", "not an absolute path"},
		{"WORKDIR=/..", "not an absolute path"},
		{"VOLUME=/", "the root"},
		{"VOLUME=/a b", "not an absolute path"},
		{"EXPOSE=0", "not ports"},
		{"EXPOSE=65536", "not ports"},
		{"EXPOSE=2-1", "not ports"},
		{"EXPOSE=80/icmp", "not ports"},
		{"EXPOSE=80:80", "not ports"},
		{"EXPOSE=-1", "not ports"},
		{"STOPSIGNAL=X", "not a signal"},
		{"CREATED=x", "not a time"},
		{"NAME=A", "PYLOCK_NAME is 'A'"},
		{"REPOSITORY=u:secret@h.x/a", "PYLOCK_REPOSITORY: neither an account"},
		{"TAG=a b", "PYLOCK_TAG is 'a b'"},
		{"FILES=x", "PYLOCK_FILES says nothing"},
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_dies(EXIT_NO, bad[i].message, imagevalues_read(bad[i].text));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines),
		cmocka_unit_test(commands),
		cmocka_unit_test(the_rest),
		cmocka_unit_test(what_is_refused),
	};
	return run_unit(tests);
}
