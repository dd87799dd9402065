# SPDX-License-Identifier: MIT
# kinds.mk: what the value of a variable may be, by its kind, and how it is written when there are
# several ways.
#
# The kind of a variable is the first word of its line `_pylock_kind.<NAME> := KIND [FLAG]...` in
# defaults/. A family such as PYLOCK_ENV.<NAME> has one line, `_pylock_kind.ENV.*`. After a colon, a
# kind names words that it allows, too.
#
#   yes-no        yes true on y 1, no false off n 0, in any case
#   number        digits; number:1 has a least value
#   size          bytes, or with K, M, G or T: 256M
#   duration      seconds, or with s, m or h: 90s, 5m
#   version       3.12.11; versions: several
#   date          2026-11-01, or with a time
#   word          one word; words: several; choice:a|b: one of these
#   path          of this machine; paths: several; image-path: absolute, in the image
#   package       the name of a package; packages: several; they are written as PEP 503 says
#   rules shell-words text    what only the program that reads them can judge
#
# Flags: target: it may be set for one target; image: it reaches the bytes of the image; preset: a
# target's file sets it; of-package, of-index: what the members of the family are; there, asked: the
# packages that it names are looked for, see names.mk.

# --- configuration -----------------------------------------------------------

_pylock_single := yes-no number size duration version date word choice path image-path package

# Characters that mean something to the shell or to Make.
_pylock_quotes := ' " ` \ ; | < > $$
_pylock_marks  := $(_pylock_quotes) & ( ) * ? [ ] { } % : $(_pylock_hash) ~

# --- rules -------------------------------------------------------------------

# Usage: $(call _pylock_kind_of,NAME)
#   The line of PYLOCK_<WHAT>, PYLOCK_<WHAT>.<member>, either with @<target>; nothing for a name
#   that is none.
_pylock_kind_of = $(_pylock_kind.$(call _pylock_line_of,$(patsubst PYLOCK_%,%,$(firstword \
  $(subst @, ,$(1))))))
_pylock_line_of = $(if $(findstring .,$(1)),$(firstword $(subst ., ,$(1))).*,$(1))

# Usage: $(call _pylock_found,MARKS,TEXT)
#   Those of MARKS that TEXT has.
_pylock_found = $(strip $(foreach mark,$(1),$(findstring $(mark),$(2))))

# Usage: $(call _pylock_without_unit,VALUE,UNITS)
#   VALUE, one word, without one of UNITS at its end.
_pylock_without_unit = $(if $(filter 1,$(words $(1))),$(firstword $(foreach unit,$(2),$(patsubst \
  %$(unit),%,$(filter %$(unit),$(1)))) $(1)))

# Usage: $(call _pylock_normal,NAMES)
#   Names of packages as PEP 503 writes them.
_pylock_normal = $(call _pylock_one_dash,$(subst _,-,$(subst .,-,$(call _pylock_lower,$(1)))))
_pylock_one_dash = $(if $(findstring --,$(1)),$(call _pylock_one_dash,$(subst --,-,$(1))),$(1))
_pylock_lower = $(call _pylock_lower_yes_no,$(subst \
  B,b,$(subst C,c,$(subst D,d,$(subst G,g,$(subst H,h,$(subst I,i,$(subst J,j,$(subst K,k,$(subst \
  M,m,$(subst P,p,$(subst Q,q,$(subst V,v,$(subst W,w,$(subst X,x,$(subst Z,z,$(1)))))))))))))))))

# Usage: $(call _pylock_wrong.<kind>,VALUE,WORDS THAT ARE ALLOWED BESIDES)
#   What is to be written instead; nothing when VALUE is right. VALUE is not empty and has no blanks
#   around it.
_pylock_wrong.yes-no     = $(if $(and $(filter 1,$(words $(1))),$(filter $(_pylock_yes_words) \
  $(_pylock_no_words),$(call _pylock_lower_yes_no,$(1)))),,write `yes` or `no`)
_pylock_wrong.number     = $(if $(and $(call _pylock_is_number,$(1)),$(or $(if $(2),,yes),$(subst \
  0,,$(1)))),,write a number$(if $(2),$(_pylock_comma) $(2) or more))
_pylock_wrong.size       = $(if $(call _pylock_is_number,$(call _pylock_without_unit,$(1:%iB=%),K \
  M G T k m g t)),,\
  write bytes$(_pylock_comma) or a number with K$(_pylock_comma) M or G$(_pylock_comma) such \
  as 256M)
_pylock_wrong.duration   = $(if $(call _pylock_is_number,$(call _pylock_without_unit,$(1),s m \
  h)),,write seconds$(_pylock_comma) or a number with s$(_pylock_comma) m or h$(_pylock_comma) \
  such as 90s or 5m)
_pylock_wrong.version    = $(if $(and $(filter 1,$(words $(1))),$(filter \
  $(_pylock_starts_with_digit) $(2),$(1))),,write a version such as 3.12)
_pylock_wrong.versions   = $(if $(filter-out $(_pylock_starts_with_digit) $(2),$(1)),write \
  versions such as 8.7)
_pylock_wrong.date       = $(if $(and $(filter 1,$(words $(1))),$(filter \
  3,$(words $(_pylock_day))),$(call _pylock_is_number,$(subst $(_pylock_blank),,$(_pylock_day)))),,\
  write a date such as 2026-11-01$(_pylock_comma) or a time such as 2026-11-01T12:00:00Z)
_pylock_day              = $(wordlist 1,4,$(subst -, ,$(firstword $(subst T, ,$(subst t, ,$(1))))))
_pylock_wrong.word       = $(if $(filter 1,$(words $(1))),$(call _pylock_wrong.words,$(1)),write \
  one word)
_pylock_wrong.words      = $(if $(call _pylock_found,$(_pylock_quotes),$(1)),write it without \
  $(firstword $(call _pylock_found,$(_pylock_quotes),$(1))))
_pylock_wrong.choice     = $(if $(and $(filter 1,$(words $(1))),$(filter \
  $(subst |, ,$(2)),$(1))),,write $(subst $(_pylock_blank), or ,$(patsubst %,`%`,$(subst \
  |, ,$(2)))))
_pylock_wrong.path       = $(if $(filter 1,$(words $(1))),$(call _pylock_wrong.paths,$(1)),write a \
  path without blanks)
_pylock_wrong.paths      = $(if $(call _pylock_found,$(_pylock_marks),$(1)),write a path without \
  $(firstword $(call _pylock_found,$(_pylock_marks),$(1))))
_pylock_wrong.image-path = $(if $(and $(filter 1,$(words $(1))),$(filter /%,$(1)),$(if \
  $(findstring /../,$(1)/),,yes)),$(call _pylock_wrong.paths,$(1)),\
  write an absolute path of the image$(_pylock_comma) such as /app)
_pylock_wrong.package    = $(if $(filter 1,$(words $(1))),$(call \
  _pylock_wrong.packages,$(1)),write the name of one package)
_pylock_wrong.packages   = $(if $(or $(call _pylock_odd_names,$(1)),$(call \
  _pylock_yes_among,$(1),$(2))),write $(if $(2),$(_pylock_besides.$(2)))names of \
  packages$(if $(2),, alone))
_pylock_besides.yes-no   = `yes`, or$(_pylock_blank)
_pylock_besides.all      = `all`, or$(_pylock_blank)
_pylock_yes_among        = $(and $(filter-out 0 1,$(words $(1))),$(2),$(filter \
  $(_pylock_yes_words) $(_pylock_no_words) all,$(call _pylock_lower_yes_no,$(1))))

# Words that have a character which no name may have.
_pylock_odd_names = $(strip $(foreach name,$(call _pylock_normal,$(1)),$(if \
  $(or $(filter -% %-,$(name)),$(call _pylock_found,\
  $(_pylock_marks) = ! @ + / $(_pylock_comma),$(name))),$(name))))

# Usage: $(call _pylock_settled.<kind>,VALUE)
#   The value in the form in which it is read: seconds, bytes, normalized names.
_pylock_settled.yes-no   = $(if $(call _pylock_true,$(1)),yes,no)
_pylock_settled.package  = $(call _pylock_normal,$(1))
_pylock_settled.packages = $(if $(and $(2),$(call _pylock_no,$(1))),no,$(if \
  $(and $(2),$(call _pylock_true,$(1))),yes,$(call _pylock_normal,$(strip $(1)))))
_pylock_settled.duration = $(if $(filter %h,$(1)),$(call _pylock_times,$(call \
  _pylock_times,$(1:%h=%),$(_pylock_unary_60)),$(_pylock_unary_60)),$(if \
  $(filter %m,$(1)),$(call _pylock_times,$(1:%m=%),$(_pylock_unary_60)),$(1:%s=%)))
_pylock_settled.size     = $(call _pylock_bytes,$(subst \
  k,K,$(subst m,M,$(subst g,G,$(subst t,T,$(1:%iB=%))))))
