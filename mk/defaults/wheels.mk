# SPDX-License-Identifier: MIT
# --- wheels -----------------------------------------------------------------

# PYLOCK_BUILDER.<package>: the builder that makes its wheel from its sdist, one of those in
#   mk/builders. Default: the one for its back end.
_pylock_kind.BUILDER.* := word target of-package asked

# PYLOCK_BUILD_ENV.<package>: variables that its build reads, NAME=VALUE words, such as
#   TORCH_CUDA_ARCH_LIST=8.7; another value builds anew.
_pylock_kind.BUILD_ENV.* := words target image of-package asked

# PYLOCK_BUILD_APT.<package>: Debian packages of the target that its build needs, such as
#   libyaml-dev; locked with it. The wheel gets copies of those of their libraries that it needs.
_pylock_kind.BUILD_APT.* := words target image of-package asked

# PYLOCK_BUILD_REQUIRES.<package>: what its build requires besides what its sdist says, in words
#   such as torch or setuptools<81. What names a package of the lock, and no version, means the
#   version there: so a wheel is compiled against the torch that is installed.
_pylock_kind.BUILD_REQUIRES.* := rules target image of-package asked

# PYLOCK_BUILD_CONSTRAINTS: bounds of what builds require, such as setuptools<81, for every package.
_pylock_kind.BUILD_CONSTRAINTS := rules target image
PYLOCK_BUILD_CONSTRAINTS ?=

# PYLOCK_ALLOW_WHEEL.<sha256>: the reason why the wheel of that hash is taken although something
#   about it could mislead, such as a file that its RECORD does not list; the message that refuses
#   it has the line to write. Shown by verify; see pylock-wheels(7).
_pylock_kind.ALLOW_WHEEL.* := text target

# PYLOCK_JOBS_BUILD: how many builds of wheels run at once on this machine. Default: one for each
#   processor and 2 GiB of memory.
_pylock_kind.JOBS_BUILD := number:1
PYLOCK_JOBS_BUILD ?=

# PYLOCK_BUILD_TIMEOUT: how long a step of a build may take: what its back end requires is one, its
#   wheel another.
_pylock_kind.BUILD_TIMEOUT := duration
PYLOCK_BUILD_TIMEOUT ?= 7200

# PYLOCK_BUILD_MEMORY: how much memory all processes of a build may have together. Default: three
#   quarters of the machine's.
_pylock_kind.BUILD_MEMORY := size
PYLOCK_BUILD_MEMORY ?=

# PYLOCK_BUILD_UNCONFINED: the reason why back ends may run as you, with all that is yours, on a
#   machine without namespaces. It is recorded with each wheel that is built so, and shown by
#   verify.
_pylock_kind.BUILD_UNCONFINED := text
PYLOCK_BUILD_UNCONFINED ?=

# PYLOCK_WHEEL_HOST: the docker or BuildKit endpoint of the builder `buildkit`, as in DOCKER_HOST:
#   ssh://user@machine, unix:///run/docker.sock.
_pylock_kind.WHEEL_HOST := word
PYLOCK_WHEEL_HOST ?=
