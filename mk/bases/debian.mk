# SPDX-License-Identifier: MIT
# debian.mk: what every target that stands on Debian shares. A suite's own file includes it, once it
# has set the rest.

PYLOCK_BASE_STEPS += $(_pylock_mk)/bases/debian.steps
PYLOCK_BASE_APT   := base-files base-passwd ca-certificates dash coreutils libc-bin \
  libstdc++6 netbase python3 tzdata
