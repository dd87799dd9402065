# SPDX-License-Identifier: MIT
"""runreport.py: what came of running an image, here or on the device, for people, as JSON and as
JUnit XML."""

from xml.etree import ElementTree

from run import importcheck

from lib.newfile import write, write_json


def pairs(items):
    return dict(item.split("=", 1) for item in items)


def junit(result, findings):
    """One suite of imports, one of the rest; a finding that is declared is a success with a word to
    it."""
    suites = ElementTree.Element("testsuites", name=f"pylock {result['target']}")

    def suite(name, cases):
        element = ElementTree.SubElement(suites, "testsuite", name=name, tests=str(len(cases)),
                                         errors="0",
                                         failures=str(sum(case["bad"] for case in cases)),
                                         skipped=str(sum("reason" in case for case in cases)),
                                         time=f"{sum(case['seconds'] for case in cases):.2f}")
        for case in cases:
            test = ElementTree.SubElement(element, "testcase",
                                          classname=f"{result['target']}.{name}", name=case["name"],
                                          time=f"{case['seconds']:.2f}")
            if "reason" in case:
                ElementTree.SubElement(test, "skipped", message=case["reason"])
            elif case["bad"]:
                ElementTree.SubElement(test, "failure",
                                       message=case["text"]).text = printable(
                    "\n".join(case["last"]))

    bad = {finding["name"]: finding["text"] for finding in findings if not finding["declared"]}

    def case(name, entry):
        made = {"name": name, "seconds": entry["seconds"], "bad": name in bad,
                "text": printable(bad.get(name, "")), "last": entry.get("last", [])}
        return made | ({"reason": printable(entry["reason"])}
                       if entry["status"] == "skipped" else {})
    suite("imports", [case(entry["module"], entry) for entry in result["imports"]])
    rest = [case(entry["name"], entry)
            for entry in result["smoke"]] + ([case("cuda", result["cuda"])]
        if result["cuda"] else [])
    done = {item["name"] for item in rest} | {entry["module"] for entry in result["imports"]}
    rest += [case(name, {"seconds": 0, "status": "failed"}) for name in bad if name not in done]
    suite("image", rest)
    ElementTree.indent(suites)
    return ElementTree.tostring(suites, encoding="unicode", xml_declaration=True) + "\n"


def printable(text):
    return "".join(c if c in "\t\n" or c >= " " else "?" for c in text)


def declared(finding, allowed, result):
    """The reason why a finding is accepted: that of a package which it involves."""
    involved = [finding["name"]] + [name for entry in result["imports"]
                                    if entry["module"] == finding["name"]
                                    for name in entry["distributions"]]
    return next((allowed[name] for name in map(importcheck.normal, involved) if name in allowed),
                None)


def show(result, findings):
    """The summary, and for what failed its last lines."""
    count = {status: sum(entry["status"] == status for entry in result["imports"])
             for status in ("ok", "skipped", "failed", "timeout")}
    print(f"run: {result['target']}, {result['manifest']}, Python {result['python']} on "
          f"{result['machine']}")
    for entry in result["imports"]:
        if entry["critical"] and entry["status"] == "ok":
            version = (entry.get("version") or f"({result['versions'][entry['distributions'][0]]} "
                                               f"by its metadata)")
            print(f"  ok    {entry['module']} {version}: {entry.get('file') or 'a namespace'}")
    print(f"  ok    {count['ok']} modules are imported, each in a process of its own")
    for entry in result["smoke"]:
        if entry["status"] == "ok":
            print(f"  ok    {entry['name']}: {(entry['last'] or [''])[-1]}")
    cuda = result["cuda"]
    if cuda and cuda["available"] and cuda["status"] == "ok":
        print(f"  ok    CUDA {cuda.get('version') or ''} on "
              + ", ".join(device["name"] + " " + device["capability"]
                          for device in cuda.get("devices", [])))
    elif cuda and not cuda["required"]:
        print("  note  CUDA is not available here; the device can tell: make device-check")
    for entry in result["imports"]:
        if entry["status"] == "skipped":
            print(f"  note  {entry['module']} is not imported ({entry['reason']})")
    for finding in findings:
        if finding["declared"]:
            print(f"  note  {finding['text']} ({finding['declared']})")
    broken = {entry["module"]: entry["last"] for entry in result["imports"]
              if "last" in entry} | {entry["name"]: entry["last"] for entry in result["smoke"]}
    bad = [finding for finding in findings if not finding["declared"]]
    for finding in bad:
        print(f"  FAIL  {finding['text']}")
        for line in broken.get(finding["name"], [])[:-1]:
            print(f"          {line}")
    found = f"{len(bad)} finding" + "s" * (len(bad) > 1)
    print(f"run: {found if bad else 'no finding that is not declared'}")
    return bad


def judge(result, allow):
    """The findings, each with the reason why it is accepted, or None."""
    allowed = {importcheck.normal(name): reason for name, reason in pairs(allow).items()}
    return [finding | {"declared": declared(finding, allowed, result)}
            for finding in result["findings"]]


def write_all(result, json_path, junit_path):
    if json_path:
        write_json(json_path, result, indent=2, sort_keys=True)
    if junit_path:
        write(junit_path, junit(result, result["findings"]))
