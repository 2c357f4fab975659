"""What `--fix`, `--diff` and `--fix-only` do to the files of a user, and what they leave alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.lint import write
from tests.manifests import deployment, join, service

SVCLINT = Path(sys.executable).parent / "svclint"
QUOTED = 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  selector: {app: web}\n  ports: [{port: "80"}]\n'
MENDED = QUOTED.replace('"80"', "80")


def svclint(*arguments: str, cwd: Path, given: bytes | None = None) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([str(SVCLINT), *arguments], cwd=cwd, capture_output=True, input=given, check=False)
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


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
