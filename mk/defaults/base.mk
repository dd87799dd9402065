# SPDX-License-Identifier: MIT
# --- base -------------------------------------------------------------------

# PYLOCK_BASE: what the image stands on: empty for the preset's packages, a root file system as a
#   tarball in any compression, a directory that is an OCI image layout, of which the image for the
#   target's platform is taken, or an image of a registry, docker://NAME[:TAG] or
#   docker://NAME@sha256:DIGEST; what a tag is gets locked in base.<target>.lock.
_pylock_kind.BASE := word target image
PYLOCK_BASE ?=

# PYLOCK_PROVIDED: packages that the base has and that are not installed: the others are resolved
#   against them, and the virtual environment sees the base's packages.
_pylock_kind.PROVIDED := packages target image
PYLOCK_PROVIDED ?=

# PYLOCK_PROVIDED.<package>: the version that the base's counts as, such as 2.7.0 for NVIDIA's
#   2.7.0a0+<hash>.nv25.4, which sorts below 2.7; of the same release. Shown in every report.
_pylock_kind.PROVIDED.* := word target image of-package

# PYLOCK_PULL_OPTIONS: options for `skopeo copy`, such as --src-tls-verify=false for a registry
#   without TLS. Credentials are skopeo's own (skopeo login).
_pylock_kind.PULL_OPTIONS := words target
PYLOCK_PULL_OPTIONS ?=

# PYLOCK_APT: Debian packages that the base has besides the preset's own, with what they depend on.
_pylock_kind.APT := words target image
PYLOCK_APT ?=

# PYLOCK_APT_MIRRORS: addresses of Debian archives. Default: the ones that apt on this machine uses.
_pylock_kind.APT_MIRRORS := words target
PYLOCK_APT_MIRRORS ?=

# PYLOCK_APT_SOURCES: archives besides Debian's:
#   NAME|ADDRESS|SUITE|COMPONENTS|KEY[|sha256=HEX][|snapshot] words. KEY is a file of the project,
#   or an address, then with its sha256; components have commas between them, and are - when SUITE
#   is a path that ends in /; snapshot: the archive is of one moment, and its date does not count.
#   What Debian has comes from Debian.
_pylock_kind.APT_SOURCES := rules target image
PYLOCK_APT_SOURCES ?=

# PYLOCK_BASE_CONFIGURE: `static` makes what maintainer scripts would have made by declared steps;
#   `run` runs them, natively or under qemu.
_pylock_kind.BASE_CONFIGURE := choice:static|run target image
PYLOCK_BASE_CONFIGURE ?= static
