"""Documents to claims: the language pipeline, quantities, periods, names, grammar, frames, discourse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from innograph.classes import ACTOR, ORGANISATION, PLACE
from innograph.extract.analysis import Analysis
from innograph.extract.assemble import Assembler, merge
from innograph.extract.discourse import Discourse
from innograph.extract.fillers import Fillers
from innograph.extract.frame_shapes import check_own_frames
from innograph.extract.frames import load_frames
from innograph.extract.gazetteer import Entry, Gazetteer
from innograph.extract.grammar import surface_subjects
from innograph.extract.guarded import in_time
from innograph.extract.language import DEFAULT_PIPELINE, load_pipeline, parse
from innograph.extract.lexicon import Lexicon
from innograph.extract.match import Matcher
from innograph.extract.names import Name, NameFinder
from innograph.extract.periods import PeriodReader
from innograph.extract.phrases import Phrases
from innograph.extract.quantities import QuantityReader
from innograph.extract.short_forms import acronyms, independent, names_within, openings, other_names
from innograph.extract.superlatives import superlatives
from innograph.extract.trained.choosing import Chooser, Trained
from innograph.extract.trained.linear import load_models
from innograph.extract.trained.reader import TrainedReader
from innograph.identity.reference import References
from innograph.model import Block, BlockKind, Claim, Document, Finding, Mention, Span
from innograph.ontology import Ontology, data_folder

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.tokens import Span as SpacySpan

__all__ = ["DEFAULT_PIPELINE", "Extractor"]

LONGEST_SENTENCE = 300
"""Tokens of a sentence that are read together."""

if TYPE_CHECKING:
    Known = list[tuple[SpacySpan, tuple[Entry, ...], bool]]  # what the gazetteer finds in a block


@dataclass(slots=True)
class _Reading:
    """How far a document has been read."""

    discourse: Discourse
    trained: TrainedReader | None = None
    home: str | None = None  # the country that it is about, as far as can be told by now
    countries: Counter[str] = field(default_factory=Counter)
    claims: list[Claim] = field(default_factory=list)


def _sentences(parsed: Doc) -> Iterator[SpacySpan]:
    """The sentences of a block; what is longer than any sentence that people write, in pieces.

    What is weighed in a sentence are pairs of its words, so its time grows with the square of its length.
    """
    for sentence in parsed.sents:
        for start in range(sentence.start, sentence.end, LONGEST_SENTENCE):
            yield parsed[start : min(start + LONGEST_SENTENCE, sentence.end)]


class Extractor:
    """Finds the claims of documents. Made once, used for many documents; the same text always gives the same claims.

    Args:
        ontology: frames, names and words.
        pipeline: a spaCy pipeline, or the name or folder of one.
        trained: whether weights learnt from annotated documents choose among what frames propose; else frames do alone.
        min_confidence: claims that are less sure than this, 0 to 1, are left out.

    Raises:
        LanguageError: the pipeline is not installed or lacks a tagger, parser or lemmatizer.
        FrameError: a frame is not well formed.
    """

    def __init__(
        self,
        ontology: Ontology | None = None,
        pipeline: str | Language = DEFAULT_PIPELINE,
        *,
        trained: bool = True,
        min_confidence: float = 0.0,
    ) -> None:
        self.ontology = ontology or Ontology()
        self.min_confidence = min_confidence
        check_own_frames(self.ontology)
        self.frames = load_frames(self.ontology)
        self.pipeline = load_pipeline(pipeline) if isinstance(pipeline, str) else pipeline
        self._matcher = Matcher(self.frames)
        self._lexicon = Lexicon(self.ontology)
        self._gazetteer = Gazetteer(self.ontology, self.pipeline)
        self._references = self.ontology.made(References)
        self._names = NameFinder(self._lexicon, self._gazetteer)
        self._quantities = QuantityReader(self.ontology)
        self._periods = PeriodReader(self.ontology)
        # What was learnt is about the shipped frames.
        models = load_models() if trained and data_folder("ontology") in self.ontology.folders else {}
        self.chooser: Chooser | None = Trained(models) if models else None

    def extract(self, document: Document) -> list[Claim]:
        """The claims of one document, in the order of their words."""
        return next(iter(self.extract_all([document])))[1]

    def extract_all(
        self, documents: Iterable[Document], *, seconds: float | None = None, findings: list[Finding] | None = None
    ) -> Iterator[tuple[Document, list[Claim]]]:
        """Each document with its claims, read in batches: memory grows with neither their number nor their length.

        Args:
            documents: texts to read.
            seconds: how long a document may take, and as much again for each 100,000 characters of its text; what
                takes longer, or fails, gets no claims. Any time where it is not given.
            findings: gets a finding of the kind "gave-up" for each such document, before that document comes.
        """
        if seconds is None:
            return self._found(documents)
        return in_time(self._found, documents, seconds, [] if findings is None else findings)

    def _found(self, documents: Iterable[Document]) -> Iterator[tuple[Document, list[Claim]]]:
        reading = None
        for document, blocks, ended in parse(documents, self.pipeline):
            reading = reading or _Reading(Discourse(self._lexicon, self._gazetteer), self._trained_reader())
            for analysis in self._survey(document, blocks, reading):
                reading.claims += self._read(document, analysis, reading.discourse, reading.trained)
            if ended:
                sure = (c for c in reading.claims if c.confidence >= self.min_confidence)
                yield document, merge([self._completed(c, document, reading) for c in sure])
                reading = None

    def named(self, document: Document) -> dict[str, Mention]:
        """Whom the names in a document mean, by their words: short forms that it introduces, homonyms that it tells."""
        found: dict[str, Mention] = {}
        reading = _Reading(Discourse(self._lexicon, self._gazetteer))
        for _, blocks, _ in parse([document], self.pipeline):
            for analysis in self._survey(document, blocks, reading):
                phrases = Phrases(analysis, self._lexicon, reading.discourse)
                for name in analysis.names:
                    mention = phrases.named(analysis.parsed[name.start])
                    if mention is not None and not name.demonym:
                        found.setdefault(mention.words or mention.name, mention)
        for short, mention in reading.discourse.aliases.items():
            found.setdefault(short, mention)
        with_aliases = reading.discourse.with_aliases
        return {words: self._at_home(with_aliases(m), document, reading.home) for words, m in found.items()}

    def _survey(self, document: Document, blocks: list[tuple[Block, Doc]], reading: _Reading) -> list[Analysis]:
        """What a document, or one part of a long one, tells before its sentences are read: names of earlier parts are
        known in later ones, and the country that it is about is that of the parts so far."""
        discourse = reading.discourse
        known = [self._gazetteer.find(parsed) for _, parsed in blocks]
        reading.home = self._home(known, reading.countries)
        analyses = [self._analyse(document, b, p, k, reading.home) for (b, p), k in zip(blocks, known, strict=True)]
        for analysis in analyses:
            for name in analysis.names:
                words = analysis.parsed[name.start : name.end].text
                if len(name.entries) == 1 and not self._gazetteer.names.is_homonym(words):
                    discourse.counts.update((name.entries[0].iri, *name.entries[0].containers))
        discourse.introduce(self._name_headlines(analyses))
        for analysis in analyses:
            self._abbreviate(analysis, discourse)
        return analyses

    def _completed(self, claim: Claim, document: Document, reading: _Reading) -> Claim:
        """The claim with what the whole document tells of whom it names: other names, and the country of a ministry."""
        mentions = {
            key: tuple(self._at_home(reading.discourse.with_aliases(m), document, reading.home) for m in named)
            for key, named in claim.mentions.items()
        }
        return claim if mentions == claim.mentions else replace(claim, mentions=MappingProxyType(mentions))

    def _at_home(self, mention: Mention, document: Document, home: str | None) -> Mention:
        """The mention with where it is, where its name alone does not tell who is meant."""
        if mention.entity or mention.place:
            return mention
        if self._references.needs_place(mention):
            beside = self._references.place_beside(document.text[mention.span.end :]) if mention.span else None
            place = beside.iri if beside else home if self._gazetteer.names.is_homonym(mention.name) else None
            return replace(mention, place=place)
        if home is None or not self._references.is_national(mention):
            return mention
        return replace(mention, place=home) if self._references.scope(mention) else mention

    def _home(self, known: Iterable[Known], counts: Counter[str]) -> str | None:
        """The country that a document is about: the one in which most of the places lie that it names so far."""
        for names in known:
            for _, entries, _ in names:
                countries = {c.iri for e in entries if (c := self._gazetteer.country(e.iri))}
                if len(countries) == 1:
                    counts.update(countries)
        return min(counts, key=lambda iri: (-counts[iri], iri), default=None)

    def offered(self, document: Document) -> set[str]:
        """IRIs of the frames that words, figures and pairs of names of the document may trigger, chosen or not."""
        found: set[str] = set()
        for _, blocks, _ in parse([document], self.pipeline):
            for block, parsed in blocks:
                analysis = self._analyse(document, block, parsed, self._gazetteer.find(parsed), None)
                found |= {f.iri for token in parsed for f in self._matcher.triggered(token)}
                for figure in analysis.figures:
                    found |= {f.iri for f in self._matcher.triggered_by(figure, self._lexicon.words("timeUnit"))}
                if len(analysis.names) > 1:
                    found |= {f.iri for f in self.frames if f.part == "Pair"}
        return found

    def _analyse(self, document: Document, block: Block, parsed: Doc, known: Known, home: str | None) -> Analysis:
        text = block.span.of(document.text)
        start = block.span.start
        # Numbers in known names (a material with a number) are no figures.
        protected = [Span(start + s.start_char, start + s.end_char) for s, _, _ in known]
        quantities = self._quantities.read(text, block.span.start, protected=protected, home=home)
        periods = self._periods.read(text, document.date, block.span.start)
        analysis = Analysis(parsed, block, quantities, periods)
        if ranks := superlatives(parsed, block.span.start, self._lexicon, analysis.taken):
            analysis = Analysis(parsed, block, sorted([*quantities, *ranks], key=lambda q: q.span), periods)
        headline = block.kind in {BlockKind.TITLE, BlockKind.HEADING}
        analysis.set_names(self._names.find(parsed, analysis.taken, headline=headline))
        return analysis

    @staticmethod
    def _name_headlines(analyses: list[Analysis]) -> list[tuple[str, str]]:
        """Finds in titles and headings, where capitals tell nothing, the names that the text itself uses; these, with
        their kinds: those that are no short forms, then the longest first."""
        found = {
            a.parsed[n.start : n.end].text: n.kind or ORGANISATION for a in analyses for n in a.names if not n.entries
        }
        single = {w: k for w, k in found.items() if " " not in w}
        own: set[str] = set()
        for analysis in analyses:
            if analysis.block.kind in {BlockKind.TITLE, BlockKind.HEADING}:
                named = [*analysis.names, *names_within(analysis.parsed, found, analysis.name_at)]
                analysis.set_names(sorted(named, key=lambda n: n.start))
            else:
                named = [*analysis.names, *openings(analysis.parsed, single, analysis.name_at)]
                analysis.set_names(sorted(named, key=lambda n: n.start))
                own |= independent(analysis.parsed, analysis.names)
        return sorted(
            ((w, k) for w, k in found.items() if k), key=lambda item: (item[0] not in own, -len(item[0]), item[0])
        )

    def _abbreviate(self, analysis: Analysis, discourse: Discourse) -> None:
        def mention(name: Name) -> Mention:
            words = analysis.parsed[name.start : name.end].text
            span = analysis.span_of(name.start, name.end - 1)
            return discourse.name(words, name.kind or ORGANISATION, name.entries, span)

        for short, name in acronyms(analysis.parsed, analysis.names):
            discourse.abbreviate(short, mention(name))
        for name, other in other_names(analysis.parsed, analysis.names, self._lexicon):
            words = other if isinstance(other, str) else analysis.parsed[other.start : other.end].text
            discourse.abbreviate(words, mention(name))

    def _trained_reader(self) -> TrainedReader | None:
        if self.chooser is None:
            return None
        return TrainedReader(self.chooser, self._lexicon, self._gazetteer, self._matcher, self.frames)

    def _read(
        self, document: Document, analysis: Analysis, discourse: Discourse, trained: TrainedReader | None
    ) -> Iterator[Claim]:
        phrases = Phrases(analysis, self._lexicon, discourse)
        if analysis.block.kind in {BlockKind.TITLE, BlockKind.HEADING}:
            self._note(analysis, analysis.parsed[:], phrases, discourse, heading=True)
            if trained is not None:
                trained.headline(analysis, phrases)
            return
        discourse.begin_paragraph()
        if trained is not None:
            trained.begin_paragraph()
        for sentence in _sentences(analysis.parsed):
            if sentence.text.rstrip().endswith("?"):
                continue  # who asks does not claim
            subject = self._subject(sentence, phrases)
            reporting = sentence.root.lemma_.lower() in self._lexicon.words("reporting")
            if subject is not None:
                discourse.note(subject, subject=not reporting)
            about = subject if subject and not reporting and discourse.is_topic(subject) else discourse.topic()
            phrases.of_sentence = about
            fillers = Fillers(analysis, self._lexicon, discourse, phrases)
            matches = self._matcher.matches(sentence, analysis, fillers)
            choices = trained.read(sentence, analysis, phrases, matches) if trained is not None else None
            assembler = Assembler(document, sentence, analysis, self._lexicon, self._gazetteer, about)
            yield from assembler.claims(matches, choices)
            self._note(analysis, sentence, phrases, discourse)

    def _subject(self, sentence: SpacySpan, phrases: Phrases) -> Mention | None:
        """The actor that is the subject of the sentence's main clause."""
        for head in surface_subjects(sentence.root):
            actor = phrases.actor(head)
            if actor is not None:
                return actor
        return None

    def _note(
        self, analysis: Analysis, sentence: SpacySpan, phrases: Phrases, discourse: Discourse, *, heading: bool = False
    ) -> None:
        """Keeps the names of a sentence for the sentences that follow."""
        names = analysis.names
        if heading:
            # The first one is whom it is about, but not one that only owns: "X plans Y's largest plant".
            owners = [n for n in names if n.end < len(analysis.parsed) and analysis.parsed[n.end].tag_ == "POS"]
            names = [*reversed(owners), *(n for n in reversed(names) if n not in owners)]
        for name in names:
            if sentence.start <= name.start < sentence.end and name.kind and not name.demonym:
                mention = phrases.named(analysis.parsed[name.start])
                if mention and any(self.ontology.is_kind_of(mention.kind, k) for k in (ACTOR, PLACE)):
                    discourse.note(mention, subject=False, heading=heading)
