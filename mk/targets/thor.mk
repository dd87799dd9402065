# SPDX-License-Identifier: MIT
# thor: the current one, thor-jp7-cu130.

include $(_pylock_mk)/targets/thor-jp7-cu130.mk
