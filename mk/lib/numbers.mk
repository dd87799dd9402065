# SPDX-License-Identifier: MIT
# numbers.mk: numbers and sizes. Make cannot count, and a program would cost every run of make.
#
# Everything here is private to the framework.

# --- configuration -----------------------------------------------------------
# --- rules -------------------------------------------------------------------

# Usage: $(call _pylock_rest,TEXT)
#   TEXT without its digits.
_pylock_rest = $(subst 0,,$(subst \
  1,,$(subst 2,,$(subst 3,,$(subst \
  4,,$(subst 5,,$(subst 6,,$(subst 7,,$(subst 8,,$(subst 9,,$(1)))))))))))
_pylock_is_number = $(and $(1),$(if $(call _pylock_rest,$(1)),,yes))
_pylock_starts_with_digit = 0% 1% 2% 3% 4% 5% 6% 7% 8% 9%

# Usage: $(call _pylock_times,NUMBER,X...)
#   NUMBER multiplied by how many X there are, digit by digit from the right.
_pylock_unary_10 := x x x x x x x x x x
_pylock_unary_32 := $(_pylock_unary_10) $(_pylock_unary_10) $(_pylock_unary_10) x x
_pylock_unary_60 := $(_pylock_unary_10) $(_pylock_unary_10) $(_pylock_unary_10) \
  $(_pylock_unary_10) $(_pylock_unary_10) $(_pylock_unary_10)
_pylock_times     = $(call _pylock_product,$(call _pylock_digits,$(1)),$(2),0)
_pylock_digits    = $(strip $(subst 0,0 ,$(subst 1,1 ,$(subst 2,2 ,$(subst 3,3 ,$(subst \
  4,4 ,$(subst 5,5 ,$(subst 6,6 ,$(subst \
  7,7 ,$(subst 8,8 ,$(subst 9,9 ,$(1))))))))))))
_pylock_but_last  = $(wordlist 2,$(words $(1)),x $(1))
# For the last digit: so many times X, and what is carried, counted. The rest goes on.
_pylock_product = $(if $(1),$(call _pylock_carry,$(1),$(2),$(call _pylock_digits,$(words \
  $(foreach one,$(wordlist 1,$(lastword $(1)),\
  1 2 3 4 5 6 7 8 9),$(2)) $(wordlist 1,$(3),$(2))))),$(filter-out 0,$(3)))
_pylock_carry   = $(call _pylock_product,$(call _pylock_but_last,$(1)),$(2),$(or $(subst \
  $(_pylock_blank),,$(call _pylock_but_last,$(3))),0))$(lastword $(3))

# Usage: $(call _pylock_bytes,SIZE)
#   How many bytes 256M or 1G are.
_pylock_bytes = $(if $(filter %T,$(1)),$(call _pylock_bytes,$(call \
  _pylock_times_1024,$(1:%T=%))G),$(if $(filter \
  %G,$(1)),$(call _pylock_bytes,$(call _pylock_times_1024,$(1:%G=%))M),$(if $(filter \
  %M,$(1)),$(call _pylock_bytes,$(call _pylock_times_1024,$(1:%M=%))K),$(if \
  $(filter %K,$(1)),$(call _pylock_times_1024,$(1:%K=%)),$(1)))))
_pylock_times_1024 = $(call _pylock_times,$(call \
  _pylock_times,$(1),$(_pylock_unary_32)),$(_pylock_unary_32))
