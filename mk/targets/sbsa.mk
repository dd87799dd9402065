# SPDX-License-Identifier: MIT
# sbsa: the current one, sbsa-cu130.

include $(_pylock_mk)/targets/sbsa-cu130.mk
