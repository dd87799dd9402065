# --- image ------------------------------------------------------------------

# PYLOCK_FILES: the project's own files: SOURCE:PATH words, PATH absolute in the image; a directory goes with all that is in it.
_pylock_kind.FILES := rules target image
PYLOCK_FILES ?=

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
