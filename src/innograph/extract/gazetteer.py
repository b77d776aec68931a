"""Names that the ontology knows, found in parsed text: places, materials, organisations, whatever has a label."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from innograph.identity.known import Entry, KnownNames
from innograph.ontology import INNO, Ontology

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.tokens import Span as SpacySpan

__all__ = ["Entry", "Gazetteer"]


class Gazetteer:
    """Labels of the ontology's individuals, matched over tokens.

    Proper names match as they are written; names without capitals (of materials) in any case.
    """

    def __init__(self, ontology: Ontology, pipeline: Language) -> None:
        from spacy.matcher import PhraseMatcher

        self.ontology = ontology
        self.names = ontology.made(KnownNames)
        self.entries = self.names.entries
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
        self._lower = {label.lower(): label for label in loose}

    def _labels(self) -> Iterator[tuple[str, str, bool]]:
        for iri in self.entries:
            for label, language in self.names.labels(iri):
                if language.partition("-")[0] == "en":
                    yield iri, label, False
            for demonym in self.ontology.objects(iri, INNO + "demonym"):
                yield iri, demonym, True

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
        """The IRI of the one entity of a kind that goes by `name`, in whatever wording."""
        meaning = self.names.meaning(name, kind)
        return meaning.entry.iri if meaning.entry else None

    def country(self, iri: str) -> Entry | None:
        """The country that a place lies in, or the place itself if it is one."""
        countries = self.ontology.notations.get("https://w3id.org/innograph/concept/region-levels", {})
        level = countries.get("country")
        entry = self.entries.get(iri)
        chain = [iri, *entry.containers] if entry else []
        return next((e for i in chain if (e := self.entries.get(i)) and e.level == level), None)
