# SPDX-License-Identifier: MIT
# thor: the current preset of its kind, thor-jp7-cu130.

include $(_pylock_mk)/targets/thor-jp7-cu130.mk
