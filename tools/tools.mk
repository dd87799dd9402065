# tools.mk: the programs, and the modules in lib/ that each is linked from. Read it as the architecture.
#
# Reads     tools/*.c, tools/lib/*.c, tools/lib/*.cc
# Writes    build/bin/<program>, or build/sanitized/bin/<program> with SANITIZE=1
#
# A new program is a line in the table; a new module is named where it is used, and, if it needs a library, in `packages`.

# --- configuration -----------------------------------------------------------

core   := options file text die
store  := store digest
write  := layerfile press tar deflate huffman json $(store)
web    := download attempt url
marker := marker specifier markertree stringlist name version
lock   := lock allowance choice policy group toml tags $(marker) json digest
image  := image imageindex platform layout mediatype json stringlist $(store)
read   := layerread mediatype
elf    := elfobject fatbin symbolversion elfdynamic elffile elfmachine stringlist
evidence := evidencestore evidence evidencewrite elfevidence elfsymbols elfversions binaryversion distinfo metadata filesystem pathtree distributions bytecode spool $(elf)
steps  := steps stepfile alternatives certificates ldconfig ldcache elfdynamic elffile maintscript shells
requirement := requirement specifier markertree stringlist name version

modules.lockhash  := requirements fileoption lines words $(requirement) digest $(core)
modules.wheeltags := tags name version $(core)
modules.cachekey  := key stringlist digest json $(core)
modules.lockpin   := locktext tomltext sizes $(web) $(lock) $(core)
modules.lockplan  := plan exclusion locktext tomltext lines $(requirement) $(lock) $(core)
modules.locate    := policy index page jsonstream list name version $(web) json $(store) $(core)
modules.fetch     := delivery list partial progress $(web) $(store) $(core)
modules.layer     := contents settle owner leftout distinfo metadata split install newrecord bytecode wheel recordcheck wheelargs wheelset flaws allowance \
                     record script \
                     zip zipend inflate path tags name version key stringlist recall $(write) $(core)
modules.filelayer := filecopy accountfiles placing filelist sourcetree ignore stringlist treelayer tree basetree spool $(write) $(core)
modules.baselayer := recall key stringlist debroot dpkgdb deb rootfs unpack $(steps) treelayer tree basetree spool machine $(write) $(core)
modules.imagevalues := imagevalues ports shellwords stringlist reference duration instant signalname json $(core)
modules.image     := landing tree basetree spool imageconfig instant collision claims holders owner leftout layeredit layerjoin \
                     distinfo bytecode recall key stringlist name version blobs $(image) pathtree layerread $(write) $(core)
modules.inspect   := startup accounts findings interpreters packages machine closure loader tags name version $(evidence) $(image) $(read) $(core)
modules.basefacts := basetreefile facts accounts interpreters findings packages machine $(evidence) $(image) $(read) $(core)
modules.elfcheck  := unmet $(elf) json \
                     elfsource spool zip zipend inflate path $(core)
modules.adopt     := $(image) $(core)
modules.choosebase := $(image) $(core)
modules.plainlayers := $(image) $(read) $(core)
modules.inputstamp := inputstate hashnotes sourcetree ignore stringlist digest $(core)

packages.digest    := libcrypto
packages.json      := jansson
packages.layerfile := libisal
packages.inflate   := libisal
packages.layerread := libisal libarchive
packages.download  := libcurl
packages.attempt   := libcurl
packages.url       := libcurl
packages.page      := libxml-2.0
packages.unpack    := libarchive
packages.elffile   := libelf

# Needed by every program: nothing but libc. Warnings are errors in `make lint`, so that a newer compiler does not stop a user.
CFLAGS ?= -O2 -g
CXXFLAGS ?= -O2 -g
tools_warnings := -Wall -Wextra -Wshadow -Wpointer-arith -Wformat=2 $(if $(WERROR),-Werror)
tools_cflags   := -std=c17 -D_GNU_SOURCE -fstack-protector-strong -Itools/lib -MMD -MP
tools_cxxflags := -std=c++17 -D_GNU_SOURCE -fstack-protector-strong -Itools/lib -MMD -MP

tools_build := build$(if $(SANITIZE),/sanitized)
ifdef SANITIZE
tools_cflags   += -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
tools_cxxflags += -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
tools_ldflags  += -fsanitize=address,undefined
endif

# --- rules -------------------------------------------------------------------

tools_programs := $(notdir $(basename $(wildcard tools/*.c)))
tools_modules  := $(notdir $(basename $(wildcard tools/lib/*.c tools/lib/*.cc)))
tools_cc        = $(CC) $(CPPFLAGS) $(tools_cflags) $(tools_warnings) $(CFLAGS)
tools_cxx       = $(CXX) $(CPPFLAGS) $(tools_cxxflags) $(tools_warnings) $(CXXFLAGS)

# One short line per command; the command itself with V=1.
tools_say = $(if $(V),,@$(if $(findstring s,$(firstword -$(MAKEFLAGS))),,printf '  %-5s %s\n' $(1) $@; ))

# The libraries of some modules: $(call tools_packages,MODULES).
tools_packages = $(sort $(foreach module,$(1),$(packages.$(module))))

$(tools_build)/lib/%.o: tools/lib/%.c | $(tools_build)/lib/libraries
	$(call tools_say,CC)$(tools_cc) $(if $(packages.$*),$$(pkg-config --cflags $(packages.$*))) -c -o $@ $<

$(tools_build)/lib/%.o: tools/lib/%.cc | $(tools_build)/lib/libraries
	$(call tools_say,CXX)$(tools_cxx) -c -o $@ $<

# A program has its name when it is complete: another make may be running it. A module that is C++ makes the whole program be linked by the C++ compiler.
define tools_program
$(tools_build)/bin/$(1): $(addprefix $(tools_build)/lib/,$(addsuffix .o,main-$(1) $(sort $(modules.$(1))))) | $(tools_build)/bin
	$$(call tools_say,LINK)$(if $(filter toml,$(modules.$(1))),$(CXX),$(CC)) $(LDFLAGS) $(tools_ldflags) -o $$@.new $$(filter %.o,$$^) \
	  $(if $(call tools_packages,$(modules.$(1))),$$$$(pkg-config --libs $(call tools_packages,$(modules.$(1))))) && mv -f $$@.new $$@

$(tools_build)/lib/main-$(1).o: tools/$(1).c | $(tools_build)/lib/libraries
	$$(call tools_say,CC)$$(tools_cc) -c -o $$@ $$<
endef
$(foreach program,$(tools_programs),$(eval $(call tools_program,$(program))))

$(tools_build)/lib $(tools_build)/bin $(tools_build)/unit:
	@mkdir -p $@

# Without the libraries the first line says what to do, not the compiler.
$(tools_build)/lib/libraries: | $(tools_build)/lib
	@pkg-config --exists $(call tools_packages,$(tools_modules)) || \
	  { echo 'libraries are missing: run `make setup`; `make doctor` says which' >&2; exit 1; }
	@touch $@

# Unit tests: one program per module, linked with all modules.
tools_units := $(notdir $(basename $(wildcard tests/unit/*.c)))

$(tools_build)/lib/libpylock.a: $(addprefix $(tools_build)/lib/,$(addsuffix .o,$(tools_modules)))
	$(call tools_say,AR)rm -f $@ && $(AR) rcs $@ $^

$(tools_build)/unit/%: tests/unit/%.c $(tools_build)/lib/libpylock.a | $(tools_build)/unit
	$(call tools_say,UNIT)$(tools_cc) -MT $@ -Itests/unit -c -o $@.o $<
	$(if $(V),,@)$(CXX) $(LDFLAGS) $(tools_ldflags) -o $@ $@.o $(tools_build)/lib/libpylock.a \
	  $$(pkg-config --libs cmocka $(call tools_packages,$(tools_modules)))

-include $(wildcard $(tools_build)/lib/*.d $(tools_build)/unit/*.d)

# --- targets -----------------------------------------------------------------

.PHONY: tools units
tools: $(addprefix $(tools_build)/bin/,$(tools_programs))
	$(if $(findstring q,$(firstword -$(MAKEFLAGS))),,@:)
units: $(addprefix $(tools_build)/unit/,$(tools_units))
