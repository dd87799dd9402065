# SPDX-License-Identifier: MIT
# sbsa: the current preset of its kind, sbsa-cu130.

include $(_pylock_mk)/targets/sbsa-cu130.mk
