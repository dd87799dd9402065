# --- verify and publish -----------------------------------------------------

# PYLOCK_CRITICAL: the packages that the project cannot run without.
PYLOCK_CRITICAL ?=

# PYLOCK_ALLOW.<package>: the reason why findings of verify on this package are accepted; shown with them.
# PYLOCK_ALLOW: only with a package: PYLOCK_ALLOW.<package>.

# PYLOCK_ACCEPT.<id>: the reason why the finding of verify with that id is accepted, such as PYLOCK_ACCEPT.library/torch/libx.so.1; * in an
#   id stands for anything. Shown with the finding, and said when it does not occur.
# PYLOCK_ACCEPT: only with an id: PYLOCK_ACCEPT.<id>.

# PYLOCK_CUDA_PACKAGES: the packages that are to be CUDA builds where the target has a GPU, those of them that are installed.
PYLOCK_CUDA_PACKAGES ?= torch torchvision torchaudio bitsandbytes flash-attn xformers vllm ctranslate2

# PYLOCK_SMOKE: the project's own tests, Python programs that run in the image with `make verify RUN=1` and on the device, each a single
#   file; exit status 0 is success.
PYLOCK_SMOKE ?=

# PYLOCK_IMPORT_SKIP.<name>: the reason why a module (moshi.server), or a package with all of its modules, is not imported by
#   `make verify RUN=1`; shown with it.
# PYLOCK_IMPORT_SKIP: only with a name: PYLOCK_IMPORT_SKIP.<name>.

# PYLOCK_IMPORT_TIMEOUT: seconds that one import or smoke test may take; under emulation eight times as many.
PYLOCK_IMPORT_TIMEOUT ?= 120

# PYLOCK_RUNNER: what runs the image for `make verify RUN=1`: `bubblewrap`, or `docker`, into which it is loaded.
PYLOCK_RUNNER ?= bubblewrap

# PYLOCK_GPU_HERE: `yes` when this machine has the target's GPU: then CUDA must be available with `make verify RUN=1`. It needs docker.
PYLOCK_GPU_HERE ?= no

# PYLOCK_VERIFY: `no` pushes without verifying first.
PYLOCK_VERIFY ?= yes

# PYLOCK_REPOSITORY: where `push` puts the image, such as registry.example/team/audiobook.
PYLOCK_REPOSITORY ?=

# PYLOCK_PUSH_OPTIONS: options for `skopeo copy`, such as --dest-tls-verify=false for a registry without TLS.
PYLOCK_PUSH_OPTIONS ?=

# PYLOCK_TAG: the tag it gets there. Default: the first 12 characters of the image's digest.
PYLOCK_TAG ?=
