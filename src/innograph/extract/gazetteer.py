"""Names that the ontology knows, found in parsed text: places, materials, organisations, whatever has a label."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode

from innograph.extract.lexicon import ACTOR, INDICATOR, PLACE, THING
from innograph.ontology import INNO, RDF, SKOS, Ontology

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.tokens import Span as SpacySpan

CONTAINED = "https://schema.org/containedInPlace"


@dataclass(frozen=True, slots=True)
class Entry:
    """A known entity."""

    iri: str
    name: str  # its preferred label
    kind: str  # IRI of its class
    level: str | None  # of a region
    containers: tuple[str, ...]  # IRIs of what it lies in, the nearest first


class Gazetteer:
    """Labels of the ontology's individuals, matched over tokens.

    Proper names match as they are written; names without capitals (of materials) in any case.
    """

    def __init__(self, ontology: Ontology, pipeline: Language) -> None:
        from spacy.matcher import PhraseMatcher

        self.ontology = ontology
        self.entries = {e.iri: e for e in self._entries()}
        self.labels: dict[str, list[str]] = {}
        self.demonyms: dict[str, list[str]] = {}
        self._exact = PhraseMatcher(pipeline.vocab, attr="ORTH")
        self._loose = PhraseMatcher(pipeline.vocab, attr="LOWER")
        for iri, label, is_demonym in self._labels():
            known = self.demonyms if is_demonym else self.labels
            known.setdefault(label, []).append(iri)
        exact: list[str] = []
        loose: list[str] = []
        for label in sorted({*self.labels, *self.demonyms}):
            (exact if label != label.lower() else loose).append(label)
        make_docs = pipeline.tokenizer.pipe  # type: ignore[union-attr]
        if exact:
            self._exact.add("exact", list(make_docs(exact)))
        if loose:
            self._loose.add("loose", list(make_docs(loose)))
        self._by_lower: dict[str, list[str]] = {}
        for label, iris in self.labels.items():
            self._by_lower.setdefault(label.lower(), []).extend(iris)
        self._lower = {label.lower(): label for label in loose}

    def _objects(self, iri: str, predicate: str) -> Iterator[NamedNode | Literal]:
        for quad in self.ontology.store.quads_for_pattern(NamedNode(iri), NamedNode(predicate), None, DefaultGraph()):
            if isinstance(quad.object, NamedNode | Literal):
                yield quad.object

    def _entries(self) -> Iterator[Entry]:
        pattern = self.ontology.store.quads_for_pattern(None, NamedNode(RDF + "type"), None, DefaultGraph())
        kinds: dict[str, str] = {}
        for quad in sorted(pattern, key=lambda q: (str(q.subject), str(q.object))):
            if not isinstance(quad.subject, NamedNode):
                continue
            kind = quad.object.value if isinstance(quad.object, NamedNode) else ""
            if any(self.ontology.is_kind_of(kind, a) for a in (ACTOR, THING, PLACE, INDICATOR)):
                kinds.setdefault(quad.subject.value, kind)
        for iri, kind in kinds.items():
            if name := self.ontology.label(iri):
                level = self.ontology.value(iri, INNO + "regionLevel")
                yield Entry(iri, name, kind, level, tuple(self._containers(iri)))

    def _containers(self, iri: str) -> list[str]:
        found: list[str] = []
        waiting = [iri]
        while waiting:
            for parent in sorted(o.value for o in self._objects(waiting.pop(0), CONTAINED)):
                if parent not in found and parent != iri:
                    found.append(parent)
                    waiting.append(parent)
        return found

    def _labels(self) -> Iterator[tuple[str, str, bool]]:
        for iri in self.entries:
            for predicate in ("prefLabel", "altLabel"):
                for label in self._objects(iri, SKOS + predicate):
                    if isinstance(label, Literal) and (label.language or "en").partition("-")[0] == "en":
                        yield iri, label.value, False
            for demonym in self._objects(iri, INNO + "demonym"):
                yield iri, demonym.value, True

    def find(self, parsed: Doc) -> list[tuple[SpacySpan, tuple[Entry, ...], bool]]:
        """Known names in order, the longest where they overlap: words, whom they may mean, whether it is a demonym."""
        from spacy.util import filter_spans

        spans = [*self._exact(parsed, as_spans=True), *self._loose(parsed, as_spans=True)]
        found = []
        for span in sorted(filter_spans(spans), key=lambda s: s.start):
            label = (
                span.text
                if span.text in self.labels or span.text in self.demonyms
                else self._lower.get(span.text.lower())
            )
            if label is None:
                continue
            iris = self.labels.get(label)
            found.append((span, tuple(self.entries[i] for i in iris or self.demonyms[label]), iris is None))
        return found

    def known(self, name: str, kind: str) -> str | None:
        """The IRI of the one entity of a kind that goes by `name`, in any case."""
        iris = {i for i in self._by_lower.get(name.lower(), ()) if self.ontology.is_kind_of(self.entries[i].kind, kind)}
        return iris.pop() if len(iris) == 1 else None

    def country(self, iri: str) -> Entry | None:
        """The country that a place lies in, or the place itself if it is one."""
        countries = self.ontology.notations.get("https://w3id.org/innograph/concept/region-levels", {})
        level = countries.get("country")
        entry = self.entries.get(iri)
        chain = [iri, *entry.containers] if entry else []
        return next((e for i in chain if (e := self.entries.get(i)) and e.level == level), None)
