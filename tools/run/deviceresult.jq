# SPDX-License-Identifier: MIT
# deviceresult.jq: of what device-check.sh printed, what runreport.sh(1) takes: the result of the
# image, if it was run, with the board's facts and findings. Nothing when it is something else.
#
#	jq -s -L tools/run --slurpfile config CONFIG.json -f tools/run/deviceresult.jq result.json
#
# CONFIG.json is the image's configuration. The output is {lock, result}, where lock is null, or
# what to say of a result of another lock.

include "runresult";

def not_run:
  {target, manifest: "(not run)", python: "-", machine: (.device.machine // "-"), imports: [],
   smoke: [], cuda: null, versions: {}, findings: []};

# So much of a lock's hash as a person compares, in one line.
def short: .[:19] | gsub("[^!-~]"; "?");

select(length == 1)[0]
| select(type == "object" and ([.target, .wantedLock] | is_strings)
    and (.device | type) == "object" and ([.device[]] | is_strings)
    and (.findings | type) == "array" and all(.findings[]; is_finding)
    and (.image == null or (.image | is_result)))
| ($config[0].config.Labels["mk.pylock.lock"] // "") as $lock
| {lock: (if .wantedLock == $lock then null
          else "it is of the lock \(.wantedLock | short), and the image here of \($lock | short)"
            + ": run the check that `make device-check` writes for this one" end),
   result: ((.image // not_run) + {device, findings: (.findings + (.image.findings // []))})}
