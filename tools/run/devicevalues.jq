# SPDX-License-Identifier: MIT
# devicevalues.jq: what devicecheck.sh is told of an image: lines NAME=VALUE for a shell.
#
#	jq -r -n --slurpfile plan plan.json --slurpfile manifest MANIFEST --slurpfile config CONFIG \
#	   --slurpfile layers LAYERS --arg gpu yes -f tools/run/devicevalues.jq
#
# LAYERS are the records of the image's layers that were made here.

# How much more a layer of the base, of which the size is not known, is on the disk.
def unpacked: 3;

# The highest of some versions; "" of none.
def highest: max_by(split(".") | map(select(test("^[0-9]+$")) | tonumber)) // "";

# Kilobytes for the image on the disk of the device: as it is transferred, and unpacked.
def needed:
  ($layers | map({key: .digest, value: .uncompressedSize}) | from_entries) as $known
  | [$manifest[0].layers[] | .size + ($known[.digest] // unpacked * .size)] | add // 0
  | . / 1024 | floor;

def quoted: if test("^[A-Za-z0-9@%+=:,./_-]+\\z") then . else @sh end;

($config[0].config.Labels // {}) as $labels
| $plan[0].target as $target
| {target: $target.name, $gpu, wanted_arch: $target.arch,
   wanted_lock: ($labels["mk.pylock.lock"] // error("it has no label mk.pylock.lock")),
   wanted_l4t: ($labels["mk.pylock.l4t"] // ""),
   wanted_toolkit: ($labels["mk.pylock.toolkit"] // ""),
   wanted_driver:
     ([$labels | to_entries[] | select(.key | startswith("mk.pylock.driver.")) | .value] | highest),
   wanted_kb: (needed | tostring)}
| to_entries[] | "\(.key)=\(.value | quoted)"
