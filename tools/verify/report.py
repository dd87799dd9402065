# SPDX-License-Identifier: MIT
"""The findings of a verification: what passed, what was found, which of it is declared, and the page that shows it.

A finding's id is CHECK/PACKAGE[/SUBJECT], with `image` where it is of no package; it stays the same while the thing does, so that a
declaration (a pattern for ids, and the reason) still means it tomorrow.
"""

import fnmatch
import re

from lib.newfile import write_json

# The groups of the page, in their order.
GROUPS = {"image": "the image", "lock": "the lock", "python": "Python", "libraries": "libraries", "gpu": "GPU"}
MAX_SHOWN = 8  # of declared findings in a group; the rest is counted


def plural(count, noun):
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def they_are(count, noun):
    return f"{plural(count, noun)} {'is' if count == 1 else 'are'}"


class Report:
    """ACCEPTED are declarations, pairs of a pattern for ids and a reason; ALLOWED has reasons for all that is found of a package."""

    def __init__(self, accepted=(), allowed=None):
        self.accepted = list(accepted)
        self.allowed = allowed or {}
        self.used = set()
        self.group = "image"
        self.passed = []  # (group, text)
        self.findings = []
        self.details = {}  # for the JSON alone
        self.idle = []  # other declarations of what does not occur, in words

    def ok(self, text):
        self.passed.append((self.group, text))

    def find(self, check, package, text, declared=None, subject=None, todo=None):
        """What to do next goes with it; DECLARED is the reason when something else than PYLOCK_ACCEPT declares it."""
        owner = re.sub(r"[-_.]+", "-", package).lower() if package else "image"
        name = "/".join([check, owner, *([subject] if subject else [])])
        reasons = [(pattern, reason) for pattern, reason in self.accepted if fnmatch.fnmatchcase(name, pattern)]
        self.used.update(pattern for pattern, _ in reasons)
        self.findings.append({"id": name, "group": self.group, "check": check, "package": package, "text": text, "todo": todo,
                              "declared": declared or (reasons[0][1] if reasons else self.allowed.get(owner))})

    def errors(self):
        return [finding for finding in self.findings if not finding["declared"]]

    def unused(self):
        """Declarations of what does not occur."""
        return [pattern for pattern, _ in self.accepted if pattern not in self.used]

    def document(self, **head):
        return {**head, "passed": [text for _, text in self.passed], "groups": [group for group, _ in self.passed],
                "findings": self.findings, "details": self.details, "unused": self.unused(), "idle": self.idle, "errors": len(self.errors())}

    def write(self, path, **head):
        write_json(path, self.document(**head), indent=2, sort_keys=True)


def show(document, colour, stream):
    """Prints the page of a document(). Returns the exit status that goes with it."""

    def line(code, word, text):
        print(f"    {f'{chr(27)}[{code}m{word:<5}{chr(27)}[0m' if colour else f'{word:<5}'} {text}", file=stream)

    print(f"verify: {document['target']}, {document['manifest']}", file=stream)
    for group, title in GROUPS.items():
        passed = [text for text, of in zip(document["passed"], document["groups"]) if of == group]
        found = [finding for finding in document["findings"] if finding["group"] == group]
        declared = sorted((finding for finding in found if finding["declared"]), key=lambda finding: finding["check"] != "wheel")
        shown = max(MAX_SHOWN, sum(finding["check"] == "wheel" for finding in declared))  # what was declared of wheels is never left out
        if passed or found:
            print(f"  {title}", file=stream)
        for text in passed:
            line(32, "ok", text)
        for finding in declared[:shown]:
            line(33, "note", f"{finding['text']} ({finding['declared']})")
        if len(declared) > shown:
            line(33, "note", f"and {len(declared) - shown} more that are declared")
        for finding in found:
            if not finding["declared"]:
                line(31, "FAIL", f"{finding['text']}{'; ' + finding['todo'] if finding['todo'] else ''} [{finding['id']}]")
    for pattern in document["unused"]:
        print(f"  PYLOCK_ACCEPT.{pattern} is declared and does not occur: take it out", file=stream)
    for text in document.get("idle", []):
        print(f"  {text}", file=stream)
    count = document["errors"]
    print(f"verify: {plural(count, 'finding')}; mend, or declare with PYLOCK_ACCEPT.<id> := <reason>" if count else
          "verify: no finding that is not declared", file=stream)
    return 1 if count else 0
