# SPDX-License-Identifier: MIT
# --- verify and publish -----------------------------------------------------

# PYLOCK_CRITICAL: the packages that the project cannot run without.
_pylock_kind.CRITICAL := packages target there
PYLOCK_CRITICAL ?=

# PYLOCK_ALLOW.<package>: the reason why findings of verify on this package are accepted; shown with
#   them.
_pylock_kind.ALLOW.* := text target of-package there

# PYLOCK_ACCEPT.<id>: the reason why the finding of verify with that id is accepted, such as
#   PYLOCK_ACCEPT.library/torch/libx.so.1; * in an id stands for anything. It is shown with the
#   finding; the report also says when that finding does not occur.
_pylock_kind.ACCEPT.* := text target

# PYLOCK_CUDA_PACKAGES: packages that have to be CUDA builds, if they are installed, for a target
#   with a GPU.
_pylock_kind.CUDA_PACKAGES := packages target
PYLOCK_CUDA_PACKAGES ?= torch torchvision torchaudio bitsandbytes flash-attn xformers vllm \
  ctranslate2

# PYLOCK_SMOKE: the project's own tests, Python programs that run in the image with `make verify
#   RUN=1` and on the device, each a single file; exit status 0 is success.
_pylock_kind.SMOKE := paths target
PYLOCK_SMOKE ?=

# PYLOCK_IMPORT_SKIP.<name>: the reason why a module (moshi.server), or a package with all of its
#   modules, is not imported by `make verify RUN=1`; shown with it.
_pylock_kind.IMPORT_SKIP.* := text target

# PYLOCK_IMPORT_TIMEOUT: seconds that one import or smoke test may take; under emulation eight times
#   as many.
_pylock_kind.IMPORT_TIMEOUT := duration target
PYLOCK_IMPORT_TIMEOUT ?= 120

# PYLOCK_RUNNER: what runs the image for `make verify RUN=1`: `bubblewrap`, or `docker`, into which
#   it is loaded.
_pylock_kind.RUNNER := choice:bubblewrap|docker target
PYLOCK_RUNNER ?= bubblewrap

# PYLOCK_GPU_HERE: `yes` when this machine has the target's GPU: then CUDA must be available with
#   `make verify RUN=1`. It needs docker.
_pylock_kind.GPU_HERE := yes-no target
PYLOCK_GPU_HERE ?= no

# PYLOCK_VERIFY: `no` pushes without verifying first.
_pylock_kind.VERIFY := yes-no target
PYLOCK_VERIFY ?= yes

# PYLOCK_REPOSITORY: where `push` puts the image, such as registry.example/team/audiobook.
_pylock_kind.REPOSITORY := word target
PYLOCK_REPOSITORY ?=

# PYLOCK_INSECURE: `yes` pushes to a registry that has no TLS, or a certificate that nobody vouches
#   for. One on this machine may have no TLS in any case.
_pylock_kind.INSECURE := yes-no target
PYLOCK_INSECURE ?= no

# PYLOCK_BYTES: `all` makes every layer before a push, also those that the registry has and that
#   layers.<target>.lock says all about.
_pylock_kind.BYTES := choice:needed|all target
PYLOCK_BYTES ?= needed

# PYLOCK_BUDGET_IMAGE, PYLOCK_BUDGET_PUSH, PYLOCK_BUDGET_PULL: how large the compressed layers may
#   be, all of them, those that a push sends, and those that who has BASE pulls: `cost` fails beyond
#   it, so that a CI does.
_pylock_kind.BUDGET_IMAGE := size target
PYLOCK_BUDGET_IMAGE ?=
_pylock_kind.BUDGET_PUSH := size target
PYLOCK_BUDGET_PUSH ?=
_pylock_kind.BUDGET_PULL := size target
PYLOCK_BUDGET_PULL ?=

# PYLOCK_MOUNT_FROM: other repositories of the same registry that may have some of the layers: it
#   takes those from there, and they are not sent. That of PYLOCK_BASE is always one.
_pylock_kind.MOUNT_FROM := words target
PYLOCK_MOUNT_FROM ?=

# PYLOCK_TAG: the tag that the image gets there. Default: the first 12 characters of the image's
#   digest.
_pylock_kind.TAG := word target
PYLOCK_TAG ?=
