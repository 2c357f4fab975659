"""What is meant for svclint never passes silently: it is followed, or said how to write; prose and scripts are neither."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import needs
from tests.command import document, svclint
from tests.lint import write
from tests.manifests import DEPLOYMENT, SERVICE, deployment
from tests.trees import BASE, CHART

MALFORMED = {
    "# svclint ignore[selector-matches-nothing] reason": "ignore[selector-matches-nothing]",
    "# svclint ignore-file[selectors] reason": "ignore-file[selectors]",
    "# svclint : ignore[selectors] reason": "ignore[selectors]",
    "# svclint-ignore[selectors]": "ignore[selectors]",
    "# svclint-ignore: short-name-dns": "ignore[short-name-dns]",
    "# SVCLINT: ignore[selectors] reason": "ignore[selectors]",
    "# svclint: Ignore[selectors] reason": "ignore[selectors]",
    "# svclint: IGNORE[Selectors, port-invalid]": "ignore[selectors, port-invalid]",
    "# svclint: ignore [selectors] reason": "ignore[selectors]",
    "# svclint: ignore(selectors) reason": "ignore[selectors]",
    "# svclint: ignore[selectors reason": "ignore[rule-id]",
    "# svclint: ignore selector-matches-nothing reason": "ignore[selector-matches-nothing]",
    "# svclint: ignore=selector-matches-nothing": "ignore[selector-matches-nothing]",
    "# svclint: ignore the operator brings the pods": "ignore[rule-id]",
    "# svclint: ignore[] reason": "ignore[rule-id]",
    "# svclint: ignore[ , ]": "ignore[rule-id]",
    "# svclint: ignore": "ignore[rule-id]",
    "# svclint: ignore-file": "ignore[rule-id]",
    "# svclint: disable=selectors": "ignore[rule-id]",
    "# svclint ignore": "ignore[rule-id]",
}
FOLLOWED = [
    "# svclint: ignore[selector-matches-nothing] reason",
    "#svclint:ignore[selectors]",
    "#  svclint:  ignore[selectors, dns] reason",
    "# svclint: ignore[selectors] - reason",
    "# said before # svclint: ignore[selectors] reason",
]
PROSE = [
    "# svclint knows where this sends its traffic",
    "# svclint ignores what is in docs/",
    "# svclint ignore rules stand in .svclint.yaml",
    "# Svclint: a linter",
    "# see https://svclint.dev/ignore",
    "# nosvclint: ignore[selectors]",
]


def commented(comment: str, end: str = "\n") -> str:
    lines = ["apiVersion: v1", "kind: Service", "metadata: {name: web}", "spec:", f"  selector: {{app: wep}}  {comment}"]
    return end.join([*lines, "  ports: [{port: 80}]", ""])


def found(root: Path) -> list[tuple[str, int, str]]:
    shown = document("--select", "selectors,manifest", cwd=root)["findings"]
    return [(one["rule"], one["line"], one["help"]) for one in shown if one["severity"] != "note"]


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize(("comment", "wanted"), MALFORMED.items())
def test_a_malformed_ignore_hides_nothing_and_says_how_to_write_it(tmp_path: Path, comment: str, wanted: str, end: str) -> None:
    write(tmp_path, {"a.yaml": commented(comment, end), "b.yaml": deployment()})
    (hidden, _, _), (rule, line, told) = found(tmp_path)
    assert (hidden, rule, line) == ("selector-matches-nothing", "unused-ignore", 5)
    assert told == f"write `# svclint: {wanted} reason`"


@pytest.mark.parametrize("comment", FOLLOWED)
def test_blanks_are_free_and_a_reason_is_nobodys_duty(tmp_path: Path, comment: str) -> None:
    write(tmp_path, {"a.yaml": commented(comment), "b.yaml": deployment()})
    assert found(tmp_path) == []


@pytest.mark.parametrize("comment", PROSE)
def test_prose_about_svclint_is_prose(tmp_path: Path, comment: str) -> None:
    write(tmp_path, {"a.yaml": commented(comment), "b.yaml": deployment()})
    assert [rule for rule, _, _ in found(tmp_path)] == ["selector-matches-nothing"]


SCRIPTS = {
    "a block": "  a.sh: |\n    # svclint: ignore[selectors]\n    # svclint ignore[selectors]\n    true\n",
    "a folded block": "  a.sh: >-\n    words # svclint: ignore-file[selectors]\n\n    more\n",
    "quotes": '  a: "words # svclint: ignore[selectors] words"\n',
    "quotes over lines": "  a: 'words\n    # svclint: ignore\n    words'\n",
}


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_words_in_a_text_are_no_ignore(tmp_path: Path, script: str) -> None:
    head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n"
    broken = commented("").replace("name: web", "name: other")
    write(tmp_path, {"a.yaml": f"{head}{script}---\n{broken}", "b.yaml": deployment()})
    assert [rule for rule, _, _ in found(tmp_path)] == ["selector-matches-nothing"], "neither reported nor followed"


def test_a_comment_behind_a_text_is_a_comment(tmp_path: Path) -> None:
    head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n"
    write(tmp_path, {"a.yaml": f"{head}  a: |\n    true\n  # svclint: ignore[selectors]\n  b: 'c'  # svclint: ignore[dns\n"})
    assert [(rule, line) for rule, line, _ in found(tmp_path)] == [("unused-ignore", 7), ("unused-ignore", 8)]


def test_a_line_of_a_configuration_is_silenced_in_its_own_comment(tmp_path: Path) -> None:
    proxy = "    location / { proxy_pass http://cart.shop.svc; }"
    text = f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c}}\ndata:\n  nginx.conf: |\n{proxy}\n"
    write(tmp_path, {"a.yaml": text})
    rules = {one["rule"] for one in document("--min-confidence", "possible", cwd=tmp_path)["findings"]}
    assert rules == {"unknown-service-host"}
    write(
        tmp_path, {"a.yaml": text.replace(proxy, f"    # svclint: ignore[unknown-service-host] the other repository\n{proxy}")}
    )
    done = svclint("--min-confidence", "possible", cwd=tmp_path)
    assert (done.returncode, "1 ignored" in done.stdout) == (0, True), done.stdout


MISSPELLED = (
    "svclint.dev/ignores", "svclint.dev/Ignore", "Svclint.dev/ignore", "svclint.dev/ignore-file", "svclint.dev/disable",
    "svclint.io/ignore", "svclint/ignore", "svclint-ignore", "ignore.svclint.dev/selectors", "svlint.dev/ignore",
    "svclint.dev/ingore",
)  # fmt: skip
OTHERS = ("svc.example.com/ignore", "service.kubernetes.io/ignore", "kube-linter.io/ignore-all", "svclint.example.com/owner")


@pytest.mark.parametrize("key", MISSPELLED)
def test_an_annotation_that_is_nearly_ours_is_said_to_be_none(tmp_path: Path, key: str) -> None:
    text = f"apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  annotations:\n    {key}: 'selectors: x'\n"
    write(tmp_path, {"a.yaml": text + "spec: {selector: {app: wep}, ports: [{port: 80}]}\n"})
    (one,) = document("--select", "unused-ignore", cwd=tmp_path)["findings"]
    assert (one["line"], one["column"], one["object"]["name"]) == (6, 5, "web")
    assert one["message"].endswith(f"there is no annotation `{key}`; did you mean `svclint.dev/ignore`?")
    assert one["help"] == 'write `svclint.dev/ignore: "rule-id: reason"`'


@pytest.mark.parametrize("key", OTHERS)
def test_annotations_of_others_are_theirs(tmp_path: Path, key: str) -> None:
    text = f"apiVersion: v1\nkind: Service\nmetadata: {{name: web, annotations: {{{key}: 'selectors: x'}}}}\n"
    write(tmp_path, {"a.yaml": text + "spec: {selector: {app: wep}, ports: [{port: 80}]}\n"})
    assert document("--select", "unused-ignore", cwd=tmp_path)["findings"] == []


README = Path(__file__).parent.parent / "README.md"
SILENT = next(line.strip() for line in README.read_text().splitlines() if line.startswith("  selector:  # svclint: ignore["))
SELECTING = SERVICE.replace("    app: web\n", "    app: web\n    version: v2\n")
PORTS = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  selector: {app: web}\n"
NAMES = "# svclint: ignore[target-port-name-missing] the operator names them"


def shown(root: Path) -> list[tuple[str, int]]:
    """What is shown, and what the fixes that are safe would take away."""
    assert svclint("--diff", cwd=root).stdout.count("\n-") == 0
    return [(rule, line) for rule, line, _ in found(root)]


def test_the_comment_of_the_readme_silences_the_finding_of_the_readme(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": SELECTING, "b.yaml": DEPLOYMENT})
    assert shown(tmp_path) == [("selector-matches-nothing", 8)], "a pair below the key"
    for text in (f"  {SILENT}\n", f"  {SILENT.partition('  ')[2]}\n  selector:\n", f"  {SILENT}\n# a comment\n\n"):
        write(tmp_path, {"a.yaml": SELECTING.replace("  selector:\n", text)})
        assert shown(tmp_path) == []


BLOCKS = {
    "an item's first line": (
        f"  ports:\n    - port: 80  {NAMES}\n      targetPort: gone\n    - name: b\n      port: 81\n      targetPort: gone\n",
        [("target-port-name-missing", 11)],
    ),
    "above an item": (
        f"  ports:\n  {NAMES}\n  - port: 80\n    targetPort: gone\n  - {{name: b, port: 81, targetPort: gone}}\n",
        [("target-port-name-missing", 10)],
    ),
    "a list no deeper than its key": (
        f"  ports:  {NAMES}\n  - port: 80\n    targetPort: gone\n  - {{name: b, port: 81, targetPort: gone}}\n",
        [],
    ),
    "a key with another name": (
        f"  sessionAffinityConfig: {{}}  {NAMES}\n  ports:\n  - port: 80\n    targetPort: gone\n",
        [("target-port-name-missing", 9), ("unused-ignore", 6)],
    ),
}


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("block", BLOCKS)
def test_a_comment_reaches_the_block_that_its_line_opens_and_no_further(tmp_path: Path, block: str, end: str) -> None:
    text, left = BLOCKS[block]
    write(tmp_path, {"a.yaml": (PORTS + text).replace("\n", end), "b.yaml": DEPLOYMENT})
    shown = document("--select", "target-port-name-missing,unused-ignore", cwd=tmp_path)["findings"]
    assert sorted((one["rule"], one["line"]) for one in shown) == left


@needs.helm
@needs.kustomize
def test_the_block_of_a_base_and_of_a_template_is_reached(tmp_path: Path) -> None:
    steered = f"  {SILENT}\n{{{{- if true }}}}\n    app: web\n    version: v2\n{{{{- end }}}}\n"
    selector = "  selector:\n    app: web\n"
    template = CHART["charts/web/templates/service.yaml"]
    whole = template[: template.index("  selector:")] + steered + template[template.index("  ports:") :]
    base = {**BASE, "app/base/service.yaml": SERVICE.replace(selector, f"  {SILENT}\n    app: web\n    version: v2\n")}
    chart = {**CHART, "charts/web/templates/service.yaml": whole}
    write(tmp_path, {**base, **chart})
    done = svclint(cwd=tmp_path)
    assert (done.returncode, "2 ignored" in done.stdout) == (0, True), done.stdout
    write(tmp_path, {name: text.replace(SILENT, "selector:") for name, text in {**base, **chart}.items()})
    assert svclint(cwd=tmp_path).stdout.count("error[selector-matches-nothing]") == 2


def test_words_in_a_text_open_no_block(tmp_path: Path) -> None:
    proxy = "  nginx.conf: |\n    # svclint: ignore[unknown-service-host]\n    location / {\n      proxy_pass http://cart.shop.svc;\n"
    write(tmp_path, {"a.yaml": f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c}}\ndata:\n{proxy}    }}\n"})
    rules = [one["rule"] for one in document("--min-confidence", "possible", cwd=tmp_path)["findings"]]
    assert rules == ["unknown-service-host"]
