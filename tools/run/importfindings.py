# SPDX-License-Identifier: MIT
"""What is wrong with an image, by what came of its imports: part of importcheck.py(1), handed to
the image's own Python with it."""

import re


def same_version(installed, locked):
    """PEP 440 as far as it is needed here: a local version equals its public one, unless the lock
    says which; zeros at the end do not count."""
    def plain(version):
        numbers = re.sub(r"^v", "", version.strip().lower())
        return re.sub(r"^(\d+(\.\d+)*?)(\.0+)*$", r"\1", numbers)
    if "+" not in locked:
        installed = installed.split("+")[0]
    return plain(installed) == plain(locked)


def wrong_version(entry, packages):
    """What is wrong with the version that a critical module says it is, or None."""
    if not entry["critical"] or not re.match(r"\d+(\.\d+)+", entry.get("version") or ""):
        return None
    wrong = [name for name in entry["distributions"]
             if name in packages and not same_version(entry["version"], packages[name])]
    return "%s says that it is version %s, and %s is %s in the lock" % (
        entry["module"], entry["version"], wrong[0], packages[wrong[0]]) if wrong else None


def findings(result, packages):
    """What is wrong, a line each, as (name, text)."""
    def last(entry):
        return (entry["last"] or ["failed"])[-1]

    for name in result["distributions"]["missing"]:
        yield name, "%s %s is in the lock, and the image's Python does not find it" % (
            name, packages[name])
    for entry in result["distributions"]["different"]:
        yield entry["name"], ("%(name)s is %(installed)s for the image's Python, and %(locked)s in "
                              "the lock" % entry)
    for entry in result["imports"]:
        if entry["status"] in ("failed", "timeout"):
            yield entry["module"], "import %s: %s (%s)" % (
                entry["module"], last(entry), " ".join(entry["involved"]))
        elif entry["status"] == "ok" and wrong_version(entry, packages):
            yield entry["module"], wrong_version(entry, packages)
    for name in sorted(set(result["critical"]) & set(result["noModules"])):
        yield name, "%s is critical and has no module to import" % name
    cuda = result["cuda"]
    if cuda and cuda["status"] != "ok" and (cuda["required"] or cuda["available"]):
        yield "cuda", "CUDA: %s" % last(cuda)
    for entry in result["smoke"]:
        if entry["status"] != "ok":
            yield entry["name"], "%s: %s" % (entry["name"], last(entry))
    for program in result["notFound"]:
        yield program, ("%s, which the image is to start, is not found in it, or is not executable"
                        % program)
    for name in result["unknownSkips"]:
        yield name, "PYLOCK_IMPORT_SKIP.%s names nothing in the image: take it out" % name
