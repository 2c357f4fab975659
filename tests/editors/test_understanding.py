"""What an editor says of a place: hover, jumps, lenses, completion, actions."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types as lsp

from tests.editors.client import Editor, editor, run
from tests.editors.trees import DEPLOYMENT, SERVICE, shop


async def hovered(here: Editor, file: str, line: int, column: int) -> str:
    answer = await here.client.text_document_hover_async(lsp.HoverParams(**here.at(file, line, column)))
    assert answer is not None
    assert isinstance(answer.contents, lsp.MarkupContent)
    return answer.contents.value


def places(here: Editor, found: object) -> list[str]:
    assert isinstance(found, (list, tuple))
    return sorted(f"{here.name(one.uri)}:{one.range.start.line + 1}" for one in found)


def test_hover_says_where_traffic_goes(tmp_path: Path) -> None:
    async def story() -> None:
        async with editor(shop(tmp_path / "shop")) as here:
            here.open("public.yaml")
            assert "selects Deployment web: 3 pods, ready when their readiness probe passes" in await hovered(
                here, "public.yaml", 8, 8
            )
            assert "80/TCP → 8080 (http)" in await hovered(here, "public.yaml", 12, 20)
            host = await hovered(here, "deployment.yaml", 28, 30)
            assert '"cart.shop.svc" is Service shop/cart' in host
            assert "after 4 wasted queries" in host
            assert "asks for" in await hovered(here, "cart.yaml", 33, 10)

    run(story())


def test_hover_on_a_governing_service_tells_the_names_of_pods(tmp_path: Path) -> None:
    async def story() -> None:
        root = shop(tmp_path / "shop")
        db = DEPLOYMENT.replace("Deployment", "StatefulSet").replace("web", "db").replace("3", "2", 1)
        (root / "db.yaml").write_text(
            db.replace("spec:\n", "spec:\n  serviceName: db\n", 1)
            + "---\n"
            + SERVICE.format(name="db").replace("app: web", "app: db").replace("spec:\n", "spec:\n  clusterIP: None\n")
        )
        async with editor(root) as here:
            here.open("db.yaml")
            told = await hovered(here, "db.yaml", 7, 10)
            assert "governed by Service db (headless)" in told
            assert "db-0.db.shop.svc.cluster.local" in told
            assert "db-1.db.shop.svc.cluster.local" in told
            assert "db-2" not in told
            here.type("db.yaml", (root / "db.yaml").read_text().replace("  clusterIP: None\n", ""))
            told = await hovered(here, "db.yaml", 7, 10)
            assert "governed by Service db (not headless: its pods have no names of their own)" in told
            assert "db-0" not in told

    run(story())


def test_jumps_between_both_ends(tmp_path: Path) -> None:
    async def story() -> None:
        async with editor(shop(tmp_path / "shop")) as here:
            here.open("public.yaml")
            client = here.client
            selector = await client.text_document_definition_async(lsp.DefinitionParams(**here.at("public.yaml", 8, 8)))
            assert places(here, selector) == ["deployment.yaml:14"]
            port = await client.text_document_definition_async(lsp.DefinitionParams(**here.at("public.yaml", 12, 20)))
            assert places(here, port) == ["deployment.yaml:20"]
            host = await client.text_document_definition_async(lsp.DefinitionParams(**here.at("deployment.yaml", 28, 30)))
            assert places(here, host) == ["cart.yaml:33"]
            context = lsp.ReferenceContext(include_declaration=False)
            labels = await client.text_document_references_async(
                lsp.ReferenceParams(context, **here.at("deployment.yaml", 14, 12))
            )
            assert places(here, labels) == ["internal.yaml:8", "public.yaml:8"]
            name = await client.text_document_references_async(lsp.ReferenceParams(context, **here.at("cart.yaml", 33, 10)))
            assert places(here, name) == ["deployment.yaml:28"]

    run(story())


def test_a_lens_counts_pods_ports_and_uses(tmp_path: Path) -> None:
    async def story() -> None:
        async with editor(shop(tmp_path / "shop")) as here:
            here.open("cart.yaml")
            uri = lsp.TextDocumentIdentifier(here.uri("cart.yaml"))
            found = await here.client.text_document_code_lens_async(lsp.CodeLensParams(uri)) or ()
            assert [one.command and one.command.title for one in found] == ["3 pods · 1 port · used by 1"]

    run(story())


def test_completion_offers_what_is_there(tmp_path: Path) -> None:
    async def story() -> None:
        async with editor(shop(tmp_path / "shop")) as here:
            taken: list[str] = []

            async def offered(text: str, line: int, column: int) -> list[str]:
                here.type("new.yaml", text)
                given = lsp.CompletionParams(**here.at("new.yaml", line, column))
                found = await here.client.text_document_completion_async(given)
                assert isinstance(found, (list, tuple))
                edits = [one.text_edit for one in found if isinstance(one.text_edit, lsp.TextEdit)]
                areas = [edit.range for edit in edits]
                taken[:] = [text.splitlines()[area.start.line][area.start.character : area.end.character] for area in areas]
                return [one.label for one in found]

            half = SERVICE.format(name="new")
            here.open("new.yaml", half)
            assert await offered(half.replace("app: web", "a"), 8, 6) == ["app"]
            assert taken == ["a"]
            assert set(await offered(half.replace("app: web", "app: "), 8, 10)) == {"web", "cart"}
            assert await offered(half.replace("targetPort: http", "targetPort: "), 12, 19) == ["http"]
            work = DEPLOYMENT.replace("name: web", "name: new").replace("http://cart.shop.svc:80", "")
            assert "cart.shop.svc" in await offered(work, 28, 22)
            work = work.replace("value: ", "value: http://cart.sh/é")
            assert "cart.shop.svc" in await offered(work, 28, 36)
            assert set(taken) == {"cart.sh"}

    run(story())


def test_actions_mend_ignore_and_explain(tmp_path: Path) -> None:
    async def story() -> None:
        root = shop(tmp_path / "shop")
        wrong = SERVICE.format(name="public").replace("port: 80", "port: 80\n      protocol: tcp")
        (root / "public.yaml").write_text(wrong)
        async with editor(root) as here:
            here.open("public.yaml")
            await here.until(lambda: here.rules("public.yaml") == ["12 port-invalid"])
            area = here.told["public.yaml"][0].range
            uri = lsp.TextDocumentIdentifier(here.uri("public.yaml"))
            given = lsp.CodeActionParams(uri, area, lsp.CodeActionContext([]))
            found = await here.client.text_document_code_action_async(given) or ()
            titles = [one.title for one in found]
            assert "Ignore port-invalid here, with a reason" in titles
            assert "Open the page of port-invalid" in titles
            ignore = next(one for one in found if one.title.startswith("Ignore"))
            assert isinstance(ignore, lsp.CodeAction)
            here.type("public.yaml", applied(wrong, ignore))
            await here.until(lambda: not here.rules("public.yaml"))

    run(story())


def applied(text: str, action: lsp.CodeAction) -> str:
    """A text after the edits of an action, from the last to the first."""
    assert action.edit is not None
    edits = [
        edit
        for change in action.edit.document_changes or ()
        if isinstance(change, lsp.TextDocumentEdit)
        for edit in change.edits
        if isinstance(edit, lsp.TextEdit)
    ]
    lines = text.splitlines(keepends=True)

    def offset(at: lsp.Position) -> int:
        return sum(len(line) for line in lines[: at.line]) + at.character

    for edit in sorted(edits, key=lambda one: -offset(one.range.start)):
        text = text[: offset(edit.range.start)] + edit.new_text + text[offset(edit.range.end) :]
    return text
