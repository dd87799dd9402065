# SPDX-License-Identifier: MIT
"""What an analysis says, as text and as JSON."""

from packaging.utils import canonicalize_name

from analyze import review
from analyze.changes import Kind
from analyze.presets import near


def plural(count, noun):
    return f"{count} {noun}{'s' * (count != 1)}"


def target_advice(analysis, change):
    if change.kind is Kind.PYTHON:
        presets = near(analysis.presets, analysis.target, python=change.value[0])
        others = (f"TARGET with Python 3.{change.value[0]}: "
                  f"{' '.join(preset.name for preset in presets)}; or " if presets else "")
        return f"{others}PYLOCK_PYTHON := 3.{change.value[0]}.<n>, with PYLOCK_PYTHON_FROM"
    presets = near(analysis.presets, analysis.target, glibc=change.value[0])
    has = [f"{preset.name} (glibc {preset.glibc}, "
           f"{'no Python of its own' if preset.python == 'none' else f'Python {preset.python}'})"
           for preset in presets]
    return (f"a base with glibc 2.{change.value[0]} or "
            f"newer{': a target that has it is ' if has else ''}{', '.join(has)}")


def change_lines(analysis, change):
    """A change as text to paste."""
    if change.kind in (Kind.PYTHON, Kind.PLATFORM):
        return [target_advice(analysis, change)]
    if change.place:
        line = next(line for line in analysis.lines if line.place == change.place)
        return [f"{change.place}: in place of `{line.text}`:"
                if change.text else f"{change.place}: take `{line.text}` away"] + [
                f"    {change.text}"] * bool(change.text)
    file = {"override": "overrides.txt", "requirement": "requirements.in"}[change.add]
    return [f"add to {file}:"] + [f"    # {change.reason}"] * bool(change.reason) + [
            f"    {change.text}"]


def fix_lines(analysis, number, fix):
    size = len(fix.changes)
    yield (f"{number}. {plural(size, 'change')}; verified: resolves to "
           f"{plural(len(fix.packages), 'package')}")
    for change in fix.changes:
        yield from (f"     {line}" for line in change_lines(analysis, change))
    names = {change.name for change in fix.changes}
    if analysis.graph:
        yield "     moves: " + (", ".join(f"{name} {old or 'new'} -> {new or 'gone'}" for name, old,
                                          new in fix.moves) or "nothing")
    else:
        then = [f"{name} {fix.packages[name]}" for name in sorted(names) if name in fix.packages]
        yield from ["     then: " + ", ".join(then)] * bool(then)


def search_lines(analysis):
    search = analysis.search
    known = f" ({analysis.trials.known} known from before)" if analysis.trials.known else ""
    effort = (f"{plural(search.tried, 'set')} of changes {'was' if search.tried == 1 else 'were'} "
              f"tried{known}")
    if not search.complete or analysis.interrupted:
        why = ("interrupted" if analysis.interrupted
               else f"{analysis.args.limit:g} s (PYLOCK_ANALYZE_LIMIT) were over")
        yield (f"The search is not complete: {why}; {effort}, it stood at sets of {search.size}, "
               f"{search.open} open. `make analyze` again goes on from there.")
    elif not search.fixes:
        yield (f"No set of changes helps: neither overrides nor other versions, pre-releases, "
               f"Pythons or C libraries; {effort}.")
    else:
        yield f"No smaller set of changes helps; {effort}."


def report(analysis):
    target = analysis.target["name"]
    yield f"analysis of {' '.join(map(str, analysis.args.requirements))} for {target}"
    yield ""
    if analysis.root is None:
        yield ("Not resolved: no index may be asked (PYLOCK_OFFLINE=1)."
               if analysis.args.offline else "Not resolved: interrupted.")
    elif analysis.root.resolves:
        yield (f"The requirements resolve: {plural(len(analysis.root.packages), 'package')}, by "
               f"{analysis.args.resolver.replace('==', ' ')}.")
    else:
        yield (f"The requirements cannot be resolved, by "
               f"{analysis.args.resolver.replace('==', ' ')}:")
        yield ""
        yield from (f"  {line}" for line in analysis.root.text.strip().splitlines())
        if analysis.proof and not analysis.proof.resolves:
            yield from ("", f"As {analysis.args.uv.replace('==', ' ')} puts it:", "")
            yield from (f"  {line}" for line in analysis.proof.text.strip().splitlines())
    if analysis.search:
        yield ""
        if analysis.search.fixes:
            yield (f"What mends it, each tried by resolving again with "
                   f"{analysis.args.resolver.replace('==', ' ')}, the least first:")
            yield ""
            for number, fix in enumerate(analysis.search.fixes, 1):
                yield from fix_lines(analysis, number, fix)
                yield ""
        yield from search_lines(analysis)
    for title, wrong in (("Wrong:", True), ("To know:", False)):
        found = [finding for finding in analysis.findings if finding.wrong == wrong]
        if found:
            yield ""
            yield title
            yield from (f"  {finding.check}: {finding.text}" for finding in found)
    yield from trees(analysis)


def trees(analysis):
    if not analysis.args.critical or not analysis.graph:
        return
    yield ""
    if not analysis.graph["knowsEdges"]:
        yield ("The lock does not say what its packages require: `make resolve RENEW=1` adds that "
               "and moves nothing.")
        return
    yield (f"The critical packages in "
           f"{analysis.args.lock}{'' if analysis.is_fresh else ', which is not fresh'}:")
    for name in sorted(map(canonicalize_name, analysis.args.critical)):
        yield ""
        yield from review.tree(analysis.graph, name)


def as_json(analysis):
    search = analysis.search
    return {
        "target": analysis.target["name"], "resolver": analysis.args.resolver.replace("==", " "),
        "resolves": analysis.root.resolves if analysis.root else None, "wrong": analysis.wrong,
        "explanation": None
        if analysis.root is None or analysis.root.resolves else analysis.root.text,
        "fixes": [{"changes": [{"kind": change.kind.name.lower().replace("exact", "override"),
                                "package": change.name, "place": change.place or None,
                                "text": change.text,
                                "file": {"override": "overrides.txt",
                                         "requirement": "requirements.in"}.get(change.add),
                                "value": change.value[0]
                                if change.kind in (Kind.PYTHON, Kind.PLATFORM) else None}
                                for change in fix.changes],
                   "verified": fix.verified, "packages": fix.packages,
                   "moves": [dict(zip(("package", "from", "to"), move)) for move in fix.moves]}
                  for fix in (search.fixes if search else ())],
        "search": search and {"complete": search.complete and not analysis.interrupted,
                              "tried": search.tried, "size": search.size, "open": search.open},
        "findings": [finding.as_dict() for finding in analysis.findings],
        "tree": "\n".join(trees(analysis)).strip() or None,
    }
