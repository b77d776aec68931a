"""Documents into the graph: extracting what is new, writing it a document at a time, deriving the rest.

Each document is written to the store in one transaction; the archive follows every few documents. Whenever a build
ends, the next one finds out where they differ (`innograph.build.site`) and what is left to do.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Quad

from innograph.archive import STATE, Archive, claims_json, document_of, findings_json
from innograph.build.inputs import Inputs, Tell
from innograph.build.site import DERIVED, EXPORTED, Site
from innograph.build.versions import digest
from innograph.graph.loading import Derived, count, derive, write
from innograph.graph.namespaces import Namespaces
from innograph.graph.provenance import Run
from innograph.graph.shapes import Validator
from innograph.graph.upkeep import Change, Upkeep
from innograph.interchange import from_json
from innograph.model import Claim, Document, Finding
from innograph.ontology import Ontology
from innograph.read.language import ANY, is_readable, unread
from innograph.read.lookalikes import suspicions

if TYPE_CHECKING:
    from innograph.extract import Extractor
    from innograph.llm import LlmExtractor

_TRIED_AGAIN = ("unanswered", "gave-up")  # by the next build: documents with such findings
KEEP_EVERY = 20  # documents: what is extracted again at most after the end of a process
FEW = 50  # documents: up to so many changes, or a tenth of all, derived graphs are brought up to date, not made anew


@dataclass(frozen=True, slots=True)
class Sums:
    """What an update did to the documents in the graph, and what the graph holds now."""

    added: int
    changed: int
    removed: int
    derived: Derived


class Update:
    """Brings the graph of one site to the documents that it is to hold."""

    def __init__(
        self,
        site: Site,
        ontology: Ontology,
        namespaces: Namespaces,
        run: Run,
        engine: str,
        validator: Validator,
        deadline: float | None,
        tell: Tell,
    ) -> None:
        self.archive: Archive = site.archive
        self.store = site.store
        self.ontology = ontology
        self.namespaces = namespaces
        self.run = run
        self.engine = engine
        self.deadline = deadline
        self.validator = validator
        self.tell = tell
        self.change: Change | None = None
        self.done = 0

    def to(self, inputs: Inputs, extractor: Callable[[], Extractor | LlmExtractor]) -> Sums | None:
        """Make the graph hold the wanted documents and no others; None where it does already.

        Args:
            extractor: makes what finds claims, which takes a while: called if there is something to extract.

        Raises:
            StoreError: the store cannot be written.
        """
        before = self.archive.extracted()
        engines = {id_: digest(self.engine, reading.version) for id_, reading in inputs.wanted.items()}
        new = {id_ for id_, engine in engines.items() if id_ not in before or before[id_].engine != engine}
        for id_ in inputs.wanted.keys() - new:
            if (before[id_].place, before[id_].number) != (reading := inputs.wanted[id_]).at:
                self.archive.move_document(id_, reading.at)
        unwritten = [id_ for id_ in inputs.wanted if id_ in new or not before[id_].written]
        gone = [id_ for id_ in before if id_ not in inputs.wanted]
        if not unwritten and not gone and self.archive.about(DERIVED):
            return None
        self._begin(len(unwritten) + len(gone), len(inputs.wanted))
        for id_ in gone:
            self._remove(id_)
        for id_ in (id_ for id_ in unwritten if id_ not in new):
            self._write(id_)
        if new:
            self._extract([id_ for id_ in unwritten if id_ in new], inputs, engines, extractor())
        replaced = {before[id_].place for id_ in gone} & {inputs.wanted[id_].place for id_ in unwritten}
        changed = sum(id_ in before or inputs.wanted[id_].place in replaced for id_ in unwritten)
        removed = sum(before[id_].place not in replaced for id_ in gone)
        return Sums(added=len(unwritten) - changed, changed=changed, removed=removed, derived=self._derive())

    def _begin(self, changes: int, documents: int) -> None:
        derived = self.archive.about(DERIVED)
        if derived and json.loads(derived)["conforms"] and changes <= max(FEW, documents // 10):
            self.change = Change()
        self.archive.note(DERIVED, None)
        self.archive.note(STATE, "building")
        self.archive.commit()

    # -- documents ----------------------------------------------------------------------------------------------

    def _extract(
        self, ids: list[str], inputs: Inputs, engines: dict[str, str], extractor: Extractor | LlmExtractor
    ) -> None:
        """Extract, keep and write the claims of documents, one after the other."""
        documents = (document_of(self.archive.record(*inputs.wanted[id_].at), inputs.names[id_]) for id_ in ids)
        for number, (document, claims, findings) in enumerate(_claims(documents, extractor, self.deadline), 1):
            self.tell("extracting", number, len(ids))
            failed = any(finding.kind in _TRIED_AGAIN for finding in findings)
            self.archive.keep_claims(
                document.id,
                inputs.wanted[document.id].at,
                "" if failed else engines[document.id],
                claims_json(claims, self.ontology),
                findings_json(findings),
            )
            self._write(document.id)

    def _write(self, id_: str) -> None:
        """Write the graphs of a document from the archive, in one transaction."""
        document = self.archive.document(id_)
        if document is None:
            raise KeyError(id_)
        claims = [from_json(data, self.ontology) for data in json.loads(self.archive.claims_json(id_))]
        written = write(document, claims, self.ontology, self.namespaces, self.run, self.validator)
        graphs = [self.namespaces.document_graph(id_), self.namespaces.provenance_graph(id_)]
        before = self._standing(graphs)
        self.store.replace(written.graphs)
        if self.change is not None:
            self.change.note(before, (quad for iri in graphs for quad in written.graphs[iri]))
        sums = {"claims": Counter(claim.type for claim in written.claims), "conforms": written.conforms}
        self.archive.mark_written(id_, "yes", findings_json(written.findings), json.dumps(sums))
        self._done()

    def _remove(self, id_: str) -> None:
        graphs = [self.namespaces.document_graph(id_), self.namespaces.provenance_graph(id_)]
        if self.change is not None:
            self.change.note(self._standing(graphs), ())
        self.store.remove(graphs)
        self.archive.drop_document(id_)
        self._done()

    def _done(self) -> None:
        self.done += 1
        if self.done % KEEP_EVERY == 0:
            self._keep()

    def _keep(self) -> None:
        """Have on disk what was written: first the store, so that the archive never knows of more than is there."""
        self.store.flush()
        self.archive.commit()

    def _standing(self, graphs: Iterable[str]) -> list[Quad]:
        return [quad for iri in graphs for quad in self.store.graph(iri)] if self.change is not None else []

    # -- what follows -------------------------------------------------------------------------------------------

    def _derive(self) -> Derived:
        self.tell("building the graph", 0, None)
        if self.change is None:
            derived = derive(self.store, self.ontology, self.namespaces)
            looked_at = [quad for iri in self.namespaces.derived for quad in self.store.graph(iri)]
        else:
            upkeep = Upkeep(self.store, self.ontology, self.namespaces)
            upkeep.update(self.change)
            derived, looked_at = count(self.store, self.ontology, self.namespaces), upkeep.standing()
        conforms = self.validator.check(looked_at).conforms
        self.archive.note(DERIVED, json.dumps({**asdict(derived), "conforms": conforms}))
        self.archive.note(EXPORTED, None)
        self.archive.note(STATE, None)
        self._keep()
        return derived


def _claims(
    documents: Iterable[Document], extractor: Extractor | LlmExtractor, deadline: float | None
) -> Iterator[tuple[Document, list[Claim], list[Finding]]]:
    """Each document with its claims and what is to be said of it: that it is in a language that cannot be read, or was
    given up, and so has none, or that words in it look like others."""
    language = extractor.pipeline.lang or ANY
    others: list[Document] = []

    def readable() -> Iterator[Document]:
        for document in documents:
            if is_readable(document, language):
                yield document
            else:
                others.append(document)

    def unreadable() -> Iterator[tuple[Document, list[Claim], list[Finding]]]:
        while others:
            document = others.pop(0)
            yield document, [], [Finding("unread-language", unread(document, language), document.place, document.id)]

    report = getattr(extractor, "report", None)
    failed: list[Finding] = []
    for document, claims in extractor.extract_all(readable(), seconds=deadline, findings=failed):
        yield from unreadable()
        failures = [*failed, *(report.failures if report is not None else ())]
        told = [finding for finding in failures if finding.document == document.id]
        yield document, claims, [*suspicions(document), *told]
    yield from unreadable()
