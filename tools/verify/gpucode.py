# SPDX-License-Identifier: MIT
"""Whether a GPU runs the CUDA code of a library: a verdict with the rule, its source, and how sure it is.

The rules are those of NVIDIA's "CUDA C++ Programming Guide", chapters "Binary Compatibility", "PTX Compatibility", "Family-Specific
Features" and "Architecture-Specific Features"; unmet.h has the same ones, without the reasons.
"""

from dataclasses import dataclass

GUIDE = "CUDA C++ Programming Guide"
# Orin, Xavier, TX2, TX1, Thor before and since CUDA 13
TEGRA = {53, 62, 72, 87, 101, 110}
# "Release History" of NVIDIA's "PTX ISA": the language, the CUDA release that brought it, and that release's driver on desktops and
# servers, by "CUDA Toolkit and Corresponding Driver Versions" of the release notes.
LANGUAGES = [("6.0", "9.0", 384), ("6.1", "9.1", 387), ("6.2", "9.2", 396), ("6.3", "10.0", 410), ("6.4", "10.1", 418), ("6.5", "10.2", 440),
             ("7.0", "11.0", 450), ("7.1", "11.1", 455), ("7.2", "11.2", 460), ("7.3", "11.3", 465), ("7.4", "11.4", 470), ("7.5", "11.5", 495),
             ("7.6", "11.6", 510), ("7.7", "11.7", 515), ("7.8", "11.8", 520), ("8.0", "12.0", 525), ("8.1", "12.1", 530), ("8.2", "12.2", 535),
             ("8.3", "12.3", 545), ("8.4", "12.4", 550), ("8.5", "12.5", 555), ("8.6", "12.7", 565), ("8.7", "12.8", 570), ("8.8", "12.9", 575),
             ("9.0", "13.0", 580), ("9.1", "13.1", 590)]


@dataclass(frozen=True)
class Verdict:
    """WORD is runs, jit, none or no code."""

    word: str
    text: str
    rule: str = ""
    source: str = ""
    confidence: str = "documented"
    practice: str = ""

    def says(self):
        return self.text + (f" [{self.rule}; {self.source}; {self.confidence}]" if self.rule else "") + (f"; {self.practice}" if self.practice else "")


def split(architecture):
    """87 and "90a": the number and the suffix."""
    text = str(architecture)
    return (int(text[:-1]), text[-1]) if text[-1] in "af" else (int(text), "")


def dotted(number):
    return f"{number // 10}.{number % 10}"


def driver_for(language):
    """What compiles PTX in that version of the language."""
    wanted = tuple(map(int, language.split(".")))
    for known, cuda, driver in LANGUAGES:
        if wanted <= tuple(map(int, known.split("."))):
            return f"a driver for CUDA {cuda} or newer ({driver} on desktops and servers)"
    return f"a driver that knows PTX {language}"


def sass_runs(architecture, gpu):
    number, suffix = split(architecture)
    if number == gpu or suffix == "a":
        return number == gpu
    return number // 10 == gpu // 10 and number < gpu and not {number, gpu} & TEGRA


def ptx_runs(architecture, gpu):
    number, suffix = split(architecture)
    if suffix == "a":
        return number == gpu
    if suffix == "f":
        return sass_runs(architecture, gpu)
    return number <= gpu


def sass_verdict(cuda, gpu):
    for architecture in cuda["sass"]:
        if split(architecture)[0] == gpu and sass_runs(architecture, gpu):
            return Verdict("runs", f"runs: code for sm_{architecture}", "machine code of the very architecture", GUIDE, "certain")
    for architecture in reversed(cuda["sass"]):
        if sass_runs(architecture, gpu):
            return Verdict("runs", f"runs: code for sm_{architecture}", "the same major capability, a lower minor", f"{GUIDE}, Binary Compatibility")
    return None


def ptx_verdict(cuda, languages, gpu):
    for architecture in reversed(cuda["ptx"]):
        if ptx_runs(architecture, gpu):
            language = languages.get(str(architecture))
            needs = f", by {driver_for(language)}" if language else ""
            return Verdict("jit", f"runs by JIT from PTX {architecture}{needs}", "PTX is compiled for any equal or higher capability",
                           f"{GUIDE}, PTX Compatibility")
    return None


def nothing_verdict(cuda, gpu):
    has = ", ".join(f"{word} {' '.join(map(str, cuda[key]))}" for key, word in (
        ("sass", "SASS"), ("ptx", "PTX"), ("relocatableSass", "relocatable SASS"), ("relocatablePtx", "relocatable PTX")) if cuda[key])
    close = [number for number, suffix in map(split, cuda["sass"]) if not suffix and number // 10 == gpu // 10 and number < gpu]
    if close and ({gpu, *close} & TEGRA):
        return Verdict("none", f"no code for {dotted(gpu)} (it has {has})", "code for desktop GPUs is not promised to run on Tegra, nor the other way",
                       f"{GUIDE}, Binary Compatibility", "disputed",
                       f"in practice sm_{max(close)} code on {dotted(gpu)} is said to run (bitsandbytes#1939), and not to (jax#40492): try it on the device")
    return Verdict("none", f"no code for {dotted(gpu)} (it has {has})", "machine code runs within its major capability, PTX on equal or higher ones", GUIDE)


def judge(cuda, languages, gpu):
    """CUDA is what elfcheck prints; GPU ten times the compute capability. Relocatable code is not run."""
    if not cuda or not any(cuda[key] for key in ("sass", "ptx", "relocatableSass", "relocatablePtx")):
        return Verdict("no code", "no GPU code")
    return sass_verdict(cuda, gpu) or ptx_verdict(cuda, languages or {}, gpu) or nothing_verdict(cuda, gpu)
