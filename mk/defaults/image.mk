# --- image ------------------------------------------------------------------

# PYLOCK_FILES: the project's own files: SOURCE:PATH words, PATH absolute in the image; a directory goes with all that is in it.
PYLOCK_FILES ?=

# PYLOCK_DOCUMENTS: `no` leaves out the layer of documents: the tree of dependencies, `pip freeze`, the environment, the direct
#   requirements and the lock, at /opt/dependency_artifacts and /opt/environment_info.
PYLOCK_DOCUMENTS ?= yes

# PYLOCK_ENTRYPOINT, PYLOCK_CMD: what the container runs, in words; both may be empty.
PYLOCK_ENTRYPOINT ?=
PYLOCK_CMD ?=

# PYLOCK_ENV.<NAME>: an environment variable of the image; blanks are kept. PATH and VIRTUAL_ENV are set for the environment.
# PYLOCK_LABEL.<key>: a label of the image.
# PYLOCK_ENV: only with a name: PYLOCK_ENV.<NAME>.
# PYLOCK_LABEL: only with a key: PYLOCK_LABEL.<key>.

# PYLOCK_USER: the user that the container runs as, name or number[:group]. Default: root.
PYLOCK_USER ?=

# PYLOCK_WORKDIR: the directory that the container starts in.
PYLOCK_WORKDIR ?= /

# PYLOCK_PREFIX: the virtual environment's place in the image.
PYLOCK_PREFIX ?= /opt/venv

# PYLOCK_PYC: `yes` for .pyc files of all packages, or the names of some: imports need not compile, and the image grows by about
#   twice what its Python sources take. They are for exactly the image's Python and the same bytes wherever they are made, and Python does not
#   compare them with their sources: who changes a .py file in a container removes the .pyc beside it. Nothing of the packages is run.
PYLOCK_PYC ?=

# PYLOCK_PYC_PYTHON: the interpreter that compiles for PYLOCK_PYC, of exactly the version that the image has, for whatever architecture.
#   Default: python3.N or python3 of the PATH or /usr/bin, the one that is of that version.
PYLOCK_PYC_PYTHON ?=

# PYLOCK_LAYER_SPLIT: bytes of a wheel above which it gets several layers.
PYLOCK_LAYER_SPLIT ?= 268435456
