"""Positions, lines and files are the same for the server as for any editor."""

from __future__ import annotations

import shutil
from pathlib import Path

from lsprotocol import types as lsp

from tests import needs
from tests.editors.client import Editor, editor, run
from tests.editors.test_understanding import applied
from tests.editors.trees import DEPLOYMENT, SERVICE, shop

LOST = ["12 target-port-name-missing"]
LOSING = SERVICE.format(name="lost").replace("targetPort: http", "targetPort: htpp")
FLOW = """{apiVersion: v1, kind: Service, metadata: {name: flow, namespace: shop, annotations: {note: "🙂é"}}, spec:
  {selector: {app: web}, ports: [{port: 80, targetPort: htpp}]}}
"""
OVERLAY = """\
resources: [public.yaml, deployment.yaml]
patches:
  - target: {kind: Service}
    patch: |
      - {op: replace, path: /spec/ports/0/targetPort, value: http}
"""


def change(here: Editor, file: str, line: int, begin: int, end: int, text: str) -> None:
    """Type into a line, from 1, between two columns, from 0 in UTF-16."""
    here.versions[file] += 1
    area = lsp.Range(lsp.Position(line - 1, begin), lsp.Position(line - 1, end))
    here.client.text_document_did_change(
        lsp.DidChangeTextDocumentParams(
            lsp.VersionedTextDocumentIdentifier(here.versions[file], here.uri(file)),
            [lsp.TextDocumentContentChangePartial(area, text)],
        )
    )


async def actions(here: Editor, file: str, area: lsp.Range) -> list[lsp.CodeAction]:
    given = lsp.CodeActionParams(lsp.TextDocumentIdentifier(here.uri(file)), area, lsp.CodeActionContext([]))
    found = await here.client.text_document_code_action_async(given) or ()
    return [one for one in found if isinstance(one, lsp.CodeAction)]


def test_positions_count_utf_16_whatever_a_client_prefers(tmp_path: Path) -> None:
    wishes = lsp.ClientCapabilities(general=lsp.GeneralClientCapabilities(position_encodings=["utf-8", "utf-32", "utf-16"]))

    async def story() -> None:
        text = FLOW.replace("spec:\n ", "spec:")
        column = len(text[: text.index("htpp")].encode("utf-16-le")) // 2
        async with editor(shop(tmp_path / "shop"), capabilities=wishes) as here:
            here.open("public.yaml", text)
            await here.until(lambda: here.rules("public.yaml") == ["1 target-port-name-missing"])
            shown = next(one for one in here.told["public.yaml"] if one.code == "target-port-name-missing")
            assert shown.range.start.character == column
            change(here, "public.yaml", 1, column, column + 4, "http")
            await here.until(lambda: not here.rules("public.yaml"))

    run(story())


def test_lines_end_as_editors_end_them(tmp_path: Path) -> None:
    noted = '  annotations: {note: "one\u2028 two\x85 three"}\n  namespace: shop'

    async def story() -> None:
        async with editor(shop(tmp_path / "shop")) as here:
            here.open("public.yaml", SERVICE.format(name="public").replace("  namespace: shop", noted))
            change(here, "public.yaml", 13, 18, 22, "htpp")
            await here.until(lambda: here.rules("public.yaml") == ["13 target-port-name-missing"])

    run(story())


def test_an_ignore_keeps_the_ends_of_lines_and_stands_where_a_comment_may(tmp_path: Path) -> None:
    texts = {"crlf.yaml": LOSING.replace("\n", "\r\n"), "flow.yaml": FLOW}

    async def story() -> None:
        async with editor(shop(tmp_path / "shop")) as here:
            for file, text in texts.items():
                here.open(file, text)
                await here.until(lambda file=file: bool(here.rules(file)))  # type: ignore[misc]
                told = next(one for one in here.told[file] if one.severity != lsp.DiagnosticSeverity.Information)
                found = await actions(here, file, told.range)
                ignoring = applied(text, next(one for one in found if one.title == f"Ignore {told.code} here, with a reason"))
                here.type(file, ignoring)
                await here.until(lambda file=file: not here.rules(file))  # type: ignore[misc]
                assert ignoring.count("\r\n") in (0, ignoring.count("\n"))

    run(story())


def test_a_folder_that_is_renamed_or_deleted_leaves_nothing_behind(tmp_path: Path) -> None:
    async def story() -> None:
        root = shop(tmp_path / "shop")
        (root / "more").mkdir()
        (root / "more" / "lost.yaml").write_text(LOSING)
        async with editor(root) as here:
            await here.until(lambda: here.rules("more/lost.yaml") == LOST)
            (root / "more").rename(root / "other")
            renamed = lsp.FileRename(here.uri("more"), here.uri("other"))
            here.client.workspace_did_rename_files(lsp.RenameFilesParams([renamed]))
            await here.until(lambda: here.rules("other/lost.yaml") == LOST and not here.rules("more/lost.yaml"))
            shutil.rmtree(root / "other")
            here.outside("other", lsp.FileChangeType.Deleted)
            await here.until(lambda: not here.rules("other/lost.yaml"))

    run(story())


def test_a_file_outside_of_a_repository_is_read_with_those_beside_it_only(tmp_path: Path) -> None:
    async def story() -> None:
        alone = tmp_path / "alone"
        (alone / "below").mkdir(parents=True)
        (alone / "web.yaml").write_text(DEPLOYMENT)
        (alone / "below" / "lost.yaml").write_text(SERVICE.format(name="lost").replace("port: 80", "port: 80000"))
        async with editor(alone, shop(tmp_path / "shop")) as here:
            here.open("service.yaml", SERVICE.format(name="web").replace("targetPort: http", "targetPort: htpp"))
            await here.until(lambda: here.rules("service.yaml") == ["12 target-port-name-missing"])
            assert not here.rules("below/lost.yaml")
            here.open("below/lost.yaml")
            await here.until(lambda: bool(here.rules("below/lost.yaml")))

    run(story())


def test_a_file_is_told_again_only_where_it_differs(tmp_path: Path) -> None:
    async def story() -> None:
        async with editor(shop(tmp_path / "shop")) as here:
            here.open("public.yaml")
            await here.until(lambda: "deployment.yaml" in here.told)
            told = len(here.history)
            for number in range(5):
                here.save("public.yaml", SERVICE.format(name=f"public{number}"))
                await here.quiet()
            here.save("public.yaml", SERVICE.format(name="public").replace("http\n      port", "x\n      port: 80\n      port"))
            await here.until(lambda: bool(here.rules("public.yaml")))
            assert "deployment.yaml" not in [file for file, _ in here.history[told:]]

    run(story())


@needs.kustomize
def test_a_base_is_never_told_as_if_nothing_was_made_of_it(tmp_path: Path) -> None:
    """Alone, the Service lacks its target port: the overlay brings it."""

    async def story() -> None:
        root = shop(tmp_path / "shop")
        (root / "overlay").mkdir()
        for file in ("public.yaml", "deployment.yaml"):
            (root / file).rename(root / "overlay" / file)
        (root / "overlay" / "public.yaml").write_text(LOSING)
        (root / "overlay" / "kustomization.yaml").write_text(OVERLAY)
        async with editor(root) as here:
            await here.until(lambda: any(file == "overlay/deployment.yaml" for file, _ in here.history))
            told = len(here.history)
            (root / "other.yaml").write_text(LOSING.replace("port: 80", "port: 80000"))
            here.outside("other.yaml", lsp.FileChangeType.Created)
            await here.until(lambda: bool(here.rules("other.yaml")))
            assert not here.rules("overlay/public.yaml")
            assert [file for file, found in here.history if file == "overlay/public.yaml" and found] == []
            assert [file for file, _ in here.history[told:]] == ["other.yaml"]

    run(story())
