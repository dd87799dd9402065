/* SPDX-License-Identifier: MIT */
/* registrylogin: whose entry counts, by containers-auth.json(5) and docker's documents. */
#include "unit.h"

#include "publish/registrylogin.h"
#include "scratch.h"

#define ME "bWU6czplY3JldA==" /* me:s:ecret, by base64(1) */
#define YOU "eW91OnRoZXJl"    /* you:there */
#define NO_COLON "bm9ib2R5"   /* nobody */

static void enter(struct scratch *scratch)
{
	assert_int_equal(setenv("HOME", scratch->path, 1), 0);
	unsetenv("REGISTRY_AUTH_FILE");
	unsetenv("DOCKER_CONFIG");
	unsetenv("XDG_RUNTIME_DIR");
	unsetenv("XDG_CONFIG_HOME");
}

static void assert_login(const char *repository, const char *user, const char *password)
{
	_cleanup_(registry_login_free) struct registry_login login = registry_login(repository);

	assert_string_equal(login.user ? login.user : "nobody", user);
	assert_string_equal(login.password ? login.password : "nothing", password);
}

static void the_nearest_entry(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();

	enter(&scratch);
	assert_login("r.example/a", "nobody", "nothing");
	scratch_write(&scratch, ".docker/config.json",
		"{\"auths\": {\"r.example\": {\"auth\": \"" YOU
		"\"}, \"r.example/team\": {\"auth\": \"" ME
		"\"}, \"https://s.example:5000/v1/\": {\"auth\": \"" ME "\"},"
		"\"https://index.docker.io/v1/\": {\"auth\": \"" YOU "\"}}}");
	assert_login("r.example/a", "you", "there");
	assert_login("r.example/teams/a", "you", "there");
	assert_login("r.example/team/a", "me", "s:ecret");
	assert_login("r.example/team", "me", "s:ecret");
	assert_login("r.example.org/a", "nobody", "nothing");
	assert_login("s.example:5000/a", "me", "s:ecret");
	assert_login("s.example/a", "nobody", "nothing");
	assert_login("docker.io/library/a", "you", "there");
}

static void the_first_file(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_free_ char *run = xprintf("%s/run", scratch.path);

	enter(&scratch);
	scratch_write(
		&scratch, ".docker/config.json", "{\"auths\": {\"r\": {\"auth\": \"" ME "\"}}}");
	scratch_write(&scratch, ".config/containers/auth.json",
		"{\"auths\": {\"s\": {\"auth\": \"" ME "\"}}}");
	assert_login("r/a", "me", "s:ecret");
	assert_login("s/a", "me", "s:ecret");
	scratch_write(&scratch, "run/containers/auth.json",
		"{\"auths\": {\"r\": {\"auth\": \"" YOU "\"}}}");
	setenv("XDG_RUNTIME_DIR", run, 1);
	assert_login("r/a", "you", "there");
	setenv("REGISTRY_AUTH_FILE", scratch_write(&scratch, "own", "{}"), 1);
	assert_login("r/a", "nobody", "nothing");
}

static void other_forms(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();

	enter(&scratch);
	scratch_write(&scratch, ".docker/config.json",
		"{\"auths\": {\"r\": {\"identitytoken\": \"t\"}, \"s\": {}}}");
	_cleanup_(registry_login_free) struct registry_login login = registry_login("r/a");

	assert_string_equal(login.identity, "t");
	assert_login("s/a", "nobody", "nothing");
}

static void damaged_files(void **state)
{
	static const char *const texts[] = {
		"[]",
		"{\"auths\": []}",
		"{\"auths\": {\"r\": []}}",
		"{\"auths\": {\"r\": {\"auth\": 1}}}",
		"{\"auths\": {\"r\": {\"auth\": \"" NO_COLON "\"}}}",
		"{\"auths\": {\"r\": {\"auth\": \"?secret?\"}}}",
		"{\"credHelpers\": {\"r\": 1}}",
		"{\"credsStore\": 1}",
	};

	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();

	enter(&scratch);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		scratch_write(&scratch, ".docker/config.json", texts[i]);
		assert_dies(EXIT_NO, "/.docker/config.json: ", registry_login("r/a"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_nearest_entry),
		cmocka_unit_test(the_first_file),
		cmocka_unit_test(other_forms),
		cmocka_unit_test(damaged_files),
	};

	return run_unit(tests);
}
