/* SPDX-License-Identifier: MIT */
/* mediatype: OCI's names stay, docker's become OCI's, the rest is unknown. */
#include "unit.h"

#include "image/mediatype.h"

static void docker_names_become_oci(void **state)
{
	(void)state;
	assert_string_equal(media_type_oci("application/vnd.docker.distribution.manifest.v2+json"),
		"application/vnd.oci.image.manifest.v1+json");
	assert_string_equal(media_type_oci("application/vnd.docker.image.rootfs.diff.tar.gzip"),
		"application/vnd.oci.image.layer.v1.tar+gzip");
	assert_string_equal(media_type_oci("application/vnd.oci.image.layer.v1.tar+zstd"),
		"application/vnd.oci.image.layer.v1.tar+zstd");
	assert_null(media_type_oci("application/vnd.oci.image.layer.v1.tar+xz"));
	assert_null(media_type_oci("application/vnd.in-toto+json"));
}

static void layers_say_how_they_are_compressed(void **state)
{
	(void)state;
	assert_true(media_type_is_layer("application/vnd.oci.image.layer.v1.tar"));
	assert_false(media_type_is_layer(MEDIA_TYPE_CONFIG));
	assert_int_equal(
		media_type_compression("application/vnd.oci.image.layer.v1.tar"), COMPRESSION_NONE);
	assert_int_equal(media_type_compression("application/vnd.oci.image.layer.v1.tar+gzip"),
		COMPRESSION_GZIP);
	assert_int_equal(media_type_compression("application/vnd.oci.image.layer.v1.tar+zstd"),
		COMPRESSION_ZSTD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(docker_names_become_oci),
		cmocka_unit_test(layers_say_how_they_are_compressed),
	};
	return run_unit(tests);
}
