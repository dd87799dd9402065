# SPDX-License-Identifier: MIT
# --- image ------------------------------------------------------------------

# PYLOCK_FILES: the project's own files, in words SOURCE:/PATH[:OPTION,OPTION…]; a directory goes
#   with what is in it, but for what never belongs into an image (`man filelayer` has the list),
#   .dockerignore and PYLOCK_FILES_EXCLUDE; an empty SOURCE is an empty directory, and a file keeps
#   its name in a PATH/. Options: owner=USER[:GROUP] (names that the image has, or numbers),
#   mode=0640 of files (or of the empty directory), dirmode=0750 of directories. A blank in a name
#   is written as %20. What the base's links lead elsewhere lands there, and directories that the
#   base has keep their mode and owner.
_pylock_kind.FILES := rules target image
PYLOCK_FILES ?=

# PYLOCK_FILES_EXCLUDE: what of the directories in PYLOCK_FILES is left out: patterns as in a
#   .dockerignore, from SOURCE or from the project; `!` before one takes back.
_pylock_kind.FILES_EXCLUDE := words target image
PYLOCK_FILES_EXCLUDE ?=

# PYLOCK_USERS: users that the image gets, with their home directories, in words
#   NAME:UID:GID:HOME[:SHELL[:GROUP,GROUP…]]; a group of that name, too, unless the base has one of
#   that GID.
_pylock_kind.USERS := rules target image
PYLOCK_USERS ?=

# PYLOCK_DOCUMENTS: `no` leaves out the layer of documents: the tree of dependencies, `pip freeze`,
#   the environment, the direct requirements and the lock, at /opt/dependency_artifacts and
#   /opt/environment_info.
_pylock_kind.DOCUMENTS := yes-no target image
PYLOCK_DOCUMENTS ?= yes

# PYLOCK_ENTRYPOINT, PYLOCK_CMD: what the container runs: words with a shell's quotes, `sh -c
#   "python3 /app/x.py"`, or a JSON array of strings; `[]` for none where the base has some. No
#   shell reads them: an unquoted |, &&, $X or * is an error; write sh -c '...'. Default: the
#   base's; an entrypoint takes the base's command away.
_pylock_kind.ENTRYPOINT := shell-words target image
_pylock_kind.CMD := shell-words target image
PYLOCK_ENTRYPOINT ?=
PYLOCK_CMD ?=

# PYLOCK_ENV.<NAME>: an environment variable of the image. Those of the base are kept; PATH gets the
#   environment's bin before the base's, and VIRTUAL_ENV is set. ${X}, ${X:-word} and ${X:+word}
#   stand for what the base has, as in a Dockerfile, with two dollars for make:
#   PYLOCK_ENV.LD_LIBRARY_PATH := /opt/x/lib$${LD_LIBRARY_PATH:+:$${LD_LIBRARY_PATH}}; a backslash
#   before it keeps it as it is.
# PYLOCK_LABEL.<key>: a label of the image.
_pylock_kind.ENV.* := text target image
_pylock_kind.LABEL.* := text target image

# PYLOCK_ENV_UNSET: variables of the base's environment that the image is not to have, such as
#   PYTHONPATH PYTHONHOME.
_pylock_kind.ENV_UNSET := words target image
PYLOCK_ENV_UNSET ?=

# PYLOCK_USER: the user that the container runs as, name or number[:group]; a name must be one that
#   the image has. Default: the base's, else root.
_pylock_kind.USER := word target image
PYLOCK_USER ?=

# PYLOCK_WORKDIR: the directory that the container starts in; runtimes make one that is not there,
#   for root. Default: the base's, else /.
_pylock_kind.WORKDIR := image-path target image
PYLOCK_WORKDIR ?=

# PYLOCK_EXPOSE: the ports on which something listens: 8080, 53/udp, 7000-7010; besides the base's.
_pylock_kind.EXPOSE := words target image
PYLOCK_EXPOSE ?=

# PYLOCK_VOLUME: the directories that are volumes; besides the base's.
_pylock_kind.VOLUME := shell-words target image
PYLOCK_VOLUME ?=

# PYLOCK_HEALTHCHECK: the program that says whether the container is well, in words or as a JSON
#   array, as PYLOCK_ENTRYPOINT has them; NONE for no check where the base has one. An extension
#   that docker knows and others leave alone.
# PYLOCK_HEALTHCHECK.<what>: interval, timeout, start-period, start-interval (30s, 1m30s) and
#   retries (a number).
_pylock_kind.HEALTHCHECK := shell-words target image
_pylock_kind.HEALTHCHECK.* := text target image
PYLOCK_HEALTHCHECK ?=

# PYLOCK_STOPSIGNAL: the signal that stops the container, by name or number. Default: the base's,
#   else SIGTERM.
_pylock_kind.STOPSIGNAL := word target image
PYLOCK_STOPSIGNAL ?=

# PYLOCK_CREATED: when the image was made, according to its configuration: 2026-01-31T12:00:00Z, or
#   seconds since 1970. Default: SOURCE_DATE_EPOCH of the environment, else 1980-01-01T00:00:00Z,
#   always the same.
_pylock_kind.CREATED := word target image
PYLOCK_CREATED ?=

# PYLOCK_PREFIX: the virtual environment's place in the image: a directory of its own, not one of
#   the system's.
_pylock_kind.PREFIX := image-path target image
PYLOCK_PREFIX ?= /opt/venv

# PYLOCK_PYC: `yes` for .pyc files of all packages, or the names of some: imports need not compile,
#   and the image grows by about twice what its Python sources take. They are for exactly the
#   image's Python and the same bytes wherever they are made, and Python does not compare them with
#   their sources: whoever changes a .py file in a container must remove the .pyc beside it. Nothing
#   of the packages is run.
_pylock_kind.PYC := packages:yes-no target image
PYLOCK_PYC ?=

# PYLOCK_PYC_PYTHON: the interpreter that compiles for PYLOCK_PYC, of exactly the version that the
#   image has, for whatever architecture. Default: python3.N or python3 of the PATH or /usr/bin, the
#   one that is of that version.
_pylock_kind.PYC_PYTHON := path target
PYLOCK_PYC_PYTHON ?=

# PYLOCK_OWNER.<path>: the package whose file is taken where several install different ones at one
#   path. The path is a glob, in which * stands for anything, / included, and ? for one byte, as it
#   must for a blank and for : # = @ and $: seen from site-packages (cv2/*) or from the prefix
#   (bin/tool), or in the image, with a slash in front. An exact path goes before globs, a longer
#   glob before a shorter one.
_pylock_kind.OWNER.* := package target image

# PYLOCK_LAYER_SPLIT: bytes of a wheel above which it gets several layers.
_pylock_kind.LAYER_SPLIT := size target image
PYLOCK_LAYER_SPLIT ?= 268435456
