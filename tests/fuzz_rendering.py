"""Hostile kustomizations and charts, and what svclint must hold where it has the real programs render them.

`python -m tests.fuzz --rendering --minutes 10` goes on for that long; the tests take a few of the same.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from svclint.render.programs import SECONDS
from tests.command import SVCLINT
from tests.fuzz import bomb, cut, deep, garbled, manifest, mutated
from tests.manifests import deployment, join, service

MEGABYTES = 600
"""What svclint itself may take of memory; that of helm and kustomize is bounded apart."""
_RUN = '#!/bin/sh\necho "$0" >> "$PLANTED" || true\nexit 1\n'
_URL = "http://127.0.0.1:PORT"
_KUSTOMIZATION = """\
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: shop
namePrefix: a-
resources:
- ../base
- web.yaml
components:
- ../part
labels:
- pairs: {team: x}
  includeSelectors: true
patches:
- path: patch.yaml
- target: {kind: Deployment}
  patch: |
    - {op: replace, path: /spec/replicas, value: 2}
configMapGenerator:
- name: c
  literals: [a=b]
  files: [web.yaml]
replicas:
- {name: web, count: 2}
images:
- {name: web, newTag: "2"}
replacements:
- source: {kind: Service, name: web, fieldPath: metadata.name}
  targets:
  - select: {kind: Deployment}
    fieldPaths: [metadata.annotations.x]
    options: {create: true}
"""
_ENTRIES = (
    f"resources: [{_URL}/a.yaml]",
    f"resources: ['{_URL}/x//base?ref=v1']",
    f"resources: ['git::{_URL}/x.git']",
    "resources: [.]",
    "resources: [../k]",
    "resources: ['../k/../k']",
    "resources: [/etc/passwd]",
    "resources: [../../..]",
    "resources: [link.yaml]",
    "resources: [loop]",
    "resources: ['-o=/tmp/x']",
    "resources: [out]",
    "bases: [../base]",
    "generators: [g.yaml]",
    "transformers: [g.yaml]",
    "validators: [g.yaml]",
    "generators: [../run]",
    "resources: [pipe]",
    f"helmCharts: [{{name: c, repo: '{_URL}', version: 1.0.0, releaseName: x}}]",
    "helmChartInflationGenerator: [{chartName: c}]",
    "helmGlobals: {chartHome: ../c}",
    "helmCharts: [{name: c, valuesFile: v.yaml}]",
    f"openapi: {{path: '{_URL}/o.json'}}",
    "openapi: {path: web.yaml}",
    "crds: [web.yaml]",
    "configurations: [web.yaml]",
    f"crds: ['{_URL}/crd.json']",
    "configMapGenerator: [{name: x, files: [/etc/passwd]}]",
    "secretGenerator: [{name: x, envs: [link.yaml]}]",
    f"configMapGenerator: [{{name: x, files: ['{_URL}/f']}}]",
    "vars: [{name: A, objref: {kind: Service, name: web}}]",
    "buildMetadata: [originAnnotations]",
    "namePrefix: 1",
    "nameSuffix: [a]",
    "patchesStrategicMerge: [patch.yaml, '{']",
    "patchesJson6902: [{target: {kind: X, name: y}, path: patch.yaml}]",
    "sortOptions: {order: fifo}",
    "x: &a [*a]",
)
_FUNCTION = """\
apiVersion: v1
kind: X
metadata:
  name: x
  annotations:
    config.kubernetes.io/function: |
      {0}
"""
_FUNCTIONS = (
    "exec: {path: ./run}",
    "exec: {path: ../run}",
    "container: {image: example.invalid/x, network: true}",
    f"starlark: {{path: run.star, url: '{_URL}/s.star'}}",
    "exec: [",
    "container: {image: x, mounts: [{type: bind, src: /}]}",
)
_TEMPLATES = (
    "{{ range until 2000000 }}x{{ end }}",
    '{{ define "l" }}{{ include "l" . }}{{ end }}{{ include "l" . }}',
    "{{ range until 900 }}{{ range until 900 }}{{ range until 900 }}\n# x{{ end }}{{ end }}{{ end }}",
    '{{ range until 3000 }}\n# {{ repeat 10000 "x" }}{{ end }}',
    '{{ repeat 999999999 "x" }}',
    '{{ tpl "{{ tpl . . }}" . }}',
    '{{ lookup "v1" "Service" "" "" }}',
    '{{ (lookup "v1" "Secret" "x" "y").data | toYaml }}',
    '{{ getHostByName "localhost" }}',
    '{{ .Files.Get "/etc/passwd" }}',
    '{{ .Files.Get "../../run" }}',
    '{{ (.Files.Glob "**").AsConfig }}',
    '{{ env "HOME" }}',
    '{{ fail "x" }}',
    '{{ fail (repeat 100000 "y") }}',
    '{{ required "a" .Values.x }}',
    "{{ .Values | toYaml }}",
    "{{",
    "}}",
    "{{/* never closed",
    '{{ template "none" . }}',
    "{{ $x := 1 }}{{ $y }}",
    '{{ index .Values "a" "b" }}',
    "{{ .Values.a.b.c }}",
    '{{ regexMatch "(a+)+$" (repeat 50000 "a") }}',
    '{{ genCA "x" 1 }}',
    '{{ toYaml (dict "a" .) }}',
    '{{ printf "%1000000d" 1 }}',
    "---\n# Source: ../../k/web.yaml\n",
    "# Source: c/templates/../../../etc/passwd\n---\n",
    "\x00",
    "\ufeff",
    "---\n---\n---\n",
    "{{ range $k, $v := .Values }}\n{{ $k }}: {{ $v }}{{ end }}",
    "{{ .Release.Name }}",
    "{{ toJson .Capabilities }}",
)
_LONE = "apiVersion: v1\nkind: Service\nmetadata: {name: lone}\nspec: {ports: [{port: 80}]}\n"
"""A Service of which there is something to say wherever it is rendered."""
_CHART = "apiVersion: v2\nname: c\nversion: 1.0.0\n"
_CHARTS = (
    f"dependencies: [{{name: d, version: 1.0.0, repository: '{_URL}'}}]",
    "dependencies: [{name: d, repository: 'file://../d'}]",
    "dependencies: [{name: c, repository: 'file://../c'}]",
    "dependencies: [{name: d, repository: 'file:///etc'}]",
    "dependencies: [{name: d, version: '>0', repository: 'oci://127.0.0.1:PORT/d'}]",
    "dependencies: [{name: ../../run}]",
    "dependencies: [{name: d, repository: '@mine'}]",
    "dependencies: {a: b}",
    "dependencies: [1, null, {}]",
    "type: library",
    "dependencies: [{name: d, alias: ../x, repository: 'file://../d'}]",
    "kubeVersion: '<1.0'",
    "type: [a]",
    "name: -o",
    "name: ../x",
    "dependencies: [{name: d, import-values: [{child: a, parent: b}], condition: a.b, repository: 'file://../d'}]",
    "annotations: {a: &a [*a]}",
    "version: '--post-renderer=./run'",
    "name: 1",
    "appVersion: {{ x }}",
    "icon: [",
)
_ARGO = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app}
spec:
  source:
    path: c
    helm:
      releaseName: ENTRY
      valueFiles: [ENTRY]
      values: |
        a: ENTRY
      parameters: [{name: a, value: ENTRY}]
  destination: {namespace: ENTRY}
"""
_WORDS = (
    "x",
    "--post-renderer=./run",
    "../../../etc/passwd",
    "values.yaml",
    f"{_URL}/v.yaml",
    "a,b",
    "{a,b}",
    "--set=a=b",
    "null",
    "\\",
    "$(./run)",
    "'a b'",
    "../run",
    "-f",
    "link.yaml",
    '"\\0"',
)


def tree(chance: random.Random) -> dict[str, bytes | None]:
    """The files of a project with a kustomization `k` and a chart `c`; None is a pipe, what begins with `->` is a link."""
    shop = join(service(), deployment(), _LONE)
    kustomization, chart, values = _KUSTOMIZATION, _CHART, "a: b\nreplicas: 1\nlist: [1, 2]\n"
    match chance.randrange(5):
        case 0 | 1:
            kustomization = f"resources: [web.yaml]\n{chance.choice(_ENTRIES)}\n"
        case 2:
            kustomization = mutated(kustomization, chance)
        case 3:
            kustomization += chance.choice(_ENTRIES) + "\n"
    if chance.random() < 0.5:
        chart += chance.choice(_CHARTS) + "\n"
    if chance.random() < 0.3:
        chart, values = mutated(chart, chance), mutated(values, chance)
    if chance.random() < 0.2:
        values = chance.choice((bomb("spec:\n", chance), deep("  a: b\n", chance), cut(values, chance)))
    template = shop.replace("port: 80", chance.choice(("port: 80", "port: {{ .Values.a }}", chance.choice(_TEMPLATES))))
    template = chance.choice(
        (template, mutated(template, chance), template + chance.choice(_TEMPLATES), chance.choice(_TEMPLATES))
    )
    other = manifest(chance) if chance.random() < 0.3 else shop.encode()
    files: dict[str, bytes | None] = {
        name: text.encode("utf-8", "surrogatepass")
        for name, text in {
            "k/kustomization.yaml": kustomization,
            "k/patch.yaml": "kind: Service\napiVersion: v1\nmetadata: {name: web}\nspec: {selector: {app: x}}\n",
            "k/g.yaml": _FUNCTION.format(chance.choice(_FUNCTIONS)),
            "base/kustomization.yaml": chance.choice(
                ("resources: [b.yaml]\n", "resources: [../k]\n", "resources: [b.yaml, .]\n")
            ),
            "base/b.yaml": join(service("b"), deployment("b")),
            "part/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamespace: shop\n",
            "c/Chart.yaml": chart,
            "c/values.yaml": values,
            "c/templates/a.yaml": template,
            "c/templates/_helpers.tpl": chance.choice(("", *_TEMPLATES)),
            "d/Chart.yaml": _CHART.replace("name: c", "name: d"),
            "d/templates/d.yaml": service("d"),
            "run": _RUN,
            "k/run": _RUN,
            "c/run": _RUN,
            "c/templates/NOTES.txt": chance.choice(_TEMPLATES),
            "argo.yaml": "".join(chance.choice(_WORDS) if part == "ENTRY" else part for part in _parts(_ARGO)),
        }.items()
    }
    files["k/web.yaml"] = other
    odd: dict[str, bytes | None] = {
        "k/link.yaml": b"->/etc/passwd",
        "k/loop": b"->.",
        "k/out": b"->/etc",
        "k/pipe": None,
        "c/templates/link.yaml": b"->/etc/passwd",
        "c/templates/up": b"->..",
        "c/templates/pipe.yaml": None,
        "c/templates/a\nb.yaml": b"a: b\n",
        "c/charts/x.tgz": chance.randbytes(99),
        "c/templates/\u202e.yaml": b"a: b\n",
        "c/plugin.yaml": b"name: x\ncommand: ./run\n",
        "c/.helmignore": b"[\n",
        "c/.helmignore ": b"**",
        "c/values.schema.json": b'{"$ref": "http://127.0.0.1:PORT/s.json"}',
        "c/requirements.yaml": b"dependencies: [1]\n",
        "c/values-prod.yaml": b"a: {{ x\n",
        "c/crds/x.yaml": b"{{",
        "c/charts/d": b"->../../d",
        "k/Kustomization": b"resources: []\n",
        "c/charts/e/Chart.yaml": b"name: e\n",
        "c/templates/tests/t.yaml": b"{{ fail }}",
        "c/templates/big.yaml": b"# x\n" * 2_000_000,
    }
    files |= {name: odd[name] for name in chance.sample(sorted(odd), chance.choice((0, 1, 1, 2)))}
    if chance.random() < 0.1:
        name = chance.choice([name for name, data in files.items() if data and not data.startswith(b"->")])
        files[name] = garbled((files[name] or b"").decode("utf-8", "replace"), chance)
    return files


def _parts(text: str) -> list[str]:
    return [piece for part in text.split("ENTRY") for piece in (part, "ENTRY")][:-1]


def look(files: Mapping[str, bytes | None], words: tuple[str, ...] = ()) -> tuple[list[str], float, int]:
    """What does not hold where svclint checks a project of these files, with the seconds and megabytes that it took."""
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        port = str(server.getsockname()[1]).encode()
        root = Path(folder, "tree")
        root.mkdir()
        for name, data in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if data is None:
                os.mkfifo(path)
            elif data.startswith(b"->"):
                path.symlink_to(data[2:].decode())
            else:
                path.write_bytes(data.replace(b"PORT", port))
                path.chmod(0o755 if path.name == "run" else 0o644)
        told, seconds, memory = _run(root, Path(folder), words)
        with_network = True
        try:
            server.accept()
        except BlockingIOError:
            with_network = False
        return [*told, *(["it asked the network"] if with_network else [])], seconds, memory


def _run(root: Path, folder: Path, words: tuple[str, ...]) -> tuple[list[str], float, int]:
    before = _state(root)
    out, err = folder / "out", folder / "err"
    (folder / "tmp").mkdir()
    environment = {**os.environ, "PLANTED": str(folder / "ran"), "SVCLINT_DEBUG": "1", "TMPDIR": str(folder / "tmp")}
    began = time.monotonic()
    with out.open("wb") as stdout, err.open("wb") as stderr:
        command = [str(SVCLINT), "check", "-f", "json", "--show-notes", "--no-cache", *words]
        process = subprocess.Popen(command, cwd=root, env=environment, stdout=stdout, stderr=stderr, stdin=subprocess.DEVNULL)
        memory = _watched(process, began)
    seconds = time.monotonic() - began
    said = err.read_text(errors="replace")
    told = []
    if process.returncode not in (0, 1, 2) or "Traceback" in said:
        told.append(f"exit status {process.returncode} after {seconds:.0f} s: {said[-3000:]}")
    if memory > MEGABYTES:
        told.append(f"it took {memory} MB")
    if (folder / "ran").exists():
        told.append(f"it ran {(folder / 'ran').read_text()}")
    after = _state(root)
    told += [f"{name} was written" for name in sorted({*before.items()} ^ {*after.items()})]
    told += [f"{left} was left" for left in os.listdir(folder / "tmp")]
    if process.returncode in (0, 1) and "Traceback" not in said:
        told += _unnamed(out.read_bytes()) if "lone" in (root / "k/web.yaml").read_text(errors="replace") else []
    return told, seconds, memory


def _watched(process: subprocess.Popen[bytes], began: float) -> int:
    """Wait for a process; the megabytes that it took itself, at the most. One that hangs is killed."""
    most = 0
    while process.poll() is None:
        try:
            status = Path(f"/proc/{process.pid}/status").read_text()
            most = max(most, *(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0)
        except OSError:
            pass
        if time.monotonic() - began > 6 * SECONDS:
            process.kill()
        time.sleep(0.02)
    return most


def _state(root: Path) -> dict[str, tuple[int, int, int]]:
    found = ((path, path.lstat()) for path in (root, *root.rglob("*")))
    return {str(path): (about.st_mode, about.st_size, about.st_mtime_ns) for path, about in found}


def _unnamed(out: bytes) -> list[str]:
    """Whether the kustomization `k` is neither seen nor told of, or nothing was rendered and that is not told."""
    document = json.loads(out)
    found = document["findings"]
    seen = {name for one in found for name in one["environments"]} | {f"kustomize:{one['file'].split('/')[0]}" for one in found}
    told = (
        []
        if seen & {"kustomize:k", "kustomize:base", "kustomize:part"}
        else ["the kustomization is neither rendered nor told of"]
    )
    if not document["summary"]["rendered"] and not {one["rule"] for one in found} & {"not-rendered", "invalid-yaml"}:
        told.append("nothing is rendered, and that is not told")
    return told


def alone(number: int) -> tuple[list[str], int, float, int]:
    """What does not hold of a project by its number, its files, and the seconds and megabytes that svclint took."""
    chance = random.Random(number)
    files = tree(chance)
    told, seconds, memory = look(files)
    return told, len(files), seconds, memory


def available() -> bool:
    """Whether the programs are here."""
    return bool(shutil.which("helm") and shutil.which("kustomize"))
