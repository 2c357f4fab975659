"""What `--fix`, `--diff` and `--fix-only` do to the files of a user, and what they leave alone."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from svclint import atomic, engine, fix, project
from svclint.config import Config
from svclint.engine.asking import Question
from svclint.facts import Place
from svclint.project import Project
from svclint.result import Report, Result
from svclint.rule import Confidence, Edit, Finding, Fix, Severity
from svclint.texts import Texts
from tests import needs
from tests.command import SVCLINT, svclint
from tests.lint import write
from tests.manifests import deployment, join, service

QUOTED = 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  selector: {app: web}\n  ports: [{port: "80"}]\n'
MENDED = QUOTED.replace('"80"', "80")


def test_fix_mends_what_is_safe_and_shows_what_remains(tmp_path: Path) -> None:
    slip = join(service(selector="app: web, version: v2"), deployment(labels="app: web, version: v1"))
    write(tmp_path, {"quoted.yaml": QUOTED, "slip.yaml": slip})
    done = svclint("--fix", cwd=tmp_path)
    assert done.returncode == 1
    assert "error[selector-matches-nothing]" in done.stdout
    assert "quoted-port]" not in done.stdout
    assert "\nfixed: 1 finding in 1 file (1 quoted-port)\n" in done.stdout
    assert (tmp_path / "quoted.yaml").read_text() == MENDED
    assert (tmp_path / "slip.yaml").read_text() == slip


def test_a_run_that_mends_everything_exits_with_0(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": QUOTED, "b.yaml": deployment()})
    assert svclint(cwd=tmp_path).returncode == 1
    done = svclint("--fix", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("No problems in 2 files")
    again = svclint("--fix", cwd=tmp_path)
    assert "fixed" not in again.stdout
    assert (tmp_path / "a.yaml").read_text() == MENDED


def test_a_run_without_fix_says_how_much_could_be_mended(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": QUOTED, "b.yaml": deployment(labels="app: web", kind="StatefullSet")})
    assert "\nfixable: 1 with --fix, 1 more with --unsafe-fixes\n" in svclint(cwd=tmp_path).stdout
    assert (tmp_path / "a.yaml").read_text() == QUOTED
    assert "\nfixable: 1 with --fix --unsafe-fixes\n" in svclint("--fix", cwd=tmp_path).stdout
    assert "kind: StatefullSet" in (tmp_path / "b.yaml").read_text()
    svclint("--fix", "--unsafe-fixes", cwd=tmp_path)
    assert "kind: StatefulSet" in (tmp_path / "b.yaml").read_text()


def test_diff_changes_nothing_and_says_what_fix_would_write(tmp_path: Path) -> None:
    write(tmp_path, {"k8s/a.yaml": QUOTED, "k8s/b.yaml": deployment()})
    done = svclint("--diff", "k8s", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout == (
        "--- k8s/a.yaml\n+++ k8s/a.yaml\n@@ -3,4 +3,4 @@\n metadata: {name: web}\n spec:\n   selector: {app: web}\n"
        '-  ports: [{port: "80"}]\n+  ports: [{port: 80}]\n'
    )
    assert done.stderr == "svclint: would be fixed: 1 finding in 1 file (1 quoted-port)\n"
    assert (tmp_path / "k8s/a.yaml").read_text() == QUOTED
    svclint("--fix", cwd=tmp_path)
    done = svclint("--diff", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "svclint: nothing to fix\n")


def test_fix_only_reports_nothing_of_what_remains(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": QUOTED, "b.yaml": service("b", "app: b, x: 1")})
    done = svclint("--fix-only", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "svclint: fixed: 2 findings in 2 files (1 not-a-string, 1 quoted-port)\n"


def test_json_keeps_the_fixes_of_what_remains(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": QUOTED, "b.yaml": deployment(kind="StatefullSet")})
    found = json.loads(svclint("--fix", "-f", "json", cwd=tmp_path).stdout)
    assert found["summary"]["fixed"] == 1
    (one,) = [one for one in found["findings"] if one["rule"] == "unknown-kind"]
    assert one["fix"]["title"] == "write kind: StatefulSet"
    assert one["fix"]["safe"] is False


def quoted_ports(tree: Project) -> Result:
    return engine.check(tree, Config(), Question(["quoted-port"]), isolated=True)


WAYS = {
    "comments": 'ports:  # those of\n  # the web\n  - port: "80"  # http\n    name: a',
    "single quotes": "ports:\n  - port: '80'",
    "flow style": 'ports: [{port: "80", name: a},\n  {name: b, port: "81"}]',
    "a tab": 'ports:\n  - port:\t"80"\t# http',
    "a block scalar": "externalName: |\n    a: b\n\n  ports:\n  - port: '80'",
    "a folded key": '"ports":\n  - ? port\n    : "80"',
    "an odd indent": 'ports:\n           - name: ä\U0001f600\n             port: "80"',
}


@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("last", [True, False], ids=["", "unended"])
@pytest.mark.parametrize("mark", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("ports", WAYS.values(), ids=WAYS)
def test_every_other_byte_stays(tmp_path: Path, ports: str, mark: str, last: bool, ending: str) -> None:
    text = f"# shop\napiVersion: v1\nkind: Service\nmetadata: {{name: web}}\nspec:\n  {ports}\n"
    mended = text.replace('"80"', "80").replace("'80'", "80").replace('"81"', "81")

    def written(one: str) -> bytes:
        data = (one if last else one.rstrip("\n")).replace("\n", ending).encode(mark)
        return b"\xfe\xff" + data if mark == "utf-16-be" else data

    (tmp_path / "a.yaml").write_bytes(written(text))
    tree = project.discover([str(tmp_path / "a.yaml")], tmp_path, isolated=True)
    done = fix.mend(quoted_ports, tree)
    assert done.after == {"a.yaml": written(mended)}
    atomic.rewrite(tmp_path, "a.yaml", done.before["a.yaml"], done.after["a.yaml"])
    assert (tmp_path / "a.yaml").read_bytes() == written(mended)
    assert not fix.mend(quoted_ports, tree).after


def test_json_stays_json(tmp_path: Path) -> None:
    text = '{"kind": "Service", "apiVersion": "v1", "metadata": {"name": "web", "labels": {"a": 1}},\r\n\t"spec": {"type": "nodeport", "selector": {"a": "b"}, "ports": [{"port": "80", "protocol": "tcp"}]}}'  # noqa: E501
    write(tmp_path, {"a.json": text})
    svclint("--fix", cwd=tmp_path)
    for old, new in (('"80"', "80"), ('"tcp"', '"TCP"'), ('"nodeport"', '"NodePort"'), ('"a": 1', '"a": "1"')):
        text = text.replace(old, new)
    assert (tmp_path / "a.json").read_bytes().decode() == text


def test_a_value_keeps_its_quotes_and_gets_those_it_needs(tmp_path: Path) -> None:
    text = join(
        service("web", "app: 'wep', x: y", ports='{port: 80, protocol: "tcp"}').replace("spec:", "spec:\n  type: 'nodeport'"),
        deployment("web", "app: 'on', x: y").replace("app: 'wep'", "app: 'on'"),
    )
    write(tmp_path, {"a.yaml": text.replace("app: 'wep'", "app: On")})
    svclint("--fix", "--unsafe-fixes", cwd=tmp_path)
    mended = (tmp_path / "a.yaml").read_text()
    assert "type: 'NodePort'" in mended
    assert 'protocol: "TCP"' in mended
    assert 'selector: {app: "on", x: "y"}' in mended


def test_what_an_alias_means_is_left_alone(tmp_path: Path) -> None:
    text = (
        "apiVersion: v1\nkind: List\nitems:\n"
        '- apiVersion: v1\n  kind: Service\n  metadata: {name: a}\n  spec: &spec\n    ports: [{port: "80"}]\n'
        "- apiVersion: v1\n  kind: Service\n  metadata: {name: b}\n  spec: *spec\n"
        "- apiVersion: v1\n  kind: Service\n  metadata: {name: c}\n  spec: {<<: *spec, type: NodePort}\n"
        '- apiVersion: v1\n  kind: Service\n  metadata: {name: d}\n  spec: {ports: [{port: &port "80", targetPort: *port}]}\n'
        '- apiVersion: v1\n  kind: Service\n  metadata: {name: e}\n  spec: &unused {ports: [{port: "80"}]}\n'
    )
    write(tmp_path, {"a.yaml": text})
    svclint("--fix", "--unsafe-fixes", cwd=tmp_path)
    head, _, tail = text.rpartition('"80"')
    assert (tmp_path / "a.yaml").read_text() == f"{head}80{tail}"


def test_only_the_files_that_are_asked_for_are_mended(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": QUOTED, "b.yaml": QUOTED, "c/c.yaml": QUOTED, "out.yaml": QUOTED})
    write(tmp_path, {".svclint.yaml": "exclude: [out.yaml]\n"})
    svclint("--fix", "a.yaml", "c", cwd=tmp_path)
    mended = {path.name for path in tmp_path.rglob("*.yaml") if path.read_text() == MENDED}
    assert mended == {"a.yaml", "c.yaml"}
    svclint("--fix", cwd=tmp_path)
    assert (tmp_path / "b.yaml").read_text() == MENDED
    assert (tmp_path / "out.yaml").read_text() == QUOTED


def test_templates_of_charts_are_never_touched(tmp_path: Path) -> None:
    files = {
        "Chart.yaml": "apiVersion: v2\nname: web\nversion: 0.1.0\n",
        "templates/a.yaml": QUOTED,
        "templates/b.yaml": "# svclint: ignore-file[selectors] nothing\n" + QUOTED,
        "values.yaml": "a: 1\n",
    }
    write(tmp_path, files)
    for arguments in ((), ("templates/a.yaml",), ("--render", "never"), ("--isolated",)):
        svclint("--fix", "--unsafe-fixes", *arguments, cwd=tmp_path)
    assert {name: (tmp_path / name).read_text() for name in files} == files


@needs.kustomize
def test_a_base_is_mended_where_the_file_itself_is_wrong(tmp_path: Path) -> None:
    files = {
        "base/kustomization.yaml": "resources: [a.yaml, b.yaml]\n",
        "base/a.yaml": QUOTED,
        "base/b.yaml": deployment(),
        "prod/kustomization.yaml": "resources: [../base]\nnamePrefix: prod-\n",
    }
    write(tmp_path, files)
    assert svclint("--fix", cwd=tmp_path).returncode == 0
    assert {name: (tmp_path / name).read_text() for name in files} == {**files, "base/a.yaml": MENDED}


@needs.kustomize
def test_what_only_an_overlay_makes_wrong_is_not_mended(tmp_path: Path) -> None:
    patch = "- {op: add, path: /spec/ports/0/protocol, value: tcp}"
    files = {
        "base/kustomization.yaml": "resources: [a.yaml, b.yaml]\n",
        "base/a.yaml": MENDED,
        "base/b.yaml": deployment(),
        "prod/kustomization.yaml": f'resources: [../base]\npatches: [{{target: {{kind: Service}}, patch: "{patch}"}}]\n',
    }
    write(tmp_path, files)
    assert svclint("--fix", "--unsafe-fixes", cwd=tmp_path).returncode == 1
    assert {name: (tmp_path / name).read_text() for name in files} == files


def test_mode_and_links_stay(tmp_path: Path) -> None:
    write(tmp_path, {"real/a.yaml": QUOTED, "outside/b.yaml": QUOTED})
    project = tmp_path / "real"
    (project / "a.yaml").chmod(0o640)
    (project / "link.yaml").symlink_to("a.yaml")
    (project / "away.yaml").symlink_to("../outside/b.yaml")
    before = (project / "a.yaml").stat()
    done = svclint("--fix", "--isolated", "link.yaml", "away.yaml", cwd=project)
    assert done.returncode == 2
    assert done.stderr == "svclint: away.yaml: not fixed: it is a link to a file outside of the project\n"
    assert (project / "a.yaml").read_text() == MENDED
    assert (project / "link.yaml").is_symlink()
    assert (tmp_path / "outside/b.yaml").read_text() == QUOTED
    after = (project / "a.yaml").stat()
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)
    assert sorted(path.name for path in project.iterdir()) == ["a.yaml", "away.yaml", "link.yaml"]


def test_a_read_only_file_is_left_alone_and_named(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": QUOTED, "b.yaml": QUOTED.replace("web", "b")})
    (tmp_path / "a.yaml").chmod(0o444)
    done = svclint("--fix", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (2, "svclint: a.yaml: not fixed: it is read-only\n")
    assert (tmp_path / "a.yaml").read_text() == QUOTED
    assert "80}" in (tmp_path / "b.yaml").read_text()
    assert "error[quoted-port]" in done.stdout
    assert "fixed: 1 finding in 1 file" in done.stdout


AS_NOBODY = """
import os, sys
from pathlib import Path
from svclint.atomic import Unwritten, rewrite
if not os.getuid():
    os.seteuid(65534)
try:
    rewrite(Path(sys.argv[1]), "a.yaml", b"before", b"after")
except Unwritten as error:
    print(error)
"""


def test_who_may_not_write_the_folder_changes_nothing() -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = write(Path(made), {"a.yaml": "before"})
        (folder / "a.yaml").chmod(0o666)
        folder.chmod(0o555)
        done = subprocess.run([sys.executable, "-c", AS_NOBODY, made], capture_output=True, text=True, check=True)
        folder.chmod(0o755)
        assert (done.stdout, (folder / "a.yaml").read_text()) == ("Permission denied\n", "before")
        assert [path.name for path in folder.iterdir()] == ["a.yaml"]


def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    text = QUOTED + "# " + "x" * 40_000 + "\n"
    write(tmp_path, {"a.yaml": text})
    limited = f"trap '' XFSZ; ulimit -f 8; exec {SVCLINT} --fix"
    done = subprocess.run(["bash", "-c", limited], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "svclint: a.yaml: not fixed: File too large\n")
    assert (tmp_path / "a.yaml").read_text() == text
    assert [path.name for path in tmp_path.iterdir()] == ["a.yaml"]


def test_a_kill_at_any_moment_leaves_each_file_whole(tmp_path: Path) -> None:
    whole = {QUOTED, MENDED}
    for delay in (0.05, 0.08, 0.1, 0.12, 0.14, 0.17, 0.2):
        names = [f"{number}.yaml" for number in range(200)]
        write(tmp_path, dict.fromkeys(names, QUOTED))
        running = subprocess.Popen([str(SVCLINT), "--fix"], cwd=tmp_path, stdout=subprocess.DEVNULL)
        time.sleep(delay)
        running.kill()
        running.wait()
        assert {(tmp_path / name).read_text() for name in names} <= whole
    assert svclint("--fix-only", cwd=tmp_path).returncode == 0
    assert {(tmp_path / name).read_text() for name in names} == {MENDED}


def test_a_file_that_changed_meanwhile_is_left_as_it_is_now(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": QUOTED})
    tree = project.discover([str(tmp_path)], tmp_path, isolated=True)

    mended = fix.mend(quoted_ports, tree)
    edited = QUOTED.replace("web", "shop")
    (tmp_path / "a.yaml").write_text(edited)
    with pytest.raises(atomic.Unwritten, match="it was changed while it was checked"):
        atomic.rewrite(tmp_path, "a.yaml", mended.before["a.yaml"], mended.after["a.yaml"])
    assert (tmp_path / "a.yaml").read_text() == edited


IGNORES = {
    "alone on its line": ("  # svclint: ignore[port-invalid] reason\n  type: ClusterIP\n", "  type: ClusterIP\n"),
    "behind a value": ("  type: ClusterIP  # svclint: ignore[port-invalid] reason\n", "  type: ClusterIP\n"),
    "behind another comment": ("  type: ClusterIP  # fine # svclint: ignore[port-invalid]\n", "  type: ClusterIP  # fine\n"),
    "all of several": ("  type: ClusterIP # svclint: ignore[port-invalid, port-unnamed] reason\n", "  type: ClusterIP\n"),
    "the first of two": (
        "  type: x  # svclint: ignore[port-invalid, unsupported-value] reason\n",
        "  type: x  # svclint: ignore[unsupported-value] reason\n",
    ),
    "the last of two": (
        "  type: x  # svclint: ignore[unsupported-value , port-invalid] reason\n",
        "  type: x  # svclint: ignore[unsupported-value] reason\n",
    ),
    "one that is named again and again": (
        "  type: x  # svclint: ignore[unsupported-value, port-invalid, port-invalid,port-invalid] reason\n",
        "  type: x  # svclint: ignore[unsupported-value] reason\n",
    ),
    "two of three": (
        "  type: x  # svclint: ignore[port-unnamed,unsupported-value,port-invalid] reason\n",
        "  type: x  # svclint: ignore[unsupported-value] reason\n",
    ),
}


@pytest.mark.parametrize(("before", "after"), IGNORES.values(), ids=IGNORES)
def test_ignores_that_hide_nothing_are_removed(tmp_path: Path, before: str, after: str) -> None:
    head = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n"
    tail = "  selector: {app: web}\n  ports: [{port: 80}]\n"
    write(tmp_path, {"a.yaml": head + before + tail, "b.yaml": deployment()})
    done = svclint("--fix", cwd=tmp_path)
    assert (tmp_path / "a.yaml").read_text() == head + after + tail
    assert (done.returncode, "remove" in done.stdout) == (0, False)


ANNOTATIONS = {
    "the only one": ('  annotations:\n    svclint.dev/ignore: "port-invalid: reason"\n', ""),
    "in flow style": ("  annotations: {a: b, svclint.dev/ignore: 'port-invalid: reason'}\n", "  annotations: {a: b}\n"),
    "beside others": (
        "  annotations:\n    a: b\n    svclint.dev/ignore: port-invalid\n    c: d\n",
        "  annotations:\n    a: b\n    c: d\n",
    ),
    "one line of two": (
        "  annotations:\n    svclint.dev/ignore: |\n      port-invalid: reason\n      unsupported-value: reason\n",
        "  annotations:\n    svclint.dev/ignore: |\n      unsupported-value: reason\n",
    ),
    "one name of two": (
        '  annotations: {svclint.dev/ignore: "unsupported-value, port-invalid: reason"}\n',
        '  annotations: {svclint.dev/ignore: "unsupported-value: reason"}\n',
    ),
}


@pytest.mark.parametrize(("before", "after"), ANNOTATIONS.values(), ids=ANNOTATIONS)
def test_annotations_that_hide_nothing_are_removed(tmp_path: Path, before: str, after: str) -> None:
    def manifest(lines: str) -> str:
        kind = "x" if "unsupported" in before else "ClusterIP"
        return (
            f"apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n{lines}  labels: {{x: z}}\n"
            f"spec: {{selector: {{app: web}}, type: {kind}, ports: [{{port: 80}}]}}\n"
        )

    write(tmp_path, {"a.yaml": manifest(before), "b.yaml": deployment()})
    assert svclint("--fix", cwd=tmp_path).returncode == 0
    assert (tmp_path / "a.yaml").read_text() == manifest(after)


def test_an_ignore_of_what_a_kustomization_may_show_is_not_removed_unasked(tmp_path: Path) -> None:
    text = "# svclint: ignore-file[port-invalid] the overlay\n" + service()
    kustomization = "namePrefix: x-\nresources: [a.yaml, b.yaml]\n"
    write(tmp_path, {"a.yaml": text, "b.yaml": deployment(), "kustomization.yaml": kustomization})
    svclint("--fix", "--render", "never", cwd=tmp_path)
    assert (tmp_path / "a.yaml").read_text() == text
    svclint("--fix", "--unsafe-fixes", "--render", "never", cwd=tmp_path)
    assert (tmp_path / "a.yaml").read_text() == service()


def test_an_ignore_of_a_rule_that_was_not_asked_stays(tmp_path: Path) -> None:
    text = "# svclint: ignore-file[port-invalid] reason\n" + service()
    write(tmp_path, {"a.yaml": text, "b.yaml": deployment()})
    svclint("--fix", "--select", "selectors,manifest", cwd=tmp_path)
    assert (tmp_path / "a.yaml").read_text() == text


def test_words_in_a_script_are_no_comments_to_remove(tmp_path: Path) -> None:
    head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n"
    text = f"{head}  a.sh: |\n    # svclint: ignore[port-invalid]\n    true\n"
    write(tmp_path, {"a.yaml": text})
    svclint("--fix", cwd=tmp_path)
    assert (tmp_path / "a.yaml").read_text() == text


def test_of_two_equal_entries_the_first_goes(tmp_path: Path) -> None:
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  a: x\n  b: v # said\n  b: v\n  c: z\n  a: x\n"
    doubled = '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "d"}, "data": {"a": "1", "b": "2", "a": "1"}}'
    write(tmp_path, {"a.yaml": text, "b.yaml": text.replace("a: x\n  b", "a: w\n  b"), "c.json": doubled})
    svclint("--fix", cwd=tmp_path)
    assert (tmp_path / "a.yaml").read_text() == text.replace("  a: x\n", "", 1)
    assert "a: w" in (tmp_path / "b.yaml").read_text()
    assert '"data": {"b": "2", "a": "1"}' in (tmp_path / "c.json").read_text()


def test_numbers_and_booleans_in_quotes_are_freed_where_that_is_beyond_doubt(tmp_path: Path) -> None:
    written = "spec:\n  replicas: \"3\"\n  paused: 'false'\n  minReadySeconds: '010'\n  selector"
    write(tmp_path, {"a.yaml": deployment().replace("spec:\n  selector", written, 1)})
    svclint("--fix", cwd=tmp_path)
    assert "\n  replicas: 3\n  paused: false\n  minReadySeconds: '010'\n" in (tmp_path / "a.yaml").read_text()


def test_fixes_that_bring_each_other_back_end_with_a_message(tmp_path: Path) -> None:
    """No rule of svclint does that; so the rounds are given a check that does."""
    write(tmp_path, {"a.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n", "b.yaml": QUOTED})
    tree = project.discover([str(tmp_path)], tmp_path, isolated=True)

    def check(one: Project) -> Result:
        result = quoted_ports(one)
        place = Place("a.yaml", 0, ("metadata", "name"))
        name = "b" if b": a}" in one.buffers["a.yaml"] else "a"
        fixed = Fix(f"write {name}", True, (Edit(place, name),))
        finding = Finding("restless", Severity.ERROR, Confidence.CERTAIN, "", place, fix=fixed)
        texts = Texts(one)
        result.reports.append(Report(finding, "", texts.locate(place), None, (), texts.edits(fixed)))
        return result

    mended = fix.mend(check, tree)
    assert mended.restless == ["a.yaml"]
    assert mended.after == {"b.yaml": MENDED.encode()}
    assert [one.finding.rule for one in mended.fixed] == ["quoted-port"]


@pytest.mark.parametrize("odd", [0, 20, 39], ids=["first", "amid the others", "last"])
@pytest.mark.parametrize("documents", [1, 3])
def test_a_fix_that_would_do_more_than_it_says_keeps_no_other_from_its_document(
    tmp_path: Path, odd: int, documents: int
) -> None:
    """No rule of svclint has one; so the rounds are given a check that has."""
    entries = [f"  k{number}: old\n" for number in range(40)]
    text = "---\n".join(["apiVersion: v1\nkind: ConfigMap\ndata:\n" + "".join(entries)] * documents)
    write(tmp_path, {"a.yaml": text})
    tree = project.discover([str(tmp_path)], tmp_path, isolated=True)

    def check(one: Project) -> Result:
        result, texts = Result(), Texts(one)
        for document, said in enumerate(one.buffers["a.yaml"].decode().split("---\n")):
            for number, entry in enumerate(entries):
                place = Place("a.yaml", document, ("data", f"k{number}"))
                more = "\n  further: entry" if (document, number) == (0, odd) else ""
                fixed = Fix("write new", True, (Edit(place, "new"),))
                edits = tuple((at, new + more) for at, new in texts.edits(fixed))
                finding = Finding("more" if more else "old", Severity.ERROR, Confidence.CERTAIN, "", place, fix=fixed)
                if entry in said:
                    result.reports.append(Report(finding, "", texts.locate(place), None, (), edits))
        return result

    mended = fix.mend(check, tree)
    assert [one.finding.place.path for one in mended.refused] == [("data", f"k{odd}")]
    assert [one.finding.rule for one in mended.result.reports] == ["more"]
    assert mended.restless == []
    kept, after = entries[odd], text.replace("old", "new")
    assert mended.after == {"a.yaml": after.replace(kept.replace("old", "new"), kept, 1).encode()}


def test_an_entry_with_a_hyphen_is_put_into_json(tmp_path: Path) -> None:
    text = '{"kind": "Service", "apiVersion": "v1", "metadata": {"name": "a"}, "spec": {"ports": [{"port": 1}, {"port": 2}]}}'
    write(tmp_path, {"a.json": text})
    svclint("--fix", "--unsafe-fixes", cwd=tmp_path)
    ports = '[{"name": "tcp-1", "port": 1}, {"name": "tcp-2", "port": 2}]'
    assert (tmp_path / "a.json").read_text() == text.replace('[{"port": 1}, {"port": 2}]', ports)
