/* SPDX-License-Identifier: MIT */
/* wheel: a wheel, and what would be installed of it; as it is, and where the user allows its flaws.
 */
#include "fuzz.h"

#include "layers/install.h"

void fuzz_one(const uint8_t *bytes, size_t size)
{
	struct digest digest = sha256_of(bytes, size);
	const struct allowance allowance = {.count = size % 2, .wheels = &digest};
	_cleanup_(inflate_free) struct inflate *inflate = inflate_new();
	_cleanup_(wheel_close) struct wheel *wheel =
		wheel_open(fuzz_file(bytes, size), NULL, &allowance, inflate);
	_cleanup_(environment_free) struct environment environment =
		environment_at("/opt/venv", "/opt/venv/lib/python3.11/site-packages", NULL, 3, 11);
	_cleanup_(installation_free) struct installation installation =
		install_wheel(wheel, &environment, inflate);

	for (size_t i = 0; i < installation.count; i++)
		if (installation.files[i].entry)
			installed_check(&installation.files[i], inflate);
}
