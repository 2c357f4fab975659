"""Hostile projects from real ones, and what svclint must hold on each: it ends soon, raises nothing and names what it rejects.

`python -m tests.fuzz --minutes 30` goes on for that long and prints how many projects it tried, how long the slowest took,
and what did not hold; the tests take some of the same. `--rendering` tries kustomizations and charts.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import signal
import sys
import tempfile
import time
import traceback
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from svclint import engine, fix, project, registry
from svclint.cli.settings import settings
from svclint.config import Config
from svclint.engine import baseline
from svclint.engine.asking import Question
from svclint.errors import ConfigError
from svclint.project import Project, reading
from svclint.read import Reader
from svclint.report import FORMATS, printed
from svclint.report.view import View
from svclint.result import Result

SECONDS = 2
"""What a check may take of a processor for each file, as it is promised."""
MEGABYTES = 600
"""What a check, every format of it and its fixes may take of memory in one process, where a run is promised half of that."""
HANGS = 120
"""Seconds after which a process is ended."""
HERE = Path(__file__).parent
SEEDS = [path.read_text(encoding="utf-8") for path in sorted((HERE / "fixtures").rglob("*.yaml"))]
CONFIG = """
kubernetes-version: "1.31"
node-port-range: 30000-32767
cluster-domain: cluster.local
default-namespace: shop
ip-families: [IPv4, IPv6]
select: [all]
ignore: [scale]
extend-exclude: ["vendor/**"]
rules: {many-load-balancers: {load-balancer-budget: 1, severity: note}}
overrides:
- paths: ["a*"]
  ignore: [dns]
  rules: {port-unnamed: {severity: error}}
ignores:
- rules: [selector-matches-nothing, ports]
  reason: an operator brings the pods
  objects: ["*/Service/*"]
"""
BASELINE = """{
  "schema_version": 1,
  "findings": [
    {"file": "a.yaml", "object": "Service/web", "rule": "selector-matches-nothing", "pointer": "spec.selector"},
    {"file": "b.yaml", "object": "", "rule": "invalid-yaml", "pointer": ""}
  ]
}
"""
VALUES = (
    "null", "[]", "{}", "1", '"x"', "true", "*a", "&a x", "!!str 1", "!!binary eA==", "!x {}", "${X}", "{{ x }}", "-1", "0",
    "9" * 25, "1e999", ".nan", "|", ">", "? a", "<<", "yes", '""', "[{}]", "[null]", "{a: null}", "{a: [1]}", "1.5", '"80"',
    "\ud7ff", "[" * 9, "[" * 400, "{a: " * 400, "- " * 400, "x" * 70_000, "a." * 300, "0x1f", "1:2:3", "2001-01-01", "~", "=",
    '"\\ud800"', '"\\0"', "\u0661", "\u2028", "\u202e", "\ufeff", "\U0001f600", "e\u0301", "\x85", "\x07", "\t", "'", '"', "#",
    "{<<: *a}", "{<<: [*a, *a]}", "&b [*a, *a]", "https://[::1", "http://a:b@c:99999/%zz", "::ffff:1.2.3.4", "1.2.3.4/99",
    "*.*.x", "-", "a/b/c", "/", "65536", "{? {a: b} : c}", "{a: 1, a: 2}",
)  # fmt: skip
IGNORES = (
    "# svclint: ignore[ports]", "# svclint: ignore[", "# svclint: ignore[]", "# svclint: ignore-file[manifest] x",
    "# svclint: ignore[a,,b,] \u202e", "# svclint:", "# svclint: ignore[[ports]]", "# svclint: ignore[selectors, ports] why",
    "# svclint: ignore[unused-ignore]", "# svclint: ignore" + "[" * 999, "# svclint: ignore[" + "ports," * 999 + "]",
)  # fmt: skip
ENTRY = re.compile(r"(\s*(?:- )?[\w./-]+:)(.*)")
WORD = re.compile(r"[\w.-]+|[{}\[\],:]")


def mutated(text: str, chance: random.Random) -> str:
    """A text with a few of its lines, words or stretches in another shape."""
    lines = text.split("\n")
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(lines))
        entry = ENTRY.match(lines[at])
        match chance.randrange(12):
            case 0 | 1 | 2 if entry:
                lines[at] = f"{entry[1]} {chance.choice(VALUES)}"
            case 3:
                lines.insert(at, chance.choice(lines))
            case 4 if len(lines) > 1:
                del lines[at]
            case 5:
                lines[at] = f"{lines[at]}  {chance.choice(IGNORES)}"
            case 6:
                start = chance.randrange(at + 1)
                lines[at:at] = [line for _ in range(chance.choice((1, 2, 40))) for line in lines[start : at + 1]]
            case 7 if entry:
                lines[at] = f"{entry[1]} &a{entry[2]}"
            case 8 if entry:
                lines[at] = lines[at].replace(entry[1].strip(" -:"), chance.choice(("<<", "?", "null", "1", '"a b"', "$patch")))
            case 9:
                lines[at] = lines[at][: chance.randrange(len(lines[at]) + 1)]
            case 10:
                lines[at] = " " * chance.randrange(9) + lines[at].lstrip()
            case _:
                lines[at] = WORD.sub(lambda _: chance.choice(VALUES), lines[at], count=1)
    return "\n".join(lines)


def cut(text: str, chance: random.Random) -> str:
    """A text that ends somewhere."""
    return text[: chance.randrange(len(text) + 1)]


def bomb(text: str, chance: random.Random) -> str:
    """A text with aliases of aliases, or merges of merges, in front of it or in an annotation."""
    wide, deep = chance.randint(2, 9), chance.randint(2, 30)
    merges = chance.random() < 0.4
    shape = "{{<<: [{}], k{}: 1}}" if merges else "[{}]"
    lines = [f"  b0: &b0 {shape.format('', 0) if merges else '[x]'}"]
    lines += [f"  b{n}: &b{n} {shape.format(', '.join([f'*b{n - 1}'] * wide), n)}" for n in range(1, deep)]
    return text.replace("spec:", "\n".join(["bombs:", *lines, "spec:"]), 1)


def deep(text: str, chance: random.Random) -> str:
    """A text with a value nested many levels, some of which are allowed."""
    levels = chance.choice((50, 290, 299, 300, 301, 5_000, 100_000))
    pair = chance.choice(("[]", ("{a: ", "}"), ("- ", ""), ("{? ", "}"), ("!a [", "]")))
    value = pair[0] * levels + "1" + pair[1] * levels
    return re.sub(r"(?m)^(  \w+:)(?= |$)", lambda found: f"{found[1]} {value}", text, count=1)


def wide(text: str, chance: random.Random) -> str:
    """A text many times over, or with a very long list, mapping or line."""
    times = chance.choice((30, 300))
    match chance.randrange(4):
        case 0:
            return "\n---\n".join([text] * min(times, 200_000 // (len(text) + 1) + 1))
        case 1:
            return text.replace("ports:", f"ports: [{'{port: 80, name: a}, ' * times}]\n  ports:", 1)
        case 2:
            return text.replace("labels:", "labels: {" + ", ".join(f"k{n}: v" for n in range(times)) + "}\n  labels:", 1)
        case _:
            return text + "\n# " + chance.choice(("x", "\u202e", "\t", "svclint: ")) * times * 100


def garbled(text: str, chance: random.Random) -> bytes:
    """A text with other bytes in some places, or in another encoding."""
    if chance.random() < 0.3:
        return text.encode(chance.choice(("utf-16", "utf-16-le", "utf-32", "utf-8-sig", "latin-1")), "replace")
    data = bytearray(text.encode("utf-8", "surrogatepass"))
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(data) + 1)
        data[at : at + chance.randrange(3)] = chance.randbytes(chance.randrange(4))
    return bytes(data)


def as_json(text: str, chance: random.Random) -> str:
    """The first document of a text as JSON, mended by nobody; the text itself where it is no YAML."""
    from svclint.read.yaml import documents

    first = next(iter(documents(text)), None)
    value = json.dumps(first.value if first else None, ensure_ascii=chance.random() < 0.5, indent=chance.choice((None, 1)))
    words = list(re.finditer(r'"[^"]*"|\d+|[{}\[\],:]', value))
    for _ in range(chance.randrange(3)):
        word = chance.choice(words) if words else None
        if word:
            value = value[: word.start()] + chance.choice(("null", "[]", "1e999", '"\\ud800"', "NaN", "")) + value[word.end() :]
    return value


def manifest(chance: random.Random) -> bytes:
    """A manifest as no one should write it."""
    text = chance.choice(SEEDS)
    shapes: Sequence[Callable[[str, random.Random], str]] = (mutated, mutated, mutated, mutated, cut, bomb, deep, wide)
    for _ in range(chance.randint(1, 2)):
        text = chance.choice(shapes)(text, chance)
    if chance.random() < 0.1:
        text = text.replace("\n", chance.choice(("\r\n", "\r", "\x85")))
    return garbled(text, chance) if chance.random() < 0.1 else text.encode("utf-8", "surrogatepass")


def hostile(chance: random.Random) -> dict[str, bytes]:
    """The files of a project, at times with a config and a baseline."""
    names = ("a.yaml", "b.yml", "sub/c.yaml", "kustomization.yaml", "\u202e.yaml", "a\nb.yaml", "x" * 200 + ".yaml")
    files = {name: manifest(chance) for name in chance.sample(names, chance.randint(1, 3))}
    if chance.random() < 0.1:
        files["d.json"] = as_json(chance.choice(SEEDS), chance).encode("utf-8", "surrogatepass")
    if chance.random() < 0.3:
        whole = chance.random() < 0.3
        files[".svclint.yaml"] = (CONFIG if whole else mutated(CONFIG, chance)).encode("utf-8", "surrogatepass")
    if chance.random() < 0.2:
        text = BASELINE if chance.random() < 0.3 else mutated(BASELINE, chance)
        files[baseline.FILE_NAME] = text.encode("utf-8", "surrogatepass")
    return files


def look(files: Mapping[str, bytes], seconds: float = SECONDS) -> list[str]:
    """What does not hold where svclint checks a project of these files, reports it in each format, and mends it.

    `seconds`: what the check may take of a processor for each file.
    """
    with tempfile.TemporaryDirectory(dir=os.environ.get("SVCLINT_FUZZ_DIR")) as folder:
        root = Path(folder)
        for name, data in files.items():
            (root / name).parent.mkdir(exist_ok=True)
            (root / name).write_bytes(data)
        try:
            return _look(root, seconds)
        except Exception:
            return [traceback.format_exc()]


def _look(root: Path, seconds: float) -> list[str]:
    rules = list(registry.families())
    try:
        _, loaded = settings(root, ())
        known = baseline.load(root / baseline.FILE_NAME) if (root / baseline.FILE_NAME).exists() else None
    except ConfigError as error:
        return [] if str(error).strip() else ["a config is refused without a word"]
    tree = project.discover([str(root)], root, loaded.config.excluded)
    check = partial(_check, config=loaded.config, rules=rules, known=known)
    began = time.process_time()
    result = check(tree)
    took = time.process_time() - began
    told = [f"the check took {took:.1f} s"] if took > seconds * len(tree.files) else []
    told += [one.trace for one in result.crashes]
    told += [f"{file} is rejected and not named" for file in _rejected(tree) - _named(result)]
    for report in result.reports:
        for at in (report.at, *report.related):
            if not (1, 1) <= (at.line, at.column) <= (at.end_line, at.end_column):
                told.append(f"{report.finding.rule} stands at {at}")
    for name in (*FORMATS, "statistics"):
        text = "".join(printed(name, result, View(root, notes=True, colour=name == "full")))
        text.encode("utf-8", "backslashreplace")
        if name in ("json", "sarif", "gitlab", "rdjson"):
            json.loads(text)
        elif name in ("junit", "checkstyle"):
            ET.fromstring(text.encode("utf-8", "backslashreplace"))
    mended = fix.mend(check, tree, unsafe=True, notes=True)
    told += [one.trace for one in mended.result.crashes]
    told += [f"the fixes of {file} bring each other back" for file in mended.restless]
    return told


def _check(tree: Project, config: Config, rules: list[str], known: baseline.Baseline | None) -> Result:
    result = engine.check(tree, config, Question(rules, config.rules, identify=True), render=False)
    if known:
        known.hide(result)
    return result


def _rejected(tree: Project) -> set[str]:
    return {facts.file for facts in reading.read_all(Reader("1.37"), tree) if not facts.readable}


def _named(result: Result) -> set[str]:
    return {one.at.file for one in (*result.reports, *(hidden.report for hidden in result.hidden))}


def alone(number: int) -> tuple[list[str], int, float, int]:
    """What does not hold of a project in a process of its own, its files, processor seconds and megabytes."""
    files = hostile(random.Random(number))
    reading_end, writing_end = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(HANGS)
        with open(writing_end, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write("\n".join(look(files)))
        os._exit(0)
    os.close(writing_end)
    with open(reading_end, encoding="utf-8") as file:
        text = file.read()
    _, status, used = os.wait4(child, 0)
    told = [text] if text else []
    if status:
        told.append(f"the process ended with {status}, {HANGS} s at most")
    seconds, memory = used.ru_utime + used.ru_stime, used.ru_maxrss // 1024
    if memory > MEGABYTES:
        told.append(f"it took {memory} MB")
    return told, len(files), seconds, memory


def main() -> int:
    """Try projects for some minutes; those that do not hold are told with their number, which `--seed` tries again."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--seed", type=int, help="try only the project of this number, and print its files")
    parser.add_argument("--first", type=int, default=0, help="the number to begin with")
    parser.add_argument("--rendering", action="store_true", help="kustomizations and charts, which the real programs render")
    given = parser.parse_args()
    from tests import fuzz_rendering

    make, attempt = (fuzz_rendering.tree, fuzz_rendering.alone) if given.rendering else (hostile, alone)
    if given.seed is not None:
        for name, data in make(random.Random(given.seed)).items():
            sys.stdout.write(f"--- {name!r}\n{(data or b'a pipe').decode(errors='backslashreplace')[:20_000]}\n")
        told, *used = attempt(given.seed)
        sys.stdout.write("\n".join([*told, str(used)]) + "\n")
        return bool(told)
    began, number, inputs, bad, slowest, largest = time.monotonic(), given.first, 0, 0, (0.0, 0), (0, 0)
    while time.monotonic() - began < given.minutes * 60:
        told, files, seconds, memory = attempt(number)
        slowest, largest = max(slowest, (seconds, number)), max(largest, (memory, number))
        bad += bool(told)
        for one in told:
            sys.stdout.write(f"{number}: {one}\n")
            sys.stdout.flush()
        number, inputs = number + 1, inputs + files
    sys.stdout.write(
        f"{number - given.first:,} projects of {inputs:,} files in {time.monotonic() - began:.0f} s; "
        f"the slowest, {slowest[1]}, took {slowest[0]:.2f} s, "
        f"the largest, {largest[1]}, {largest[0]} MB; {bad} did not hold\n"
    )
    return bad > 0


if __name__ == "__main__":
    sys.exit(main())
