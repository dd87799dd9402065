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

# PYLOCK_LAYER_SPLIT: bytes of a wheel above which it gets several layers.
PYLOCK_LAYER_SPLIT ?= 268435456
