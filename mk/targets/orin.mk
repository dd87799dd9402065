# SPDX-License-Identifier: MIT
# orin: the current one, orin-jp6-cu129. JetPack 6 is what boards in the field have; JetPack 7.2 is orin-jp7-cu130.

include $(_pylock_mk)/targets/orin-jp6-cu129.mk
