"""One file's bytes to its facts: objects, problems that the file alone shows, and what it names; it knows no other file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from svclint.cache import digest
from svclint.facts import FileFacts, Place, Problem
from svclint.read import jsonfile
from svclint.read.blocks import Blocks
from svclint.read.bounds import Unreadable
from svclint.read.bringers import SERVICE_ENTRY
from svclint.read.document import Chunk, Document
from svclint.read.encoding import decode
from svclint.read.extract import READERS
from svclint.read.file import File
from svclint.read.kinds import may_bring_pods, plain_head, split_version
from svclint.read.kustomize import FILE_NAMES
from svclint.read.scalars import Plain
from svclint.read.shape import Schemas
from svclint.read.yaml import chunks, compose


class Cut(Struct, frozen=True):
    """A file's text, cut at its document marks."""

    path: str
    text: str
    chunks: list[Chunk]
    digest: bytes


class _Unshared(Exception):
    """A chunk holds more documents than one, or none, so that those behind it have other numbers than it seemed."""


class Reader:
    """Reads files as one Kubernetes minor (such as "1.37") would take them."""

    def __init__(self, version: str) -> None:
        self.schemas = Schemas(version)
        self._blocks = Blocks(Plain())

    def read(self, path: str, data: bytes) -> FileFacts:
        """The facts of one file. Never raises for what the file holds: what cannot be read is a problem in it."""
        try:
            text = decode(data)
        except UnicodeDecodeError as error:
            told = f"not text: byte {error.start} is not valid {error.encoding.upper()}"
            problem = Problem("invalid-yaml", Place(path, 0, (), "error"), told)
            return FileFacts(path, problems=(problem,), readable=False, digest=digest(data))
        if path.endswith(".json"):
            documents: Iterable[Document] = (jsonfile.document(text),)
        else:
            documents = (one for found in self._composed(chunks(text)) for one in found)
        return File(self.schemas, path, text).facts(documents, digest(data))

    def cut(self, path: str, data: bytes) -> Cut | None:
        """A file's text in pieces that can be read apart, None where it has to be read as a whole."""
        if path.endswith((".json", *FILE_NAMES)):
            return None
        try:
            text = decode(data)
        except UnicodeDecodeError:
            return None
        return Cut(path, text, list(chunks(text)), digest(data))

    def share(self, cut: Cut, share: int, shares: int) -> FileFacts | None:
        """The facts of one of so many stretches of a file; None where the file has to be read as a whole."""
        first, last = (len(cut.chunks) * number // shares for number in (share, share + 1))
        documents = (_only(found) for found in self._composed(cut.chunks[first:last], first))
        try:
            return File(self.schemas, cut.path, cut.text if share == 0 else "").facts(documents, cut.digest)
        except _Unshared:
            return None

    def _composed(self, pieces: Iterable[Chunk], index: int = 0) -> Iterator[list[Document]]:
        """The documents of each chunk; a long one of a kind that nobody reads is only checked for syntax."""
        for chunk in pieces:
            head = plain_head(chunk.text)
            if head and not self._reads(head, chunk.text):
                found = [_skimmed(Document(index, chunk), head)]
            else:
                found = compose(chunk, index, self._blocks)
            index += len(found)
            yield found

    def _reads(self, head: tuple[str, str], text: str) -> bool:
        """Whether anything is made of an object; of a CustomResourceDefinition only where it names a webhook."""
        if head[1] == "CustomResourceDefinition":
            return "clientConfig" in text
        key = split_version(head[0]), head[1]
        return key in READERS or key == SERVICE_ENTRY or may_bring_pods(*key) or "/".join(head) in self.schemas


def _skimmed(document: Document, head: tuple[str, str]) -> Document:
    from svclint.read import events

    try:
        events.scan(document.chunk.text)
    except Unreadable as error:
        document.error = error
    else:
        document.value = {"apiVersion": head[0], "kind": head[1]}
    return document


def _only(found: list[Document]) -> Document:
    if len(found) != 1:
        raise _Unshared
    return found[0]
