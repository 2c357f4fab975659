"""A team takes svclint on, in three real repositories: of plain manifests, of kustomizations, and of a chart.

The story in chapters: it writes a baseline, sees what is new, silences it with a reason, lets svclint mend what it can,
tidies up, is stopped by the hook, and reads in a pull request what its branch brings and nothing else.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec import Struct

from svclint.cache import NOTHING
from svclint.render import programs
from tests import needs
from tests.command import svclint
from tests.hooks import PRE_COMMIT, Hooked, with_pre_commit

REASON = "the sidecar of the next release"
COLLEAGUES = (
    b"# Who asks what the cluster sees of us.\r\napiVersion: v1\r\nkind: Service\r\nmetadata: {name: echo}\r\nspec:\r\n"
    b"  selector: {app: echo}\r\n  ports:\r\n    - port: %s  # as in the wiki\r\n      name: 'http'\r\n"
    b"---\r\napiVersion: v1\r\nkind: Pod\r\nmetadata: {name: echo, labels: {app: echo}}\r\n"
    b"spec: {containers: [{name: echo, image: echo:1}]}"
)


class Tree(Struct, frozen=True):
    """A repository of the corpus, and an edit to it that breaks a Service.

    `port` is a line of that file with a port. `tidied_with`: the options that take a useless ignore away from the file, None
    where svclint never writes it.
    """

    path: str
    file: str
    sound: str
    broken: str
    rule: str
    port: str
    tidied_with: tuple[str, ...] | None
    program: Callable[..., object] = lambda _: True


TREES = {
    "plain": Tree(
        "plain/lushenle__k8s-manifests",
        "gitlab/gitlab-redis.yaml",
        "targetPort: redis",
        "targetPort: valkey",
        "target-port-name-missing",
        "port: 6379",
        ("--fix",),
    ),
    "kustomize": Tree(
        "kustomize/kubernetes-sigs__metrics-server",
        "manifests/base/service.yaml",
        "targetPort: https",
        "targetPort: web",
        "target-port-name-missing",
        "port: 443",
        ("--fix", "--unsafe-fixes"),
        programs.kustomize,
    ),
    "helm": Tree(
        "helm-templates/instana__robot-shop",
        "K8s/helm/templates/cart-service.yaml",
        "service: cart",
        "service: trolley",
        "selector-matches-nothing",
        "port: 8080",
        None,
        programs.helm,
    ),
}


class Team:
    """The people of a repository, and what they do in it."""

    def __init__(self, tree: Tree, path: Path, environment: dict[str, str]) -> None:
        self.tree, self.path, self.environment = tree, path, environment
        self.repository = Hooked(path, environment)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return svclint(*arguments, cwd=self.path)

    def found(self, *arguments: str) -> list[str]:
        """`file: rule` of each finding that fails a run, which fails if there is one, and passes if there is none."""
        done = self.run("check", "-f", "json", *arguments)
        failing = [one for one in json.loads(done.stdout)["findings"] if one["severity"] != "note"]
        assert done.returncode == (1 if failing else 0)
        return [f"{one['file']}: {one['rule']}" for one in failing]

    def edit(self, was: str, now: str) -> None:
        file = self.path / self.tree.file
        text = file.read_bytes()
        assert text.count(was.encode() + b"\n") == 1
        file.write_bytes(text.replace(was.encode() + b"\n", now.encode() + b"\n"))

    def break_the_service(self) -> None:
        self.edit(self.tree.sound, self.tree.broken)

    def silence_it(self) -> None:
        self.edit(self.tree.broken, f"{self.tree.broken}  # svclint: ignore[{self.tree.rule}] {REASON}")

    def mend_it_by_hand(self) -> None:
        silenced = f"  # svclint: ignore[{self.tree.rule}] {REASON}"
        self.edit(self.tree.broken + silenced, self.tree.sound + silenced)

    def quote_the_port(self) -> None:
        key, _, number = self.tree.port.partition(" ")
        self.edit(self.tree.port, f'{key} "{number}"')

    def take_in_what_a_colleague_wrote(self, port: bytes) -> None:
        (self.path / "debug").mkdir(exist_ok=True)
        (self.path / "debug" / "echo.yaml").write_bytes(COLLEAGUES % port)

    def commit(self) -> None:
        self.repository.git("add", "-A")
        self.repository.git("commit", "-q", "--no-verify", "-m", "change")

    def every_byte(self) -> dict[str, bytes]:
        files = (path for path in self.path.rglob("*") if ".git" not in path.relative_to(self.path).parts)
        return {str(path.relative_to(self.path)): path.read_bytes() for path in files if path.is_file()}

    @property
    def news(self) -> list[str]:
        return [f"{self.tree.file}: {self.tree.rule}"]


@pytest.fixture(scope="module", params=TREES)
def adopted(request: pytest.FixtureRequest, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Team:
    """A repository whose team has taken svclint on: a config, a baseline, and a green run, committed to `main`."""
    tree = TREES[request.param]
    if not (needs.CORPUS / tree.path).is_dir():
        pytest.skip("the corpus of real repositories is not beside the project")
    if not shutil.which("git") or not tree.program(NOTHING):
        pytest.skip(f"git or the program that renders {request.param} is not installed")
    path = tmp_path_factory.mktemp(request.param) / "repository"
    shutil.copytree(needs.CORPUS / tree.path, path, copy_function=shutil.copyfile)
    team = Team(tree, path, environment)
    team.repository.git("init", "-q", "-b", "main")
    team.commit()
    before = team.every_byte()

    begun = team.run("init")
    assert (begun.returncode, begun.stdout.splitlines()[0]) == (0, "wrote .svclint.yaml")
    assert "svclint --write-baseline" in begun.stdout
    written = team.run("--write-baseline")
    old = json.loads((path / ".svclint-baseline.json").read_text())["findings"]
    assert old, "an old repository has something to write down"
    counted = f"{len(old)} finding{'' if len(old) == 1 else 's'}"
    assert (written.returncode, written.stderr) == (0, f"svclint: {counted} in .svclint-baseline.json\n")

    green = team.run()
    assert (green.returncode, green.stderr) == (0, "")
    told = [line for line in green.stdout.splitlines() if line and not line.startswith("note[not-rendered]")]
    assert told[0].startswith("No problems in "), "what was not checked is still told"
    assert f"{len(old)} in the baseline (--no-baseline)" in green.stdout
    after = team.every_byte()
    assert set(after) - set(before) == {".svclint.yaml", ".svclint-baseline.json"}
    assert {name: after[name] for name in before} == before, "nothing that was there is touched"
    team.commit()
    return team


@pytest.fixture
def team(adopted: Team, tmp_path: Path) -> Team:
    """A clone of it, as it was on the day of adoption."""
    path = tmp_path / "repository"
    shutil.copytree(adopted.path, path)
    return Team(adopted.tree, path, adopted.environment)


def test_a_new_defect_is_shown_and_nothing_else(team: Team) -> None:
    team.break_the_service()

    full = team.run()
    assert full.returncode == 1
    heads = [line for line in full.stdout.splitlines() if line.startswith(("error[", "warning[", "note["))]
    assert [line.partition(":")[0] for line in heads if "[not-rendered]" not in line] == [f"error[{team.tree.rule}]"]
    assert f"--> {team.tree.file}:" in full.stdout
    assert "1 error in " in full.stdout

    sarif = team.run("-f", "sarif")
    assert sarif.returncode == 1
    results = [one for one in json.loads(sarif.stdout)["runs"][0]["results"] if not one["suppressions"]]
    (result,) = (one for one in results if one["ruleId"] != "not-rendered")
    (place,) = (one["physicalLocation"] for one in result["locations"])
    assert (result["ruleId"], place["artifactLocation"]["uri"]) == (team.tree.rule, team.tree.file)

    github = team.run("-f", "github")
    assert github.returncode == 1
    (annotation,) = (line for line in github.stdout.splitlines() if "not-rendered" not in line)
    assert annotation.startswith(f"::error file={team.tree.file},line={place['region']['startLine']},")


def test_a_reason_silences_it(team: Team) -> None:
    team.break_the_service()
    team.silence_it()

    quiet = team.run()
    assert quiet.returncode == 0
    assert "1 ignored" in quiet.stdout

    results = json.loads(team.run("-f", "sarif").stdout)["runs"][0]["results"]
    (silenced,) = (one for one in results if [said["kind"] for said in one["suppressions"]] == ["inSource"])
    assert (silenced["ruleId"], silenced["suppressions"][0]["justification"]) == (team.tree.rule, REASON)
    assert all(one["suppressions"] for one in results if one["ruleId"] != "not-rendered")


def test_an_ignore_that_has_done_its_work_is_taken_away(team: Team) -> None:
    as_it_was = team.every_byte()
    team.break_the_service()
    team.silence_it()
    team.mend_it_by_hand()

    assert team.found() == [f"{team.tree.file}: unused-ignore"]
    with_ignore = team.every_byte()
    if team.tree.tidied_with is None:
        assert team.run("--fix", "--unsafe-fixes").returncode == 1
        assert team.every_byte() == with_ignore, "a template is never written"
    else:
        assert team.run(*team.tree.tidied_with).returncode == 0
        assert team.every_byte() == as_it_was


def test_what_can_be_mended_is_mended_and_no_other_byte_changes(team: Team) -> None:
    team.take_in_what_a_colleague_wrote(port=b"80")
    as_it_was = team.every_byte()
    team.take_in_what_a_colleague_wrote(port=b'"80"')
    team.quote_the_port()
    broken = team.every_byte()
    files = {"debug/echo.yaml", team.tree.file}
    assert set(team.found()) == {f"{file}: quoted-port" for file in files}

    mendable = files if team.tree.tidied_with else {"debug/echo.yaml"}
    shown = team.run("--diff")
    assert shown.returncode == 1
    changed = [line for line in shown.stdout.splitlines() if line[:1] in "+-"]
    assert {line[4:] for line in changed if line[:3] in ("---", "+++")} == mendable
    assert len(changed) == 4 * len(mendable), "a file is named twice, and one line of it goes for another"
    assert team.every_byte() == broken, "it is only shown"

    mended = team.run("--fix")
    left = files - mendable
    assert mended.returncode == (1 if left else 0)
    assert f"({len(mendable)} quoted-port)" in mended.stdout
    assert team.every_byte() == as_it_was | {file: broken[file] for file in left}, "a template is never written"


@with_pre_commit
def test_the_hook_refuses_the_defect(team: Team, source: Path) -> None:
    team.repository.configure(source, "svclint")
    sound = subprocess.run(["git", "rev-parse", "HEAD"], cwd=team.path, capture_output=True, check=True).stdout

    team.break_the_service()
    team.repository.git("add", "-A")
    refused = team.repository.commit()
    assert refused.returncode == 1
    assert f"error[{team.tree.rule}]" in refused.stdout + refused.stderr
    assert subprocess.run(["git", "rev-parse", "HEAD"], cwd=team.path, capture_output=True, check=True).stdout == sound

    team.silence_it()
    team.repository.git("add", "-A")
    assert team.repository.run(PRE_COMMIT, "run").returncode == 0


def test_a_branch_shows_what_it_brings(team: Team) -> None:
    team.take_in_what_a_colleague_wrote(port=b'"80"')
    team.commit()
    team.repository.git("checkout", "-q", "-b", "feature")
    team.break_the_service()
    team.commit()

    assert set(team.found()) == {"debug/echo.yaml: quoted-port", *team.news}
    assert team.found("--since", "main") == team.news
    assert team.found("--since", "main", "--no-baseline") == team.news

    team.edit(team.tree.broken, team.tree.sound)
    team.commit()
    assert team.found("--since", "main") == []
