"""The GitHub Action as a runner runs it: inputs in, annotations, summary, outputs and exit status out."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.manifests import deployment, join, service
from tests.repository import commit, git

ROOT = Path(__file__).parent.parent
SCRIPT = ROOT / ".github" / "action" / "run.py"
ACTION: dict[str, Any] = YAML(typ="safe", pure=True).load(ROOT / "action.yml")
(STEP,) = ACTION["runs"]["steps"]
BROKEN = join(service(selector="app: web, version: v2"), deployment(labels="app: web, version: v1"))
PLANTED = "import os\nopen(os.path.join(os.path.dirname(__file__), 'ran'), 'w')\n"

pytestmark = pytest.mark.skipif(not shutil.which("git") or not shutil.which("bash"), reason="needs git and bash")


class Runner:
    """A workspace with a checkout, and what GitHub's runner gives to a step."""

    def __init__(self, folder: Path) -> None:
        self.workspace, self.temporary = folder / "work", folder / "temp"
        self.output, self.summary = self.temporary / "output", self.temporary / "summary"
        for made in (self.workspace, self.temporary):
            made.mkdir(parents=True)

    def git(self, *arguments: str) -> str:
        return git(self.workspace, *arguments)

    def commit(self, files: dict[str, str]) -> str:
        return commit(self.workspace, files)

    def environment(self, inputs: dict[str, str]) -> dict[str, str]:
        """The variables of the step, with the inputs where `action.yml` puts them."""
        unknown = inputs.keys() - ACTION["inputs"].keys()
        assert not unknown
        given = {f"${{{{ inputs.{name} }}}}": inputs.get(name, one["default"]) for name, one in ACTION["inputs"].items()}
        return {
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_WORKSPACE": str(self.workspace),
            "GITHUB_OUTPUT": str(self.output),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "RUNNER_TEMP": str(self.temporary),
            **{name: given[value] for name, value in STEP["env"].items()},
        }

    def outputs(self) -> dict[str, str]:
        """What the step has set."""
        return dict(line.split("=", 1) for line in self.output.read_text().splitlines()) if self.output.exists() else {}

    def step(self, **inputs: str) -> subprocess.CompletedProcess[str]:
        """The whole step in bash, as a runner starts it."""
        script = self.temporary / "step.sh"
        script.write_text(STEP["run"])
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", script],
            cwd=self.workspace,
            env={**os.environ, "PYTHONPATH": str(self.workspace), **self.environment(inputs)},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(runner: Runner, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """The step's script with svclint as it is installed here, which saves the minute that installing takes."""
    monkeypatch.setattr(module := script(), "install", lambda work: Path(sys.executable))
    monkeypatch.chdir(runner.workspace)

    def started(**inputs: str) -> tuple[int, str]:
        for name, value in runner.environment({name.replace("_", "-"): value for name, value in inputs.items()}).items():
            monkeypatch.setenv(name, value)
        status = module.main()
        return status, capfd.readouterr().out

    return started


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("action", SCRIPT)
    assert spec
    assert spec.loader
    spec.loader.exec_module(module := importlib.util.module_from_spec(spec))
    return module


def test_a_broken_service_fails_the_step_with_annotations_summary_outputs_and_sarif(runner: Runner) -> None:
    planted = ["click.py", "svclint.py", "msgspec.py", "sitecustomize.py", "pip.py", "venv.py", "python3", "python"]
    runner.commit({"k8s/web.yaml": BROKEN, **dict.fromkeys(planted, PLANTED)})
    done = runner.step(sarif="true")
    assert done.returncode == 1, done.stdout + done.stderr
    assert re.search(
        r"^::error file=k8s/web.yaml,line=5,.*title=svclint%3A selector-matches-nothing::", done.stdout, re.MULTILINE
    )
    assert "  --> k8s/web.yaml:5:24\n" in done.stdout
    assert "| error [selector-matches-nothing](" in runner.summary.read_text()
    outputs = runner.outputs()
    assert (outputs["findings"], outputs["errors"]) == ("1", "1")
    assert json.loads(Path(outputs["sarif-file"]).read_text())["version"] == "2.1.0"
    assert not (runner.workspace / "ran").exists()
    assert runner.git("status", "--porcelain", "--ignored") == ""


def test_a_release_that_is_named_comes_from_the_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    version, index = "7.0.1", tmp_path / "index"
    index.mkdir()
    with zipfile.ZipFile(index / f"svclint-{version}-py3-none-any.whl", "w") as wheel:
        said = {"METADATA": f"Metadata-Version: 2.1\nName: svclint\nVersion: {version}\n", "RECORD": ""}
        said["WHEEL"] = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        for name, text in said.items():
            wheel.writestr(f"svclint-{version}.dist-info/{name}", text)
    for name, value in {"INPUT_VERSION": version, "PIP_FIND_LINKS": str(index), "PIP_NO_INDEX": "1"}.items():
        monkeypatch.setenv(name, value)
    python = script().install(tmp_path)
    told = "from importlib.metadata import version; print(version('svclint'))"
    assert subprocess.run([python, "-I", "-c", told], capture_output=True, text=True, check=True).stdout.strip() == version
    assert not (tmp_path / "source").exists()


def test_no_input_is_written_into_the_script() -> None:
    assert "${{" not in STEP["run"]
    assert set(STEP["env"].values()) == {f"${{{{ inputs.{name} }}}}" for name in ACTION["inputs"]}


def test_paths_and_options_are_words_as_in_a_shell(runner: Runner, run: Run) -> None:
    runner.commit({"a b/web.yaml": BROKEN, "c/web.yaml": BROKEN, "d/web.yaml": BROKEN})
    status, _ = run(paths='"a b"\nc', args="--isolated --show-notes")
    assert (status, runner.outputs()["errors"]) == (1, "2")


def test_more_formats_may_be_asked_for(runner: Runner, run: Run) -> None:
    runner.commit({"web.yaml": BROKEN})
    status, shown = run(args="-f junit -o junit.xml -f concise")
    assert (status, runner.outputs()["errors"]) == (1, "1")
    assert "<testsuites" in (runner.workspace / "junit.xml").read_text()
    assert "\nweb.yaml:5:24: error[selector-matches-nothing] " in shown


def test_what_is_not_asked_for_is_left_out(runner: Runner, run: Run) -> None:
    runner.commit({"web.yaml": BROKEN})
    status, shown = run(annotations="false", summary="false")
    assert status == 1
    assert "::error file" not in shown
    assert not runner.summary.exists()
    assert "sarif-file" not in runner.outputs()


def test_the_working_directory_and_its_config(runner: Runner, run: Run) -> None:
    runner.commit({"app/web.yaml": BROKEN, "other/web.yaml": BROKEN, "app/lint.yaml": "ignore: [ports]\n"})
    status, shown = run(working_directory="app", config="lint.yaml")
    assert (status, runner.outputs()["errors"]) == (1, "1")
    assert "::error file=app/web.yaml," in shown
    (runner.workspace / "app" / "lint.yaml").write_text("ignore: [selectors]\n")
    assert run(working_directory="app", config="lint.yaml")[0] == 0


def test_the_level_that_fails(runner: Runner, run: Run) -> None:
    runner.commit({"web.yaml": join(service(), deployment(container=", env: [{name: URL, value: 'https://api.example.com'}]"))})
    assert run()[0] == 0
    assert run(fail_level="note")[0] == 1


def test_nothing_to_check(runner: Runner, run: Run) -> None:
    runner.commit({"README.md": "\n"})
    assert run()[0] == 0
    status, shown = run(fail_on_empty="true")
    assert status == 2
    assert "::error title=svclint::svclint: nothing to check" in shown


def test_ten_of_a_level_are_annotated_and_all_stand_in_the_summary(runner: Runner, run: Run) -> None:
    services = [f"app: s{number}, version: v2" for number in range(14)]
    broken = [join(service(f"s{n}", one), deployment(f"s{n}", one.replace("v2", "v1"))) for n, one in enumerate(services)]
    runner.commit({f"s{number}/web.yaml": text for number, text in enumerate(broken)})
    _, shown = run()
    assert len(re.findall(r"^::error file=", shown, re.MULTILINE)) == 10
    assert runner.summary.read_text().count("| error [selector-matches-nothing]") == 14
    assert runner.outputs()["errors"] == "14"


def test_a_pull_request_shows_what_it_breaks_and_not_what_was_broken(runner: Runner, run: Run) -> None:
    pods = deployment(labels="app: web, version: v2")
    base = runner.commit(
        {"old/web.yaml": BROKEN, "new/service.yaml": service(selector="app: web, version: v2"), "new/d.yaml": pods}
    )
    runner.git("checkout", "-q", "-b", "topic")
    runner.commit({"new/d.yaml": pods.replace("v2", "v3")})
    status, shown = run(since=base)
    assert (status, runner.outputs()["errors"]) == (1, "1")
    assert re.findall(r"^::error file=([^,]+),", shown, re.MULTILINE) == ["new/service.yaml"]
    runner.commit({"new/d.yaml": pods, "README.md": "\n"})
    assert run(since=base)[0] == 0


def test_what_stands_in_the_baseline_is_not_told(runner: Runner, run: Run) -> None:
    runner.commit({"old/web.yaml": BROKEN})
    assert run(args="--write-baseline")[0] == 0
    runner.commit({"new/web.yaml": BROKEN})
    status, shown = run()
    assert (status, runner.outputs()["errors"]) == (1, "1")
    assert re.findall(r"^::error file=([^,]+),", shown, re.MULTILINE) == ["new/web.yaml"]


def test_a_base_that_a_shallow_checkout_lacks_is_explained(runner: Runner, run: Run, tmp_path: Path) -> None:
    origin = Runner(tmp_path / "origin")
    base = origin.commit({"web.yaml": BROKEN})
    origin.commit({"web.yaml": BROKEN + "# changed\n"})
    runner.git("clone", "-q", "--depth", "1", f"file://{origin.workspace}", ".")
    status, shown = run(since=base)
    assert status == 2
    assert re.search(r"^::error title=svclint::.*fetch-depth: 0", shown, re.MULTILINE)


@pytest.mark.parametrize(
    ("inputs", "told"),
    [
        ({"paths": "$(touch pwned) `touch pwned`"}, "$(touch: no such file or folder"),
        ({"paths": "--output-file=pwned"}, "--output-file=pwned: no such file or folder"),
        ({"paths": "web.yaml; touch pwned"}, "web.yaml;: no such file or folder"),
        ({"paths": "'web.yaml"}, "paths: no closing quotation"),
        ({"args": "-- --output-file pwned"}, "args: `--` is not for here"),
        ({"args": "--no-such-option"}, "No such option"),
        ({"config": "--output-file=pwned"}, "--output-file=pwned"),
        ({"config": "$(touch pwned)\n\"'"}, "$(touch pwned)"),
        ({"since": "--output=pwned"}, "--output=pwned"),
        ({"since": "$(touch pwned)"}, "$(touch pwned)"),
        ({"fail-level": "never"}, "'never' is not one of"),
        ({"fail-level": "note --exit-zero"}, "is not one of"),
        ({"working-directory": "$(touch pwned)"}, "working-directory: no folder `$(touch pwned)`"),
        ({"sarif": "out.sarif"}, "sarif: `out.sarif` is neither `true` nor `false`"),
        ({"annotations": "::stop"}, "annotations: `::stop` is neither"),
    ],
)
def test_a_hostile_input_is_one_clear_error(runner: Runner, run: Run, inputs: dict[str, str], told: str) -> None:
    runner.commit({"web.yaml": BROKEN})
    status, shown = run(**inputs)
    assert status == 2
    (error,) = re.findall(r"^::error title=svclint::(.*)$", shown, re.MULTILINE)
    assert told in error
    assert runner.git("status", "--porcelain", "--ignored") == ""


@pytest.mark.parametrize("version", ["--index-url=x", "0.1.0 --pre", "0.1.0;touch", "@ file:///tmp", "latest\n"])
def test_a_version_is_a_version(runner: Runner, version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INPUT_VERSION", version)
    with pytest.raises(Exception, match="is no version"):
        script().install(runner.temporary)


def test_what_a_manifest_says_is_no_command_to_github(runner: Runner, run: Run) -> None:
    name = "::add-mask::x\n::set-output name=findings::0.yaml"
    runner.commit({name: BROKEN.replace("app: web, version: v2", 'app: "::warning::w", version: v2')})
    _, shown = run()
    before, _, inside, after = re.split(r"::stop-commands::(\w+)\n(.*?)\n::\1::\n", shown, maxsplit=1, flags=re.DOTALL)
    assert "::add-mask" not in before
    assert {line.split(" ")[0] for line in after.splitlines()} <= {"::error", "::warning", "::notice"}
    assert "error[" in inside


def test_the_metadata_is_what_github_expects() -> None:
    checker = Path(sys.executable).parent / "check-jsonschema"
    if not checker.exists():
        pytest.skip("needs check-jsonschema (make test installs it)")
    done = subprocess.run([checker, "--builtin-schema", "vendor.github-actions", ROOT / "action.yml"], check=False)
    assert done.returncode == 0


def test_the_step_is_sound_shell() -> None:
    shellcheck = Path(sys.executable).parent / "shellcheck"
    if not shellcheck.exists():
        pytest.skip("needs shellcheck (make test installs it)")
    done = subprocess.run([shellcheck, "-s", "bash", "-"], input=STEP["run"], text=True, check=False)
    assert done.returncode == 0
