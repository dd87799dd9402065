# SPDX-License-Identifier: MIT
# tools.mk: the rooms, what each may include, and the programs. Read it as the architecture: data
# passes the rooms from top to bottom.
#
# Reads     tools/<room>/*.c, tools/<room>/*.cc
# Writes    build/bin/<program>, or build/sanitized/bin/<program> with SANITIZE=1
#
# A new module is found by itself: its room says what it may include, and `make lint` holds it to
# that. A module that needs a library is named in `packages`; a new program, that is a file with a
# main(), in mk/lib/programs.mk.

# --- configuration -----------------------------------------------------------

# What each room holds is said by ARCHITECTURE.md. A room includes itself and those named here.
include.lib       :=
include.pypa      := lib
include.store     := lib
include.archive   := lib
include.zip       := lib
include.fetch     := lib pypa store archive
include.lock      := lib pypa store fetch
include.resolve   := lib pypa store archive zip lock fetch
include.analyze   := lib pypa lock resolve fetch
include.layers    := lib pypa store zip
include.wheels    := lib pypa store archive lock resolve fetch layers
include.files     := lib layers
include.inputs    := lib store files
include.elf       := lib zip
include.debian    := lib store layers elf
include.image     := lib pypa store archive lock layers
include.evidence  := lib pypa store layers files elf debian image
include.base      := lib files debian image evidence
include.verify    := lib pypa store lock fetch layers elf image evidence
include.records   := lib pypa store layers image verify
include.run       := lib fetch image verify
include.report    := lib pypa lock image verify
include.publish   := lib store fetch image
include.setup     := lib pypa wheels

include mk/lib/programs.mk
programs := $(_pylock_program_sources)

packages.fetch             := libcurl
packages.publish           := libcurl
packages.lib/checksum      := libcrypto
packages.lib/digest        := libcrypto
packages.store/seal        := libcrypto
packages.lib/json          := jansson
packages.lib/url           := libcurl
packages.fetch/page        := libxml-2.0
packages.zip/inflate       := libisal
packages.layers/layerfile  := libisal
packages.archive/members   := libarchive
packages.debian/unpack     := libarchive
packages.elf/file          := libelf
packages.image/layerread   := libarchive
packages.image/layerstream := libisal libarchive
defines.lib/options := -DPYLOCK_VERSION='"$(file <tools/VERSION)"'

# Warnings are errors in `make lint`, so that a newer compiler does not stop a user.
CFLAGS ?= -O2 -g
CXXFLAGS ?= -O2 -g
tools_warnings := -Wall -Wextra -Wshadow -Wpointer-arith -Wformat=2 -Wundef -Wvla \
  -Wmissing-declarations -Wredundant-decls $(if $(WERROR),-Werror)
tools_c_warnings := -Wmissing-prototypes -Wstrict-prototypes -Wold-style-definition
# Tests may fill a table of char pointers with strings.
tools_const := -Wcast-qual
tools_common := -D_GNU_SOURCE -fstack-protector-strong -Itools -MMD -MP
tools_build  := build$(if $(SANITIZE),/sanitized)

# Hardening, which tests/lib/hardened.t looks for in the programs. The sanitizers have checks of
# their own.
ifdef SANITIZE
tools_common  += -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
tools_ldflags += -fsanitize=address,undefined
else
tools_common  += -fPIE -fstack-clash-protection -include lib/fortify.h
tools_ldflags += -pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack
endif
tools_cflags   := -std=c17 $(tools_common)
tools_cxxflags := -std=c++17 $(tools_common)

# --- rules -------------------------------------------------------------------

tools_rooms     := $(patsubst include.%,%,$(filter include.%,$(.VARIABLES)))
tools_libraries := $(sort $(foreach module,$(filter packages.%,$(.VARIABLES)),$($(module))))
tools_sources   := $(wildcard $(foreach room,$(tools_rooms),tools/$(room)/*.c tools/$(room)/*.cc))
tools_modules   := $(filter-out $(programs),$(patsubst tools/%,%,$(basename $(tools_sources))))
tools_programs  := $(notdir $(programs))
tools_cc         = $(CC) $(CPPFLAGS) $(tools_cflags) $(tools_warnings) $(tools_c_warnings) $(CFLAGS)
tools_cxx        = $(CXX) $(CPPFLAGS) $(tools_cxxflags) $(tools_warnings) $(CXXFLAGS)

# One short line per command; the command itself with V=1.
tools_say = $(if $(V),,@$(if \
  $(findstring s,$(firstword -$(MAKEFLAGS))),,printf '  %-5s %s\n' $(1) $@; ))

$(tools_build)/lib/%.o: tools/%.c tools/tools.mk | $(tools_build)/libraries
	$(call tools_say,CC)$(tools_cc) $(tools_const) $(defines.$*) \
	  $(if $(packages.$*)$(packages.$(*D)),$$(pkg-config --cflags $(packages.$*) \
	  $(packages.$(*D)))) -c -o $@ $<

$(tools_build)/lib/%.o: tools/%.cc tools/tools.mk | $(tools_build)/libraries
	$(call tools_say,CXX)$(tools_cxx) $(tools_const) -c -o $@ $<

$(tools_build)/lib/lib/options.o: tools/VERSION

# Two rooms may have modules of one name: members are added, none is replaced.
$(tools_build)/libpylock.a: $(addprefix $(tools_build)/lib/,$(addsuffix .o,$(tools_modules)))
	$(call tools_say,AR)rm -f $@ && $(AR) qcs $@ $^

# A program has what it uses of the modules and of the libraries. It has its name when it is
# complete: another make may be running it.
tools_link = $(CXX) $(LDFLAGS) $(tools_ldflags) -o $(1) $(2) $(tools_build)/libpylock.a \
  -Wl,--as-needed $$(pkg-config --libs $(3) $(tools_libraries))

define tools_program
$(tools_build)/bin/$(notdir $(1)): \
  $(tools_build)/lib/$(1).o $(tools_build)/libpylock.a | $(tools_build)/bin
	$$(call tools_say,LINK)$$(call tools_link,$$@.new,$$<) && mv -f $$@.new $$@
endef
$(foreach program,$(programs),$(eval $(call tools_program,$(program))))

tools_folders := $(addprefix $(tools_build)/,bin $(addprefix lib/,$(tools_rooms) fuzz) \
  $(addprefix unit/,$(tools_rooms)))
$(tools_folders):
	@mkdir -p $@

# Without the libraries the first line says what to do, not the compiler.
$(tools_build)/libraries: | $(tools_folders)
	@pkg-config --exists $(tools_libraries) || \
	  { echo 'libraries are missing: run `make setup`; `make doctor` says which' >&2; exit 1; }
	@touch $@

# Unit tests: one program per module.
tools_units := $(patsubst tests/%.c,%,$(wildcard $(foreach room,$(tools_rooms),tests/$(room)/*.c)))

$(tools_build)/unit/%: tests/%.c $(tools_build)/libpylock.a | $(tools_folders)
	$(call tools_say,UNIT)$(tools_cc) -MT $@ -Itests/support -c -o $@.o $<
	$(if $(V),,@)$(call tools_link,$@,$@.o,cmocka)

-include $(wildcard $(tools_build)/lib/*/*.d $(tools_build)/unit/*/*.d)

# --- targets -----------------------------------------------------------------

.PHONY: tools units
tools: $(addprefix $(tools_build)/bin/,$(tools_programs))
	$(if $(findstring q,$(firstword -$(MAKEFLAGS))),,@:)
units: $(addprefix $(tools_build)/unit/,$(tools_units))
