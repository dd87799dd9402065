# --- image ------------------------------------------------------------------

# PYLOCK_FILES: the project's own files, in words SOURCE:/PATH[:OPTION,OPTION…]; a directory goes with what is in it, but for
#   what never belongs into an image (`man filelayer` has the list), .dockerignore and PYLOCK_FILES_EXCLUDE; an empty
#   SOURCE is an empty directory. Options: owner=USER[:GROUP] (names that the image has, or numbers), mode=0640 of files
#   (or of the empty directory), dirmode=0750 of directories. A blank in a name is written as %20. What the base's links
#   lead elsewhere lands there, and directories that the base has keep their mode and owner.
_pylock_kind.FILES := rules target image
PYLOCK_FILES ?=

# PYLOCK_FILES_EXCLUDE: what of the directories in PYLOCK_FILES is left out: patterns as in a .dockerignore, from SOURCE or from
#   the project; `!` before one takes back.
_pylock_kind.FILES_EXCLUDE := words target image
PYLOCK_FILES_EXCLUDE ?=

# PYLOCK_USERS: users that the image gets, with their home directories, in words NAME:UID:GID:HOME[:SHELL[:GROUP,GROUP…]]; a group
#   of that name, too, unless the base has one of that GID.
_pylock_kind.USERS := rules target image
PYLOCK_USERS ?=

# PYLOCK_DOCUMENTS: `no` leaves out the layer of documents: the tree of dependencies, `pip freeze`, the environment, the direct
#   requirements and the lock, at /opt/dependency_artifacts and /opt/environment_info.
_pylock_kind.DOCUMENTS := yes-no target image
PYLOCK_DOCUMENTS ?= yes

# PYLOCK_ENTRYPOINT, PYLOCK_CMD: what the container runs, in words; both may be empty.
_pylock_kind.ENTRYPOINT := shell-words target image
_pylock_kind.CMD := shell-words target image
PYLOCK_ENTRYPOINT ?=
PYLOCK_CMD ?=

# PYLOCK_ENV.<NAME>: an environment variable of the image; blanks are kept. PATH and VIRTUAL_ENV are set for the environment.
# PYLOCK_LABEL.<key>: a label of the image.
_pylock_kind.ENV.* := text target image
_pylock_kind.LABEL.* := text target image

# PYLOCK_USER: the user that the container runs as, name or number[:group]. Default: root.
_pylock_kind.USER := word target image
PYLOCK_USER ?=

# PYLOCK_WORKDIR: the directory that the container starts in.
_pylock_kind.WORKDIR := image-path target image
PYLOCK_WORKDIR ?= /

# PYLOCK_PREFIX: the virtual environment's place in the image.
_pylock_kind.PREFIX := image-path target image
PYLOCK_PREFIX ?= /opt/venv

# PYLOCK_PYC: `yes` for .pyc files of all packages, or the names of some: imports need not compile, and the image grows by about
#   twice what its Python sources take. They are for exactly the image's Python and the same bytes wherever they are made, and Python does not
#   compare them with their sources: who changes a .py file in a container removes the .pyc beside it. Nothing of the packages is run.
_pylock_kind.PYC := packages:yes-no target image
PYLOCK_PYC ?=

# PYLOCK_PYC_PYTHON: the interpreter that compiles for PYLOCK_PYC, of exactly the version that the image has, for whatever architecture.
#   Default: python3.N or python3 of the PATH or /usr/bin, the one that is of that version.
_pylock_kind.PYC_PYTHON := path target
PYLOCK_PYC_PYTHON ?=

# PYLOCK_LAYER_SPLIT: bytes of a wheel above which it gets several layers.
_pylock_kind.LAYER_SPLIT := size target image
PYLOCK_LAYER_SPLIT ?= 268435456
