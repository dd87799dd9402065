/* SPDX-License-Identifier: MIT */
/* certificates.h: what update-ca-certificates(8) makes in a new root where every certificate is
 * trusted. */
#ifndef DEBIAN_CERTIFICATES_H
#define DEBIAN_CERTIFICATES_H

#include "layers/tree.h"

/* From all /usr/share/ca-certificates/….crt, by path: lines in /etc/ca-certificates.conf, the
 * bundle /etc/ssl/certs/ca-certificates.crt, links NAME.pem, and links by the hash of the subject
 * as `openssl rehash` makes them. A file that is no certificate in PEM format dies. */
void certificates_update(struct tree *tree);

#endif
