"""Times `svclint server` through its protocol: how long after an edit the diagnostics are out, and what memory it takes.

    python benchmarks/editor.py [--objects 10000] [--edits 1000] [--storm 10000]

An edit is a keystroke in a Service that makes or mends a finding; a save is one of a Deployment whose label changed, and is
over when the Service in another file is told. The storm sends edits as fast as they are taken, for the memory.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

sys.path.insert(0, str(Path(__file__).parent.parent))
from benchmarks.generate import PAIR

SVCLINT = Path(sys.executable).parent / "svclint"


def tree(folder: Path, objects: int) -> list[str]:
    """Services and Deployments in files of their own, 50 pairs a folder; gives the folders' pairs by name."""
    (folder / ".git").mkdir()
    names = []
    for number in range(objects // 2):
        team = number // 50
        service, deployment = PAIR.format(n=number, team=team, next=number + 1).split("---\n")
        below = folder / f"team-{team}"
        below.mkdir(exist_ok=True)
        (below / f"app-{number}-service.yaml").write_text(service)
        (below / f"app-{number}.yaml").write_text(deployment)
        names.append(f"team-{team}/app-{number}")
    return names


class Client:
    """An editor that waits for what it is told."""

    def __init__(self, root: Path) -> None:
        self.root, self.client = root, LanguageClient("benchmark", "1")
        self.told: dict[str, list[lsp.Diagnostic]] = {}
        self.news = asyncio.Event()
        self.versions: dict[str, int] = {}

        @self.client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)  # type: ignore[untyped-decorator]
        def _(given: lsp.PublishDiagnosticsParams) -> None:
            self.told[given.uri] = [one for one in given.diagnostics if one.severity == lsp.DiagnosticSeverity.Error]
            self.news.set()

    def uri(self, file: str) -> str:
        return (self.root / file).as_uri()

    async def open(self, file: str) -> str:
        text = (self.root / file).read_text()
        self.versions[file] = 0
        self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(lsp.TextDocumentItem(self.uri(file), "yaml", 0, text)))
        return text

    def type(self, file: str, text: str) -> None:
        self.versions[file] += 1
        whole = lsp.TextDocumentContentChangeWholeDocument(text)
        document = lsp.VersionedTextDocumentIdentifier(self.versions[file], self.uri(file))
        self.client.text_document_did_change(lsp.DidChangeTextDocumentParams(document, [whole]))

    def save(self, file: str) -> None:
        self.client.text_document_did_save(lsp.DidSaveTextDocumentParams(lsp.TextDocumentIdentifier(self.uri(file))))

    async def until(self, file: str, *, broken: bool) -> None:
        while bool(self.told.get(self.uri(file))) != broken:
            self.news.clear()
            await self.news.wait()

    async def answer(self, file: str) -> None:
        """Wait until the server has taken all that was sent."""
        await self.client.text_document_code_lens_async(lsp.CodeLensParams(lsp.TextDocumentIdentifier(self.uri(file))))

    def memory(self) -> float:
        """What the server holds, in MB."""
        process = self.client._server
        assert process is not None
        status = Path(f"/proc/{process.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


async def edits(client: Client, names: list[str], count: int) -> Iterator[float]:
    """Seconds from a keystroke to its diagnostics."""
    taken = []
    for name in random.sample(names, max(1, count // 2)):
        file = f"{name}-service.yaml"
        text = await client.open(file)
        for new, broken in ((text.replace("targetPort: http", "targetPort: htt"), True), (text, False)):
            await asyncio.sleep(0.05)
            began = time.perf_counter()
            client.type(file, new)
            await client.until(file, broken=broken)
            taken.append(time.perf_counter() - began)
    return iter(taken)


async def saves(client: Client, names: list[str], count: int) -> Iterator[float]:
    """Seconds from a save to the diagnostics of the other file."""
    taken = []
    for name in random.sample(names, max(1, count // 2)):
        text = await client.open(f"{name}.yaml")
        label = f"app.kubernetes.io/name: {name.partition('/')[2]}"
        for new, broken in ((text.replace(label, label + "x"), True), (text, False)):
            await asyncio.sleep(0.05)
            client.type(f"{name}.yaml", new)
            began = time.perf_counter()
            client.save(f"{name}.yaml")
            await client.until(f"{name}-service.yaml", broken=broken)
            taken.append(time.perf_counter() - began)
    return iter(taken)


async def storm(client: Client, names: list[str], count: int) -> None:
    """Print the memory while edits rain."""
    file = f"{names[0]}-service.yaml"
    text = await client.open(file)
    for number in range(count):
        client.type(file, text.replace("targetPort: http", f"targetPort: h{number}"))
        if number % 50 == 0:
            await client.answer(file)
        if number % (count // 5) == 0:
            print(f"| after {number:,} edits | {client.memory():.0f} MB |")
    client.type(file, text)
    await client.answer(file)
    print(f"| after {count:,} edits | {client.memory():.0f} MB |")


async def measure(objects: int, count: int, rain: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        names = tree(root, objects)
        client = Client(root)
        await client.client.start_io(str(SVCLINT), "server", cwd=folder)
        workspace = [lsp.WorkspaceFolder(root.as_uri(), "benchmark")]
        await client.client.initialize_async(
            lsp.InitializeParams(capabilities=lsp.ClientCapabilities(), workspace_folders=workspace)
        )
        began = time.perf_counter()
        client.client.initialized(lsp.InitializedParams())
        await client.answer(f"{names[0]}.yaml")
        print(f"\n| {objects:,} objects | |\n|---|---|\n| opened | {time.perf_counter() - began:.2f} s |")
        for told, found in (("edit", await edits(client, names, count)), ("save", await saves(client, names, count))):
            taken = sorted(found)
            print(f"| {told}, median of {len(taken)} | {median(taken) * 1000:.1f} ms |")
            print(f"| {told}, 99th percentile | {quantiles(taken, n=100)[98] * 1000:.1f} ms |")
        await storm(client, names, rain)
        await client.client.shutdown_async(None)
        client.client.exit(None)


def main() -> None:
    """Print what is measured."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--objects", type=int, default=10_000)
    parser.add_argument("--edits", type=int, default=1_000)
    parser.add_argument("--storm", type=int, default=10_000)
    given = parser.parse_args()
    random.seed(1)
    asyncio.run(measure(given.objects, given.edits, given.storm))


if __name__ == "__main__":
    main()
