# SPDX-License-Identifier: MIT
# orin: the current preset for JetPack 6, orin-jp6-cu129. JetPack 7.2 has orin-jp7-cu130.

include $(_pylock_mk)/targets/orin-jp6-cu129.mk
