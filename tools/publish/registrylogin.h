/* SPDX-License-Identifier: MIT */
/* registrylogin.h: who one is at a registry, by what `skopeo login`, `podman login` and `docker
 * login` have kept: containers-auth.json(5), docker's config.json, and the programs
 * docker-credential-<name> that these name. */
#ifndef PUBLISH_REGISTRYLOGIN_H
#define PUBLISH_REGISTRYLOGIN_H

/* Owned by this struct; all NULL when nothing is known. */
struct registry_login {
	char *user, *password;
	char *identity; /* a token of OAuth 2 in place of them */
};

/* Looks for REPOSITORY, `<registry>/<name>`, in the order of containers-auth.json(5): the file
 * $REGISTRY_AUTH_FILE alone, or $XDG_RUNTIME_DIR/containers/auth.json,
 * ~/.config/containers/auth.json and docker's ~/.docker/config.json ($DOCKER_CONFIG). In each the
 * entry with the longest name counts that REPOSITORY is in. Dies with EXIT_NO for a file that is
 * damaged, without a word of it. */
struct registry_login registry_login(const char *repository);

void registry_login_free(struct registry_login *login); /* for _cleanup_ */

#endif
