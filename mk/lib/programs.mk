# SPDX-License-Identifier: MIT
# programs.mk: the programs in C, each by its room. The build of the tools and the rules of projects
# read it.

# --- configuration -----------------------------------------------------------
# --- rules -------------------------------------------------------------------

_pylock_program_sources := \
  pypa/lockhash \
  pypa/wheeltags \
  pypa/requirements \
  pypa/pyproject \
  store/cachekey \
  store/storeresult \
  fetch/locate \
  fetch/fetch \
  fetch/fetchurl \
  fetch/sourcearchive \
  fetch/credentials \
  lock/lockpin \
  lock/lockplan \
  lock/why \
  lock/lockcheck \
  resolve/filemetadata \
  resolve/indexpage \
  resolve/packagenames \
  resolve/provided \
  resolve/pinfiles \
  resolve/resolverinput \
  resolve/seedlock \
  resolve/references \
  resolve/staticmetadata \
  analyze/lockpins \
  analyze/migrate \
  wheels/buildadvice \
  wheels/builtwheel \
  wheels/confine \
  wheels/crates \
  wheels/sdist \
  layers/layer \
  files/filelayer \
  inputs/inputstamp \
  inputs/makelock \
  elf/elfcheck \
  debian/baselayer \
  image/image \
  image/imagevalues \
  image/pullblobs \
  image/choosebase \
  image/plainlayers \
  image/checkblobs \
  image/rootfs \
  evidence/inspect \
  records/layerlock \
  records/layercost \
  base/basefacts \
  verify/sources \
  verify/verify \
  report/documents \
  publish/push \
  publish/pullrecords \
  publish/registryhas
