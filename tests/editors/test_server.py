"""`svclint server` as an editor sees it, through the protocol."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types as lsp

from tests.editors.client import editor, run
from tests.editors.trees import DEPLOYMENT, SERVICE, shop

LOST = ["8 selector-matches-nothing"]


def test_saving_shows_what_other_files_lost(tmp_path: Path) -> None:
    async def story() -> None:
        async with editor(shop(tmp_path / "shop")) as here:
            here.open("deployment.yaml")
            here.save("deployment.yaml", DEPLOYMENT.replace("app: web", "app: webb"))
            await here.until(lambda: here.rules("public.yaml") == LOST and here.rules("internal.yaml") == LOST)
            related = here.told["public.yaml"][0].related_information or []
            assert [here.name(one.location.uri) for one in related] == ["deployment.yaml"]
            here.save("deployment.yaml", DEPLOYMENT)
            await here.until(lambda: not here.rules("public.yaml") and not here.rules("internal.yaml"))

    run(story())


def test_typing_alarms_no_other_file_until_it_is_saved(tmp_path: Path) -> None:
    async def story() -> None:
        async with editor(shop(tmp_path / "shop")) as here:
            here.open("deployment.yaml")
            await here.quiet()
            told = len(here.history)
            for end in range(len("app: web"), len("app: "), -1):
                here.type("deployment.yaml", DEPLOYMENT.replace("app: web", "app: web"[:end]))
            here.type("deployment.yaml", DEPLOYMENT.replace("app: web", "app: webs"))
            await here.quiet()
            assert not [file for file, found in here.history[told:] if file != "deployment.yaml" and found]
            here.save("deployment.yaml")
            await here.until(lambda: here.rules("public.yaml") == LOST)

    run(story())


def test_a_buffer_stands_in_for_its_file(tmp_path: Path) -> None:
    async def story() -> None:
        async with editor(shop(tmp_path / "shop")) as here:
            here.open("new.yaml", SERVICE.format(name="new").replace("targetPort: http", "targetPort: htpp"))
            await here.until(lambda: here.rules("new.yaml") == ["12 target-port-name-missing"])
            here.close("new.yaml")
            await here.until(lambda: not here.told["new.yaml"])

    run(story())


def test_a_change_outside_of_the_editor_is_seen(tmp_path: Path) -> None:
    async def story() -> None:
        async with editor(shop(tmp_path / "shop")) as here:
            here.open("public.yaml")
            (here.root / "deployment.yaml").unlink()
            here.outside("deployment.yaml", lsp.FileChangeType.Deleted)
            (here.root / "other.yaml").write_text(
                DEPLOYMENT.replace("app: web", "app: webs").replace("name: web", "name: webs")
            )
            here.outside("other.yaml", lsp.FileChangeType.Created)
            await here.until(lambda: here.rules("public.yaml") == LOST)

    run(story())


def test_a_file_outside_of_every_folder_has_its_own_project(tmp_path: Path) -> None:
    async def story() -> None:
        (tmp_path / "alone").mkdir()
        async with editor(tmp_path, shop(tmp_path / "shop")) as here:
            here.open("alone/web.yaml", SERVICE.format(name="web").replace("port: 80", "port: 80000"))
            await here.until(lambda: bool(here.rules("alone/web.yaml")))

    run(story())


def test_two_folders_are_two_projects(tmp_path: Path) -> None:
    async def story() -> None:
        one, two = shop(tmp_path / "one"), shop(tmp_path / "two")
        (two / "deployment.yaml").write_text(DEPLOYMENT.replace("app: web", "app: webb"))
        async with editor(tmp_path, one, two) as here:
            await here.until(lambda: here.rules("two/public.yaml") == LOST)
            assert not here.rules("one/public.yaml")

    run(story())


def test_a_revision_of_a_file_is_not_the_file(tmp_path: Path) -> None:
    async def story() -> None:
        async with editor(shop(tmp_path / "shop")) as here:
            here.open("public.yaml")
            uri = here.uri("public.yaml").replace("file:", "git:")
            old = lsp.TextDocumentItem(uri, "yaml", 1, SERVICE.format(name="public").replace("http\n", "htpp\n"))
            here.client.text_document_did_open(lsp.DidOpenTextDocumentParams(old))
            here.save("public.yaml")
            await here.quiet()
            await here.until(lambda: "deployment.yaml" in here.told)
            assert not any(here.rules(file) for file in here.told)

    run(story())


def test_a_client_that_asks_is_told_of_what_is_not_open(tmp_path: Path) -> None:
    able = lsp.ClientCapabilities(
        text_document=lsp.TextDocumentClientCapabilities(diagnostic=lsp.DiagnosticClientCapabilities()),
        workspace=lsp.WorkspaceClientCapabilities(diagnostics=lsp.DiagnosticWorkspaceClientCapabilities(refresh_support=True)),
    )

    async def story() -> None:
        root = shop(tmp_path / "shop")
        (root / "deployment.yaml").write_text(DEPLOYMENT.replace("app: web", "app: webb"))
        async with editor(root, capabilities=able) as here:
            here.open("public.yaml")
            found: list[object] = []
            while not found:
                report = await here.client.text_document_diagnostic_async(
                    lsp.DocumentDiagnosticParams(lsp.TextDocumentIdentifier(here.uri("public.yaml")))
                )
                assert isinstance(report, lsp.RelatedFullDocumentDiagnosticReport)
                found = [one.code for one in report.items]
            assert found == ["selector-matches-nothing"]
            assert not here.told.get("public.yaml")
            await here.until(lambda: here.rules("internal.yaml") == LOST)
            here.open("internal.yaml")
            await here.until(lambda: not here.rules("internal.yaml"))
            here.close("internal.yaml")
            await here.until(lambda: here.rules("internal.yaml") == LOST)

    run(story())


def test_half_typed_yaml_keeps_what_was_known(tmp_path: Path) -> None:
    async def story() -> None:
        root = shop(tmp_path / "shop")
        broken = SERVICE.format(name="public").replace("targetPort: http", "targetPort: htpp")
        async with editor(root) as here:
            here.open("public.yaml", broken)
            await here.until(lambda: here.rules("public.yaml") == ["12 target-port-name-missing"])
            here.type("public.yaml", broken.replace("    app: web\n", "    app: web\n    {\n"))
            await here.until(lambda: any("invalid-yaml" in one for one in here.rules("public.yaml")))
            assert "13 target-port-name-missing" in here.rules("public.yaml")
            here.type("public.yaml", broken)
            await here.until(lambda: here.rules("public.yaml") == ["12 target-port-name-missing"])

    run(story())


def test_a_config_that_is_wrong_is_said(tmp_path: Path) -> None:
    async def story() -> None:
        root = shop(tmp_path / "shop")
        (root / ".svclint.yaml").write_text("ignored: []\n")
        async with editor(root) as here:
            await here.until(lambda: bool(here.client.messages))
            assert "ignored" in here.client.messages[0].message

    run(story())
