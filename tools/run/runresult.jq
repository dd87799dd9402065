# SPDX-License-Identifier: MIT
# runresult.jq: what importcheck.py(1) prints of an image, here or on a device, and how it is
# judged. A module for other jq programs: `include "runresult";` with -L tools/run.

def is_strings: type == "array" and all(.[]; type == "string");
def is_string_or_missing: . == null or type == "string";
# What is above is no time, and a sum of those would not be shown exactly.
def is_seconds: type == "number" and . >= 0 and . < 1e9;

def is_finding: type == "object" and (.name | type) == "string" and (.text | type) == "string";

# What was done, and how it ended.
def is_entry:
  type == "object" and (.status | type) == "string" and (.seconds | is_seconds)
  and (.last == null or (.last | is_strings));

def is_import($versions):
  is_entry and (.module | type) == "string" and (.distributions | is_strings)
  and (.critical | type) == "boolean"
  and (.version | is_string_or_missing) and (.file | is_string_or_missing)
  and (.status != "skipped" or (.reason | type) == "string")
  and (.critical == false or .status != "ok" or (.version // "") != ""
       or (.distributions[0] | type == "string" and ($versions[.] | type) == "string"));

def is_smoke: is_entry and (.name | type) == "string" and (.last | is_strings);

def is_device:
  type == "object" and (.name | type) == "string" and (.capability | type) == "string";

def is_cuda:
  is_entry and (.available | type) == "boolean" and (.required | type) == "boolean"
  and (.version | is_string_or_missing)
  and (.devices == null or (.devices | type) == "array" and all(.devices[]; is_device));

# Whether it has all that is read of it, of the right types.
def is_result:
  type == "object" and ([.target, .manifest, .python, .machine] | is_strings)
  and (.versions | type) == "object"
  and (.versions as $versions
       | (.imports | type) == "array" and all(.imports[]; is_import($versions)))
  and (.smoke | type) == "array" and all(.smoke[]; is_smoke)
  and (.cuda == null or (.cuda | is_cuda))
  and (.findings | type) == "array" and all(.findings[]; is_finding);

# A character that can control a terminal, or turns text around, as lib/die.h has it.
def misleads:
  . < 32 or (. >= 127 and . < 160) or . == 8206 or . == 8207 or (. >= 8232 and . <= 8238)
  or (. >= 8294 and . <= 8297);

# The name of a package, normalized.
def normal: gsub("[-_.]+"; "-") | ascii_downcase;

def is_declared: .declared != null and .declared != "";

# Each finding with the reason why it is accepted, or null: that of its own name or of a package
# whose module it is about. ALLOW has the texts PACKAGE=REASON; of two for a package the last one
# counts.
def judged($allow):
  ($allow | map(split("=") | {key: (.[0] | normal), value: (.[1:] | join("="))}) | from_entries)
    as $reasons
  | (.imports | group_by(.module)
     | map({key: .[0].module, value: map(.distributions[])}) | from_entries) as $owners
  | .findings |= map(.declared = [(.name, $owners[.name][]?) | $reasons[normal] // empty][0]);
