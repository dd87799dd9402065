# SPDX-License-Identifier: MIT
# Whether a base is the one that a target wants. Named arguments: target, arch (as uname has it),
# python (what is wanted, in full or not), minor, glibc, musl, cuda, pyc (if .pyc files are for
# exactly that version), and the lists facts (basefacts of the base) and standalone (of the
# interpreter from elsewhere, if any). Prints {python: {path, version, sites}, notes}; what is wrong
# goes to stderr, a line each, and the exit status is 1.
def numbers: [scan("[0-9]+") | tonumber];
def is_minor($minor): .version == $minor or (.version | startswith($minor + "."));
def shown: map("\(.version) (\(.path))") | if . == [] then "no Python" else "Python "
    + join(", ") end;

$facts[0] as $base
| ($standalone[0] // $base) as $where
| (if $standalone == [] then "the base of \($target)" else "PYLOCK_PYTHON_FROM" end) as $who
| {x86_64: "amd64", aarch64: "arm64"} as $oci
| ($where.interpreters | map(select(is_minor($minor) and .machine == $arch)) | first) as $found
| [
    if $base.architecture != ($oci[$arch] // $arch) then
      "the base of \($target) is for \($base.architecture), and PYLOCK_ARCH is \($arch): take an " +
        "image for that platform"
    else empty end,
    if $found then empty
    elif ($where.interpreters | any(is_minor($minor))) then
      "\($who) has Python \($minor) for " +
        "\($where.interpreters | map(select(is_minor($minor)).machine) | first), and PYLOCK_ARCH " +
        "is \($arch)"
    elif $standalone == [] then
      "\($who) has \($base.interpreters | shown), and Python \($minor) is wanted: take a base " +
        "that has it, say what it has by PYLOCK_BASE_PYTHON@\($target), or give a standalone " +
        "build by "
      + "PYLOCK_PYTHON := \($minor).<n> and PYLOCK_PYTHON_FROM := <address>#sha256=<hex>"
    else
      "\($who) has \($where.interpreters | shown), and Python \($minor) is wanted: give a " +
        "standalone build of \($python)"
    end,
    if $standalone != [] and $found and $found.version != $python then
      "\($who) is Python \($found.version), and PYLOCK_PYTHON is \($python): make them the same"
    else empty end,
    if $ARGS.named.pyc and $found and $standalone == []
      and ($found.version | . != $minor and . != $python) then
      "\($who) has Python \($found.version), and PYLOCK_PYC compiles for \($python): set " +
        "PYLOCK_BASE_PYTHON@\($target) to \($found.version)"
    else empty end,
    if $glibc == "" then empty
    elif ($base.libc.glibc | not) then
      "the base of \($target) has no " +
        "glibc\(if $base.libc.musl then " but musl " + $base.libc.musl else "" end), and " +
        "PYLOCK_GLIBC is \($glibc): take a base with glibc"
    elif ($base.libc.glibc | numbers) < ($glibc | numbers) then
      "the base of \($target) has glibc \($base.libc.glibc), and PYLOCK_GLIBC is \($glibc): take " +
        "a newer base, or set PYLOCK_GLIBC@\($target) to \($base.libc.glibc)"
    else empty end,
    if $musl == "" then empty
    elif ($base.libc.musl | not) then
      "the base of \($target) has no " +
        "musl\(if $base.libc.glibc then " but glibc " + $base.libc.glibc else "" end), and " +
        "PYLOCK_MUSL is \($musl): take a base with musl"
    elif ($base.libc.musl | numbers) < ($musl | numbers) then
      "the base of \($target) has musl \($base.libc.musl), and PYLOCK_MUSL is \($musl): take a " +
        "newer base, or set PYLOCK_MUSL@\($target) to \($base.libc.musl)"
    else empty end,
    if $cuda == "" or ($base.cuda | any((.version | numbers)[:2] == ($cuda | numbers)[:2]))
      then empty
    else
      "the base of \($target) has " +
        (if $base.cuda == [] then "no CUDA"
          else "CUDA " + ($base.cuda | map("\(.version) (\(.from))") | join(", ")) end) +
        ", and PYLOCK_CUDA is \($cuda): take the base for CUDA \($cuda), or the target for this one"
    end
  ] as $wrong
| if $wrong != [] then $wrong | map("pylock.mk: \(.)\n") | add | halt_error(1)
  else {
    python: ($found | {path, version, sites}),
    notes: [if $found.version != $python and $found.version != $minor then
      "the base of \($target) has Python \($found.version), and its preset says \($python): " +
        "markers on the full version are taken for \($python)"
      else empty end]
  } end
