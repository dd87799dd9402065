# SPDX-License-Identifier: MIT
"""What the wheels of an image have otherwise than the rules want it, as layer(1) says: noted, or taken because PYLOCK_ALLOW_WHEEL says so."""

NOTED = "taken: it misleads nobody, see pylock-wheels(7)"


def check_wheels(plan, flaws, allowed, report):
    """ALLOWED has the reason for each SHA-256. Returns by distribution what declares that RECORD is not as it should be."""
    declared, needed = {}, set()
    for flaw in {(flaw["name"], flaw["wheel"], flaw["flaw"]): flaw for flaw in flaws}.values():
        sha256 = flaw.get("allowed")
        reason = f"PYLOCK_ALLOW_WHEEL: {allowed[sha256]}" if sha256 in allowed else None
        needed.add(sha256)
        report.find("wheel", flaw["name"], f"{flaw['wheel']}: {flaw['flaw']}", reason if sha256 else NOTED,
                    todo=f"write PYLOCK_ALLOW_WHEEL.{sha256} := <reason>" if sha256 else None)
        if reason or not sha256:
            declared[flaw["name"]] = reason or declared.get(flaw["name"], NOTED)
    locked = {package.get("file", {}).get("sha256") for package in plan["packages"]}
    for sha256 in sorted(allowed.keys() - needed):
        why = "the wheel does not need it" if sha256 in locked else "no wheel of the lock has that hash, or the one that has it does not need it"
        report.idle.append(f"PYLOCK_ALLOW_WHEEL.{sha256} is declared, and {why}: take it out")
    return declared
